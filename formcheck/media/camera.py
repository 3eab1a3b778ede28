"""Live sources: cameras and network streams, and recordings played as if they were one."""

from __future__ import annotations

import contextlib
import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.addresses import redacted
from formcheck.errors import SourceError
from formcheck.media.frame import MAX_SIDE_PX, Frame, SourceLost, fit
from formcheck.media.video_file import VideoFile

_OPEN_MS = 5000
_SILENCE_S = 5.0
"""A camera that delivers nothing for this long is lost."""
_WANTED_WH = (1280, 720)
_LOW_DELAY = "rtsp_transport;tcp|fflags;nobuffer|flags;low_delay"
_STARVING_S = 0.5
"""A paced file always delivers at least this often, however slow the consumer is."""


class Camera:
    """A camera by number or device path, or a network stream.

    Parameters
    ----------
    spec : int or str
        ``0``, ``"/dev/video2"``, ``"rtsp://..."``, ``"http://..."``.
    max_side : int
        Frames are scaled down until their longer side is at most this, pixels.
    clock : callable
        Seconds, monotonic.

    Raises
    ------
    SourceError
        If there is no such camera, or it delivers no picture.

    Notes
    -----
    A thread of its own reads as fast as the camera delivers and keeps only the newest frame, so that a slow
    consumer sees the present and not a growing queue of the past. Frames are stamped when they arrive.
    """

    def __init__(
        self, spec: int | str, *, max_side: int = MAX_SIDE_PX, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.spec = spec
        self._name = redacted(str(spec))
        self._clock, self._max_side = clock, max_side
        self._capture = _open_capture(spec)
        good, picture = self._capture.read()
        if not good or picture is None:
            self._capture.release()
            raise SourceError(f"camera {self._name} delivers no picture: close other programs that use it")
        self._newest: tuple[NDArray[np.uint8], float] | None = (picture, clock())
        self._first_s = self._newest[1]
        self.size_wh = fit(picture.shape[1], picture.shape[0], max_side)
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = float(rate) if rate and 0 < rate < 1000 else math.nan
        self._changed = threading.Condition()
        self._running, self._lost = True, False
        self._thread = threading.Thread(target=self._grab, name="formcheck-camera", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Frame]:
        """Frames until :meth:`close`.

        Raises
        ------
        SourceLost
            If the camera stops delivering.
        """
        last_s = -math.inf
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest or self._lost or not self._running, timeout=_SILENCE_S)
                newest, self._newest = self._newest, None
                if newest is None and not self._running:
                    return
            if newest is None:
                raise SourceLost(f"camera {self._name} stopped delivering: plug it in again, what was recorded is kept")
            picture, arrived_s = newest
            t_s = arrived_s - self._first_s
            if t_s > last_s:
                last_s = t_s
                yield Frame(self._resized(picture), t_s)

    def close(self) -> None:
        """Stop the camera; closing twice is allowed."""
        with self._changed:
            self._running = False
            self._changed.notify_all()
        self._thread.join(timeout=_SILENCE_S)
        if not self._thread.is_alive():  # a read that hangs in the driver still owns the capture
            self._capture.release()

    def _grab(self) -> None:
        while self._running:
            good, picture = self._capture.read()
            with self._changed:
                if good and picture is not None:
                    self._newest = (picture, self._clock())
                else:
                    self._lost = True
                self._changed.notify_all()
            if self._lost:
                return

    def _resized(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if (picture.shape[1], picture.shape[0]) != self.size_wh:
            picture = np.asarray(cv2.resize(picture, self.size_wh, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        return np.ascontiguousarray(picture)


class PacedFile:
    """A recording delivered at its own pace, like a camera: a slow consumer misses frames.

    Parameters
    ----------
    video : VideoFile
    clock, sleep : callable
        Seconds, monotonic, and how to wait; replaced in tests.
    """

    def __init__(
        self,
        video: VideoFile,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.video = video
        self.size_wh, self.fps = video.size_wh, video.fps
        self.dropped = 0
        self._clock, self._sleep = clock, sleep

    def __iter__(self) -> Iterator[Frame]:
        frames = iter(self.video)
        pending = next(frames, None)
        if pending is None:
            return
        began_s = self._clock() - pending.t_s
        delivered_s = -math.inf
        while pending is not None:
            following = next(frames, None)
            now_s = self._clock()
            late = following is not None and began_s + following.t_s <= now_s
            if late and now_s - delivered_s < _STARVING_S:
                self.dropped += 1
            else:
                if began_s + pending.t_s > now_s:
                    self._sleep(began_s + pending.t_s - now_s)
                delivered_s = self._clock()
                yield pending
            pending = following

    def close(self) -> None:
        """End a running iteration at its next frame."""
        self.video.close()


def _open_capture(spec: int | str) -> Any:
    network = isinstance(spec, str) and "://" in spec
    settings = {"OPENCV_FFMPEG_LOGLEVEL": "-8", "OPENCV_FFMPEG_CAPTURE_OPTIONS": _LOW_DELAY}
    with _quiet_opencv(), _environment(settings):
        if network:
            timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _OPEN_MS]
            capture = cv2.VideoCapture(str(spec), cv2.CAP_FFMPEG, timeouts)
        else:
            capture = cv2.VideoCapture(_number(spec))
    if not capture.isOpened():
        if network:
            raise SourceError(f"no stream at {redacted(str(spec))}: check the address and that the camera is on")
        raise SourceError(f"no camera {spec}: plug one in or give --camera NUMBER, PATH or URL; see 'formcheck doctor'")
    if not network:
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WANTED_WH[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _WANTED_WH[1])
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture


def _number(spec: int | str) -> int | str:
    """A Linux device path as the camera's number: by path OpenCV would bypass its own camera driver."""
    device = re.fullmatch(r"/dev/video(\d+)", os.path.realpath(spec)) if isinstance(spec, str) else None
    return int(device[1]) if device else spec


@contextlib.contextmanager
def _quiet_opencv() -> Iterator[None]:
    """OpenCV prints a page about every camera that is not there; our error says it in one line."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)


@contextlib.contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    """Set variables that OpenCV reads when it opens a stream, except those the user has set."""
    added = {name: value for name, value in settings.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
