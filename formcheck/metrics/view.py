"""From which side the camera sees the person, as codes."""

from __future__ import annotations

from formcheck.metrics.per_frame import Code, Number, as_code, either

VIEWS = ("side", "front", "between")


def view_codes(yaw_deg: Number, tolerance_deg: float) -> Code:
    """Index into :data:`VIEWS` for each yaw; an unknown yaw is *between* and allows no check that needs a view."""
    from_axis = abs(abs(yaw_deg) - 90.0)
    front_or_between = either(from_axis >= 90.0 - tolerance_deg, 1, 2)
    return as_code(either(from_axis <= tolerance_deg, 0, front_or_between))
