"""A pool of processes, in which the death of one costs its own item only."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from formcheck.errors import FormcheckError
from formcheck.progress import ProgressCallback

Job = TypeVar("Job")
Result = TypeVar("Result")
Do = Callable[[Job, ProgressCallback], Result]

_TELL_S = 0.2
_STOP_S = 0.2
"""How soon a wish to stop is seen."""


class JobError(FormcheckError):
    """A process ended before its item was done, or failed in a way that nobody foresaw."""


@dataclass(frozen=True)
class Done(Generic[Result]):
    """The outcome of an item: a result or an error; neither if it was stopped."""

    index: int
    result: Result | None = None
    error: FormcheckError | None = None


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    do: Do[Job, Result],
    items: Sequence[Job],
    jobs: int,
    *,
    progress: Callable[[int, int, int | None], None],
    stop: threading.Event,
) -> Iterator[Done[Result]]:
    """Run a function on every item in a pool of processes.

    Parameters
    ----------
    do : callable
        ``do(item, progress)``; a function of a module, because it runs in other processes.
    items : sequence
    jobs : int
        Processes; each takes one item after the other.
    progress : callable
        ``progress(index, done, expected_or_None)``, a few times a second while an item is worked on.
    stop : threading.Event
        Set it to begin no other item, and to interrupt those under way: their next call of ``progress`` raises
        ``KeyboardInterrupt``, and what `do` makes of that is their result.

    Yields
    ------
    Done
        In the order in which they end. A process that dies takes only its own item with it.
    """
    waiting = list(enumerate(items))[::-1]
    crew = [_Process(do) for _ in range(min(jobs, len(items)))]
    stopping = False
    try:
        while True:
            for process in crew:
                if process.index is None and waiting and not stop.is_set():
                    process.give(*waiting.pop())
            if stop.is_set() and not stopping:
                stopping = True
                for process in crew:
                    process.stop()
            busy = {process.connection: process for process in crew if process.index is not None}
            if not busy:
                return
            for ready in wait(list(busy), timeout=_STOP_S):
                done = busy[ready].hear(progress)  # type: ignore[index]
                if done:
                    yield done
    finally:
        for process in crew:
            process.end()


class _Process(Generic[Job, Result]):
    """A process that does one thing after the other; started when it is first needed, and again if it died."""

    def __init__(self, do: Do[Job, Result]) -> None:
        self._do = do
        self._process: Any = None
        self.connection: Connection[Any, Any]
        self.index: int | None = None

    def give(self, index: int, item: Job) -> None:
        if self._process is None:
            self._start()
        self.index = index
        with contextlib.suppress(OSError):  # it died in between: hear() will tell
            self.connection.send(("item", item))

    def stop(self) -> None:
        if self.index is not None:
            with contextlib.suppress(OSError):
                self.connection.send(("stop", None))

    def hear(self, progress: Callable[[int, int, int | None], None]) -> Done[Result] | None:
        """Take one message; the end of the item if it was that."""
        assert self.index is not None
        try:
            kind, *content = self.connection.recv()
        except (EOFError, OSError):
            return self._died(self.index)
        if kind == "progress":
            progress(self.index, *content)
            return None
        done: Done[Result] = Done(self.index, **{kind: content[0]}) if kind != "stopped" else Done(self.index)
        self.index = None
        return done

    def end(self) -> None:
        if self._process is None:
            return
        if self.index is not None:
            self._process.terminate()
        self.connection.close()  # an idle one ends by that
        self._process.join()

    def _died(self, index: int) -> Done[Result]:
        self._process.join()
        error = JobError(f"its process ended unexpectedly (code {self._process.exitcode}): run it again")
        self.connection.close()
        self._process, self.index = None, None
        return Done(index, error=error)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(self._do, theirs), name="formcheck-job", daemon=True)
        with _without_interrupt():
            self._process.start()
        theirs.close()


@contextlib.contextmanager
def _without_interrupt() -> Iterator[None]:
    """A process started in here does not get the Ctrl-C that is meant for this one; it is told to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(do: Do[Any, Any], connection: Connection[Any, Any]) -> None:
    """What a process does: items come in, results go out, until the other side is gone."""
    with contextlib.suppress(ValueError):  # not the main thread: then nobody sends signals either
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        while True:
            kind, item = connection.recv()
            if kind == "item":  # a wish to stop may come after the end of what it was meant for
                connection.send(_answer(do, item, _Teller(connection)))


def _answer(do: Do[Any, Any], item: Any, progress: ProgressCallback) -> tuple[str, Any]:
    try:
        return "result", do(item, progress)
    except FormcheckError as error:
        return "error", error
    except KeyboardInterrupt:
        return "stopped", None
    except Exception as error:  # noqa: BLE001 - whatever it is, the other items must go on
        return "error", unforeseen(error)


def unforeseen(error: Exception) -> JobError:
    """A bug as an error of one line."""
    return JobError(f"failed in a way it should not ({type(error).__name__}: {error}): please report it")


class _Teller:
    """Tells progress to the other side a few times a second, and hears from it whether to stop."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self._connection = connection
        self._reported_s = -1e9

    def __call__(self, done: int, expected: int | None) -> None:
        now_s = time.monotonic()
        if now_s - self._reported_s < _TELL_S and done != expected:
            return
        self._reported_s = now_s
        if self._connection.poll():
            self._connection.recv()
            raise KeyboardInterrupt
        self._connection.send(("progress", done, expected))
