"""The pulse machine: small movements up and down around a position that is held."""

from __future__ import annotations

import math

import numpy as np

from formcheck.analysis.phases import GAP_S, Movement
from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.frames import Phase

OWN_SHARE = 0.4
"""A rise by less than this share of the person's own pulses so far is no pulse: from a corner and in loose clothes, the
landmarks of somebody who waits wander by more than the least travel of a pulse. In scripted films those are 0.3 of the
person's own pulses, and the smallest true ones 0.5."""
OWN_FROM = 2
"""So many pulses say how far the person's own go; the first may be a part of getting into position."""


class PulseMachine:
    """Counts small movements up and down, wherever on the signal they happen.

    Parameters
    ----------
    travel : float
        Rise and fall of the signal that make a pulse; smaller ones are noise.
    min_s, max_s : float
        A pulse that is shorter or longer is not counted.
    """

    def __init__(self, travel: float, min_s: float, max_s: float) -> None:
        self._travel, self._min_s, self._max_s = travel, min_s, max_s
        self._known_s = -np.inf
        self._rises: list[float] = []  # of the pulses so far
        self._reset()

    def feed(
        self, t_s: FloatArray, signal: FloatArray, inside: BoolArray, broken: BoolArray
    ) -> tuple[CodeArray, list[tuple[int, Movement]]]:
        """Phases of a chunk, and the pulses that ended in it.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        signal : (T,) float
            In the unit of the travel; NaN unknown.
        inside, broken : (T,) bool
            See :meth:`RepMachine.feed`.

        Returns
        -------
        phase : (T,) int8
            :class:`Phase` of each frame.
        ended : list of (frame index, Movement)
        """
        phase = np.empty(len(t_s), dtype=np.int8)
        ended: list[tuple[int, Movement]] = []
        rows = zip(*(column.tolist() for column in (t_s, signal, inside, broken)), strict=True)
        for index, row in enumerate(rows):
            movement = self._frame(*row)
            if movement is not None:
                ended.append((index, movement))
            phase[index] = self._phase
        return phase, ended

    def _frame(self, t: float, x: float, inside: bool, broken: bool) -> Movement | None:
        known = not math.isnan(x)
        if known:
            self._known_s = t
        if not inside or t - self._known_s > GAP_S:
            self._reset()
        elif known and not broken:
            return self._step(t, x)
        return None

    def _reset(self) -> None:
        self._phase = Phase.NONE
        self._low = self._high = np.nan
        self._low_s = self._high_s = np.nan

    def _step(self, t: float, x: float) -> Movement | None:
        if self._phase in (Phase.NONE, Phase.REST, Phase.BACK):
            if not x >= self._low:
                self._low = x
            if x <= self._low + self._travel / 4:
                self._low_s = t  # waiting at the low end is no part of the pulse
            if self._phase == Phase.NONE:
                self._phase = Phase.REST
            if x >= self._low + self._travel:
                self._phase, self._high, self._high_s = Phase.OUT, x, t
            return None
        if x > self._high:
            self._high, self._high_s = x, t
        if x > self._high - self._travel:
            return None
        movement, rise = Movement(self._low_s, self._high_s, t, None), self._high - self._low
        self._phase, self._low, self._low_s = Phase.BACK, x, t
        if not self._min_s <= movement.end_s - movement.start_s <= self._max_s or rise < self._least_rise():
            return None
        self._rises.append(rise)
        return movement

    def _least_rise(self) -> float:
        """What the person's own pulses so far ask of the next one; of an even number the lower middle one counts."""
        known = len(self._rises)
        return OWN_SHARE * sorted(self._rises)[(known - 1) // 2] if known >= OWN_FROM else 0.0
