"""Limits on how much of a very long set the page shows: the worst of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_PICTURES = 40
"""Repetitions with a picture; a drawn one takes 2 kB, one of a video 20 kB."""
MOST_ROWS = 300
MOST_MARKS = 150
"""Marks on a line as wide as the page: more cannot be told apart, nor hit."""
MOST_PLACES = 40
"""Places that a kind of fault is shown at, and movements that did not count."""
MOST_COURSES = 6
"""Holds whose course is drawn."""


def worst(items: Sequence[T], badness: Callable[[T], float], most: int) -> list[T]:
    """The worst items, in their order.

    Parameters
    ----------
    items : sequence
    badness : callable
        Of an item; larger is worse.
    most : int
        So many at most.
    """
    ranked = sorted(range(len(items)), key=lambda i: -badness(items[i]))
    return [items[i] for i in sorted(ranked[:most])]


def thinned(items: Sequence[T], x: Callable[[T], float], badness: Callable[[T], float]) -> list[tuple[T, int]]:
    """At most :data:`MOST_MARKS` items, the worst of those in the same place, and how many each stands for.

    Parameters
    ----------
    items : sequence
    x : callable
        Place of an item, percent.
    badness : callable
        Of an item; larger is worse.
    """
    if len(items) <= MOST_MARKS:
        return [(item, 1) for item in items]
    slots: dict[int, list[T]] = {}
    for item in items:
        slots.setdefault(min(int(x(item) * MOST_MARKS / 100), MOST_MARKS - 1), []).append(item)
    return [(max(same, key=badness), len(same)) for _, same in sorted(slots.items())]


def groups(count: int) -> list[range]:
    """Ranges of one size that cover ``count`` items, at most :data:`MOST_MARKS` of them; the last may be smaller.

    Examples
    --------
    >>> groups(3), len(groups(1000)), groups(1000)[-1]
    ([range(0, 1), range(1, 2), range(2, 3)], 143, range(994, 1000))
    """
    size = max(1, -(-count // MOST_MARKS))
    return [range(begin, min(begin + size, count)) for begin in range(0, count, size)]
