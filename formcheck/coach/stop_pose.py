"""The pose that stops a set: one hand held to the ear for three seconds.

It needs one hand, so it can be shown lying on the back or on the side, sitting, standing and on all fours; and no
exercise of the catalogue needs it.
"""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray
from formcheck.landmarks import SEEN, Landmark
from formcheck.track import PoseTrack

HOLD_S = 3.0
"""How long the pose is held until it stops the set."""
GAP_S = 0.4
"""The pose may be lost this long, by a flicker of the landmarks."""
AWAY_S = 0.5
"""It counts once the hand was away for this long: whoever begins a set with a hand at the head means nothing by it."""
SHOWN = 0.3
"""Visibility of a wrist that is held to the ear. People painted so and seen by BlazePose read 0.37-0.94 lying, standing
and on all fours, and 0.01-0.05 for the far hand that they hide, which is guessed to be at the head as well."""
NEAR_TRUNKS = 0.22
"""The middle of the hand is at the ear within this share of the trunk's length, 11 cm of 50. Painted people read
0.04-0.16, photos of people with their hands at the head 0.03-0.13, hands beside the head in a child's pose 0.26."""
RATIO = 0.5
"""And it is nearer to the ear than to the shoulder, by this ratio: an arm stretched towards the camera ends there.
Painted people read 0.12-0.43, the photos 0.09-0.24, the child's pose 0.58."""
BELOW_TRUNKS = 0.15
"""And not below the ear by more than this: a forehead that rests on the hands is above them; painted people read 0.13
and less, the child's pose 0.25."""
DEEP_M = 0.4
"""And not in front of the head or behind it: by world landmarks the hand is 0.06-0.29 m from the ear in painted people,
0.16-0.34 in the photos; an arm stretched out beyond the head in a lying twist, seen behind it, 0.52 and more."""

_PARTS = ("EAR", "WRIST", "INDEX", "SHOULDER", "HIP")
_POINTS = np.array([[Landmark[f"{side}_{part}"] for part in _PARTS] for side in ("RIGHT", "LEFT")])
_EAR, _WRIST = (_POINTS[:, _PARTS.index(part)] for part in ("EAR", "WRIST"))


def shown(track: PoseTrack) -> BoolArray:
    """(T,) whether one hand is at its ear; hands folded behind the head, as in some squats, are two and stop nothing.

    Parameters
    ----------
    track : PoseTrack

    Notes
    -----
    Ear and wrist must be visible and in the picture; fingers, shoulder and hip may be guessed.
    """
    ear, wrist, fingers, shoulder, hip = np.moveaxis(track.image_px[:, _POINTS], 2, 0)
    hand = (wrist + fingers) / 2
    trunk, to_ear, to_shoulder = (np.hypot(d[..., 0], d[..., 1]) for d in (shoulder - hip, hand - ear, hand - shoulder))
    # a comparison with NaN is False: what is unknown shows nothing, but unknown depth hides nothing
    at_ear = (to_ear <= NEAR_TRUNKS * trunk) & (to_ear <= RATIO * to_shoulder)
    if at_ear.any():
        size = np.array(track.size_wh)
        inside = ((ear >= 0) & (ear <= size) & (wrist >= 0) & (wrist <= size)).all(axis=-1)
        visible = (track.visibility[:, _EAR] >= SEEN) & (track.visibility[:, _WRIST] >= SHOWN)
        deep = track.world_m[:, _POINTS]
        far_m = np.linalg.norm((deep[:, :, 1] + deep[:, :, 2]) / 2 - deep[:, :, 0], axis=-1)
        at_ear &= inside & visible & (hand[..., 1] - ear[..., 1] <= BELOW_TRUNKS * trunk) & ~(far_m > DEEP_M)
    one: BoolArray = at_ear.sum(axis=1) == 1
    return one


class StopPose:
    """A detector of the pose being held long enough; it tells once a time that it is held."""

    def __init__(self) -> None:
        self._armed = False
        self._begun_s: float | None = None
        self._last_s = self._away_s = np.nan

    def feed(self, t_s: float, at_ear: bool) -> bool:
        """Whether the pose has now been held for :data:`HOLD_S`.

        Parameters
        ----------
        t_s : float
        at_ear : bool
            One hand is at its ear at that time, see :func:`shown`.
        """
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
