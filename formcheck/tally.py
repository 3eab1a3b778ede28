"""What a session counts frame by frame: time, frames with a person, view, near side, seconds of unknown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.checks import VIEWS
from formcheck.measure import Measured
from formcheck.result import UNKNOWN
from formcheck.track import PoseTrack

FloatArray = NDArray[np.float64]


class Tally:
    """Running counts of a set.

    Parameters
    ----------
    check_ids : list of str
        All ids of the exercise: the columns of the verdicts that :meth:`count` gets.
    """

    def __init__(self, check_ids: list[str]) -> None:
        self._check_ids = check_ids
        self._unknown = np.zeros(len(check_ids))
        self._rep_unknown_s = dict.fromkeys(check_ids, 0.0)
        self._first_s = self._last_s = np.nan
        self._views = np.zeros(len(VIEWS), dtype=np.intp)
        self._left = self._inside = 0
        self.n_frames = self.n_frames_with_pose = 0

    def count(self, track: PoseTrack, m: Measured, inside: NDArray[np.bool_], verdict: NDArray[np.int8]) -> None:
        """Count the frames of a chunk; `verdict` (T, I) of each id while in position."""
        if np.isnan(self._last_s):
            self._first_s = self._last_s = float(m.t_s[0])
        dt = np.diff(m.t_s, prepend=self._last_s)
        seconds = np.where(verdict == UNKNOWN, dt[:, None], 0.0)
        # a running sum, not a sum of sums: the same bits for every way of splitting the set into chunks
        self._unknown = np.cumsum(np.concatenate([self._unknown[None], seconds]), axis=0)[-1]
        self._last_s = float(m.t_s[-1])
        self.n_frames += len(track)
        self.n_frames_with_pose += int(track.has_pose.sum())
        self._views += np.bincount(m.view[inside], minlength=len(VIEWS))
        self._left += int(m.left_near[inside].sum())
        self._inside += int(inside.sum())

    def count_unknown_rep(self, check_id: str, seconds: float) -> None:
        """A check on a whole rep that took `seconds` could not be made."""
        self._rep_unknown_s[check_id] += seconds

    @property
    def duration_s(self) -> float:
        """From the first frame to the last."""
        return 0.0 if np.isnan(self._last_s) else self._last_s - self._first_s

    @property
    def view(self) -> str:
        """The view of most frames in position."""
        return VIEWS[int(self._views.argmax())] if self._inside else "unknown"

    @property
    def side(self) -> str:
        """The nearer side in most frames in position."""
        if not self._inside:
            return "unknown"
        return "left" if 2 * self._left >= self._inside else "right"

    @property
    def unknown_s(self) -> dict[str, float]:
        """Seconds in which each check should have been made and could not be."""
        total = dict(self._rep_unknown_s)
        for check_id, seconds in zip(self._check_ids, self._unknown.tolist(), strict=True):
            total[check_id] += seconds
        return total
