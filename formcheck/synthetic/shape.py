"""The surface of a body: round cones along the skeleton, in groups whose members melt into each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, side_sign
from formcheck.synthetic.cones import BodyFrame, Cone, Group, Material
from formcheck.synthetic.life import Life, tipped
from formcheck.synthetic.skeleton import Skeleton, toe_tip
from formcheck.synthetic.vec import across, dot, norm, unit, vec


def surface(
    skeleton: Skeleton, index: int = 0, sleeve: float = 0.55, short: float = 0.50, life: Life | None = None
) -> list[Group]:
    """The body of one frame.

    Parameters
    ----------
    skeleton : Skeleton
    index : int
        Which frame of it.
    sleeve, short : float
        How far down arm and thigh the clothes reach, 0 to 1.
    life : Life, optional
        What moves that is no joint.
    """
    one = BodyFrame(tipped(skeleton, life) if life else skeleton, index)
    torso = (*_torso(one, max(-life.belly_m, 0.0) if life else 0.0), *(_belly(one, life) if life else ()))
    groups = [Group(torso, 0.015 * one.size), Group(tuple(_head(one)), 0.006 * one.size)]
    for side in SIDES:
        groups.append(Group(tuple(_arm(one, side, sleeve)), 0.012 * one.size))
        groups.append(Group(tuple(_leg(one, side, short)), 0.012 * one.size))
        groups.append(Group(tuple(_foot(one, side)), 0.006 * one.size))
    return groups


def _torso(one: BodyFrame, drawn_in_m: float) -> Iterator[Cone]:
    p, s = one.points, one.size
    fp, up, lp = one.frames["pelvis"].T
    fc, uc, lc = one.frames["chest"].T
    pelvis, spine, chest = p["pelvis"], p["spine"], p["chest"]
    waist = pelvis + (spine - pelvis) * 0.80
    ribs = spine + (chest - spine) * 0.42
    top = spine + (chest - spine) * 0.83
    shirt, shorts = Material.SHIRT, Material.SHORTS
    # the front comes in, the back stays
    back, belly = fp * drawn_in_m / 2, 0.68 - drawn_in_m / 2 / 0.132
    yield one.cone(pelvis - back / 2, waist - up * 0.03 * s - back, 0.150, 0.132, lp, belly, 0.05, shorts, shirt, 0.62)
    yield one.cone(waist - up * 0.05 * s - back, ribs - back / 2, 0.130, 0.152, lc, belly, 0.05, shirt)
    yield one.cone(ribs - fc * 0.010 * s, top - fc * 0.020 * s - uc * 0.015 * s, 0.150, 0.118, lc, 0.66, 0.05, shirt)
    for side in SIDES:
        out = lc * side_sign(side)
        shoulder, hip = p[f"{side}_shoulder"], p[f"{side}_hip"]
        yield one.cone(
            chest - uc * 0.075 * s - fc * 0.020 * s + out * 0.05 * s,
            shoulder + (out * 0.004 - uc * 0.024 - fc * 0.014) * s,
            0.066,
            0.054,
            fc,
            1.0,
            0.04,
            shirt,
        )
        yield one.cone(
            chest + (uc * 0.040 + out * 0.025 - fc * 0.022) * s,
            shoulder - (out * 0.03 + uc * 0.010 + fc * 0.016) * s,
            0.040,
            0.036,
            fc,
            1.0,
            0.04,
            shirt,
        )
        yield one.cone(
            spine + (chest - spine) * 0.62 + (out * 0.065 + fc * 0.045) * s,
            spine + (chest - spine) * 0.55 + (out * 0.075 + fc * 0.045) * s,
            0.060,
            0.060,
            lc,
            0.75,
            0.04,
            shirt,
        )
        seat = hip - (fp * 0.045 + up * 0.01) * s
        yield one.cone(
            seat,
            hip + (-fp * 0.05 + up * 0.02 - lp * side_sign(side) * 0.01) * s,
            0.092,
            0.085,
            lp,
            1.0,
            0.04,
            shorts,
        )
        yield one.cone(hip, hip + unit(p[f"{side}_knee"] - hip) * 0.10 * s, 0.092, 0.088, lp, 1.0, 0.05, shorts)
        arm = unit(p[f"{side}_elbow"] - shoulder)
        yield one.cone(shoulder - (fc + uc) * 0.009 * s, shoulder + arm * 0.07 * s, 0.054, 0.053, fc, 1.0, 0.03, shirt)


def _belly(one: BodyFrame, life: Life) -> Iterator[Cone]:
    """The belly of somebody who breathes: within the torso when the breath is out."""
    s, fp = one.size, one.frames["pelvis"][:, 0]
    pelvis, spine = one.points["pelvis"], one.points["spine"]
    ahead = fp * (0.046 * one.thick + max(life.belly_m, 0.0))
    along = spine - pelvis
    yield one.cone(
        pelvis + along * 0.55 + ahead, spine + ahead - fp * 0.006 * s, 0.088, 0.088, one.frames["pelvis"][:, 2], 0.48,
        0.05, Material.SHIRT,
    )  # fmt: skip # one cone, packed


def _head(one: BodyFrame) -> Iterator[Cone]:
    fh, uh, lh = one.frames["head"].T
    fc, uc, _ = one.frames["chest"].T
    s, chest, head = one.size, one.points["chest"], one.points["head"]
    hair = Material.HAIR

    def at(f: float, u: float, left: float = 0.0) -> FloatArray:
        result: FloatArray = head + (fh * f + uh * u + lh * left) * s
        return result

    yield one.cone(chest + (uc * 0.02 - fc * 0.005) * s, head - (uh * 0.05 + fh * 0.025) * s, 0.058, 0.051, lh, 1.05)
    yield one.cone(at(-0.012, 0.0), at(-0.002, 0.045), 0.0735, 0.0735, lh, 1.24, 0.015)
    yield one.cone(at(0.045, -0.085), at(0.022, 0.0), 0.033, 0.066, lh, 1.05)
    yield one.cone(at(0.076, 0.036, 0.026), at(0.076, 0.036, -0.026), 0.015, 0.015, fh, 1.0, 0.03)
    yield one.cone(at(0.088, 0.026), at(0.101, -0.020), 0.008, 0.0115, lh, 1.0, 0.014)
    yield one.cone(at(0.092, -0.025, 0.009), at(0.092, -0.025, -0.009), 0.008, 0.008, fh, 1.0, 0.012)
    yield one.cone(at(0.080, -0.052, 0.013), at(0.080, -0.052, -0.013), 0.011, 0.011, fh, 1.0, 0.025)
    yield one.cone(at(0.080, -0.078, 0.008), at(0.080, -0.078, -0.008), 0.014, 0.014, fh, 1.0, 0.015)
    for sign in (1.0, -1.0):
        yield one.cone(at(-0.008, -0.028, 0.073 * sign), at(-0.014, 0.018, 0.079 * sign), 0.011, 0.017, fh, 0.5, 0.006)
        yield one.cone(at(0.060, -0.016, 0.036 * sign), at(0.054, -0.03, 0.036 * sign), 0.022, 0.020, lh, 1.0, 0.04)
    yield one.cone(at(-0.030, -0.01), at(-0.016, 0.050), 0.080, 0.0815, lh, 1.20, 0.004, hair)
    yield one.cone(at(0.020, 0.066), at(-0.032, 0.068), 0.062, 0.068, lh, 1.0, 0.02, hair)


def _arm(one: BodyFrame, side: str, sleeve: float) -> Iterator[Cone]:
    s, shirt, skin = one.size, Material.SHIRT, Material.SKIN
    shoulder, elbow, wrist = (one.points[f"{side}_{j}"] for j in ("shoulder", "elbow", "wrist"))
    fc, _, lc = one.frames["chest"].T
    along = unit(elbow - shoulder)
    across_arm = fc if abs(float(dot(along, fc))) < 0.9 else lc
    upper = elbow - shoulder
    cut = (sleeve - 0.35) / 0.35 if sleeve < 0.7 else 2.0
    yield one.cone(shoulder, elbow, 0.054, 0.041, across_arm, 1.0, 0.02, shirt, skin, sleeve)
    yield one.cone(
        shoulder + upper * 0.35, shoulder + upper * 0.7, 0.050, 0.046, across_arm, 1.0, 0.02, shirt, skin, cut
    )
    middle = elbow + (wrist - elbow) * 0.32
    yield one.cone(elbow, middle, 0.041, 0.043, across_arm)
    yield one.cone(middle, wrist, 0.043, 0.0265, across_arm)
    ahead, back, left = one.frames[f"{side}_hand"].T
    palm = -back
    knuckles = wrist + ahead * 0.085 * s
    yield one.cone(wrist + ahead * 0.012 * s, knuckles - ahead * 0.012 * s, 0.030, 0.040, left, 0.42, 0.012)
    curl = np.tan(np.radians(8.0))
    for offset, length in ((-0.030, 0.070), (-0.0105, 0.080), (0.0095, 0.076), (0.0285, 0.060)):
        base = knuckles + (left * offset - ahead * 0.008) * s
        first = unit(ahead + palm * curl)
        joint = base + first * length * 0.55 * s
        yield one.cone(base, joint, 0.0105, 0.0095, left, 1.0, 0.006)
        yield one.cone(joint, joint + unit(first + palm * curl) * length * 0.5 * s, 0.0095, 0.0078, left, 1.0, 0.004)
    thumb = left * -side_sign(side)
    yield one.cone(
        wrist + (ahead * 0.03 + thumb * 0.022) * s,
        wrist + (ahead * 0.075 + thumb * 0.052 + palm * 0.010) * s,
        0.015,
        0.010,
        left,
        1.0,
        0.012,
    )


def _leg(one: BodyFrame, side: str, short: float) -> Iterator[Cone]:
    s, skin, shorts = one.size, Material.SKIN, Material.SHORTS
    hip, knee, ankle = (one.points[f"{side}_{j}"] for j in ("hip", "knee", "ankle"))
    lp = one.frames["pelvis"][:, 2]
    thigh, shank = knee - hip, unit(ankle - knee)
    wide = across(lp + vec(1e-6, 0, 0), unit(thigh))
    # The calf lies on the inner side of the knee's bend; a straight leg's pole tells where that is.
    bend = knee - (hip + ankle) / 2
    front = bend if float(norm(bend - shank * dot(bend, shank))) > 0.03 * s else one.poles[f"{side}_knee"]
    back = -across(front, shank)
    yield one.cone(hip, knee, 0.090, 0.056, wide, 1.0, 0.03, shorts, skin, short)
    yield one.cone(
        hip + thigh * 0.15,
        hip + thigh * 0.62,
        0.088,
        0.072,
        wide,
        1.0,
        0.03,
        shorts,
        skin,
        (short - 0.15) / 0.47,
    )
    yield one.cone(knee - back * 0.004 * s, knee + shank * 0.09 * s, 0.053, 0.050, wide, 1.0, 0.03)
    yield one.cone(
        knee + (shank * 0.07 + back * 0.018) * s,
        knee + (shank * 0.22 + back * 0.012) * s,
        0.048,
        0.046,
        wide,
        1.0,
        0.03,
    )
    yield one.cone(knee + shank * 0.05 * s, ankle - shank * 0.015 * s, 0.050, 0.0305, wide)
    yield one.cone(
        ankle - shank * 0.03 * s,
        ankle + shank * 0.016 * s,
        0.030,
        0.031,
        wide,
        1.0,
        0.02,
        skin,
        Material.SOCK,
        0.85,
    )


def _foot(one: BodyFrame, side: str) -> Iterator[Cone]:
    s, shoe = one.size, Material.SHOE
    ankle = one.points[f"{side}_ankle"]
    ahead, up, left = one.frames[f"{side}_foot"].T
    height = one.body.ankle_height / s
    heel = ankle - (ahead * 0.035 + up * (height - 0.034)) * s
    ball = ankle + (ahead * 0.115 - up * (height - 0.032)) * s
    toes = toe_tip(ball + up * 0.004 * s, one.frames[f"{side}_foot"], 0.060 * s, 0.030 * s)
    yield one.cone(heel + up * 0.004 * s, ball + up * 0.004 * s, 0.034, 0.041, left, 0.85, 0.02, shoe)
    yield one.cone(ball, toes, 0.041, 0.031, left, 0.8, 0.02, shoe)
    yield one.cone(
        ankle - (up * 0.026 + ahead * 0.006) * s,
        ankle + (ahead * 0.012 - up * 0.038) * s,
        0.033,
        0.037,
        left,
        1.0,
        0.02,
        shoe,
    )
    yield one.cone(ankle + (ahead * 0.03 - up * 0.036) * s, ball + up * 0.006 * s, 0.036, 0.034, left, 1.0, 0.02, shoe)
