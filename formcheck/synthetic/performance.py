"""A performance: one person doing one thing for some time, with its truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import Body
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.motion import minimum_jerk
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.transitions import blend
from formcheck.synthetic.truth import Angles, Truth, measure

Motion = Callable[[FloatArray], Skeleton]
"""From seconds since the stretch began (T,) to a skeleton (T)."""


@dataclass(frozen=True)
class Stretch:
    """A part of a performance."""

    duration_s: float
    motion: Motion


def still(posture: Skeleton, duration_s: float) -> Stretch:
    """Keep a posture of one frame.

    Parameters
    ----------
    posture : Skeleton
        One frame.
    duration_s : float
    """
    return Stretch(duration_s, lambda t: blend(posture, posture, np.zeros_like(t)))


def change(a: Skeleton, b: Skeleton, duration_s: float, lift_m: float = 0.05) -> Stretch:
    """Move from one posture to another.

    Parameters
    ----------
    a, b : Skeleton
        One frame each.
    duration_s : float
    lift_m : float
        How high hands and feet that travel are lifted on the way, metres.
    """
    return Stretch(duration_s, lambda t: blend(a, b, minimum_jerk(t / duration_s), lift_m))


@dataclass(frozen=True)
class Performance:
    """What one person does, at any time.

    Parameters
    ----------
    body : Body
    stretches : sequence of Stretch
    truth : Truth
    view : {"side", "front"}
        The view the exercise is meant to be filmed from.
    fps : float
        Frame rate of ``t_s``.
    """

    body: Body
    stretches: Sequence[Stretch]
    truth: Truth
    view: str = "side"
    fps: float = 30.0
    _starts: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", np.cumsum([0.0] + [s.duration_s for s in self.stretches]))

    @property
    def duration_s(self) -> float:
        """Seconds from the first to the last moment."""
        return float(self._starts[-1])

    @property
    def t_s(self) -> FloatArray:
        """(T,) times of frames at ``fps``."""
        return self.times(self.fps)

    def times(self, fps: float) -> FloatArray:
        """(T,) times of frames at a frame rate."""
        return np.arange(int(self.duration_s * fps + 1e-9) + 1) / fps

    def pose(self, t_s: ArrayLike) -> Skeleton:
        """The skeleton at times (T,), which must not go back; the person is still before and after."""
        t = np.clip(np.atleast_1d(np.asarray(t_s, dtype=np.float64)), 0.0, self.duration_s)
        which = np.clip(np.searchsorted(self._starts, t, side="right") - 1, 0, len(self.stretches) - 1)
        parts = [self.stretches[i].motion(t[which == i] - self._starts[i]) for i in np.unique(which)]
        return Skeleton.concatenate(parts)

    def angles(self, camera: PinholeCamera | None = None, fps: float | None = None) -> Angles:
        """True angles per frame, see :mod:`formcheck.synthetic.truth`.

        Parameters
        ----------
        camera : PinholeCamera, optional
            With it, angles in its picture as well.
        fps : float, optional
            Frames a second; default that of the performance.
        """
        return measure(self.pose(self.times(fps or self.fps)), camera)

    def camera(
        self,
        view: str | None = None,
        near: str = "right",
        yaw_deg: float = 0.0,
        distance_m: float | None = None,
        height_m: float | None = None,
        size_wh: tuple[int, int] = (960, 540),
        vfov_deg: float = 42.0,
    ) -> PinholeCamera:
        """A camera that sees the exercise whole: aimed at its middle, from as far as its extent needs.

        Parameters
        ----------
        view : {"side", "front"}, optional
            Default that of the performance.
        near : {"right", "left"}
            The person's side that is nearer to the camera.
        yaw_deg : float
            Turn away from the exact view, see :meth:`PinholeCamera.looking`.
        distance_m, height_m : float, optional
            Default as far as it needs, and as high as a table or a chair.
        size_wh : (int, int)
            Picture size, pixels.
        vfov_deg : float
            Vertical field of view.
        """
        t = self.times(4.0)
        inside = t[(t >= self.truth.set_start_s) & (t <= self.truth.set_end_s)]
        joints = np.concatenate(list(self.pose(inside if len(inside) else t).points.values()))
        low, high = joints.min(axis=0), joints.max(axis=0)
        standing = bool(high[1] - low[1] > 1.0)
        # Joints end inside the body: leave room for head, hands and feet around them.
        target = (low + high) / 2 + np.array([0.0, 0.03 if standing else 0.08, 0.0])
        aim = (float(target[0]), float(target[1]), float(target[2]))
        high_m = height_m or (0.95 if standing else 0.55)
        camera = PinholeCamera.looking(aim, view or self.view, near, yaw_deg, 3.0, high_m, vfov_deg, size_wh)
        if distance_m is None:
            across, down, ahead = (np.abs((joints - target) @ axis) for axis in camera.axes)
            tangent = np.tan(np.radians(vfov_deg) / 2)
            wide, tall = across.max() + 0.30, down.max() + 0.26
            distance_m = float(max(tall, wide * size_wh[1] / size_wh[0]) / tangent + 0.7 * ahead.max())
        return PinholeCamera.looking(aim, view or self.view, near, yaw_deg, distance_m, high_m, vfov_deg, size_wh)
