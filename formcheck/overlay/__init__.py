"""Draws a :class:`~formcheck.screen.Screen` on a frame. Decides nothing, keeps nothing but what it has drawn before.

Blue is well, orange is to be corrected: a pair that colour-blind people tell apart, also on a dim screen; what fails is
thicker as well and has a sign on it. Colours come from :mod:`formcheck.screen.themes`.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from formcheck.arrays import Image
from formcheck.overlay.panels import draw_panels
from formcheck.overlay.person import draw_angle, draw_skeleton, draw_target
from formcheck.screen import themes
from formcheck.screen.display import Screen
from formcheck.screen.target_lines import Point, TargetLine

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
    points, guides = screen.points_px, screen.guides
    if mirrored:
        points = np.stack([width - 1 - points[:, 0], points[:, 1]], axis=1)
        guides = tuple(_mirrored(line, width) for line in guides)
    for line in guides:
        draw_target(bgr, line, theme, unit)
    draw_skeleton(bgr, points, screen, theme, unit)
    draw_panels(bgr, screen, theme, unit)
    if screen.angle:
        draw_angle(bgr, points, screen.angle, theme, unit, arc=not guides)  # one figure at a joint is enough


def flip(bgr: Image) -> Image:
    """The frame as in a mirror."""
    return np.asarray(cv2.flip(bgr, 1), dtype=np.uint8)


def _mirrored(line: TargetLine, width: int) -> TargetLine:
    def point(at: Point) -> Point:
        return width - 1 - at[0], at[1]

    return replace(
        line,
        ends_px=(point(line.ends_px[0]), point(line.ends_px[1])),
        mark_px=point(line.mark_px) if line.mark_px else None,
        from_px=point(line.from_px) if line.from_px else None,
    )
