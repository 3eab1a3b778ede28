"""Exercises beyond the catalogue of back and hip: dead bug, single-leg bridge, clam shell, wall sit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from formcheck.synthetic.body import Body, other
from formcheck.synthetic.lying_legs import SIDE_LYING, TABLETOP, dead_bug, side_lying, with_lifted_leg
from formcheck.synthetic.mat import mirrored
from formcheck.synthetic.performances.glute_bridge import GLUTE_BRIDGE, LYING
from formcheck.synthetic.performances.script import Flaw, Script, SkeletonOf, Tempo
from formcheck.synthetic.placed import from_standing
from formcheck.synthetic.postures import UPRIGHT, Params, constants, crouching, standing, upright
from formcheck.synthetic.skeleton import Skeleton


def _hook_lying(body: Body) -> Skeleton:
    """On the back, both soles planted; one frame."""
    return GLUTE_BRIDGE.posture(body, constants(LYING))


def _from_hook_lying(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    lying = _hook_lying(body)
    return [*GLUTE_BRIDGE.lead_in(body, lying), lying]


DEAD_BUG = Script(
    id="dead-bug",
    kind="reps",
    posture=dead_bug,
    rest=TABLETOP,
    # Written for the right leg and left arm; the player exchanges the sides for the other reps.
    peak=TABLETOP | dict(right_leg=1.0, left_arm=1.0),
    tempo=Tempo(1.7, 0.6, 1.7, 0.8),
    lead_in=_from_hook_lying,
    sided=True,
    restless=dict(table=0.7, leg_level=0.5, arm_level=0.6, head=0.4),
    flaws={
        "leg-high": Flaw(30.0, peak=dict(leg_level=1.0)),
        "knee-bent": Flaw(50.0, peak=dict(leg_bend=1.0, leg_level=0.3)),
        "other-leg": Flaw(0.45, unit="of the way", peak=dict(left_leg=1.0)),
        "arm-short": Flaw(50.0, peak=dict(arm_level=1.0)),
        "same-side": Flaw(1.0, unit="", same_side=True),
        "tempo": Flaw(1.1, unit="s", tempo=dict(out_s=-1.0, back_s=-1.0, hold_s=-0.5)),
    },
)


def _single_leg(body: Body, p: Params) -> Skeleton:
    """A bridge on the right foot, the left leg in the air; ``level`` and ``straight`` are those of the lifted leg."""
    return with_lifted_leg(GLUTE_BRIDGE.posture(body, p), p["level"], p["bend"])


ONE_FOOT = LYING | dict(level=0.0, bend=6.0)


def _single_leg_bridge(posture: SkeletonOf) -> Script:
    return Script(
        id="single-leg-bridge",
        kind="reps",
        posture=posture,
        rest=ONE_FOOT,
        peak=ONE_FOOT | dict(lift=1.0),
        tempo=Tempo(1.2, 1.6, 1.4, 0.9),
        lead_in=_from_hook_lying,
        restless=dict(lift=0.006, level=0.7, head=0.5),
        flaws={
            "hip-line": Flaw(24.0, peak=dict(top=1.0)),
            "foot-far": Flaw(28.0, always=dict(knee=-1.0)),
            # > 0: above the planted thigh; < 0: it hangs.
            "leg-level": Flaw(30.0, peak=dict(level=1.0), signs=(1, -1)),
            "knee-bent": Flaw(60.0, always=dict(bend=1.0)),
            "lowering-speed": Flaw(1.05, unit="s", tempo=dict(back_s=-1.0)),
        },
    )


def _to_side(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    return [standing(body), crouching(body, 0.0, 0.45)]


def _clam_shell(posture: SkeletonOf) -> Script:
    return Script(
        id="clam-shell",
        kind="reps",
        posture=posture,
        rest=SIDE_LYING,
        peak=SIDE_LYING | dict(open=52.0),
        tempo=Tempo(1.2, 0.6, 1.2, 0.8),
        lead_in=_to_side,
        restless=dict(open=0.5, roll=0.5, head=0.6),
        view="front",
        flaws={
            "open-small": Flaw(20.0, peak=dict(open=-1.0)),
            "feet-apart": Flaw(0.16, unit="m", peak=dict(feet=1.0)),
            "rolled": Flaw(50.0, peak=dict(roll=1.0)),
            "tempo": Flaw(0.85, unit="s", tempo=dict(out_s=-1.0, back_s=-1.0, hold_s=-0.5)),
        },
    )


def _both_sides(script: Callable[[SkeletonOf], Script], posture: SkeletonOf, first: str) -> dict[str, Script]:
    """A script for a posture, which trains the side `first`, and for its mirror image."""
    return {first: script(posture), other(first): script(lambda body, p: mirrored(posture(body, p)))}


AT_WALL = UPRIGHT | dict(knee=90.0, shank=0.0, lean=1.0, arms=1.0)
"""Thighs level, shanks upright, back against a wall behind, arms stretched out ahead."""

WALL_SIT = Script(
    id="wall-sit",
    kind="hold",
    posture=upright,
    rest=AT_WALL,
    peak=AT_WALL,
    tempo=Tempo(0.7, 0.0, 0.7, 1.0),
    lead_in=from_standing,
    restless=dict(knee=0.4, head=0.8, arms=0.01),
    flaws={
        # > 0: hips below the knees; < 0: too high.
        "depth": Flaw(36.0, peak=dict(knee=1.0, shank=0.1), signs=(1, -1)),
        # > 0: knees past the ankles; < 0: feet too far from the wall.
        "knees-over-ankles": Flaw(26.0, peak=dict(shank=1.0, knee=1.0), signs=(1, -1)),
        "back-off-wall": Flaw(24.0, peak=dict(lean=1.0)),
    },
)

MORE: dict[str, dict[str, Script]] = {
    "dead-bug": {"": DEAD_BUG},
    "single-leg-bridge": _both_sides(_single_leg_bridge, _single_leg, "right"),
    "clam-shell": _both_sides(_clam_shell, side_lying, "left"),
    "wall-sit": {"": WALL_SIT},
}
