"""Single pictures of a recording, and its date."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import av
import cv2
import numpy as np

from formcheck.errors import SourceError
from formcheck.media.frame import fit
from formcheck.progress import ProgressCallback

_QUALITY = 80
_SKIP_S = 1.5
"""Farther to the next picture than this it is quicker to jump to the key frame before it than to decode the way."""
_FAILURES = (av.error.FFmpegError, OSError)


def stills(
    path: str | os.PathLike[str],
    times_s: Sequence[float],
    *,
    part: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0),
    max_side: int = 360,
    progress: ProgressCallback | None = None,
) -> list[bytes | None]:
    """Pictures of a recording at given times as JPEG, decoded in one pass.

    Parameters
    ----------
    path : path
    times_s : sequence of float
        Seconds from the first picture, in any order. The first picture at that time or later is taken, the last one
        where there is none.
    part : (left, top, right, bottom)
        What to show of the upright picture, shares of its width and height.
    max_side : int
        Longer side of the pictures, pixels.
    progress : callable, optional
        ``progress(pictures_done, pictures_in_all)``.

    Returns
    -------
    list of bytes or None
        JPEG files in the order of `times_s`; None where nothing could be read.

    Raises
    ------
    SourceError
        If the file cannot be opened or has no picture.
    """
    pictures: list[bytes | None] = [None] * len(times_s)
    try:
        with av.open(os.fspath(path), metadata_errors="replace") as container:
            stream = container.streams.video[0]
            reader = _Reader(container, stream)
            for done, i in enumerate(sorted(range(len(times_s)), key=lambda index: times_s[index]), start=1):
                picture = reader.at(times_s[i])
                pictures[i] = None if picture is None else _jpeg(picture, part, max_side)
                if progress:
                    progress(done, len(times_s))
    except (*_FAILURES, IndexError) as error:
        reason = getattr(error, "strerror", None) or "there is no picture in it"
        raise SourceError(f"{path}: no pictures can be read: {reason}") from error
    return pictures


def recorded_at(path: str | os.PathLike[str]) -> datetime | None:
    """The date in a recording's metadata; None if it has none or is no recording."""
    with contextlib.suppress(*_FAILURES, ValueError):
        if os.path.isfile(path):
            with av.open(os.fspath(path), metadata_errors="replace") as container:
                stamp = container.metadata.get("creation_time") or container.metadata.get("date")
                return datetime.fromisoformat(stamp) if stamp else None
    return None


class _Reader:
    """Decodes forward, jumping over what nobody asks for."""

    def __init__(self, container: Any, stream: Any) -> None:
        self._container, self._stream = container, stream
        stream.thread_type = "AUTO"
        self._frames = container.decode(stream)
        self._last = next(self._frames, None)
        self._origin_s = _time_s(self._last) if self._last is not None else 0.0

    def at(self, t_s: float) -> Any:
        """The first picture at or after a time, which must not be earlier than the one before."""
        if self._last is None:
            return None
        wanted_s = self._origin_s + t_s - 1e-3
        if wanted_s - _time_s(self._last) > _SKIP_S:
            with contextlib.suppress(*_FAILURES):  # a file that cannot be searched is decoded all the way
                self._container.seek(int(wanted_s / self._stream.time_base), stream=self._stream, backward=True)
                self._frames = self._container.decode(self._stream)
        while _time_s(self._last) < wanted_s:
            picture = next(self._frames, None)
            if picture is None:
                break
            self._last = picture
        return self._last


def _time_s(picture: Any) -> float:
    return 0.0 if picture.pts is None else float(picture.pts * picture.time_base)


def _jpeg(picture: Any, part: tuple[float, float, float, float], max_side: int) -> bytes | None:
    bgr = np.rot90(picture.to_ndarray(format="bgr24"), round(picture.rotation / 90) % 4)
    height, width = bgr.shape[:2]
    left, right = (round(min(max(x, 0.0), 1.0) * width) for x in part[0::2])
    top, bottom = (round(min(max(y, 0.0), 1.0) * height) for y in part[1::2])
    cut = bgr[top : max(bottom, top + 1), left : max(right, left + 1)]
    size_wh = fit(cut.shape[1], cut.shape[0], max_side)
    small = cv2.resize(np.ascontiguousarray(cut), size_wh, interpolation=cv2.INTER_AREA)
    whole, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes() if whole else None
