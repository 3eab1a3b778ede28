"""Glute bridge: on the back, soles planted, hips up to the line from knees to chest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.postures import Params, crouching, moved, sitting_on_floor, standing, supine
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.vec import X, Y, two_bone, vec

GOOD_KNEE_DEG = 90.0


def _feet_x(body: Body, knee_deg: FloatArray) -> FloatArray:
    """Where the ankles are (metres from the shoulders) when, hips on the straight line, the knees are bent
    ``knee_deg``.
    """
    rises = np.linspace(5.0, 50.0, 400)[:, None]
    line = body.trunk + body.thigh
    knee_x = line * np.cos(np.radians(rises))
    knee_y = body.shoulder_rest + line * np.sin(np.radians(rises))
    shank = np.radians(rises - knee_deg)
    miss = knee_y + body.shank * np.sin(shank) - body.ankle_height
    best = np.argmin(np.abs(miss), axis=0)
    columns = np.arange(len(knee_deg))
    x: FloatArray = (knee_x + body.shank * np.cos(shank))[best, columns]
    return x


def _rise_for_hip(body: Body, hip_deg: FloatArray, feet_x: FloatArray) -> FloatArray:
    """Trunk angle above the floor at which the hip is bent ``hip_deg`` (< 0: beyond straight), by bisection."""
    low, high = np.full_like(hip_deg, -3.0), np.full_like(hip_deg, 62.0)
    for _ in range(40):
        middle = (low + high) / 2
        rise = np.radians(middle)
        hip = vec(body.trunk * np.cos(rise), body.shoulder_rest + body.trunk * np.sin(rise), 0.0)
        knee, _ankle = two_bone(hip, vec(feet_x, body.ankle_height, 0.0), body.thigh, body.shank, Y)
        thigh = knee - hip
        bent = np.degrees(np.arctan2(thigh[:, 1], thigh[:, 0])) - middle
        low, high = np.where(bent > hip_deg, middle, low), np.where(bent > hip_deg, high, middle)
    return (low + high) / 2


def _posture(body: Body, p: Params) -> Skeleton:
    """``lift`` 0 lying to 1 at the top; ``top`` hip flexion at the top; ``knee`` knee flexion that the feet
    are placed for.
    """
    feet = _feet_x(body, p["knee"])
    lying = np.degrees(np.arcsin((body.hip_rest - body.shoulder_rest) / body.trunk))
    top = _rise_for_hip(body, p["top"], feet)
    return supine(body, dict(rise=lying + (top - lying) * p["lift"], feet=feet, head=p["head"], drop=0 * feet))


LYING = dict(lift=0.0, top=0.0, knee=GOOD_KNEE_DEG, head=0.0)
BRIDGE = LYING | dict(lift=1.0)


def _lead_in(body: Body, first: Skeleton) -> Sequence[Skeleton]:
    feet_x = float(first.points["left_ankle"][0, 0])
    seat = float(first.points["pelvis"][0, 0]) + 0.01
    crouch = moved(crouching(body, 0.0, -0.55), X * feet_x)
    return [standing(body, feet_x), crouch, sitting_on_floor(body, seat, feet_x)]


GLUTE_BRIDGE = Script(
    id="glute-bridge",
    kind="reps",
    posture=_posture,
    rest=LYING,
    peak=BRIDGE,
    tempo=Tempo(1.2, 2.4, 1.4, 0.9),
    lead_in=_lead_in,
    restless=dict(lift=0.006, head=0.5),
    flaws={
        "hip-line": Flaw(24.0, peak=dict(top=1.0)),
        "over-arch": Flaw(20.0, peak=dict(top=-1.0)),
        # > 0: feet too near (knees bent more); < 0: too far.
        "foot-placement": Flaw(28.0, always=dict(knee=1.0), signs=(1, -1)),
        "top-hold": Flaw(1.7, unit="s", tempo=dict(hold_s=-1.0)),
        "lowering-speed": Flaw(1.05, unit="s", tempo=dict(back_s=-1.0)),
    },
)
