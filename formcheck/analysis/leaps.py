"""Tells a limb that comes back to rest from landmarks that leap there and back."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray, FloatArray

LEAP_S = 0.1
"""Nobody comes back half of the way in less: landmarks that take one limb for the other leap, and leap back."""


class Leaps:
    """Watches the signal of the movement under way for leaps to rest.

    Parameters
    ----------
    rest : float
        At rest at or below, in the unit of the signal.
    """

    def __init__(self, rest: float) -> None:
        self._rest, self._highest = rest, np.nan
        self._t_s, self._signal = np.empty(0), np.empty(0)  # of the latest frames seen

    def feed(self, t_s: FloatArray, signal: FloatArray, seen: BoolArray) -> None:
        """Take the frames of a chunk.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        signal : (T,) float
        seen : (T,) bool
            The signal is known, in position.
        """
        recent = self._t_s > t_s[0] - LEAP_S
        self._t_s = np.concatenate([self._t_s[recent], t_s[seen]])
        self._signal = np.concatenate([self._signal[recent], signal[seen]])

    def begin(self) -> None:
        """A movement begins."""
        self._highest = np.nan

    def follow(self, signal: FloatArray) -> None:
        """The movement goes on through frames in which its signal (K,) was seen."""
        self._highest = float(np.fmax.reduce(signal, initial=self._highest))

    def leapt(self, t: float) -> bool:
        """Less than :data:`LEAP_S` before `t`, seconds, the movement was not yet half of its way back."""
        recent = (self._t_s > t - LEAP_S) & (self._t_s <= t)
        return bool((self._signal[recent] > (self._rest + self._highest) / 2).any())
