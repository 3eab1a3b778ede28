"""An exercise file turned into lists of what to work out from which points, one for all frames of a chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add, itemgetter
from typing import Any, NamedTuple

import numpy as np

from formcheck.exercises.metric_spec import COMBINING, GEOMETRIC, Condition, Metric
from formcheck.exercises.spec import Exercise
from formcheck.metrics import geometry
from formcheck.metrics.per_frame import (
    Flag,
    Number,
    Numbers,
    angles_deg,
    either,
    filled,
    greater,
    known,
    lesser,
    opposite,
    over,
    sign,
)
from formcheck.metrics.point_table import Point, PointTable, point
from formcheck.metrics.signals import Signals

Pool = list[Any]
"""What the metrics of a chunk are worked out from: all points, the way forward, all units."""

Functions = dict[str, Callable[..., Any]]
_ANGLES: Functions = {"flexion": geometry.flexion, "elevation": geometry.elevation, "lean": geometry.lean}
_OTHERS: Functions = {
    "offset": geometry.offset_up,
    "above": geometry.above,
    "rise": geometry.rise,
    "ahead": geometry.ahead,
    "apart": geometry.apart,
    "reach": geometry.reach,
    "outside": geometry.outside,
}
_NEEDS_FORWARD = ("lean", "ahead")


class _Geometric(NamedTuple):
    """A metric of points: its column, the function that gives it, and what this takes out of the pool."""

    column: int
    function: Callable[..., Any]
    args: Callable[[Pool], tuple[Any, ...]]
    up: float
    """Of a bend that has a sign: 1 where up is positive, -1 where down is; else 0."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A condition on a column: `min` to `max`, also met where unknown if `optional`; asked in one view or in any."""

    column: int
    min: float
    max: float
    optional: bool
    view: str

    def hold(self, value: Number) -> Flag:
        """Set where the value is inside, or unknown and the condition is optional."""
        inside = (value >= self.min) & (value <= self.max)
        return inside | opposite(known(value)) if self.optional else inside

    def fail(self, value: Number) -> Flag:
        """Set where the value is known, and outside."""
        return (value < self.min) | (value > self.max)


Step = tuple[int, Callable[[Number, Number], Number], int, int]
"""A column, and of which two columns it becomes what."""


