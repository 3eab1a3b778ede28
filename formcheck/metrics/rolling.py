"""Causal helpers that carry their state from chunk to chunk and give the same bits for every way of splitting."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray, FloatArray


class TrailingMean:
    """Mean of the last `window_s` seconds of some numbers, NaN left out; never reaches back over a cut.

    Running sums are kept, so a value depends on the samples alone and not on how they were grouped into chunks.

    Parameters
    ----------
    window_s : float
    n : int
        How many numbers a frame.
    """

    def __init__(self, window_s: float, n: int) -> None:
        self._window_s, self._n = window_s, n
        # times, and the sums and counts up to then; the first entry is the last one that the window leaves out
        self._t_s, self._sums = np.array([-np.inf]), np.zeros((2 * n, 1))

    def feed(self, t_s: FloatArray, x: FloatArray, shot_s: FloatArray) -> FloatArray:
        """Means at each time.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        x : (n, T) float
        shot_s : (T,) float
            When the shot that a frame belongs to began, seconds; -inf before the first cut.

        Returns
        -------
        (n, T) float
            NaN where the window holds no number.
        """
        known = ~np.isnan(x)
        parts = np.concatenate([np.where(known, x, 0.0), known])
        new = np.add.accumulate(np.concatenate([self._sums[:, -1:], parts], axis=1), axis=1)[:, 1:]
        t, sums = np.concatenate([self._t_s, t_s]), np.concatenate([self._sums, new], axis=1)
        within = np.maximum(t.searchsorted(t_s - self._window_s, side="right"), t.searchsorted(shot_s))
        before = np.maximum(within, 1) - 1
        total, count = (new - sums.take(before, axis=1)).reshape(2, self._n, -1)
        self._t_s, self._sums = t[before[-1] :], sums[:, before[-1] :]
        mean: FloatArray = total / np.where(count > 0, count, np.nan)
        return mean


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
        self._mean, self._moving = TrailingMean(self.WINDOW_S, 1), Since()
        self._low = np.inf
        self._full_s = -np.inf  # when the window is full; who is in position in the first frame was so before

    def feed(
        self, t_s: FloatArray, signal: FloatArray, shot_s: FloatArray, inside: BoolArray, resting: BoolArray
    ) -> tuple[FloatArray, BoolArray]:
        """Scale a chunk.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        signal : (T,) float
            In its unit; NaN unknown.
        shot_s : (T,) float
            When the shot that a frame belongs to began, seconds; -inf before the first cut.
        inside : (T,) bool
            In position.
        resting : (T,) bool
            At rest, whatever the signal is.

        Returns
        -------
        scaled : (T,) float
            0 at the lowest, 1 at the target; NaN out of position and while the scale is unknown.
        rescaled : (T,) bool
            The scale begins anew after this frame: nothing before can be compared with what comes.
        """
        (mean,) = self._mean.feed(t_s, np.where(inside, signal, np.nan)[None], shot_s)
        rested = t_s - self._moving.feed(t_s, ~(inside & resting)) >= self.WINDOW_S
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
    """Holds the last decisive value: a schmitt trigger on a column of codes where 0 means *no decision*.

    Parameters
    ----------
    initial : float
        Before the first decision.
    """

    def __init__(self, initial: float) -> None:
        self._last = np.array([initial])

    def feed(self, codes: FloatArray) -> FloatArray:
        """(T,) the codes (T,) with each 0 replaced by the last value before it that was not 0."""
        known = np.concatenate([self._last, codes])
        last = np.maximum.accumulate(np.where(known != 0, np.arange(len(known)), 0))
        held: FloatArray = known[last]
        self._last = held[-1:]
        return held[1:]


class Since:
    """When a flag was last set."""

    def __init__(self) -> None:
        self._last_s = np.array([-np.inf])

    def feed(self, t_s: FloatArray, flags: BoolArray) -> FloatArray:
        """(T,) time of the last frame at or before each at which the flag was set, seconds; -inf if never.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        flags : (T,) bool
        """
        times = np.concatenate([self._last_s, np.where(flags, t_s, -np.inf)])
        last_s: FloatArray = np.maximum.accumulate(times)
        self._last_s = last_s[-1:]
        return last_s[1:]
