"""A background thread with a bounded queue."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class BackgroundThread(Generic[T]):
    """A thread with a bounded queue: it does something with each item, in order, while the caller goes on.

    Parameters
    ----------
    do : callable
        Takes one item.
    ahead : int
        Size of the queue; while it is full, :meth:`put` waits.
    name : str
        Of the thread.

    Notes
    -----
    After a failure the items that follow are dropped; it is raised by the next :meth:`put` and by :meth:`finish`, on
    the caller's thread.
    """

    def __init__(self, do: Callable[[T], object], *, ahead: int, name: str) -> None:
        self._do = do
        self._waiting: queue.Queue[tuple[T] | None] = queue.Queue(ahead)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, item: T) -> None:
        """Queue an item, which then belongs to the thread alone; waits while the queue is full."""
        if self._failure:
            raise self._failure
        self._waiting.put((item,))

    def finish(self) -> None:
        """Wait until everything is done; finishing twice is allowed."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()
        if self._failure:
            raise self._failure

    def _work(self) -> None:
        while (taken := self._waiting.get()) is not None:
            if self._failure:
                continue  # dropped, but taken: whoever fills the queue must not be blocked
            try:
                self._do(taken[0])
            except BaseException as error:  # noqa: BLE001 - raised again by put and finish
                self._failure = error
