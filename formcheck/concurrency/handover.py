"""A one-slot channel between two threads, with three policies when it is full."""

from __future__ import annotations

import threading
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
Policy = Literal["overwrite", "block", "rendezvous"]


class Handover(Generic[T]):
    """A one-slot channel from one thread to another.

    Parameters
    ----------
    policy : {"overwrite", "block", "rendezvous"}
        What :meth:`put` does while the slot is full. overwrite: it replaces the item that nobody took, which counts as
        dropped. block: it waits until that was taken. rendezvous: it waits after each item until that was taken and
        dealt with, see :meth:`done`.

    Attributes
    ----------
    seen, dropped : int
        Items that were put, and those of them that nobody took.
    """

    def __init__(self, policy: Policy = "overwrite") -> None:
        self._policy = policy
        self._changed = threading.Condition()
        self._item: T | None = None
        self._busy = self._closed = False
        self.seen = self.dropped = 0

    def put(self, item: T) -> bool:
        """Put an item into the slot, by the policy; False if the channel is closed."""
        with self._changed:
            if self._policy == "block":
                self._changed.wait_for(lambda: self._closed or self._item is None)
            if self._closed:
                return False
            self.seen += 1
            self.dropped += self._item is not None
            self._item, self._busy = item, True
            self._changed.notify_all()
            if self._policy == "rendezvous":
                self._changed.wait_for(lambda: self._closed or not self._busy)
        return True

    def take(self, timeout_s: float) -> T | None:
        """Take the item out of the slot; None if none came in time, or none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
            self._changed.notify_all()
        return item

    def done(self) -> None:
        """End of the work on the item that was taken last; a rendezvous waits for it."""
        with self._changed:
            self._busy = self._item is not None
            self._changed.notify_all()

    def close(self) -> None:
        """Take no more items; the one in the slot can still be taken. Closing twice is allowed."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def over(self) -> bool:
        """Closed, and the slot is empty."""
        with self._changed:
            return self._closed and self._item is None
