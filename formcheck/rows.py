"""The last seconds of a session's rows, so that a finished rep can be judged as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.measure import Measured
from formcheck.per_frame import Code

FloatArray = NDArray[np.float64]

_PHASE, _VIEW, _VARIANT, _SIGNAL, _LEFT, _VALUES = range(6)
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
    """

    t_s: FloatArray
    values: FloatArray
    signal: FloatArray
    view: NDArray[np.int8]
    variant: NDArray[np.int8]
    phase: NDArray[np.int8]
    left_acts: NDArray[np.bool_]


class Rows:
    """A window of the latest frames.

    Parameters
    ----------
    keep_s : float
        Frames older than this, counted back from the newest chunk's first frame, may be dropped.
    n_metrics : int
    """

    def __init__(self, keep_s: float, n_metrics: int) -> None:
        self._keep_s = keep_s
        self._t = np.empty(_FIRST_CAPACITY)
        self._table = np.empty((_FIRST_CAPACITY, _VALUES + n_metrics))
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
            rows[0, :_VALUES] = phase, m.view, m.variant, m.signal, m.left_acts
        else:
            for place, column in ((_PHASE, phase), (_VIEW, m.view), (_VARIANT, m.variant), (_SIGNAL, m.signal)):
                rows[:, place] = column
            rows[:, _LEFT] = m.left_acts
        rows[:, _VALUES:] = m.table.T
        self._n = until

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
            t[first:last], table[:, _VALUES:], table[:, _SIGNAL], codes[:, _VIEW], codes[:, _VARIANT],
            codes[:, _PHASE], table[:, _LEFT] > 0,
        )  # fmt: skip

    def _make_room(self, newest_s: float, needed: int) -> int:
        """Drop what is too old and grow if that is not enough; how many rows were dropped."""
        dropped = int(self._t[: self._n].searchsorted(newest_s - self._keep_s))
        kept = slice(dropped, self._n)
        needed -= dropped
        # twice of what is needed, so that rows are moved seldom
        capacity = len(self._t) if 2 * needed <= len(self._t) else 2 * needed
        t, table = np.empty(capacity), np.empty((capacity, self._table.shape[1]))
        self._n -= dropped
        t[: self._n], table[: self._n] = self._t[kept], self._table[kept]
        self._t, self._table = t, table
        return dropped
