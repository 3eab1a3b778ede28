"""Drawn skeletons: still figures, and the landmarks that the page's own player draws where there is no video."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray
from formcheck.events import Fault
from formcheck.exercises.body_parts import check_landmarks
from formcheck.landmarks import EDGES, GUESSED, SEEN, Landmark, Side
from formcheck.report.page.study import Study, nearest
from formcheck.track import PoseTrack

FPS = 15.0
"""The player's pictures a second; landmarks of a recording at 30 are drawn every second time."""
MOST_FRAMES = 6000
"""A longer set has fewer pictures a second, so that the page stays small."""
_USED = sorted({i for edge in EDGES for i in edge})
_GRID = 1000
_HEAD = {int(Landmark.NOSE), int(Landmark.LEFT_EAR), int(Landmark.RIGHT_EAR)}
_TRUNK = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_LEAST_ASPECT, _MOST_ASPECT = 1.0, 2.0


@dataclass(frozen=True)
class Crop:
    """The part of the picture in which the person moves, and the trunk as it is seen at its longest, pixels."""

    left: float
    top: float
    width: float
    height: float
    trunk: float = 0.0

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of the grid that landmarks are rounded to."""
        return _GRID, round(_GRID * self.height / self.width)

    @property
    def head_radius(self) -> int:
        """On the grid: a fifth of the trunk."""
        return max(12, round(0.2 * self.trunk * _GRID / self.width))

    def shares(self, size_wh: tuple[int, int]) -> tuple[float, float, float, float]:
        """Left, top, right and bottom as shares of the picture, which ends where the picture ends."""
        width, height = size_wh
        right, bottom = (self.left + self.width) / width, (self.top + self.height) / height
        return max(0.0, self.left / width), max(0.0, self.top / height), min(1.0, right), min(1.0, bottom)


@dataclass(frozen=True)
class Figure:
    """One drawn person: lines as (x1, y1, x2, y2, class), the head as (x, y, r), in a box."""

    box: tuple[int, int]
    lines: list[tuple[int, int, int, int, str]]
    head: tuple[int, int, int] | None


def crop_of(track: PoseTrack) -> Crop:
    """The part of the picture in which the person moves all through the set."""
    width, height = track.size_wh
    track = track[:: math.ceil(max(len(track), 1) / MOST_FRAMES)]  # as many frames as the player draws are enough
    seen = track.image_px[:, _USED][np.nan_to_num(track.visibility[:, _USED]) >= SEEN]
    seen = seen[np.isfinite(seen).all(axis=1)]
    if not len(seen):
        return Crop(0.0, 0.0, float(width), float(height))
    (left, top), (right, bottom) = np.percentile(seen, 0.5, axis=0), np.percentile(seen, 99.5, axis=0)
    room = 0.12 * max(right - left, bottom - top, 1.0)
    wide, high = right - left + 2 * room, bottom - top + 2 * room
    whole_w, whole_h = max(wide, high * _LEAST_ASPECT), max(high, wide / _MOST_ASPECT)
    return Crop((left + right - whole_w) / 2, (top + bottom - whole_h) / 2, whole_w, whole_h, _longest_trunk(track))


def figure(track: PoseTrack, t_s: float, crop: Crop, near: str, failing: set[int]) -> Figure:
    """The person at a time, the far side faint, failing parts marked.

    Parameters
    ----------
    track : PoseTrack
    t_s : float
        The nearest frame is taken.
    crop : Crop
    near : {"left", "right"}
        The side nearer to the camera.
    failing : set of int
        Landmarks of the parts that fail.
    """
    at = nearest(track.t_s, t_s)
    frame = track[at : at + 1]
    points, known = _on_grid(frame.image_px, crop)[0], _known(frame.image_px, frame.visibility)[0]
    lines = []
    for a, b in EDGES:
        if not (known[a] and known[b]) or {a, b} <= _HEAD:
            continue
        kind = "bad" if {a, b} <= failing else "far" if _is_far(a, near) or _is_far(b, near) else "near"
        lines.append((*points[a].tolist(), *points[b].tolist(), kind))
    lines.sort(key=lambda line: ("far", "near", "bad").index(line[4]))
    return Figure(crop.box, lines, _head(points, known, crop.head_radius))


def player(study: Study, crop: Crop) -> dict[str, Any]:
    """Data of the page's player: times, landmarks on a grid, edges, and which parts fail when.

    Parameters
    ----------
    study : Study
    crop : Crop

    Returns
    -------
    dict
        ``box`` (width, height); ``edges`` pairs of columns; ``near`` "left" or "right" as columns; ``t`` seconds;
        ``p`` one list a picture with x, y of each column, -1 where unknown; ``bad`` [start, end, columns].
    """
    result, track = study.result, study.track
    rows = _every(track.t_s)
    image_px, visibility = track.image_px[rows][:, _USED], track.visibility[rows][:, _USED]
    points, known = _on_grid(image_px, crop), _known(image_px, visibility)
    flat = np.where(known[..., None], points, -1).reshape(len(rows), -1)
    column = {landmark: i for i, landmark in enumerate(_USED)}
    bad = [
        [round(f.start_s, 2), round(f.end_s, 2), sorted(column[i] for i in parts if i in column)]
        for f in result.faults
        if (parts := failing_parts(f, study))
    ]
    return {
        "box": crop.box,
        "edges": [[column[a], column[b]] for a, b in EDGES if not {a, b} <= _HEAD],
        "far": [column[i] for i in _USED if _is_far(i, result.side)],
        "head": [column[i] for i in sorted(_HEAD)],
        "radius": crop.head_radius,
        "t": [round(t, 3) for t in track.t_s[rows].tolist()],
        "p": flat.tolist(),
        "bad": bad,
    }


def failing_parts(fault: Fault, study: Study) -> set[int]:
    """Landmarks that the check of a fault looks at.

    Parameters
    ----------
    fault : Fault
    study : Study
    """
    result = study.result
    near: Side = "left" if result.side == "left" else "right"
    rep = study.rep_of(fault)
    acting: Side | None = None if rep is None or rep.side is None else "left" if rep.side == "left" else "right"
    return check_landmarks(study.exercise, study.check_of(fault), near, acting)


def _every(t_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Indices of the frames that are kept."""
    length_s = float(t_s[-1] - t_s[0]) if len(t_s) else 0.0
    step_s = max(1 / FPS, length_s / MOST_FRAMES)
    slot = np.floor((t_s - t_s[0]) / step_s + 1e-6)
    return np.flatnonzero(np.diff(slot, prepend=-1.0) > 0)


