"""Where to go: a line in the picture that the body is to reach or to keep to."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class TargetLine:
    """A line to draw.

    Attributes
    ----------
    ends_px : (x, y) pair of two points
        In the coordinates of the frame as it came from the camera.
    mark_px : (x, y) or None
        The place on the line where a part of the body belongs, drawn as a ring.
    from_px : (x, y) or None
        Where that part is now; drawn as a thin way to the mark while it is off.
    reached : bool
    """

    ends_px: tuple[Point, Point]
    mark_px: Point | None = None
    from_px: Point | None = None
    reached: bool = False
