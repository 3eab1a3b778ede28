"""A body placed by its pelvis, feet and hands: lunges, kneeling, sitting, stretches; every place a parameter over time.

Notes
-----
Lengths of the pelvis' and the feet's places are in lengths of the body's own straight leg (thigh and shank), angles in
degrees; so one set of numbers fits every body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, other, side_sign
from formcheck.synthetic.postures import Params, standing, with_arms
from formcheck.synthetic.skeleton import Limb, Skeleton, build, foot_frame, spine_chord
from formcheck.synthetic.vec import LEFT, X, Y, frame, rotation, turn, unit, vec

STANCE = 0.17
"""Sideways place of an ankle of someone standing with the feet a shoulder width apart."""

UPPER_POINTS = (
    "spine",
    "chest",
    "neck",
    "head",
    *(f"{side}_{joint}" for side in SIDES for joint in ("shoulder", "elbow", "wrist")),
)

PLACED: dict[str, float] = {
    "hip_x": -0.02,
    "hip_y": 0.993,
    "shift": 0.0,
    "lean": 2.0,
    "roll": 0.0,
    "turn": 0.0,
    "twist": 0.0,
    "spine": 0.0,
    "head": 0.0,
    "poke": 0.0,
    "shrug": 0.0,
    **{
        f"{side}_{name}": value
        for side in SIDES
        for name, value in {
            "x": 0.0,
            "y": 0.0,
            "z": STANCE,
            "pitch": 0.0,
            "turnout": 10.0,
            "knee_out": 15.0,
            "knee_up": 0.0,
            "arm": 6.0,
            "arm_out": 8.0,
            "reach": 0.985,
        }.items()
    },
}
"""Standing tall, as parameters of :func:`placed`."""


def placed(body: Body, p: Params) -> Skeleton:
    """A body from the places of its pelvis, ankles and wrists.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``hip_x`` ahead of and ``hip_y`` above standing ankles, ``shift`` to the left: the middle of the hips. ``lean``
        of the line hips to shoulders forward, ``roll`` of all above the hips to the left, ``turn`` of the pelvis to the
        left, ``twist`` of the chest to the left against the pelvis, ``spine`` flexion, ``head`` extension, ``poke`` of
        the head forward and ``shrug`` of the shoulders (m). For each side: ``x``, ``y``, ``z`` of the ankle, ahead,
        above an ankle that stands, and outward of the midline (< 0: crossed);
        ``pitch`` heel up and ``turnout`` of the foot; ``knee_out`` and ``knee_up`` direction in which the knee bends,
        outward and upward from straight ahead; ``arm`` raised ahead, ``arm_out`` sideways, ``reach`` distance of the
        wrist from the shoulder over the arm's length.
    """
    leg = body.thigh + body.shank
    pelvis = vec(p["hip_x"] * leg, p["hip_y"] * leg + body.ankle_height, -p["shift"] * leg)
    _, chord_deg = spine_chord(body, p["spine"])
    pelvis_frame = rotation(LEFT + 0 * pelvis, p["lean"] - chord_deg) @ frame(Y, LEFT)
    pelvis_frame = rotation(Y + 0 * pelvis, p["turn"]) @ pelvis_frame
    chest_frame = rotation(pelvis_frame[..., 2], p["spine"]) @ pelvis_frame
    chest_frame = rotation(chest_frame[..., 1], p["twist"]) @ chest_frame
    chest = pelvis + pelvis_frame[..., 1] * body.lumbar + chest_frame[..., 1] * body.thorax
    legs = {side: _leg(body, side, leg, p) for side in SIDES}
    arms = {side: _arm(body, side, chest, chest_frame, p) for side in SIDES}
    skeleton = build(
        body, pelvis, pelvis_frame, legs, arms, spine_deg=p["spine"], twist_deg=p["twist"], head_deg=p["head"]
    )
    skeleton = _shrugged(skeleton, arms, Y * p["shrug"][:, None], chest_frame[..., 0] * p["poke"][:, None])
    return _bent_aside(skeleton, rotation(X + 0 * pelvis, -p["roll"]))


def _shrugged(skeleton: Skeleton, arms: Mapping[str, Limb], up: FloatArray, poke: FloatArray) -> Skeleton:
    points = dict(skeleton.points)
    points["neck"], points["head"] = points["neck"] + 0.4 * poke, points["head"] + poke
    for side in SIDES:
        points[f"{side}_shoulder"] = points[f"{side}_shoulder"] + up
    raised = Skeleton(skeleton.body, points, skeleton.frames, skeleton.poles)
    return with_arms(raised, {side: Limb(arm.goal + up, arm.pole, arm.end_frame) for side, arm in arms.items()})


def _bent_aside(skeleton: Skeleton, turned: FloatArray) -> Skeleton:
    """The skeleton with everything above the pelvis turned about it by `turned` (T, 3, 3)."""
    points, frames, poles = dict(skeleton.points), dict(skeleton.frames), dict(skeleton.poles)
    pelvis = points["pelvis"]
    for name in UPPER_POINTS:
        points[name] = turn(turned, points[name] - pelvis) + pelvis
    for name in ("chest", "head", "left_hand", "right_hand"):
        frames[name] = turned @ frames[name]
    for name in ("left_elbow", "right_elbow"):
        poles[name] = turn(turned, poles[name])
    return Skeleton(skeleton.body, points, frames, poles)


def _leg(body: Body, side: str, leg: float, p: Params) -> Limb:
    sign = side_sign(side)
    goal = vec(p[f"{side}_x"] * leg, p[f"{side}_y"] * leg + body.ankle_height, -sign * p[f"{side}_z"] * leg)
    out, up = np.radians(p[f"{side}_knee_out"]), np.radians(p[f"{side}_knee_up"])
    pole = vec(np.cos(out) * np.cos(up), np.sin(up), -sign * np.sin(out) * np.cos(up))
    return Limb(goal, pole, foot_frame(p[f"{side}_pitch"], sign * p[f"{side}_turnout"]))


def _arm(body: Body, side: str, chest: FloatArray, chest_frame: FloatArray, p: Params) -> Limb:
    sign = side_sign(side)
    shoulder = chest + chest_frame[..., 2] * sign * body.shoulder_half
    up, out = np.radians(p[f"{side}_arm"]), np.radians(p[f"{side}_arm_out"])
    # Arms follow where the chest faces, but hang down whatever its lean.
    ahead = unit(chest_frame[..., 0] * np.array([1.0, 0.0, 1.0]) + 1e-9 * X)
    outward = np.cross(Y + 0 * ahead, ahead) * sign
    direction = (
        ahead * (np.sin(up) * np.cos(out))[:, None]
        - Y * (np.cos(up) * np.cos(out))[:, None]
        + outward * np.sin(out)[:, None]
    )
    length = (body.upper_arm + body.forearm) * p[f"{side}_reach"]
    return Limb(shoulder + direction * length[:, None], unit(-Y * 0.6 - ahead * 0.8 + outward * 0.5))


def mirrored(values: Mapping[str, float]) -> dict[str, float]:
    """The parameters of a posture, or changes of some of them, with left and right exchanged."""
    result = {}
    for name, value in values.items():
        side, _, rest = name.partition("_")
        if side in SIDES:
            result[f"{other(side)}_{rest}"] = value
        else:
            result[name] = -value if name in ("shift", "roll", "turn", "twist") else value
    return result


def from_standing(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    """The way into a position that people take up from where they stand.

    Parameters
    ----------
    body : Body
    _first : Skeleton
        Not needed: every such function gets the first posture of the exercise.
    """
    return [standing(body)]
