"""One formcheck at a time: the first holds a lock, and a second finds where it listens and opens its page."""

from __future__ import annotations

import contextlib
import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from formcheck import outputs
from formcheck.errors import OutputError

_WAIT_S = 10.0
"""How long a second start waits for the first, which may just be starting itself."""
_ANSWER_S = 5.0


@dataclass(frozen=True)
class Running:
    """Where a running formcheck listens, and the secret by which another start gets a token."""

    port: int
    secret: str

    def token(self) -> str | None:
        """A token for its page; None if it does not answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/again", method="POST", headers={"Authorization": f"Bearer {self.secret}"}
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=_ANSWER_S) as answer:
                return str(json.load(answer)["token"])
        except (OSError, ValueError, KeyError):
            return None


class Instance:
    """The lock of the one formcheck that serves its page on this machine, for this user.

    Parameters
    ----------
    folder : Path
        The private folder of the app.
    """

    def __init__(self, folder: Path) -> None:
        self._lock, self._file = folder / "app.lock", folder / "app.json"
        self._port_file = folder / "port.json"

    @contextlib.contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the lock; False if another formcheck does.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        try:
            outputs.make_private(self._lock.parent)
            lock = open(self._lock, "ab", opener=outputs.private)  # noqa: SIM115 - held as long as the block
        except OSError as error:
            raise outputs.unwritable(self._lock, error, "XDG_DATA_HOME") from error
        with lock:
            mine = _locked(lock)
            try:
                yield mine
            finally:
                if mine:
                    self._file.unlink(missing_ok=True)

    def publish(self, running: Running) -> None:
        """Write down where this one listens, for its owner's eyes only.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        outputs.write_text(self._file, [json.dumps({"port": running.port, "secret": running.secret})])

    def last_port(self) -> int:
        """The port that was taken the last time when any would do; 0: none yet, or nobody can read it.

        A browser knows a page by its port too: at the same one it need not ask again whether the camera may be used.
        """
        try:
            found = json.loads(self._port_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0
        return found if isinstance(found, int) and not isinstance(found, bool) and 1024 <= found <= 65535 else 0

    def keep_port(self, port: int) -> None:
        """Write down the port that was taken, for the next start.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        outputs.write_text(self._port_file, [json.dumps(port)])

    def other(self) -> tuple[int, str]:
        """Port and token of the formcheck that holds the lock.

        Raises
        ------
        OutputError
            If it does not answer.
        """
        until_s = time.monotonic() + _WAIT_S
        while time.monotonic() < until_s:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                found = json.loads(self._file.read_text(encoding="utf-8"))
                running = Running(int(found["port"]), str(found["secret"]))
                if token := running.token():
                    return running.port, token
            time.sleep(0.1)
        raise OutputError("another formcheck is running and does not answer: end it, then start this one again")


def _locked(file: IO[bytes]) -> bool:
    """Lock a file until it is closed or the process dies; False if another process has."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
