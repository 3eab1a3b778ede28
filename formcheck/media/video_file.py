"""Recordings and still images: frames with their true times, upright, no larger than needed."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from formcheck.addresses import is_url, redacted
from formcheck.errors import SourceError
from formcheck.media.frame import MAX_SIDE_PX, Frame, fit

_MISSING_END_S = 1.0
"""A file that ends this much before the length it states is truncated."""
_FALLBACK_FPS = 30.0
_TEXT = "tty"
"""What FFmpeg calls the format of a text file, of which it would draw the letters."""


class VideoFile:
    """A recording, or a still image as one frame.

    Parameters
    ----------
    path : path or URL
    start_s, end_s : float
        Part to deliver, in seconds from the first picture; ``end_s`` None: to the end.
    max_side : int
        Frames are scaled down until their longer side is at most this, pixels.

    Attributes
    ----------
    name : str
        `path` as it may be shown, see :func:`~formcheck.addresses.redacted`.
    size_wh : (int, int)
        Width and height of the delivered frames, after rotation and scaling.
    fps : float
        Average frames per second; NaN for a still image or if unknown. Never use it for time.
    duration_s : float
        Length of the whole file by its own account; NaN if it does not say.
    n_frames_estimate : int or None
        About how many frames an iteration will deliver; for progress bars.
    origin_s : float
        Time of the first picture by the file's own clock, which its sound shares.
    is_still : bool
        Whether it is a single picture.
    has_audio : bool
    skipped : int
        Broken packets and frames left out in the last iteration.
    truncated : bool
        Whether the last iteration found the file to end before its time.

    Raises
    ------
    SourceError
        If the file is missing, a folder, empty, unreadable, has no picture, or the part is empty.

    Notes
    -----
    Times are the file's own: a variable frame rate stays variable. Pixels that are not square are made
    square, because angles are measured in pixels.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int = MAX_SIDE_PX,
    ) -> None:
        self.path = os.fspath(path)
        self.name = redacted(self.path)
        self.start_s, self.end_s = start_s, end_s
        self.skipped = 0
        self.truncated = False
        self._closed = False
        self.origin_s = 0.0
        if not is_url(self.path):
            _check_file(Path(self.path))
        with self._open() as (container, stream):
            pictures = self._pictures(container, stream)
            first = self._first_picture(pictures)
            self.origin_s = _time_s(first) or 0.0
            self._turns = round(first.rotation / 90) % 4
            aspect = float(stream.sample_aspect_ratio or 1) or 1.0
            self._scaled_wh = fit(first.width * aspect, first.height, max_side)
            self.has_audio = bool(container.streams.audio)
            self.duration_s = _duration_s(container, stream)
            rate = stream.average_rate or stream.guessed_rate
            frames = stream.frames
            single = next(pictures, None) is None and not (self.skipped or self.truncated)
            self.is_still = single or container.format.name.endswith("_pipe")
        self.size_wh = self._scaled_wh if self._turns % 2 == 0 else (self._scaled_wh[1], self._scaled_wh[0])
        self.fps = float(rate) if rate and not self.is_still else math.nan
        self.n_frames_estimate = self._estimate(frames)
        self._check_part()

    @property
    def warning(self) -> str | None:
        """One line about what the last iteration had to leave out; None if nothing."""
        if self.truncated:
            return f"{self.name}: the file breaks off before its end; everything readable was used"
        if self.skipped:
            return f"{self.name}: {self.skipped} broken frames were left out"
        return None

    def __iter__(self) -> Iterator[Frame]:
        self.skipped, self.truncated, self._closed = 0, False, False
        last_s = -math.inf
        with self._open() as (container, stream):
            if self.start_s > 0:
                self._seek(container, stream)
            for t_s, picture in self._pictures(container, stream):
                if t_s < self.start_s or t_s <= last_s:
                    self.skipped += t_s <= last_s
                    continue
                if self._closed or (self.end_s is not None and t_s > self.end_s):
                    break
                last_s = t_s
                yield Frame(self._convert(picture), t_s)
            else:
                expected_s = self.duration_s - _MISSING_END_S - (1 / self.fps if self.fps > 0 else 0)
                self.truncated = self.truncated or (not self.is_still and last_s < expected_s)
        if last_s == -math.inf and not self._closed:
            raise SourceError(f"{self.name}: no frames {self._part()}: choose another --start and --end")

    def close(self) -> None:
        """End a running iteration at its next frame."""
        self._closed = True

    @contextlib.contextmanager
    def _open(self) -> Iterator[tuple[Any, Any]]:
        try:
            container = av.open(self.path, metadata_errors="replace")
        except (av.error.FFmpegError, OSError) as error:
            raise SourceError(_unreadable(self.path, error)) from error
        with container:
            if container.format.name == _TEXT:
                raise SourceError(f"{self.name}: this is a text, not a video: give a video")
            streams = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
            if not streams:
                what = "only sound" if container.streams.audio else "no picture"
                raise SourceError(f"{self.name}: there is {what} in this file: give a video")
            streams[0].thread_type = "AUTO"
            yield container, streams[0]

    def _first_picture(self, pictures: Iterator[tuple[float, Any]]) -> Any:
        for _, picture in pictures:
            return picture
        raise SourceError(f"{self.name}: no picture can be read from this file: record or copy it again")

    def _pictures(self, container: Any, stream: Any) -> Iterator[tuple[float, Any]]:
        """Decoded pictures with their time since the first one; broken packets are counted and left out."""
        step_s = 1 / float(stream.average_rate or _FALLBACK_FPS)
        t_s = -step_s
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, OSError):  # the container itself is broken from here on
                self.truncated = True
                return
            try:
                pictures = packet.decode()
            except av.error.EOFError:
                continue
            except (av.error.FFmpegError, OSError):
                self.skipped += 1
                continue
            for picture in pictures:
                stamped_s = _time_s(picture)
                t_s = t_s + step_s if stamped_s is None else stamped_s - self.origin_s
                yield t_s, picture

    def _seek(self, container: Any, stream: Any) -> None:
        """Go to the key frame before ``start_s``; a file that cannot be searched is read from the start."""
        target = int((self.origin_s + self.start_s) / float(stream.time_base or Fraction(1, 1000)))
        with contextlib.suppress(av.error.FFmpegError, OSError):
            container.seek(target, stream=stream, backward=True)

    def _convert(self, picture: Any) -> Any:
        width, height = self._scaled_wh
        # One thread: the decoder uses the others already. Area averaging is the fastest method as well.
        scaled = picture.reformat(width=width, height=height, format="bgr24", interpolation="AREA", threads=1)
        bgr = np.rot90(scaled.to_ndarray(), self._turns)
        # PyAV pads rows and mediapipe ignores strides: without this copy it would see a sheared picture.
        return np.ascontiguousarray(bgr)

    def _estimate(self, frames: int) -> int | None:
        if self.is_still:
            return 1
        length_s = min(self.end_s if self.end_s is not None else math.inf, self.duration_s) - self.start_s
        if math.isfinite(length_s) and self.fps > 0:
            return max(1, round(length_s * self.fps))
        return frames or None

    def _check_part(self) -> None:
        if self.start_s < 0 or (self.end_s is not None and self.end_s <= self.start_s):
            raise SourceError(f"{self.name}: nothing lies {self._part()}: --start must be before --end")
        if self.duration_s <= self.start_s:
            raise SourceError(
                f"{self.name}: no frames {self._part()}: it is {self.duration_s:.1f} s long, choose another --start"
            )

    def _part(self) -> str:
        end = "the end" if self.end_s is None else f"{self.end_s:g} s"
        return f"between {self.start_s:g} s and {end}"


def _check_file(path: Path) -> None:
    try:
        if not path.exists():
            raise SourceError(f"{path}: no such file: check the path")
        if path.is_dir():
            raise SourceError(f"{path}: this is a folder: give one video file in it")
        if path.is_file() and path.stat().st_size == 0:
            raise SourceError(f"{path}: the file is empty: record or copy it again")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}): check the path and its permissions") from error


def _unreadable(path: str, error: Exception) -> str:
    name = redacted(path)
    if isinstance(error, PermissionError):
        return f"{name}: no permission to read it: change the file's permissions"
    if isinstance(error, av.error.InvalidDataError):
        return f"{name}: not a readable video, or its end is missing: record or copy it again"
    reason = str(getattr(error, "strerror", None) or error).replace(path, name)
    return f"{name}: cannot be opened ({reason}): check the file or address"


def _time_s(picture: Any) -> float | None:
    return None if picture.pts is None or picture.time_base is None else float(picture.pts * picture.time_base)


def _duration_s(container: Any, stream: Any) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else math.nan
