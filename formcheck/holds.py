"""The clock of a hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

STEP_S = 1.5
"""A hold goes on between two frames that are no farther apart than this: a slow camera takes one a second."""


@dataclass(frozen=True)
class HoldSpan:
    """Time in position; `good_s` counts only the seconds in good form."""

    start_s: float
    end_s: float
    good_s: float


class HoldMachine:
    """The clock of a hold: it pauses while form breaks, never resets, and ends when the position is left."""

    def __init__(self) -> None:
        self._inside = False
        self._t = self._start_s = np.nan
        self._good_s = 0.0

    def feed(
        self, t_s: FloatArray, inside: BoolArray, since_s: FloatArray, good: BoolArray
    ) -> tuple[FloatArray, list[tuple[int, HoldSpan]]]:
        """Run the clock.

        Parameters
        ----------
        t_s : (T,) float
        inside : (T,) bool
            In position.
        since_s : (T,) float
            True beginning of the position, see :class:`PositionMachine`.
        good : (T,) bool
            Good form in this frame.

        Returns
        -------
        clock_s : (T,) float
            Good seconds of the hold so far; NaN out of position.
        ended : list of (frame index, HoldSpan)
        """
        clock = np.full(len(t_s), np.nan)
        ended: list[tuple[int, HoldSpan]] = []
        changes = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=np.int8(self._inside))).tolist()
        dt = np.diff(t_s, prepend=self._t if not np.isnan(self._t) else t_s[0])
        earned = np.where(good & (dt <= STEP_S), dt, 0.0)
        bounds = sorted({0, *changes, len(t_s)})
        for at, until in pairwise(bounds):
            if at in changes:
                self._inside = not self._inside
                if self._inside:
                    self._start_s = float(since_s[at]) if np.isfinite(since_s[at]) else float(t_s[at])
                    self._good_s = float(t_s[at]) - self._start_s if good[at] else 0.0
                    earned[at] = 0.0
                else:
                    last_s = self._t if at == 0 else float(t_s[at - 1])
                    ended.append((at, HoldSpan(self._start_s, last_s, self._good_s)))
            if self._inside:
                total = np.cumsum(np.concatenate([[self._good_s], earned[at:until]]))[1:]
                clock[at:until], self._good_s = total, float(total[-1])
        self._t = float(t_s[-1])
        return clock, ended

    def running(self) -> HoldSpan | None:
        """The hold under way, as far as it has come; None where none is."""
        return HoldSpan(self._start_s, self._t, self._good_s) if self._inside else None
