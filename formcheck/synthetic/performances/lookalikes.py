"""Movements that pass through an exercise's position, as recordings showed: nothing in them may be counted or held.

They are no part of ``SCRIPTS``: a position that a moment of them has is what it is, and only its not lasting says what
is done.
"""

from __future__ import annotations

from functools import partial

from formcheck.synthetic.lying import TWIST, lying_twist
from formcheck.synthetic.performances.plank import PLANKS
from formcheck.synthetic.performances.script import Script, Tempo
from formcheck.synthetic.support import PLANK, plank


def _press_up(name: str, knees_down: bool) -> Script:
    """Down and up again, with a moment at the top."""
    return Script(
        name, "none", partial(plank, on="hands", knees_down=knees_down), PLANK, PLANK | dict(press=0.5),
        {}, Tempo(0.9, 0.1, 0.8, 0.4), PLANKS["hands"].lead_in, restless=dict(hips=0.4, head=1.0),
    )  # fmt: skip # an argument a word


# Both knees from one side to the other, a moment at either.
WIPERS = Script(
    "wipers", "none", lying_twist, TWIST | dict(turn=-70.0), TWIST | dict(turn=70.0), {}, Tempo(1.2, 0.5, 1.2, 0.5),
    lambda _body, first: [first], restless=dict(turn=0.8, head=1.0),
)  # fmt: skip # an argument a word

LOOKALIKES: dict[str, dict[str, Script]] = {
    "press-up": {"": _press_up("press-up", knees_down=False)},
    "knee-press-up": {"": _press_up("knee-press-up", knees_down=True)},
    "wipers": {"": WIPERS},
}
"""Name -> variant -> script."""
