"""After a set that ended because of pain: how strong is it, and a note. No answer is an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from formcheck.coach.guidance import Guidance
from formcheck.coach.phrases import REST_NOW
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.pain import STRONGEST, Pain

PATIENCE_S = 30.0
"""Without a key for this long nothing more is asked; what was typed counts."""
LONGEST_NOTE = 200
ENTER, BACKSPACE = "\n", "\b"

_SPOKEN = {"strength": "How strong is the pain, zero to ten? No answer is fine.", "note": "You can type a note."}
_CAPTIONS = {
    "strength": f"How strong is the pain, 0 to {STRONGEST}? No answer is fine.",
    "note": "Where is it, and how does it feel? No note is fine.",
    "done": REST_NOW,
}


class PainTalk:
    """The dialogue about a pain: its strength, then a note; the answers are typed.

    Parameters
    ----------
    pain : Pain
        What is known already.
    speech : SpeechQueue
        That of the run; what is being said is still heard.

    Attributes
    ----------
    pain : Pain
        With all that was answered so far.
    stage : {"strength", "note", "done"}
    typed : str
        The note so far.
    """

    def __init__(self, pain: Pain, speech: SpeechQueue) -> None:
        self.pain = pain
        self.stage: Literal["strength", "note", "done"] = "strength"
        self.typed = ""
        self._speech, self._quiet_s = speech, speech.busy_until_s
        self._until_s: float | None = None
        self._now_s = 0.0

    def feed(self, t_s: float) -> Guidance:
        """What to say and to show at a frame."""
        self._now_s = t_s
        if self._until_s is None:
            self._ask()
        if self._until_s is not None and t_s >= self._until_s:
            self._finish()
        said = self._speech.speak(t_s)
        until_s = None if self.stage == "done" else self._until_s
        left_s = None if until_s is None else max(until_s - t_s, 0.0)
        return Guidance(
            self.stage,
            (said,) if said else (),
            caption=self._caption(t_s),
            countdown_s=left_s,
            done=self.stage == "done",
            ended_by="pain",
        )

    def _caption(self, t_s: float) -> str:
        if self.stage == "note" and self.typed:
            return f"{self.typed}_"
        # what is being said comes first
        return REST_NOW if t_s < self._quiet_s else _CAPTIONS[self.stage]

    def press(self, key: str) -> None:
        """Take a key: a letter, :data:`ENTER` or :data:`BACKSPACE`."""
        self._until_s = self._now_s + PATIENCE_S
        if self.stage == "strength":
            self._rate(key)
        elif self.stage == "note":
            self._write(key)

    def _rate(self, key: str) -> None:
        """A digit is the answer, and another one changes it; ten is a one and a zero."""
        if key == ENTER:
            self.stage = "note"
            self._ask()
        elif key == BACKSPACE:
            self.pain = replace(self.pain, strength=None)
        elif key.isdecimal():
            ten = self.pain.strength == 1 and key == "0"
            self.pain = replace(self.pain, strength=STRONGEST if ten else int(key))

    def _write(self, key: str) -> None:
        if key == ENTER:
            self._finish()
        elif key == BACKSPACE:
            self.typed = self.typed[:-1]
        elif len(self.typed) < LONGEST_NOTE:
            self.typed += key
        self.pain = replace(self.pain, note=self.typed.strip())

    def _ask(self) -> None:
        self._speech.add(_SPOKEN[self.stage], "prompt", self._now_s)
        self._until_s = max(self._now_s, self._speech.all_said_s) + PATIENCE_S

    def _finish(self) -> None:
        self.stage = "done"
        self._speech.forget()
