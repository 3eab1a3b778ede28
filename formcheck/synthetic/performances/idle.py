"""People who do no exercise: standing about, sitting down, poses that look like one. Nothing may be counted or held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from formcheck.synthetic.body import Body
from formcheck.synthetic.performances.script import Script, SkeletonOf, Tempo
from formcheck.synthetic.placed import PLACED, placed
from formcheck.synthetic.postures import UPRIGHT, standing, upright
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.support import PLANK, plank

SEATED = UPRIGHT | dict(knee=88.0, shank=4.0, lean=4.0, arms=0.35)

# Explains with both hands, bows, and shows half a squat.
TALKING = UPRIGHT | dict(knee=28.0, shank=8.0, lean=14.0, arms=0.8)

# One foot against the other knee, arms overhead.
TREE = PLACED | dict(
    hip_x=0.0, hip_y=0.985, shift=0.05, lean=0.0, left_z=0.05, left_turnout=6.0, left_knee_out=4.0, right_x=0.03,
    right_y=0.47, right_z=-0.03, right_pitch=-50.0, right_turnout=75.0, right_knee_out=78.0, right_knee_up=-25.0,
    left_arm=172.0, right_arm=172.0, left_arm_out=6.0, right_arm_out=6.0,
)  # fmt: skip # a table, packed
# A high lunge, the rear leg straight, arms stretched out.
WARRIOR = PLACED | dict(
    hip_x=-0.55, hip_y=0.66, lean=0.0, left_x=-1.25, left_z=0.06, left_turnout=45.0, left_knee_out=8.0, right_z=0.06,
    right_turnout=2.0, right_knee_out=3.0, left_arm=90.0, right_arm=90.0, left_arm_out=0.0, right_arm_out=0.0,
)  # fmt: skip # a table, packed
# Prone on the elbows, the hips on the floor.
SPHINX = PLANK | dict(hips=-26.0, head=20.0)


def _lead_in(body: Body, _first: Skeleton) -> Sequence[Skeleton]:
    return [standing(body)]


def _stays(_body: Body, first: Skeleton) -> Sequence[Skeleton]:
    return [first]


def _pose(name: str, posture: SkeletonOf, values: Mapping[str, float]) -> Script:
    """A pose that is kept; photographs and recordings of real people in it were taken for an exercise."""
    tempo, restless = Tempo(0.7, 4.0, 0.7, 1.0), dict(head=0.6)
    return Script(name, "pose", posture, values, values, {}, tempo, _stays, restless=restless)


IDLE = {
    "stand": Script("stand", "none", upright, UPRIGHT, UPRIGHT, {}, Tempo(1.0, 1.0, 1.0, 1.0), _lead_in,
                      restless=dict(knee=0.6, lean=0.8, shift=0.006, head=4.0, arms=0.03)),
    "sit": Script("sit", "none", upright, UPRIGHT, SEATED, {}, Tempo(1.6, 5.0, 1.6, 1.5), _lead_in,
                    restless=dict(lean=0.8, head=4.0, arms=0.02)),
    "talk": Script("talk", "none", upright, UPRIGHT, TALKING, {}, Tempo(0.8, 0.6, 0.8, 0.6), _lead_in,
                     restless=dict(knee=0.6, lean=1.2, shift=0.008, head=6.0, arms=0.1)),
    "tree": _pose("tree", placed, TREE),
    "warrior": _pose("warrior", placed, WARRIOR),
    "sphinx": _pose("sphinx", partial(plank, on="elbows", knees_down=True), SPHINX),
}  # fmt: skip # a table, packed
