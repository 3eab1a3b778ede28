"""What is said next: one at a time, the most urgent first, and nothing that is late or overtaken."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.utterance import Kind, Utterance

ORDER: tuple[Kind, ...] = ("notice", "mark", "count", "cue", "praise", "prompt")
"""The most urgent first: what stops the set, then what is true for a moment only, then what can wait."""

WAIT_S: dict[Kind, float] = {"notice": 6.0, "mark": 1.0, "count": 1.5, "cue": 1.0, "praise": 2.0, "prompt": 6.0}
"""How long after it was asked for something may begin; later it is dropped. A cue speaks of what is happening now."""

OVERTAKEN: frozenset[Kind] = frozenset({"mark", "count", "cue", "praise"})
"""Of these only the newest is worth saying."""


@dataclass(frozen=True)
class Asked:
    """An utterance and when it was asked for, seconds on the voice's clock."""

    utterance: Utterance
    asked_s: float


class Waiting:
    """Utterances that wait for their turn.

    Notes
    -----
    Nothing that is being said is cut off: half a word tells nothing, and two voices over each other tell less.
    """

    def __init__(self) -> None:
        self._items: list[Asked] = []

    def __len__(self) -> int:
        return len(self._items)

    def ask(self, asked: Asked) -> list[Asked]:
        """Add one; gives those that need not be said any more: overtaken, or the same words waiting already."""
        new = asked.utterance
        same_kind = [item for item in self._items if item.utterance.kind == new.kind]
        if new.kind in OVERTAKEN:
            self._items = [item for item in self._items if item not in same_kind] + [asked]
            return same_kind
        if any(item.utterance.text == new.text for item in same_kind):
            return [asked]
        self._items.append(asked)
        return []

    def next(self, now_s: float, lead_s: float = 0.0) -> tuple[Asked | None, list[Asked]]:
        """Take the one to say now, and those that are too late.

        Parameters
        ----------
        now_s : float
            Seconds on the voice's clock.
        lead_s : float
            How long after this call a sound begins.
        """
        begin_s = now_s + lead_s
        late = [item for item in self._items if begin_s - item.asked_s > WAIT_S[item.utterance.kind]]
        self._items = [item for item in self._items if item not in late]
        if not self._items:
            return None, late
        # min takes the first of equals: the one that was asked for first
        chosen = min(self._items, key=lambda item: ORDER.index(item.utterance.kind))
        self._items.remove(chosen)
        return chosen, late

    def clear(self) -> list[Asked]:
        """Take out all that wait."""
        left, self._items = self._items, []
        return left
