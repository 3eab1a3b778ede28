"""Positions on a mat that need no support: child's pose, side plank, pigeon, butterfly, hydrant."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, other, side_sign
from formcheck.synthetic.postures import Params, circle_meet, head_on_floor, lean_frame
from formcheck.synthetic.skeleton import Limb, Skeleton, build, hand_on_floor, spine_chord
from formcheck.synthetic.support import all_fours, relaxed_foot
from formcheck.synthetic.vec import LEFT, X, Y, Z, frame, frame_ahead, rotation, turn, unit, vec

MIRRORED_Z = np.array([1.0, 1.0, -1.0])


def mirrored(skeleton: Skeleton) -> Skeleton:
    """The same posture with left and right exchanged."""

    def exchanged(name: str) -> str:
        side, _, part = name.partition("_")
        return f"{other(side)}_{part}" if side in SIDES else name

    columns = np.array([1.0, 1.0, -1.0])  # forward and up are mirrored; left becomes the mirrored right
    return Skeleton(
        skeleton.body,
        {exchanged(k): v * MIRRORED_Z for k, v in skeleton.points.items()},
        {exchanged(k): v * MIRRORED_Z[:, None] * columns for k, v in skeleton.frames.items()},
        {exchanged(k): v * MIRRORED_Z for k, v in skeleton.poles.items()},
    )


def _between(a: FloatArray, b: FloatArray, weight: FloatArray) -> FloatArray:
    return a * (1 - weight[:, None]) + b * weight[:, None]


CHILDS_POSE: dict[str, float] = dict(knee=142.0, trunk=-18.0, spine=25.0, head=-5.0, arms=1.0)
"""Hips on the heels, chest on the thighs, arms long in front."""


def childs_pose(body: Body, p: Params) -> Skeleton:
    """Kneeling and folded, knees at x = 0, head toward +X.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``knee`` knee flexion; ``trunk`` angle of the line hips to shoulders above level; ``spine`` flexion of the back;
        ``head`` extension; ``arms`` 0 along the body, hands at the feet, to 1 long in front.
    """
    folded = np.radians(180.0 - p["knee"])
    knee = vec(0.0 * folded, body.knee_rest, 0.0)
    pelvis = knee + body.thigh * vec(-np.cos(folded), np.sin(folded), 0.0)
    _, chord_deg = spine_chord(body, p["spine"])
    pelvis_frame = lean_frame(90.0 - p["trunk"] - chord_deg)
    chest_frame = rotation(LEFT, p["spine"]) @ pelvis_frame
    chest = pelvis + pelvis_frame[..., 1] * body.lumbar + chest_frame[..., 1] * body.thorax
    reach = 0.97 * (body.upper_arm + body.forearm)
    legs, arms = {}, {}
    for side in SIDES:
        out = LEFT * side_sign(side)
        ankle = knee + out * body.hip_half - X * body.shank
        ankle[:, 1] = 0.030 * body.stature_m
        legs[side] = Limb(ankle, X - Y * 0.6 + 0 * knee, relaxed_foot())
        shoulder = chest + out * body.shoulder_half
        drop = np.clip(shoulder[:, 1] - body.wrist_rest, 0.0, 0.9 * reach)
        far = np.sqrt(reach**2 - drop**2)
        ahead = vec(shoulder[:, 0] + far, body.wrist_rest, shoulder[:, 2])
        behind = vec(shoulder[:, 0] - far, body.wrist_rest, shoulder[:, 2] + 0.12 * out[2])
        hand = frame_ahead(X if p["arms"].mean() > 0.5 else -X, Y)
        arms[side] = Limb(_between(behind, ahead, p["arms"]), out + 0.3 * Y + 0 * knee, hand)
    return head_on_floor(build(body, pelvis, pelvis_frame, legs, arms, spine_deg=p["spine"], head_deg=p["head"]))


SIDE_PLANK: dict[str, float] = dict(drop=0.0, prop=0.0, roll=0.0, lift=0.0, ahead=0.0, head=0.0)
"""Straight from head to feet, the elbow under the shoulder, legs together."""


def side_plank(body: Body, p: Params, knee_down: bool = False) -> Skeleton:
    """On the right elbow, the left side up, front toward +X, head toward +Z (to the left of a camera in front).

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``drop`` bend of the line shoulder-hip-ankle as the hips sink, degrees; ``prop`` how far the elbow lies
        footward of the shoulder, degrees at the shoulder; ``roll`` turn of the trunk forward about its length, degrees;
        ``lift`` abduction of the top leg; ``ahead`` how far the top leg drifts forward, degrees; ``head`` extension.
    knee_down : bool
        The bottom knee is bent and carries.
    """
    leg = body.thigh if knee_down else (body.thigh + body.shank) * 0.999
    reach = body.upper_arm + body.shoulder_half
    end_height = 0.055 * body.stature_m
    prop = np.radians(p["prop"])
    elbow = vec(0.0 * prop, body.elbow_rest, 0.0)
    start = elbow + reach * vec(0.0, np.cos(prop), np.sin(prop))
    full = body.trunk + leg
    end = vec(0.0, end_height, start[:, 2] - np.sqrt(full**2 - (start[:, 1] - end_height) ** 2))
    bend = np.radians(p["drop"])
    span = np.sqrt(body.trunk**2 + leg**2 + 2 * body.trunk * leg * np.cos(bend)) - 1e-6
    chest = circle_meet(elbow, reach, end, span, Y + 0 * end)
    pelvis = circle_meet(chest, body.trunk, end, leg, np.where(p["drop"] >= 0, -1.0, 1.0)[:, None] * Y)
    pelvis_frame = frame(unit(chest - pelvis), Y + 0 * pelvis)
    pelvis_frame = rotation(pelvis_frame[..., 1], -p["roll"]) @ pelvis_frame
    down, forward = unit(end - pelvis), X + 0 * pelvis
    bottom = pelvis - pelvis_frame[..., 2] * body.hip_half
    top = pelvis + pelvis_frame[..., 2] * body.hip_half
    length = (body.thigh + body.shank) * 0.999
    raised = turn(rotation(forward, p["lift"]), down)
    sideways = np.cross(forward, raised)
    raised = turn(rotation(sideways, -p["ahead"]), raised)
    sole = frame_ahead(X + 0 * pelvis, -down)
    legs = {
        "left": Limb(
            top + raised * length - Y * 0.03 * (1 - np.clip(p["lift"] / 10, 0, 1))[:, None], X + 0 * pelvis, sole
        ),
        "right": _bottom_leg(body, bottom, down, end, knee_down),
    }
    support = chest - pelvis_frame[..., 2] * body.shoulder_half
    planted = vec(0.0, body.elbow_rest, 0.0) + 0 * support
    wrist = planted + X * body.forearm
    hip_hand = top + pelvis_frame[..., 1] * 0.07 + pelvis_frame[..., 0] * 0.06 + pelvis_frame[..., 2] * 0.06
    arms = {
        "right": Limb(wrist, -X - 0.8 * Y + 0 * support, hand_on_floor()),
        "left": Limb(hip_hand, Y + pelvis_frame[..., 1] * 0.4, None),
    }
    return build(body, pelvis, pelvis_frame, legs, arms, head_deg=p["head"])


def _bottom_leg(body: Body, hip: FloatArray, down: FloatArray, end: FloatArray, knee_down: bool) -> Limb:
    if not knee_down:
        return Limb(end - Y * 0.012 * body.stature_m, X + 0 * hip, frame_ahead(X + 0 * hip, -down))
    knee = hip + unit(end - hip) * body.thigh
    ankle = knee - X * body.shank
    ankle[:, 1] = 0.03 * body.stature_m
    return Limb(ankle, X + 0.2 * down, frame_ahead(-X + 0 * hip, Z + 0 * hip))


PIGEON: dict[str, float] = dict(lean=25.0, spine=5.0, height=0.0, tip=0.0, front=95.0, rear=8.0, head=0.0)
"""Right shin across in front, left leg long behind, trunk tall over the hands."""


def pigeon(body: Body, p: Params) -> Skeleton:
    """Front (right) shin across the mat, rear (left) leg long on it, heading +X, pelvis at x = 0.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``lean`` forward lean of the trunk; ``spine`` flexion of the back; ``height`` of the hips above lying low, m;
        ``tip`` roll of the pelvis toward the front leg, degrees; ``front``, ``rear`` knee flexion; ``head`` extension.
    """
    pelvis = vec(0.0 * p["lean"], 0.075 * body.stature_m + p["height"], 0.0)
    _, chord_deg = spine_chord(body, p["spine"])
    pelvis_frame = rotation(X, p["tip"]) @ lean_frame(p["lean"] - chord_deg)
    chest_frame = rotation(pelvis_frame[..., 2], p["spine"]) @ pelvis_frame
    chest = pelvis + pelvis_frame[..., 1] * body.lumbar + chest_frame[..., 1] * body.thorax
    right_hip = pelvis - pelvis_frame[..., 2] * body.hip_half
    left_hip = pelvis + pelvis_frame[..., 2] * body.hip_half
    bend = np.radians(p["front"])
    reach = np.sqrt(body.thigh**2 + body.shank**2 + 2 * body.thigh * body.shank * np.cos(bend))
    drop = right_hip[:, 1] - body.ankle_height
    level = np.sqrt(np.maximum(reach**2 - drop**2, 1e-6))
    # The knee points ahead and out, the foot lies in front of the other hip.
    ankle = right_hip + vec(level * np.cos(0.28), 0.0, -level * np.sin(0.28))
    ankle[:, 1] = body.ankle_height
    rear_knee = left_hip + vec(-np.sqrt(body.thigh**2 - (left_hip[:, 1] - body.knee_rest) ** 2), 0.0, 0.0)
    rear_knee[:, 1] = body.knee_rest
    shank = unit(turn(rotation(LEFT + 0 * pelvis, -p["rear"]), unit(rear_knee - left_hip)) * np.array([1.0, 0.0, 1.0]))
    lift = np.radians(np.maximum(p["rear"] - 12.0, 0.0))
    rear = rear_knee + body.shank * (shank * np.cos(lift)[:, None] + Y * np.sin(lift)[:, None])
    rear[:, 1] = np.maximum(rear[:, 1], 0.03 * body.stature_m)
    legs = {
        "right": Limb(ankle, Z + 0.2 * X + 0 * pelvis, frame_ahead(-Z + 0.3 * X, Y)),
        "left": Limb(rear, -Y * 0.5 - X * 0.1 + 0 * pelvis, relaxed_foot()),
    }
    arms = {}
    for side in SIDES:
        out = LEFT * side_sign(side)
        shoulder = chest + out * body.shoulder_half
        ahead = 0.9 * (body.upper_arm + body.forearm)
        drop = np.clip(shoulder[:, 1] - body.wrist_rest, 0.0, ahead)
        wrist = vec(
            shoulder[:, 0] + np.sqrt(ahead**2 - drop**2) * 0.9 + 0.05,
            np.maximum(shoulder[:, 1] - drop, body.wrist_rest),
            shoulder[:, 2],
        )
        arms[side] = Limb(wrist, out * 0.7 - X * 0.5 + 0 * pelvis, hand_on_floor())
    return build(body, pelvis, pelvis_frame, legs, arms, spine_deg=p["spine"], head_deg=p["head"])


BUTTERFLY: dict[str, float] = dict(knees=14.0, feet=0.03, lean=8.0, spine=0.0, side=0.0, head=0.0)
"""Seated tall, soles together, knees low."""


def butterfly(body: Body, p: Params) -> Skeleton:
    """Seated on the floor, pelvis at x = 0, heading +X, soles together in front.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``knees`` angle of the thighs above level; ``feet`` half the distance between the ankles, m; ``lean`` forward
        lean of the line hips to shoulders; ``spine`` flexion of the back; ``side`` lean of the trunk to the left;
        ``head`` extension.
    """
    pelvis = vec(0.0 * p["knees"], body.hip_rest * 1.05, 0.0)
    _, chord_deg = spine_chord(body, p["spine"])
    pelvis_frame = rotation(X, -p["side"]) @ lean_frame(p["lean"] - chord_deg)
    legs, arms = {}, {}
    up = np.radians(p["knees"])
    for side in SIDES:
        out = LEFT * side_sign(side)
        ankle = vec(0.215 * body.stature_m + 0.0 * up, body.ankle_height * 0.8, 0.0) + out * p["feet"][:, None]
        legs[side] = Limb(
            ankle, out + Y * np.tan(up)[:, None] * 1.2 + 0.15 * X, frame_ahead(X - 0.3 * Y, Y * 0.2 + out)
        )
        wrist = ankle + X * 0.02 + Y * 0.06 + out * 0.05
        arms[side] = Limb(wrist, out - X * 0.4 - 0.3 * Y + 0 * pelvis, None)
    return build(body, pelvis, pelvis_frame, legs, arms, spine_deg=p["spine"], head_deg=p["head"])


def hydrant(body: Body, p: Params) -> Skeleton:
    """On all fours as :func:`~formcheck.synthetic.support.all_fours`; a leg may also open to its side, its knee bent.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        Those of ``all_fours``, and ``left_open``, ``right_open``: abduction of the thigh, degrees; below 0 is 0.
    """
    skeleton = all_fours(body, p | {f"{side}_leg": np.maximum(p[f"{side}_leg"], 0.0) for side in SIDES})
    points, frames, poles = dict(skeleton.points), dict(skeleton.frames), dict(skeleton.poles)
    axis = unit(points["chest"] - points["pelvis"])
    for side in SIDES:
        by = rotation(axis, np.maximum(p[f"{side}_open"], 0.0) * side_sign(side))
        hip = points[f"{side}_hip"]
        for joint in ("knee", "ankle"):
            points[f"{side}_{joint}"] = hip + turn(by, points[f"{side}_{joint}"] - hip)
        frames[f"{side}_foot"] = by @ frames[f"{side}_foot"]
        poles[f"{side}_knee"] = turn(by, poles[f"{side}_knee"])
    return Skeleton(body, points, frames, poles)
