"""Where in its set somebody is, to be kept if it hurts there."""

from __future__ import annotations

from formcheck.coach.moments import Moment
from formcheck.events import Rep
from formcheck.exercises.spec import Exercise
from formcheck.pain import Pain


class Place:
    """A tracker of how far a set has come, frame by frame.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._moves = exercise.movement is not None
        self._reps, self._held_s = 0, 0.0
        self.now = Pain(0.0, 0 if self._moves else None, held_s=None if self._moves else 0.0)

    def feed(self, moment: Moment) -> None:
        """Take a frame."""
        self._reps = max([self._reps, *(event.item.number for event in moment.events if isinstance(event.item, Rep))])
        self._held_s += moment.step_s if moment.inside else 0.0
        if self._moves:
            self.now = Pain(moment.t_s, self._reps, moment.moving)
        else:
            self.now = Pain(moment.t_s, held_s=self._held_s)
