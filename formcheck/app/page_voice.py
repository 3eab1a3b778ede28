"""The browser's voice as what makes sound: the same queue, the same log, another mouth."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from formcheck.voice import Voice
from formcheck.voice.process import Mode, Reply, Sound, SoundProcess


class PageVoice:
    """A :class:`~formcheck.voice.process.Sound` that is a page.

    Parameters
    ----------
    say : callable
        Takes each ``say`` message; from any thread.
    name : str
        Of the browser's voice.
    """

    def __init__(self, say: Callable[[dict[str, Any]], None], name: str) -> None:
        self._say, self._name = say, name or "browser"
        self._number = 0
        self._began = self._gone = False
        self._answered: Callable[[Reply], None] = lambda _: None

    def open(self, log: Path | None) -> Voice:
        """The voice of a run; if the page falls silent, the machine's tones take over."""
        return Voice(log=log, process=self._start)

    def _start(self, mode: Mode, answered: Callable[[Reply], None]) -> Sound:
        if mode != "voice":
            return SoundProcess(mode, answered)
        self._answered = answered
        answered({"ready": True, "voice": self._name, "sound": True})
        return self

    def send(self, request: dict[str, object]) -> None:
        """See :class:`~formcheck.voice.process.Sound`."""
        self._number, self._began = self._number + 1, False
        line = {"type": "say", "id": self._number, "text": request["text"], "kind": request["kind"]}
        self._say({**line, "about_s": request["about_s"]})
        if self._gone:
            self._answered({"ended": self._number, "sound": True})

    def stop(self, wait_s: float) -> None:
        """See :class:`~formcheck.voice.process.Sound`; the page ends with its set."""

    def leave(self) -> None:
        """The page is gone: nobody waits for its voice."""
        self._gone = True
        self._answered({"ended": self._number, "sound": True})

    def reported(self, message: dict[str, Any]) -> None:
        """Take what the page tells of a line, see ``spoken`` of the protocol."""
        if message.get("id") != self._number:
            return
        if not self._began and _time(message.get("began_s")):
            self._began = True
            self._answered({"began": self._number})
        if ("ended_s" in message and message["ended_s"] is not None) or message.get("sound") is False:
            self._answered({"ended": self._number, "sound": message.get("sound") is not False})


def _time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
