"""The words of the screen: phases, stages, the time on the clock."""

from __future__ import annotations

from formcheck.coach.guidance import Stage
from formcheck.frames import Phase

PHASE_WORDS: dict[Phase, str] = {
    Phase.NONE: "Get into position",
    Phase.REST: "Ready",
    Phase.OUT: "Moving",
    Phase.PEAK: "End position",
    Phase.BACK: "Coming back",
    Phase.HOLD: "Hold",
}
STAGE_WORDS: dict[Stage, str] = {
    "set-up": "Get into position",
    "ready": "Ready",
    "paused": "Paused",
    "rest": "Rest",
    "asking": "Does it hurt?",
    "strength": "How strong?",
    "note": "A note?",
    "done": "Done",
}
"""Of a guided set; while it goes on, and where nobody is led, the phase says more."""
PAUSED = "Paused: press space to go on"
IN_WORDS: tuple[Stage, ...] = ("set-up", "ready", "asking", "note")
"""Stages in which there is nothing to count: what to do now is shown as large as a number."""
QUESTIONS: tuple[Stage, ...] = ("asking", "strength", "note")
"""Stages in which an answer is waited for: the keys that give it stand beside the question."""


def status_of(stage: Stage, phase: Phase) -> str:
    """Where one is, in words.

    Parameters
    ----------
    stage : str
        Of the guide.
    phase : Phase
        Of the newest frame.
    """
    if stage == "set-up" and phase != Phase.NONE:
        return "In position"
    return STAGE_WORDS.get(stage) or PHASE_WORDS[phase]


def clock_text(seconds: float) -> str:
    """Whole seconds; minutes and seconds from 100 seconds on."""
    whole = int(seconds)
    return str(whole) if whole < 100 else f"{whole // 60}:{whole % 60:02d}"
