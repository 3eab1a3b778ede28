"""A camera that somebody else has, such as a page in a browser: its pictures are handed in one by one."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import SourceError
from formcheck.media.frame import MAX_SIDE_PX, Frame, SourceLost, fit

SILENCE_S = 5.0
"""A camera that hands nothing in for this long is lost."""
AGAIN_S = 0.5
"""How long a picture is waited for each time that a lost camera is tried again."""
ANSWER_S = 2.0
"""A picture that nobody has looked at after this long will not be looked at."""
_MAX_FILE_SIDE_PX = 4096
_JPEG, _RIFF, _WEBP = b"\xff\xd8\xff", b"RIFF", b"WEBP"
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_FAREWELL = "the page sends no pictures any more: {}; what was recorded is kept"


class RemoteCamera:
    """The place where pictures are handed in; :meth:`open` gives what delivers them, again after they stayed away.

    Parameters
    ----------
    clock : callable
        Seconds, monotonic.

    Notes
    -----
    The newest picture wins. One that is no picture, or not of the size of the first one, is dropped. Decoding is done
    where the frames are wanted, not where they are handed in.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._newest: tuple[float, bytes] | None = None
        self._newest_at_s = 0.0
        self._waiting: list[tuple[float, NDArray[np.uint8], float]] = []
        self._dropped: list[float] = []
        self._lost = ""
        self._closed = self._opened = False

    def put(self, captured_s: float, picture: bytes) -> None:
        """Hand a picture in.

        Parameters
        ----------
        captured_s : float
            On the clock of whoever has the camera.
        picture : bytes
            JPEG or WebP.
        """
        with self._changed:
            if self._newest:
                self._dropped.append(self._newest[0])
            self._newest, self._newest_at_s, self._lost = (captured_s, picture), self._clock(), ""
            self._changed.notify_all()

    def lose(self, why: str) -> None:
        """Tell that the camera was unplugged or taken away, in words."""
        with self._changed:
            self._lost = why or "its camera stopped"
            self._changed.notify_all()

    def close(self) -> None:
        """End every iteration; closing twice is allowed."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def open(self) -> RemoteSource:
        """What delivers the frames from now on.

        Raises
        ------
        SourceError
            If nothing is handed in for :data:`SILENCE_S`, or :data:`AGAIN_S` if it was open before.
        """
        until_s = self._clock() + (AGAIN_S if self._opened else SILENCE_S)
        while (left_s := until_s - self._clock()) > 0 and not self._closed:
            if first := self.take(left_s, even_lost=True):
                self._opened = True
                return RemoteSource(self, first)
        raise SourceError(f"no picture came from the page: {self._lost or 'allow it to use the camera'}")

    def take(self, wait_s: float, *, even_lost: bool = False) -> tuple[float, NDArray[np.uint8]] | None:
        """The newest picture and when it was captured.

        Parameters
        ----------
        wait_s : float
        even_lost : bool
            Wait for a camera to come back that is known to be lost.

        Returns
        -------
        (float, (H, W, 3) uint8) or None
            None if none that can be read came in time.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._newest or (self._lost and not even_lost) or self._closed, wait_s)
            newest, self._newest = self._newest, None
        if newest is None or self._closed:
            return None
        bgr = decoded(newest[1])
        if bgr is None:
            self.drop(newest[0])
            return None
        return newest[0], bgr

    def drop(self, captured_s: float) -> None:
        """Note that a picture was not used."""
        with self._changed:
            self._dropped.append(captured_s)

    def deliver(self, captured_s: float, bgr: NDArray[np.uint8]) -> None:
        """Note that a picture is on its way to whoever looks at it.

        Parameters
        ----------
        captured_s : float
        bgr : (H, W, 3) uint8
        """
        with self._changed:
            self._waiting.append((captured_s, bgr, self._clock()))

    def answered(self, bgr: NDArray[np.uint8]) -> float | None:
        """When a picture was captured that has been looked at; those before it were not, and count as dropped.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
            As it was delivered.

        Returns
        -------
        float or None
            None for one that was answered before.
        """
        with self._changed:
            at = next((i for i, (_, waiting, _) in enumerate(self._waiting) if waiting is bgr), None)
            if at is None:
                return None
            self._dropped += [each[0] for each in self._waiting[:at]]
            captured_s = self._waiting[at][0]
            del self._waiting[: at + 1]
            return captured_s

    def take_dropped(self) -> list[float]:
        """When the pictures were captured that nobody looked at, or has looked at for too long, since the last call."""
        with self._changed:
            late_s = self._clock() - ANSWER_S
            if self._newest and self._newest_at_s < late_s:
                self._dropped.append(self._newest[0])
                self._newest = None
            self._dropped += [each[0] for each in self._waiting if each[2] < late_s]
            self._waiting = [each for each in self._waiting if each[2] >= late_s]
            gone, self._dropped = self._dropped, []
            return gone

    @property
    def over(self) -> bool:
        """Closed."""
        return self._closed

    @property
    def lost(self) -> str:
        """Why it delivers nothing, in words; empty while it does."""
        return self._lost


