"""The skeleton: joints and body frames over time, built from the pelvis outward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, side_sign
from formcheck.synthetic.vec import (
    LEFT,
    X,
    Y,
    frame,
    frame_ahead,
    rotation,
    two_bone,
    unit,
    vec,
)

POINTS = (
    *("pelvis", "spine", "chest", "neck", "head"),
    *(f"{side}_{joint}" for side in SIDES for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")),
)
FRAMES = ("pelvis", "chest", "head", *(f"{side}_{part}" for side in SIDES for part in ("foot", "hand")))


@dataclass(frozen=True)
class Skeleton:
    """A body in motion.

    Parameters
    ----------
    body : Body
    points : dict of (T, 3)
        Joint centres by name (``POINTS``), world metres.
    frames : dict of (T, 3, 3)
        Orientation of rigid parts (``FRAMES``): columns forward, up, left. A foot's forward runs heel to
        toes, its up leaves the instep; a hand's forward runs wrist to knuckles, its up leaves the back of the
        hand.
    poles : dict of (T, 3)
        Direction toward which each knee and elbow bends, kept for blends (a straight limb does not show it).
    """

    body: Body
    points: dict[str, FloatArray]
    frames: dict[str, FloatArray]
    poles: dict[str, FloatArray]

    def __len__(self) -> int:
        return len(self.points["pelvis"])

    def __getitem__(self, index: slice) -> Skeleton:
        return Skeleton(
            self.body, *({k: v[index] for k, v in d.items()} for d in (self.points, self.frames, self.poles))
        )

    @staticmethod
    def concatenate(parts: Sequence[Skeleton]) -> Skeleton:
        """Join consecutive stretches of one body's motion."""
        return Skeleton(
            parts[0].body,
            *(
                {k: np.concatenate([getattr(p, name)[k] for p in parts]) for k in getattr(parts[0], name)}
                for name in ("points", "frames", "poles")
            ),
        )

    def lowest_m(self) -> FloatArray:
        """(T,) height of the lowest joint."""
        heights: FloatArray = np.min([p[:, 1] for p in self.points.values()], axis=0)
        return heights


@dataclass(frozen=True)
class Limb:
    """What a leg or an arm should do: ``goal`` (T, 3) for ankle or wrist, ``pole`` for knee or elbow, frame
    of foot or hand.

    ``end_frame`` None lets the hand go on in the forearm's direction.
    """

    goal: FloatArray
    pole: FloatArray
    end_frame: FloatArray | None = None


