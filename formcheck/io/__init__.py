"""Landmarks in files: the log of a running set, and TRC, keypoints in JSON, CSV and Parquet for other tools."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import OutputError, TrackError
from formcheck.io import keypoints_json, tables, trc
from formcheck.io.imported import ImportedTrack
from formcheck.outputs import writing
from formcheck.track import PoseTrack

__all__ = ["EXPORTS", "IMPORTS", "ImportedTrack", "read", "write"]

EXPORTS = {".trc": trc.write, ".csv": tables.write, ".parquet": tables.write}
"""Suffix of a file -> what writes it."""
IMPORTS = {".trc": trc.read, ".json": keypoints_json.read, ".csv": tables.read, ".parquet": tables.read}
"""Suffix of a file -> what reads it."""


def write(track: PoseTrack, path: Path, *, pixels: bool = False, guesses: bool = False) -> None:
    """Write a track for another tool, in the format of the suffix: .trc, .csv or .parquet.

    Parameters
    ----------
    track : PoseTrack
    path : Path
        Its suffix names the format.
    pixels : bool
        For TRC: the image in pixels, not the world landmarks in metres. Tables hold both.
    guesses : bool
        For TRC: hidden landmarks too. Tables hold them with their visibility.

    Raises
    ------
    OutputError
        If the suffix is another one, or the file cannot be written.
    """
    writer = EXPORTS.get(path.suffix.lower())
    if writer is None:
        raise OutputError(f"{path}: cannot write '{path.suffix}': choose one of {', '.join(EXPORTS)}")
    with writing(path, "--to") as part:
        writer(track, part, pixels=pixels, guesses=guesses)


def read(
    path: Path, *, layout: str | None = None, fps: float | None = None, size_wh: tuple[int, int] | None = None
) -> ImportedTrack:
    """Read landmarks of another estimator or tool, by the suffix of the file: .trc, .json, .csv or .parquet.

    Parameters
    ----------
    path : Path
        The file.
    layout : str, optional
        For JSON: which points there are and in what order (``keypoints_json.LAYOUTS``); by their number if left out.
    fps : float, optional
        Frames a second, where the file does not tell the time of its frames.
    size_wh : (int, int), optional
        Size of the frames, pixels, where the file does not tell it; if left out, just large enough for every landmark.

    Returns
    -------
    ImportedTrack
        The track, with NaN and visibility 0 for landmarks that the file does not have, and what it has.

    Raises
    ------
    TrackError
        If the file is missing, damaged, of another format, or tells too little.
    """
    reader = IMPORTS.get(path.suffix.lower())
    if reader is None:
        raise TrackError(f"{path}: cannot read '{path.suffix}': expected one of {', '.join(IMPORTS)}")
    try:
        return reader(path, layout=layout, fps=fps, size_wh=size_wh)
    except FileNotFoundError as error:
        raise TrackError(f"{path}: no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TrackError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'not a text file'}") from error
