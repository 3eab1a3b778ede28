"""Causal helpers that carry their state from chunk to chunk and give the same bits for every way of splitting."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import BoolArray, FloatArray
from formcheck.metrics.per_frame import Flag, Number, Numbers, either, opposite


class TrailingMean:
    """Mean of the last `window_s` seconds of some numbers, NaN left out; never reaches back over a cut.

    Running sums are kept, so a value depends on the samples alone and not on how they were grouped into chunks.

    Parameters
    ----------
    window_s : float
    n : int
        How many numbers a frame.
    """

    def __init__(self, window_s: float, n: int = 1) -> None:
        self._window_s, self._n = window_s, n
        # times, and the sums and counts up to then; the first entry is the last one that the window leaves out
        self._history: deque[tuple[float, list[float]]] = deque([(-np.inf, [0.0] * (2 * n))])

    def feed(self, t_s: Number, x: Numbers, shot_s: Number) -> Numbers:
        """Means at each time.

        Parameters
        ----------
        t_s : Number
        x : n Numbers
        shot_s : Number
            When the shot that a frame belongs to began; -inf before the first cut.

        Returns
        -------
        n Numbers
            NaN where the window holds no number.
        """
        return self._one(t_s, x, shot_s) if isinstance(t_s, float) else self._many(t_s, x, shot_s)

    def _one(self, t_s: float, x: Sequence[float], shot_s: float) -> list[float]:
        history, n = self._history, self._n
        sums = history[-1][1].copy()
        for i, value in enumerate(x):
            if value == value:  # noqa: PLR0124 - not NaN
                sums[i] += value
                sums[n + i] += 1.0
        history.append((t_s, sums))
        reach_s = t_s - self._window_s
        while history[1][0] <= reach_s or history[1][0] < shot_s:
            history.popleft()
        out = history[0][1]
        return [
            (sums[i] - out[i]) / (sums[n + i] - out[n + i]) if sums[n + i] > out[n + i] else math.nan for i in range(n)
        ]

    def _many(self, t_s: FloatArray, x: Sequence[FloatArray], shot_s: FloatArray) -> FloatArray:
        n = self._n
        columns = np.stack([*x], axis=1)
        known = ~np.isnan(columns)
        before_s, before = (np.array(part) for part in zip(*self._history, strict=True))
        parts = np.concatenate([np.where(known, columns, 0.0), known], axis=1)
        new = np.cumsum(np.concatenate([before[-1:], parts]), axis=0)[1:]
        t, sums = np.concatenate([before_s, t_s]), np.concatenate([before, new])
        last_left_out = np.maximum(
            np.searchsorted(t, t_s - self._window_s, side="right"), np.searchsorted(t, shot_s, side="left")
        )
        window = new - sums[np.maximum(last_left_out, 1) - 1]
        keep = max(int(last_left_out[-1]) - 1, 0)
        self._history = deque(zip(t[keep:].tolist(), sums[keep:].tolist(), strict=True))
        total, count = window[:, :n], window[:, n:]
        mean: FloatArray = total / np.where(count > 0, count, np.nan)
        return mean.T


class OwnScale:
    """Puts a signal on the person's own scale: 0 = its lowest mean of half a second in position, 1 = the target.

    One bad frame moves nothing. Until somebody has been in position for half a second, 0 is the mean so far. A camera
    that looks from a corner or from above shifts the lowest value, not the scale; whoever walks towards the camera or
    away from it changes the scale, which begins anew once the person has come to rest.

    Parameters
    ----------
    target, target_share : float or None
        One of them: the target, or the target as a share of the lowest value.
    least_way : float
        While the target is nearer than this to the lowest value, the result is NaN: the person began at the top.
    rest : float
        On the scale, at rest at or below.
    """

    WINDOW_S = 0.5
    STILL = 0.03
    """On the scale: a signal that is no farther from its mean stands still."""

    def __init__(self, target: float | None, target_share: float | None, least_way: float, rest: float) -> None:
        self._target, self._share, self._least_way, self._rest = target, target_share, least_way, rest
        self._mean, self._moving = TrailingMean(self.WINDOW_S), Since()
        self._low = np.inf
        self._full_s = -np.inf  # when the window is full; who is in position in the first frame was so before

    def feed(self, t_s: Number, signal: Number, shot_s: Number, inside: Flag, resting: Flag) -> tuple[Number, Flag]:
        """Scale a chunk.

        Parameters
        ----------
        t_s, signal, shot_s : Number
        inside : Flag
            In position.
        resting : Flag
            At rest, whatever the signal is.

        Returns
        -------
        scaled : Number
            NaN out of position and while the scale is unknown.
        rescaled : Flag
            The scale begins anew after this frame: nothing before can be compared with what comes.
        """
        mean = self._mean.feed(t_s, [either(inside, signal, np.nan)], shot_s)[0]
        rested = t_s - self._moving.feed(t_s, opposite(inside & resting)) >= self.WINDOW_S
        if isinstance(inside, bool):
            return self._frame(t_s, signal, mean, inside, rested)
        rows = zip(*(column.tolist() for column in (t_s, signal, mean, inside, rested)), strict=True)
        scaled, rescaled = zip(*(self._frame(*row) for row in rows), strict=True)
        return np.array(scaled), np.array(rescaled)

    def _frame(self, t: float, signal: float, mean: float, inside: bool, rested: bool) -> tuple[float, bool]:
        if not inside:
            self._low = self._full_s = np.inf
            return np.nan, False
        self._full_s = min(self._full_s, t + self.WINDOW_S)
        if t >= self._full_s and mean < self._low:
            self._low = mean
        low = self._low if self._low < np.inf else mean
        scaled, usual = self._scaled(signal, low), self._scaled(mean, low)
        if rested and usual > self._rest and abs(scaled - usual) < self.STILL:
            self._low = mean
            return np.nan, True
        return scaled, False

    def _scaled(self, x: float, low: float) -> float:
        way = (self._target if self._target is not None else low * (self._share or 0.0)) - low
        return (x - low) / way if way > 0 and way >= self._least_way else np.nan


class Latch:
    """Holds the last decisive value: a schmitt trigger on a column of codes where 0 means *no decision*."""

    def __init__(self, initial: float) -> None:
        self._held = initial

    def feed(self, codes: Number) -> Number:
        """The codes with each 0 replaced by the last value before it that was not 0."""
        if isinstance(codes, float):
            self._held = codes or self._held
            return self._held
        last = last_true(codes != 0)
        out = np.where(last >= 0, codes[np.maximum(last, 0)], self._held)
        self._held = float(out[-1])
        return out


def last_true(flags: BoolArray) -> NDArray[np.intp]:
    """(T,) index of the last True at or before each place; -1 where there is none."""
    return np.maximum.accumulate(np.where(flags, np.arange(len(flags)), -1))


class Since:
    """When a flag was last set."""

    def __init__(self) -> None:
        self._last_s = -np.inf

    def feed(self, t_s: Number, flags: Flag) -> Number:
        """Time of the last frame at or before each at which the flag was set; -inf if never."""
        if isinstance(flags, bool):
            self._last_s = t_s if flags else self._last_s
            return self._last_s
        times = np.where(flags, t_s, -np.inf)
        times[0] = max(times[0], self._last_s)
        out = np.maximum.accumulate(times)
        self._last_s = float(out[-1])
        return out