def spine_chord(body: Body, flexion_deg: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Length (m) of the line from hips to shoulders of a bent back, and its angle (deg) forward of the pelvis' up.

    Parameters
    ----------
    body : Body
    flexion_deg : float or (T,)
    """
    flexion = np.radians(np.asarray(flexion_deg, dtype=np.float64))
    up = body.lumbar + body.thorax * np.cos(flexion)
    ahead = body.thorax * np.sin(flexion)
    return np.hypot(up, ahead), np.degrees(np.arctan2(ahead, up))


def build(
    body: Body,
    pelvis: FloatArray,
    pelvis_frame: FloatArray,
    legs: Mapping[str, Limb],
    arms: Mapping[str, Limb],
    spine_deg: ArrayLike = 0.0,
    twist_deg: ArrayLike = 0.0,
    head_deg: ArrayLike = 0.0,
) -> Skeleton:
    """Assemble a skeleton outward from the pelvis.

    Parameters
    ----------
    body : Body
    pelvis : (T, 3)
        Middle of the hip joints.
    pelvis_frame : (T, 3, 3)
    legs, arms : mapping of "left" and "right" to Limb
    spine_deg, twist_deg : (T,)
        Flexion of the back, and rotation of the chest to the left against the pelvis.
    head_deg : (T,)
        Extension (looking up) of the head against the chest.
    """
    left = pelvis_frame[..., 2]
    chest_frame = rotation(left, spine_deg) @ pelvis_frame
    chest_frame = rotation(chest_frame[..., 1], twist_deg) @ chest_frame
    spine = pelvis + pelvis_frame[..., 1] * body.lumbar
    chest = spine + chest_frame[..., 1] * body.thorax
    head_frame = rotation(chest_frame[..., 2], -np.asarray(head_deg, dtype=np.float64)) @ chest_frame
    points = {"pelvis": pelvis, "spine": spine, "chest": chest}
    points |= place_head(body, chest, chest_frame, head_frame)
    frames = {"pelvis": pelvis_frame, "chest": chest_frame, "head": head_frame}
    poles: dict[str, FloatArray] = {}
    for side in SIDES:
        sign = side_sign(side)
        points[f"{side}_hip"] = pelvis + pelvis_frame[..., 2] * sign * body.hip_half
        points[f"{side}_shoulder"] = chest + chest_frame[..., 2] * sign * body.shoulder_half
        leg, arm = legs[side], arms[side]
        points[f"{side}_knee"], points[f"{side}_ankle"] = two_bone(
            points[f"{side}_hip"], leg.goal, body.thigh, body.shank, leg.pole
        )
        points[f"{side}_elbow"], points[f"{side}_wrist"] = two_bone(
            points[f"{side}_shoulder"], arm.goal, body.upper_arm, body.forearm, arm.pole
        )
        frames[f"{side}_foot"] = np.broadcast_to(
            frame(Y, LEFT) if leg.end_frame is None else leg.end_frame, pelvis_frame.shape
        )
        frames[f"{side}_hand"] = _hand_frame(points, side, arm, pelvis_frame.shape)
        poles[f"{side}_knee"] = np.broadcast_to(leg.pole, pelvis.shape)
        poles[f"{side}_elbow"] = np.broadcast_to(arm.pole, pelvis.shape)
    return Skeleton(body, points, frames, poles)


def place_head(body: Body, chest: FloatArray, chest_frame: FloatArray, head_frame: FloatArray) -> dict[str, FloatArray]:
    """Neck base and middle of the skull: the neck bends halfway between chest and head.

    Parameters
    ----------
    body : Body
    chest : (T, 3)
        Middle of the shoulders.
    chest_frame, head_frame : (T, 3, 3)
    """
    neck = chest + chest_frame[..., 1] * 0.15 * body.neck
    rise = unit(chest_frame[..., 1] + 0.8 * head_frame[..., 1])
    return {
        "neck": neck,
        "head": neck + rise * 0.55 * body.neck + head_frame[..., 1] * 0.38 * body.neck + head_frame[..., 0] * 0.018,
    }


def _hand_frame(points: Mapping[str, FloatArray], side: str, arm: Limb, shape: tuple[int, ...]) -> FloatArray:
    if arm.end_frame is not None:
        return np.broadcast_to(arm.end_frame, shape)
    ahead = unit(points[f"{side}_wrist"] - points[f"{side}_elbow"])
    # Palms of hanging arms face the thighs: the back of the hand looks outward.
    outward = unit(points[f"{side}_shoulder"] - points["chest"])
    return frame_ahead(ahead, outward + 0.2 * X)


def hand_on_floor(ahead: FloatArray | None = None) -> FloatArray:
    """Frame (3, 3) of a hand flat on the floor, fingers along ``ahead`` (default X)."""
    return frame_ahead(X if ahead is None else ahead, Y)


def foot_frame(pitch_deg: ArrayLike = 0.0, turnout_deg: ArrayLike = 0.0) -> FloatArray:
    """Foot frames (..., 3, 3), heading X.

    Parameters
    ----------
    pitch_deg : float or (...)
        > 0 lifts the heel.
    turnout_deg : float or (...)
        > 0 turns the toes to the left.
    """
    yaw = rotation(Y, turnout_deg)
    flat = yaw @ frame(Y, LEFT)
    return rotation(flat[..., 2], pitch_deg) @ flat


def toe_tip(ball: FloatArray, foot: FloatArray, length_m: float, floor_m: float) -> FloatArray:
    """Tip (..., 3) of the toes: they bend up where the floor is.

    Parameters
    ----------
    ball : (..., 3)
        Where they begin.
    foot : (..., 3, 3)
        Frame of the foot.
    length_m, floor_m : float
        Length of the toes, and height that their tip does not go below.
    """
    straight = ball + foot[..., 0] * length_m
    rise = np.maximum(straight[..., 1], floor_m) - ball[..., 1]
    level = unit((foot[..., 0] + 0.5 * foot[..., 1]) * np.array([1.0, 0.0, 1.0]) + 1e-9)
    run = np.sqrt(np.maximum(length_m**2 - rise**2, 0.0))
    bent = ball + level * run[..., None] + Y * rise[..., None]
    return np.where((straight[..., 1] < floor_m)[..., None], bent, straight)


def hanging_arms(body: Body, chest: FloatArray, chest_frame: FloatArray, forward: ArrayLike = 0.0) -> dict[str, Limb]:
    """Arms that hang or reach ahead at shoulder height.

    Parameters
    ----------
    body : Body
    chest : (T, 3)
        Middle of the shoulders.
    chest_frame : (T, 3, 3)
    forward : float or (T,)
        0 hangs, 1 reaches ahead.
    """
    angle = np.radians(6 + 74 * np.asarray(forward, dtype=np.float64))
    length = (body.upper_arm + body.forearm) * 0.985
    arms = {}
    for side in SIDES:
        out = LEFT * side_sign(side)
        shoulder = chest + chest_frame[..., 2] * side_sign(side) * body.shoulder_half
        reach = vec(np.sin(angle), -np.cos(angle), 0.0) + out * 0.10
        arms[side] = Limb(shoulder + unit(reach) * length, unit(-Y * 0.6 - X * 0.8 + out * 0.5) + 0 * shoulder)
    return arms
