"""The pose that stops a set: one hand held to the ear for three seconds.

It needs one hand, so it can be shown lying on the back or on the side, sitting, standing and on all fours; and no
exercise of the catalogue needs it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.landmarks import Landmark
from formcheck.signals import SEEN
from formcheck.track import PoseTrack

BoolArray = NDArray[np.bool_]

HOLD_S = 3.0
"""How long the pose is held until it stops the set."""
GAP_S = 0.4
"""The pose may be lost this long, by a flicker of the landmarks."""
AWAY_S = 0.5
"""It counts once the hand was away for this long: whoever begins a set with a hand at the head means nothing by it."""
NEAR_TRUNKS = 0.22
"""The middle of the hand is at the ear within this share of the trunk's length, 11 cm of 50. Photos of people with
their hands at the head read 0.03-0.13; hands beside the head in a child's pose 0.17 and more."""
RATIO = 0.45
"""And it is nearer to the ear than to the shoulder by this ratio: an arm stretched towards the camera ends at the
shoulder. The same photos read 0.09-0.24, all exercises 0.55 and more."""
BELOW_TRUNKS = 0.12
"""And not below the ear by more than this: a forehead that rests on the hands is above them."""

_PARTS = ("EAR", "WRIST", "INDEX", "SHOULDER", "HIP")
_POINTS = np.array([[Landmark[f"{side}_{part}"] for part in _PARTS] for side in ("RIGHT", "LEFT")])
_SEEN = 3
"""The first so many must be visible; shoulder and hip are only a measure, and for that a guess will do."""


def shown(track: PoseTrack, left_near: BoolArray) -> BoolArray:
    """(T,) whether the hand of the near side is at its ear.

    Parameters
    ----------
    track : PoseTrack
    left_near : (T,) bool
        See ``Frames.left_near``.

    Notes
    -----
    Ear, wrist and fingers must be visible and in the picture. The fingers are among them, so hands folded
    behind the head, as in some squats, are not shown to the camera and stop nothing.
    """
    rows, points = np.arange(len(track))[:, None], _POINTS[left_near.astype(np.intp)]
    place = track.image_px[rows, points]
    ear, wrist, fingers, shoulder, hip = (place[:, i] for i in range(len(_PARTS)))
    visible = (track.visibility[rows, points[:, :_SEEN]] >= SEEN).all(axis=1)
    inside = ((place[:, :_SEEN] >= 0) & (place[:, :_SEEN] <= np.array(track.size_wh))).all(axis=(1, 2))
    hand = (wrist + fingers) / 2
    trunk, to_ear, to_shoulder = (np.hypot(*between.T) for between in (shoulder - hip, hand - ear, hand - shoulder))
    below = hand[:, 1] - ear[:, 1]
    # a comparison with NaN is False
    near = (to_ear <= NEAR_TRUNKS * trunk) & (to_ear <= RATIO * to_shoulder) & (below <= BELOW_TRUNKS * trunk)
    at_ear: BoolArray = near & visible & inside
    return at_ear


class StopPose:
    """Tells when the pose has been held long enough; once a time that it is held."""

    def __init__(self) -> None:
        self._armed = False
        self._begun_s: float | None = None
        self._last_s = self._away_s = np.nan

    def feed(self, t_s: float, at_ear: bool) -> bool:
        """Whether the pose has now been held for :data:`HOLD_S`."""
        if np.isnan(self._away_s):
            self._away_s = t_s
        if not at_ear:
            if self._begun_s is not None and t_s - self._last_s > GAP_S:
                self._begun_s = None
                self._away_s = self._last_s
            elif self._begun_s is None and t_s - self._away_s >= AWAY_S:
                self._armed = True
            return False
        self._last_s = t_s
        if self._begun_s is None:
            self._begun_s = t_s
        if self._armed and t_s - self._begun_s >= HOLD_S:
            self._armed = False
            return True
        return False

    @property
    def showing(self) -> bool:
        """The hand is at the ear now, or was a moment ago."""
        return self._begun_s is not None
