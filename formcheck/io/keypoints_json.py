"""Keypoints in JSON: COCO results (MMPose, AlphaPose, Detectron2, Ultralytics), and lists of frames."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.errors import TrackError
from formcheck.io.imported import ImportedTrack, assemble, evenly, nobody
from formcheck.io.keypoint_names import COCO17, HALPE26, landmark_of
from formcheck.landmarks import Landmark

LAYOUTS: MappingProxyType[str, tuple[Landmark | None, ...]] = MappingProxyType(
    {"coco17": COCO17, "halpe26": HALPE26, "blazepose": tuple(Landmark)}
)
"""Name of a layout -> the landmark of each of its points, in their order."""
NORMALISED = 3.0
"""Coordinates that all lie within this are shares of the picture: no picture is that small in pixels."""
GAP = 100
"""Ids of pictures further apart than this are no frames of one recording."""
_EXPECTED = (
    "expected COCO results [{image_id, keypoints: [x, y, score, ...], score}, ...], "
    "or frames [{t_s, keypoints: [[x, y, visibility], ...]}, ...]"
)
_POINTS = ("keypoints", "landmarks", "pose_landmarks", "points")
_CONFIDENCES = ("visibility", "score", "confidence")


def read(
    path: Path, *, layout: str | None = None, fps: float | None = None, size_wh: tuple[int, int] | None = None
) -> ImportedTrack:
    """Read COCO results or a list of frames.

    Parameters
    ----------
    path : Path
    layout : str, optional
        Which points there are and in what order (:data:`LAYOUTS`); by their number if left out.
    fps : float, optional
        Frames a second, where the file has no times.
    size_wh : (int, int), optional
        Size of the frames, pixels.

    Raises
    ------
    TrackError
        If it is no such file, or lacks times or a size that are not given.

    Notes
    -----
    COCO results: the frames are numbered by ``image_id``, number 0 is at 0 s; of several people in a frame the one
    nearest to where the person was before, first the tallest. Frames: the items of a list, or of ``frames``, each a
    list of points, or an object with them and perhaps ``t_s``, or null where nobody was found; a point is ``[x, y]``,
    ``[x, y, visibility]``, ``[x, y, z, visibility]`` or an object with ``x``, ``y`` and perhaps ``name`` and
    ``visibility``. Coordinates are pixels; shares of the picture (MediaPipe) need `size_wh`.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise TrackError(f"{path}: not JSON: line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise TrackError(f"{path}: {_EXPECTED}") from error
    about = document if isinstance(document, dict) else {}
    items = about.get("frames") if about else document
    if not isinstance(items, list) or not items:
        raise TrackError(f"{path}: {_EXPECTED}")
    fps = fps or _positive(about.get("fps"))
    size_wh = size_wh or _size(about.get("size"))
    try:
        if isinstance(items[0], dict) and "image_id" in items[0]:
            t_s, people = _coco(path, items, layout, fps)
        else:
            t_s, people = _frames(path, items, layout, fps)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise TrackError(f"{path}: {_EXPECTED}") from error
    image = people[..., :2]
    if np.isfinite(image).any() and np.nanmax(np.abs(image)) <= NORMALISED:
        if size_wh is None:
            raise TrackError(f"{path}: its coordinates are shares of the picture: give its size with --size WxH")
        image = image * np.array(size_wh, dtype=np.float64)
    return assemble(path, t_s, image, visibility=people[..., 2], size_wh=size_wh)


def _coco(path: Path, items: list[Any], layout: str | None, fps: float | None) -> tuple[FloatArray, FloatArray]:
    if not fps:
        raise TrackError(f"{path}: COCO results tell no times: give --fps")
    by_frame: dict[int, list[FloatArray]] = {}
    for item in items:
        points = _points(path, item["keypoints"], layout)
        by_frame.setdefault(_number(path, item["image_id"]), []).append(points)
    first, last = min(by_frame), max(by_frame)
    if last - first > GAP * len(by_frame):
        raise TrackError(f"{path}: image_id {first} to {last} are not the numbers of a recording's frames")
    people = nobody(last - first + 1, 3)
    before: FloatArray | None = None
    for number in sorted(by_frame):
        chosen = _same_person(by_frame[number], before)
        people[number - first] = chosen
        before = _middle(chosen) if np.isfinite(chosen[:, 0]).any() else before
    return first / fps + evenly(len(people), fps), people


def _frames(path: Path, items: list[Any], layout: str | None, fps: float | None) -> tuple[FloatArray, FloatArray]:
    people = nobody(len(items), 3)
    times = []
    for i, item in enumerate(items):
        points = item
        if isinstance(item, dict):
            points = next((item[name] for name in _POINTS if name in item), None)
            times.append(next((item[name] for name in ("t_s", "time_s", "time", "timestamp") if name in item), None))
        if points:
            people[i] = _points(path, points, layout)
    if fps:
        return evenly(len(items), fps), people
    if len(times) < len(items) or None in times:
        raise TrackError(f"{path}: its frames tell no time (t_s): give --fps")
    return np.array(times, dtype=np.float64), people


def _points(path: Path, given: Sequence[Any], layout: str | None) -> FloatArray:
    """x, y and visibility of one person, (33, 3)."""
    person: FloatArray = nobody(1, 3)[0]
    if isinstance(given[0], dict) and "name" in given[0]:
        for point in given:
            landmark = landmark_of(str(point["name"]))
            if landmark is not None:
                person[landmark] = _point(point)
        return person
    points = list(given)
    if isinstance(given[0], (int, float)):  # 33 * 4 numbers: x, y, z and visibility of BlazePose
        width = 4 if len(given) == 4 * len(Landmark) else 3
        points = [given[i : i + width] for i in range(0, len(given), width)]
    order = _order(path, len(points), layout)
    for place, point in zip(order, points, strict=True):
        if place is not None:
            person[place] = _point(point)
    return person


def _order(path: Path, n: int, layout: str | None) -> tuple[Landmark | None, ...]:
    known = {name: order for name, order in LAYOUTS.items() if layout in (None, name)}
    for order in known.values():
        if len(order) == n:
            return order
    counts = ", ".join(f"{len(order)} ({name})" for name, order in known.items())
    raise TrackError(f"{path}: {n} points a person: expected {counts}")


def _point(given: Any) -> tuple[float, float, float]:
    """x, y and visibility of a point; NaN where it was not found: (0, 0) without confidence."""
    if isinstance(given, dict):
        x, y = given["x"], given["y"]
        seen = next((given[name] for name in _CONFIDENCES if name in given), 1.0)
    else:
        x, y = given[0], given[1]
        seen = given[-1] if len(given) > 2 else 1.0
    nowhere = x is None or y is None or (x == 0 and y == 0 and not seen)
    return (np.nan, np.nan, 0.0) if nowhere else (float(x), float(y), float(seen))


def _number(path: Path, image_id: Any) -> int:
    """The last number in an id: 17, '17', 'frame_000017.jpg'."""
    numbers = re.findall(r"\d+", str(image_id))
    if not numbers:
        raise TrackError(f"{path}: image_id '{image_id}' has no number: expected the numbers of the frames")
    return int(numbers[-1])


def _same_person(people: list[FloatArray], before: FloatArray | None) -> FloatArray:
    known = [person for person in people if np.isfinite(person[:, 0]).any()] or people
    if before is None:
        return max(known, key=_tall)
    return min(known, key=lambda person: float(np.hypot(*(_middle(person) - before))))


def _tall(person: FloatArray) -> float:
    return float(np.fmax.reduce(person[:, 1]) - np.fmin.reduce(person[:, 1]))


def _middle(person: FloatArray) -> FloatArray:
    middle: FloatArray = np.nanmean(person[:, :2], axis=0)
    return middle


def _positive(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and value > 0 else None


def _size(value: Any) -> tuple[int, int] | None:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(side, int) and side > 0 for side in value):
        return value[0], value[1]
    return None
