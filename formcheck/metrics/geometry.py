"""Angles, signed offsets and lengths of landmarks in the image: pure functions of points.

Notes
-----
A point is a pair ``x, y`` of ``Number`` (see ``per_frame``), pixels, x to the right and **y down**, as in an image.
*Up* means against gravity, which is the image's vertical: a camera is taken to stand level. *Forward* is the direction
that the person faces in the image, +1 to the right and -1 to the left. Nothing is clipped: where a point is NaN, or two
points that span a line coincide, the result is NaN.

An angle is given as its direction ``y, x``, for ``per_frame.angles_deg``, which turns all angles of a frame at once.

All functions are element-wise and therefore give the same bits for one frame as for a whole recording.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.metrics.per_frame import Number, either, over, root

Point = Any
"""x and y: a tuple of two numbers, or an array of which they are the first axis."""

Direction = tuple[Number, Number]
"""y and x of an angle's arm; both 0 where there is no angle."""


def length(a: Point, b: Point) -> Number:
    """Distance from `a` to `b`, in the points' unit."""
    right, down = b[0] - a[0], b[1] - a[1]
    return root(right * right + down * down)


def flexion(a: Point, b: Point, c: Point) -> Direction:
    """How far the joint `b` between `a` and `c` is bent: 0 = straight, up to 180 deg; never negative."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]
    return abs(ux * vy - uy * vx), ux * vx + uy * vy


def offset_up(p: Point, a: Point, b: Point) -> Number:
    """Distance of `p` from the line through `a` and `b`, over the length of `ab`: positive above the line.

    Signed, because the unsigned angle at `p` cannot tell a sagging plank from a piked one. A vertical line has no
    upper side: NaN.
    """
    right, down = b[0] - a[0], b[1] - a[1]
    cross = right * (p[1] - a[1]) - down * (p[0] - a[0])
    return over(-cross * _sign(right), right * right + down * down)


def elevation(a: Point, b: Point) -> Direction:
    """Angle of the segment from `a` to `b` above the horizontal: +90 = straight up, 0 = level, -90 = straight down."""
    return -(b[1] - a[1]), abs(b[0] - a[0])


def lean(a: Point, b: Point, forward: Number) -> Direction:
    """Angle of the segment from `a` to `b` from straight up: 0 = upright, +90 = level forward, -90 = level backward."""
    return (b[0] - a[0]) * forward, -(b[1] - a[1])


def above(a: Point, b: Point) -> Number:
    """How far `b` is above `a`, in the points' unit."""
    return a[1] - b[1]


def rise(a: Point, b: Point, per: Number) -> Number:
    """How far `b` is above `a`, over the length `per`."""
    return over(a[1] - b[1], per)


def ahead(a: Point, b: Point, forward: Number, per: Number) -> Number:
    """How far `b` is ahead of `a` in the direction the person faces, over the length `per`."""
    return over((b[0] - a[0]) * forward, per)


def apart(a: Point, b: Point, per: Number) -> Number:
    """Horizontal distance between `a` and `b`, over the length `per`; never negative."""
    return over(abs(b[0] - a[0]), per)


def reach(a: Point, b: Point, per: Number) -> Number:
    """Distance between `a` and `b`, over the length `per`."""
    return over(length(a, b), per)


def outside(p: Point, a: Point, b: Point, other: Point, per: Number) -> Number:
    """Sideways distance of `p` from the line `a`-`b`, over `per`: positive away from the body's other side.

    The frontal-plane projection of knee valgus: `a` hip, `p` knee, `b` ankle, `other` the opposite hip; negative when
    the knee falls inward of the line from hip to ankle (Willson & Davis 2008 call it the FPPA when given as an angle).
    """
    right, down = b[0] - a[0], b[1] - a[1]
    line_x = a[0] + over(p[1] - a[1], down) * right
    return over((p[0] - line_x) * _sign(a[0] - other[0]), per)


def axis_yaw_deg(across_m: FloatArray) -> FloatArray:
    """View of the body from its left-right axis in metres, ``(..., 3)`` from right to left, x right and z away.

    Returns
    -------
    (...) float
        -180 to 180: 0 = the person's front to the camera, +90 = the left side nearer (right side away), -90 = the
        right side nearer, +-180 = the back.

    Notes
    -----
    The vertical part of the axis is left out, so it holds for people standing, kneeling, prone and supine alike: what
    counts is which of the body's sides the camera looks at, not where its head points.
    """
    return np.degrees(np.arctan2(-across_m[..., 2], across_m[..., 0]))


def _sign(x: Number) -> Number:
    """-1 or +1; NaN for 0, which is neither."""
    return either(x > 0, 1.0, either(x < 0, -1.0, np.nan))
