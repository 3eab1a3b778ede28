"""Causal helpers that carry their state from chunk to chunk and give the same bits for every way of splitting."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class TrailingMean:
    """Mean of the last `window_s` seconds of each column, NaN left out; never reaches back over a cut.

    Running sums are kept, so a value depends on the samples alone and not on how they were grouped into chunks.
    """

    def __init__(self, window_s: float, columns: int) -> None:
        self._window_s = window_s
        self._t = np.array([-np.inf])
        self._sums = np.zeros((1, 2 * columns))
        self._columns = columns

    def feed(self, t_s: FloatArray, x: FloatArray, shot_s: FloatArray) -> FloatArray:
        """Means at each time.

        Parameters
        ----------
        t_s : (T,) float
        x : (T, columns) float
        shot_s : (T,) float
            When the shot that a frame belongs to began; -inf before the first cut.

        Returns
        -------
        (T, columns) float
            NaN where the window holds no number.
        """
        known = ~np.isnan(x)
        parts = np.concatenate([np.where(known, x, 0.0), known], axis=1)
        sums = np.cumsum(np.concatenate([self._sums[-1:], parts]), axis=0)[1:]
        t = np.concatenate([self._t, t_s])
        sums = np.concatenate([self._sums, sums])
        last_left_out = np.maximum(
            np.searchsorted(t, t_s - self._window_s, side="right"), np.searchsorted(t, shot_s, side="left")
        )
        window = sums[len(self._t) :] - sums[np.maximum(last_left_out, 1) - 1]
        keep = max(int(last_left_out[-1]) - 1, 0)
        self._t, self._sums = t[keep:], sums[keep:]
        total, count = window[:, : self._columns], window[:, self._columns :]
        mean: FloatArray = total / np.where(count > 0, count, np.nan)
        return mean


class OwnScale:
    """Puts a signal on the person's own scale: 0 = the lowest it has kept to in position, 1 = the target.

    What is kept to is the mean of half a second, so one bad frame moves nothing. A camera that looks from a corner or
    from above shifts the lowest value, not the scale.

    Parameters
    ----------
    target, target_share : float or None
        One of them: the target, or the target as a share of the lowest value.
    least_way : float
        While the target is nearer than this to the lowest value, the result is NaN: the person began at the top.
    """

    WINDOW_S = 0.5

    def __init__(self, target: float | None, target_share: float | None, least_way: float) -> None:
        self._target, self._share, self._least_way = target, target_share, least_way
        self._mean = TrailingMean(self.WINDOW_S, 1)
        self._low = np.inf

    def feed(self, t_s: FloatArray, signal: FloatArray, shot_s: FloatArray, inside: BoolArray) -> FloatArray:
        """(T,) the signal on the person's own scale; NaN out of position or while the scale is unknown."""
        mean = self._mean.feed(t_s, np.where(inside, signal, np.nan)[:, None], shot_s)[:, 0]
        out = np.full(len(signal), np.nan)
        bounds = [0, *(np.flatnonzero(np.diff(inside)) + 1).tolist(), len(inside)]
        for at, until in pairwise(bounds):
            if not inside[at]:
                self._low = np.inf
                continue
            low = np.fmin.accumulate(np.concatenate([[self._low], mean[at:until]]))[1:]
            self._low = float(low[-1])
            way = (low * self._share if self._share is not None else self._target) - low
            known = (way >= self._least_way) & (way > 0) & np.isfinite(way)
            out[at:until] = (signal[at:until] - low) / np.where(known, way, np.nan)
        return out


class Latch:
    """Holds the last decisive value: a schmitt trigger on a column of codes where 0 means *no decision*."""

    def __init__(self, initial: float) -> None:
        self._held = initial

    def feed(self, codes: FloatArray) -> FloatArray:
        """Codes (T,) with each 0 replaced by the last value before it that was not 0."""
        last = last_true(codes != 0)
        out = np.where(last >= 0, codes[np.maximum(last, 0)], self._held)
        self._held = float(out[-1])
        return out


def last_true(flags: BoolArray) -> NDArray[np.intp]:
    """(T,) index of the last True at or before each place; -1 where there is none."""
    return np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))


class Since:
    """When a flag was last True, per column."""

    def __init__(self, columns: int = 1) -> None:
        self._last = np.full(columns, -np.inf)

    def feed(self, t_s: FloatArray, flags: BoolArray) -> FloatArray:
        """(T, columns) time of the last frame at or before each at which the flag was True; -inf if never."""
        times = np.where(flags, t_s[:, None], -np.inf)
        times[0] = np.maximum(times[0], self._last)
        out = np.maximum.accumulate(times, axis=0)
        self._last = out[-1].copy()
        return out
