"""What is to be said, in the order in which it was asked for; and what is not, because its moment has passed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from formcheck.utterance import WAITS_S, Utterance

LATEST_S = 6.0
"""However long a line may wait until the coach begins it: one that would sound this long after that is dropped."""


@dataclass(frozen=True)
class Asked:
    """An utterance and when it was asked for, seconds on the voice's clock."""

    utterance: Utterance
    asked_s: float


class Waiting:
    """A first-in, first-out queue of utterances that leaves out those that are late.

    Notes
    -----
    What comes first is decided by the coach, who asks for a line when by an estimate the one before is over. The voice
    alone knows when it really is: of a voice that is slower lines wait here, and are left out when they are late.
    Nothing that is being said is cut off: half a word tells nothing, and two voices over each other tell less.
    """

    def __init__(self) -> None:
        self._items: deque[Asked] = deque()

    def __len__(self) -> int:
        return len(self._items)

    def ask(self, asked: Asked) -> None:
        """Add one."""
        self._items.append(asked)

    def next(self, now_s: float, lead_s: float = 0.0) -> tuple[Asked | None, list[Asked]]:
        """Take the one to say now, and those before it that are too late.

        Parameters
        ----------
        now_s : float
            Seconds on the voice's clock.
        lead_s : float
            How long after this call a sound begins, seconds.
        """
        late: list[Asked] = []
        while self._items:
            asked = self._items.popleft()
            if now_s + lead_s - asked.asked_s <= min(WAITS_S[asked.utterance.kind], LATEST_S):
                return asked, late
            late.append(asked)
        return None, late

    def clear(self) -> list[Asked]:
        """Take out all that wait."""
        left = list(self._items)
        self._items.clear()
        return left
