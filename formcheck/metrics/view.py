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
    """How far a view is off the side or the front, whichever is nearer, up to 45 deg; NaN unknown.

    Parameters
    ----------
    yaw_deg : (T,) float
        See ``geometry.axis_yaw_deg``.
    """
    from_side = np.abs(np.abs(yaw_deg) - 90.0)
    off_deg: FloatArray = np.minimum(from_side, 90.0 - from_side)
    return off_deg
