"""Draws a :class:`~formcheck.screen.Screen` on a frame. Decides nothing, keeps nothing.

Blue is well, orange is to be corrected: a pair that colour-blind people tell apart, also on a dim screen.
"""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.landmarks import EDGES, Landmark
from formcheck.screen import Angle, Screen
from formcheck.signals import GUESSED, SEEN

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]

BLUE: Colour = (233, 180, 86)
ORANGE: Colour = (0, 159, 230)
WHITE: Colour = (255, 255, 255)
GREY: Colour = (170, 170, 170)
INK: Colour = (30, 24, 20)
DEEP_BLUE: Colour = (110, 62, 16)

_SHIFT = 4
_COUNT = 0.35
"""Font size of the count over the picture's height; its digits are 0.75 of that, more than a quarter of the height."""
_COUNT_WIDTH = 0.42
_PAD = 0.3
"""Room around the text of a label over its size."""
_FACE = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
_JOINTS = sorted({i for edge in EDGES for i in edge} - set(_FACE))
_fonts = threading.local()


class _Box(NamedTuple):
    left: int
    top: int
    width: int
    height: int


def draw(bgr: Image, screen: Screen, *, mirrored: bool = False) -> None:
    """Draw on a frame, in place.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
        Contiguous. With `mirrored`, the frame has been flipped already, see :func:`flip`.
    screen : Screen
        In the coordinates of the frame as it came from the camera.
    mirrored : bool
        Flip the skeleton, never the text.
    """
    height, width = bgr.shape[:2]
    unit = min(height, width) / 100
    points = screen.points_px
    if mirrored:
        points = np.stack([width - 1 - points[:, 0], points[:, 1]], axis=1)
    _skeleton(bgr, points, screen, unit)
    if screen.angle:
        _angle(bgr, points, screen.angle, unit)
    _count(bgr, screen, unit)
    _phase(bgr, screen, unit)
    if screen.gauge is not None:
        _gauge(bgr, screen.gauge, unit)
    if screen.banner:
        _banner(bgr, screen.banner[0], screen.banner[1], unit)
    elif screen.hint:
        _label(bgr, screen.hint, (2.5 * unit, height - 7 * unit), 3 * unit)


def flip(bgr: Image) -> Image:
    """The frame as in a mirror."""
    return np.asarray(cv2.flip(bgr, 1), dtype=np.uint8)


def _skeleton(bgr: Image, points: NDArray[np.float64], screen: Screen, unit: float) -> None:
    known = np.isfinite(points).all(axis=1) & (screen.visibility >= GUESSED)
    fixed = np.where(known[:, None], np.round(np.clip(points, -4096, 8192) * (1 << _SHIFT)), 0).astype(int).tolist()
    edges = [(a, b) for a, b in EDGES if known[a] and known[b]]
    edges.sort(key=lambda edge: _weight(edge, screen.near))  # the near side is drawn over the far one
    for a, b in edges:
        weight = _weight((a, b), screen.near)
        failing = a in screen.failing and b in screen.failing
        clear = min(screen.visibility[a], screen.visibility[b]) >= SEEN
        thickness = max(1, round(weight * unit))
        if clear or failing:
            cv2.line(bgr, fixed[a], fixed[b], INK, thickness + max(2, round(0.35 * unit)), cv2.LINE_8, _SHIFT)
        colour = ORANGE if failing else BLUE if clear else GREY
        cv2.line(bgr, fixed[a], fixed[b], colour, thickness if clear or failing else 1, cv2.LINE_AA, _SHIFT)
    for i in _JOINTS:
        if known[i] and (screen.visibility[i] >= SEEN or i in screen.failing):
            radius = round(_joint_radius(i, screen.near) * unit * (1 << _SHIFT))
            cv2.circle(bgr, fixed[i], radius, ORANGE if i in screen.failing else WHITE, -1, cv2.LINE_AA, _SHIFT)


@cache
def _weight(edge: tuple[int, int], near: str) -> float:
    """Thickness of an edge in hundredths of the picture: the near side thick, the far side thin."""
    sides = {_is_left(i) for i in edge if i != Landmark.NOSE}
    if len(sides) == 2:
        return 0.55
    thick = 1.1 if sides == {near == "left"} else 0.4
    return thick * (0.5 if any(i in _FACE or i > Landmark.RIGHT_ANKLE for i in edge) else 1.0)


@cache
def _joint_radius(i: int, near: str) -> float:
    size = 0.9 if _is_left(i) == (near == "left") else 0.5
    return size * (0.55 if i > Landmark.RIGHT_ANKLE or Landmark.LEFT_WRIST < i < Landmark.LEFT_HIP else 1.0)


def _is_left(landmark: int) -> bool:
    return Landmark(landmark).name.startswith(("LEFT", "MOUTH_LEFT"))


def _angle(bgr: Image, points: NDArray[np.float64], angle: Angle, unit: float) -> None:
    """An arc from one limb to the other, and the flexion in degrees on the other side of the joint."""
    a, joint, b = (points[i] for i in angle.landmarks)
    if not np.isfinite([a, joint, b]).all():
        return
    ends = [np.degrees(np.arctan2(*(p - joint)[::-1])) for p in (a, b)]
    sweep = (ends[1] - ends[0] + 180) % 360 - 180
    centre = tuple(int(v) for v in np.round(joint))
    radius = round(4.5 * unit)
    middle = np.radians(ends[0] + sweep / 2)
    thickness = max(2, round(0.4 * unit))
    cv2.ellipse(bgr, centre, (radius, radius), 0, ends[0], ends[0] + sweep, WHITE, thickness, cv2.LINE_AA)
    text, size = f"{angle.flexion_deg:.0f}°", 5 * unit
    at = joint - np.array([np.cos(middle), np.sin(middle)]) * 8 * unit
    _label(bgr, text, (at[0] - _label_width(text, size) / 2, at[1] - 0.65 * size), size)


