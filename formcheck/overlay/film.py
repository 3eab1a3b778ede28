"""A short film of how an exercise is done, in a corner of the picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from formcheck.arrays import Image
from formcheck.media import open_recording
from formcheck.screen.screen import Screen

_WIDE = 0.24
"""Its width over that of a landscape; in a portrait it is 1.6 times as wide."""
STAGES = ("set-up", "rest")
"""When it is shown: before a set, and in the rest before the next."""


class Film:
    """A loop, decoded once.

    Parameters
    ----------
    path : Path

    Raises
    ------
    SourceError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        frames = list(open_recording(str(path)))
        self._images = [frame.bgr for frame in frames]
        self._s = [frame.t_s for frame in frames]
        self._lasts_s = self._s[-1] + (self._s[-1] - self._s[0]) / max(len(frames) - 1, 1)

    def draw(self, bgr: Image, screen: Screen) -> None:
        """Lay its picture of this moment on a frame, in place, where count and words are not.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
        screen : Screen
        """
        image = self._images[int(np.searchsorted(self._s, screen.t_s % self._lasts_s, side="right")) - 1]
        height, width = bgr.shape[:2]
        wide = round(_WIDE * width) if width >= height else round(1.6 * _WIDE * width)
        high = round(wide * image.shape[0] / image.shape[1])
        margin = round(0.02 * min(height, width))
        beside = margin if width >= height else round(0.33 * height)  # in a portrait the count takes the whole width
        left, top = width - wide - margin, round(0.5 * height) if screen.spot == "top" else beside
        if top + high <= height and left >= 0:
            bgr[top : top + high, left : left + wide] = cv2.resize(image, (wide, high), interpolation=cv2.INTER_AREA)
