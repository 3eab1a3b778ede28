"""Is another exercise done than the set's? Said once, and offered."""

from __future__ import annotations

import numpy as np

from formcheck import exercises
from formcheck.analysis.recognition import UNTOLD, everything, other_words
from formcheck.events import Attempt, Rep, Update
from formcheck.exercises.spec import Exercise
from formcheck.frames import Phase
from formcheck.live.recogniser import Recogniser
from formcheck.track import PoseTrack

LEAST_S = 8.0
"""Nothing is said of what was done for less than this: people stretch, and get ready."""
TRIES = 3
"""Sure about the same exercise so many times in a row, two seconds apart."""
_MOVING = (Phase.OUT, Phase.PEAK, Phase.BACK)


class OtherExercise:
    """A detector of another exercise than the one that a set is of.

    Parameters
    ----------
    exercise : Exercise
        The set's.

    Attributes
    ----------
    offered : Exercise or None
        What the set can be changed to.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        known = [exercise, *(exercises.get(name) for name in everything() if name != exercise.id)]
        told = [each for each in known if each.kind not in UNTOLD]
        self._recogniser = Recogniser(told, least_s=LEAST_S, tries=TRIES)
        # whoever is watched all day does as he likes
        self._done = exercise.monitor is not None
        self.offered: Exercise | None = None

    def feed(self, track: PoseTrack, update: Update) -> str:
        """Take a frame.

        Parameters
        ----------
        track : PoseTrack
            Length 1.
        update : Update
            Of the set's session, for the same frame.

        Returns
        -------
        str
            What to say at this frame; empty at all frames but one of a set.
        """
        if _counting(update):
            self.offered = None
            self._recogniser.restart()
        elif self.offered:
            self._recogniser.keep(track)
        elif not self._done:
            name = self._recogniser.feed(track)
            if name and name != self._exercise.id:
                self._done, self.offered = True, exercises.get(name)
                return other_words(self.offered, self._exercise)
        return ""

    def so_far(self) -> PoseTrack:
        """What was seen since anything of the set's exercise was counted."""
        return self._recogniser.so_far()


def _counting(update: Update) -> bool:
    """Whether something of the set's own exercise is being done: a movement, or a hold whose clock runs."""
    frames = update.frames
    if any(isinstance(event.item, Rep | Attempt) for event in update.events) or np.isfinite(frames.clock_s[-1]):
        return True
    return Phase(int(frames.phase[-1])) in _MOVING
