"""Walking in and out of the picture, and turning round."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import SIDES, Body, side_sign
from formcheck.synthetic.motion import minimum_jerk
from formcheck.synthetic.postures import STANCE_HALF, TURNOUT_DEG, lean_frame, standing
from formcheck.synthetic.skeleton import Limb, Skeleton, build, foot_frame
from formcheck.synthetic.vec import LEFT, X, Y, unit, vec

STEP_S = 0.55


def steps_for(body: Body, distance_m: float) -> int:
    """Number of steps of natural length (.38 of stature) for a distance, the closing step included.

    Parameters
    ----------
    body : Body
    distance_m : float
    """
    return max(round(distance_m / (0.38 * body.stature_m)) + 1, 2)


def walk(body: Body, t_s: FloatArray, distance_m: float) -> Skeleton:
    """Walk along X from standing at ``-distance_m`` to standing at 0.

    The foot that carries stays where it was put down; the other swings past it.

    Parameters
    ----------
    body : Body
    t_s : (T,)
        Seconds since the first step, 0 to steps x ``STEP_S``.
    distance_m : float
    """
    count = steps_for(body, distance_m)
    length = distance_m / (count - 1)
    phase = np.clip(t_s / STEP_S, 0.0, count - 1e-9)
    feet_x, lift = {}, {}
    for index, side in enumerate(SIDES):
        x = np.full_like(phase, -distance_m)
        up = np.zeros_like(phase)
        for step in range(index, count, 2):
            target = -distance_m + min(step + 1, count - 1) * length
            swing = np.clip(phase - step, 0.0, 1.0)
            x = np.where(phase > step, x + (target - x) * minimum_jerk(swing), x)
            up = np.where((phase > step) & (phase < step + 1), np.sin(np.pi * swing) ** 2, up)
        feet_x[side], lift[side] = x, up
    upright = standing(body)
    marks = np.arange(count + 1)
    middle = np.concatenate([[0.0], np.arange(count - 1) + 0.5, [count - 1.0]]) * length - distance_m
    stride = np.sin(np.pi * np.clip(phase, 0, count) / count) ** 0.5
    pelvis_x = np.interp(phase, marks, middle)
    pelvis = upright.points["pelvis"] + vec(pelvis_x, -0.028 * body.stature_m * stride, 0.0)
    pelvis_frame = lean_frame(np.full_like(phase, 2.0))
    legs, arms = {}, {}
    for side in SIDES:
        sign = side_sign(side)
        # The heel rises before the swing and meets the floor first after it.
        pitch = 28.0 * lift[side] * np.cos(np.pi * (phase % 1.0))
        ankle = vec(
            feet_x[side],
            body.ankle_height + 0.05 * body.stature_m * lift[side],
            -sign * STANCE_HALF * body.stature_m,
        )
        legs[side] = Limb(ankle, X + LEFT * sign * 0.15 + 0 * pelvis, foot_frame(pitch, sign * TURNOUT_DEG))
        swing_arm = np.radians(6 + 90.0 * (pelvis_x - feet_x[side]) * stride)
        shoulder = pelvis + pelvis_frame[..., 1] * body.trunk + LEFT * sign * body.shoulder_half
        reach = unit(vec(np.sin(swing_arm), -np.cos(swing_arm), 0.0) + LEFT * sign * 0.10)
        arms[side] = Limb(
            shoulder + reach * 0.985 * (body.upper_arm + body.forearm),
            -Y * 0.6 - X * 0.8 + LEFT * sign * 0.5 + 0 * pelvis,
        )
    return build(body, pelvis, pelvis_frame, legs, arms)
