"""Positions people pass through: standing, crouching, sitting, lying, on all fours. Each takes arrays over time."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, side_sign
from formcheck.synthetic.skeleton import (
    Limb,
    Skeleton,
    build,
    foot_frame,
    hand_on_floor,
    hanging_arms,
    spine_chord,
)
from formcheck.synthetic.vec import LEFT, X, Y, frame, norm, rotation, turn, two_bone, unit, vec

Params = dict[str, FloatArray]

STANCE_HALF = 0.085
"""Half the distance between the ankles of someone standing, fraction of stature: about shoulder width."""
TURNOUT_DEG = 10.0


def lean_frame(lean_deg: ArrayLike) -> FloatArray:
    """Pelvis frames (T, 3, 3) of a trunk that leans ``lean_deg`` forward from upright, heading X."""
    return rotation(LEFT, np.atleast_1d(np.asarray(lean_deg, dtype=np.float64))) @ frame(Y, LEFT)


def feet_apart(
    body: Body, x_m: float = 0.0, heel_deg: ArrayLike = 0.0, half: float = STANCE_HALF
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Ankle positions (T, 3) and foot frames of feet whose balls stay where they are while the heels lift.

    Parameters
    ----------
    body : Body
    x_m : float
        Where the ankles of flat feet are.
    heel_deg : float or (T,)
        Lift of the heels.
    half : float
        Half the distance between the ankles, fraction of stature.
    """
    heel = np.atleast_1d(np.asarray(heel_deg, dtype=np.float64))
    feet = {}
    for side in SIDES:
        sign = side_sign(side)
        flat = foot_frame(0.0, sign * TURNOUT_DEG)
        pitched = foot_frame(heel, sign * TURNOUT_DEG)
        ankle = vec(x_m, body.ankle_height, -sign * half * body.stature_m)
        ball = ankle + flat[:, 0] * body.ball_ahead - Y * body.ankle_height
        feet[side] = (ball - pitched[..., 0] * body.ball_ahead + pitched[..., 1] * body.ankle_height, pitched)
    return feet


def upright(body: Body, p: Params) -> Skeleton:
    """Standing to squatting on planted feet at x = 0.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``knee`` knee flexion; ``shank`` forward lean of the shank; ``lean`` forward lean of the line hips to
        shoulders; ``spine`` flexion of the back; ``valgus`` turn of the knee toward the midline about the
        line hip to ankle; ``heel`` lift of the heels; ``shift`` sideways pelvis shift to the left, fraction
        of stature; ``head`` extension; all degrees except ``shift``. ``arms`` 0 hanging to 1 reaching ahead.
    """
    feet = feet_apart(body, heel_deg=p["heel"])
    knee, shank = np.radians(p["knee"]), np.radians(p["shank"])
    reach = np.sqrt(body.thigh**2 + body.shank**2 + 2 * body.thigh * body.shank * np.cos(knee))
    ahead = body.shank * np.sin(shank) - body.thigh * np.sin(knee - shank)
    above = body.shank * np.cos(shank) + body.thigh * np.cos(knee - shank)
    ankle = (feet["left"][0] + feet["right"][0]) / 2
    aside = np.abs(feet["left"][0][:, 2] - feet["right"][0][:, 2]) / 2 - body.hip_half
    flat_reach = np.sqrt(reach**2 - aside**2)
    scale = flat_reach / np.hypot(ahead, above)
    sideways = p["shift"] * body.stature_m
    pelvis = ankle + vec(ahead * scale, above * scale - 0.35 * np.abs(sideways), -sideways)
    _, chord = spine_chord(body, p["spine"])
    pelvis_frame = lean_frame(p["lean"] - chord)
    # Weight on one leg: the pelvis drops on the other side and the trunk follows.
    tilt = np.degrees(np.arctan2(sideways, 0.25 * body.stature_m))
    pelvis_frame = rotation(X, tilt) @ pelvis_frame
    legs = {}
    for side in SIDES:
        sign = side_sign(side)
        aim = TURNOUT_DEG + 8.0 - p["valgus"]
        pole = vec(np.cos(np.radians(aim)), 0.0, -sign * np.sin(np.radians(aim)))
        legs[side] = Limb(feet[side][0], pole, feet[side][1])
    chest_frame = rotation(pelvis_frame[..., 2], p["spine"]) @ pelvis_frame
    chest = pelvis + pelvis_frame[..., 1] * body.lumbar + chest_frame[..., 1] * body.thorax
    return build(body, pelvis, pelvis_frame, legs, hanging_arms(body, chest, chest_frame, p["arms"]),
                 spine_deg=p["spine"], head_deg=p["head"])  # fmt: skip # a table, packed


