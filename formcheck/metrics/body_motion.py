"""How far the body as a whole is from where it has been for the last half second."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray, FloatArray
from formcheck.metrics.geometry import length, quotient
from formcheck.metrics.rolling import TrailingMean
from formcheck.metrics.signals import Signals

WINDOW_S = 0.5
STILL_SPREADS = 0.1
"""A body that is held keeps within 0.09 of its spread (98 % of frames, eleven people in recordings, both models); one
that gets into a position, lowers itself or swings its legs is farther away in all but a few frames."""

TRUNK_STILL_SPREADS = 0.06
"""The same of shoulders and hips alone: 0.05 while a side plank is held (95 % of frames), 0.08 as the hips dip."""

_LEFT, _RIGHT = np.array([11, 23, 25, 27]), np.array([12, 24, 26, 28])
"""Shoulders, hips, knees, ankles."""
TRUNK = 2
"""Pairs of them that are the trunk."""


class BodyMotion:
    """The farthest that the middles of shoulders, hips, knees and ankles are from their own mean of half a second.

    The middles of pairs: a model that takes one leg for the other moves none of them. In spreads, the root mean square
    distance of the eight joints from their middle, so that neither size, view nor a bent trunk matter.

    Parameters
    ----------
    trunk_only : bool
        Arms and legs may move: the trunk is what must be still.
    """

    def __init__(self, *, trunk_only: bool = False) -> None:
        self._still = TRUNK_STILL_SPREADS if trunk_only else STILL_SPREADS
        self._pairs = TRUNK if trunk_only else len(_LEFT)
        self._mean = TrailingMean(WINDOW_S, 2 * self._pairs)

    def judge(self, clean: Signals) -> tuple[BoolArray, BoolArray]:
        """(T,) the body is known to move; it is known to be still."""
        away = self.feed(clean)
        return away > self._still, away <= self._still

    def feed(self, clean: Signals) -> FloatArray:
        """(T,) spreads; NaN where nobody is seen."""
        left, right = (clean.image_px[:, side].transpose(1, 2, 0) for side in (_LEFT, _RIGHT))
        centre = _added(left + right) / (2 * len(_LEFT))
        square = (left - centre) ** 2 + (right - centre) ** 2
        spread = np.sqrt(_added(square[:, 0] + square[:, 1]) / (2 * len(_LEFT)))
        middle = np.ascontiguousarray((left + right)[: self._pairs] * 0.5)
        mean = self._mean.feed(clean.t_s, middle.reshape(2 * self._pairs, -1), clean.shot_s)
        away = length(middle.transpose(1, 0, 2), mean.reshape(middle.shape).transpose(1, 0, 2))
        return quotient(np.maximum.reduce(away), spread)


def _added(values: FloatArray) -> FloatArray:
    """Sum over the first axis, in its order."""
    total: FloatArray = np.add.accumulate(values)[-1]
    return total
