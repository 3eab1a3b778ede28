"""Positions on hands, elbows, knees and toes: planks and all fours. What touches the floor stays where it is."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, other, side_sign
from formcheck.synthetic.postures import Params, circle_meet, lean_frame, turn_in_plane
from formcheck.synthetic.skeleton import Limb, Skeleton, build, foot_frame, hand_on_floor, spine_chord
from formcheck.synthetic.vec import LEFT, X, Y, dot, frame, frame_ahead, norm, rotation, turn, unit, vec

UP_HINT = Y + 1e-4 * X
"""The back of a hand on the floor or reaching ahead looks up."""

TOE_STAND = 0.088
"""Height of the ankle of someone who stands on the toes with the sole nearly upright, fraction of stature."""
BALL_BEHIND_DEG = 10.0
"""How far behind the vertical below the ankle the ball of that foot is."""

PLANK: dict[str, float] = dict(hips=0.0, hands=0.0, head=5.0, knee=2.0, press=0.0)
"""A straight plank."""


def plank(body: Body, p: Params, on: str = "elbows", knees_down: bool = False) -> Skeleton:
    """Face down on elbows or hands, and on toes or knees; head toward +X, the supporting elbow or hand at x = 0.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``hips`` flexion at the hip of the line shoulder-hip-ankle (shoulder-hip-knee when the knees are
        down), degrees: 0 straight, > 0 piked, < 0 sagging; ``hands`` how far the supporting hand or elbow
        lies ahead of the shoulder, degrees at the shoulder; ``head`` extension of the head, < 0 dropped;
        ``knee`` knee flexion; ``press`` how much of the arms' length is bent away on the way down of a press-up. Toes
        or knees are planted where a straight plank with these ``hands`` puts them.
    on : {"elbows", "hands"}
    knees_down : bool
    """
    reach = body.upper_arm if on == "elbows" else body.upper_arm + 0.998 * body.forearm
    floor = body.elbow_rest if on == "elbows" else body.wrist_rest
    hand = np.radians(p["hands"])
    base = vec([0.0], floor, 0.0)
    bend = np.radians(PLANK["knee"] + 0 * p["knee"] if knees_down else p["knee"])
    leg = (
        body.thigh + 0 * bend
        if knees_down
        else np.sqrt(body.thigh**2 + body.shank**2 + 2 * body.thigh * body.shank * np.cos(bend))
    )
    span = np.sqrt(body.trunk**2 + leg**2 + 2 * body.trunk * leg * np.cos(np.radians(p["hips"])))
    start = base + vec(-reach * np.sin(hand), reach * np.cos(hand), 0.0)
    arm = reach * (1.0 - p["press"])
    end_height = body.knee_rest if knees_down else TOE_STAND * body.stature_m
    straight = body.trunk + body.thigh + (0.0 if knees_down else body.shank * 0.9998)
    planted = vec(start[:, 0] - np.sqrt(straight**2 - (start[:, 1] - end_height) ** 2), end_height, 0.0)
    if knees_down:
        end = planted
        shoulder = circle_meet(base + 0 * end, arm, end, span, Y + 0 * end)
    else:
        # The toes are planted: the ankle turns about the ball of the foot, the shoulders stay where the arms hold them.
        shoulder = base + vec(-arm * np.sin(hand), arm * np.cos(hand), 0.0)
        ball = planted + turn_in_plane(-Y + 0 * planted, BALL_BEHIND_DEG) * np.hypot(body.ball_ahead, body.ankle_height)
        end = circle_meet(ball + 0 * shoulder, norm(planted - ball), shoulder, span, Y - 0.2 * X + 0 * shoulder)
    high = np.where(p["hips"] >= 0, 1.0, -1.0)[:, None] * Y
    pelvis = circle_meet(shoulder, body.trunk, end, leg, high)
    pelvis_frame = frame(unit(shoulder - pelvis), LEFT + 0 * pelvis)
    legs = _kneeling_legs(body, end) if knees_down else _toe_legs(body, end, ball)
    arms = {side: _support_arm(body, side, shoulder, on) for side in SIDES}
    return build(body, pelvis, pelvis_frame, legs, arms, head_deg=p["head"])


def _support_arm(body: Body, side: str, shoulder: FloatArray, on: str) -> Limb:
    out = LEFT * side_sign(side)
    width = out * body.shoulder_half
    if on == "hands":
        wrist = vec(0.0, body.wrist_rest, 0.0) + width + 0 * shoulder
        return Limb(wrist, unit(-X + out * 0.6) + 0 * shoulder, hand_on_floor())
    # Forearms lie forward and slightly inward; the wrist's place makes the elbow land on the floor at x = 0.
    elbow = vec(0.0, body.elbow_rest, 0.0) + width + 0 * shoulder
    ahead = unit(X - out * 0.22)
    hand = frame_ahead(ahead, Y * 0.5 + out)
    wrist = elbow + ahead * body.forearm
    return Limb(wrist, elbow - (shoulder + width + wrist) / 2, hand)


def _toe_legs(body: Body, ankle: FloatArray, ball: FloatArray) -> dict[str, Limb]:
    # The foot stands on its toes: its sole looks backward, its toes point at the floor.
    sole_deg = np.degrees(np.arctan2(body.ankle_height, body.ball_ahead))
    foot = frame_ahead(turn_in_plane(unit(ball - ankle), -sole_deg), X + 0.3 * Y)
    legs = {}
    for side in SIDES:
        out = LEFT * side_sign(side)
        legs[side] = Limb(ankle + out * body.hip_half, -Y + 0.1 * X + 0 * ankle, foot)
    return legs


def _kneeling_legs(body: Body, knee: FloatArray) -> dict[str, Limb]:
    legs = {}
    for side in SIDES:
        planted = knee + LEFT * side_sign(side) * body.hip_half
        ankle = planted + unit(-X + 0 * knee) * np.sqrt(body.shank**2 - (0.030 * body.stature_m - body.knee_rest) ** 2)
        ankle[:, 1] = 0.030 * body.stature_m
        legs[side] = Limb(ankle, -Y + 0.5 * X + 0 * knee, relaxed_foot())
    return legs


def relaxed_foot() -> FloatArray:
    """Frame (3, 3) of the foot of someone kneeling: instep on the floor, toes back."""
    return foot_frame(165.0)


ALL_FOURS: dict[str, float] = dict(
    sway=0.0,
    spine=0.0,
    roll=0.0,
    head=5.0,
    left_leg=0.0,
    right_leg=0.0,
    left_arm=0.0,
    right_arm=0.0,
    leg_level=0.0,
    leg_bend=4.0,
    arm_level=0.0,
)
"""Hands under the shoulders, knees under the hips, back straight."""


def all_fours(body: Body, p: Params) -> Skeleton:
    """On hands and knees, head toward +X, hands at x = 0; legs and arms may be stretched out.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``sway`` forward shift of the hips over the knees, degrees at the knee; ``spine`` flexion of the back
        (< 0 sags); ``roll`` turn of the pelvis about the spine, right side up > 0, degrees; ``head``
        extension; ``left_leg`` ... 0 planted to 1 stretched out; ``leg_level``, ``arm_level`` degrees by
        which a stretched limb (thigh, arm) points above the line of the trunk; ``leg_bend`` knee flexion of a
        stretched leg.

    Notes
    -----
    The chain starts at the knee that carries: its thigh has a fixed foot on the floor, so planted knees never slide.
    """
    chord, chord_deg = spine_chord(body, p["spine"])
    shoulder_height = body.wrist_rest + 0.985 * (body.upper_arm + body.forearm)
    hip_height = body.knee_rest + body.thigh
    slope = np.degrees(np.arcsin(np.clip((shoulder_height - hip_height) / chord, -0.9, 0.9)))
    # Knees are planted under the hips of the unmoved position.
    rest_chord = body.trunk
    rest_x = -np.sqrt(rest_chord**2 - (shoulder_height - hip_height) ** 2)
    sway = np.radians(p["sway"])
    pelvis_frame = lean_frame(90.0 - slope - chord_deg)
    pelvis_frame = rotation(pelvis_frame[..., 1], -p["roll"]) @ pelvis_frame
    thigh = vec(np.sin(sway), np.cos(sway), 0.0) * body.thigh
    pelvis = np.zeros_like(thigh)
    for side in SIDES:
        # The knee of the leg that is stretched less carries the weight.
        carries = (p[f"{side}_leg"] < p[f"{other(side)}_leg"]) * 1.0 + 0.5 * (
            p[f"{side}_leg"] == p[f"{other(side)}_leg"]
        )
        knee = _knee_on_floor(body, side, rest_x)
        hip_offset = pelvis_frame[..., 2] * side_sign(side) * body.hip_half
        pelvis += carries[:, None] * (knee + thigh - hip_offset)
    chest_frame = rotation(pelvis_frame[..., 2], p["spine"]) @ pelvis_frame
    # The chest stays level while the pelvis rolls.
    chest_frame = rotation(chest_frame[..., 1], p["roll"]) @ chest_frame
    chest = pelvis + pelvis_frame[..., 1] * body.lumbar + chest_frame[..., 1] * body.thorax
    trunk_line = unit(chest - pelvis)
    legs = {s: _leg(body, s, pelvis, pelvis_frame, trunk_line, p, _knee_on_floor(body, s, rest_x)) for s in SIDES}
    arms = {s: _arm(body, s, chest, chest_frame, trunk_line, p) for s in SIDES}
    return build(body, pelvis, pelvis_frame, legs, arms, spine_deg=p["spine"], twist_deg=p["roll"], head_deg=p["head"])


def _knee_on_floor(body: Body, side: str, x_m: float) -> FloatArray:
    return vec(x_m, body.knee_rest, -side_sign(side) * body.hip_half)


def _leg(
    body: Body,
    side: str,
    pelvis: FloatArray,
    pelvis_frame: FloatArray,
    trunk_line: FloatArray,
    p: Params,
    knee: FloatArray,
) -> Limb:
    stretched = p[f"{side}_leg"]
    hip = pelvis + pelvis_frame[..., 2] * side_sign(side) * body.hip_half
    down = unit(knee - hip)
    level = turn_in_plane(-trunk_line, p["leg_level"])
    full = np.degrees(np.arccos(np.clip(dot(down, level), -1.0, 1.0)))
    thigh = turn_in_plane(down, stretched * full)
    height = 0.030 * body.stature_m
    rest_shank = unit(vec(-np.sqrt(body.shank**2 - (height - body.knee_rest) ** 2), height - body.knee_rest, 0.0))
    rest_knee = np.degrees(np.arccos(np.clip(dot(down, rest_shank + 0 * down), -1.0, 1.0)))
    shank = turn_in_plane(thigh, rest_knee + (p["leg_bend"] - rest_knee) * stretched)
    ankle = hip + thigh * body.thigh + shank * body.shank
    foot = _trailing_foot(shank, 15.0 + 45.0 * stretched)
    return Limb(ankle, turn_in_plane(thigh, -90.0), foot)


def _trailing_foot(shank: FloatArray, bend_deg: FloatArray) -> FloatArray:
    """Frames of feet whose toes point away along the shank, bent ``bend_deg`` toward the front of the shank."""
    forward = turn_in_plane(shank, -bend_deg)
    return frame_ahead(forward, np.cross(forward, LEFT))


def _arm(body: Body, side: str, chest: FloatArray, chest_frame: FloatArray, trunk_line: FloatArray, p: Params) -> Limb:
    stretched = p[f"{side}_arm"]
    shoulder = chest + chest_frame[..., 2] * side_sign(side) * body.shoulder_half
    planted = vec(0.0, body.wrist_rest, -side_sign(side) * body.shoulder_half) - shoulder
    down = unit(planted)
    # A stretched arm points straight ahead: no part of its direction is sideways.
    level = turn_in_plane(trunk_line, -p["arm_level"])
    full = np.degrees(np.arccos(np.clip(dot(down, level), -1.0, 1.0)))
    axis = unit(np.cross(down, level))
    direction = turn(rotation(axis, stretched * full), down)
    length = norm(planted) + ((body.upper_arm + body.forearm) * 0.995 - norm(planted)) * stretched
    out = LEFT * side_sign(side)
    hand = frame_ahead(X * (1 - stretched[:, None]) + direction * stretched[:, None], UP_HINT)
    pole = turn(rotation(axis, stretched * full), unit(-X + out * 0.5) + 0 * shoulder)
    return Limb(shoulder + direction * length[:, None], pole, hand)
