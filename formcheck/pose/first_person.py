"""A pose estimator that follows one person while others walk through the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray, Image
from formcheck.landmarks import Landmark
from formcheck.pose.landmarker import PoseEstimator
from formcheck.track import PoseTrack

_PAIRS = [
    [Landmark.LEFT_EAR, Landmark.RIGHT_EAR],
    [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER],
    [Landmark.LEFT_HIP, Landmark.RIGHT_HIP],
    [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE],
    [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE],
]

LEAP_M = 0.25
"""How far (metres at the person's distance, mean of the body's axis) a body may leap between two frames.

In six real clips of one person exercising it was never more than 0.015 a frame."""
SPEED_M_S = 1.5
"""How much further per second between the frames: brisk walking, dropping to the floor."""
SIZE_RATIO = 1.6
"""How much larger or smaller a person may become between two frames."""
PATIENCE_S = 2.0
"""How long the first person is waited for before another is accepted."""
HIDDEN_S = 0.5
"""How much of the time in which nobody was found counts as time to move in. While somebody else is followed
none does, or an intruder standing close by would soon be within reach."""
RETRY_S = 0.35
"""Least time between two searches for the first person; a search costs about ten frames."""
_CUT_SHARE = 0.6
_CUT_LEVELS = 30
_BOX_MARGIN = 0.15


@dataclass(frozen=True)
class BodyMeasures:
    """Position and size of a person in one frame.

    Attributes
    ----------
    axis_px : (5, 2) float
        Middles of the ears, shoulders, hips, knees and ankles: the same when left and right are swapped.
    seen : (5,) float
        How visible they are, 0 to 1.
    scale_px_m : float
        Pixels per metre at the person's distance; it does not change when the person bends or turns.
    box_px : (4,) float
        Left, top, right, bottom of all landmarks.
    """

    axis_px: FloatArray
    seen: FloatArray
    scale_px_m: float
    box_px: FloatArray

    @classmethod
    def of(cls, track: PoseTrack) -> BodyMeasures | None:
        """The measures in the last frame of ``track``; None if nobody is in it."""
        if not track.has_pose[-1]:
            return None
        image, world = track.image_px[-1], track.world_m[-1, :, :2]
        axis = image[_PAIRS].mean(axis=1)
        seen = np.where(np.isfinite(axis[:, 0]), track.visibility[-1][_PAIRS].min(axis=1), 0.0)
        if np.isfinite(world).all():
            spread_px = float(np.linalg.norm(image - image.mean(axis=0)))
            scale = spread_px / max(float(np.linalg.norm(world - world.mean(axis=0))), 1e-6)
        else:  # an estimator without world landmarks: a torso is about half a metre
            scale = float(max(np.nan_to_num(np.linalg.norm(axis[1] - axis[2])), 1.0) / 0.5)
        box = np.concatenate([np.nanmin(image, axis=0), np.nanmax(image, axis=0)])
        return cls(np.nan_to_num(axis), np.clip(np.nan_to_num(seen), 0.01, 1.0), scale, box)

    def may_become(self, other: BodyMeasures, elapsed_s: float) -> bool:
        """Whether two measures can be of one person who moves at most so fast.

        Parameters
        ----------
        other : BodyMeasures
        elapsed_s : float
            Seconds from the one to the other.
        """
        reach_px = (LEAP_M + SPEED_M_S * elapsed_s) * self.scale_px_m
        moved_px = np.linalg.norm(other.axis_px - self.axis_px, axis=1)
        ratio = other.scale_px_m / self.scale_px_m
        near = np.average(moved_px, weights=np.minimum(self.seen, other.seen)) <= reach_px
        return bool(near and 1 / SIZE_RATIO <= ratio <= SIZE_RATIO)

    def stands_in(self, other: BodyMeasures) -> bool:
        """Whether this person's middle is inside the box of ``other``, and so hides them."""
        middle = np.average(self.axis_px, axis=0, weights=self.seen)
        return bool((middle >= other.box_px[:2]).all() and (middle <= other.box_px[2:]).all())


