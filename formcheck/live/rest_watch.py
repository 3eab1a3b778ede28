"""The rest between two sets, and the time to get into the next position."""

from __future__ import annotations

from formcheck.arrays import Image
from formcheck.coach.phrases import REST_NOW
from formcheck.coach.rest import Rest
from formcheck.live.terms import Terms
from formcheck.routines.plan import PlannedSet
from formcheck.screen.display import bare_screen
from formcheck.screen.keys import REST_KEYS, Pressed
from formcheck.screen.screen import Screen
from formcheck.screen.words import STAGE_WORDS
from formcheck.track import PoseTrack


class RestWatch:
    """The watch of a rest; nothing of it is kept.

    Parameters
    ----------
    planned, following : PlannedSet
        The set that was done and the one that comes.
    terms : Terms

    Attributes
    ----------
    hurts : bool
        It ended because something hurts.
    t_s : float
        Time of the newest frame.
    """

    def __init__(self, planned: PlannedSet, following: PlannedSet, terms: Terms) -> None:
        self._terms, self._rest = terms, Rest(planned, following, terms.speech)
        self._following = following.exercise.name
        self.looking, self.over, self.hurts = True, False, False
        self.t_s = 0.0

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Take a frame; parameters as of :meth:`formcheck.live.messages.Watch.step`."""
        self.t_s = float(track.t_s[-1])
        with self._terms.stats.timed("screen"):
            guidance = self._rest.feed(track)
            self._terms.say(*guidance.say)
        self.over = self.over or guidance.done
        words, theme = STAGE_WORDS["rest"], self._terms.theme
        return bare_screen(track, guidance, words, theme=theme, keys=REST_KEYS, following=self._following)

    def obey(self, action: Pressed) -> None:
        """Go on at once, or stop for pain."""
        if action == "pain" and not self.over:
            self.hurts = True
            self._terms.say(self._terms.speech.only(f"Stopped. {REST_NOW}", "prompt", self.t_s))
        self.over = self.over or action in ("next", "pain")
