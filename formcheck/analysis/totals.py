"""What a session counts frame by frame: time, frames with a person, view, near side, seconds of unknown."""

from __future__ import annotations

import math

import numpy as np

from formcheck.exercises.spec import Check
from formcheck.metrics.measure import Measured
from formcheck.metrics.per_frame import Codes, Flag
from formcheck.metrics.view import VIEWS
from formcheck.result import UNKNOWN
from formcheck.track import PoseTrack


class SetTotals:
    """Running counts of a set.

    Parameters
    ----------
    checks : list of Check
        All checks of the exercise.
    """

    def __init__(self, checks: list[Check]) -> None:
        self._ids = [check.id for check in checks]
        self._of_frames = [i for i, check in enumerate(checks) if check.take is None]
        self._unknown_s = [0.0] * len(checks)
        self._first_s: float | None = None
        self._last_s = 0.0
        self._views = [0] * len(VIEWS)
        self._left = self._inside = 0
        self.n_frames = self.n_frames_with_pose = 0

    def count(self, track: PoseTrack, m: Measured, inside: Flag, verdict: Codes) -> None:
        """Count the frames of a chunk; `verdict` of each frame check."""
        before_s = self._last_s if self._first_s is not None else track.t_s.item(0)
        if self._first_s is None:
            self._first_s = before_s
        self._last_s = track.t_s.item(-1)
        self.n_frames += len(track)
        if isinstance(inside, bool):
            self._count_one(track, m, inside, verdict, self._last_s - before_s)
            return
        self.n_frames_with_pose += int(track.has_pose.sum())
        dt = np.diff(track.t_s, prepend=before_s)
        for i, codes in zip(self._of_frames, verdict, strict=True):
            # a running sum, not a sum of sums: the same bits for every way of splitting the set into chunks
            lost = dt[inside & (codes == UNKNOWN)]
            if len(lost):
                self._unknown_s[i] = float(np.cumsum(np.concatenate([[self._unknown_s[i]], lost]))[-1])
        if inside.any():
            views = np.bincount(m.view[inside], minlength=len(VIEWS)).tolist()
            self._views = [a + b for a, b in zip(self._views, views, strict=True)]
            self._left += int(m.left_near[inside].sum())
            self._inside += int(inside.sum())

    def _count_one(self, track: PoseTrack, m: Measured, inside: bool, verdict: list[int], dt: float) -> None:
        self.n_frames_with_pose += not math.isnan(track.image_px.item(0)) or bool(track.has_pose[0])
        if not inside:
            return
        self._views[m.view] += 1
        self._left += m.left_near
        self._inside += 1
        for i, code in zip(self._of_frames, verdict, strict=True):
            if code == UNKNOWN:
                self._unknown_s[i] += dt

    def count_unknown_rep(self, index: int, seconds: float) -> None:
        """A check on a whole rep that took `seconds`, by its place in the exercise, could not be made."""
        self._unknown_s[index] += seconds

    @property
    def duration_s(self) -> float:
        """From the first frame to the last."""
        return 0.0 if self._first_s is None else self._last_s - self._first_s

    @property
    def view(self) -> str:
        """The view of most frames in position."""
        return VIEWS[self._views.index(max(self._views))] if self._inside else "unknown"

    @property
    def side(self) -> str:
        """The nearer side in most frames in position."""
        if not self._inside:
            return "unknown"
        return "left" if 2 * self._left >= self._inside else "right"

    @property
    def unknown_check_s(self) -> tuple[float, ...]:
        """Seconds in which each check should have been made and could not be."""
        return tuple(self._unknown_s)

    @property
    def unknown_s(self) -> dict[str, float]:
        """The same by id; of several checks with one id the most."""
        seconds = dict.fromkeys(self._ids, 0.0)
        for check_id, lost in zip(self._ids, self._unknown_s, strict=True):
            seconds[check_id] = max(seconds[check_id], lost)
        return seconds
