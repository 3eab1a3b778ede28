"""Squat: feet planted, thighs to horizontal, and the ways it goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.postures import UPRIGHT, standing, upright
from formcheck.synthetic.skeleton import Skeleton

# Thigh 90 deg from vertical: knee flexion minus shank lean. Knees stay over the feet at this shank lean.
PARALLEL = UPRIGHT | dict(knee=114.0, shank=22.0, lean=36.0, head=14.0, arms=1.0)


def _lead_in(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    return [standing(body)]


SQUAT = Script(
    id="squat",
    kind="reps",
    posture=upright,
    rest=UPRIGHT,
    peak=PARALLEL,
    tempo=Tempo(1.5, 0.35, 1.2, 0.7),
    lead_in=_lead_in,
    restless=dict(knee=0.3, lean=0.4, shift=0.0012, arms=0.01),
    flaws={
        # Not deep: 40 deg less at the knee leaves the thigh about 35 deg short of horizontal.
        "depth": Flaw(40.0, peak=dict(knee=-1.0, shank=-0.12, lean=-0.2)),
        "knee-over-toe": Flaw(18.0, peak=dict(shank=1.0, knee=0.9, lean=-0.5)),
        "knee-valgus": Flaw(18.0, peak=dict(valgus=1.0), midway=dict(valgus=0.7)),
        "heel-lift": Flaw(22.0, peak=dict(heel=1.0, shank=0.8, knee=0.5, lean=-0.3)),
        "trunk-lean": Flaw(22.0, peak=dict(lean=1.0, spine=0.5, knee=-0.2, head=0.3)),
        "back-round": Flaw(45.0, peak=dict(spine=1.0, lean=0.2)),
        "uneven": Flaw(0.045, unit="of stature", peak=dict(shift=1.0), midway=dict(shift=0.8)),
        "hips-first": Flaw(26.0, midway=dict(lean=1.0, knee=-0.9, shank=-0.2)),
        "stand-tall": Flaw(26.0, rest=dict(knee=1.0, shank=0.4, lean=0.45)),
    },
)
