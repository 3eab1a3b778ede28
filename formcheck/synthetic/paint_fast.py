"""The fast painter: every cone as three nested shapes, dark to light, drawn from far to near; tens of milliseconds.

What makes a pose detector accept a drawn body is shading on a volume: flat silhouettes on the floor are not
found.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray, Image
from formcheck.synthetic.cones import Cone, Material
from formcheck.synthetic.scene import Scene, with_grain
from formcheck.synthetic.shape import surface
from formcheck.synthetic.skeleton import Skeleton

_CIRCLE = np.stack(
    [
        np.cos(np.linspace(0, 2 * np.pi, 20, endpoint=False)),
        np.sin(np.linspace(0, 2 * np.pi, 20, endpoint=False)),
    ],
    axis=1,
)
TONES = ((1.0, 0.0, 0.72), (0.80, 0.12, 0.90), (0.55, 0.25, 1.05))
"""Size, shift toward the light (fraction of the radius) and brightness of the shapes of one cone."""
_SUBPIXEL_BITS = 4


def display(linear: FloatArray, brightness: float = 1.0) -> FloatArray:
    """8-bit BGR of linear RGB colours (..., 3), with a gamma of 2.

    Parameters
    ----------
    linear : (..., 3)
        Red, green, blue; linear, 0 to 1.
    brightness : float
        Factor; 1 is well lit.
    """
    result: FloatArray = np.sqrt(np.clip(0.95 * brightness * linear[..., ::-1], 0.0, 1.0)) * 255.0
    return result


def paint(scene: Scene, t_s: float, index: int = 0) -> Image:
    """One frame of a scene: (H, W, 3) uint8 BGR.

    Parameters
    ----------
    scene : Scene
    t_s : float
        Seconds of the performance.
    index : int
        Picks the grain.
    """
    return paint_skeleton(scene, scene.performance.pose(t_s), background(scene), index)


def paint_all(scene: Scene, fps: float = 30.0) -> Iterator[tuple[float, Image]]:
    """Every frame of a scene with its time in seconds.

    Parameters
    ----------
    scene : Scene
    fps : float
        Frames a second.
    """
    times = scene.performance.times(fps)
    empty = background(scene)
    skeleton = scene.performance.pose(times)
    for index, t in enumerate(times):
        yield float(t), paint_skeleton(scene, skeleton[index : index + 1], empty, index)


def background(scene: Scene) -> Image:
    """The empty room."""
    width, height = scene.camera.size_wh
    room = scene.room
    image = np.empty((height, width, 3), np.uint8)
    image[:] = display(np.array(room.wall) * 0.78, scene.brightness)
    far = np.array([[x, 0.0, z] for x, z in _ground(scene)])
    floor = scene.camera.project(far)
    cv2.fillConvexPoly(
        image,
        _fixed(_horizon(floor, width, height)),
        _colour(np.array(room.floor), scene),
        cv2.LINE_AA,
        _SUBPIXEL_BITS,
    )
    if min(room.mat_half_m) > 0:
        x, z = scene.mat_centre_m()
        a, b = room.mat_half_m
        corners = np.array([[x - a, 0, z - b], [x + a, 0, z - b], [x + a, 0, z + b], [x - a, 0, z + b]])
        pixels = scene.camera.project(corners)
        if np.isfinite(pixels).all():
            cv2.fillPoly(image, [_fixed(pixels)], _colour(np.array(room.mat), scene), cv2.LINE_AA, _SUBPIXEL_BITS)
    return image


def _ground(scene: Scene) -> list[tuple[float, float]]:
    """Where the floor meets the wall: two points 1.5 m behind the target, far to the left and right."""
    right, _, forward = scene.camera.axes
    level = np.array([forward[0], forward[2]]) / np.hypot(forward[0], forward[2])
    x, z = scene.mat_centre_m()
    return [(x + level[0] * 1.5 + right[0] * w, z + level[1] * 1.5 + right[2] * w) for w in (-5.0, 5.0)]


def _horizon(wall_foot: FloatArray, width: int, height: int) -> FloatArray:
    return np.array([wall_foot[0], wall_foot[1], [width + 9.0, height + 9.0], [-9.0, height + 9.0]])


def paint_skeleton(scene: Scene, skeleton: Skeleton, empty: Image, index: int) -> Image:
    """Paint a skeleton of one frame over the empty room.

    Parameters
    ----------
    scene : Scene
    skeleton : Skeleton
        Of one frame.
    empty : (H, W, 3) uint8 BGR
        The room, see :func:`background`.
    index : int
        Picks the grain.
    """
    image = empty.copy()
    colours = display(scene.look.colours(), scene.brightness)
    camera = scene.camera
    pieces = [
        piece
        for group in surface(skeleton, 0, scene.look.sleeve, scene.look.short)
        for cone in group.cones
        for piece in _split(cone)
    ]
    starts, ends = np.array([p[0] for p in pieces]), np.array([p[1] for p in pieces])
    radii = np.array([[p[2], p[3]] for p in pieces])
    middle = (starts + ends) / 2
    widths = np.array([_apparent(p[4], p[0], p[1], m - camera.position) for p, m in zip(pieces, middle, strict=True)])
    flats = np.array([p[4].flat for p in pieces])
    depth = camera.depth_m(middle) - radii.max(axis=1) * flats * 0.8
    a, b = camera.project(starts), camera.project(ends)
    ra = radii[:, 0] * widths * camera.scale_px_per_m(starts)
    rb = radii[:, 1] * widths * camera.scale_px_per_m(ends)
    for i in np.argsort(-depth, kind="stable"):
        if not (np.isfinite(a[i]).all() and np.isfinite(b[i]).all()):
            continue
        base = colours[pieces[i][5]]
        for size, shift, tone in TONES:
            up = np.array([0.0, -shift])
            outline = np.concatenate(
                [a[i] + up * ra[i] + _CIRCLE * ra[i] * size, b[i] + up * rb[i] + _CIRCLE * rb[i] * size]
            )
            hull = np.asarray(cv2.convexHull(outline.astype(np.float32)), dtype=np.float64).reshape(-1, 2)
            shade = tuple(float(v) for v in np.clip(base * tone, 0, 255))
            cv2.fillConvexPoly(image, _fixed(hull), shade, cv2.LINE_AA, _SUBPIXEL_BITS)
    return with_grain(np.asarray(cv2.GaussianBlur(image, (0, 0), 0.7), dtype=np.uint8), scene, index)


def _split(cone: Cone) -> Iterator[tuple[FloatArray, FloatArray, float, float, Cone, Material]]:
    """A cone of two materials as two pieces of one; the last piece first, so that the first overlaps it."""
    a, b, ra, rb = cone.start, cone.end, cone.radius_start, cone.radius_end
    if cone.cut >= 1 or cone.cut <= 0:
        yield a, b, ra, rb, cone, cone.material if cone.cut >= 1 else cone.material_end
        return
    middle, radius = a + (b - a) * cone.cut, ra + (rb - ra) * cone.cut
    yield middle, b, radius, rb, cone, cone.material_end
    yield a, middle, ra, radius, cone, cone.material


def _apparent(cone: Cone, a: FloatArray, b: FloatArray, view: FloatArray) -> float:
    """How wide a flattened cone looks from the camera, as a fraction of its width."""
    along = b - a
    length = float(np.linalg.norm(along))
    if length < 1e-9:
        return float(np.sqrt(cone.flat))
    along = along / length
    side = cone.side - along * float(cone.side @ along)
    side = side / max(float(np.linalg.norm(side)), 1e-9)
    across = np.cross(along, view / np.linalg.norm(view))
    seen = float(np.linalg.norm(across))
    if seen < 0.15:
        return float(np.sqrt(max(cone.flat, 0.3)))
    return float(np.hypot(side @ across, cone.flat * (np.cross(side, along) @ across)) / seen)


def _colour(linear: FloatArray, scene: Scene) -> tuple[float, ...]:
    return tuple(float(v) for v in display(linear, scene.brightness))


def _fixed(points: FloatArray) -> NDArray[np.int32]:
    return np.round(np.asarray(points) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
