"""The last seconds of a session's rows, so that a finished rep can be judged as a whole."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class Rows:
    """A window of the latest rows of several arrays that share their first axis.

    Parameters
    ----------
    keep_s : float
        Rows older than this, counted back from the newest chunk's first row, may be dropped.
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._chunks: deque[tuple[NDArray[np.generic], ...]] = deque()

    def add(self, t_s: FloatArray, *columns: NDArray[np.generic]) -> None:
        """Append the rows of a chunk; `t_s` (T,) must follow the last."""
        self._chunks.append((t_s, *columns))
        oldest = t_s[0] - self._keep_s
        while len(self._chunks) > 1 and self._chunks[0][0][-1] < oldest:
            self._chunks.popleft()

    def between(self, start_s: float, end_s: float) -> tuple[NDArray[np.generic], ...]:
        """Times and columns of the rows with ``start_s <= t <= end_s``, as new contiguous arrays.

        Rows more than ``keep_s`` before `end_s` are left out: whether they are still there depends on the chunks.
        """
        parts = []
        start_s = max(start_s, end_s - self._keep_s)
        for chunk in self._chunks:
            if chunk[0][-1] < start_s or chunk[0][0] > end_s:
                continue
            first = int(np.searchsorted(chunk[0], start_s, side="left"))
            last = int(np.searchsorted(chunk[0], end_s, side="right"))
            parts.append([column[first:last] for column in chunk])
        if not parts:
            return tuple(column[:0] for column in self._chunks[-1])
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
