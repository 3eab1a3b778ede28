"""On the mat: bridge pulses, child's pose, cat-cow, side planks, hydrants, twists and seated hip stretches; and what is
paced lying on the back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from formcheck.synthetic.body import Body, other
from formcheck.synthetic.lying import SUPINE, TWIST, lying_twist, supine_rest
from formcheck.synthetic.mat import (
    BUTTERFLY,
    CHILDS_POSE,
    PIGEON,
    SIDE_PLANK,
    butterfly,
    childs_pose,
    hydrant,
    mirrored,
    pigeon,
    side_plank,
)
from formcheck.synthetic.performances.bird_dog import BIRD_DOG
from formcheck.synthetic.performances.glute_bridge import GLUTE_BRIDGE
from formcheck.synthetic.performances.script import Flaw, Script, SkeletonOf, Tempo, Values
from formcheck.synthetic.postures import constants, crouching, standing
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.support import ALL_FOURS, all_fours

HELD = Tempo(0.7, 0.0, 0.7, 1.0)
SLOW = Tempo(1.5, 0.6, 1.5, 0.6)
PULSE = Tempo(1.0, 0.2, 1.0, 0.4)


def _down(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    return [standing(body), crouching(body, 0.0, 0.45)]


def _held(
    name: str, posture: SkeletonOf, values: Values, flaws: Mapping[str, Flaw], restless: Values, view: str = "side"
) -> Script:
    return Script(name, "hold", posture, values, values, flaws, HELD, _down, restless=restless, view=view)


def _both_sides(script: Callable[[SkeletonOf], Script], posture: SkeletonOf, first: str) -> dict[str, Script]:
    """A script for a posture, which trains the side `first`, and for its mirror image."""
    return {first: script(posture), other(first): script(lambda body, p: mirrored(posture(body, p)))}


CHILD = _held(
    "childs-pose", childs_pose, CHILDS_POSE,
    {
        "hips-off-heels": Flaw(38.0, peak=dict(knee=-1.0)),
        "chest-up": Flaw(28.0, peak=dict(trunk=1.0)),
        "arms-short": Flaw(1.0, unit="of the way to the feet", always=dict(arms=-1.0)),
    },
    dict(trunk=0.5, knee=0.3, head=0.5),
)  # fmt: skip # a table, packed

BRIDGE_PULSE = Script(
    id="glute-bridge-pulse",
    kind="reps",
    posture=GLUTE_BRIDGE.posture,
    rest={**GLUTE_BRIDGE.peak, "lift": 0.82},
    peak=GLUTE_BRIDGE.peak,
    tempo=PULSE,
    lead_in=GLUTE_BRIDGE.lead_in,
    restless=dict(lift=0.003, head=0.4),
    flaws={
        "pulse-big": Flaw(0.40, unit="of the bridge", rest=dict(lift=-1.0)),
        "hips-sank": Flaw(0.42, unit="of the bridge", always=dict(lift=-1.0)),
        "tempo": Flaw(0.8, unit="s", tempo=dict(out_s=-1.0, back_s=-1.0, hold_s=-1.0)),
    },
)

CAT_COW = Script(
    id="cat-cow",
    kind="reps",
    posture=all_fours,
    rest=ALL_FOURS | dict(spine=42.0, head=-22.0),
    peak=ALL_FOURS | dict(spine=-24.0, head=24.0),
    tempo=SLOW,
    lead_in=BIRD_DOG.lead_in,
    restless=dict(sway=0.25, head=0.5),
    flaws={
        "head-only": Flaw(
            1.0, unit="", always=dict(spine=-42.0), peak=dict(spine=66.0, head=30.0), rest=dict(head=-30.0)
        ),
        "drift": Flaw(26.0, peak=dict(sway=-1.0)),
        "tempo": Flaw(1.05, unit="s", tempo=dict(out_s=-1.0, back_s=-1.0, hold_s=-0.5)),
    },
)

KNEELING = ALL_FOURS | dict(left_open=0.0, right_open=0.0, leg_bend=86.0)

KICK_HYDRANT = Script(
    id="donkey-kick-fire-hydrant",
    kind="reps",
    posture=hydrant,
    rest=KNEELING,
    first=KNEELING | dict(right_leg=1.0, leg_level=25.0),
    peak=KNEELING | dict(right_open=70.0),
    tempo=Tempo(0.9, 0.5, 0.9, 0.9),
    lead_in=BIRD_DOG.lead_in,
    sided=True,
    restless=dict(sway=0.25, head=0.7),
    flaws={
        "hydrant-missing": Flaw(70.0, peak=dict(right_open=-1.0)),
        "kick-missing": Flaw(1.0, unit="of a kick", peak=dict(right_leg=-1.0)),
        "leg-high": Flaw(30.0, peak=dict(leg_level=1.0)),
        "knee-straight": Flaw(44.0, peak=dict(leg_bend=-1.0)),
        "torso-still": Flaw(27.0, peak=dict(sway=-1.0)),
    },
)

SIDE_LYING = SIDE_PLANK | dict(drop=46.0)
"""Propped up with the hips on the floor: where a side plank comes from and goes to."""


def _from_side_lying(posture: SkeletonOf) -> Callable[[Body, Skeleton], Sequence[Skeleton]]:
    return lambda body, first: [*_down(body, first), posture(body, constants(SIDE_LYING))]


SIDE_FLAWS = {
    "hips-drop": Flaw(24.0, peak=dict(drop=1.0)),
    # > 0: the elbow lies footward of the shoulder; < 0: beyond the head.
    "elbow-position": Flaw(34.0, always=dict(prop=1.0), signs=(1, -1)),
    # > 0: rolled forward; < 0: back.
    "rolled": Flaw(60.0, peak=dict(roll=1.0), signs=(1, -1)),
}


def _side_lift(posture: SkeletonOf) -> Script:
    return Script(
        id="side-plank-leg-lift",
        kind="reps",
        posture=posture,
        rest=SIDE_PLANK,
        peak=SIDE_PLANK | dict(lift=40.0),
        tempo=Tempo(1.2, 0.6, 1.2, 0.8),
        lead_in=_from_side_lying(posture),
        restless=dict(drop=0.3, roll=0.6, head=0.8),
        view="front",
        flaws=SIDE_FLAWS | {"lift-small": Flaw(18.0, peak=dict(lift=-1.0))},
    )


def _side_pulse(posture: SkeletonOf) -> Script:
    return Script(
        id="side-plank-leg-lift-pulse",
        kind="reps",
        posture=posture,
        rest=SIDE_PLANK | dict(lift=24.0),
        peak=SIDE_PLANK | dict(lift=36.0),
        tempo=PULSE,
        lead_in=_from_side_lying(posture),
        restless=dict(drop=0.3, roll=0.6, head=0.8),
        view="front",
        flaws=SIDE_FLAWS | {"pulse-big": Flaw(20.0, rest=dict(lift=-0.4), peak=dict(lift=0.6))},
    )


TWISTED = TWIST | dict(turn=80.0)
CROSSED = TWIST | dict(turn=42.0, hip=58.0, knee=112.0, cross=26.0)


def _twist(posture: SkeletonOf) -> Script:
    flaws = {
        "shoulder-lifts": Flaw(38.0, peak=dict(chest=1.0)),
        "knees-up": Flaw(42.0, peak=dict(turn=-1.0)),
    }
    return _held("lying-twist", posture, TWISTED, flaws, dict(turn=0.8, head=1.0))


def _lateral(posture: SkeletonOf) -> Script:
    flaws = {"shoulder-lifts": Flaw(38.0, peak=dict(chest=1.0))}
    return _held("lateral-hip-stretch", posture, CROSSED, flaws, dict(turn=0.8, head=1.0))


def _pigeon(posture: SkeletonOf) -> Script:
    flaws = {"rear-leg": Flaw(50.0, peak=dict(rear=1.0))}
    script = _held("pigeon", posture, PIGEON, flaws, dict(lean=0.6, head=0.8))
    return replace(script, lead_in=_from_all_fours(posture))


def _from_all_fours(posture: SkeletonOf) -> Callable[[Body, Skeleton], Sequence[Skeleton]]:
    """Over hands and knees, the rear leg already stretched back: it slides, and does not sweep through the floor."""

    def lead_in(body: Body, first: Skeleton) -> Sequence[Skeleton]:
        kneeling = all_fours(body, constants(ALL_FOURS | dict(left_leg=0.9, leg_level=-12.0)))
        return [*BIRD_DOG.lead_in(body, first), kneeling if posture is pigeon else mirrored(kneeling)]

    return lead_in


FROG = _held(
    "butterfly", butterfly, BUTTERFLY,
    {
        "knees-high": Flaw(34.0, peak=dict(knees=1.0)),
        "feet-apart": Flaw(0.20, unit="m", peak=dict(feet=1.0)),
        "slumped": Flaw(45.0, peak=dict(lean=1.0, spine=0.6)),
    },
    dict(lean=0.6, knees=0.4, head=0.8), view="front",
)  # fmt: skip # a table, packed

LIFTED = {"hips-lift": Flaw(0.11, unit="m", peak=dict(hips=1.0))}
MOVED = {"feet-move": Flaw(0.16, unit="m", peak=dict(feet=1.0))}
RIBS = {"shoulders-lift": Flaw(0.12, unit="m", peak=dict(ribs=1.0))}


def _supine(name: str, flaws: Mapping[str, Flaw]) -> dict[str, Script]:
    script = Script(
        name, "hold", supine_rest, SUPINE, SUPINE, flaws, HELD, GLUTE_BRIDGE.lead_in,
        restless=dict(hips=0.0015, ribs=0.001, head=0.4),
    )  # fmt: skip # a table, packed
    return {"": script}


FLOOR: dict[str, dict[str, Script]] = {
    "childs-pose": {"": CHILD},
    "glute-bridge-pulse": {"": BRIDGE_PULSE},
    "cat-cow": {"": CAT_COW},
    "donkey-kick-fire-hydrant": {"": KICK_HYDRANT},
    "side-plank-leg-lift": _both_sides(_side_lift, side_plank, "left"),
    "side-plank-leg-lift-pulse": _both_sides(_side_pulse, side_plank, "left"),
    "lying-twist": _both_sides(_twist, lying_twist, "right"),
    "lateral-hip-stretch": _both_sides(_lateral, lying_twist, "right"),
    "pigeon": _both_sides(_pigeon, pigeon, "right"),
    "butterfly": {"": FROG},
    "pelvic-tilt": _supine("pelvic-tilt", LIFTED | MOVED),
    "abdominal-hollowing": _supine("abdominal-hollowing", LIFTED | RIBS),
    "diaphragm-breathing": _supine("diaphragm-breathing", RIBS),
    "kegel": _supine("kegel", {}),
}
