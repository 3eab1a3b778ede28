"""From one skeleton to another: blends between two, and a turn of one about a place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, side_sign
from formcheck.synthetic.skeleton import FRAMES, Skeleton, place_head
from formcheck.synthetic.vec import Y, norm, rotate_between, rotation, turn, two_bone, unit


def blend(a: Skeleton, b: Skeleton, weight: FloatArray, lift_m: float = 0.0) -> Skeleton:
    """Move from one posture to another; bones keep their lengths.

    Pelvis, hands and feet go on straight lines, rigid parts take the shortest turn, limbs are solved again.

    Parameters
    ----------
    a, b : Skeleton
        Of length 1 or that of ``weight``.
    weight : (T,)
        0 is ``a``, 1 is ``b``.
    lift_m : float
        How high hands and feet that travel are lifted on the way, metres.
    """
    w3 = weight[:, None]
    body = a.body

    def mix(name: str) -> FloatArray:
        return a.points[name] * (1 - w3) + b.points[name] * w3

    def lifted(name: str) -> FloatArray:
        travel = np.minimum(norm(b.points[name] - a.points[name]) * 4, 1.0)
        return mix(name) + Y * (lift_m * travel * 4 * weight * (1 - weight))[:, None]

    frames = {name: rotate_between(a.frames[name], b.frames[name], weight) for name in FRAMES}
    poles = {name: unit(a.poles[name] * (1 - w3) + b.poles[name] * w3 + 1e-6) for name in a.poles}
    points = {"pelvis": mix("pelvis")}
    points["spine"] = points["pelvis"] + frames["pelvis"][..., 1] * body.lumbar
    points["chest"] = points["spine"] + frames["chest"][..., 1] * body.thorax
    points |= place_head(body, points["chest"], frames["chest"], frames["head"])
    for side in SIDES:
        sign = side_sign(side)
        points[f"{side}_hip"] = points["pelvis"] + frames["pelvis"][..., 2] * sign * body.hip_half
        points[f"{side}_shoulder"] = points["chest"] + frames["chest"][..., 2] * sign * body.shoulder_half
        points[f"{side}_knee"], points[f"{side}_ankle"] = two_bone(
            points[f"{side}_hip"], lifted(f"{side}_ankle"), body.thigh, body.shank, poles[f"{side}_knee"]
        )
        points[f"{side}_elbow"], points[f"{side}_wrist"] = two_bone(
            points[f"{side}_shoulder"],
            lifted(f"{side}_wrist"),
            body.upper_arm,
            body.forearm,
            poles[f"{side}_elbow"],
        )
    return Skeleton(body, points, frames, poles)


def turn_about(skeleton: Skeleton, heading_deg: ArrayLike, pivot: FloatArray, shift: FloatArray) -> Skeleton:
    """Turn a skeleton about a vertical line, and then move it.

    Parameters
    ----------
    skeleton : Skeleton
    heading_deg : float or (T,)
        > 0 turns to its left.
    pivot : (3,)
        A point of the line, world metres.
    shift : (3,) or (T, 3)
        Metres.
    """
    r = rotation(Y, heading_deg)
    return Skeleton(
        skeleton.body,
        {k: turn(r, v - pivot) + pivot + shift for k, v in skeleton.points.items()},
        {k: r @ v for k, v in skeleton.frames.items()},
        {k: turn(r, v) for k, v in skeleton.poles.items()},
    )
