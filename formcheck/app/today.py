"""What is for today: a programme, the days in a row, the last set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from formcheck import exercises, routines
from formcheck.app.demos import Pictures, pictures
from formcheck.app.past import PastSet, past_sets
from formcheck.app.wall import setting_of
from formcheck.exercises.setting import Setting
from formcheck.history.trends import StoredSet, streaks


@dataclass(frozen=True)
class Step:
    """An exercise of a programme.

    Attributes
    ----------
    done : bool
        It was done today.
    """

    id: str
    name: str
    place: Setting
    pictures: Pictures | None
    done: bool


@dataclass(frozen=True)
class Programme:
    """A routine as it is offered.

    Attributes
    ----------
    minutes : int
        About how long it takes, rests included.
    """

    id: str
    name: str
    minutes: int
    steps: tuple[Step, ...]

    @property
    def left(self) -> int:
        """How many of its exercises were not done today."""
        return sum(not step.done for step in self.steps)


@dataclass(frozen=True)
class Today:
    """The top of the first page.

    Attributes
    ----------
    programme : Programme or None
        None where nothing was chosen.
    others : tuple of Programme
    streak : int
        Days in a row with a set, up to today or yesterday.
    week : tuple of (date, bool)
        The last seven days, and whether there was a set.
    last : PastSet or None
    """

    programme: Programme | None
    others: tuple[Programme, ...]
    streak: int
    week: tuple[tuple[date, bool], ...]
    last: PastSet | None


def today(sets: Sequence[StoredSet], chosen: Sequence[str], day: date) -> Today:
    """What is for a day.

    Parameters
    ----------
    sets : sequence of StoredSet
        All there are, oldest first.
    chosen : sequence of str
        Ids of routines; they take turns from day to day. One that is gone is passed over.
    day : date
    """
    done = frozenset(each.exercise for each in sets if each.day == day and each.kind == "live")
    offered = {name: programme(name, done) for name in routines.names()}
    known = [name for name in chosen if name in offered]
    name = known[day.toordinal() % len(known)] if known else None
    days = {each.day for each in sets}
    week = tuple(date.fromordinal(day.toordinal() - back) for back in range(6, -1, -1))
    return Today(
        offered[name] if name else None,
        tuple(each for key, each in offered.items() if key != name),
        streaks(days, day)[0],
        tuple((each, each in days) for each in week),
        past_sets(sets[-1:], day)[0] if sets else None,
    )


def programme(name: str, done: frozenset[str] = frozenset()) -> Programme:
    """A built-in routine by its id.

    Parameters
    ----------
    name : str
    done : frozenset of str
        Ids of the exercises that were done today.
    """
    routine = routines.get(name)
    lines = routines.timetable(routine)
    seconds = lines[-1].end_s if lines else 0.0
    ids = dict.fromkeys(step.exercise for step in routine.steps)
    steps = [(each, exercises.get(each)) for each in ids]
    return Programme(
        name,
        routine.name,
        max(1, round(seconds / 60)),
        tuple(Step(each, spec.name, setting_of(spec), pictures(each), each in done) for each, spec in steps),
    )