class FirstPerson:
    """A pose estimator that reports only the person it saw first.

    When the followed body leaps to another place or size, it is taken for somebody else: the frame is
    reported as "no person", and now and then the first person is searched for with the other painted over.
    After ``PATIENCE_S`` without the first person, or at a cut in the recording, whoever is there is accepted:
    one may come back elsewhere.

    Parameters
    ----------
    make : callable
        Makes a new estimator without memory of earlier frames.

    Notes
    -----
    Searching needs a new estimator because mediapipe's, once it follows somebody, cannot be told to let go.
    """

    def __init__(self, make: Callable[[], PoseEstimator]) -> None:
        self._make = make
        self._estimator = make()
        self._first: BodyMeasures | None = None
        self._seen_s = -np.inf
        self._frame_s = -np.inf
        self._hidden_s = 0.0
        self._search_s = -np.inf
        self._thumbnail: NDArray[np.int16] | None = None

    def detect(self, bgr: Image, t_s: float) -> PoseTrack:
        """Landmarks of the first person in the next frame; NaN while somebody else is followed.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
        t_s : float
            Later than the frame before.

        Returns
        -------
        PoseTrack
            Length 1.
        """
        interval_s, self._frame_s = t_s - self._frame_s, t_s
        cut = self._is_cut(bgr)
        track = self._estimator.detect(bgr, t_s)
        body = BodyMeasures.of(track)
        if body is None:
            self._hidden_s = min(self._hidden_s + interval_s, HIDDEN_S)
            return track
        if self._first is None or cut or t_s - self._seen_s >= max(PATIENCE_S, 1.5 * interval_s):
            return self._accept(track, body, t_s)
        elapsed_s = interval_s + self._hidden_s
        if self._first.may_become(body, elapsed_s):
            return self._accept(track, body, t_s)
        return self._search(bgr, t_s, body, elapsed_s)

    def close(self) -> None:
        """Free the estimator."""
        self._estimator.close()

    def _accept(self, track: PoseTrack, body: BodyMeasures, t_s: float) -> PoseTrack:
        self._first, self._seen_s, self._hidden_s = body, t_s, 0.0
        return track

    def _search(self, bgr: Image, t_s: float, other: BodyMeasures, elapsed_s: float) -> PoseTrack:
        assert self._first is not None
        nobody = PoseTrack.no_person([t_s], (bgr.shape[1], bgr.shape[0]))
        if t_s - self._search_s < RETRY_S or other.stands_in(self._first):
            return nobody
        self._search_s = t_s
        finder = self._make()
        track = finder.detect(_painted_over(bgr, other, self._first), t_s)
        body = BodyMeasures.of(track)
        if body is None or not self._first.may_become(body, elapsed_s):
            finder.close()
            return nobody
        self._estimator.close()
        self._estimator = finder
        return self._accept(track, body, t_s)

    def _is_cut(self, bgr: Image) -> bool:
        """Whether most of the picture changed at once, as no person walking through makes it."""
        step = max(1, max(bgr.shape[:2]) // 32)
        thumbnail = bgr[::step, ::step].mean(axis=2).astype(np.int16)
        before, self._thumbnail = self._thumbnail, thumbnail
        if before is None or before.shape != thumbnail.shape:
            return False
        return bool((np.abs(thumbnail - before) > _CUT_LEVELS).mean() > _CUT_SHARE)


def _painted_over(bgr: Image, other: BodyMeasures, first: BodyMeasures) -> Image:
    """A copy of the frame with the other person grey and the place of the first person left as it is."""
    painted = bgr.copy()
    painted[_region(other, bgr)] = 127
    region = _region(first, bgr)
    painted[region] = bgr[region]
    return painted


def _region(body: BodyMeasures, bgr: Image) -> tuple[slice, slice]:
    height, width = bgr.shape[:2]
    left, top, right, bottom = body.box_px
    margin = _BOX_MARGIN * max(right - left, bottom - top)
    return (
        slice(int(np.clip(top - margin, 0, height)), int(np.clip(bottom + margin, 0, height))),
        slice(int(np.clip(left - margin, 0, width)), int(np.clip(right + margin, 0, width))),
    )
