"""People who do no exercise: standing about and sitting down. Nothing may be counted."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Script, Tempo
from formcheck.synthetic.postures import UPRIGHT, standing, upright
from formcheck.synthetic.skeleton import Skeleton

SEATED = UPRIGHT | dict(knee=88.0, shank=4.0, lean=4.0, arms=0.35)


def _lead_in(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    return [standing(body)]


IDLE = {
    "stand": Script("stand", "none", upright, UPRIGHT, UPRIGHT, {}, Tempo(1.0, 1.0, 1.0, 1.0), _lead_in,
                      restless=dict(knee=0.6, lean=0.8, shift=0.006, head=4.0, arms=0.03)),
    "sit": Script("sit", "none", upright, UPRIGHT, SEATED, {}, Tempo(1.6, 5.0, 1.6, 1.5), _lead_in,
                    restless=dict(lean=0.8, head=4.0, arms=0.02)),
}  # fmt: skip # a table, packed
