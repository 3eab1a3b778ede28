"""An exercise file turned into index arrays, so that all its metrics of a chunk are a handful of numpy calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck import geometry
from formcheck.exercises.measures import COMBINING, GEOMETRIC, Condition, Metric
from formcheck.exercises.points import Point, PointTable, point
from formcheck.exercises.spec import Exercise
from formcheck.per_frame import Flag, Number, Numbers, each_row, either, greater, known, lesser, opposite, over
from formcheck.signals import Signals

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@dataclass(frozen=True)
class _Group:
    """Metrics of one geometric kind: their columns, where their points are, and the segments that are their unit."""

    kind: str
    columns: IntArray
    points: tuple[slice, ...]
    per: tuple[IntArray, ...]
    sign: FloatArray | None


@dataclass(frozen=True)
class Limits:
    """A condition on a column: `min` to `max`, and `slack` wider to stay met."""

    column: int
    min: float
    max: float
    slack: float
    optional: bool
    view: str

    def met(self, values: Numbers) -> Flag:
        """Set where the column of `values` is inside, or unknown and the condition is optional."""
        return self._inside(values[self.column], 0.0)

    def kept(self, values: Numbers) -> Flag:
        """Like :meth:`met`, `slack` wider."""
        return self._inside(values[self.column], self.slack)

    def _inside(self, value: Number, slack: float) -> Flag:
        inside = (value >= self.min - slack) & (value <= self.max + slack)
        return inside | opposite(known(value)) if self.optional else inside


@dataclass(frozen=True)
class _Combination:
    kind: str
    column: int
    args: tuple[int, ...]
    signs: tuple[float, ...]
    plus: float


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
        self._steps: list[_Combination | tuple[int, Limits]] = []
        geometric: dict[str, list[tuple[int, Metric, str]]] = {}
        for name, metric in exercise.metrics.items():
            for side in ("left", "right") if name in self.sided else ("",):
                column = self._add(f"{name}.{side}" if side else name, self._unit(metric))
                if metric.kind in COMBINING:
                    self._steps.append(self._combination(metric, column, side))
                else:
                    geometric.setdefault(metric.kind, []).append((column, metric, side or "left"))
                self._steps += [(column, self.limits(c, side)) for c in metric.known_if]
        for name in self.sided:
            left, right = self.names.index(f"{name}.left"), self.names.index(f"{name}.right")
            self.acting.append((self._add(name, self.units[left]), left, right))
        self.column = {name: i for i, name in enumerate(self.names)}
        plan = _Plan()
        self._groups = [plan.group(kind, members) for kind, members in geometric.items()]
        self._forward = [plan.all([point(ends[k]) for ends in exercise.forward]) for k in (0, 1)]
        self._segments = [plan.all([segment[k] for segment in plan.segments]) for k in (0, 1)]
        self._points = PointTable(plan.points)
        self._order = self._points.rows(plan.points)

    def limits(self, condition: Condition, side: str = "") -> Limits:
        """A condition of the file on the column it names; `side` picks the column of a sided metric."""
        sided = condition.metric in self.sided
        name = f"{condition.metric}.{side}" if side and sided else condition.metric
        return Limits(
            self.names.index(name), condition.min, condition.max, condition.slack, condition.optional, condition.view
        )

    def gather(self, clean: Signals) -> FloatArray:
        """(N, T, 2) the points that the methods below read, pixels; x and y apart in memory."""
        return self._points.gather(clean).take(self._order, axis=1).transpose(1, 2, 0)

    def forward_px(self, points: FloatArray) -> Number:
        """Summed horizontal extent of the segments that point forward, px; NaN parts are left out."""
        total: Number = 0.0
        for along in each_row(points[self._forward[1], :, 0] - points[self._forward[0], :, 0]):
            total = total + either(known(along), along, 0.0)
        return total

    def measure(self, points: FloatArray, forward: Number) -> Numbers:
        """Values of all metrics but the acting-side columns, which :meth:`act` fills.

        Parameters
        ----------
        points : (N, T, 2) float
            See :meth:`gather`.
        forward : Number
            +1 where the person faces right in the image, -1 left, NaN unknown.
        """
        out = np.full((len(self.names), points.shape[1]), np.nan)
        lengths = geometry.length(points[self._segments[0]], points[self._segments[1]])
        lengths = np.concatenate([lengths, np.zeros((1, points.shape[1]))])
        for group in self._groups:
            out[group.columns] = _evaluate(group, [points[where] for where in group.points], forward, lengths)
        values: Numbers = out[:, 0].tolist() if points.shape[1] == 1 else out
        for step in self._steps:
            if isinstance(step, _Combination):
                values[step.column] = _combine(step, values) + step.plus
            else:
                column, limits = step
                values[column] = either(limits.met(values), values[column], np.nan)
        return values

    def act(self, values: Numbers, left: Flag) -> None:
        """Fill the acting-side columns of `values` in place; `left` is set where the left side acts."""
        for column, of_left, of_right in self.acting:
            values[column] = either(left, values[of_left], values[of_right])

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

    def _combination(self, metric: Metric, column: int, side: str) -> _Combination:
        names = [arg.removeprefix("-") for arg in metric.args]
        return _Combination(
            metric.kind,
            column,
            tuple(self.names.index(f"{name}.{side}" if name in self.sided else name) for name in names),
            tuple(-1.0 if arg.startswith("-") else 1.0 for arg in metric.args),
            metric.plus,
        )


class _Plan:
    """Collects the points of all metrics, so that one call gathers them in the order in which they are read."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.segments: list[tuple[Point, Point]] = []

    def all(self, points: list[Point]) -> slice:
        """Where these points will be."""
        self.points += points
        return slice(len(self.points) - len(points), len(self.points))

    def group(self, kind: str, members: list[tuple[int, Metric, str]]) -> _Group:
        """The metrics of one kind: column, metric and side of each."""
        args = [[point(p, side, m.guess) for p in m.args] for _, m, side in members]
        longest = max(len(m.per) for _, m, _ in members)
        # places that a unit of fewer segments leaves free point at the last length, which is 0
        per = np.full((longest, len(members)), -1, dtype=np.intp)
        for i, (_, metric, side) in enumerate(members):
            for k, (a, b) in enumerate(metric.per):
                per[k, i] = self._segment(point(a, side, metric.guess), point(b, side, metric.guess))
        signs = np.array([[{"above": 1.0, "below": -1.0, None: 0.0}[m.sign]] for _, m, _ in members])
        return _Group(
            kind,
            np.array([column for column, _, _ in members], dtype=np.intp),
            tuple(self.all([of[k] for of in args]) for k in range(GEOMETRIC[kind][0])),
            tuple(per),
            signs if signs.any() else None,
        )

    def _segment(self, a: Point, b: Point) -> int:
        if (a, b) not in self.segments:
            self.segments.append((a, b))
        return self.segments.index((a, b))


