"""On the back on a mat: knees turned to a side, and lying still with the knees bent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, side_sign
from formcheck.synthetic.postures import Params, head_on_floor, supine_legs
from formcheck.synthetic.skeleton import Limb, Skeleton, build, hand_on_floor
from formcheck.synthetic.vec import LEFT, X, Y, frame, frame_ahead, rotation, unit, vec

TWIST: dict[str, float] = dict(turn=80.0, chest=0.0, hip=90.0, knee=90.0, cross=0.0, head=0.0)
"""On the back, both knees down to the right, shoulders flat."""


def lying_twist(body: Body, p: Params) -> Skeleton:
    """On the back, head toward -X, shoulders at x = 0, arms out, knees bent and turned down to the right.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``turn`` roll of the pelvis and the thighs to the right, degrees: 0 knees up, 90 on the floor; ``chest`` roll of
        the chest along with it (the left shoulder lifts); ``hip``, ``knee`` flexion of both legs; ``cross`` how far the
        left thigh lies across the right one, degrees; ``head`` extension.
    """
    lying = np.arcsin((body.hip_rest - body.shoulder_rest) / body.trunk) + 0 * p["turn"]
    pelvis = vec(body.trunk * np.cos(lying), body.hip_rest + body.hip_half * np.sin(np.radians(np.abs(p["turn"]))), 0.0)
    flat = frame(vec(-np.cos(lying), 0.0, 0.0), LEFT)
    pelvis_frame = rotation(flat[..., 1], -p["turn"]) @ flat
    legs = {}
    for side in SIDES:
        hip_joint = pelvis + pelvis_frame[..., 2] * side_sign(side) * body.hip_half
        across = p["cross"] if side == "left" else 0.0 * p["cross"]
        thigh_frame = rotation(pelvis_frame[..., 1], -across * 0.8) @ pelvis_frame
        thigh = unit(_in_frame(thigh_frame, p["hip"] + 0.25 * across) - thigh_frame[..., 2] * 0.10 * side_sign(side))
        shank = _in_frame(thigh_frame, p["hip"] - p["knee"])
        shank = unit(shank - thigh_frame[..., 2] * 0.020 * across[:, None])
        knee = hip_joint + thigh * body.thigh
        ankle = knee + shank * body.shank
        ankle[:, 1] = np.maximum(ankle[:, 1], body.ankle_height)
        sole = frame_ahead(unit(_in_frame(thigh_frame, p["hip"] - p["knee"] + 60.0)), -shank)
        legs[side] = Limb(ankle, thigh, sole)
    reach = body.shoulder_half + 0.97 * (body.upper_arm + body.forearm)
    arms = {}
    for side in SIDES:
        out = LEFT * side_sign(side)
        wrist = X * 0.06 + Y * body.wrist_rest * 1.1 + out * reach + 0 * pelvis
        arms[side] = Limb(wrist, X * 0.5 - Y * 0.3 + 0 * pelvis, frame_ahead(out, -Y))
    skeleton = build(body, pelvis, pelvis_frame, legs, arms, twist_deg=p["turn"] - p["chest"], head_deg=p["head"])
    return head_on_floor(skeleton)


def _in_frame(frames: FloatArray, flexion_deg: ArrayLike) -> FloatArray:
    """Direction (T, 3) of a thigh bent forward by ``flexion_deg`` from straight down, in frames (T, 3, 3)."""
    angle = np.radians(np.asarray(flexion_deg, dtype=np.float64))[..., None]
    return frames[..., 0] * np.sin(angle) - frames[..., 1] * np.cos(angle)


SUPINE: dict[str, float] = dict(hips=0.0, ribs=0.0, feet=0.0, head=0.0)
"""Lying still, soles planted."""


def supine_rest(body: Body, p: Params) -> Skeleton:
    """On the back, head toward -X, knees bent, soles planted; what may move while it should not.

    Parameters
    ----------
    body : Body
    p : dict of (T,)
        ``hips`` lift of the hips, m; ``ribs`` lift of the shoulders, m; ``feet`` slide of the feet away, m; ``head``
        extension.
    """
    pelvis = vec(body.trunk + 0 * p["hips"], body.hip_rest + p["hips"], 0.0)
    shoulders = vec(0.0 * p["hips"], body.shoulder_rest + p["ribs"], 0.0)
    pelvis_frame = frame(unit(shoulders - pelvis), LEFT)
    arms = {
        side: Limb(
            vec(0.27 * body.stature_m, body.wrist_rest * 1.1, -side_sign(side) * 0.20 * body.stature_m) + 0 * pelvis,
            unit(LEFT * side_sign(side) - Y * 0.15) + 0 * pelvis,
            hand_on_floor(),
        )
        for side in SIDES
    }
    legs = supine_legs(body, body.trunk + 0.235 * body.stature_m + p["feet"])
    return head_on_floor(build(body, pelvis, pelvis_frame, legs, arms, head_deg=p["head"]))
