"""Angles, signed offsets and lengths of landmarks in the image: pure functions on arrays of points.

Notes
-----
Points are ``(..., 2)`` pixels, x to the right and **y down**, as in an image. *Up* means against gravity, which is the
image's vertical: a camera is taken to stand level. *Forward* is the direction that the person faces in the image, +1 to
the right and -1 to the left. Nothing is clipped: where a point is NaN, or two points that span a line coincide, the
result is NaN.

All functions are element-wise and therefore give the same bits for one frame as for a whole recording.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def length(a: FloatArray, b: FloatArray) -> FloatArray:
    """Distance from `a` to `b`, in the points' unit."""
    d = b - a
    return np.sqrt(d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1])


def flexion_deg(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """How far the joint `b` between `a` and `c` is bent: 0 = straight, up to 180 deg; never negative."""
    u, v = b - a, c - b
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    dot = u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1]
    angle = np.degrees(np.arctan2(np.abs(cross), dot))
    return np.where((cross == 0) & (dot == 0), np.nan, angle)


def offset_up(p: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """Distance of `p` from the line through `a` and `b`, over the length of `ab`: positive above the line.

    Signed, because the unsigned angle at `p` cannot tell a sagging plank from a piked one. A vertical line has no
    upper side: NaN.
    """
    d = b - a
    squared = d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1]
    cross = d[..., 0] * (p[..., 1] - a[..., 1]) - d[..., 1] * (p[..., 0] - a[..., 0])
    return _over(-cross * _sign(d[..., 0]), squared)


def elevation_deg(a: FloatArray, b: FloatArray) -> FloatArray:
    """Angle of the segment from `a` to `b` above the horizontal: +90 = straight up, 0 = level, -90 = straight down."""
    d = b - a
    angle = np.degrees(np.arctan2(-d[..., 1], np.abs(d[..., 0])))
    return np.where((d[..., 0] == 0) & (d[..., 1] == 0), np.nan, angle)


def lean_deg(a: FloatArray, b: FloatArray, forward: FloatArray) -> FloatArray:
    """Angle of the segment from `a` to `b` from straight up: 0 = upright, +90 = level forward, -90 = level backward."""
    d = b - a
    angle = np.degrees(np.arctan2(d[..., 0] * forward, -d[..., 1]))
    return np.where((d[..., 0] == 0) & (d[..., 1] == 0), np.nan, angle)


def above(a: FloatArray, b: FloatArray) -> FloatArray:
    """How far `b` is above `a`, in the points' unit."""
    return a[..., 1] - b[..., 1]


def rise(a: FloatArray, b: FloatArray, per: FloatArray) -> FloatArray:
    """How far `b` is above `a`, over the length `per`."""
    return _over(a[..., 1] - b[..., 1], per)


def ahead(a: FloatArray, b: FloatArray, forward: FloatArray, per: FloatArray) -> FloatArray:
    """How far `b` is ahead of `a` in the direction the person faces, over the length `per`."""
    return _over((b[..., 0] - a[..., 0]) * forward, per)


def apart(a: FloatArray, b: FloatArray, per: FloatArray) -> FloatArray:
    """Horizontal distance between `a` and `b`, over the length `per`; never negative."""
    return _over(np.abs(b[..., 0] - a[..., 0]), per)


def reach(a: FloatArray, b: FloatArray, per: FloatArray) -> FloatArray:
    """Distance between `a` and `b`, over the length `per`."""
    return _over(length(a, b), per)


def outside(p: FloatArray, a: FloatArray, b: FloatArray, other: FloatArray, per: FloatArray) -> FloatArray:
    """Sideways distance of `p` from the line `a`-`b`, over `per`: positive away from the body's other side.

    The frontal-plane projection of knee valgus: `a` hip, `p` knee, `b` ankle, `other` the opposite hip; negative when
    the knee falls inward of the line from hip to ankle (Willson & Davis 2008 call it the FPPA when given as an angle).
    """
    d = b - a
    at = _over(p[..., 1] - a[..., 1], d[..., 1])
    line_x = a[..., 0] + at * d[..., 0]
    return _over((p[..., 0] - line_x) * _sign(a[..., 0] - other[..., 0]), per)


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


def _over(value: FloatArray, by: FloatArray) -> FloatArray:
    return value / np.where(by != 0, by, np.nan)


def _sign(x: FloatArray) -> FloatArray:
    """-1 or +1; NaN for 0, which is neither."""
    return np.where(x > 0, 1.0, np.where(x < 0, -1.0, np.nan))
