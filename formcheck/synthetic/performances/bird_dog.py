"""Bird dog: on all fours, opposite arm and leg stretched level with the trunk, sides alternating."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Flaw, Script, Tempo
from formcheck.synthetic.postures import crouching, moved, standing
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.support import ALL_FOURS, all_fours
from formcheck.synthetic.vec import X

# Written for the right leg and left arm; the player exchanges the sides for the other reps.
STRETCHED = ALL_FOURS | dict(right_leg=1.0, left_arm=1.0)


def _lead_in(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    return [moved(standing(body), X * -0.45), moved(crouching(body, 0.0, 0.45), X * -0.45)]


BIRD_DOG = Script(
    id="bird-dog",
    kind="reps",
    posture=all_fours,
    rest=ALL_FOURS,
    peak=STRETCHED,
    tempo=Tempo(1.6, 1.2, 1.6, 0.8),
    lead_in=_lead_in,
    sided=True,
    restless=dict(sway=0.25, head=0.7, leg_level=0.5, arm_level=0.6),
    flaws={
        # Both limbs hang; a leg so low must bend its knee to stay off the floor.
        "limb-level": Flaw(28.0, peak=dict(leg_level=-1.0, leg_bend=0.9, arm_level=-1.0)),
        "leg-high": Flaw(36.0, peak=dict(leg_level=1.0)),
        "hips-square": Flaw(48.0, peak=dict(roll=1.0)),
        "torso-still": Flaw(16.0, peak=dict(sway=-1.0)),
        "same-side": Flaw(1.0, unit="", same_side=True),
        "back-sag": Flaw(28.0, peak=dict(spine=-1.0)),
        "tempo": Flaw(1.0, unit="s", tempo=dict(out_s=-1.0, back_s=-1.0, hold_s=-0.85)),
    },
)
