"""TRC, the marker files of OpenSim, as Sports2D and Pose2Sim write them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.errors import TrackError
from formcheck.io.imported import ImportedTrack, assemble, evenly, nobody
from formcheck.io.keypoint_names import SPORTS2D, landmark_of
from formcheck.landmarks import Landmark
from formcheck.track import PoseTrack

VISIBLE = 0.5
"""Landmarks with a visibility below this are guesses; TRC has no place to say so."""
PIXELS = 20.0
"""A body that is larger than this many metres is told in pixels: Sports2D writes 'm' in its pixel files as well."""
LONGER_PX = 1000.0
"""Metres become pixels so that the movement fills a frame this large."""
_METRES = {"m": 1.0, "mm": 1e-3, "cm": 1e-2, "meters": 1.0, "millimeters": 1e-3}
_HEAD = "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames"
_HEADER_LINES = 10


def write(track: PoseTrack, path: Path, *, pixels: bool = False, guesses: bool = False) -> None:
    """Write the world landmarks in metres, or, with `pixels` or if the track has none, the image in pixels.

    Parameters
    ----------
    track : PoseTrack
    path : Path
    pixels : bool
        The image in pixels, not the world landmarks in metres.
    guesses : bool
        Hidden landmarks too.

    Notes
    -----
    Metres as OpenSim wants them: X to the right of the picture, Y up, Z to the camera, the origin between the hips.
    Pixels as Sports2D writes them: X to the right, Y **down**, Z 0. Names are those of Sports2D. Hidden landmarks
    (visibility below :data:`VISIBLE`) are empty cells unless `guesses` are wanted: who reads the file cannot tell them
    from what was seen.
    """
    if not pixels and np.isfinite(track.world_m).any():
        units, points = "m", track.world_m * np.array([1.0, -1.0, -1.0])
    else:
        units, points = "px", np.concatenate([track.image_px, np.zeros((*track.image_px.shape[:2], 1))], axis=2)
    hidden = ~np.isfinite(points).all(axis=2) | ((track.visibility < VISIBLE) & (not guesses))
    points = np.where(hidden[:, :, None], np.nan, points)
    n, rate = len(track), _rate(track.t_s)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"PathFileType\t4\t(X/Y/Z)\t{path.name}\n{_HEAD}\n")
        file.write(f"{rate:g}\t{rate:g}\t{n}\t{len(SPORTS2D)}\t{units}\t{rate:g}\t1\t{n}\n")
        file.write("Frame#\tTime\t" + "\t\t\t".join(SPORTS2D) + "\t\t\n")
        file.write("\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(SPORTS2D) + 1)) + "\n")
        for number, (t_s, row) in enumerate(zip(track.t_s.tolist(), points.reshape(n, -1).tolist(), strict=True), 1):
            cells = ("" if value != value else f"{value:.6f}" for value in row)  # noqa: PLR0124 - NaN
            file.write(f"{number}\t{t_s:.6f}\t" + "\t".join(cells) + "\n")


def read(
    path: Path, *, layout: str | None = None, fps: float | None = None, size_wh: tuple[int, int] | None = None
) -> ImportedTrack:
    """Read markers by their names (RShoulder, LBigToe, ...).

    Parameters
    ----------
    path : Path
    layout : str, optional
        Means nothing here.
    fps : float, optional
        Frames a second; the times of the file if left out.
    size_wh : (int, int), optional
        Size of the frames, pixels; for metres they are scaled into it.

    Raises
    ------
    TrackError
        If it is no TRC file, or none of its markers is a landmark.

    Notes
    -----
    Pixels are the image. Metres are taken as seen along Z: the X-Y plane, Y up, becomes the image, so that angles stay
    what they are; where the markers have a depth they become world landmarks too.
    """
    del layout
    units, names, rows = _parse(path)
    t_s = rows[:, 1] if not fps else evenly(len(rows), fps)
    markers = rows[:, 2:].reshape(len(rows), len(names), 3)
    points, ignored = nobody(len(rows), 3), []
    for i, name in enumerate(names):
        landmark = landmark_of(name)
        if landmark is None:
            ignored.append(name)
        else:
            points[:, landmark] = markers[:, i]
    if not np.isfinite(points).any():
        raise TrackError(f"{path}: none of its markers is a landmark; expected names like RShoulder, LHip, LBigToe")
    if units not in ("px", "pixels", "pixel") and units not in _METRES:
        raise TrackError(f"{path}: units '{units}': expected mm, m or px")
    metres = points * _METRES.get(units, 1.0)
    if units not in _METRES or _span(metres[..., :2]) > PIXELS:
        notes = () if units not in _METRES else ("the numbers are too large for metres: taken as pixels, y down",)
        return assemble(path, t_s, points[..., :2], size_wh=size_wh, ignored=tuple(ignored), notes=notes)
    image, size = _seen(metres, size_wh)
    return assemble(
        path,
        t_s,
        image,
        world_m=_world(metres),
        size_wh=size,
        ignored=tuple(ignored),
        notes=("metres: the X-Y plane is taken as the picture, Y up",),
    )


def _parse(path: Path) -> tuple[str, list[str], FloatArray]:
    """Units, marker names and all cells of a file; empty cells are NaN."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    head = next((i for i, line in enumerate(lines[:_HEADER_LINES]) if line.startswith("Frame#")), None)
    if head is None or head < 1 or not lines[0].startswith("PathFileType"):
        raise TrackError(f"{path}: not a TRC file: expected a first line PathFileType and a line that begins Frame#")
    header = dict(zip(lines[head - 2].split("\t"), lines[head - 1].split("\t"), strict=False))
    names = [name.strip() for name in lines[head].split("\t")[2:] if name.strip()]
    if not names:
        raise TrackError(f"{path}: no marker names in line {head + 1}; expected them after Frame# and Time")
    rows = [
        _numbers(path, number, line, 2 + 3 * len(names))
        for number, line in enumerate(lines[head + 2 :], head + 3)
        if line.strip()
    ]
    if not rows:
        raise TrackError(f"{path}: no frames in it")
    return header.get("Units", "m").strip().lower(), names, np.array(rows)


