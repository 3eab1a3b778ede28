"""What stands around a person: boxes that rays meet, and chairs, tables and walls made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray

Rgb = tuple[float, float, float]
"""Reflectance of red, green, blue, 0 to 1, linear."""
Corner = tuple[float, float, float]
"""x, y, z in the world, metres."""

WOOD: Rgb = (0.42, 0.24, 0.12)
PALE_WOOD: Rgb = (0.60, 0.44, 0.28)
CLOTH: Rgb = (0.20, 0.24, 0.30)
METAL: Rgb = (0.32, 0.33, 0.35)
SCREEN: Rgb = (0.06, 0.10, 0.16)
_SLAB_M, _LEG_M = 0.04, 0.045
"""How thick a seat or a table top is, and the legs under it."""


@dataclass(frozen=True)
class Cuboid:
    """A box along the axes of the world.

    Parameters
    ----------
    low, high : (x, y, z)
        Its least and its greatest corner, world metres.
    colour : Rgb
    grain : float
        How strong its grain is; 0 for what is painted.
    """

    low: Corner
    high: Corner
    colour: Rgb = WOOD
    grain: float = 0.3


def meet(blocks: Sequence[Cuboid], origin: FloatArray, rays: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Where rays first meet blocks.

    Parameters
    ----------
    blocks : sequence of Cuboid
    origin : (3,) or (N, 3)
        World metres.
    rays : (N, 3)
        Directions of length one.

    Returns
    -------
    reach : (N,)
        Length of the ray up to the nearest block, infinite where there is none.
    face : (N,)
        Six times the number of the block, and the face's: 2 * axis, one more if it is the greater one; -1 for none.
    """
    nearest = np.full(len(rays), np.inf)
    face = np.full(len(rays), -1, np.intp)
    slow = np.where(np.abs(rays) < 1e-9, 1e-9, rays)
    for number, block in enumerate(blocks):
        to_low, to_high = (np.array(block.low) - origin) / slow, (np.array(block.high) - origin) / slow
        enter = np.minimum(to_low, to_high)
        axis = enter.argmax(axis=1)
        first, last = enter.max(axis=1), np.maximum(to_low, to_high).min(axis=1)
        hit = (first < last) & (first > 1e-6) & (first < nearest)
        nearest[hit] = first[hit]
        greater = rays[np.arange(len(rays)), axis] < 0
        face[hit] = (6 * number + 2 * axis + greater)[hit]
    return nearest, face


def normals(face: NDArray[np.intp]) -> FloatArray:
    """(N, 3) outward normals of faces as :func:`meet` numbers them."""
    axis, greater = face % 6 // 2, face % 2
    result = np.zeros((len(face), 3))
    result[np.arange(len(face)), axis] = 2.0 * greater - 1.0
    return result


def lit(blocks: Sequence[Cuboid], points: FloatArray, lamp: FloatArray) -> FloatArray:
    """How much of the lamp each point (N, 3) sees past the blocks, 0 to 1.

    Parameters
    ----------
    blocks : sequence of Cuboid
    points : (N, 3)
        World metres, a little above their surface.
    lamp : (3,)
        Unit vector toward it.
    """
    if not blocks:
        return np.ones(len(points))
    aside = np.cross(lamp, [1.0, 0.0, 0.0])
    up = np.cross(lamp, aside)
    seen = np.zeros(len(points))
    spots = [(0.0, 0.0), (0.07, 0.0), (-0.07, 0.0), (0.0, 0.07), (0.0, -0.07)]
    for a, b in spots:
        toward = lamp + a * aside + b * up
        toward = np.broadcast_to(toward / np.linalg.norm(toward), points.shape)
        seen += np.isinf(meet(blocks, points, toward)[0])
    return seen / len(spots)


def hollow(blocks: Sequence[Cuboid], floor: FloatArray) -> FloatArray:
    """How light points of the floor are beside what stands on it, 0 to 1.

    Parameters
    ----------
    blocks : sequence of Cuboid
    floor : (N, 3)
        World metres.
    """
    light = np.ones(len(floor))
    for block in blocks:
        if block.low[1] > 0.01:
            continue
        off = [np.maximum(np.maximum(block.low[i] - floor[:, i], floor[:, i] - block.high[i]), 0.0) for i in (0, 2)]
        light *= 1 - 0.45 * np.exp(-np.hypot(*off) / 0.04)
    return light


def table(low: Corner, high: Corner, colour: Rgb = PALE_WOOD, slab_m: float = _SLAB_M) -> tuple[Cuboid, ...]:
    """A top on four legs.

    Parameters
    ----------
    low, high : (x, y, z)
        Its extent; ``low`` lies on the floor, ``high`` on the top.
    colour : Rgb
    slab_m : float
        Thickness of the top.
    """
    (x0, floor, z0), (x1, top, z1) = low, high
    legs = [
        Cuboid((x, floor, z), (x + _LEG_M, top - slab_m, z + _LEG_M), colour)
        for x in (x0 + 0.02, x1 - 0.02 - _LEG_M)
        for z in (z0 + 0.02, z1 - 0.02 - _LEG_M)
    ]
    return (Cuboid((x0, top - slab_m, z0), high, colour), *legs)


def chair(
    x: float, z: float, seat_m: float, colour: Rgb = WOOD, back: float = -1.0, half_z: float = 0.22
) -> tuple[Cuboid, ...]:
    """A chair.

    Parameters
    ----------
    x, z : float
        The middle of its seat, world metres.
    seat_m : float
        Height of the seat.
    colour : Rgb
    back : float
        Where along x the back rest is: -1 behind, +1 ahead, 0 for a stool.
    half_z : float
        Half its width across, m.
    """
    half = 0.22
    parts = table((x - half, 0.0, z - half_z), (x + half, seat_m, z + half_z), colour)
    if not back:
        return parts
    rest = x + back * (half - _SLAB_M / 2)
    posts = [
        Cuboid((rest - 0.02, seat_m, z + at - 0.02), (rest + 0.02, seat_m + 0.42, z + at + 0.02), colour)
        for at in (-half_z + 0.02, half_z - 0.02)
    ]
    rails = [
        Cuboid((rest - 0.012, seat_m + up, z - half_z), (rest + 0.012, seat_m + up + 0.11, z + half_z), colour)
        for up in (0.12, 0.31)
    ]
    return (*parts, *posts, *rails)


def laptop(x: float, top_m: float, z: float) -> tuple[Cuboid, ...]:
    """An open laptop on a table, its screen toward -x.

    Parameters
    ----------
    x, z : float
        The middle of its keyboard.
    top_m : float
        Height of the table.
    """
    half, deep = 0.165, 0.115
    return (
        Cuboid((x - deep, top_m, z - half), (x + deep, top_m + 0.018, z + half), METAL),
        Cuboid((x + deep, top_m, z - half), (x + deep + 0.012, top_m + 0.24, z + half), METAL),
        Cuboid((x + deep - 0.004, top_m + 0.03, z - half + 0.012), (x + deep, top_m + 0.23, z + half - 0.012), SCREEN),
    )
