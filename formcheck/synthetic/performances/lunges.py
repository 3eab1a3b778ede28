"""One leg ahead of the other: the reverse lunge and the kneeling, seated and standing stretches of the hip's front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.placed import PLACED, from_standing, mirrored, placed

# Written for the right leg in front: its shin upright and its thigh level, the left knee a hand above the floor.
LUNGE = PLACED | dict(
    hip_x=-0.5, hip_y=0.53, lean=4.0, left_x=-1.02, left_y=0.09, left_pitch=62.0, left_turnout=0.0, right_turnout=4.0,
    left_knee_out=5.0, left_knee_up=-45.0, right_knee_out=3.0,
)  # fmt: skip # a table, packed

REVERSE_LUNGE = Script(
    id="reverse-lunge",
    kind="reps",
    posture=placed,
    rest=PLACED,
    peak=LUNGE,
    tempo=Tempo(1.5, 0.5, 1.3, 0.9),
    lead_in=from_standing,
    sided=True,
    restless=dict(lean=0.5, hip_y=0.002, head=0.5),
    flaws={
        "depth": Flaw(0.1, unit="of a leg", peak=dict(hip_y=1.0, hip_x=0.3)),
        "knee-over-toe": Flaw(0.16, unit="of a leg", peak=dict(hip_x=1.25, left_x=1.1, hip_y=-0.4)),
        "trunk-lean": Flaw(34.0, peak=dict(lean=1.0)),
        # Shorter still, and the knee passes the toes or the rear knee stays up: that is another fault.
        "short-step": Flaw(0.42, unit="of a leg", peak=dict(left_x=1.0, hip_x=0.3, hip_y=-0.06)),
        "push-off": Flaw(0.9, unit="s", tempo=dict(back_s=-1.0)),
    },
)

# Written for the left leg behind.
KNEELING = PLACED | dict(
    hip_x=-0.42, hip_y=0.452, lean=2.0, left_x=-1.09, left_y=-0.024, left_pitch=165.0, left_turnout=0.0, left_z=0.11,
    left_knee_out=0.0, left_knee_up=-50.0, right_z=0.13, right_knee_out=3.0, right_turnout=4.0,
)  # fmt: skip # a table, packed

SEATED_LUNGE = PLACED | dict(
    hip_x=-0.49, hip_y=0.52, lean=3.0, left_x=-1.385, left_y=0.10, left_pitch=65.0, left_turnout=0.0, left_z=0.11,
    left_knee_out=0.0, left_knee_up=-50.0, right_z=0.13, right_knee_out=3.0, right_turnout=4.0,
)  # fmt: skip # a table, packed

FOOT_UP = PLACED | dict(
    hip_x=0.0, hip_y=0.95, lean=1.0, left_x=-0.5, left_y=0.47, left_pitch=150.0, left_turnout=0.0, left_z=0.12,
    left_knee_out=0.0, left_knee_up=-20.0, right_z=0.12, right_knee_out=3.0, right_turnout=4.0,
)  # fmt: skip # a table, packed


def _hold(name: str, held: Mapping[str, float], flaws: Mapping[str, Flaw]) -> dict[str, Script]:
    """The hold for either side, the left one first: it is the rear leg's, which is stretched."""
    return {
        side: Script(
            id=name, kind="hold", posture=placed, rest=held if side == "left" else mirrored(held),
            peak=held if side == "left" else mirrored(held), tempo=Tempo(0.7, 0.0, 0.7, 1.0), lead_in=from_standing,
            restless=dict(lean=0.5, head=0.6),
            flaws=flaws if side == "left" else {k: replace(f, peak=mirrored(f.peak)) for k, f in flaws.items()},
        )
        for side in ("left", "right")
    }  # fmt: skip # a table, packed


LUNGES: dict[str, dict[str, Script]] = {
    "reverse-lunge": {"": REVERSE_LUNGE},
    "kneeling-hip-flexor-stretch": _hold("kneeling-hip-flexor-stretch", KNEELING, {
        "hips-forward": Flaw(0.25, unit="of a leg", peak=dict(hip_x=-1.0, hip_y=0.06)),
        "trunk-lean": Flaw(36.0, peak=dict(lean=1.0)),
        "leaning-back": Flaw(30.0, peak=dict(lean=-1.0)),
        "knee-over-toe": Flaw(0.28, unit="of a leg", peak=dict(right_x=-1.0)),
    }),
    "seated-lunge": _hold("seated-lunge", SEATED_LUNGE, {
        "trunk-lean": Flaw(36.0, peak=dict(lean=1.0)),
        "rear-knee": Flaw(0.17, unit="of a leg", peak=dict(left_x=1.0)),
        "front-heel": Flaw(35.0, peak=dict(right_pitch=1.0, right_y=0.0035, right_x=0.001)),
    }),
    "elevated-quad-stretch": _hold("elevated-quad-stretch", FOOT_UP, {
        "trunk-lean": Flaw(36.0, peak=dict(lean=1.0)),
        "leaning-back": Flaw(30.0, peak=dict(lean=-1.0)),
        "hip-open": Flaw(0.3, unit="of a leg", peak=dict(left_x=1.0, left_y=0.2)),
    }),
}  # fmt: skip # a table, packed
