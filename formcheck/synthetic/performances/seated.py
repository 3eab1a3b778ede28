"""Seated and on one leg: the shoelace, twists, the elevated pigeon, and sitting at a desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.placed import PLACED, from_standing, mirrored, placed
from formcheck.synthetic.postures import crouching, moved, sitting_on_floor, standing
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.vec import X

ON_FLOOR = PLACED | dict(
    hip_x=0.0, hip_y=0.03, lean=4.0, left_arm=30.0, right_arm=30.0, left_reach=0.8, right_reach=0.8,
)  # fmt: skip # a table, packed

# Each is written for the right side.
SHOELACE = ON_FLOOR | dict(
    lean=16.0, right_x=0.12, right_y=-0.02, right_z=-0.30, right_turnout=-70.0, right_knee_out=12.0, right_knee_up=26.0,
    left_x=0.10, left_y=-0.02, left_z=-0.30, left_turnout=-70.0, left_knee_out=12.0, left_knee_up=8.0,
)  # fmt: skip # a table, packed

TWIST = ON_FLOOR | dict(
    twist=-48.0, lean=2.0, left_x=0.97, left_y=0.0, left_z=0.12, left_pitch=-75.0, left_turnout=5.0, left_knee_up=70.0,
    right_x=0.42, right_z=-0.2, right_knee_up=75.0, right_knee_out=0.0, left_arm=55.0, right_arm=-25.0,
    right_arm_out=25.0,
)  # fmt: skip # a table, packed

CHAIR_TWIST = TWIST | dict(
    hip_y=0.53, left_x=0.48, left_y=0.0, left_z=0.12, left_pitch=0.0, left_knee_up=30.0, left_knee_out=5.0,
    right_x=0.55, right_y=0.28, right_z=-0.22, right_knee_up=55.0, right_pitch=20.0,
)  # fmt: skip # a table, packed

PIGEON = PLACED | dict(
    hip_x=-0.15, hip_y=0.9, lean=28.0, head=10.0, left_x=-0.38, left_z=0.10, left_turnout=4.0, left_knee_out=3.0,
    right_x=0.33, right_y=0.72, right_z=-0.19, right_turnout=-70.0, right_knee_out=80.0, right_knee_up=14.0,
    left_arm=55.0, right_arm=55.0,
)  # fmt: skip # a table, packed

AT_DESK = PLACED | dict(
    hip_x=-0.5, hip_y=0.52, lean=2.0, left_arm=38.0, right_arm=38.0, left_reach=0.8, right_reach=0.8,
    left_knee_out=5.0, right_knee_out=5.0,
)  # fmt: skip # a table, packed


def _to_floor(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    feet = 0.75 * (body.thigh + body.shank)
    crouch = moved(crouching(body, 0.0, -0.55), X * feet)
    return [moved(standing(body), X * feet), crouch, sitting_on_floor(body, 0.0, feet)]


def _hold(name: str, held: Mapping[str, float], flaws: Mapping[str, Flaw], view: str, floor: bool = True) -> Script:
    return Script(
        id=name, kind="hold", posture=placed, rest=held, peak=held, tempo=Tempo(0.7, 0.0, 0.7, 1.0),
        lead_in=_to_floor if floor else from_standing, restless=dict(lean=0.5, head=0.8), flaws=flaws, view=view,
    )  # fmt: skip # a table, packed


def _sides(
    name: str, held: Mapping[str, float], flaws: Mapping[str, Flaw], view: str = "front", floor: bool = True
) -> dict[str, Script]:
    other = {k: replace(flaw, peak=mirrored(flaw.peak), always=mirrored(flaw.always)) for k, flaw in flaws.items()}
    return {
        "left": _hold(name, mirrored(held), other, view, floor),
        "right": _hold(name, held, flaws, view, floor),
    }


TURNING: dict[str, Flaw] = {
    # > 0 is to the left: back to facing the camera.
    "no-rotation": Flaw(44.0, always=dict(twist=1.0)),
    "slumped": Flaw(57.0, peak=dict(spine=1.0, head=0.3, lean=0.4)),
}

SEATED: dict[str, dict[str, Script]] = {
    "shoelace-stretch": _sides("shoelace-stretch", SHOELACE, {
        "leaning": Flaw(24.0, peak=dict(roll=1.0)),
        "knees-apart": Flaw(0.17, unit="of a leg", peak=dict(
            right_z=1.0, left_z=1.0, right_knee_out=320.0, left_knee_out=320.0)),
    }),
    "seated-twist": _sides("seated-twist", TWIST, TURNING | {
        "long-knee": Flaw(0.17, unit="of a leg", peak=dict(left_x=-1.0, left_pitch=300.0)),
    }),
    "piriformis-stretch": {
        **_sides("piriformis-stretch", TWIST, TURNING),
        "chair": _hold("piriformis-stretch", CHAIR_TWIST, TURNING, "front", floor=False),
    },
    "elevated-pigeon": {
        **_sides("elevated-pigeon", PIGEON, {"no-hinge": Flaw(28.0, peak=dict(lean=-1.0))}, "side", floor=False),
        "front": _hold("elevated-pigeon", PIGEON, {"leaning": Flaw(26.0, peak=dict(roll=1.0))}, "front", floor=False),
    },
    "seated-posture": {
        "side": _hold("seated-posture", AT_DESK, {
            "slumped": Flaw(26.0, peak=dict(lean=1.0, head=0.8), signs=(1, -1)),
            "head-forward": Flaw(0.13, unit="m", peak=dict(poke=1.0)),
            "chin": Flaw(36.0, peak=dict(head=1.0), signs=(1, -1)),
        }, "side", floor=False),
        "front": _hold("seated-posture", AT_DESK, {
            "slumped": Flaw(0.06, unit="m", peak=dict(shrug=1.0)),
            "shoulders-uneven": Flaw(14.0, peak=dict(roll=1.0), signs=(1, -1)),
            "chin": Flaw(36.0, peak=dict(head=1.0), signs=(1, -1)),
        }, "front", floor=False),
    },
}  # fmt: skip # a table, packed
