"""What a session counts frame by frame: time, frames with a person, view, near side, seconds of unknown."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray, CodeArray
from formcheck.events import UNKNOWN
from formcheck.exercises.spec import Check
from formcheck.metrics.measure import Measured
from formcheck.metrics.view import VIEWS
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
        self._unknown_s = np.zeros(len(checks))
        self._first_s: float | None = None
        self._last_s = 0.0
        self._views = np.zeros(len(VIEWS), dtype=np.intp)
        self._left = self._inside = 0
        self.n_frames = self.n_frames_with_pose = 0

    def count(self, track: PoseTrack, m: Measured, inside: BoolArray, verdict: CodeArray) -> None:
        """Count the frames of a chunk.

        Parameters
        ----------
        track : PoseTrack
        m : Measured
            Of the same frames.
        inside : (T,) bool
            In position.
        verdict : (F, T) int8
            Of the checks that judge every frame.
        """
        if self._first_s is None:
            self._first_s = self._last_s = track.t_s.item(0)
        dt = track.t_s - np.concatenate([[self._last_s], track.t_s[:-1]])
        self._last_s = track.t_s.item(-1)
        self.n_frames += len(track)
        self.n_frames_with_pose += int(np.count_nonzero(track.has_pose))
        # a running sum, not a sum of sums: the same bits for every way of splitting the set into chunks
        lost = np.where(inside & (verdict == UNKNOWN), dt, 0.0)
        so_far = self._unknown_s[self._of_frames, None]
        self._unknown_s[self._of_frames] = np.add.accumulate(np.concatenate([so_far, lost], axis=1), axis=1)[:, -1]
        self._views += np.bincount(m.view[inside], minlength=len(VIEWS))
        self._left += int(np.count_nonzero(m.left_near & inside))
        self._inside += int(np.count_nonzero(inside))

    def count_unknown_rep(self, index: int, seconds: float) -> None:
        """A check on a whole repetition could not be made.

        Parameters
        ----------
        index : int
            Of the check in ``exercise.checks``.
        seconds : float
            How long the repetition took.
        """
        self._unknown_s[index] += seconds

    @property
    def duration_s(self) -> float:
        """From the first frame to the last."""
        return 0.0 if self._first_s is None else self._last_s - self._first_s

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
    def unknown_check_s(self) -> tuple[float, ...]:
        """Seconds in which each check should have been made and could not be."""
        return tuple(self._unknown_s.tolist())

    @property
    def unknown_s(self) -> dict[str, float]:
        """The same by id; of several checks with one id the most."""
        seconds = dict.fromkeys(self._ids, 0.0)
        for check_id, lost in zip(self._ids, self.unknown_check_s, strict=True):
            seconds[check_id] = max(seconds[check_id], lost)
        return seconds
