"""The room of the fine painter: a wooden floor, a mat, a wall with a picture and a window, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.furniture import Cuboid, hollow, lit, meet
from formcheck.synthetic.furniture import normals as face_normals
from formcheck.synthetic.scene import Room
from formcheck.synthetic.texture import Float32, cell, cloudy, noise, smooth_step

WALL_BEHIND_M = 1.6
F = np.float32


@dataclass(frozen=True)
class Backdrop:
    """What each pixel's ray meets in the room without the person, row by row (N = H x W).

    Parameters
    ----------
    rays, points, normals, colour : (N, 3)
    reach : (N,)
        Length of the ray.
    corner : (N,)
        How dark the room's corners make it, 0 to 1.
    floor : (N,) bool
    face : (N,)
        Which face of what stands there, see :func:`formcheck.synthetic.furniture.meet`; -1 for floor and wall.
    """

    rays: Float32
    points: Float32
    normals: Float32
    colour: Float32
    reach: Float32
    corner: Float32
    floor: np.ndarray
    face: np.ndarray


@lru_cache(maxsize=4)
def backdrop(camera: PinholeCamera, room: Room) -> Backdrop:
    """The room as a camera sees it.

    Parameters
    ----------
    camera : PinholeCamera
    room : Room
    """
    width, height = camera.size_wh
    u, v = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
    rays = (np.stack([u, v, np.full_like(u, camera.focal_px)], axis=-1) / camera.focal_px).reshape(-1, 3) @ camera.axes
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    right, _, forward = camera.axes
    level = np.array([forward[0], 0.0, forward[2]])
    level /= np.linalg.norm(level)
    target = np.array([camera.target_m[0], 0.0, camera.target_m[2]])
    to_wall = float(level @ (target - camera.position)) + WALL_BEHIND_M
    with np.errstate(divide="ignore"):
        to_floor = np.where(rays[:, 1] < -1e-4, -camera.position[1] / np.minimum(rays[:, 1], -1e-4), 1e3)
        reach_wall = np.where(rays @ level > 1e-4, to_wall / np.maximum(rays @ level, 1e-4), 1e3)
    reach = np.minimum(to_floor, reach_wall)
    floor = to_floor < reach_wall
    points = camera.position + rays * reach[:, None]
    normals = np.where(floor[:, None], [0.0, 1.0, 0.0], -level).astype(np.float64)
    colour = np.empty_like(points)
    colour[floor] = _floor(points[floor], room, target)
    wall = points[~floor]
    colour[~floor] = _wall(np.stack([(wall - target) @ right, wall[:, 1]], axis=1), room)
    behind = (points - target) @ level
    corner = 1 - 0.35 * np.exp(-5 * np.abs(np.where(floor, WALL_BEHIND_M - behind, points[:, 1])))
    corner[floor] *= hollow(room.blocks, points[floor])
    near, face = meet(room.blocks, camera.position, rays)
    met = near < reach
    face = np.where(met, face, -1)
    reach[met], normals[met] = near[met], face_normals(face[met])
    points[met] = camera.position + rays[met] * near[met, None]
    colour[met] = _painted(room.blocks, face[met], points[met])
    corner[met], floor[met] = 1.0, False
    return Backdrop(
        rays.astype(F),
        points.astype(F),
        normals.astype(F),
        colour.astype(F),
        reach.astype(F),
        corner.astype(F),
        floor,
        face,
    )


@lru_cache(maxsize=4)
def lamp_past_furniture(camera: PinholeCamera, room: Room, lamp: tuple[float, float, float]) -> Float32:
    """(N,) how much of the lamp each pixel's point of the backdrop sees past what stands in the room, 0 to 1.

    Parameters
    ----------
    camera : PinholeCamera
    room : Room
    lamp : (float, float, float)
        Unit vector toward it.
    """
    empty = backdrop(camera, room)
    return lit(room.blocks, empty.points + empty.normals * F(0.004), np.array(lamp)).astype(F)


def _painted(blocks: Sequence[Cuboid], face: NDArray[np.intp], points: FloatArray) -> FloatArray:
    """Colours of points on blocks, with a grain along them."""
    colour = np.array([block.colour for block in blocks]).reshape(-1, 3)[face // 6]
    grain = np.array([block.grain for block in blocks])[face // 6] if blocks else np.zeros(0)
    return np.asarray(colour * (1 + grain * (cloudy((points * [9.0, 30.0, 30.0]).astype(F)) - 0.5))[:, None])


def _floor(q: FloatArray, room: Room, target: FloatArray) -> FloatArray:
    """Planks along X, 13 cm wide, and the mat."""
    row = np.floor(q[:, 2] / 0.13)
    across = q[:, 2] / 0.13 - row
    shift = cell(row.astype(np.intp), 0, 2) * 3
    length = (q[:, 0] + shift) / 1.3
    board = np.floor(length).astype(np.intp)
    grain = cloudy(np.stack([(q[:, 0] + shift) * 2.2, row * 7.0, q[:, 2] * 34], axis=1).astype(F))
    colour = np.array(room.floor) * (1 + 0.36 * grain)[:, None]
    colour *= (0.82 + 0.3 * cell(row.astype(np.intp), board, 5))[:, None]
    gap = smooth_step(0, 0.03, np.minimum(across, 1 - across)) * smooth_step(
        0, 0.003, np.minimum(length % 1, 1 - length % 1)
    )
    colour *= (0.55 + 0.45 * gap)[:, None]
    half_x, half_z = room.mat_half_m
    edge = np.minimum(half_x - np.abs(q[:, 0] - target[0]), half_z - np.abs(q[:, 2] - target[2]))
    mat = np.array(room.mat) * (0.9 + 0.2 * noise((q * 180).astype(F)))[:, None]
    mat *= (0.1 + 0.9 * smooth_step(0, 0.012, edge))[:, None]
    covered: FloatArray = np.where((edge > 0)[:, None], mat, colour)
    return covered


def _wall(uv: FloatArray, room: Room) -> FloatArray:
    """Plaster with a skirting board; in a furnished room a framed picture and a window. ``uv`` metres right and up."""
    colour = np.array(room.wall) * (0.94 + 0.1 * cloudy(np.column_stack([uv * 3, np.ones(len(uv))]).astype(F)))[:, None]
    colour = np.where((uv[:, 1] < 0.11)[:, None], np.array([0.82, 0.81, 0.79]) * 0.9, colour)
    if not room.furnished:
        return colour
    off = np.abs(uv - [1.75, 1.55])
    colour[(off[:, 0] < 0.34) & (off[:, 1] < 0.44)] = 0.15
    inner = (off[:, 0] < 0.31) & (off[:, 1] < 0.41)
    blots = cloudy(np.column_stack([uv[inner] * 4, np.full(int(inner.sum()), 7.0)]).astype(F))
    paper, ink = np.array([0.75, 0.72, 0.62]), np.array([0.25, 0.40, 0.50])
    colour[inner] = paper + (ink - paper) * smooth_step(0.4, 0.6, blots)[:, None]
    off = np.abs(uv - [-1.85, 1.45])
    colour[(off[:, 0] < 0.55) & (off[:, 1] < 0.75)] = 0.88
    pane = (off[:, 0] < 0.50) & (off[:, 1] < 0.70) & (np.minimum(off[:, 0], off[:, 1]) > 0.02)
    colour[pane] = (0.93, 0.97, 1.0)
    return colour
