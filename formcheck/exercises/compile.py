"""An exercise file turned into index arrays, so that all its metrics of a chunk are a handful of numpy calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck import geometry
from formcheck.exercises.measures import COMBINING, GEOMETRIC, POINTS, Condition, Metric
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import MIRROR, N_LANDMARKS, SIDED, Landmark

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

_LEFT = np.array([int(Landmark[f"LEFT_{part}".upper()]) for part in SIDED], dtype=np.intp)
_NEAR0 = N_LANDMARKS
_MID0 = 2 * N_LANDMARKS
N_POINTS = _MID0 + len(SIDED)


def expand_points(image_px: FloatArray, left_near: NDArray[np.bool_]) -> FloatArray:
    """All points that an exercise file can name.

    Parameters
    ----------
    image_px : (T, 33, 2) float
    left_near : (T,) bool
        True where the person's left side is nearer to the camera.

    Returns
    -------
    (T, N_POINTS, 2) float
        The 33 landmarks; then the same with the near side on the left's places; then the middles of both sides.
    """
    near = np.where(left_near[:, None, None], image_px, image_px[:, MIRROR])
    middle = (image_px[:, _LEFT] + image_px[:, _LEFT + 1]) * 0.5
    return np.concatenate([image_px, near, middle], axis=1)


def point_index(name: str, side: str = "left", guess: bool = False) -> int:
    """Index of a named point along the point axis that :meth:`CompiledMetrics.measure` takes.

    `side` is the acting one; `guess` asks for the points that are not gated, which come after the gated ones.
    """
    which, left = POINTS[name]
    first = N_POINTS if guess else 0
    if which == "near":
        return first + _NEAR0 + left
    if which == "far":
        return first + _NEAR0 + left + 1
    if which == "mid":
        return first + _MID0 + int(np.flatnonzero(left == _LEFT)[0])
    if which == "own":
        return first + left
    return first + (left if (which == "side") == (side == "left") else left + 1)


@dataclass(frozen=True)
class _Group:
    """Metrics of one geometric kind: their columns, their points, and the segments their lengths are measured in."""

    kind: str
    columns: IntArray
    points: tuple[IntArray, ...]
    per: tuple[IntArray, ...]
    sign: FloatArray


@dataclass(frozen=True)
class Limits:
    """A condition on a column: `min` to `max`, and `slack` wider to stay met."""

    column: int
    min: float
    max: float
    slack: float
    optional: bool
    view: str

    def met(self, values: FloatArray) -> NDArray[np.bool_]:
        """(T,) True where the column of `values` (T, M) is inside, or unknown and the condition is optional."""
        return self._inside(values[:, self.column], 0.0)

    def kept(self, values: FloatArray) -> NDArray[np.bool_]:
        """Like :meth:`met`, `slack` wider."""
        return self._inside(values[:, self.column], self.slack)

    def _inside(self, column: FloatArray, slack: float) -> NDArray[np.bool_]:
        inside = (column >= self.min - slack) & (column <= self.max + slack)
        return inside | np.isnan(column) if self.optional else inside


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
    """

    def __init__(self, exercise: Exercise) -> None:
        self.names: list[str] = []
        self.units: list[str] = []
        self._acting: list[tuple[int, int, int]] = []
        self._steps: list[_Combination | tuple[int, Limits]] = []
        self.guesses = any(metric.guess for metric in exercise.metrics.values())
        self.sided = exercise.sided
        geometric: dict[str, list[tuple[int, Metric, str]]] = {}
        pairs: dict[tuple[int, int], int] = {}
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
            self._acting.append((self._add(name, self.units[left]), left, right))
        self._groups = [_group(kind, members, pairs) for kind, members in geometric.items()]
        self._pairs = np.array(list(pairs), dtype=np.intp).reshape(-1, 2)
        acting = np.array(self._acting, dtype=np.intp).reshape(-1, 3)
        self._acting_to, self._acting_left, self._acting_right = acting.T.copy()
        self._forward = np.array([[point_index(a), point_index(b)] for a, b in exercise.forward], dtype=np.intp)
        self.column = {name: i for i, name in enumerate(self.names)}

    def limits(self, condition: Condition, side: str = "") -> Limits:
        """A condition of the file on the column it names; `side` picks the column of a sided metric."""
        sided = condition.metric in self.sided
        name = f"{condition.metric}.{side}" if side and sided else condition.metric
        return Limits(
            self.names.index(name), condition.min, condition.max, condition.slack, condition.optional, condition.view
        )

    def forward_px(self, points: FloatArray) -> FloatArray:
        """(T,) summed horizontal extent of the segments that point forward, px; NaN parts are left out."""
        along = points[:, self._forward[:, 1], 0] - points[:, self._forward[:, 0], 0]
        total = np.zeros(len(points))
        for k in range(along.shape[1]):
            total = total + np.where(np.isnan(along[:, k]), 0.0, along[:, k])
        return total

    def measure(self, points: FloatArray, forward: FloatArray) -> FloatArray:
        """Values of all metrics but the acting-side columns, which :meth:`act` fills.

        Parameters
        ----------
        points : (T, P, 2) float
            :func:`expand_points` of the landmarks that are seen and, if :attr:`guesses`, of the guessed ones after it.
        forward : (T,) float
            +1 where the person faces right in the image, -1 left, NaN unknown.

        Returns
        -------
        (T, M) float
        """
        out = np.full((len(points), len(self.names)), np.nan)
        lengths = geometry.length(points[:, self._pairs[:, 0]], points[:, self._pairs[:, 1]])
        for group in self._groups:
            p = [points[:, index] for index in group.points]
            out[:, group.columns] = _evaluate(group, p, forward[:, None], lengths)
        for step in self._steps:
            if isinstance(step, _Combination):
                out[:, step.column] = _combine(step, out) + step.plus
            else:
                column, limits = step
                out[~limits.met(out), column] = np.nan
        return out

    def act(self, values: FloatArray, left: NDArray[np.bool_]) -> None:
        """Fill the acting-side columns of `values` (T, M) in place; `left` (T,) is True where the left side acts."""
        if len(self._acting_to):
            values[:, self._acting_to] = np.where(
                left[:, None], values[:, self._acting_left], values[:, self._acting_right]
            )

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


