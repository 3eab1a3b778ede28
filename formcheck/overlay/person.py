"""The person and where to go: skeleton, angle, lines to reach."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from formcheck.arrays import BoolArray, FloatArray, Image
from formcheck.landmarks import EDGES, Landmark
from formcheck.overlay.stickers import Canvas, Sticker, paste, text_width
from formcheck.screen.screen import Screen, TargetLine
from formcheck.screen.themes import Colour, Theme

_SHIFT = 4
_FACE = (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
_JOINTS = sorted({i for edge in EDGES for i in edge} - set(_FACE))
_FAILING_WEIGHT = 1.6
"""How much thicker a limb to be corrected is drawn: not by colour alone."""


def draw_skeleton(bgr: Image, points: FloatArray, screen: Screen, theme: Theme, unit: float) -> None:
    """Limbs and joints: the near side thick, what fails thicker and with a sign, what is guessed thin.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
        Drawn on in place.
    points : (33, 2) float
        px of `bgr`; NaN for what is not drawn.
    screen : Screen
        Which of them are seen and which fail.
    theme : Theme
    unit : float
        A hundredth of the picture's shorter side, px.
    """
    known: BoolArray = np.asarray(np.isfinite(points).all(axis=1))
    fixed = np.where(known[:, None], np.round(np.clip(points, -4096, 8192) * (1 << _SHIFT)), 0).astype(int).tolist()
    edges = [(a, b) for a, b in EDGES if known[a] and known[b]]
    edges.sort(key=lambda edge: (_fails(edge, screen), _weight(edge, screen.near)))
    for a, b in edges:
        failing = _fails((a, b), screen)
        clear = a in screen.seen and b in screen.seen
        weight = _weight((a, b), screen.near) * (_FAILING_WEIGHT if failing else 1.0)
        thickness = max(1, round(weight * unit))
        if clear or failing:
            cv2.line(bgr, fixed[a], fixed[b], theme.edge, thickness + max(2, round(0.4 * unit)), cv2.LINE_8, _SHIFT)
        colour = theme.bad if failing else theme.good if clear else theme.unsure
        cv2.line(bgr, fixed[a], fixed[b], colour, thickness if clear or failing else 1, cv2.LINE_AA, _SHIFT)
    for i in _JOINTS:
        if known[i] and (i in screen.seen or i in screen.failing):
            radius = round(_joint_radius(i, screen.near) * unit * (1 << _SHIFT))
            colour = theme.bad if i in screen.failing else (255, 255, 255)
            cv2.circle(bgr, fixed[i], radius, colour, -1, cv2.LINE_AA, _SHIFT)
    _sign(bgr, points, [i for i in screen.failing if known[i]], theme, unit)


def _sign(bgr: Image, points: FloatArray, failing: list[int], theme: Theme, unit: float) -> None:
    """An exclamation mark at the failing part that is nearest to the middle of all of them."""
    if not failing:
        return
    off_px = np.hypot(*(points[failing] - points[failing].mean(axis=0)).T)
    # both ends of one limb are as far from its middle: rounding must not let the sign jump between them
    at = points[failing[int(np.argmin(np.round(off_px, 3)))]]
    badge = _badge(round(6 * unit), theme)
    paste(bgr, badge, round(at[0]) - badge.size[0] // 2, round(at[1]) - badge.size[1] // 2)


@cache
def _badge(size: int, theme: Theme) -> Sticker:
    canvas = Canvas(size, size)
    canvas.box((0, 0, size, size), theme.edge, radius=size // 2)
    rim = max(1, size // 12)
    canvas.box((rim, rim, size - 2 * rim, size - 2 * rim), theme.cue, radius=size // 2)
    text = round(0.8 * size)
    canvas.text(
        "!", (round((size - text_width("!", text, 800)) / 2), round(size / 2 + 0.35 * text)), text, 800, theme.cue_text
    )
    return canvas.sticker()


def _fails(edge: tuple[int, int], screen: Screen) -> bool:
    return edge[0] in screen.failing and edge[1] in screen.failing


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


def draw_target(bgr: Image, line: TargetLine, theme: Theme, unit: float) -> None:
    """A line to reach: dashed while it is off, whole and in the colour of good form once it is reached.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
        Drawn on in place.
    line : TargetLine
        px of `bgr`.
    theme : Theme
    unit : float
        A hundredth of the picture's shorter side, px.
    """
    ends = np.array(line.ends_px)
    if not np.isfinite(ends).all() or np.abs(ends).max() > 20000:
        return
    colour = theme.good if line.reached else theme.aim
    thickness = max(2, round(0.6 * unit))
    radius = round(max(line.ring_px, 2.2 * unit))
    if line.mark_px is not None and line.mark_px == line.ends_px[1]:
        ends[1] -= (ends[1] - ends[0]) * min(1.0, radius / max(float(np.hypot(*(ends[1] - ends[0]))), 1.0))
    for a, b in _dashes(ends, 0.0 if line.reached else 2.6 * unit):
        _stroke(bgr, a, b, colour, theme.edge, thickness)
    if line.mark_px is None:
        return
    mark = tuple(round(v) for v in line.mark_px)
    if line.from_px is not None and not line.reached:
        _arrow(bgr, np.array(line.from_px), np.array(line.mark_px), radius, colour, theme.edge, unit)
    cv2.circle(bgr, mark, radius, theme.edge, thickness + max(2, round(0.4 * unit)), cv2.LINE_AA)
    cv2.circle(bgr, mark, radius, colour, thickness, cv2.LINE_AA)


def _arrow(
    bgr: Image, start: FloatArray, mark: FloatArray, radius: float, colour: Colour, edge: Colour, unit: float
) -> None:
    """From where a part is to where it belongs, when that is far enough to be seen."""
    way = mark - start
    length = float(np.hypot(*way))
    if length < radius + 3.5 * unit:
        return
    start = start + way * (1.6 * unit / length)
    end = mark - way * ((radius + 0.8 * unit) / length)
    thickness = max(2, round(0.6 * unit))
    tip = min(0.5, 2.2 * unit / float(np.hypot(*(end - start))))
    a, b = (tuple(np.round(p).astype(int).tolist()) for p in (start, end))
    cv2.arrowedLine(bgr, a, b, edge, thickness + max(2, round(0.4 * unit)), cv2.LINE_AA, tipLength=tip)
    cv2.arrowedLine(bgr, a, b, colour, thickness, cv2.LINE_AA, tipLength=tip)


def _dashes(ends: FloatArray, dash: float) -> list[tuple[FloatArray, FloatArray]]:
    """Pieces of a line, as long as the gaps between them, with a piece at both ends."""
    a, b = ends
    length = float(np.hypot(*(b - a)))
    if dash <= 0 or length < 3 * dash:
        return [(a, b)]
    n = int(length / dash) // 2 * 2 + 1
    return [(a + (b - a) * (i / n), a + (b - a) * ((i + 1) / n)) for i in range(0, n, 2)]


def _stroke(bgr: Image, a: FloatArray, b: FloatArray, colour: Colour, edge: Colour, thickness: int) -> None:
    start, end = (np.round(p * (1 << _SHIFT)).astype(int).tolist() for p in (a, b))
    cv2.line(bgr, start, end, edge, thickness + max(2, thickness), cv2.LINE_8, _SHIFT)
    cv2.line(bgr, start, end, colour, thickness, cv2.LINE_AA, _SHIFT)