def _numbers(path: Path, number: int, line: str, n: int) -> list[float]:
    cells = [cell.strip() for cell in line.split("\t")]
    try:
        values = [float(cell) if cell else np.nan for cell in cells[:n]]
    except ValueError as error:
        raise TrackError(f"{path}: line {number}: {error}; expected numbers between tabs") from error
    return values + [np.nan] * (n - len(values))


def _seen(metres: FloatArray, size_wh: tuple[int, int] | None) -> tuple[FloatArray, tuple[int, int]]:
    """The X-Y plane as a picture, y down, with a margin of a twentieth around the movement."""
    flat = metres[..., :2] * np.array([1.0, -1.0])
    low = np.nanmin(flat.reshape(-1, 2), axis=0)
    span = np.maximum(np.nanmax(flat.reshape(-1, 2), axis=0) - low, 1e-6)
    box = np.array(size_wh) if size_wh else LONGER_PX * span / span.max()
    scale = float((0.9 * box / span).min())
    width, height = (max(math.ceil(round(scale * float(side) / 0.9, 6)), 1) for side in span)
    size = size_wh or (width, height)
    return (flat - low) * scale + (np.array(size) - scale * span) / 2, size


def _world(metres: FloatArray) -> FloatArray | None:
    """World landmarks around the hips; None where the depth is one number for each marker, and so was not measured."""
    depth = metres[..., 2]
    hips = metres[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    moving = np.fmax.reduce(depth, axis=0) - np.fmin.reduce(depth, axis=0)
    if not (moving > 1e-6).any() or not np.isfinite(hips).any():
        return None
    world: FloatArray = (metres - hips) * np.array([1.0, -1.0, -1.0])
    return world


def _span(flat: FloatArray) -> float:
    """The largest extent of one frame."""
    wide = np.fmax.reduce(flat, axis=1) - np.fmin.reduce(flat, axis=1)
    return float(np.nanmax(wide))


def _rate(t_s: FloatArray) -> float:
    return round(1.0 / float(np.median(np.diff(t_s))), 3) if len(t_s) > 1 else 1.0