def _known(image_px: FloatArray, visibility: FloatArray) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = np.isfinite(image_px).all(axis=2) & (np.nan_to_num(visibility) >= GUESSED)
    return known


def _on_grid(image_px: FloatArray, crop: Crop) -> NDArray[np.int64]:
    grid = np.nan_to_num((image_px - np.array([crop.left, crop.top])) * (_GRID / crop.width))
    whole: NDArray[np.int64] = np.clip(np.round(grid), 0, 2 * _GRID).astype(np.int64)
    return whole


def _head(points: NDArray[np.int64], known: NDArray[np.bool_], radius: int) -> tuple[int, int, int] | None:
    seen = [i for i in _HEAD if known[i]]
    if not seen:
        return None
    x, y = points[seen].mean(axis=0)
    return round(x), round(y), radius


def _longest_trunk(track: PoseTrack) -> float:
    corners = track.image_px[:, _TRUNK]
    trunk_px = np.linalg.norm(corners[:, :2].mean(axis=1) - corners[:, 2:].mean(axis=1), axis=1)
    trunk_px = trunk_px[np.isfinite(trunk_px)]
    return float(np.percentile(trunk_px, 90)) if len(trunk_px) else 0.0


def _is_far(landmark: int, near: str) -> bool:
    if landmark in _HEAD:
        return False
    return Landmark(landmark).name.startswith("RIGHT" if near == "left" else "LEFT")
