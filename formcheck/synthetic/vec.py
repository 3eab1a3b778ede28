"""Vector and rotation arithmetic on arrays with a leading time axis.

Notes
-----
World axes: X the way a standing person faces, Y up, Z to the person's right; metres. A *frame* is (..., 3, 3) with
the body's forward, up and left directions in the world as columns (orthonormal; of determinant -1, because forward,
left, up is the right-handed order). A positive rotation about *left* bends up toward forward: flexion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.extras import needs

with needs("synthetic"):
    from scipy.spatial.transform import Rotation

X: FloatArray = np.array([1.0, 0.0, 0.0])
Y: FloatArray = np.array([0.0, 1.0, 0.0])
Z: FloatArray = np.array([0.0, 0.0, 1.0])
LEFT: FloatArray = -Z
_HALF_TURN_RAD = 5e-7
"""A turn nearer to half a circle than this has no axis that rounding has not chosen."""


def vec(x: ArrayLike, y: ArrayLike, z: ArrayLike) -> FloatArray:
    """Stack three components, broadcast against each other, into (..., 3).

    Parameters
    ----------
    x, y, z : float or (...)
    """
    return np.stack(np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in (x, y, z))), axis=-1)


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Scalar product along the last axis, (...).

    Parameters
    ----------
    a, b : (..., N)
    """
    # np.sum along so short an axis is several times slower
    parts = np.moveaxis(a * b, -1, 0)
    total: FloatArray = sum(parts[1:], start=parts[0])
    return total


def norm(a: FloatArray) -> FloatArray:
    """Length along the last axis, (...)."""
    return np.sqrt(dot(a, a))


def unit(a: FloatArray) -> FloatArray:
    """Vectors of length one; a zero vector gives NaN."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return a / norm(a)[..., None]


def across(a: FloatArray, axis: FloatArray) -> FloatArray:
    """Unit vectors along that part of ``a`` that is perpendicular to ``axis``.

    Parameters
    ----------
    a : (..., 3)
    axis : (..., 3)
        Unit vectors.
    """
    return unit(a - axis * dot(a, axis)[..., None])


def frame(up: FloatArray, left: FloatArray) -> FloatArray:
    """Frames (..., 3, 3) with the given up; left is made perpendicular to it.

    Parameters
    ----------
    up, left : (..., 3)
    """
    up, left = np.broadcast_arrays(up, left)
    u = unit(up)
    side = across(left, u)
    return np.stack([np.cross(side, u), u, side], axis=-1)


def frame_ahead(forward: FloatArray, up: FloatArray) -> FloatArray:
    """Frames (..., 3, 3) with the given forward; up is made perpendicular to it.

    Parameters
    ----------
    forward, up : (..., 3)
    """
    forward, up = np.broadcast_arrays(forward, up)
    f = unit(forward)
    u = across(up, f)
    return np.stack([f, u, np.cross(u, f)], axis=-1)


def rotation(axis: FloatArray, angle_deg: ArrayLike) -> FloatArray:
    """Rotation matrices by the right-hand rule.

    Parameters
    ----------
    axis : (..., 3)
        Unit vectors to turn about.
    angle_deg : float or (...)
        Degrees; axes and angles are broadcast against each other.

    Returns
    -------
    (..., 3, 3)

    Examples
    --------
    >>> rotation(Y, 90.0).round(3) @ X
    array([ 0.,  0., -1.])
    """
    angle = np.radians(np.asarray(angle_deg, dtype=np.float64))
    matrices: FloatArray = Rotation.from_rotvec(axis * angle[..., None]).as_matrix()
    return matrices


def turn(rotations: FloatArray, vectors: FloatArray) -> FloatArray:
    """Apply rotations to vectors.

    Parameters
    ----------
    rotations : (..., 3, 3)
    vectors : (..., 3)
    """
    result: FloatArray = np.einsum("...ij,...j->...i", rotations, vectors)
    return result


def rotate_between(a: FloatArray, b: FloatArray, weight: FloatArray) -> FloatArray:
    """Frames on the shortest turn from one frame to another.

    Parameters
    ----------
    a, b : (..., 3, 3)
        Frames of the same handedness.
    weight : (...)
        0 gives ``a``, 1 gives ``b``.

    Returns
    -------
    (..., 3, 3)
    """
    turns = Rotation.from_matrix(np.swapaxes(a, -1, -2) @ b, assume_valid=True).as_rotvec()
    # A half turn has no unique axis: take up, so that people turn round on their feet.
    half = norm(turns) > np.pi - _HALF_TURN_RAD
    turns = np.where(half[..., None], np.pi * Y, turns)
    result: FloatArray = a @ Rotation.from_rotvec(turns * weight[..., None]).as_matrix()
    return result


def two_bone(
    root: FloatArray, goal: FloatArray, first_m: ArrayLike, second_m: ArrayLike, pole: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Middle joint and end of a two-bone limb that reaches from ``root`` toward ``goal``.

    Parameters
    ----------
    root, goal : (..., 3)
        Where the limb starts, and where its end should be.
    first_m, second_m : float or (...)
        Lengths of the two bones.
    pole : (..., 3)
        Direction toward which the middle joint bends.

    Returns
    -------
    middle, end : (..., 3)
        The bones keep their lengths: out of reach, ``end`` stops short of ``goal`` on the line to it.
    """
    first, second = np.asarray(first_m, dtype=np.float64), np.asarray(second_m, dtype=np.float64)
    line = goal - root
    reach = norm(line)
    axis = line / np.maximum(reach, 1e-9)[..., None]
    reach = np.clip(reach, np.abs(first - second) + 1e-6, (first + second) * (1 - 1e-7))
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    aside = np.sqrt(np.maximum(first**2 - along**2, 0.0))
    middle = root + axis * along[..., None] + across(pole, axis) * aside[..., None]
    return middle, root + axis * reach[..., None]


def angle_deg(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """Angle at ``b`` between ``a`` and ``c``, degrees 0 to 180, in any number of dimensions.

    Parameters
    ----------
    a, b, c : (..., N)
        Points, in any number of dimensions.

    Returns
    -------
    (...)
        Degrees, 0 to 180.

    Examples
    --------
    >>> round(float(angle_deg(X, 0 * X, Y)), 6)
    90.0
    """
    u, v = unit(a - b), unit(c - b)
    return np.degrees(np.arccos(np.clip(dot(u, v), -1.0, 1.0)))
