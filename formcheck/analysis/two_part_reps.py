"""Repetitions of two parts, such as a kick and the hydrant after it: movements joined in twos."""

from __future__ import annotations

import numpy as np

from formcheck.analysis.phases import Movement
from formcheck.arrays import CodeArray, FloatArray
from formcheck.frames import Phase


class TwoPartReps:
    """Joins a first part and the second part that follows it to one repetition.

    A part that stays alone is a repetition too, and the checks tell what is missing: a first part after which the
    next movement is another first one, or none begins within `within_s`, or position is left; and a second part
    without a first.

    Parameters
    ----------
    within_s : float
        The longest rest between the two parts.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._first: Movement | None = None

    @property
    def waiting(self) -> Movement | None:
        """A first part that waits for its second one."""
        return self._first

    def take(self, movement: Movement, second: bool) -> list[Movement]:
        """The repetitions that are complete with a movement that has just ended.

        Parameters
        ----------
        movement : Movement
        second : bool
            It is a second part.
        """
        first, self._first = self._first, None
        done = []
        if first is not None and second and movement.start_s - first.end_s <= self._within_s:
            return [Movement(first.start_s, first.reached_s, movement.end_s, None)]
        if first is not None:
            done.append(first)
        if second:
            return [*done, movement]
        self._first = movement
        return done

    def overdue(self, t_s: FloatArray, phase: CodeArray, at: int, until: int) -> tuple[int, Movement] | None:
        """The first part that can get no second one any more, and the frame in [at, until) from which on this is so.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        phase : (T,) int8
            :class:`Phase` of each frame.
        at, until : int
            Frames of the chunk.
        """
        if self._first is None:
            return None
        part = phase[at:until]
        late = (part == Phase.REST) & (t_s[at:until] > self._first.end_s + self._within_s)
        over = np.flatnonzero(late | (part == Phase.NONE))
        if not len(over):
            return None
        first, self._first = self._first, None
        return at + int(over[0]), first