UPRIGHT: dict[str, float] = dict(
    knee=4.0, shank=3.0, lean=2.0, spine=0.0, valgus=0.0, heel=0.0, shift=0.0, head=0.0, arms=0.0
)
"""Standing tall."""


def constants(values: dict[str, float], frames: int = 1) -> Params:
    """Parameters that do not change, as arrays (frames,).

    Parameters
    ----------
    values : dict of float
    frames : int
    """
    return {name: np.full(frames, value) for name, value in values.items()}


def standing(body: Body, x_m: float = 0.0) -> Skeleton:
    """Standing tall; one frame.

    Parameters
    ----------
    body : Body
    x_m : float
        Where the ankles are.
    """
    return moved(upright(body, constants(UPRIGHT)), X * x_m)


def moved(skeleton: Skeleton, by: FloatArray) -> Skeleton:
    """The skeleton moved by a vector (3,) or (T, 3).

    Parameters
    ----------
    skeleton : Skeleton
    by : (3,) or (T, 3)
        Metres.
    """
    return Skeleton(skeleton.body, {k: v + by for k, v in skeleton.points.items()}, skeleton.frames, skeleton.poles)


def crouching(body: Body, x_m: float, hands_x_m: float, hands_half: float = 0.10) -> Skeleton:
    """A low crouch with heels up and both hands on the floor; one frame.

    Parameters
    ----------
    body : Body
    x_m, hands_x_m : float
        Where ankles and hands are; hands behind the ankles lean back.
    hands_half : float
        Half the distance between the hands, fraction of stature.
    """
    behind = hands_x_m < x_m
    p = UPRIGHT | (
        dict(knee=138.0, shank=28.0, lean=8.0, heel=14.0)
        if behind
        else dict(knee=112.0, shank=34.0, lean=66.0, heel=24.0, spine=30.0, head=25.0)
    )
    skeleton = moved(upright(body, constants(p)), X * x_m)
    arms = _hands_on_floor(body, hands_x_m, hands_half, -X if behind else X)
    return with_arms(skeleton, arms)


def _hands_on_floor(body: Body, x_m: float, half: float, fingers: FloatArray) -> dict[str, Limb]:
    return {
        side: Limb(
            vec([x_m], body.wrist_rest, -side_sign(side) * half * body.stature_m),
            unit(-X * 0.75 + LEFT * side_sign(side) * 0.6) + np.zeros((1, 3)),
            hand_on_floor(fingers),
        )
        for side in SIDES
    }


def with_arms(skeleton: Skeleton, arms: dict[str, Limb]) -> Skeleton:
    """The same skeleton with its arms solved anew.

    Parameters
    ----------
    skeleton : Skeleton
    arms : dict of "left" and "right" to Limb
        Those that are left out stay.
    """
    points, frames, poles = dict(skeleton.points), dict(skeleton.frames), dict(skeleton.poles)
    body = skeleton.body
    for side, arm in arms.items():
        points[f"{side}_elbow"], points[f"{side}_wrist"] = two_bone(
            points[f"{side}_shoulder"], arm.goal, body.upper_arm, body.forearm, arm.pole
        )
        if arm.end_frame is not None:
            frames[f"{side}_hand"] = np.broadcast_to(arm.end_frame, skeleton.frames["pelvis"].shape)
        poles[f"{side}_elbow"] = np.broadcast_to(arm.pole, points["pelvis"].shape)
    return Skeleton(body, points, frames, poles)


