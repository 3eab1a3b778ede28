"""From which side the camera sees the person, as codes."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import CodeArray, FloatArray

VIEWS = ("side", "front", "between")


def view_codes(yaw_deg: FloatArray, tolerance_deg: float) -> CodeArray:
    """Index into :data:`VIEWS` for each yaw; an unknown yaw is *between* and allows no check that needs a view.

    Parameters
    ----------
    yaw_deg : (T,) float
        See ``geometry.axis_yaw_deg``; NaN unknown.
    tolerance_deg : float
        How far from square to the camera, or from facing it, still is a side or front view.
    """
    from_side = np.abs(np.abs(yaw_deg) - 90.0)
    front_or_between = np.where(from_side >= 90.0 - tolerance_deg, 1, 2)
    return np.where(from_side <= tolerance_deg, 0, front_or_between).astype(np.int8)


def off_axis_deg(yaw_deg: FloatArray) -> FloatArray:
    """(T,) how far from square to the camera, or from facing it, whichever is nearer; NaN unknown.

    Parameters
    ----------
    yaw_deg : (T,) float
        See ``geometry.axis_yaw_deg``; NaN unknown.
    """
    from_side = np.abs(np.abs(yaw_deg) - 90.0)
    return np.minimum(from_side, 90.0 - from_side)
