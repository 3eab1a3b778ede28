"""What an exercise needs besides the person: a chair to sit on, a table under a shin, a wall behind a back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, other, side_sign
from formcheck.synthetic.cones import Cone, Group, Material
from formcheck.synthetic.furniture import CLOTH, PALE_WOOD, Cuboid, Rgb, chair, laptop, table
from formcheck.synthetic.life import Life
from formcheck.synthetic.shape import surface
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.vec import vec

TORSO = 0
FOOT = {"left": 4, "right": 7}
"""Where the groups of :func:`formcheck.synthetic.shape.surface` stand."""
_GIVE_M = 0.012
"""So far a body sinks into what it rests on."""


def around(exercise: str, first: Skeleton, wall: Rgb, view: str = "side") -> tuple[Cuboid, ...]:
    """What stands around a person who does an exercise.

    Parameters
    ----------
    exercise : str
        Its id.
    first : Skeleton
        Of one frame: the person in position.
    wall : Rgb
        Colour of the room's walls.
    view : {"side", "front"}
        From where it is filmed: a laptop in front is the camera, and does not see itself.
    """
    if exercise == "seated-posture":
        return _desk(first, with_laptop=view == "side")
    if exercise == "wall-sit":
        return _wall_behind(first, wall)
    of = _OF.get(exercise)
    return of(first) if of else ()


def _lowest(groups: Sequence[Group], numbers: Sequence[int]) -> float:
    """Height of the lowest point of groups, m."""
    cones = [cone for number in numbers for cone in groups[number].cones]
    ends = [(end[1], radius) for c in cones for end, radius in ((c.start, c.radius_start), (c.end, c.radius_end))]
    return float(min(height - radius for height, radius in ends))


def _seat_m(first: Skeleton) -> float:
    """Height of the seat under somebody who sits: under the thighs, near the hips."""
    thick = first.body.stature_m / 1.75 * first.body.girth
    return float(min(first.points[f"{side}_hip"][0][1] for side in SIDES)) - 0.088 * thick + _GIVE_M


def _higher(first: Skeleton) -> str:
    """The side whose foot is up."""
    return max(SIDES, key=lambda side: float(first.points[f"{side}_ankle"][0][1]))


def _desk(first: Skeleton, with_laptop: bool) -> tuple[Cuboid, ...]:
    """A chair, and a desk with the laptop whose camera looks on."""
    pelvis, wrist = first.points["pelvis"][0], first.points["right_wrist"][0]
    top = float(wrist[1]) - 0.03
    edge = float(wrist[0]) + 0.02
    z = float(pelvis[2])
    desk = table((edge, 0.0, z - 0.5), (edge + 0.62, top, z + 0.5))
    on_desk = laptop(edge + 0.30, top, z) if with_laptop else ()
    return (*chair(float(pelvis[0]) + 0.03, z, _seat_m(first)), *desk, *on_desk)


def _stool(first: Skeleton) -> tuple[Cuboid, ...]:
    """A seat under one half of the body: that of the front leg."""
    pelvis, front = first.points["pelvis"][0], _higher(first)
    rear = first.points[f"{front}_ankle"][0][0] < first.points[f"{other(front)}_ankle"][0][0]
    aside = 0.10 * side_sign(other(front) if rear else front)
    return chair(float(pelvis[0]) + 0.06, float(pelvis[2]) - aside, _seat_m(first), back=0.0, half_z=0.13)


def _under_rear_foot(first: Skeleton) -> tuple[Cuboid, ...]:
    """A chair whose seat carries the instep of the foot that is up."""
    side = _higher(first)
    ankle = first.points[f"{side}_ankle"][0]
    seat = _lowest(surface(first), [FOOT[side]]) + _GIVE_M
    return chair(float(ankle[0]) - 0.10, float(ankle[2]), seat)


def _under_shin(first: Skeleton) -> tuple[Cuboid, ...]:
    """A table, as high as the shin that lies across it."""
    knee, ankle = (first.points[f"{_higher(first)}_{joint}"][0] for joint in ("knee", "ankle"))
    top = min(float(knee[1]), float(ankle[1])) - 0.055 * first.body.stature_m / 1.75
    near = float(min(knee[0], ankle[0])) - 0.10
    z = float(first.points["pelvis"][0][2])
    return table((near, 0.0, z - 0.62), (near + 0.75, top, z + 0.62), PALE_WOOD)


def _wall_behind(first: Skeleton, colour: Rgb) -> tuple[Cuboid, ...]:
    """The end of a wall, whose face the back touches."""
    cones = surface(first)[TORSO].cones
    back = min(float(min(c.start[0] - c.radius_start * c.flat, c.end[0] - c.radius_end * c.flat)) for c in cones)
    z = float(first.points["pelvis"][0][2])
    return (Cuboid((back - 0.14 + _GIVE_M, 0.0, z - 1.55), (back + _GIVE_M, 2.6, z + 0.36), colour, grain=0.0),)


def _post(first: Skeleton) -> tuple[Cuboid, ...]:
    """What a band is fastened to, at the person's right."""
    x, z = _band_end(first)
    return (Cuboid((x - 0.05, 0.0, z), (x + 0.05, 2.3, z + 0.1), CLOTH, grain=0.0),)


