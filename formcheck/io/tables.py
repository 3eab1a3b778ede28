"""Landmarks as a table, CSV or Parquet: one row a frame, columns named after the landmarks; nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.errors import TrackError
from formcheck.extras import needs
from formcheck.io.imported import ImportedTrack, assemble, evenly, nobody
from formcheck.io.keypoint_names import landmark_of
from formcheck.landmarks import Landmark
from formcheck.track import PoseTrack

TIMES = ("t_s", "time_s", "time", "timestamp")
"""Columns that tell the time of a frame in seconds; the first that is there."""
_ENDS = {
    "x": ("image", 0),
    "y": ("image", 1),
    "visibility": ("visibility", 0),
    "score": ("visibility", 0),
    "confidence": ("visibility", 0),
    "likelihood": ("visibility", 0),
    "presence": ("presence", 0),
    "world_x_m": ("world", 0),
    "world_y_m": ("world", 1),
    "world_z_m": ("world", 2),
}
"""End of a column's name -> where it belongs."""
_WIDTHS = {"image": 2, "visibility": 1, "presence": 1, "world": 3}


def write(track: PoseTrack, path: Path, *, pixels: bool = False, guesses: bool = False) -> None:
    """Write every array of a track as columns, empty where unknown.

    Parameters
    ----------
    track : PoseTrack
    path : Path
        ``.csv`` or ``.parquet``.
    pixels, guesses : bool
        Mean nothing here: a table holds the image and the world, the seen and the hidden.

    Raises
    ------
    ExtraError
        If pyarrow is not installed.

    Notes
    -----
    ``t_s``, ``width_px``, ``height_px``, then for each landmark ``nose_x`` and ``nose_y`` in pixels,
    ``nose_visibility``, ``nose_presence``, and ``nose_world_x_m`` to ``_z_m``.
    """
    del pixels, guesses
    with needs("tables"):
        import pyarrow as pa  # noqa: PLC0415 - takes a tenth of a second to load
        from pyarrow import csv, parquet  # noqa: PLC0415

    arrays = {
        "image": track.image_px,
        "visibility": track.visibility[:, :, None],
        "presence": track.presence[:, :, None],
        "world": track.world_m,
    }
    columns: dict[str, Any] = {"t_s": track.t_s}
    for name, side in zip(("width_px", "height_px"), track.size_wh, strict=True):
        columns[name] = np.full(len(track), side, dtype=np.int64)
    ends = [end for end in _ENDS if end not in ("score", "confidence", "likelihood")]
    for landmark in Landmark:
        for end in ends:
            array, axis = _ENDS[end]
            columns[f"{landmark.name.lower()}_{end}"] = arrays[array][:, landmark, axis]
    made = pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
    if path.suffix.lower() == ".parquet":
        parquet.write_table(made, path)
    else:
        csv.write_csv(made, path)


def read(
    path: Path, *, layout: str | None = None, fps: float | None = None, size_wh: tuple[int, int] | None = None
) -> ImportedTrack:
    """Read columns by their names: ``left_hip_x``, ``LHip_y``, ``right_knee_score``, ...

    Parameters
    ----------
    path : Path
        ``.csv`` or ``.parquet``.
    layout : str, optional
        Means nothing here.
    fps : float, optional
        Frames a second, where there is no time column.
    size_wh : (int, int), optional
        Size of the frames, pixels, where there is no such column.

    Raises
    ------
    TrackError
        If it is no table of landmarks, or lacks times that are not given.
    ExtraError
        If pyarrow is not installed.

    Notes
    -----
    Without a time column the rows are frames at `fps`.
    """
    del layout
    columns = _columns(path)
    if not columns or not len(next(iter(columns.values()))):
        raise TrackError(f"{path}: no frames in it")
    n = len(next(iter(columns.values())))
    arrays = {array: nobody(n, width) for array, width in _WIDTHS.items()}
    used, ignored = set(), []
    for name, values in columns.items():
        landmark, place = _place(name)
        if landmark is not None and place:
            arrays[place[0]][:, landmark, place[1]] = _as_numbers(path, name, values)
            used.add(place[0])
        elif name not in (*TIMES, "width_px", "height_px", "frame"):
            ignored.append(name)
    if "image" not in used:
        raise TrackError(f"{path}: no landmark in it: expected columns like left_hip_x, left_hip_y, left_hip_score")
    return assemble(
        path,
        _times(path, columns, fps, n),
        arrays["image"],
        ignored=tuple(ignored),
        visibility=arrays["visibility"][..., 0] if "visibility" in used else None,
        presence=arrays["presence"][..., 0] if "presence" in used else None,
        world_m=arrays["world"] if "world" in used else None,
        size_wh=size_wh or _size(path, columns),
    )


def _columns(path: Path) -> dict[str, Any]:
    with needs("tables"):
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import csv, parquet  # noqa: PLC0415

    try:
        made = parquet.read_table(path) if path.suffix.lower() == ".parquet" else csv.read_csv(path)
        return {name.strip(): made[name].to_numpy() for name in made.column_names}
    except (pa.ArrowInvalid, pa.ArrowKeyError, pa.ArrowNotImplementedError) as error:
        raise TrackError(f"{path}: not a table with named columns: {' '.join(str(error).split())}") from error


def _place(name: str) -> tuple[Landmark | None, tuple[str, int] | None]:
    """Which landmark a column is about, and where its values belong."""
    low = name.lower()
    for end in sorted(_ENDS, key=len, reverse=True):
        if low.endswith(f"_{end}"):
            return landmark_of(low[: -len(end)]), _ENDS[end]
    return None, None


def _times(path: Path, columns: dict[str, Any], fps: float | None, n: int) -> FloatArray:
    if fps:
        return evenly(n, fps)
    name = next((name for name in TIMES if name in columns), None)
    if name is None:
        raise TrackError(f"{path}: no time column ({', '.join(TIMES)}): give --fps")
    return _as_numbers(path, name, columns[name])


def _size(path: Path, columns: dict[str, Any]) -> tuple[int, int] | None:
    if not {"width_px", "height_px"} <= set(columns):
        return None
    width, height = (_as_numbers(path, name, columns[name])[0] for name in ("width_px", "height_px"))
    return (int(width), int(height)) if width > 0 and height > 0 else None


def _as_numbers(path: Path, name: str, values: Any) -> FloatArray:
    try:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TrackError(f"{path}: column {name}: {error}; expected numbers") from error
    return numbers
