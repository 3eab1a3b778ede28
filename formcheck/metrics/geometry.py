"""Angles, signed offsets and lengths of landmarks in the image: pure functions of points.

Notes
-----
A point is an array whose first axis is x and y, pixels, x to the right and **y down**, as in an image; the other axes
are whatever there is of it, points by frames in a chunk. What is measured has those other axes. *Up* means against
gravity, which is the image's vertical: a camera is taken to stand level. *Forward* is the direction that the person
faces in the image, +1 to the right and -1 to the left. Nothing is clipped: where a point is NaN, or two points that
span a line coincide, the result is NaN.

All functions are element-wise and therefore give the same bits for one frame as for a whole recording.
"""

from __future__ import annotations

import numpy as np

from formcheck.arrays import FloatArray

STUMP = 0.3
"""A limb that looks shorter than so much of its neighbour points within 20 degrees of the camera: thigh, shank and
trunk are about as long, and an error of the landmarks of 0.04 trunks turns it by 8 degrees and more."""


def length(a: FloatArray, b: FloatArray) -> FloatArray:
    """Distance from `a` to `b`, in the points' unit.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    """
    right, down = _right_and_down(a, b)
    distance: FloatArray = np.sqrt(right * right + down * down)
    return distance


def flexion(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """How far the joint `b` between `a` and `c` is bent: 0 = straight, up to 180 deg; never negative.

    Parameters
    ----------
    a, b, c : (2, ...) float
        Points, pixels.
    """
    (ux, uy), (vx, vy) = _right_and_down(a, b), _right_and_down(b, c)
    return _angle_deg(np.abs(ux * vy - uy * vx), ux * vx + uy * vy)


def in_the_picture(angle_deg: FloatArray, a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """The angle at `b` between `a` and `c`, NaN where one of its limbs points at the camera.

    Of such a limb the picture shows a stump, whose direction says nothing about where it points.

    Parameters
    ----------
    angle_deg : (...) float
    a, b, c : (2, ...) float
        Points, pixels.
    """
    one, other = length(a, b), length(b, c)
    return np.where(np.minimum(one, other) < STUMP * np.maximum(one, other), np.nan, angle_deg)


def flexion_up(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """The same with a sign: positive where the joint is above the line from `a` to `c`, negative where it is below.

    A vertical line has no upper side: NaN.

    Parameters
    ----------
    a, b, c : (2, ...) float
        Points, pixels.
    """
    return flexion(a, b, c) * np.sign(offset(b, a, c))


def offset(p: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """Distance of `p` from the line through `a` and `b`, over the length of `ab`: positive above the line.

    Signed, because the unsigned angle at `p` cannot tell a sagging plank from a piked one. A vertical line has no
    upper side: NaN.

    Parameters
    ----------
    p, a, b : (2, ...) float
        Points, pixels.
    """
    (right, down), (p_right, p_down) = _right_and_down(a, b), _right_and_down(a, p)
    cross = right * p_down - down * p_right
    return quotient(-cross * _side(right), right * right + down * down)


def elevation(a: FloatArray, b: FloatArray) -> FloatArray:
    """Angle of the segment from `a` to `b` above the horizontal: +90 = straight up, 0 = level, -90 = straight down.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    """
    right, down = _right_and_down(a, b)
    return _angle_deg(-down, np.abs(right))


def lean(a: FloatArray, b: FloatArray, forward: FloatArray) -> FloatArray:
    """Angle of the segment from `a` to `b` from straight up: 0 = upright, +90 = level forward, -90 = level backward.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    forward : (...) float
        +1 where the person faces right in the image, -1 left, NaN unknown.
    """
    right, down = _right_and_down(a, b)
    return _angle_deg(right * forward, -down)


def above(a: FloatArray, b: FloatArray) -> FloatArray:
    """How far `b` is above `a`, in the points' unit.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    """
    return -_right_and_down(a, b)[1]


def rise(a: FloatArray, b: FloatArray, per: FloatArray) -> FloatArray:
    """How far `b` is above `a`, over the length `per`.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    per : (...) float
        The length, pixels.
    """
    return quotient(above(a, b), per)


def ahead(a: FloatArray, b: FloatArray, forward: FloatArray, per: FloatArray) -> FloatArray:
    """How far `b` is ahead of `a` in the direction the person faces, over the length `per`.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    forward : (...) float
        +1 where the person faces right in the image, -1 left, NaN unknown.
    per : (...) float
        The length, pixels.
    """
    return quotient(_right_and_down(a, b)[0] * forward, per)


def apart(a: FloatArray, b: FloatArray, per: FloatArray) -> FloatArray:
    """Horizontal distance between `a` and `b`, over the length `per`; never negative.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    per : (...) float
        The length, pixels.
    """
    return quotient(np.abs(_right_and_down(a, b)[0]), per)


def reach(a: FloatArray, b: FloatArray, per: FloatArray) -> FloatArray:
    """Distance between `a` and `b`, over the length `per`.

    Parameters
    ----------
    a, b : (2, ...) float
        Points, pixels.
    per : (...) float
        The length, pixels.
    """
    return quotient(length(a, b), per)


def outside(p: FloatArray, a: FloatArray, b: FloatArray, other: FloatArray, per: FloatArray) -> FloatArray:
    """Sideways distance of `p` from the line `a`-`b`, over `per`: positive away from the body's other side.

    The frontal-plane projection of knee valgus: `a` hip, `p` knee, `b` ankle, `other` the opposite hip; negative when
    the knee falls inward of the line from hip to ankle (Willson & Davis 2008 call it the FPPA when given as an angle).

    Parameters
    ----------
    p, a, b, other : (2, ...) float
        Points, pixels.
    per : (...) float
        The length, pixels.
    """
    right, down = _right_and_down(a, b)
    line_x = a[0] + quotient(p[1] - a[1], down) * right
    return quotient((p[0] - line_x) * _side(a[0] - other[0]), per)


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


def quotient(a: FloatArray, b: FloatArray) -> FloatArray:
    """`a` over `b`; NaN where `b` is 0.

    Parameters
    ----------
    a, b : (...) float
        Numerator and denominator.
    """
    return a / np.where(b != 0, b, np.nan)


def _right_and_down(a: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far `b` is to the right of `a`, and how far below it."""
    way = b - a
    return way[0], way[1]


def _angle_deg(y: FloatArray, x: FloatArray) -> FloatArray:
    """Angle of the direction `x`, `y` from the x axis; NaN where both are 0."""
    return np.where((y == 0) & (x == 0), np.nan, np.degrees(np.arctan2(y, x)))


def _side(x: FloatArray) -> FloatArray:
    """-1 or +1; NaN for 0, which is neither."""
    return np.where(x == 0, np.nan, np.sign(x))