def _band_end(first: Skeleton) -> tuple[float, float]:
    """(x, z) of where a band is fastened that both hands hold."""
    hands = (first.points["left_wrist"][0] + first.points["right_wrist"][0]) / 2
    return float(hands[0]), float(first.points["pelvis"][0][2]) + 0.95


_OF: dict[str, Callable[[Skeleton], tuple[Cuboid, ...]]] = {
    "seated-lunge": _stool,
    "elevated-quad-stretch": _under_rear_foot,
    "elevated-pigeon": _under_shin,
    "multifidus-walk-out": _post,
}


def held(exercise: str, first: Skeleton) -> Callable[[Skeleton, Life], tuple[Group, ...]] | None:
    """What a person holds or has lying on them in an exercise, for one frame of a skeleton; None if there is nothing.

    Parameters
    ----------
    exercise : str
        Its id.
    first : Skeleton
        Of one frame: the person in position.
    """
    if exercise == "diaphragm-breathing":
        return _book
    if exercise == "multifidus-walk-out":
        x, z = _band_end(first)
        height = float(first.points["right_wrist"][0][1])
        return lambda skeleton, _: _band(skeleton, np.array([x, height, z]))
    return None


def _book(skeleton: Skeleton, life: Life) -> tuple[Group, ...]:
    """A small cushion on the belly, which shows the breath."""
    size = skeleton.body.stature_m / 1.75
    ahead, along, left = skeleton.frames["pelvis"][0].T
    spine = skeleton.points["spine"][0]
    thick = size * skeleton.body.girth
    middle = spine - along * 0.02 * size + ahead * (0.092 * thick + life.belly_m + 0.022)
    ends = (middle - left * 0.05, middle + left * 0.05)
    return (Group((Cone(*ends, 0.078, 0.078, along, 0.32, 0.01, Material.PROP, Material.PROP),), 0.002),)


def _band(skeleton: Skeleton, end: FloatArray) -> tuple[Group, ...]:
    """A band from both hands to where it is fastened."""
    hands = [skeleton.points[f"{s}_wrist"][0] + skeleton.frames[f"{s}_hand"][0][:, 0] * 0.07 for s in ("left", "right")]
    start = (hands[0] + hands[1]) / 2
    ties = [Cone(start, end, 0.011, 0.011, vec(0.0, 1.0, 0.0), 0.5, 0.004, Material.PROP, Material.PROP)]
    ties.append(Cone(hands[0], hands[1], 0.02, 0.02, vec(0.0, 1.0, 0.0), 1.0, 0.01, Material.PROP, Material.PROP))
    return (Group(tuple(ties), 0.002),)
