"""What the coach decides after the newest frame: what to say, what to show, where in its set it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from formcheck.coach.cues import Cue
from formcheck.utterance import Utterance

Stage = Literal["", "set-up", "ready", "go", "paused", "rest", "asking", "strength", "note", "done"]
"""Empty where nobody is led: in a recording, and while the exercise is being looked for."""
Ending = Literal["dose", "left", "stopped", "pain"]


@dataclass(frozen=True)
class Guidance:
    """What to say and to show after the newest frame.

    Attributes
    ----------
    stage : str
    say : tuple of Utterance
        Lines that begin now, in order.
    cue : Cue or None
        What to correct: it was said a moment ago, or begins now.
    help : str
        What is wrong with the picture; empty while all is well.
    caption : str
        The line for the screen: what is being said, else what to do; empty for none.
    progress : float or None
        0 to 1 of the dose; None for an open end.
    countdown_s : float or None
        Seconds until "Go", the end of a hold or a rest, or the end of the time to answer.
    done : bool
        The set, or the rest, is over.
    ended_by : str or None
        Why the set ended.
    """

    stage: Stage
    say: tuple[Utterance, ...] = ()
    cue: Cue | None = None
    help: str = ""
    caption: str = ""
    progress: float | None = None
    countdown_s: float | None = None
    done: bool = False
    ended_by: Ending | None = None
