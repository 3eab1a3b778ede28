"""Where to go: lines in the picture that the body is to reach or to keep to, found by solving a metric for a point.

Every geometric metric of an exercise says where one point is in relation to others. Given the value that is wanted,
this module says where the point would have to be: a limb at its angle, a level to come to, a straight line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.screen.screen import PixelPoint, TargetLine

STRAIGHT_DEG = 1.0
STEEP = 0.2
"""A segment whose horizontal part is under this share of its length does not say to which side it points."""
UPRIGHT_DEG = 3.0
"""A lean under this does not say which way is forward."""


@dataclass(frozen=True)
class Wanted:
    """A metric, its points and the value that it is to have: what a line is solved for.

    Attributes
    ----------
    points : list of (2,) float
        The metric's points, px, x right and y down.
    per_px : float
        The length that is the metric's unit, px.
    now, value : float
        The metric as it is, and as it is to be.
    room : float
        How far it may be off to either side; 0 where there is a limit to one side only.
    first_moves : bool
        Of a height between two points: the first one comes to the second, not the second to the first.
    """

    points: list[FloatArray]
    per_px: float
    now: float
    value: float
    room: float = 0.0
    first_moves: bool = False


def solve(kind: str, wanted: Wanted, reached: bool) -> TargetLine | None:
    """The line for a metric; None where none can be drawn honestly, for example of unknown direction.

    Parameters
    ----------
    kind : str
        Of the metric, one of :data:`SOLVERS`.
    wanted : Wanted
    reached : bool
        The metric is within its limits now.
    """
    found = SOLVERS[kind](wanted)
    if found is None:
        return None
    (a, b), mark, now = found
    ring = abs(wanted.room) * wanted.per_px if kind == "offset" else 0.0
    return TargetLine((_xy(a), _xy(b)), _xy(mark), _xy(now), ring, reached)


_Solution = tuple[tuple[FloatArray, FloatArray], FloatArray, FloatArray] | None


def _flexion(wanted: Wanted) -> _Solution:
    """Straight: the line from end to end, and where on it the joint belongs. Bent: the limb at its angle.

    Of the two limbs the one that reaches farther down stays, as it stands or lies on the floor.
    """
    a, joint, b = wanted.points
    if abs(wanted.value) < STRAIGHT_DEG:
        return (a, b), _foot(joint, a, b), joint
    fixed, moving = (a, b) if a[1] > b[1] else (b, a)
    straight, limb = joint - fixed, moving - joint
    length = float(np.hypot(*straight))
    if length == 0:
        return None
    bends = np.sign(straight[0] * limb[1] - straight[1] * limb[0])
    end = joint + _turned(straight / length, float(bends) * wanted.value) * float(np.hypot(*limb))
    return (joint, end), end, moving


def _offset(wanted: Wanted) -> _Solution:
    """The line between the two other points, and how far above it the point belongs."""
    p, a, b = wanted.points
    along = b - a
    if along[0] == 0:
        return None
    up = np.array([along[1], -along[0]]) * float(np.sign(along[0]))
    return (a, b), _foot(p, a, b) + up * wanted.value, p


def _elevation(wanted: Wanted) -> _Solution:
    """The limb from its first point on, at the angle above the horizontal."""
    a, b = wanted.points
    dx, dy = b - a
    length = float(np.hypot(dx, dy))
    if abs(dx) < STEEP * length or length == 0:
        return None
    angle = np.radians(wanted.value)
    end = a + length * np.array([float(np.sign(dx)) * np.cos(angle), -np.sin(angle)])
    return (a, end), end, b


def _lean(wanted: Wanted) -> _Solution:
    """The limb from its first point on, at the angle from straight up."""
    a, b = wanted.points
    forward = float(np.sign(wanted.now * (b[0] - a[0]))) if abs(wanted.now) >= UPRIGHT_DEG else 0.0
    if not forward and wanted.value:
        return None
    angle = np.radians(wanted.value)
    end = a + float(np.hypot(*(b - a))) * np.array([forward * np.sin(angle), -np.cos(angle)])
    return (a, end), end, b


def _rise(wanted: Wanted) -> _Solution:
    """A level, under or over the point that is to come to it."""
    a, b = wanted.points
    if wanted.first_moves:
        mark = np.array([a[0], b[1] + wanted.value * wanted.per_px])
        return _level(mark, b, a), mark, a
    mark = np.array([b[0], a[1] - wanted.value * wanted.per_px])
    return _level(mark, a, b), mark, b


def _ahead(wanted: Wanted) -> _Solution:
    """An upright line, in front of or behind the point that is to keep to it."""
    a, b = wanted.points
    forward = float(np.sign(wanted.now * (b[0] - a[0])))
    if not forward:
        return None
    mark = np.array([a[0] + forward * wanted.value * wanted.per_px, b[1]])
    return (np.array([mark[0], a[1]]), mark), mark, b


def _apart(wanted: Wanted) -> _Solution:
    """An upright line through the first point, for a second one that belongs above or below it."""
    a, b = wanted.points
    if abs(b[0] - a[0]) > abs(b[1] - a[1]):
        return None
    mark = np.array([a[0], b[1]])
    return (a, mark), mark, b


SOLVERS: dict[str, Callable[[Wanted], _Solution]] = {
    "flexion": _flexion,
    "offset": _offset,
    "elevation": _elevation,
    "lean": _lean,
    "rise": _rise,
    "above": _rise,
    "ahead": _ahead,
    "apart": _apart,
}
"""Kinds of metrics that can be solved; a distance alone (``reach``, ``outside``) says no direction."""


def _level(mark: FloatArray, other: FloatArray, now: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A horizontal line through `mark` that reaches beyond it and the other point."""
    beyond = 0.5 * max(float(np.hypot(*(other - now))), float(np.hypot(*(other - mark))))
    left, right = min(mark[0], other[0]) - beyond, max(mark[0], other[0]) + beyond
    return np.array([left, mark[1]]), np.array([right, mark[1]])


def _foot(p: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """The point of the segment `a`-`b` that is nearest to `p`."""
    along = b - a
    squared = float(along @ along)
    share = float((p - a) @ along) / squared if squared else 0.0
    foot: FloatArray = a + min(max(share, 0.0), 1.0) * along
    return foot


def _turned(vector: FloatArray, angle_deg: float) -> FloatArray:
    """A vector turned in the image, positive from x toward y."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([c * vector[0] - s * vector[1], s * vector[0] + c * vector[1]])


def _xy(point: FloatArray) -> PixelPoint:
    return float(point[0]), float(point[1])
