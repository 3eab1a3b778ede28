"""Signed distance to a body's surface, and where rays meet it (sphere tracing, Hart 1996)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.synthetic.cones import Cone, Group
from formcheck.synthetic.texture import Float32
from formcheck.synthetic.vec import across, unit

F = np.float32
_CIRCLE = np.array([[np.cos(a), np.sin(a)] for a in np.linspace(0, 2 * np.pi, 16, endpoint=False)])
_SLACK_M = 0.012
_LOT = 1024


def _melt(a: Float32, b: Float32, width: np.float32) -> Float32:
    """The lesser of two distances, rounded off over ``width`` where they meet (Quilez' polynomial smooth minimum)."""
    h = np.maximum(width - np.abs(a - b), 0)
    result: Float32 = np.minimum(a, b) - h * h * (F(0.25) / width)
    return result


class Field:
    """The surface of groups of cones as a distance field."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.cones = [_plain(cone) for group in groups for cone in group.cones]
        self._group = np.repeat(np.arange(len(groups)), [len(group.cones) for group in groups])
        self._group_melt = [F(max(group.melt_m, 1e-4)) for group in groups]
        self._melt = [F(max(cone.melt_m, 1e-4)) for cone in self.cones]
        lines = np.array([cone.end - cone.start for cone in self.cones])
        lengths = np.linalg.norm(lines, axis=1)
        along = lines / lengths[:, None]
        sides = across(np.array([cone.side for cone in self.cones]), along)
        flat = np.array([cone.flat for cone in self.cones])
        through = np.cross(sides, along) / flat[:, None]
        radii = np.array([[cone.radius_start, cone.radius_end] for cone in self.cones])
        starts = np.array([cone.start for cone in self.cones])
        slopes = (radii[:, 0] - radii[:, 1]) / lengths
        # Rows of (N, 3, 3) turn world offsets into (across, along, through / flat).
        self._axes = np.stack([sides, along, through], axis=1).astype(F)
        self._origins = np.einsum("nij,nj->ni", self._axes, starts)[..., None].astype(F)
        self._lean = (slopes / np.sqrt(1 - slopes**2))[:, None].astype(F)
        self._length = lengths[:, None].astype(F)
        self._radius = radii[:, :1].astype(F)
        self._taper = -slopes[:, None].astype(F)
        self._scale = np.minimum(1.0, flat)[:, None].astype(F)
        self._starts, self._lines = starts.astype(F), lines.astype(F)
        self._thick = (radii.max(axis=1) * np.maximum(1.0, flat)).astype(F)

    def distance(self, p: Float32, near_m: float = 0.06) -> Float32:
        """Signed distance (N,) in metres, < 0 inside.

        Right where it is less than ``near_m``; further off a lower bound. Points that follow each other should lie
        near each other: they are taken in lots, and cones far from a whole lot are left out.

        Parameters
        ----------
        p : (N, 3)
            World metres.
        near_m : float
        """
        result = np.empty(len(p), F)
        for first in range(0, len(p), _LOT):
            lot = slice(first, first + _LOT)
            result[lot] = self._lot_distance(p[lot], F(near_m))
        return result

    def _lot_distance(self, p: Float32, near: np.float32) -> Float32:
        middle = (p.min(axis=0) + p.max(axis=0)) / 2
        offset = p - middle
        apart = self._bound(middle) - np.sqrt(np.einsum("ij,ij->i", offset, offset).max())
        close = np.flatnonzero(apart < near)
        others = np.delete(apart, close)
        total = np.full(len(p), max(float(others.min(initial=9.0)), 0.0), F)
        distances, _ = self._each(p, close)
        group, d = -1, total
        for number, distance in zip(close, distances, strict=True):
            if self._group[number] == group:
                d = _melt(d, distance, self._melt[number])
                continue
            if group >= 0:
                total = _melt(total, d, self._group_melt[group])
            group, d = int(self._group[number]), distance
        return _melt(total, d, self._group_melt[group]) if group >= 0 else total

    def _bound(self, point: Float32) -> Float32:
        """(cones,) least distance of each cone from a point (3,), its flattening ignored."""
        from_start = point - self._starts
        share = np.einsum("ij,ij->i", from_start, self._lines) / self._length[:, 0] ** 2
        off_axis = from_start - np.clip(share, 0, 1)[:, None] * self._lines
        result: Float32 = np.sqrt(np.einsum("ij,ij->i", off_axis, off_axis)) - self._thick
        return result

    def _each(self, p: Float32, which: NDArray[np.intp]) -> tuple[Float32, Float32]:
        """Distances (K, N) of points (N, 3) from K cones, and the points in the cones' axes (K, 3, N)."""
        local = (self._axes[which].reshape(-1, 3) @ p.T).reshape(len(which), 3, len(p)) - self._origins[which]
        aside = np.sqrt(local[:, 0] * local[:, 0] + local[:, 2] * local[:, 2])
        # The sphere along the axis whose surface is nearest.
        t = local[:, 1] - aside * self._lean[which]
        np.minimum(np.maximum(t, 0, out=t), self._length[which], out=t)
        along = local[:, 1] - t
        np.multiply(t, self._taper[which], out=t)
        t += self._radius[which]
        d: Float32 = (np.sqrt(aside * aside + along * along) - t) * self._scale[which]
        return d, local

    def normals(self, p: Float32, step: float = 0.0015) -> Float32:
        """Unit normals (N, 3) of the surface, from four distances.

        Parameters
        ----------
        p : (N, 3)
            Points on the surface, world metres.
        step : float
            How far apart the distances are taken, m.
        """
        n = np.zeros_like(p)
        for corner in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
            k = np.array(corner, F)
            n += k * self.distance(p + k * F(step))[:, None]
        n /= np.maximum(np.linalg.norm(n, axis=1, keepdims=True), F(1e-9))
        return n

    def materials(self, p: Float32) -> tuple[NDArray[np.intp], Float32, Float32]:
        """Per surface point: material (N,), coordinates for texture (N, 3), distance from a garment's edge (N,)."""
        best = np.full(len(p), 9, F)
        material = np.zeros(len(p), np.intp)
        texture = np.zeros((len(p), 3), F)
        edge = np.full(len(p), 9, F)
        for first in range(0, len(p), _LOT):
            lot = np.arange(first, min(first + _LOT, len(p)))
            q = p[lot]
            middle = (q.min(axis=0) + q.max(axis=0)) / 2
            spread = np.linalg.norm(q - middle, axis=1).max()
            close = np.flatnonzero(self._bound(middle) < spread + 0.05)
            d, local = self._each(q, close)
            for number, distance, place in zip(close, d, local, strict=True):
                wins = distance < best[lot]
                winner = lot[wins]
                best[winner] = distance[wins]
                texture[winner] = place[:, wins].T + F(number * 3.1)
                cone = self.cones[number]
                edge[winner] = place[1, wins] / self._length[number] - F(cone.cut)
                material[winner] = np.where(edge[winner] < 0, int(cone.material), int(cone.material_end))
        return material, texture, edge

    def trace(
        self,
        origin: Float32,
        direction: Float32,
        start: Float32,
        stop: Float32,
        steps: int = 28,
        close_m: float = 0.002,
    ) -> Float32:
        """Lengths (N,) of rays up to the surface, infinite where they miss it.

        Parameters
        ----------
        origin, direction : (N, 3)
            World metres; directions of length one.
        start, stop : (N,)
            Where along the ray the surface is looked for, m.
        steps : int
            At most.
        close_m : float
            A point this near to the surface is on it.
        """
        t = start.copy()
        hit = np.zeros(len(t), bool)
        active = np.flatnonzero(stop > start)
        for _ in range(steps):
            if not len(active):
                break
            d = self.distance(origin[active] + direction[active] * t[active, None])
            reached = d < close_m
            hit[active[reached]] = True
            t[active] += np.where(reached, 0, d * F(0.95))
            active = active[~reached & (t[active] < stop[active])]
        # A ray that creeps along a crease has all but arrived.
        if len(active):
            hit[active] = self.distance(origin[active] + direction[active] * t[active, None]) < 6 * close_m
        return np.where(hit, t, F(np.inf))


def _plain(cone: Cone) -> Cone:
    """The same cone; where one end's sphere contains the other's, that sphere alone."""
    line = cone.end - cone.start
    if np.linalg.norm(line) > abs(cone.radius_start - cone.radius_end) + 1e-6:
        return cone
    wide = cone.start if cone.radius_start >= cone.radius_end else cone.end
    radius = max(cone.radius_start, cone.radius_end)
    return replace(cone, start=wide, end=wide + unit(line + 1e-9) * 1e-4, radius_start=radius, radius_end=radius)


def coverage(
    ends: NDArray[np.float64],
    radii_px: NDArray[np.float64],
    near: NDArray[np.float64],
    far: NDArray[np.float64],
    size_wh: tuple[int, int],
) -> tuple[Float32, Float32]:
    """Nearest and farthest depth that a pixel's ray can meet a body between: two (H, W) maps, infinite where it cannot.

    Parameters
    ----------
    ends : (N, 2, 2)
        Pixels of both ends of each cone.
    radii_px : (N, 2)
        Their radii in the picture, slack included.
    near, far : (N,)
        Least and greatest depth of each cone.
    size_wh : (int, int)
        Picture size, pixels.
    """
    width, height = size_wh
    first = np.full((height, width), np.inf, F)
    last = np.full((height, width), -np.inf, F)
    hulls = []
    for i in range(len(ends)):
        outline = np.concatenate([ends[i, e] + _CIRCLE * radii_px[i, e] * 1.03 for e in (0, 1)])
        hulls.append(cv2.convexHull(outline.astype(F)).round().astype(np.int32))
    for i in np.argsort(-near, kind="stable"):
        cv2.fillConvexPoly(first, hulls[i], float(near[i]))
    for i in np.argsort(far, kind="stable"):
        cv2.fillConvexPoly(last, hulls[i], float(far[i]))
    return first, last


def bounds(field: Field) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends (N, 2, 3) and radii (N, 2) of the cones, in metres, with the slack that melting needs."""
    ends = np.array([[cone.start, cone.end] for cone in field.cones])
    wide = np.array([[cone.radius_start, cone.radius_end] for cone in field.cones])
    fat = np.array([max(1.0, cone.flat) for cone in field.cones])
    return ends, wide * fat[:, None] + _SLACK_M
