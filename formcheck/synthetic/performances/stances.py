"""On both feet: the side lunge, the walk-out with a band, the deep squat and the standing pelvic tilt."""

from __future__ import annotations

from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.placed import PLACED, from_standing, placed
from formcheck.synthetic.postures import UPRIGHT, upright

WIDE = PLACED | dict(
    hip_y=0.93, hip_x=-0.06, left_z=0.43, right_z=0.43, left_turnout=20.0, right_turnout=20.0, left_knee_out=20.0,
    right_knee_out=20.0, lean=6.0, left_arm=45.0, right_arm=45.0, left_arm_out=-12.0, right_arm_out=-12.0,
    left_reach=0.8, right_reach=0.8,
)  # fmt: skip # a table, packed
# Written for the right leg, which bends; the hips go over its foot.
SIDE_LUNGE = WIDE | dict(
    hip_x=-0.24, hip_y=0.585, shift=-0.37, lean=32.0, head=14.0, right_knee_out=22.0, left_knee_out=40.0,
)  # fmt: skip # a table, packed

HANDS_OUT = PLACED | dict(
    left_arm=82.0, right_arm=82.0, left_arm_out=-16.0, right_arm_out=-16.0, left_reach=0.93, right_reach=0.93,
    left_z=0.13, right_z=0.13,
)  # fmt: skip # a table, packed

DEEP = UPRIGHT | dict(knee=139.0, shank=33.0, lean=28.0, head=12.0, arms=0.8, valgus=-16.0)

SIDE_LUNGES = Script(
    id="side-lunge", kind="reps", posture=placed, rest=WIDE, peak=SIDE_LUNGE, tempo=Tempo(1.4, 0.6, 1.3, 0.9),
    lead_in=from_standing, sided=True, restless=dict(lean=0.5, shift=0.003, head=0.5), view="front",
    flaws={
        "other-knee": Flaw(0.16, unit="of a leg", peak=dict(left_z=-0.4, left_knee_out=280.0, hip_y=-0.35)),
        # So close, the other knee must bend too; here it does so towards the camera, where nobody sees it.
        "stance": Flaw(0.145, unit="of a leg", always=dict(left_z=-1.0, right_z=-1.0),
                       peak=dict(shift=0.9, hip_y=0.6, left_knee_out=-290.0)),
        "knee-line": Flaw(60.0, peak=dict(right_knee_out=-1.0)),
        "trunk-over": Flaw(32.0, peak=dict(roll=1.0)),
        "trunk-fold": Flaw(30.0, peak=dict(lean=1.0)),
        "depth": Flaw(0.22, unit="of a leg", peak=dict(hip_y=1.0, shift=0.9, hip_x=0.4)),
    },
)  # fmt: skip # a table, packed

WALK_OUT = Script(
    id="multifidus-walk-out", kind="reps", posture=placed, rest=HANDS_OUT,
    peak=HANDS_OUT | dict(left_z=0.62, shift=0.24, hip_y=0.91), tempo=Tempo(0.8, 0.3, 0.8, 0.7), lead_in=from_standing,
    restless=dict(twist=0.8, lean=0.3), view="front",
    flaws={
        "trunk-turn": Flaw(42.0, peak=dict(twist=1.0)),
        "arms-drop": Flaw(40.0, peak=dict(left_arm=-1.0, right_arm=-1.0)),
    },
)  # fmt: skip # a table, packed


def _rest(view: str, flaws: dict[str, Flaw]) -> Script:
    return Script(
        id="deep-squat-rest", kind="hold", posture=upright, rest=DEEP, peak=DEEP, tempo=Tempo(0.7, 0.0, 0.7, 1.0),
        lead_in=from_standing, restless=dict(lean=0.5, knee=0.3, head=0.6), view=view, flaws=flaws,
    )  # fmt: skip # a table, packed


TILT = Script(
    id="standing-pelvic-tilt", kind="hold", posture=placed, rest=PLACED, peak=PLACED, tempo=Tempo(0.7, 0.0, 0.7, 1.0),
    lead_in=from_standing, restless=dict(lean=0.5, head=0.8),
    flaws={
        "leaning": Flaw(26.0, peak=dict(lean=1.0), signs=(1, -1)),
        "knees-bent": Flaw(0.13, unit="of a leg", peak=dict(hip_y=-0.55)),
        "shoulders-raised": Flaw(0.08, unit="m", peak=dict(shrug=1.0)),
    },
)  # fmt: skip # a table, packed

STANCES: dict[str, dict[str, Script]] = {
    "side-lunge": {"": SIDE_LUNGES},
    "multifidus-walk-out": {"": WALK_OUT},
    "deep-squat-rest": {
        "side": _rest("side", {
            "depth": Flaw(18.0, peak=dict(knee=-1.0)),
            "heel-lift": Flaw(35.0, peak=dict(heel=1.0, shank=0.25, knee=0.2)),
            "trunk-lean": Flaw(42.0, peak=dict(lean=1.0, spine=1.5, head=0.3)),
        }),
        "front": _rest("front", {"knees-in": Flaw(36.0, peak=dict(valgus=1.0))}),
    },
    "standing-pelvic-tilt": {"": TILT},
}  # fmt: skip # a table, packed
