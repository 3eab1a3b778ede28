"""Draws a :class:`~formcheck.screen.screen.Screen` on a frame. Decides nothing, keeps only what it has drawn before.

Blue is well, orange is to be corrected: a pair that colour-blind people tell apart, also on a dim screen; what fails is
thicker as well and has a sign on it. Colours come from :mod:`formcheck.screen.themes`.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from formcheck.arrays import Image
from formcheck.overlay.panels import draw_panels
from formcheck.overlay.person import draw_skeleton, draw_target
from formcheck.screen import themes
from formcheck.screen.screen import PixelPoint, Screen, TargetLine

__all__ = ["draw", "flip"]


def draw(bgr: Image, screen: Screen, *, mirrored: bool = False) -> None:
    """Draw on a frame, in place.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
        Contiguous. With `mirrored`, the frame has been flipped already, see :func:`flip`.
    screen : Screen
        In the coordinates of the frame as it came from the camera.
    mirrored : bool
        Flip the skeleton and the lines, never the text.

    Raises
    ------
    ThemeError
        If there is no theme of the screen's name.
    """
    height, width = bgr.shape[:2]
    unit = min(height, width) / 100
    theme = themes.get(screen.theme)
    points = np.array([point or (np.nan, np.nan) for point in screen.points_px])
    lines = screen.target_lines
    if mirrored:
        points = np.stack([width - 1 - points[:, 0], points[:, 1]], axis=1)
        lines = tuple(_mirrored(line, width) for line in lines)
    for line in lines:
        draw_target(bgr, line, theme, unit)
    draw_skeleton(bgr, points, screen, theme, unit)
    draw_panels(bgr, screen, theme, unit)


def flip(bgr: Image) -> Image:
    """The frame as in a mirror."""
    return np.asarray(cv2.flip(bgr, 1), dtype=np.uint8)


def _mirrored(line: TargetLine, width: int) -> TargetLine:
    def point(at: PixelPoint) -> PixelPoint:
        return width - 1 - at[0], at[1]

    return replace(
        line,
        ends_px=(point(line.ends_px[0]), point(line.ends_px[1])),
        mark_px=point(line.mark_px) if line.mark_px else None,
        from_px=point(line.from_px) if line.from_px else None,
    )
