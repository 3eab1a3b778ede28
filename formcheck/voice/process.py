"""The sound process as its parent sees it: started, written to, listened to, ended without leaving anything behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from formcheck.voice import worker

Mode = Literal["voice", "tones", "files"]
Reply = dict[str, Any]
"""Of the process; see :class:`formcheck.voice.worker.SoundMaker`."""
GONE: Reply = {"gone": True}
"""The last answer of every process."""


class Sound(Protocol):
    """What makes sound, one request at a time; see :class:`formcheck.voice.worker.SoundMaker` for what is said."""

    def send(self, request: dict[str, object]) -> None:
        """Ask for something; never raises: a process that has ended says so in its last answer."""

    def stop(self, wait_s: float) -> None:
        """End it, by force after `wait_s`; no answers come after that."""


class SoundProcess:
    """A sound maker in a process of its own.

    Parameters
    ----------
    mode : str
        "voice" speaks, "tones" beeps, "files" only writes files.
    answered : callable
        Takes each answer, in another thread; the last is :data:`GONE`.

    Notes
    -----
    The process gets no Ctrl-C of the terminal (the parent ends it), and ends by itself when the parent dies, because
    its stdin ends then.
    """

    def __init__(self, mode: Mode, answered: Callable[[Reply], None]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="formcheck-voice-", ignore_cleanup_errors=True)
        command = [sys.executable, "-P", str(Path(worker.__file__)), mode, self._folder.name]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
            creationflags=_quiet(),
        )
        self._reader = threading.Thread(target=self._listen, args=(answered,), name="voice answers", daemon=True)
        self._reader.start()

    def send(self, request: dict[str, object]) -> None:
        """See :class:`Sound`."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it has ended: the reader tells
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()

    def stop(self, wait_s: float) -> None:
        """See :class:`Sound`."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(wait_s)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()
        self._reader.join(1.0)
        self._folder.cleanup()

    def _kill(self) -> None:
        """End it together with the player that it waits for."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self, answered: Callable[[Reply], None]) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                answered(json.loads(line))
        answered(GONE)


def _quiet() -> int:
    """Windows: no console window, no Ctrl-C."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
