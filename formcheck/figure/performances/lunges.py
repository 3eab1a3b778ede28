"""One leg ahead of the other: the reverse lunge, the half-kneeling, seated and elevated stretches of the hip's front."""

from __future__ import annotations

from formcheck.figure.performances.script import Exercise, Flaw, Tempo
from formcheck.figure.placed import PLACED, STANCE, from_standing, mirrored, placed

# Written for the right leg in front: its shin upright and its thigh level, the left knee a hand above the floor.
LUNGE = PLACED | dict(
    hip_x=-0.5, hip_y=0.53, lean=4.0, left_x=-1.02, left_y=0.09, left_pitch=62.0, left_turnout=0.0, right_turnout=4.0,
    left_knee_out=5.0, left_knee_up=-45.0, right_knee_out=3.0,
)  # fmt: skip

REVERSE_LUNGE = Exercise(
    id="reverse-lunge",
    kind="reps",
    posture=placed,
    rest=PLACED,
    peak=LUNGE,
    tempo=Tempo(1.5, 0.5, 1.3, 0.9),
    way_in=from_standing,
    sided=True,
    restless=dict(lean=0.5, hip_y=0.002, head=0.5),
    flaws={
        "depth": Flaw(0.22, unit="of a leg", peak=dict(hip_y=1.0)),
        "knee-over-toe": Flaw(0.16, unit="of a leg", peak=dict(hip_x=1.25, left_x=1.1)),
        "trunk-lean": Flaw(34.0, peak=dict(lean=1.0)),
        "short-step": Flaw(0.52, unit="of a leg", peak=dict(left_x=1.0, hip_x=0.35)),
        "push-off": Flaw(1.05, unit="s", tempo=dict(back_s=-1.0)),
    },
)

LUNGES: dict[str, dict[str, Exercise]] = {
    "reverse-lunge": {"": REVERSE_LUNGE},
}
