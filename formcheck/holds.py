"""The clock of a hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.per_frame import Flag, Number, changes

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
        self, t_s: Number, inside: Flag, since_s: Number, good: Flag
    ) -> tuple[Number, list[tuple[int, HoldSpan]]]:
        """Run the clock.

        Parameters
        ----------
        t_s : Number
        inside : Flag
            In position.
        since_s : Number
            True beginning of the position, see :class:`PositionMachine`.
        good : Flag
            Good form in this frame.

        Returns
        -------
        clock_s : Number
            Good seconds of the hold so far; NaN out of position.
        ended : list of (frame index, HoldSpan)
        """
        return (self._one if isinstance(t_s, float) else self._many)(t_s, inside, since_s, good)

    def _one(self, t: float, inside: bool, since_s: float, good: bool) -> tuple[float, list[tuple[int, HoldSpan]]]:
        ended = []
        if inside != self._inside:
            ended = [(0, span) for span in self._turn(t, self._t, since_s, good)]
        elif inside and good and t - self._t <= STEP_S:
            self._good_s += t - self._t
        self._t = t
        return self._good_s if inside else np.nan, ended

    def _many(
        self, t_s: FloatArray, inside: BoolArray, since_s: FloatArray, good: BoolArray
    ) -> tuple[FloatArray, list[tuple[int, HoldSpan]]]:
        clock = np.full(len(t_s), np.nan)
        ended: list[tuple[int, HoldSpan]] = []
        turns = changes(inside, self._inside)
        dt = np.diff(t_s, prepend=self._t if not np.isnan(self._t) else t_s[0])
        earned = np.where(good & (dt <= STEP_S), dt, 0.0)
        for at, until in pairwise(sorted({0, *turns, len(t_s)})):
            if at in turns:
                last_s = self._t if at == 0 else float(t_s[at - 1])
                ended += [(at, span) for span in self._turn(float(t_s[at]), last_s, float(since_s[at]), bool(good[at]))]
                earned[at] = 0.0
            if self._inside:
                total = np.cumsum(np.concatenate([[self._good_s], earned[at:until]]))[1:]
                clock[at:until], self._good_s = total, float(total[-1])
        self._t = float(t_s[-1])
        return clock, ended

    def _turn(self, t: float, last_s: float, since_s: float, good: bool) -> list[HoldSpan]:
        """Position is reached or left at `t`, after a frame at `last_s`: the hold that ended."""
        self._inside = not self._inside
        if not self._inside:
            return [HoldSpan(self._start_s, last_s, self._good_s)]
        self._start_s = since_s if np.isfinite(since_s) else t
        self._good_s = t - self._start_s if good else 0.0
        return []

    def running(self) -> HoldSpan | None:
        """The hold under way, as far as it has come; None where none is."""
        return HoldSpan(self._start_s, self._t, self._good_s) if self._inside else None
