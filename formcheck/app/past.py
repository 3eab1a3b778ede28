"""Sets of the history in words: a line a set, what changed since the time before, a month of days, trends as points."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from formcheck.app.sentences import say
from formcheck.app.wall import by_id
from formcheck.history.trends import StoredSet


@dataclass(frozen=True)
class PastSet:
    """A set in words.

    Attributes
    ----------
    when : str
        "Today, 18:05", "Yesterday, ...", else the day.
    done : str
        "10 reps", "31 s".
    good : str
        "8 of 10 in good form"; empty where nobody can tell.
    pain : str
        "Pain 6 of 10 at rep 3"; empty for none.
    known : bool
        Its exercise can still be done.
    """

    id: int
    exercise: str
    name: str
    when: str
    done: str
    good: str
    pain: str
    note: str
    known: bool
    finished: bool


@dataclass(frozen=True)
class Day:
    """A day of a month.

    Attributes
    ----------
    sets : int
    inside : bool
        It belongs to the month.
    """

    date: date
    sets: int
    inside: bool
    today: bool


@dataclass(frozen=True)
class Point:
    """A point of a curve: place in percent across, px down, and its words."""

    x: float
    y: float
    words: str
    side: str


@dataclass(frozen=True)
class Curve:
    """Numbers of an exercise over its sets.

    Attributes
    ----------
    ticks : tuple of (float, str)
        px down, and the number that stands there.
    sides : tuple of (str, str)
        The sides that have points, by id and in words; empty where there are none.
    """

    title: str
    points: tuple[Point, ...]
    lines: tuple[tuple[tuple[Point, Point], ...], ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ExerciseTrend:
    """How an exercise went over its sets."""

    exercise: str
    name: str
    sets: int
    last: str
    curves: tuple[Curve, ...]


def past_sets(sets: Sequence[StoredSet], day: date) -> list[PastSet]:
    """Sets in words, in the same order.

    Parameters
    ----------
    sets : sequence of StoredSet
    day : date
        Today.
    """
    return [_past(each, day) for each in sets]


def compared(this: StoredSet, sets: Sequence[StoredSet]) -> list[str]:
    """What changed since the set of the same exercise before this one; empty where there is none or nothing to say.

    Parameters
    ----------
    this : StoredSet
    sets : sequence of StoredSet
        All there are, oldest first.
    """
    before = [each for each in sets if each.exercise == this.exercise and each.id < this.id and each.finished]
    if not before:
        return []
    last, lines = before[-1], []
    if this.reps or last.reps:
        lines.append(_change("reps", this.reps, last.reps))
    elif this.held_s or last.held_s:
        lines.append(_change("held", round(this.held_s), round(last.held_s)))
    if _judged(this) and this.good_share is not None and last.good_share is not None:
        lines.append(_change("good", round(100 * this.good_share), round(100 * last.good_share)))
    if this.pain or last.pain:
        lines.append(say("history.pain_now" if this.pain else "history.pain_gone"))
    return lines


def month(sets: Sequence[StoredSet], year: int, number: int, day: date) -> list[list[Day]]:
    """The weeks of a month, Monday first.

    Parameters
    ----------
    sets : sequence of StoredSet
    year, number : int
        Of the month.
    day : date
        Today.
    """
    done: dict[date, int] = {}
    for each in sets:
        done[each.day] = done.get(each.day, 0) + 1
    weeks = Calendar().monthdatescalendar(year, number)
    return [[Day(each, done.get(each, 0), each.month == number, each == day) for each in week] for week in weeks]


def courses(sets: Sequence[StoredSet], day: date) -> list[ExerciseTrend]:
    """How each exercise went, the one done last first; those done at least once in a way that has a number.

    Parameters
    ----------
    sets : sequence of StoredSet
    day : date
        Today.
    """
    by_exercise: dict[str, list[StoredSet]] = {}
    for each in sets:
        if each.finished:
            by_exercise.setdefault(each.exercise, []).append(each)
    found = [_course(name, done, day) for name, done in by_exercise.items()]
    return sorted(found, key=lambda course: by_exercise[course.exercise][-1].began, reverse=True)


HEIGHT = 110
_MOST = 30
"""The newest sets of a curve."""


def _course(name: str, done: list[StoredSet], day: date) -> ExerciseTrend:
    shown = done[-_MOST:]
    spec = by_id(name)
    curves = []
    if spec is None or spec.movement is None:
        held = [(i, each, each.held_s, "") for i, each in enumerate(shown) if each.held_s]
        curves.append(_curve(say("history.held_curve"), held, len(shown), day, " s"))
    else:
        curves.append(
            _curve(say("history.reps_curve"), [(i, e, e.reps, "") for i, e in enumerate(shown)], len(shown), day, "")
        )
    if spec is not None and spec.form_judged:
        good = [(i, e, 100 * e.good_share, "") for i, e in enumerate(shown) if e.good_share is not None]
        curves.append(_curve(say("history.good_curve"), good, len(shown), day, " %", top=100.0))
    moved = [(i, e, went, side) for i, e in enumerate(shown) for side, went in sorted(e.motion.items())]
    scale, unit = _motion_scale(name)
    if scale:
        moved = [(i, e, went * scale, side) for i, e, went, side in moved]
        title = say("history.motion_curve" if unit == " %" else "history.motion_degrees")
        curves.append(_curve(title, moved, len(shown), day, unit))
    return ExerciseTrend(name, _name(name), len(done), _when(done[-1], day), tuple(c for c in curves if c.points))


def _motion_scale(name: str) -> tuple[float, str]:
    """Factor and unit for how far a movement went; factor 0 where its number says nothing to a person."""
    spec = by_id(name)
    if spec is None or spec.reps is None:
        return 0.0, ""
    unit = spec.reps.unit_name
    if spec.reps.own_scale or ", 1 " in unit:
        return 100.0, " %"
    return (1.0, "°") if unit.startswith("degrees") and spec.reps.rest >= 0 else (0.0, "")


def _curve(
    title: str,
    values: list[tuple[int, StoredSet, float, str]],
    sets: int,
    day: date,
    unit: str,
    top: float | None = None,
) -> Curve:
    if not values:
        return Curve(title, (), (), (), HEIGHT)
    numbers = [value for _, _, value, _ in values]
    most = top if top is not None else max(*numbers, 1.0) if len(numbers) > 1 else max(numbers[0], 1.0)
    room = HEIGHT - 16

    def at(i: int, each: StoredSet, value: float, side: str) -> Point:
        x = 56.0 if sets == 1 else 15 + 82 * i / (sets - 1)
        y = 8 + room * (1 - min(max(value / most, 0.0), 1.0))
        which = f", {say(f'side.{side}')}" if side else ""
        return Point(round(x, 2), round(y, 2), f"{_when(each, day)}{which}: {value:.0f}{unit}", side)

    points = [at(*value) for value in values]
    by_side = [[p for p in points if p.side == side] for side in sorted({p.side for p in points})]
    lines = tuple(tuple(pairwise(run)) for run in by_side)
    ticks = ((8.0, f"{most:.0f}{unit}"), (8.0 + room, "0"))
    sides = tuple((side, say(f"side.{side}")) for side in sorted({p.side for p in points} - {""}))
    return Curve(title, tuple(points), lines, ticks, HEIGHT, sides)


def _past(each: StoredSet, day: date) -> PastSet:
    spec = by_id(each.exercise)
    held = spec.movement is None if spec else bool(each.held_s)
    done = say("history.held", s=round(each.held_s)) if held else say("history.reps", n=each.reps)
    good = ""
    if _judged(each) and each.good_share is not None and not held:
        good = say("history.good_reps", good=each.good_reps, n=each.reps)
    pain = each.pain.words[:1].upper() + each.pain.words[1:] if each.pain else ""
    return PastSet(
        each.id,
        each.exercise,
        _name(each.exercise),
        _when(each, day),
        done,
        good,
        pain,
        each.note,
        spec is not None,
        each.finished,
    )


def _judged(each: StoredSet) -> bool:
    spec = by_id(each.exercise)
    return spec is None or spec.form_judged


def _name(exercise: str) -> str:
    spec = by_id(exercise)
    return spec.name if spec else exercise.replace("-", " ").capitalize()


def _when(each: StoredSet, day: date) -> str:
    ago = (day - each.day).days
    clock = f"{each.began:%H:%M}"
    if ago in (0, 1):
        return say("history.today" if ago == 0 else "history.yesterday", clock=clock)
    return say("history.on", day=day_words(each.day, day), clock=clock)


def day_words(which: date, today: date) -> str:
    """A day as people name it: "Tuesday 24 November", with the year where it is another one.

    Parameters
    ----------
    which, today : date
    """
    name = say(f"weekday.{which.weekday()}")
    words = f"{name} {which.day} {say(f'month.{which.month}')}"
    return words if which.year == today.year else f"{words} {which.year}"


def _change(what: str, now: int, before: int) -> str:
    word = "same" if now == before else "more" if now > before else "less"
    return say(f"history.{what}_{word}", now=now, before=before)
