"""Plank on elbows or hands, on toes or knees: held straight, and the ways it goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.postures import Params, constants, crouching, moved, standing
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.support import ALL_FOURS, PLANK, all_fours, plank
from formcheck.synthetic.vec import X

FLAWS = {
    "hips-sag": Flaw(20.0, peak=dict(hips=-1.0)),
    "hips-high": Flaw(36.0, peak=dict(hips=1.0)),
    # > 0: hands ahead of the shoulders; < 0: behind.
    "hands-position": Flaw(32.0, always=dict(hands=1.0), signs=(1, -1)),
    # > 0: craned; < 0: dropped.
    "head-position": Flaw(55.0, peak=dict(head=1.0), signs=(1, -1)),
    "knees-bent": Flaw(38.0, peak=dict(knee=1.0)),
    "hip-drift": Flaw(16.0, peak=dict(hips=-1.0), gradual=True),
}


def _lead_in(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    kneel = all_fours(body, constants(ALL_FOURS))
    return [moved(standing(body), X * -0.45), moved(crouching(body, 0.0, 0.45), X * -0.45), kneel]


def _posture(body: Body, p: Params, on: str, knees_down: bool) -> Skeleton:
    return plank(body, p, on, knees_down)


def _variant(name: str, on: str, knees_down: bool) -> Script:
    return Script(
        id=name,
        kind="hold",
        posture=partial(_posture, on=on, knees_down=knees_down),
        rest=PLANK,
        peak=PLANK,
        tempo=Tempo(0.7, 0.0, 0.7, 1.0),
        lead_in=_lead_in,
        restless=dict(hips=0.35, head=0.8),
        flaws={k: v for k, v in FLAWS.items() if not (knees_down and k == "knees-bent")},
    )


PLANKS = {
    "elbows": _variant("plank", "elbows", False),
    "hands": _variant("plank", "hands", False),
    "knees-down": _variant("plank", "elbows", True),
    "hands-knees-down": _variant("plank", "hands", True),
}