class RemoteSource:
    """The frames of a :class:`RemoteCamera`, of one size; a :class:`~formcheck.media.frame.Source`.

    Parameters
    ----------
    camera : RemoteCamera
    first : (float, (H, W, 3) uint8)
        When the first picture was captured, and it.
    """

    fps = math.nan

    def __init__(self, camera: RemoteCamera, first: tuple[float, NDArray[np.uint8]]) -> None:
        self._camera, self._first = camera, first
        self.size_wh = (first[1].shape[1], first[1].shape[0])
        self._closed = False

    def __iter__(self) -> Iterator[Frame]:
        """Frames until :meth:`close`, or the camera's.

        Raises
        ------
        SourceLost
            If nothing is handed in any more.
        """
        began_s, last_s = self._first[0], -math.inf
        newest: tuple[float, NDArray[np.uint8]] | None = self._first
        heard_s = time.monotonic()
        while not (self._closed or self._camera.over):
            if newest:
                captured_s, bgr = newest
                t_s = captured_s - began_s
                if SILENCE_S <= abs(t_s - last_s) < math.inf:
                    self._camera.drop(captured_s)
                    raise SourceLost(_FAREWELL.format("the machine was asleep"))
                heard_s = time.monotonic()
                if t_s > last_s and (bgr.shape[1], bgr.shape[0]) == self.size_wh:
                    last_s = t_s
                    self._camera.deliver(captured_s, bgr)
                    yield Frame(bgr, t_s)
                else:
                    self._camera.drop(captured_s)
            if self._camera.lost or time.monotonic() - heard_s > SILENCE_S:
                raise SourceLost(_FAREWELL.format(self._camera.lost or "look whether it is still open"))
            newest = self._camera.take(SILENCE_S)

    def close(self) -> None:
        """End a running iteration at its next frame; the camera can be opened again."""
        self._closed = True


def decoded(picture: bytes) -> NDArray[np.uint8] | None:
    """The frame of a JPEG or WebP file, its longer side at most :data:`MAX_SIDE_PX`; None if it is neither.

    Parameters
    ----------
    picture : bytes
    """
    size_wh = _size_of(picture)
    if size_wh is None or not 0 < min(size_wh) <= max(size_wh) <= _MAX_FILE_SIDE_PX:
        return None
    try:
        bgr = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if bgr is None:
        return None
    longest = max(bgr.shape[:2])
    if longest > MAX_SIDE_PX:
        factor = MAX_SIDE_PX / longest
        bgr = cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(bgr, dtype=np.uint8)


def encoded(bgr: NDArray[np.uint8], max_side: int) -> bytes:
    """A frame as a JPEG file, for a page that shows a camera of this machine.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
    max_side : int
        Of its longer side, px; a larger frame is made smaller.
    """
    size_wh = fit(bgr.shape[1], bgr.shape[0], max_side)
    smaller = bgr if size_wh == (bgr.shape[1], bgr.shape[0]) else cv2.resize(bgr, size_wh, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", smaller, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def _size_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height that a file says it has, before memory is given to it; None if it is neither JPEG nor WebP."""
    if picture[:3] == _JPEG:
        return _size_of_jpeg(picture)
    if picture[:4] == _RIFF and picture[8:12] == _WEBP and len(picture) >= 30:
        return _size_of_webp(picture)
    return None


def _size_of_jpeg(picture: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(picture) and picture[at] == 0xFF:
        if picture[at + 1] in _JPEG_SIZES:
            return int.from_bytes(picture[at + 7 : at + 9], "big"), int.from_bytes(picture[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return None


def _size_of_webp(picture: bytes) -> tuple[int, int] | None:
    def number(at: int, length: int) -> int:
        return int.from_bytes(picture[at : at + length], "little")

    kind = picture[12:16]
    if kind == b"VP8 ":
        return number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF
    if kind == b"VP8L":
        return (number(21, 4) & 0x3FFF) + 1, (number(21, 4) >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return number(24, 3) + 1, number(27, 3) + 1
    return None