def _evaluate(group: _Group, p: list[FloatArray], forward: Number, lengths: FloatArray) -> FloatArray:
    kind = group.kind
    if kind == "flexion":
        bend = geometry.flexion_deg(p[0], p[1], p[2])
        if group.sign is None:
            return bend
        up = np.sign(geometry.offset_up(p[1], p[0], p[2])) * group.sign
        return bend * np.where(group.sign == 0, 1.0, up)
    if kind == "offset":
        return geometry.offset_up(p[0], p[1], p[2])
    if kind == "elevation":
        return geometry.elevation_deg(p[0], p[1])
    if kind == "lean":
        return geometry.lean_deg(p[0], p[1], forward)
    if kind == "above":
        return geometry.above(p[0], p[1])
    per = lengths.take(group.per[0], axis=0)
    for more in group.per[1:]:
        per = per + lengths.take(more, axis=0)
    if kind == "rise":
        return geometry.rise(p[0], p[1], per)
    if kind == "ahead":
        return geometry.ahead(p[0], p[1], forward, per)
    if kind == "apart":
        return geometry.apart(p[0], p[1], per)
    if kind == "reach":
        return geometry.reach(p[0], p[1], per)
    return geometry.outside(p[0], p[1], p[2], p[3], per)


_JOIN: dict[str, Callable[[Number, Number], Number]] = {
    "min": lesser,
    "max": greater,
    "first": lambda a, b: either(known(a), a, b),
    "ratio": over,
    "sum": lambda a, b: a + b,
    "mean": lambda a, b: a + b,
}


def _combine(combination: _Combination, values: Numbers) -> Number:
    join = _JOIN[combination.kind]
    parts = [values[i] * sign for i, sign in zip(combination.args, combination.signs, strict=True)]
    total = parts[0]
    for part in parts[1:]:
        total = join(total, part)
    return total / len(parts) if combination.kind == "mean" else total
