"""Round cones, what a body's surface is put together from; and a frame of a skeleton with shorthand for making them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from formcheck.arrays import FloatArray
from formcheck.synthetic.skeleton import Skeleton


class Material(IntEnum):
    """What a part of the surface is made of: index into a look's colours."""

    SKIN = 0
    SHIRT = 1
    SHORTS = 2
    HAIR = 3
    SHOE = 4
    SOCK = 5
    LIP = 6
    PROP = 7


@dataclass(frozen=True)
class Cone:
    """A cone with round ends, from a sphere at ``start`` to one at ``end``.

    Parameters
    ----------
    start, end : (3,)
        World metres.
    radius_start, radius_end : float
        Metres.
    side : (3,)
        Direction across the cone in which it is ``radius`` wide.
    flat : float
        Thickness in the third direction over the width.
    melt_m : float
        How far it melts into the rest of its group.
    material, material_end : Material
        Before and after the fraction ``cut`` of the way.
    """

    start: FloatArray
    end: FloatArray
    radius_start: float
    radius_end: float
    side: FloatArray
    flat: float = 1.0
    melt_m: float = 0.02
    material: Material = Material.SKIN
    material_end: Material = Material.SKIN
    cut: float = 2.0


@dataclass(frozen=True)
class Group:
    """Cones that form one part; ``melt_m`` is how far the part melts into the others."""

    cones: tuple[Cone, ...]
    melt_m: float


class BodyFrame:
    """One frame of a skeleton, with shorthand for building cones in units of a body 1.75 m tall."""

    def __init__(self, skeleton: Skeleton, index: int) -> None:
        self.points = {k: v[index] for k, v in skeleton.points.items()}
        self.frames = {k: v[index] for k, v in skeleton.frames.items()}
        self.poles = {k: v[index] for k, v in skeleton.poles.items()}
        self.body = skeleton.body
        self.size = skeleton.body.stature_m / 1.75
        self.thick = self.size * skeleton.body.girth

    def cone(
        self,
        a: FloatArray,
        b: FloatArray,
        ra: float,
        rb: float,
        side: FloatArray,
        flat: float = 1.0,
        melt: float = 0.02,
        material: Material = Material.SKIN,
        end: Material | None = None,
        cut: float = 2.0,
    ) -> Cone:
        """A :class:`Cone` as thick as this body.

        Parameters
        ----------
        a, b : (3,)
            Its ends, world metres.
        ra, rb, melt : float
            Radii and ``melt_m`` on a body of average size and girth, m.
        side, flat, material, cut
            As of :class:`Cone`.
        end : Material, optional
            Its ``material_end``; default ``material``.
        """
        k = self.thick
        return Cone(a, b, ra * k, rb * k, side, flat, melt * k, material, material if end is None else end, cut)
