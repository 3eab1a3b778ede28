"""Cameras and video files: frames in (OpenCV for cameras, PyAV with true timestamps for files) and video out."""

from __future__ import annotations

import math
import os
import stat
from pathlib import Path

from formcheck.addresses import is_url
from formcheck.errors import SourceError
from formcheck.media.camera import Camera, PacedFile
from formcheck.media.frame import MAX_SIDE_PX, Frame, Source, SourceLost, to_rgb
from formcheck.media.video_file import VideoFile

__all__ = [
    "MAX_SIDE_PX",
    "Camera",
    "Frame",
    "PacedFile",
    "Source",
    "SourceLost",
    "VideoFile",
    "open_recording",
    "open_source",
    "to_rgb",
]


def open_source(spec: int | str | os.PathLike[str], *, live: bool) -> Source:
    """Open the camera, file or address that ``spec`` names.

    Parameters
    ----------
    spec : int, str or path
        Camera number, device path, file or address.
    live : bool
        Deliver in real time: a file is played at its own pace. Otherwise every frame, as fast as possible.

    Raises
    ------
    SourceError
        If there is no such source, or it cannot be read.
    """
    name = os.fspath(spec) if not isinstance(spec, int) else str(spec)
    if name.isdecimal() and not Path(name).exists():
        return Camera(int(name))
    if name.startswith("rtsp://") or _is_device(name):
        return Camera(name)
    video = open_recording(name)
    if not live:
        return video
    if is_url(name) and math.isnan(video.duration_s):  # a stream without an end comes in its own time
        return Camera(name)
    return PacedFile(video)


def open_recording(path: str | os.PathLike[str], *, start_s: float = 0.0, end_s: float | None = None) -> VideoFile:
    """Open a video file; a single picture is refused.

    Parameters
    ----------
    path : path
        File or address.
    start_s, end_s : float
        Which part of it, seconds from its first picture.

    Raises
    ------
    SourceError
        If it cannot be read, or is a single picture.
    """
    video = VideoFile(path, start_s=start_s, end_s=end_s)
    if video.is_still:
        raise SourceError(f"{video.name}: this is a picture, not a video: film the exercise and give the recording")
    return video


def _is_device(name: str) -> bool:
    if name.startswith("/dev/video"):  # also when it is unplugged: the message is then about cameras
        return True
    return not is_url(name) and Path(name).exists() and stat.S_ISCHR(Path(name).stat().st_mode)
