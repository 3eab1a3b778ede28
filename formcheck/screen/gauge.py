"""How far a movement is on its way to its target."""

from __future__ import annotations

import numpy as np

from formcheck.exercises.spec import Exercise
from formcheck.frames import Phase
from formcheck.screen.newest_frame import NewestFrame


class Gauge:
    """How far a movement is, beside its count.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._reps = exercise.reps
        self._target = target(exercise) if exercise.reps else 0.0

    def value(self, newest: NewestFrame) -> float | None:
        """How far the movement is: 0 at rest, 1 at its target; None where nothing is counted, or it is not known."""
        if self._reps is None or newest.phase == Phase.NONE:
            return None
        value = float(newest.frames.signal[-1])
        return (value - self._reps.rest) / (self._target - self._reps.rest) if np.isfinite(value) else None


def target(exercise: Exercise) -> float:
    """The value of the signal to reach: what counts as a rep, or what a check on the signal asks for beyond it."""
    assert exercise.reps is not None
    if exercise.reps.own_scale:
        return 1.0
    asked = [c.min for c in exercise.checks if c.metric == exercise.reps.signal and c.against is None]
    return max([exercise.reps.peak, *(limit for limit in asked if np.isfinite(limit))])
