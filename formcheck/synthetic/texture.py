"""Solid noise for wood, cloth and walls: the same everywhere and always."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

_TABLE: Float32 = np.random.default_rng(7).random((32, 32, 32)).astype(np.float32)


def smooth_step(low: float, high: float, x: Float32) -> Float32:
    """0 below ``low``, 1 above ``high``, a smooth rise between.

    Parameters
    ----------
    low, high : float
    x : array
    """
    t = np.clip((x - low) / (high - low), 0, 1)
    result: Float32 = t * t * (3 - 2 * t)
    return result


def cell(x: NDArray[np.intp], y: NDArray[np.intp] | int, z: int) -> Float32:
    """A random number 0 to 1 for each integer cell.

    Parameters
    ----------
    x, y, z : int arrays or int
        Index of the cell in each direction.
    """
    numbers: Float32 = _TABLE[x & 31, np.asarray(y) & 31, z & 31]
    return numbers


def noise(p: Float32) -> Float32:
    """Value noise 0 to 1 at points (N, 3), features one unit wide; repeats every 32."""
    floor = np.floor(p).astype(np.int32)
    f = (p - floor).astype(np.float32)
    f = f * f * (3 - 2 * f)
    (x0, y0, z0), (x1, y1, z1) = (floor & 31).T, ((floor + 1) & 31).T
    fx, fy, fz = f.T
    low = _mix(_mix(_TABLE[x0, y0, z0], _TABLE[x1, y0, z0], fx), _mix(_TABLE[x0, y1, z0], _TABLE[x1, y1, z0], fx), fy)
    high = _mix(_mix(_TABLE[x0, y0, z1], _TABLE[x1, y0, z1], fx), _mix(_TABLE[x0, y1, z1], _TABLE[x1, y1, z1], fx), fy)
    return _mix(low, high, fz)


def _mix(a: Float32, b: Float32, weight: Float32) -> Float32:
    result: Float32 = a + (b - a) * weight
    return result


def cloudy(p: Float32) -> Float32:
    """Three octaves of noise, about 0 to 0.9."""
    p = p.astype(np.float32)
    result: Float32 = 0.5 * noise(p) + 0.27 * noise(p * np.float32(2.03)) + 0.15 * noise(p * np.float32(4.1))
    return result
