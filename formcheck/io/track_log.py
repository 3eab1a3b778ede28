"""Landmarks of a running set, written through to disk: memory stays bounded and a crash loses nothing."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import numpy as np

from formcheck.errors import TrackError
from formcheck.landmarks import N_LANDMARKS
from formcheck.outputs import private, unwritable
from formcheck.track import PoseTrack

_ROW = np.dtype(
    [
        ("t_s", "<f8"),
        ("image_px", "<f4", (N_LANDMARKS, 2)),
        ("world_m", "<f4", (N_LANDMARKS, 3)),
        ("visibility", "<f4", (N_LANDMARKS,)),
        ("presence", "<f4", (N_LANDMARKS,)),
    ]
)
_MAGIC = b"formcheck.part/1"
_HEAD = np.dtype([("magic", "S24"), ("size_wh", "<i4", (2,))])

PART = ".part"
"""What the name of a working file ends in."""


def landmarks_file(path: str | os.PathLike[str]) -> Path:
    """The file with the landmarks of a set, by its folder or by any file in it.

    Parameters
    ----------
    path : path
        A file that may hold landmarks itself is the answer, whether it is there or not.
    """
    path = Path(path)
    if path.suffix in (".npz", PART):
        return path
    folder = path if path.is_dir() else path.parent
    whole = folder / "track.npz"
    left = sorted(folder.glob(f"*{PART}"))
    return left[0] if left and not whole.is_file() else whole


def load_track(path: str | os.PathLike[str]) -> PoseTrack:
    """Read a stored track: a ``.npz``, or the working file that a killed process left behind.

    Raises
    ------
    TrackError
        If it is missing, damaged, of another kind, or holds no frame.
    """
    path = landmarks_file(path)
    return _read(path) if path.suffix == PART else PoseTrack.load(path)


class TrackLog:
    """Collects a track chunk by chunk in a file of fixed-size rows; :func:`load_track` reads what a crash leaves of it.

    Parameters
    ----------
    path : path
        Working file; replaced if it exists, there until :meth:`remove`.
    size_wh : (int, int)
        Width and height of the frames, pixels.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str], size_wh: tuple[int, int]) -> None:
        self.path, self._size_wh = Path(path), size_wh
        try:
            self._file = open(self.path, "wb", opener=private)  # noqa: SIM115 - open as long as the set runs
            self._file.write(np.array([(_MAGIC, size_wh)], dtype=_HEAD).tobytes())
        except OSError as error:
            raise unwritable(self.path, error) from error

    def add(self, track: PoseTrack) -> None:
        """Append a chunk; its times must follow the last one's.

        Raises
        ------
        OutputError
            If the disk is full; what was written before can still be read.
        """
        rows = np.empty(len(track), dtype=_ROW)
        for name in _ROW.names or ():
            rows[name] = getattr(track, name)
        try:
            self._file.write(rows.tobytes())
            self._file.flush()  # a process that is killed now leaves every frame behind
        except OSError as error:
            raise unwritable(self.path, error) from error

    def track(self) -> PoseTrack | None:
        """Everything so far; None before the first frame."""
        with contextlib.suppress(OSError):  # a full disk: what reached it is what there is
            self._file.flush()
        track = _rows(self.path, self._size_wh)
        return track if len(track) else None

    def clear(self) -> None:
        """Forget everything and start again."""
        self._file.seek(_HEAD.itemsize)
        self._file.truncate()

    def save(self, path: str | os.PathLike[str]) -> bool:
        """Write everything as ``.npz``, see :meth:`PoseTrack.save`; the working file stays until :meth:`remove`.

        Returns
        -------
        bool
            False if there was no frame to write.
        """
        track = self.track()
        if track is None:
            return False
        track.save(path)
        return True

    def remove(self) -> None:
        """Close and remove the working file: what was in it is stored."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the working file and leave it where it is."""
        with contextlib.suppress(OSError):
            self._file.close()


def _read(path: Path) -> PoseTrack:
    try:
        head = np.fromfile(path, dtype=_HEAD, count=1)
        if not len(head) or head["magic"][0] != _MAGIC:
            raise TrackError(f"{path}: not a working file of a set (track.part, left by a set that was killed)")
        width, height = head["size_wh"][0].tolist()
        track = _rows(path, (width, height))
    except FileNotFoundError as error:
        raise TrackError(f"{path}: no such file") from error
    except OSError as error:
        raise TrackError(f"{path}: cannot be read ({error.strerror or error})") from error
    if not len(track):
        raise TrackError(f"{path}: the set was killed before its first frame: there is nothing to check")
    return track


def _rows(path: Path, size_wh: tuple[int, int]) -> PoseTrack:
    """The whole rows of a working file; a half-written one, or what a power cut made of the last, is left out."""
    whole = (path.stat().st_size - _HEAD.itemsize) // _ROW.itemsize
    rows = np.fromfile(path, dtype=_ROW, count=max(0, whole), offset=_HEAD.itemsize)
    later = np.isfinite(rows["t_s"]) & (np.diff(rows["t_s"], prepend=-np.inf) > 0)
    rows = rows[: len(rows) if later.all() else int(later.argmin())]
    return PoseTrack(rows["t_s"], rows["image_px"], size_wh, rows["world_m"], rows["visibility"], rows["presence"])
