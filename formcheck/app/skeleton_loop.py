"""A loop of somebody's landmarks without a seam, in a box of its own: how it is done, and no picture of the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from formcheck.app.best_part import Part
from formcheck.arrays import BoolArray, FloatArray
from formcheck.landmarks import GUESSED, SEEN
from formcheck.track import PoseTrack

RATE_HZ = 12.5
BOX_WH = (1000, 750)
"""Width and height of the box, its own units: the shape of the demonstrations."""
MARGIN = 0.1
"""Free at each edge of the box, as a share of its height."""
CLOSES = 0.1
"""Somebody who is back where he began to within this share of the body's size is joined to that; nobody stands
twice in exactly the same place, and over a whole repetition the difference is too slow to be seen."""


@dataclass(frozen=True, eq=False)
class SkeletonLoop:
    """Landmarks to be drawn again and again.

    Attributes
    ----------
    points : (T, 33, 2) float
        In the units of :data:`BOX_WH`, x to the right, y down; NaN for what is not drawn.
    seen : (33,) bool
        Landmarks that were clearly seen; of the others the place is a guess.
    still : int
        The frame that says most.
    """

    points: FloatArray
    seen: BoolArray
    still: int

    def to_dict(self) -> dict[str, Any]:
        """Values of JSON, places in whole units; null for what is not drawn."""
        frames = [[None if np.isnan(x) else [round(x), round(y)] for x, y in each] for each in self.points.tolist()]
        seen = np.flatnonzero(self.seen).tolist()
        return {"rate_hz": RATE_HZ, "size_wh": list(BOX_WH), "seen": seen, "still": self.still, "frames": frames}


def skeleton_loop(track: PoseTrack, part: Part) -> SkeletonLoop | None:
    """The loop of a part of a track; None where hardly anything of the body is known in it.

    Parameters
    ----------
    track : PoseTrack
    part : Part
    """
    within = (track.t_s >= part.start_s) & (track.t_s <= part.end_s)
    visibility = np.nan_to_num(track.visibility[within])
    px = track.image_px[within]
    known = np.isfinite(px[..., 0]) & (visibility >= GUESSED)
    drawn = known.sum(axis=0) > len(px) / 2  # for the whole loop: nothing comes and goes
    if drawn.sum() < 2:
        return None
    t_s = np.arange(part.start_s, part.end_s, 1 / RATE_HZ)
    points = np.full((len(t_s), len(drawn), 2), np.nan)
    for i in np.flatnonzero(drawn):
        for axis in range(2):
            points[:, i, axis] = np.interp(t_s, track.t_s[within][known[:, i]], px[known[:, i], i, axis])
    frames = boxed(seamless(points))
    still = min(int(np.argmin(np.abs(t_s - part.still_s))), len(frames) - 1)
    return SkeletonLoop(frames, drawn & (np.median(visibility, axis=0) >= SEEN), still)


def seamless(points: FloatArray) -> FloatArray:
    """Frames after whose last the first can follow.

    Parameters
    ----------
    points : (T, N, 2) float
        T >= 2; NaN unknown.

    Returns
    -------
    points : (T', N, 2) float
        Of somebody who ends where he began one round, with what is missing to that spread over all frames; of anybody
        else the way there and back.
    """
    gap = points[-1] - points[0]
    size = np.nanmax(np.nanmax(points, axis=(0, 1)) - np.nanmin(points, axis=(0, 1)))
    if np.nanmax(np.hypot(*gap.T)) > CLOSES * size:
        return np.concatenate([points, points[-2:0:-1]])
    share = np.arange(len(points))[:, None, None] / (len(points) - 1)
    closed: FloatArray = (points - share * gap)[:-1]
    return closed


def boxed(points: FloatArray) -> FloatArray:
    """Points moved and scaled, the same for all frames, so that they fill the middle of the box.

    Parameters
    ----------
    points : (T, N, 2) float
        In any unit; NaN unknown.
    """
    low, high = np.nanmin(points, axis=(0, 1)), np.nanmax(points, axis=(0, 1))
    size, margin = np.array(BOX_WH, dtype=float), MARGIN * BOX_WH[1]
    scale = np.min((size - 2 * margin) / np.maximum(high - low, 1e-9))
    result: FloatArray = (points - (low + high) / 2) * scale + size / 2
    return result
