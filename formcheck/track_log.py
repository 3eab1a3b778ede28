"""Landmarks of a running set, written through to disk: memory stays bounded and a crash loses nothing."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import numpy as np

from formcheck.errors import OutputError
from formcheck.landmarks import N_LANDMARKS
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


class TrackLog:
    """Collects a track chunk by chunk in a file of fixed-size rows.

    Parameters
    ----------
    path : path
        Working file; replaced if it exists, removed by :meth:`save`.
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
            self._file = open(self.path, "wb")  # noqa: SIM115 - open as long as the set runs
        except OSError as error:
            raise _unwritable(self.path, error) from error

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
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def track(self) -> PoseTrack | None:
        """Everything so far; None before the first frame."""
        with contextlib.suppress(OSError):  # a full disk: what reached it is what there is
            self._file.flush()
        whole = self.path.stat().st_size // _ROW.itemsize
        rows = np.fromfile(self.path, dtype=_ROW, count=whole)
        if not len(rows):
            return None
        return PoseTrack(
            rows["t_s"], rows["image_px"], self._size_wh, rows["world_m"], rows["visibility"], rows["presence"]
        )

    def clear(self) -> None:
        """Forget everything and start again."""
        self._file.seek(0)
        self._file.truncate()

    def save(self, path: str | os.PathLike[str]) -> bool:
        """Write everything as ``.npz``, see :meth:`PoseTrack.save`, and remove the working file.

        Returns
        -------
        bool
            False if there was no frame to write.
        """
        track = self.track()
        self.close()
        self.path.unlink(missing_ok=True)  # first: on a full disk its space is what the smaller file needs
        if track is not None:
            track.save(path)
        return track is not None

    def close(self) -> None:
        """Close the working file and leave it where it is."""
        with contextlib.suppress(OSError):
            self._file.close()


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {path}: {error.strerror or error}; free space or choose another -o")
