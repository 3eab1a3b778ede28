"""``Voice``: takes utterances at once, says them one at a time through a process that may die, and keeps account."""

from __future__ import annotations

import math
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from formcheck.errors import OutputError
from formcheck.speech import Utterance
from formcheck.voice.process import Answer, Mode, Sound, SoundProcess
from formcheck.voice.spoken import Log, Spoken
from formcheck.voice.waiting import Asked, Waiting
from formcheck.voice.worker import about_s

VoiceKind = Literal["system voice", "tones", "captions", "muted"]
"""captions: nothing can sound on this machine, what is said is only shown."""

START_S = 10.0
"""How long the process may take until it is ready: under Windows the first start ever writes files for the driver."""
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
_SILENT = "what is said is shown as captions only"
_DIED = "the system voice stopped working: cues come as tones and captions"

Start = Callable[[Mode, Callable[[Answer], None]], Sound]


class Voice:
    """Says utterances, one at a time, without ever holding up who asks.

    Parameters
    ----------
    mute : bool
        Say nothing; what is asked for is kept as dropped.
    log : Path, optional
        Text file that gets one line for each utterance.
    start : callable, optional
        Starts what makes sound; tests give their own.
    clock : callable, optional
        Seconds that only go up.

    Raises
    ------
    OutputError
        If the log cannot be written.

    Notes
    -----
    A thread waits for utterances and for the answers of the sound process, and does nothing in between. The order and
    what is dropped: :class:`~formcheck.voice.waiting.Waiting`. A process that dies or hangs is replaced by one that
    only beeps, and that one by nothing.
    """

    def __init__(
        self,
        *,
        mute: bool = False,
        log: Path | None = None,
        start: Start = SoundProcess,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = Log(log) if log else None
        self._start, self._clock, self._opened_s = start, clock, clock()
        self._inbox: queue.SimpleQueue[tuple[int, Asked | Answer]] = queue.SimpleQueue()
        self._waiting = Waiting()
        self._spoken: list[Spoken] = []
        self._settled = threading.Event()
        self._kind: VoiceKind = "muted"
        self._problem = self._missing = self._unwritten = ""
        self._name = ""
        self._sound: Sound | None = None
        self._round = 0
        self._now: Spoken | None = None
        self._sent_s = self._lead_s = 0.0
        self._deadline_s = float("inf")
        self._close_by_s = float("inf")
        self._closed = False
        if mute:
            self._settled.set()
        else:
            self._begin("voice")
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, utterance: Utterance) -> None:
        """Ask for an utterance; returns at once."""
        self._inbox.put((0, Asked(utterance, self._elapsed_s())))

    @property
    def kind(self) -> VoiceKind:
        """How it sounds now; waits until the process has told, for the first time at most :data:`START_S`."""
        self._settled.wait(2 * START_S)
        return self._kind

    @property
    def problem(self) -> str:
        """One line on what is missing and what to do; empty if all is well. Waits like :attr:`kind`."""
        self._settled.wait(2 * START_S)
        return self._problem or self._unwritten

    @property
    def name(self) -> str:
        """Name of the system voice; empty if there is none. Waits like :attr:`kind`."""
        self._settled.wait(2 * START_S)
        return self._name

    @property
    def spoken(self) -> list[Spoken]:
        """What has been said or dropped so far, in this order."""
        return list(self._spoken)

    def close(self, wait_s: float = 5.0) -> list[Spoken]:
        """Say what still waits for at most `wait_s`, end the process; gives what became of every utterance."""
        if not self._closed:
            self._closed = True
            self._inbox.put((0, {"close": self._elapsed_s() + wait_s}))
        self._thread.join(wait_s + STOP_S + 3.0)
        return self.spoken

    def _elapsed_s(self) -> float:
        return self._clock() - self._opened_s

    # what follows runs in the thread

    def _run(self) -> None:
        while not self._over():
            due_s = min(self._deadline_s, self._close_by_s) - self._elapsed_s()
            try:
                number, message = self._inbox.get(timeout=max(0.0, min(due_s, 3600.0)))
            except queue.Empty:
                self._late()
            else:
                if isinstance(message, Asked):
                    self._ask(message)
                elif "close" in message:
                    self._close_by_s = message["close"]
                elif number == self._round:  # of this process, not of one that was given up
                    self._answered(message)
            self._go_on()
        self._end()

    def _over(self) -> bool:
        if self._close_by_s == float("inf"):
            return False
        idle = self._now is None and not self._waiting
        return self._sound is None or idle or self._elapsed_s() >= self._close_by_s

    def _ask(self, asked: Asked) -> None:
        if self._sound is None:
            self._note(_as_spoken(asked), dropped=True)
            return
        for dropped in self._waiting.ask(asked):
            self._note(_as_spoken(dropped), dropped=True)

    def _go_on(self) -> None:
        """Say the next one if nothing is being said."""
        if self._sound is None or self._now is not None or not self._settled.is_set():
            return
        asked, late = self._waiting.next(self._elapsed_s(), self._lead_s)
        for dropped in late:
            self._note(_as_spoken(dropped), dropped=True)
        if asked:
            self._now = _as_spoken(asked)
            self._sent_s = self._elapsed_s()
            self._deadline_s = self._sent_s + 2 * about_s(asked.utterance.text) + SLACK_S
            self._sound.send({"id": len(self._spoken), "text": asked.utterance.text, "kind": asked.utterance.kind})

    def _answered(self, answer: Answer) -> None:
        now_s = self._elapsed_s()
        if "ready" in answer:
            self._ready(answer)
        elif "gone" in answer:
            self._fall_back()
        elif "began" in answer and self._now:
            self._now = replace(self._now, began_s=now_s)
            self._lead_s = now_s - self._sent_s
        elif "ended" in answer and self._now:
            self._note(replace(self._now, ended_s=now_s))
            self._now, self._deadline_s = None, float("inf")
            self._tell(sound=answer["sound"])

    def _ready(self, answer: Answer) -> None:
        self._name, self._deadline_s = answer["voice"], float("inf")
        if not self._name and self._round == 1:
            self._missing = f"no system voice: {_here(_INSTALL)}; cues come as tones and captions"
        self._tell(sound=answer["sound"])
        self._settled.set()

    def _tell(self, *, sound: bool) -> None:
        """Set kind and problem."""
        if not sound:
            self._kind = "captions"
            self._problem = f"no sound can be played: {_here(_NO_SOUND)}; {_SILENT}"
        elif self._name:
            self._kind, self._problem = "system voice", ""
        else:
            self._kind, self._problem = "tones", self._missing

    def _begin(self, mode: Mode) -> None:
        self._round += 1
        number = self._round
        self._deadline_s = self._elapsed_s() + START_S
        try:
            self._sound = self._start(mode, lambda answer: self._inbox.put((number, answer)))
        except OSError as error:
            self._silent(f"no process for the voice: {error.strerror or error}; {_SILENT}")

    def _late(self) -> None:
        if self._elapsed_s() >= self._deadline_s:
            self._fall_back()

    def _fall_back(self) -> None:
        """The process has died or hangs: beep instead, and if that fails too, be silent."""
        if self._sound:
            self._sound.stop(0.0)
        self._give_up_this()
        if self._round == 1:
            self._missing = _DIED
            self._begin("tones")
        else:
            self._silent(f"the voice stopped working, and tones too: {_SILENT}")

    def _silent(self, problem: str) -> None:
        self._sound, self._name, self._deadline_s = None, "", float("inf")
        self._kind, self._problem = "captions", problem
        self._settled.set()
        self._drop_waiting()

    def _give_up_this(self) -> None:
        """What was being said when the process ended."""
        if self._now:
            unheard = math.isnan(self._now.began_s)
            self._note(self._now if unheard else replace(self._now, ended_s=self._elapsed_s()), dropped=unheard)
        self._now = None

    def _drop_waiting(self) -> None:
        for asked in self._waiting.clear():
            self._note(_as_spoken(asked), dropped=True)

    def _note(self, spoken: Spoken, *, dropped: bool = False) -> None:
        spoken = replace(spoken, dropped=dropped)
        self._spoken.append(spoken)
        if self._log:
            try:
                self._log.add(spoken.line())
            except OutputError as error:
                self._unwritten, self._log = str(error), None

    def _end(self) -> None:
        self._give_up_this()
        self._drop_waiting()
        if self._sound:
            self._sound.stop(STOP_S if self._elapsed_s() < self._close_by_s else 0.0)
        if self._log:
            self._log.close()


def _as_spoken(asked: Asked) -> Spoken:
    said = asked.utterance
    return Spoken(said.text, said.kind, said.t_s, asked.asked_s, fault_s=said.fault_s)


def _here(advice: dict[str, str]) -> str:
    """The advice for this system."""
    return advice.get(sys.platform, advice["linux"])
