"""The clock of a hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from formcheck.analysis.phases import Stay
from formcheck.analysis.spans import changes
from formcheck.arrays import BoolArray, FloatArray

STEP_S = 1.5
"""A hold goes on between two frames that are no farther apart than this: a slow camera takes one a second."""


@dataclass(frozen=True)
class HoldSpan:
    """Time in position from `start_s` to `end_s`, seconds of the track.

    Attributes
    ----------
    good_s, unseen_s : float
        The seconds of it in good form, and those of which nobody can say.
    """

    start_s: float
    end_s: float
    good_s: float
    unseen_s: float


class HoldMachine:
    """The clock of a hold: it pauses while form breaks, never resets, and ends when the position is left."""

    def __init__(self) -> None:
        self._inside = False
        self._t = self._start_s = np.nan
        self._good_s = self._unseen_s = 0.0
        self._held = HoldSpan(np.nan, np.nan, 0.0, 0.0)  # up to the last frame that was certainly in position

    def feed(
        self, t_s: FloatArray, stay: Stay, good: BoolArray, unseen: BoolArray
    ) -> tuple[FloatArray, FloatArray, list[tuple[int, HoldSpan]]]:
        """Run the clock.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        stay : Stay
            In position, since when and until when.
        good, unseen : (T,) bool
            Good form in this frame; not known to be good nor not to be.

        Returns
        -------
        clock_s, unseen_s : (T,) float
            Good seconds of the hold so far, and those not fully seen; NaN out of position.
        ended : list of (frame index, HoldSpan)
        """
        clock, hidden = np.full(len(t_s), np.nan), np.full(len(t_s), np.nan)
        ended: list[tuple[int, HoldSpan]] = []
        turns = changes(stay.inside, self._inside)
        dt = t_s - np.concatenate([[self._t], t_s[:-1]])
        earned, lost = (np.where(flags & (dt <= STEP_S), dt, 0.0) for flags in (good, unseen))
        for at, until in pairwise(sorted({0, *turns, len(t_s)})):
            if at in turns:
                now = float(t_s[at]), float(stay.since_s[at]), bool(good[at]), bool(unseen[at])
                ended += [(at, span) for span in self._turn(*now)]
                earned[at] = lost[at] = 0.0
            if self._inside:
                clock[at:until], self._good_s = _running(self._good_s, earned[at:until])
                hidden[at:until], self._unseen_s = _running(self._unseen_s, lost[at:until])
                (certain,) = (stay.held_s[at:until] == t_s[at:until]).nonzero()
                if len(certain):
                    last = at + int(certain[-1])
                    self._held = HoldSpan(self._start_s, float(t_s[last]), float(clock[last]), float(hidden[last]))
        self._t = float(t_s[-1])
        return clock, hidden, ended

    def _turn(self, t: float, since_s: float, good: bool, unseen: bool) -> list[HoldSpan]:
        """Position is reached or left at `t`: the hold that ended, where it was left and not where that was certain."""
        self._inside = not self._inside
        if not self._inside:
            return [self._held]
        self._start_s = since_s if np.isfinite(since_s) else t
        self._good_s = t - self._start_s if good else 0.0
        self._unseen_s = t - self._start_s if unseen else 0.0
        self._held = HoldSpan(self._start_s, t, self._good_s, self._unseen_s)
        return []

    def running(self) -> HoldSpan | None:
        """The hold under way, as far as it has come; None where none is."""
        return self._held if self._inside else None


def _running(before: float, added: FloatArray) -> tuple[FloatArray, float]:
    """The sum so far at each frame, and at the last."""
    total: FloatArray = np.add.accumulate(np.concatenate([[before], added]))[1:]
    return total, float(total[-1])
