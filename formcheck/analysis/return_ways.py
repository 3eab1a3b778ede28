"""Movements that follow one another without coming all the way to rest, told apart by how far each has come back."""

from __future__ import annotations

import math

import numpy as np

from formcheck.analysis.leaps import LEAP_S
from formcheck.arrays import FloatArray

BACK = 0.85
"""Whoever has come back so much of the way from the top to rest has ended a movement, if another one begins there: hips
that touch the mat a little higher than before, a knee that does not quite close."""
AGAIN = 0.5
"""And has begun another one after so much of the same way out: less is a bounce."""


class ReturnWay:
    """Follows one movement from its highest, and finds where it ended if the next one began without a rest between.

    Parameters
    ----------
    rest, peak : float
        Levels of the signal.
    settle_s : float
        Time near rest between two movements, seconds.

    Attributes
    ----------
    back_s, from_s, reached_s : float
        When it had come back, when the next one left from there, and when that reached the peak; seconds of the track.
    """

    def __init__(self, rest: float, peak: float, settle_s: float) -> None:
        self._rest, self._peak = rest, peak
        self._settle_s = max(settle_s, LEAP_S)  # landmarks that leap there and back end no movement
        self.begin()

    def begin(self) -> None:
        """Of a new movement nothing is known yet."""
        self._high, self._low = -np.inf, np.inf
        self.back_s = self.from_s = self.reached_s = np.nan

    def feed(self, t_s: FloatArray, signal: FloatArray) -> int | None:
        """Follow frames of one movement up to the one in which the next is seen to have begun; None if it does not.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        signal : (T,) float
            NaN where it says nothing.
        """
        for index, (t, x) in enumerate(zip(t_s.tolist(), signal.tolist(), strict=True)):
            if not math.isnan(x) and self._begins_again(t, x):
                return index
        return None

    def _begins_again(self, t: float, x: float) -> bool:
        if self._low == np.inf:
            self._high = max(self._high, x)
        way = self._high - self._rest
        if self._high >= self._peak and x <= self._high - BACK * way:
            self.back_s = t if self._low == np.inf else self.back_s
            self._low, self.from_s, self.reached_s = min(self._low, x), t, np.nan
        if self._low == np.inf or x < self._peak:
            return False
        self.reached_s = t if np.isnan(self.reached_s) else self.reached_s
        return x - self._low >= AGAIN * way and self.from_s - self.back_s >= self._settle_s
