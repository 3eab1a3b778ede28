"""The coach of a recording: what to correct and what is wrong with the picture; nobody is led and nothing is said."""

from __future__ import annotations

from formcheck.coach.cues import coach_for
from formcheck.coach.framing import Framing
from formcheck.coach.guidance import Guidance
from formcheck.events import Update
from formcheck.exercises.spec import Exercise
from formcheck.track import PoseTrack


class Review:
    """The coach of a recording: cues as in a led set, where nothing that is said holds one back.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._coach, self._framing = coach_for(exercise), Framing(exercise)

    def feed(self, track: PoseTrack, update: Update) -> Guidance:
        """What to show at a frame.

        Parameters
        ----------
        track : PoseTrack
            Length 1.
        update : Update
            Of the session, for the same frame.
        """
        cue = self._coach.feed(float(track.t_s[-1]), update.events)
        return Guidance("", cue=cue, help=self._framing.feed(track, update.frames))
