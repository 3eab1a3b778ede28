"""The last seconds of a session's rows, so that a finished rep can be judged as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.metrics.measure import Measured
from formcheck.metrics.view import off_axis_deg

Rows = TypeVar("Rows", FloatArray, CodeArray, BoolArray)

_PHASE, _VIEW, _VARIANT, _SIGNAL, _LEFT, _BROKEN, _OFF, _VALUES = range(8)
_FIRST_CAPACITY = 64


@dataclass(frozen=True)
class Block:
    """Some consecutive frames, K of them.

    Attributes
    ----------
    t_s : (K,) float
        Seconds of the track.
    values : (K, M) float
        The metrics in their units; NaN unknown. See ``CompiledMetrics.names``.
    signal : (K,) float
        What movements are counted on, in the unit of the levels; NaN unknown.
    view, variant, phase : (K,) int8
    off_deg : (K,) float
        How far the view is off the side or the front, whichever is nearer; NaN unknown.
    left_acts : (K,) bool
        The left side is the one that moves.
    broken : (K,) bool
        Not even the looser conditions for staying in position hold.
    verdict : (K, F) int8
        Of the checks that judge every frame, see :meth:`formcheck.analysis.checks.FrameChecks.judge`.
    seen : (K, C) bool
        Of all checks of the exercise, see :class:`formcheck.metrics.sightings.Sightings`.
    """

    t_s: FloatArray
    values: FloatArray
    signal: FloatArray
    view: CodeArray
    variant: CodeArray
    phase: CodeArray
    off_deg: FloatArray
    left_acts: BoolArray
    broken: BoolArray
    verdict: CodeArray
    seen: BoolArray


class FrameWindow:
    """A window of the latest frames.

    Parameters
    ----------
    keep_s : float
        Frames older than this, counted back from the newest chunk's first frame, may be dropped.
    n_metrics, n_frame_checks, n_checks : int
        How many metrics, checks that judge every frame, and checks in all.
    """

    def __init__(self, keep_s: float, n_metrics: int, n_frame_checks: int, n_checks: int) -> None:
        self._keep_s = keep_s
        self._t = np.empty(_FIRST_CAPACITY)
        self._table = np.empty((_FIRST_CAPACITY, _VALUES + n_metrics))
        self._verdict = np.empty((_FIRST_CAPACITY, n_frame_checks), dtype=np.int8)
        self._seen = np.empty((_FIRST_CAPACITY, n_checks), dtype=np.bool_)
        self._n = 0

    def add(self, m: Measured, phase: CodeArray) -> None:
        """Append the frames of a chunk; they must follow the last.

        Parameters
        ----------
        m : Measured
        phase : (T,) int8
            :class:`formcheck.frames.Phase` of each frame.
        """
        if self._n + len(m.t_s) > len(self._t):
            self._make_room(float(m.t_s[0]), len(m.t_s))
        new = slice(self._n, self._n + len(m.t_s))
        self._n = new.stop
        self._t[new] = m.t_s
        self._seen[new] = m.seen.T
        rows = self._table[new]
        for place, column in (
            (_PHASE, phase),
            (_VIEW, m.view),
            (_VARIANT, m.variant),
            (_SIGNAL, m.signal),
            (_LEFT, m.left_acts),
            (_BROKEN, m.broken),
            (_OFF, off_axis_deg(m.yaw_deg)),
        ):
            rows[:, place] = column
        rows[:, _VALUES:] = m.values.T

    def judge(self, verdict: CodeArray) -> None:
        """The verdicts (F, T) of the frame checks on the last T frames, once they are known."""
        self._verdict[self._n - verdict.shape[1] : self._n] = verdict.T

    def between(self, start_s: float, end_s: float) -> Block:
        """The frames with ``start_s <= t <= end_s``; what it gives may change with the next :meth:`add`.

        Frames more than ``keep_s`` before `end_s` are left out: whether they are still there depends on the chunks.

        Parameters
        ----------
        start_s, end_s : float
            Seconds of the track.
        """
        t = self._t[: self._n]
        first = int(t.searchsorted(max(start_s, end_s - self._keep_s)))
        last = int(t.searchsorted(end_s, side="right"))
        table = self._table[first:last]
        codes = table[:, _PHASE:_SIGNAL].astype(np.int8)
        return Block(
            t[first:last],
            table[:, _VALUES:],
            table[:, _SIGNAL],
            codes[:, _VIEW],
            codes[:, _VARIANT],
            codes[:, _PHASE],
            table[:, _OFF],
            table[:, _LEFT] > 0,
            table[:, _BROKEN] > 0,
            self._verdict[first:last],
            self._seen[first:last],
        )

    def _make_room(self, newest_s: float, count: int) -> None:
        """Drop what is too old, and grow if that is not enough for so many more."""
        dropped = int(self._t[: self._n].searchsorted(newest_s - self._keep_s))
        rest = slice(dropped, self._n)
        self._n -= dropped
        needed = self._n + count
        # twice of what is needed, so that rows are moved seldom
        capacity = len(self._t) if 2 * needed <= len(self._t) else 2 * needed
        self._t, self._table = _moved(self._t[rest], capacity), _moved(self._table[rest], capacity)
        self._verdict, self._seen = _moved(self._verdict[rest], capacity), _moved(self._seen[rest], capacity)


def _moved(rows: Rows, capacity: int) -> Rows:
    """The rows in a new array with room for `capacity` of them."""
    room = np.empty((capacity, *rows.shape[1:]), dtype=rows.dtype)
    room[: len(rows)] = rows
    return room