def _count(bgr: Image, screen: Screen, unit: float) -> None:
    """The count or clock, top left, as large as fits; what it counts beneath it."""
    height, width = bgr.shape[:2]
    size = _COUNT * height
    shape = "0" * max(2, len(screen.count))
    size *= min(1.0, _COUNT_WIDTH * width / _measure(shape, round(size), 700)[0])
    margin, pad = round(2.5 * unit), round(2.5 * unit)
    line = 5.2 * unit
    below = [text for text in (screen.sides or screen.unit,) if text]
    text_width = _measure(screen.count, round(size), 700)[0]
    box_width = max([text_width, *(_measure(text, round(line), 500)[0] for text in below)]) + 2 * pad
    box_height = round(0.77 * size + 1.4 * line * len(below)) + 2 * pad
    _panel(bgr, _Box(margin, margin, box_width, box_height))
    base = margin + pad + round(0.77 * size)
    _put(bgr, screen.count, (margin + pad, base), size, 700, WHITE if screen.active else GREY)
    for i, text in enumerate(below, start=1):
        _put(bgr, text, (margin + pad, base + round(1.4 * line * i)), line, 500, WHITE)


def _phase(bgr: Image, screen: Screen, unit: float) -> None:
    """A word about where one is, top right."""
    size, margin = 5 * unit, 2.5 * unit
    _label(bgr, screen.phase, (bgr.shape[1] - margin - _label_width(screen.phase, size), margin), size)


def _gauge(bgr: Image, value: float, unit: float) -> None:
    """A bar at the right edge that fills up to the line of the target."""
    height, width = bgr.shape[:2]
    bar, margin = round(2.6 * unit), round(2.5 * unit)
    left, top, bottom = width - margin - bar, round(0.24 * height), round(0.74 * height)
    line = top + round(0.12 * (bottom - top))
    pad = round(0.7 * unit)
    _panel(bgr, _Box(left - pad, top - pad, bar + 2 * pad, bottom - top + 2 * pad))
    filled = bottom - round(min(max(value, 0.0), (bottom - top) / (bottom - line)) * (bottom - line))
    if filled < bottom:
        cv2.rectangle(bgr, (left, filled), (left + bar, bottom), BLUE, -1)
    cv2.rectangle(bgr, (left - 2 * pad, line - 1), (left + bar + pad, line + max(1, round(0.3 * unit))), WHITE, -1)


def _banner(bgr: Image, kind: str, text: str, unit: float) -> None:
    """One line over the whole width at the bottom."""
    height, width = bgr.shape[:2]
    size = 7.5 * unit if kind == "cue" else 6 * unit
    size *= min(1.0, (width - 6 * unit) / _measure(text, round(size), 700)[0])
    box = round(1.7 * size)
    background, ink = (ORANGE, INK) if kind == "cue" else (DEEP_BLUE, WHITE)
    cv2.rectangle(bgr, (0, height - box), (width, height), background, -1)
    left = (width - _measure(text, round(size), 700)[0]) // 2
    _put(bgr, text, (left, height - round(0.53 * size)), size, 700, ink)


def _label(bgr: Image, text: str, at: tuple[float, float], size: float) -> None:
    """A line of text on a panel whose upper left corner is `at`."""
    left, top, pad = round(at[0]), round(at[1]), round(_PAD * size)
    height = round(0.72 * size)
    _panel(bgr, _Box(left, top, round(_label_width(text, size)), height + 2 * pad))
    _put(bgr, text, (left + pad, top + pad + height), size, 600, WHITE)


def _label_width(text: str, size: float) -> float:
    return _measure(text, round(size), 600)[0] + 2 * round(_PAD * size)


def _panel(bgr: Image, box: _Box, strength: float = 0.55) -> None:
    """Darken a part of the picture, with round corners."""
    left, top = max(0, box.left), max(0, box.top)
    part = bgr[top : box.top + box.height, left : box.left + box.width]
    if part.size == 0:
        return
    dark = cv2.convertScaleAbs(part, alpha=1 - strength, beta=24 * strength)
    cv2.copyTo(dark, _corners(part.shape[1], part.shape[0]), part)


@lru_cache(maxsize=256)
def _corners(width: int, height: int) -> Image:
    """A mask of a rectangle with round corners."""
    radius = max(1, min(width, height) // 8)
    mask = np.zeros((height, width), np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(mask, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(mask, (x, y), radius, 255, -1)
    return mask


def _font() -> Any:
    """OpenCV's own sans-serif font, one instance a thread: it caches what it has rendered."""
    if not hasattr(_fonts, "sans"):
        _fonts.sans = cv2.FontFace("sans")
    return _fonts.sans


def _put(bgr: Image, text: str, at: tuple[int, int], size: float, weight: int, colour: Colour) -> None:
    cv2.putText(bgr, text, at, colour, _font(), round(size), weight)


@lru_cache(maxsize=1024)
def _measure(text: str, size: int, weight: int) -> tuple[int, int]:
    """Width and height of a line of text, pixels."""
    _, _, width, height = cv2.getTextSize((8192, 8192), text, (0, 0), _font(), size, weight)
    return int(width), int(height)
