"""A place for one item between two threads: the newest wins, what was not taken in time is counted."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Handover(Generic[T]):
    """Hands the newest item from one thread to another.

    Parameters
    ----------
    patient : bool
        Wait until each item was taken and dealt with instead of replacing it: nothing is lost and the threads take
        turns. For sources that can wait.

    Attributes
    ----------
    seen, dropped : int
        Items that were put, and those of them that nobody took.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self._patient = patient
        self._changed = threading.Condition()
        self._item: T | None = None
        self._busy = self._closed = False
        self.seen = self.dropped = 0

    def put(self, item: T) -> bool:
        """Hand an item over; False if nobody takes items any more."""
        with self._changed:
            if self._closed:
                return False
            self.seen += 1
            self.dropped += self._item is not None
            self._item, self._busy = item, True
            self._changed.notify_all()
            if self._patient:
                self._changed.wait_for(lambda: self._closed or not self._busy)
        return True

    def take(self, timeout_s: float) -> T | None:
        """The newest item; None if none came in time, or none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
        return item

    def done(self) -> None:
        """What was taken last is dealt with."""
        with self._changed:
            self._busy = self._item is not None
            self._changed.notify_all()

    def close(self) -> None:
        """No more items; the one that waits can still be taken. Closing twice is allowed."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def over(self) -> bool:
        """Closed, and nothing waits."""
        with self._changed:
            return self._closed and self._item is None
