"""How metrics are worked out: all of one kind in one call on index arrays, those made of others level by level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from formcheck.arrays import FloatArray, IntArray
from formcheck.metrics import geometry
from formcheck.metrics.conditions import Conditions

OfPoints = Callable[[list[FloatArray], FloatArray, FloatArray], FloatArray]
"""Gives (K, T) numbers of K metrics: of their points (2, K, T), the way forward (T,) and their units (K, T)."""

OF_POINTS: dict[str, OfPoints] = {
    "flexion": lambda p, _, __: geometry.flexion(*p),
    "flexion above": lambda p, _, __: geometry.flexion_up(*p),
    "flexion below": lambda p, _, __: -geometry.flexion_up(*p),
    "measured flexion": lambda p, _, __: geometry.in_the_picture(geometry.flexion(*p), *p),
    "measured flexion above": lambda p, _, __: geometry.in_the_picture(geometry.flexion_up(*p), *p),
    "measured flexion below": lambda p, _, __: geometry.in_the_picture(-geometry.flexion_up(*p), *p),
    "offset": lambda p, _, __: geometry.offset(*p),
    "elevation": lambda p, _, __: geometry.elevation(*p),
    "lean": lambda p, forward, _: geometry.lean(p[0], p[1], forward),
    "above": lambda p, _, __: geometry.above(*p),
    "rise": lambda p, _, per: geometry.rise(p[0], p[1], per),
    "ahead": lambda p, forward, per: geometry.ahead(p[0], p[1], forward, per),
    "apart": lambda p, _, per: geometry.apart(p[0], p[1], per),
    "reach": lambda p, _, per: geometry.reach(p[0], p[1], per),
    "outside": lambda p, _, per: geometry.outside(p[0], p[1], p[2], p[3], per),
}
"""By the kind of metric; a flexion that has a sign is a kind of its own, and so is one that takes no guess."""

JOIN: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "sum": np.add,
    "mean": np.add,
    "min": np.minimum,
    "max": np.maximum,
    "ratio": geometry.quotient,
    "first": lambda a, b: np.where(np.isnan(a), b, a),
}
"""By the kind of metric of metrics: how two of them become one."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The units that lengths are measured in: U sums of lengths of segments.

    Attributes
    ----------
    starts, ends : (S,) int
        Rows of the points that the segments join.
    units : list of (n,) int
        The segments of each unit.
    """

    starts: IntArray
    ends: IntArray
    units: list[IntArray]

    def measure(self, points: FloatArray) -> FloatArray:
        """(U, T) pixels, of the points (2, P, T)."""
        if not self.units:
            return np.empty((0, points.shape[-1]))
        lengths = geometry.length(points.take(self.starts, axis=1), points.take(self.ends, axis=1))
        # accumulated, as a sum depends in its last bit on how numpy goes through the array
        return np.array([np.add.accumulate(lengths.take(unit, axis=0))[-1] for unit in self.units])


@dataclass(frozen=True, slots=True)
class Geometric:
    """K metrics of points, all of one kind.

    Attributes
    ----------
    columns : (K,) int
        Where they are among the metrics.
    function : OfPoints
    points : (n, K) int
        Rows of their points, in the order of the file.
    units : (K,) int
        Rows of their units; empty for a kind that has none.
    """

    columns: IntArray
    function: OfPoints
    points: IntArray
    units: IntArray

    def fill(self, values: FloatArray, points: FloatArray, forward: FloatArray, units: FloatArray) -> None:
        """Write the metrics into `values`.

        Parameters
        ----------
        values : (M, T) float
        points : (2, P, T) float
            Pixels; NaN unknown.
        forward : (T,) float
            +1 where the person faces right in the image, -1 left, NaN unknown.
        units : (U, T) float
            Pixels.
        """
        args = [points.take(rows, axis=1) for rows in self.points]
        values[self.columns] = self.function(args, forward, units.take(self.units, axis=0))


@dataclass(frozen=True, slots=True)
class Combined:
    """K metrics of metrics, all of one kind and of n others each.

    Attributes
    ----------
    columns : (K,) int
        Where they are among the metrics.
    join : function of (K, T) and (K, T)
    args : (n, K) int
        Columns of the metrics that they combine.
    signs : (n, K, 1) float
        -1 where one is subtracted, else 1.
    divisor : float
        What the result is divided by: n for a mean.
    times : (K, 1) float
        What that is multiplied by.
    plus : (K, 1) float
        What is added at last.
    """

    columns: IntArray
    join: Callable[[FloatArray, FloatArray], FloatArray]
    args: IntArray
    signs: FloatArray
    divisor: float
    times: FloatArray
    plus: FloatArray

    def fill(self, values: FloatArray) -> None:
        """Write the metrics into `values` (M, T), where those that they combine stand."""
        joined = reduce(self.join, values.take(self.args, axis=0) * self.signs)
        values[self.columns] = joined / self.divisor * self.times + self.plus


@dataclass(frozen=True, slots=True)
class KnownIf:
    """K metrics that are unknown unless one condition each holds.

    Attributes
    ----------
    columns : (K,) int
        Where they are among the metrics.
    conditions : Conditions
        K of them, in the same order.
    """

    columns: IntArray
    conditions: Conditions

    def fill(self, values: FloatArray) -> None:
        """Write NaN into `values` (M, T) where the condition does not hold."""
        values[self.columns] = np.where(self.conditions.hold(values), values.take(self.columns, axis=0), np.nan)
