"""Numbers from the history: a line a set, how each exercise goes, days in a row, how far the movement went."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import fmean, median
from typing import Any

from formcheck.history.store import History
from formcheck.pain import Pain

LATEST = 3
"""A trend sets the latest three sets of an exercise against the three before: single sets scatter."""


@dataclass(frozen=True)
class StoredSet:
    """A set of the history in numbers that can be compared with other sets.

    Attributes
    ----------
    day : date
        Of the place it was done in.
    good_share : float or None
        Good repetitions, or good seconds held, of those that could be judged; None where none could.
    unseen_share : float
        Repetitions, or seconds held, that were not fully seen, of all of them.
    motion : dict of str -> float
        How far the movement went, the median over the repetitions: by side, ``""`` where there are no sides.
    held_s, unseen_s : float
        Good seconds of all holds together, and those that were not fully seen.
    """

    id: int
    began: datetime
    exercise: str
    kind: str
    finished: bool
    ended_by: str | None
    pain: Pain | None
    reps: int
    good_reps: int
    unseen_reps: int
    held_s: float
    unseen_s: float
    good_share: float | None
    unseen_share: float
    faults: tuple[tuple[str, int], ...]
    motion: dict[str, float]
    note: str

    @property
    def day(self) -> date:
        """The day it was done."""
        return self.began.date()


@dataclass(frozen=True)
class Trend:
    """Numbers of an exercise over time: the latest sets and those before them, None where there are too few."""

    exercise: str
    sets: int
    last: date
    reps: int
    held_s: float
    good_latest: float | None
    good_before: float | None
    unseen_latest: float
    """Of the latest sets, the mean share that was not fully seen."""


def done_sets(history: History, exercise: str | None = None, value: str | None = None) -> list[StoredSet]:
    """The sets, oldest first.

    Parameters
    ----------
    history : History
    exercise : str, optional
        Only of this one.
    value : str, optional
        Check id whose measured value is the ``motion``; the peak of the counted signal if left out.
    """
    rows = history.rows("sets")
    if exercise:
        rows = [row for row in rows if row["exercise"] == exercise]
    ids = [row["id"] for row in rows]
    reps, holds, faults = (_by_set(history.rows(table, ids)) for table in ("reps", "holds", "faults"))
    return [
        _done(row, reps.get(row["id"], []), holds.get(row["id"], []), faults.get(row["id"], []), value) for row in rows
    ]


def trends(sets: Iterable[StoredSet]) -> list[Trend]:
    """One trend an exercise, the one done last first."""
    by_exercise: dict[str, list[StoredSet]] = {}
    for each in sets:
        by_exercise.setdefault(each.exercise, []).append(each)
    result = [
        Trend(
            name,
            len(done),
            done[-1].day,
            sum(s.reps for s in done),
            sum(s.held_s for s in done),
            _share(done[-LATEST:]),
            _share(done[-2 * LATEST : -LATEST]),
            fmean(each.unseen_share for each in done[-LATEST:]),
        )
        for name, done in by_exercise.items()
    ]
    return sorted(result, key=lambda trend: trend.last, reverse=True)


def streaks(days: Iterable[date], today: date) -> tuple[int, int]:
    """Days in a row with a set: the run that reaches to today or yesterday, and the longest.

    Parameters
    ----------
    days : iterable of date
        Days with a set, in any order, as often as they come.
    today : date

    Examples
    --------
    >>> from datetime import date
    >>> streaks([date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3), date(2026, 5, 9)], today=date(2026, 5, 10))
    (1, 3)
    """
    done = sorted(set(days))
    runs: list[list[date]] = []
    for day in done:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    current = len(runs[-1]) if runs and today - runs[-1][-1] <= timedelta(days=1) else 0
    return current, max(map(len, runs), default=0)


def _share(sets: Sequence[StoredSet]) -> float | None:
    known = [each.good_share for each in sets if each.good_share is not None]
    return fmean(known) if known else None


def _by_set(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    by_set: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_set.setdefault(row["set_id"], []).append(row)
    return by_set


def _done(
    row: dict[str, Any],
    reps: list[dict[str, Any]],
    holds: list[dict[str, Any]],
    faults: list[dict[str, Any]],
    value: str | None,
) -> StoredSet:
    good, unseen = (sum(rep["good"] == code for rep in reps) for code in (1, -1))
    held, hidden = (sum(h[column] for h in holds) for column in ("good_s", "unseen_s"))
    right, unsure = (good, unseen) if reps else (held, hidden)
    everything = len(reps) if reps else sum(h["end_s"] - h["start_s"] for h in holds)
    judged = everything - unsure
    share, unseen_share = right / judged if judged > 0 else None, unsure / everything if everything > 0 else 0.0
    offset = timedelta(seconds=row["utc_offset_s"])
    began = (datetime.fromtimestamp(row["began"], UTC) + offset).replace(tzinfo=None)
    moved: dict[str, list[float]] = {}
    for rep in reps:
        went = json.loads(rep["measured"]).get(value) if value else rep["peak"]
        if went is not None:
            moved.setdefault(rep["side"] or "", []).append(went)
    return StoredSet(
        row["id"],
        began,
        row["exercise"],
        row["kind"],
        bool(row["finished"]),
        row["ended_by"],
        _pain(row),
        len(reps),
        good,
        unseen,
        held,
        hidden,
        share,
        unseen_share,
        tuple(Counter(f["fault"] for f in faults).most_common()),
        {side: median(went) for side, went in moved.items()},
        row["note"],
    )


def _pain(row: dict[str, Any]) -> Pain | None:
    if not row["pain"]:
        return None
    return Pain(
        row["pain_at_s"],
        row["pain_after_rep"],
        bool(row["pain_in_rep"]),
        row["pain_held_s"],
        row["pain_strength"],
        row["note"],
    )