def _group(kind: str, members: list[tuple[int, Metric, str]], pairs: dict[tuple[int, int], int]) -> _Group:
    points = np.array([[point_index(p, side, m.guess) for p in m.args] for _, m, side in members], dtype=np.intp)
    longest = max(len(m.per) for _, m, _ in members)
    per = np.full((len(members), longest), -1, dtype=np.intp)
    for row, (_, metric, side) in enumerate(members):
        for k, (a, b) in enumerate(metric.per):
            pair = (point_index(a, side, metric.guess), point_index(b, side, metric.guess))
            per[row, k] = pairs.setdefault(pair, len(pairs))
    signs = {"above": 1.0, "below": -1.0, None: 0.0}
    return _Group(
        kind,
        np.array([column for column, _, _ in members], dtype=np.intp),
        tuple(np.ascontiguousarray(column) for column in points.T),
        tuple(np.ascontiguousarray(column) for column in per.T),
        np.array([signs[m.sign] for _, m, _ in members]),
    )


def _evaluate(group: _Group, p: list[FloatArray], forward: FloatArray, lengths: FloatArray) -> FloatArray:
    kind = group.kind
    if kind == "flexion":
        bend = geometry.flexion_deg(p[0], p[1], p[2])
        if not group.sign.any():
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
    per = _total(group.per, lengths)
    if kind == "rise":
        return geometry.rise(p[0], p[1], per)
    if kind == "ahead":
        return geometry.ahead(p[0], p[1], forward, per)
    if kind == "apart":
        return geometry.apart(p[0], p[1], per)
    if kind == "reach":
        return geometry.reach(p[0], p[1], per)
    return geometry.outside(p[0], p[1], p[2], p[3], per)


def _total(per: Iterable[IntArray], lengths: FloatArray) -> FloatArray:
    total: FloatArray | None = None
    for segment in per:
        part = np.where(segment >= 0, lengths[:, segment], 0.0)
        total = part if total is None else total + part
    assert total is not None  # the file's schema demands 'per' for these kinds
    return total


def _combine(combination: _Combination, values: FloatArray) -> FloatArray:
    if combination.kind == "ratio":
        top, bottom = (values[:, i] * s for i, s in zip(combination.args, combination.signs, strict=True))
        return top / np.where(bottom != 0, bottom, np.nan)
    parts = [values[:, i] * s for i, s in zip(combination.args, combination.signs, strict=True)]
    total = parts[0]
    for part in parts[1:]:
        if combination.kind == "min":
            total = np.minimum(total, part)
        elif combination.kind == "max":
            total = np.maximum(total, part)
        elif combination.kind == "first":
            total = np.where(np.isnan(total), part, total)
        else:
            total = total + part
    return total / len(parts) if combination.kind == "mean" else total
