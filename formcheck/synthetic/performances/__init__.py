"""The scripted exercises, by id and variant."""

from __future__ import annotations

from formcheck.synthetic.performances.bird_dog import BIRD_DOG
from formcheck.synthetic.performances.floor import FLOOR
from formcheck.synthetic.performances.glute_bridge import GLUTE_BRIDGE
from formcheck.synthetic.performances.idle import IDLE
from formcheck.synthetic.performances.lookalikes import LOOKALIKES
from formcheck.synthetic.performances.lunges import LUNGES
from formcheck.synthetic.performances.more import MORE
from formcheck.synthetic.performances.plank import PLANKS
from formcheck.synthetic.performances.script import Script
from formcheck.synthetic.performances.seated import SEATED
from formcheck.synthetic.performances.squat import SQUAT
from formcheck.synthetic.performances.stances import STANCES

SCRIPTS: dict[str, dict[str, Script]] = {
    "glute-bridge": {"": GLUTE_BRIDGE},
    "plank": PLANKS,
    "squat": {"": SQUAT},
    "bird-dog": {"": BIRD_DOG},
    **LUNGES,
    **STANCES,
    **SEATED,
    **FLOOR,
    **MORE,
    **{name: {"": script} for name, script in IDLE.items()},
}
"""Exercise id -> variant -> script; the first variant is the default."""
EVERY = SCRIPTS | LOOKALIKES
"""The same, with what looks like an exercise for a moment."""


def script_for(exercise: str, variant: str | None = None) -> Script:
    """The script of an exercise.

    Parameters
    ----------
    exercise : str
        Its id.
    variant : str, optional
        Default the first.

    Raises
    ------
    KeyError
        If there is no such exercise or variant; the message lists those there are.
    """
    if exercise not in EVERY:
        raise KeyError(f"no scripted exercise '{exercise}': use one of {', '.join(EVERY)}")
    variants = EVERY[exercise]
    name = next(iter(variants)) if variant is None else variant
    if name not in variants:
        raise KeyError(f"{exercise} has no variant '{name}': use one of {', '.join(variants)}")
    return variants[name]