class CompiledMetrics:
    """All metrics of an exercise.

    Attributes
    ----------
    names : list of str
        One a column. A metric of the acting side has three: ``name.left``, ``name.right`` and ``name``, which is the
        side that the movement is done with.
    units : list of str
    acting : list of (int, int, int)
        Columns ``name``, ``name.left``, ``name.right`` of each of those.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.names: list[str] = []
        self.units: list[str] = []
        self.acting: list[tuple[int, int, int]] = []
        self.sided = exercise.sided
        self._steps: list[Step] = []
        geometric: list[tuple[int, Metric, str]] = []
        for name, metric in exercise.metrics.items():
            for side in ("left", "right") if name in self.sided else ("",):
                column = self._add(f"{name}.{side}" if side else name, self._unit(metric))
                if metric.kind in COMBINING:
                    self._steps += self._combined(metric, column, side)
                else:
                    geometric.append((column, metric, side or "left"))
                asked = [self.limits(condition, side) for condition in metric.known_if]
                self._steps += [(column, _only_if(limits), column, limits.column) for limits in asked]
        for name in self.sided:
            left, right = self.names.index(f"{name}.left"), self.names.index(f"{name}.right")
            self.acting.append((self._add(name, self.units[left]), left, right))
        self.column = {name: i for i, name in enumerate(self.names)}
        plan = _Plan(geometric, exercise.forward)
        self._points, self._forward, self._segments, self._units = plan.table, plan.forward, plan.segments, plan.units
        self._angles = [plan.compiled(_ANGLES, *of) for of in geometric if of[1].kind in _ANGLES]
        self._others = [plan.compiled(_OTHERS, *of) for of in geometric if of[1].kind in _OTHERS]

    def limits(self, condition: Condition, side: str = "", loose: bool = False) -> Limits:
        """A condition of the file on the column it names; `side` picks the column of a sided metric.

        A `loose` one is wider by the condition's slack: what once met it is kept so long.
        """
        sided = condition.metric in self.sided
        name = f"{condition.metric}.{side}" if side and sided else condition.metric
        slack = condition.slack if loose else 0.0
        return Limits(
            self.names.index(name), condition.min - slack, condition.max + slack, condition.optional, condition.view
        )

    def gather(self, clean: Signals) -> Numbers:
        """The points that the methods below read, pixels: x and y of each, Numbers."""
        return self._points.points(clean)

    def forward_px(self, points: Numbers) -> Number:
        """Summed horizontal extent of the segments that point forward, px; NaN parts are left out."""
        total: Number = 0.0
        for a, b in self._forward:
            along = points[b][0] - points[a][0]
            total = total + either(known(along), along, 0.0)
        return total

    def measure(self, points: Numbers, forward: Number) -> Numbers:
        """Values of all metrics but the acting-side columns, which :meth:`act` fills.

        Parameters
        ----------
        points : (N, 2) Numbers
            See :meth:`gather`.
        forward : Number
            +1 where the person faces right in the image, -1 left, NaN unknown.
        """
        lengths = [geometry.length(points[a], points[b]) for a, b in self._segments]
        pool = [*points, forward, *(reduce(add, [lengths[i] for i in unit]) for unit in self._units)]
        values: Numbers = [filled(forward, np.nan)] * len(self.names)
        for column, function, args, _ in self._others:
            values[column] = function(*args(pool))
        for (column, _, args, up), angle in zip(self._angles, self._angles_of(pool), strict=True):
            values[column] = angle * _way(*args(pool)) * up if up else angle
        for column, function, a, b in self._steps:
            values[column] = function(values[a], values[b])
        return values

    def act(self, values: Numbers, left: Flag) -> None:
        """Fill the acting-side columns of `values` in place; `left` is set where the left side acts."""
        for column, of_left, of_right in self.acting:
            values[column] = either(left, values[of_left], values[of_right])

    def _angles_of(self, pool: Pool) -> Numbers:
        if not self._angles:
            return []
        y, x = zip(*[function(*args(pool)) for _, function, args, _ in self._angles], strict=True)
        return angles_deg(y, x)

    def _add(self, name: str, unit: str) -> int:
        self.names.append(name)
        self.units.append(unit)
        return len(self.names) - 1

    def _unit(self, metric: Metric) -> str:
        if metric.kind == "ratio":
            return "ratio"
        if metric.kind in COMBINING:
            first = metric.args[0].removeprefix("-")
            return self.units[self.names.index(f"{first}.left" if first in self.sided else first)]
        return GEOMETRIC[metric.kind][1]

    def _combined(self, metric: Metric, column: int, side: str) -> list[Step]:
        """A metric of metrics, joined one by one."""
        names = [arg.removeprefix("-") for arg in metric.args]
        args = [self.names.index(f"{name}.{side}" if name in self.sided else name) for name in names]
        joins = [_negated(_JOIN[metric.kind]) if arg.startswith("-") else _JOIN[metric.kind] for arg in metric.args]
        at = args[0]
        steps: list[Step] = []
        if metric.args[0].startswith("-") or len(args) == 1:
            factor = -1.0 if metric.args[0].startswith("-") else 1.0
            steps.append((column, lambda a, _: a * factor, at, at))
            at = column
        for join, arg in zip(joins[1:], args[1:], strict=True):
            steps.append((column, join, at, arg))
            at = column
        if metric.kind == "mean":
            steps.append((column, lambda a, _: a / len(args), column, column))
        if metric.plus:
            steps.append((column, lambda a, _: a + metric.plus, column, column))
        return steps


def _way(a: geometry.Point, joint: geometry.Point, b: geometry.Point) -> Number:
    """Which way a joint bends: 1 up, -1 down, 0 on the line; NaN where the line has no upper side."""
    up = geometry.offset_up(joint, a, b)
    return either(known(up), sign(up), np.nan)


class _Plan:
    """Where the points and lengths of all metrics are, so that each is gathered or measured once."""

    def __init__(self, metrics: list[tuple[int, Metric, str]], forward: Iterable[tuple[str, str]]) -> None:
        points = [point(end) for ends in forward for end in ends]
        points += [point(name, side, metric.guess) for _, metric, side in metrics for name in metric.points]
        self.table = PointTable(points)
        self._row: dict[Point, int] = dict(zip(points, self.table.rows(points).tolist(), strict=True))
        self.forward = [(self._row[point(a)], self._row[point(b)]) for a, b in forward]
        self.segments: list[tuple[int, int]] = []
        self.units: list[tuple[int, ...]] = []

    def compiled(self, functions: Functions, column: int, metric: Metric, side: str) -> _Geometric:
        """The metric with its places in the pool."""
        args = [self._at(name, metric, side) for name in metric.args]
        if metric.kind in _NEEDS_FORWARD:
            args.append(self.table.size)
        if metric.per:
            segments = [(self._at(a, metric, side), self._at(b, metric, side)) for a, b in metric.per]
            unit = tuple(_place(self.segments, segment) for segment in segments)
            args.append(self.table.size + 1 + _place(self.units, unit))
        up = {"above": 1.0, "below": -1.0, None: 0.0}[metric.sign]
        return _Geometric(column, functions[metric.kind], itemgetter(*args), up)

    def _at(self, name: str, metric: Metric, side: str) -> int:
        return self._row[point(name, side, metric.guess)]


def _place(items: list[Any], item: Any) -> int:
    """Where the item is, put at the end if it is new."""
    if item not in items:
        items.append(item)
    return items.index(item)


_JOIN: dict[str, Callable[[Number, Number], Number]] = {
    "min": lesser,
    "max": greater,
    "first": lambda a, b: either(known(a), a, b),
    "ratio": over,
    "sum": add,
    "mean": add,
}


def _negated(join: Callable[[Number, Number], Number]) -> Callable[[Number, Number], Number]:
    return lambda a, b: join(a, -b)


def _only_if(limits: Limits) -> Callable[[Number, Number], Number]:
    """Keeps its first number where the limits hold for the second."""
    return lambda a, b: either(limits.hold(b), a, np.nan)