def sitting_on_floor(body: Body, hip_x_m: float, feet_x_m: float) -> Skeleton:
    """Sitting on the floor, knees bent, leaning back on the hands; one frame, heading X.

    Parameters
    ----------
    body : Body
    hip_x_m, feet_x_m : float
        Where hips and ankles are.
    """
    pelvis = vec([hip_x_m], body.hip_rest * 1.05, 0.0)
    pelvis_frame = lean_frame(-22.0)
    arms = _hands_on_floor(body, hip_x_m - 0.20 * body.stature_m, 0.16, -X)
    return build(body, pelvis, pelvis_frame, supine_legs(body, np.array([feet_x_m])), arms, head_deg=-8.0)


def supine_legs(body: Body, feet_x_m: FloatArray, half: float = 0.07) -> dict[str, Limb]:
    """Legs with the soles flat on the floor and the knees up.

    Parameters
    ----------
    body : Body
    feet_x_m : (T,)
        Where the ankles are.
    half : float
        Half the distance between the ankles, fraction of stature.
    """
    return {
        side: Limb(
            vec(feet_x_m, body.ankle_height, -side_sign(side) * half * body.stature_m),
            unit(Y + LEFT * side_sign(side) * 0.05) + np.zeros((len(feet_x_m), 3)),
            foot_frame(0.0, side_sign(side) * 5.0),
        )
        for side in SIDES
    }


def supine(body: Body, p: Params) -> Skeleton:
    """Lying on the back, head toward -X, shoulders at x = 0, soles planted; a bridge when the trunk rises.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``rise`` angle of the line shoulders to hips above the floor, degrees; ``feet`` where the ankles are,
        metres from the shoulders; ``head`` extension of the head from lying level, degrees; ``drop`` tilt of
        the pelvis, right side lower, degrees.
    """
    rise = np.radians(p["rise"])
    pelvis = vec(body.trunk * np.cos(rise), body.shoulder_rest + body.trunk * np.sin(rise), 0.0)
    pelvis_frame = frame(vec(-np.cos(rise), -np.sin(rise), 0.0), LEFT)
    pelvis_frame = rotation(pelvis_frame[..., 1], p["drop"]) @ pelvis_frame
    arms = {
        side: Limb(
            vec(0.27 * body.stature_m, body.wrist_rest * 1.1, -side_sign(side) * 0.20 * body.stature_m)
            + np.zeros_like(pelvis),
            unit(LEFT * side_sign(side) - Y * 0.15) + np.zeros_like(pelvis),
            hand_on_floor(),
        )
        for side in SIDES
    }
    skeleton = build(body, pelvis, pelvis_frame, supine_legs(body, p["feet"]), arms,
                     twist_deg=-p["drop"], head_deg=p["head"] - p["rise"])  # fmt: skip # a table, packed
    return head_on_floor(skeleton)


def head_on_floor(skeleton: Skeleton) -> Skeleton:
    """The skeleton with its head raised to lie on the floor rather than in it: the neck bends as much as it must."""
    points = dict(skeleton.points)
    rest = 0.056 * skeleton.body.stature_m
    for name, least in (("neck", 0.9 * rest), ("head", rest)):
        points[name] = points[name].copy()
        points[name][:, 1] = np.maximum(points[name][:, 1], least)
    return Skeleton(skeleton.body, points, skeleton.frames, skeleton.poles)


def circle_meet(a: FloatArray, ra: ArrayLike, b: FloatArray, rb: ArrayLike, toward: FloatArray) -> FloatArray:
    """Point (T, 3) where two circles in one plane meet.

    Parameters
    ----------
    a, b : (T, 3)
        Their middles.
    ra, rb : float or (T,)
        Their radii.
    toward : (T, 3)
        Direction that says which of the two points.
    """
    line = b - a
    reach = norm(line)
    axis = unit(line)
    along = (np.square(ra) - np.square(rb) + reach**2) / (2 * reach)
    aside = np.sqrt(np.maximum(np.square(ra) - along**2, 0.0))
    side = toward - axis * np.sum(toward * axis, axis=-1, keepdims=True)
    return a + axis * along[:, None] + unit(side) * aside[:, None]


def turn_in_plane(vectors: FloatArray, angle_deg: ArrayLike) -> FloatArray:
    """Turn vectors in the sagittal plane: up toward forward, as a trunk flexes.

    Parameters
    ----------
    vectors : (T, 3)
    angle_deg : float or (T,)
    """
    return turn(rotation(LEFT + np.zeros_like(vectors), np.asarray(angle_deg)), vectors)
