"""A frame, and the interface of what delivers frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import SourceError

MAX_SIDE_PX = 1280
"""Longest side of delivered frames: the pose network itself looks at 256 x 256 pixels of them."""


class Frame(NamedTuple):
    """A picture and its time.

    Attributes
    ----------
    bgr : (H, W, 3) uint8
        Contiguous, upright.
    t_s : float
        Seconds since the source's first picture, strictly increasing.
    """

    bgr: NDArray[np.uint8]
    t_s: float


class SourceLost(SourceError):
    """A camera stopped delivering midway: unplugged, or the stream broke off. What came before is good."""


class Source(Protocol):
    """The interface of a camera or recording: iterating delivers its frames, ``close`` ends a running iteration."""

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height of the delivered frames, pixels."""

    @property
    def fps(self) -> float:
        """Nominal frames per second; NaN if unknown."""

    def __iter__(self) -> Iterator[Frame]: ...

    def close(self) -> None:
        """Free the device or file."""


def fit(width: float, height: float, max_side: int) -> tuple[int, int]:
    """Largest whole width and height of the same shape whose longer side is at most ``max_side``.

    Parameters
    ----------
    width, height : float
        Pixels.
    max_side : int
        Pixels.

    Examples
    --------
    >>> fit(1920, 1080, 1280), fit(640, 480, 1280)
    ((1280, 720), (640, 480))
    """
    factor = min(1.0, max_side / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))


def to_rgb(bgr: NDArray[np.uint8], out: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """The frame with red first, contiguous.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
    out : (H, W, 3) uint8 or None
        Memory to use again, if it has the shape.
    """
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=out), dtype=np.uint8)
