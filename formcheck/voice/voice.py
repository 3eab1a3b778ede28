"""``Voice``: takes utterances without holding up who asks; a thread of its own does the rest."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.utterance import Utterance
from formcheck.voice.process import Mode, Reply, Sound, SoundProcess
from formcheck.voice.speaker import START_S, STOP_S, Speaker, VoiceKind
from formcheck.voice.spoken import SpeechLog, Spoken
from formcheck.voice.waiting import Asked


class Voice:
    """The voice: says utterances one at a time, on a thread of its own.

    Parameters
    ----------
    mute : bool
        Say nothing; what is asked for is kept as dropped.
    log : Path, optional
        Text file that gets one line for each utterance.
    process : callable, optional
        Starts what makes sound; tests give their own.
    clock : callable, optional
        Seconds that only go up.

    Raises
    ------
    OutputError
        If the log cannot be written.
    """

    def __init__(
        self,
        *,
        mute: bool = False,
        log: Path | None = None,
        process: Callable[[Mode, Callable[[Reply], None]], Sound] = SoundProcess,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = SpeechLog(log) if log else None
        self._unwritten = ""
        self._clock, self._opened_s = clock, clock()
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._spoken: list[Spoken] = []
        self._settled = threading.Event()
        self._close_s: float | None = None
        self._process = process
        self._speaker = Speaker(None if mute else self._start, self._report, 0.0)
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, utterance: Utterance) -> None:
        """Ask for an utterance; returns at once."""
        asked = Asked(utterance, self._elapsed_s())
        self._inbox.put(lambda: self._speaker.ask(asked))

    @property
    def kind(self) -> VoiceKind:
        """How it sounds now; the first time it waits until the process has told, 0.1 s where all is well."""
        self._settled.wait(2 * START_S)
        return self._speaker.kind

    @property
    def problem(self) -> str:
        """One line on what is missing and what to do; empty if all is well. Waits like :attr:`kind`."""
        self._settled.wait(2 * START_S)
        return self._speaker.problem or self._unwritten

    @property
    def name(self) -> str:
        """Name of the system voice; empty if there is none. Waits like :attr:`kind`."""
        self._settled.wait(2 * START_S)
        return self._speaker.name

    @property
    def spoken(self) -> list[Spoken]:
        """What has been said or dropped so far, in this order."""
        return list(self._spoken)

    def close(self, wait_s: float = 5.0) -> list[Spoken]:
        """Say what still waits for at most `wait_s`, end the process; gives what became of every utterance."""
        close_s = self._elapsed_s() + wait_s
        self._inbox.put(lambda: self._close(close_s))
        self._thread.join(wait_s + STOP_S + 3.0)
        return self.spoken

    def _elapsed_s(self) -> float:
        return self._clock() - self._opened_s

    def _start(self, mode: Mode, number: int) -> Sound:
        return self._process(
            mode, lambda answer: self._inbox.put(lambda: self._speaker.answered(number, answer, self._elapsed_s()))
        )

    # what follows runs in the thread

    def _run(self) -> None:
        speaker = self._speaker
        while not self._over():
            if speaker.settled:
                self._settled.set()
            due_s = speaker.due_s if self._close_s is None else min(speaker.due_s, self._close_s)
            self._take(min(max(due_s - self._elapsed_s(), 0.0), 3600.0))
            speaker.tick(self._elapsed_s())
        now_s = self._elapsed_s()
        speaker.end(now_s, 0.0 if self._close_s is not None and now_s >= self._close_s else STOP_S)
        self._settled.set()
        if self._log:
            self._log.close()

    def _take(self, wait_s: float) -> None:
        """Do what is asked for next, if anything is within `wait_s`."""
        with contextlib.suppress(queue.Empty):
            self._inbox.get(timeout=wait_s)()

    def _over(self) -> bool:
        return self._close_s is not None and (self._speaker.idle or self._elapsed_s() >= self._close_s)

    def _close(self, close_s: float) -> None:
        self._close_s = close_s

    def _report(self, spoken: Spoken) -> None:
        self._spoken.append(spoken)
        if self._log:
            try:
                self._log.add(spoken.line())
            except OutputError as error:
                self._unwritten, self._log = str(error), None
