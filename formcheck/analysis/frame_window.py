"""The last seconds of a session's rows, so that a finished rep can be judged as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray
from formcheck.metrics.measure import Measured
from formcheck.metrics.per_frame import Code, Codes

_PHASE, _VIEW, _VARIANT, _SIGNAL, _LEFT, _BROKEN, _VALUES = range(7)
_FIRST_CAPACITY = 64


@dataclass(frozen=True)
class Block:
    """Some consecutive frames, K of them.

    Attributes
    ----------
    t_s : (K,) float
    values : (K, M) float
    signal : (K,) float
    view, variant, phase : (K,) int8
    left_acts : (K,) bool
    broken : (K,) bool
        Not even the looser conditions for staying in position hold.
    verdict : (K, C) int8
        Of the frame checks, see :meth:`formcheck.analysis.checks.FrameChecks.judge`.
    seen : (K, A) bool
        Of all checks of the exercise, see :class:`formcheck.metrics.sightings.Sightings`.
    """

    t_s: FloatArray
    values: FloatArray
    signal: FloatArray
    view: NDArray[np.int8]
    variant: NDArray[np.int8]
    phase: NDArray[np.int8]
    left_acts: NDArray[np.bool_]
    broken: NDArray[np.bool_]
    verdict: NDArray[np.int8]
    seen: NDArray[np.bool_]


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

    def add(self, m: Measured, phase: Code) -> None:
        """Append the frames of a chunk; they must follow the last."""
        single = isinstance(m.t_s, float)
        until = self._n + (1 if single else len(m.t_s))
        if until > len(self._t):
            until -= self._make_room(m.t_s if single else float(m.t_s[0]), until)
        rows = self._table[self._n : until]
        self._t[self._n : until] = m.t_s
        if single:
            rows[0, :_VALUES] = phase, m.view, m.variant, m.signal, m.left_acts, m.broken
        else:
            for place, column in ((_PHASE, phase), (_VIEW, m.view), (_VARIANT, m.variant), (_SIGNAL, m.signal)):
                rows[:, place] = column
            rows[:, _LEFT], rows[:, _BROKEN] = m.left_acts, m.broken
        rows[:, _VALUES:] = m.table.T
        self._seen[self._n : until] = m.seen_table
        self._n = until

    def judge(self, n: int, verdict: Codes) -> None:
        """The verdicts of the frame checks on the last `n` frames, once they are known."""
        self._verdict[self._n - n : self._n] = np.asarray(verdict, dtype=np.int8).reshape(-1, n).T

    def between(self, start_s: float, end_s: float) -> Block:
        """The frames with ``start_s <= t <= end_s``; what it gives may change with the next :meth:`add`.

        Frames more than ``keep_s`` before `end_s` are left out: whether they are still there depends on the chunks.
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
            table[:, _LEFT] > 0,
            table[:, _BROKEN] > 0,
            self._verdict[first:last],
            self._seen[first:last],
        )

    def _make_room(self, newest_s: float, needed: int) -> int:
        """Drop what is too old and grow if that is not enough; how many rows were dropped."""
        dropped = int(self._t[: self._n].searchsorted(newest_s - self._keep_s))
        kept = slice(dropped, self._n)
        needed -= dropped
        # twice of what is needed, so that rows are moved seldom
        capacity = len(self._t) if 2 * needed <= len(self._t) else 2 * needed
        self._n -= dropped
        self._t, self._table, self._verdict, self._seen = (
            _moved(rows[kept], capacity) for rows in (self._t, self._table, self._verdict, self._seen)
        )
        return dropped


def _moved(rows: NDArray[Any], capacity: int) -> NDArray[Any]:
    """The rows in a new array with room for `capacity` of them."""
    room = np.empty((capacity, *rows.shape[1:]), dtype=rows.dtype)
    room[: len(rows)] = rows
    return room
