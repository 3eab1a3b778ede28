"""A pinhole camera: where it stands, and where points of the world fall in its picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.vec import Y, dot, unit, vec

_AZIMUTH_DEG = {
    ("side", "right"): 0.0,
    ("side", "left"): 180.0,
    ("front", "right"): 90.0,
    ("front", "left"): 90.0,
}


@dataclass(frozen=True)
class PinholeCamera:
    """A camera on a tripod that looks at a target.

    Parameters
    ----------
    target_m : (float, float, float)
        World point in the middle of the picture.
    distance_m : float
        Horizontal distance from the target.
    height_m : float
        Height above the floor.
    azimuth_deg : float
        Direction from the target to the camera: 0 at the right side of a person who faces X, 90 in front, 180
        at the left.
    vfov_deg : float
        Vertical field of view.
    size_wh : (int, int)
        Picture size, pixels.

    Notes
    -----
    Pinhole without distortion, square pixels, focal length ``f = h / 2 / tan(vfov / 2)`` pixels, principal point in the
    middle. Picture axes: x right, y down. The camera's roll is 0.
    """

    target_m: tuple[float, float, float]
    distance_m: float = 3.0
    height_m: float = 0.9
    azimuth_deg: float = 0.0
    vfov_deg: float = 42.0
    size_wh: tuple[int, int] = (960, 540)

    @classmethod
    def looking(
        cls,
        target_m: tuple[float, float, float],
        view: str = "side",
        near: str = "right",
        yaw_deg: float = 0.0,
        distance_m: float = 3.0,
        height_m: float = 0.9,
        vfov_deg: float = 42.0,
        size_wh: tuple[int, int] = (960, 540),
    ) -> PinholeCamera:
        """A camera at one side or in front, turned away from the exact view.

        Parameters
        ----------
        target_m : (float, float, float)
            World point in the middle of the picture.
        view : {"side", "front"}
        near : {"right", "left"}
            The person's side that is nearer to the camera in a side view.
        yaw_deg : float
            In a side view > 0 goes round toward the person's front (a supine person's feet), < 0 toward the back; in a
            front view > 0 goes toward the person's right.
        distance_m, height_m : float
            Horizontal distance from the target, and height above the floor.
        vfov_deg : float
            Vertical field of view.
        size_wh : (int, int)
            Picture size, pixels.
        """
        azimuth = _AZIMUTH_DEG[view, near]
        turned = (
            azimuth - yaw_deg
            if (view, near) in (("side", "left"), ("front", "right"), ("front", "left"))
            else azimuth + yaw_deg
        )
        return cls(target_m, distance_m, height_m, turned, vfov_deg, size_wh)

    @cached_property
    def position(self) -> FloatArray:
        """(3,) world position of the lens."""
        a = np.radians(self.azimuth_deg)
        x, _, z = self.target_m
        return vec(x + self.distance_m * np.sin(a), self.height_m, z + self.distance_m * np.cos(a))

    @cached_property
    def axes(self) -> FloatArray:
        """(3, 3) rows: right, down and forward (away from the camera) in the world."""
        forward = unit(np.array(self.target_m) - self.position)
        right = unit(np.cross(forward, Y))
        return np.stack([right, np.cross(forward, right), forward])

    @property
    def focal_px(self) -> float:
        """Focal length in pixels."""
        return float(self.size_wh[1] / 2 / np.tan(np.radians(self.vfov_deg) / 2))

    def camera_m(self, points: FloatArray) -> FloatArray:
        """World points (..., 3) in camera axes: right, down, forward; metres from the lens."""
        result: FloatArray = (points - self.position) @ self.axes.T
        return result

    def depth_m(self, points: FloatArray) -> FloatArray:
        """Distance (...) of world points along the viewing direction."""
        return dot(points - self.position, self.axes[2])

    def project(self, points: FloatArray) -> FloatArray:
        """Pixels (..., 2) of world points (..., 3); NaN for points at or behind the lens."""
        p = self.camera_m(points)
        with np.errstate(divide="ignore", invalid="ignore"):
            xy = self.focal_px * p[..., :2] / np.where(p[..., 2:] > 0.05, p[..., 2:], np.nan)
        return xy + np.array(self.size_wh) / 2

    def scale_px_per_m(self, points: FloatArray) -> FloatArray:
        """Pixels a metre across the view takes at the depth of world points (..., 3)."""
        return self.focal_px / self.depth_m(points)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)
