"""What the voice is doing: says what is next, replaces a process that died or hangs, keeps account. Time is given."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from formcheck.utterance import speaking_s
from formcheck.voice.process import Mode, Reply, Sound
from formcheck.voice.spoken import Spoken
from formcheck.voice.waiting import Asked, Waiting

VoiceKind = Literal["system voice", "tones", "captions", "muted"]
"""captions: nothing can sound on this machine, what is said is only shown."""

START_S = 10.0
"""How long a process may take until it is ready: under Windows the first start ever writes files for the driver."""
SLACK_S = 8.0
"""A process that takes this much longer than a text does, hangs."""
STOP_S = 1.0

_INSTALL = {
    "linux": "install espeak-ng",
    "darwin": "add a voice in System Settings, Accessibility, Spoken Content",
    "win32": "add a voice in Settings, Time & language, Speech",
}
_NO_SOUND = {
    "linux": "plug speakers in, and install alsa-utils, pulseaudio-utils or pipewire-bin",
    "darwin": "choose an output in System Settings, Sound",
    "win32": "choose an output in Settings, System, Sound",
}
_TONES = "cues come as tones and captions"
_SILENT = "what is said is shown as captions only"

Start = Callable[[Mode, int], Sound]
"""Starts what makes sound; its answers are given to :meth:`Speaker.answered` with the number."""


class Speaker:
    """The state machine of the voice: one utterance after the other through a :class:`~formcheck.voice.process.Sound`.

    Parameters
    ----------
    start : callable or None
        See :data:`Start`; None: muted.
    report : callable
        Takes each :class:`Spoken` when it is known what became of it.
    now_s : float
        Seconds on the voice's clock, as all times here.

    Notes
    -----
    A process that dies or hangs is replaced by one that only beeps, and that one by nothing. What is dropped:
    :class:`~formcheck.voice.waiting.Waiting`.
    """

    def __init__(self, start: Start | None, report: Callable[[Spoken], None], now_s: float) -> None:
        self.kind: VoiceKind = "muted"
        self.problem = self.name = ""
        self.settled = start is None
        """Whether kind, problem and name are known."""
        self.due_s = math.inf
        """When to call :meth:`tick` if nothing happens before."""
        self._start, self._report = start, report
        self._waiting = Waiting()
        self._sound: Sound | None = None
        self._number = 0
        self._missing = f"no system voice: {_here(_INSTALL)}; {_TONES}"
        self._now: Spoken | None = None
        self._sent_s = self._lead_s = 0.0
        if start:
            self._begin("voice", now_s)

    @property
    def idle(self) -> bool:
        """Nothing is being said, and nothing waits that can be said."""
        return self._sound is None or (self._now is None and not self._waiting)

    def ask(self, asked: Asked) -> None:
        """Take an utterance; it is said at the next :meth:`tick` that finds nothing else to say."""
        if self._sound is None:
            self._drop([asked])
        else:
            self._waiting.ask(asked)

    def answered(self, number: int, answer: Reply, now_s: float) -> None:
        """Take an answer of a process; answers of one that was given up count for nothing.

        Parameters
        ----------
        number : int
            Of the process, as given to :data:`Start`.
        answer : dict
            See :class:`formcheck.voice.worker.SoundMaker`.
        now_s : float
        """
        if number != self._number or self._sound is None:
            return
        if "ready" in answer:
            self.name, self.due_s, self.settled = answer["voice"], math.inf, True
            self._judge(sound=answer["sound"])
        elif "gone" in answer:
            self._fall_back(now_s)
        elif "began" in answer and self._now:
            self._now = replace(self._now, began_s=now_s)
            self._lead_s = now_s - self._sent_s
        elif "ended" in answer and self._now:
            self._report(replace(self._now, ended_s=now_s))
            self._now, self.due_s = None, math.inf
            self._judge(sound=answer["sound"])

    def tick(self, now_s: float) -> None:
        """Give up a process that hangs; say the next utterance if nothing is being said."""
        if now_s >= self.due_s:
            self._fall_back(now_s)
        if self._sound is None or self._now is not None or not self.settled:
            return
        asked, late = self._waiting.next(now_s, self._lead_s)
        self._drop(late)
        if asked:
            self._now, self._sent_s = _as_spoken(asked), now_s
            about_s = speaking_s(self._now.text)
            self.due_s = now_s + 2 * about_s + SLACK_S
            request = {"id": self._number, "text": self._now.text, "kind": self._now.kind, "about_s": about_s}
            self._sound.send(request)

    def end(self, now_s: float, wait_s: float = STOP_S) -> None:
        """End the process; what waits is dropped.

        Parameters
        ----------
        now_s : float
        wait_s : float
            What is being said is cut off after so many seconds.
        """
        self._cut_off(now_s)
        self._drop(self._waiting.clear())
        if self._sound:
            self._sound.stop(wait_s)
            self._sound = None

    def _begin(self, mode: Mode, now_s: float) -> None:
        assert self._start is not None
        self._number += 1
        self.settled, self.due_s = False, now_s + START_S
        try:
            self._sound = self._start(mode, self._number)
        except OSError as error:
            self._be_silent(f"no process for the voice: {error.strerror or error}; {_SILENT}")

    def _fall_back(self, now_s: float) -> None:
        self._cut_off(now_s)
        if self._sound:
            self._sound.stop(0.0)
        if self._number == 1:
            self._missing = f"the system voice stopped working; {_TONES}"
            self._begin("tones", now_s)
        else:
            self._be_silent(f"the system voice stopped working, and tones too; {_SILENT}")

    def _be_silent(self, problem: str) -> None:
        self.kind, self.problem, self.name, self.settled = "captions", problem, "", True
        self._sound, self.due_s = None, math.inf
        self._drop(self._waiting.clear())

    def _judge(self, *, sound: bool) -> None:
        """Set kind and problem by what the process says."""
        if not sound:
            self.kind, self.problem = "captions", f"no sound can be played: {_here(_NO_SOUND)}; {_SILENT}"
        elif self.name:
            self.kind, self.problem = "system voice", ""
        else:
            self.kind, self.problem = "tones", self._missing

    def _cut_off(self, now_s: float) -> None:
        if self._now:
            begun = not math.isnan(self._now.began_s)
            self._report(replace(self._now, ended_s=now_s) if begun else replace(self._now, dropped=True))
        self._now = None

    def _drop(self, items: list[Asked]) -> None:
        for asked in items:
            self._report(replace(_as_spoken(asked), dropped=True))


def _as_spoken(asked: Asked) -> Spoken:
    said = asked.utterance
    return Spoken(said.text, said.kind, said.t_s, asked.asked_s, fault_s=said.fault_s)


def _here(advice: dict[str, str]) -> str:
    """The advice for this system."""
    return advice.get(sys.platform, advice["linux"])
