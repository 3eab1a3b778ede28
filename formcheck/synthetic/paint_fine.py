"""The fine painter: the body as a distance field, with soft shadows, ambient occlusion, cloth and a face.

The same frame of the same scene gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import Image
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.cones import Material
from formcheck.synthetic.face import paint_face
from formcheck.synthetic.life import Life
from formcheck.synthetic.room import Backdrop, backdrop, lamp_past_furniture
from formcheck.synthetic.scene import Scene, with_grain
from formcheck.synthetic.sdf import Field, bounds, coverage
from formcheck.synthetic.shape import surface
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.texture import Float32, cloudy, noise, smooth_step

F = np.float32

SKY = np.array([0.62, 0.66, 0.72], F)
SUN = np.array([1.15, 1.07, 0.943], F)
GROUND = np.array([0.42, 0.36, 0.30], F)
_SHADOW_CELLS = 200
_SHADOW_HALF_M = 1.35


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
    return paint_skeleton(scene, scene.performance.pose(t_s), index, scene.life(t_s) if scene.life else None)


def paint_all(scene: Scene, fps: float = 30.0) -> Iterator[tuple[float, Image]]:
    """Every frame of a scene with its time in seconds.

    Parameters
    ----------
    scene : Scene
    fps : float
        Frames a second.
    """
    for index, t in enumerate(scene.performance.times(fps)):
        yield float(t), paint(scene, float(t), index)


def paint_skeleton(scene: Scene, skeleton: Skeleton, index: int, life: Life | None = None) -> Image:
    """Paint a skeleton of one frame in the scene's room.

    Parameters
    ----------
    scene : Scene
    skeleton : Skeleton
        Of one frame.
    index : int
        Picks the grain.
    life : Life, optional
        What moves that is no joint.
    """
    camera = scene.camera
    width, height = camera.size_wh
    room = backdrop(camera, scene.room)
    held = scene.held(skeleton, life or Life()) if scene.held else ()
    field = Field([*surface(skeleton, 0, scene.look.sleeve, scene.look.short, life), *held])
    lamp = scene.light_m().astype(F)
    shadow = _Shadow(field, skeleton, lamp)
    past = lamp_past_furniture(camera, scene.room, tuple(scene.light_m().tolist())) if scene.room.blocks else F(1)
    picture = _light_room(room, field, shadow, lamp, past)
    body, points = _meet_body(field, camera, room)
    picture[body] = _light_body(scene, skeleton, field, shadow, lamp, points, room.rays[body])
    shown = np.sqrt(np.clip(picture * F(0.92 * scene.brightness), 0, 1)) * 255
    image = shown.reshape(height, width, 3)[..., ::-1].astype(np.uint8)
    return with_grain(_soften_outline(image, body, room.face), scene, index)


def _meet_body(field: Field, camera: PinholeCamera, room: Backdrop) -> tuple[NDArray[np.intp], Float32]:
    """Pixels (row by row) whose rays meet the body, and where."""
    ends, radii = bounds(field)
    scale = camera.scale_px_per_m(ends)
    depth = camera.depth_m(ends)
    ok = (depth - radii > 0.1).all(axis=1)
    near, far = (depth - radii).min(axis=1), (depth + radii).max(axis=1)
    pixels, spread = camera.project(ends), radii * scale * 1.02 + 1.5
    first, last = coverage(pixels[ok], spread[ok], near[ok], far[ok], camera.size_wh)
    candidates = _by_tile(np.flatnonzero(np.isfinite(first.ravel())), camera.size_wh[0])
    rays = room.rays[candidates]
    slant = (rays @ camera.axes[2]).astype(F)
    start, stop = first.ravel()[candidates] / slant, last.ravel()[candidates] / slant
    origin = np.broadcast_to(camera.position.astype(F), rays.shape)
    reach = field.trace(origin, rays, start, np.minimum(stop, room.reach[candidates]))
    hit = np.isfinite(reach)
    return candidates[hit], origin[hit] + rays[hit] * reach[hit, None]


def _by_tile(pixels: NDArray[np.intp], width: int) -> NDArray[np.intp]:
    """The same pixels in an order that keeps neighbours together: tile by tile of 32 x 32."""
    x, y = pixels % width, pixels // width
    return pixels[np.lexsort((y, x // 32, y // 32))]


class _Shadow:
    """What the lamp sees: a depth map from a parallel light."""

    def __init__(self, field: Field, skeleton: Skeleton, lamp: Float32) -> None:
        n = _SHADOW_CELLS
        right = np.cross([0.0, 1.0, 0.0], lamp)
        right /= np.linalg.norm(right)
        self._right, self._up, self._lamp = right.astype(F), np.cross(lamp, right).astype(F), lamp
        names = ("pelvis", "chest", "left_ankle", "right_ankle")
        self.centre = np.mean([skeleton.points[name][0] for name in names], axis=0).astype(F)
        ends, radii = bounds(field)
        offset = ends - self.centre
        per_m = n / (2 * _SHADOW_HALF_M)
        pixels = np.stack([offset @ self._right, offset @ self._up], axis=-1) * per_m + n / 2
        depth = 3.0 - offset @ lamp
        first, last = coverage(pixels, radii * per_m + 1.5, (depth - radii).min(1), (depth + radii).max(1), (n, n))
        cells = _by_tile(np.flatnonzero(np.isfinite(first.ravel())), n)
        x, y = (cells % n + 0.5 - n / 2) / per_m, (cells // n + 0.5 - n / 2) / per_m
        origin = self.centre + lamp * F(3) + np.outer(x, self._right) + np.outer(y, self._up)
        reach = field.trace(
            origin.astype(F), np.broadcast_to(-lamp, origin.shape), first.ravel()[cells], last.ravel()[cells], 24, 0.006
        )
        self._depth = np.full((n, n), 99, F)
        self._depth[cells // n, cells % n] = np.where(np.isfinite(reach), reach, 99)

    def light(self, points: Float32, bias_m: float, softness: float) -> Float32:
        """How much of the lamp each point (N, 3) sees, 0 to 1: the mean of 25 cells around it."""
        n = _SHADOW_CELLS
        offset = points - self.centre
        x = ((offset @ self._right) / _SHADOW_HALF_M + 1) * n / 2 - 0.5
        y = ((offset @ self._up) / _SHADOW_HALF_M + 1) * n / 2 - 0.5
        depth = F(3) - offset @ self._lamp - F(bias_m)
        dark = np.zeros(len(points), F)
        for i in range(-2, 3):
            column = np.clip(np.rint(x + i * softness).astype(np.intp), 0, n - 1)
            for j in range(-2, 3):
                row = np.clip(np.rint(y + j * softness).astype(np.intp), 0, n - 1)
                dark += self._depth[row, column] < depth
        result: Float32 = 1 - dark / F(25)
        return result


def _light_room(room: Backdrop, field: Field, shadow: _Shadow, lamp: Float32, past: Float32 | np.float32) -> Float32:
    offset = room.points - shadow.centre
    near = np.flatnonzero(np.einsum("ij,ij->i", offset, offset) < 2.2**2)
    lit = np.ones(len(room.points), F)
    lit[near] = shadow.light(room.points[near], 0.02, 1.3)
    open_sky = np.ones(len(room.points), F)
    floor = near[room.floor[near]]
    open_sky[floor] = _open_sky(room.points[floor], field, shadow.centre)
    direct = np.maximum(room.normals @ lamp, 0) * lit * past * F(0.8)
    ambient = F(0.62) * open_sky * (F(0.75) + F(0.25) * room.normals[:, 1])
    result: Float32 = room.colour * (SUN * direct[:, None] + SKY * ambient[:, None] + F(0.12)) * room.corner[:, None]
    return result


def _open_sky(floor: Float32, field: Field, centre: Float32) -> Float32:
    """How much of the sky reaches points on the floor (N, 3): less where a body part hovers just above it."""
    half, cell_m = 1.3, 0.02
    n = int(2 * half / cell_m)
    grid = (np.arange(n) + 0.5) * cell_m - half
    z, x = np.meshgrid(grid + centre[2], grid + centre[0], indexing="ij")
    free = np.zeros(n * n, F)
    tiles = _by_tile(np.arange(n * n), n)
    for height in (0.05, 0.12):
        points = np.stack([x.ravel()[tiles], np.full(n * n, height), z.ravel()[tiles]], axis=1).astype(F)
        free[tiles] += np.clip(field.distance(points, height) / F(height), 0, 1)
    fine = 4
    smooth = cv2.resize(free.reshape(n, n), (n * fine, n * fine), interpolation=cv2.INTER_LINEAR)
    column = ((floor[:, 0] - centre[0] + half) * (fine / cell_m)).astype(np.intp)
    row = ((floor[:, 2] - centre[2] + half) * (fine / cell_m)).astype(np.intp)
    inside = (column >= 0) & (column < n * fine) & (row >= 0) & (row < n * fine)
    looked_up = np.full(len(floor), 2, F)
    looked_up[inside] = smooth[row[inside], column[inside]]
    result: Float32 = 0.35 + 0.65 / 2 * looked_up
    return result


def _light_body(
    scene: Scene, skeleton: Skeleton, field: Field, shadow: _Shadow, lamp: Float32, p: Float32, rays: Float32
) -> Float32:
    normal = field.normals(p)
    material, texture, edge = field.materials(p)
    colour = scene.look.colours().astype(F)[material]
    cloth = (material == Material.SHIRT) | (material == Material.SHORTS)
    normal = _weave(colour, normal, texture, edge, cloth)
    head = (p - skeleton.points["head"][0].astype(F)) @ skeleton.frames["head"][0].astype(F)
    head /= F(skeleton.body.stature_m / 1.75)
    _skin_and_hair(scene, colour, material, head)
    open_sky = np.zeros(len(p), F)
    weight = 1.0
    for step in (F(0.03), F(0.11)):
        q = p + normal * step
        open_sky += np.maximum(step - np.minimum(field.distance(q, float(step)), q[:, 1]), 0) * F(weight)
        weight *= 0.55
    open_sky = np.clip(1 - F(2.6) * open_sky, 0, 1)
    lit = shadow.light(p + normal * F(0.012), 0.02, 0.8)
    through = np.where(material == Material.SKIN, F(0.35), F(0))
    direct = np.clip((normal @ lamp + through) / (1 + through), 0, 1) * lit
    ambient = (GROUND + (SKY - GROUND) * (normal[:, 1:2] * F(0.5) + F(0.5))) * F(0.62) * open_sky[:, None]
    fill = np.clip(-np.einsum("ij,ij->i", normal, rays), 0, 1) * F(0.26) * open_sky
    shade: Float32 = colour * (SUN * direct[:, None] + ambient + fill[:, None])
    half = lamp - rays
    half /= np.linalg.norm(half, axis=1, keepdims=True)
    gloss = np.maximum(np.einsum("ij,ij->i", normal, half), 0) ** 20 * lit * F(0.05)
    shade += gloss[:, None] * SUN
    return shade


def _weave(colour: Float32, normal: Float32, texture: Float32, edge: Float32, cloth: NDArray[np.bool_]) -> Float32:
    """Fold and darken cloth (``colour`` in place) and return the bent normals."""
    q = texture[cloth] * F(18)
    fold = cloudy(q)
    colour[cloth] *= ((0.86 + 0.28 * fold) * (0.65 + 0.35 * smooth_step(0, 0.02, np.abs(edge[cloth]))))[:, None]
    slope = np.stack([cloudy(q + step) - fold for step in np.eye(3, dtype=F) * F(0.08)], axis=1)
    bent = normal.copy()
    bent[cloth] -= slope * 5
    bent[cloth] /= np.linalg.norm(bent[cloth], axis=1, keepdims=True)
    return bent


def _skin_and_hair(scene: Scene, colour: Float32, material: NDArray[np.intp], head: Float32) -> None:
    """Draw the face and comb the hair, in place; ``head`` are points in the head's frame, scaled to a 1.75 m body."""
    skin = (material == Material.SKIN) | (material == Material.LIP)
    face = np.flatnonzero(skin & (np.linalg.norm(head, axis=1) < 0.19) & (head[:, 0] > 0))
    lip = scene.look.colours()[Material.LIP].astype(F)
    colour[face] = paint_face(head[face], colour[face], np.array(scene.look.hair, F), lip)
    hair = material == Material.HAIR
    f, u, left = head[hair].T
    strands = np.stack([np.arctan2(left, u - F(0.02)) * 26, f * 16, np.linalg.norm(head[hair], axis=1) * 30], axis=1)
    colour[hair] *= (0.55 + 0.9 * noise(strands.astype(F)))[:, None]


def _soften_outline(image: Image, body: NDArray[np.intp], face: NDArray[np.intp]) -> Image:
    """Blur a band of one pixel along silhouette and furniture's edges: one ray a pixel leaves them jagged."""
    what = (face + 2).astype(np.uint16)
    what[body] = 0
    kernel = np.ones((3, 3), np.uint8)
    edge = cv2.morphologyEx(what.reshape(image.shape[:2]), cv2.MORPH_GRADIENT, kernel) > 0
    share = edge[..., None] * 0.8
    return np.asarray(image * (1 - share) + cv2.GaussianBlur(image, (0, 0), 0.8) * share).astype(np.uint8)
