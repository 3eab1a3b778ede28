"""Lying on the back or on the side with the legs at work: dead bug, single-leg bridge, clam shell."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, side_sign
from formcheck.synthetic.postures import Params, head_on_floor, turn_in_plane
from formcheck.synthetic.skeleton import Limb, Skeleton, build, hand_on_floor
from formcheck.synthetic.vec import LEFT, X, Y, Z, across, frame, frame_ahead, rotation, turn, unit, vec

TABLETOP: dict[str, float] = dict(
    left_leg=0.0, right_leg=0.0, left_arm=0.0, right_arm=0.0, table=90.0, leg_level=14.0, leg_bend=6.0, arm_level=12.0,
    head=0.0,
)  # fmt: skip # a table, packed
"""On the back, knees over the hips, shanks level, arms up to the ceiling."""

SIDE_LYING: dict[str, float] = dict(open=0.0, roll=0.0, feet=0.0, hip=45.0, knee=90.0, head=0.0)
"""On the right side, hips and knees bent, the upper leg on the lower one."""


def dead_bug(body: Body, p: Params) -> Skeleton:
    """On the back, head toward -X, shoulders at x = 0, arms and legs in the air; some of them stretched out.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``left_leg`` ... 0 at the tabletop to 1 stretched out, ``left_arm`` ... 0 up to 1 overhead; ``table`` flexion of
        the hips at the tabletop; ``leg_level`` angle of a stretched leg above the floor, ``leg_bend`` flexion of its
        knee; ``arm_level`` angle of a stretched arm above the floor; ``head`` extension; all degrees.
    """
    pelvis = vec(body.trunk + 0 * p["table"], body.hip_rest, 0.0)
    shoulders = vec(0 * p["table"], body.shoulder_rest, 0.0)
    pelvis_frame = frame(unit(shoulders - pelvis), LEFT)
    legs, arms = {}, {}
    for side in SIDES:
        out = LEFT * side_sign(side)
        hip = pelvis + out * body.hip_half
        bent = p["table"] + (p["leg_level"] - p["table"]) * p[f"{side}_leg"]
        knee = 90.0 + (p["leg_bend"] - 90.0) * p[f"{side}_leg"]
        legs[side] = _free_leg(body, hip, bent, knee)
        up = np.radians(90.0 + (90.0 - p["arm_level"]) * p[f"{side}_arm"])
        reach = 0.985 * (body.upper_arm + body.forearm)
        shoulder = shoulders + out * body.shoulder_half
        way = vec(np.cos(up), np.sin(up), 0.0)
        arms[side] = Limb(shoulder + way * reach, turn_in_plane(way, 90.0) * 0.6 + out * 0.8, frame_ahead(way, out))
    return head_on_floor(build(body, pelvis, pelvis_frame, legs, arms, head_deg=p["head"]))


def _free_leg(body: Body, hip: FloatArray, hip_deg: ArrayLike, knee_deg: ArrayLike) -> Limb:
    """A leg of somebody on the back: the thigh ``hip_deg`` above level, the knee bent ``knee_deg``, toes up."""
    thigh = _raised(hip, hip_deg)
    shank = turn_in_plane(thigh, knee_deg)
    ankle = hip + thigh * body.thigh + shank * body.shank
    return Limb(ankle, turn_in_plane(thigh, -90.0), frame_ahead(turn_in_plane(shank, -62.0), -shank))


def _raised(like: FloatArray, above_deg: ArrayLike) -> FloatArray:
    """Directions (T, 3), as many as of ``like``, that point to the feet and ``above_deg`` above level."""
    return turn_in_plane(X + 0 * like, -np.asarray(above_deg))


def with_lifted_leg(skeleton: Skeleton, level_deg: ArrayLike, bend_deg: ArrayLike) -> Skeleton:
    """Somebody on the back, soles planted, with the left foot lifted off the floor.

    Parameters
    ----------
    skeleton : Skeleton
    level_deg : (T,)
        How far the left thigh points above the right one.
    bend_deg : (T,)
        Flexion of the left knee.
    """
    body = skeleton.body
    points, frames, poles = dict(skeleton.points), dict(skeleton.frames), dict(skeleton.poles)
    planted = unit(points["right_knee"] - points["right_hip"])
    planted_deg = np.degrees(np.arctan2(planted[:, 1], np.hypot(planted[:, 0], planted[:, 2])))
    leg = _free_leg(body, points["left_hip"], planted_deg + level_deg, bend_deg)
    points["left_knee"] = points["left_hip"] + _raised(planted, planted_deg + level_deg) * body.thigh
    points["left_ankle"] = leg.goal
    assert leg.end_frame is not None
    frames["left_foot"], poles["left_knee"] = leg.end_frame, leg.pole
    return Skeleton(body, points, frames, poles)


def side_lying(body: Body, p: Params) -> Skeleton:
    """On the right side, front toward +X, head toward +Z on the lower arm, hips and knees bent.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``open`` turn of the upper leg about the line from its hip to its ankle, degrees: 0 with the knee on the lower
        one; ``roll`` turn of the trunk back; ``feet`` lift of the upper foot off the lower one, m; ``hip``, ``knee``
        flexion of both legs; ``head`` extension.
    """
    low = 0.052 * body.girth * body.stature_m
    pelvis = vec(0 * p["open"], low + body.hip_half, 0.0)
    chest = pelvis + vec(0.0, body.shoulder_half - body.hip_half, body.trunk)
    up = unit(chest - pelvis)
    stacked = frame(up, Y + 0 * pelvis)
    rolled = rotation(up, p["roll"]) @ stacked
    hips = {side: pelvis + rolled[..., 2] * side_sign(side) * body.hip_half for side in SIDES}
    thigh, shank = (_forward(stacked, p["hip"] - bend) for bend in (0.0, p["knee"]))
    knee = hips["right"] + thigh * body.thigh
    ankle = knee + shank * body.shank
    knee[:, 1], ankle[:, 1] = body.knee_rest, body.ankle_height * 0.7
    upper = ankle + Y * 0.062 * body.girth * body.stature_m
    upper[:, 1] += p["feet"]
    axis = unit(upper - hips["left"])
    # The upper knee lies on the lower one, a thigh's thickness over it.
    on_it = across(knee + Y * 0.066 * body.girth * body.stature_m - hips["left"], axis)
    sole = frame_ahead(unit(X - 0.4 * Z) + 0 * pelvis, -unit(ankle - knee))
    legs = {
        "right": Limb(ankle, across(knee - hips["right"], unit(ankle - hips["right"])), sole),
        "left": Limb(upper, turn(rotation(axis, -p["open"]), on_it), sole),
    }
    under = chest - rolled[..., 2] * body.shoulder_half
    pillow = under + vec(0.12, 0.0, 0.97) * (body.upper_arm + body.forearm) * 0.95
    pillow[:, 1] = body.wrist_rest * 1.3
    propped = vec(0.21 * body.stature_m, body.wrist_rest, 0.45 * body.trunk) + 0 * pelvis
    arms = {
        "right": Limb(pillow, X + 0.2 * Y + 0 * pelvis, frame_ahead(Z + 0.2 * X, Y)),
        "left": Limb(propped, Y + 0.3 * X + 0 * pelvis, hand_on_floor()),
    }
    return head_on_floor(build(body, pelvis, rolled, legs, arms, head_deg=p["head"]))


def _forward(frames: FloatArray, flexion_deg: ArrayLike) -> FloatArray:
    """Directions (T, 3) turned forward by ``flexion_deg`` from straight down, in frames (T, 3, 3)."""
    angle = np.radians(np.asarray(flexion_deg, dtype=np.float64))[..., None]
    return frames[..., 0] * np.sin(angle) - frames[..., 1] * np.cos(angle)
