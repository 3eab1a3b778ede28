"""What is said to the person: one short line, its kind, how long it takes and how long it may wait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["prompt", "count", "mark", "cue", "praise", "notice"]
"""prompt: set-up, ready, rest, other side, end. count: the number of a rep. mark: halfway, ten seconds, five to one.
cue: what to change. praise: a fault is gone. notice: what cannot be seen, camera lost, machine slow."""

WAITS_S: dict[Kind, float] = {
    "prompt": math.inf,
    "mark": 1.0,
    "count": 2.5,  # a number is true until the next one: it outlasts the longest cue
    "cue": 1.0,
    "notice": math.inf,
    "praise": 2.0,
}
"""Seconds that a line may wait until its moment has passed, and it is not said any more."""


@dataclass(frozen=True)
class Utterance:
    """One line to say.

    Attributes
    ----------
    text : str
        Short enough to be spoken in about two seconds.
    kind : str
        One of :data:`Kind`.
    t_s : float
        Time of the frame that gave rise to it, on the source's clock.
    fault_s : float or None
        For a cue: when its fault had lasted long enough to be told, on the same clock.
    """

    text: str
    kind: Kind
    t_s: float
    fault_s: float | None = None


def speaking_s(text: str) -> float:
    """About how long a line takes to be spoken: a little more than espeak-ng needs at 180 words a minute."""
    return 0.2 + len(text) / 17.0
