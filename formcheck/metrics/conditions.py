"""Conditions of an exercise file on its metrics, as arrays of limits that are compared at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.exercises.metric_spec import Condition
from formcheck.metrics.view import VIEWS


class Conditions:
    """N conditions, each on one column of the metrics.

    Parameters
    ----------
    columns : sequence of int
        The column of each; see ``CompiledMetrics.names``.
    conditions : sequence of Condition
    loose : bool
        Wider by the slack of each: what once met it is kept so long.
    """

    def __init__(self, columns: Sequence[int], conditions: Sequence[Condition], *, loose: bool = False) -> None:
        self._columns = np.array(columns, dtype=np.intp)
        slack = np.array([c.slack if loose else 0.0 for c in conditions])[:, None]
        self._min = np.array([c.min for c in conditions])[:, None] - slack
        self._max = np.array([c.max for c in conditions])[:, None] + slack
        self._optional = np.array([c.optional for c in conditions], dtype=np.bool_)[:, None]
        asked = [[c.view in ("any", view) for view in VIEWS] for c in conditions]
        self._asked = np.array(asked, dtype=np.bool_).reshape(-1, len(VIEWS))

    def __len__(self) -> int:
        return len(self._columns)

    def hold(self, values: FloatArray) -> BoolArray:
        """(N, T) the value is inside the limits, or unknown and the condition optional.

        Parameters
        ----------
        values : (M, T) float
            The metrics, each in its unit; NaN unknown.
        """
        value = values.take(self._columns, axis=0)
        inside = (value >= self._min) & (value <= self._max)
        return np.where(np.isnan(value), self._optional, inside)

    def met(self, values: FloatArray, view: CodeArray) -> BoolArray:
        """(T,) every condition that is asked in the frame's view holds.

        Parameters
        ----------
        values : (M, T) float
            The metrics, each in its unit; NaN unknown.
        view : (T,) int8
            Index into :data:`VIEWS`.
        """
        met: BoolArray = np.logical_and.reduce(self.hold(values) | ~self._asked.take(view, axis=1))
        return met

    def unmet(self, values: FloatArray, view: CodeArray) -> BoolArray:
        """(T,) a condition that is asked in the frame's view is known not to hold.

        Parameters
        ----------
        values : (M, T) float
            The metrics, each in its unit; NaN unknown.
        view : (T,) int8
            Index into :data:`VIEWS`.
        """
        value = values.take(self._columns, axis=0)
        outside = (value < self._min) | (value > self._max)
        unmet: BoolArray = np.logical_or.reduce(outside & self._asked.take(view, axis=1))
        return unmet


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions that must all hold and, where there are alternatives, all those of one of them.

    Attributes
    ----------
    all : Conditions
    any : list of Conditions
    """

    all: Conditions
    any: list[Conditions]

    def met(self, values: FloatArray, view: CodeArray) -> BoolArray:
        """(T,) it holds; parameters as of :meth:`Conditions.met`."""
        met = self.all.met(values, view)
        return met & np.logical_or.reduce([one.met(values, view) for one in self.any]) if self.any else met

    def unmet(self, values: FloatArray, view: CodeArray) -> BoolArray:
        """(T,) it is known not to hold; parameters as of :meth:`Conditions.unmet`."""
        unmet = self.all.unmet(values, view)
        return unmet | np.logical_and.reduce([one.unmet(values, view) for one in self.any]) if self.any else unmet
