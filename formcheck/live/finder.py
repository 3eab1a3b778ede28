"""Which exercise is this? Watches until the landmarks tell, or a key does; asks where they leave it open."""

from __future__ import annotations

import math

from formcheck import exercises
from formcheck.analysis.recognition import UNTOLD, Proposal, with_article
from formcheck.arrays import Image
from formcheck.coach.guidance import Guidance
from formcheck.coach.phrases import REST_NOW
from formcheck.coach.set_up import HOW_TO_STOP, SAFETY
from formcheck.coach.stop_pose import StopPose, shown
from formcheck.exercises.spec import Exercise
from formcheck.live.recogniser import Recogniser
from formcheck.live.terms import Terms
from formcheck.screen.display import bare_screen
from formcheck.screen.keys import Pressed, finder_keys
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack

LEAST_S = 4.0
"""What is looked at before anything is said."""
TRIES = 2
"""Sure about the same exercise so many times in a row."""
NOBODY_S = 1.0
_CHOICES = 3
_NUMBERS = ("1", "2", "3")


class Finder:
    """The watch that finds out which exercise is done.

    Parameters
    ----------
    terms : Terms

    Attributes
    ----------
    found : Exercise or None
    likeliest : list of Proposal
        Of the last try, best first.
    stopped : bool
        By a hand at the ear, or because it hurts, before anything was found.

    Notes
    -----
    What a set says first, that pain is a reason to stop and how, is said here, as soon as somebody is there: the set
    that is found at last has begun long before.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms, self._speech = terms, terms.speech
        known = [exercises.get(name) for name in exercises.names()]
        told = [exercise for exercise in known if exercise.kind not in UNTOLD]
        self._recogniser = Recogniser(told, least_s=LEAST_S, tries=TRIES)
        self._now_s = self._person_s = math.nan
        self.found: Exercise | None = None
        self.stopped = False
        self.looking = True
        self._pose, self._warned = StopPose(), False

    @property
    def over(self) -> bool:
        """Known, or stopped."""
        return self.found is not None or self.stopped

    @property
    def likeliest(self) -> list[Proposal]:
        """Of the last try, best first."""
        return self._recogniser.likeliest

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Look at a frame; parameters as of :meth:`formcheck.live.messages.Watch.step`."""
        self._now_s = float(track.t_s[-1])
        if math.isnan(self._person_s) or track.has_pose[-1]:
            self._person_s = self._now_s
        self._warn(track)
        with self._terms.stats.timed("feed"):
            name = None if self.stopped else self._recogniser.feed(track)
        if name:
            self._take(name)
        guidance = Guidance("", caption=self._caption())
        keys = finder_keys(len(self.likeliest[:_CHOICES]))
        return bare_screen(track, guidance, "Watching", theme=self._terms.theme, keys=keys)

    def obey(self, action: Pressed) -> None:
        """Take the number of a choice; stop for pain."""
        if action == "pain":
            self._stop(f"Stopped. {REST_NOW}")
        elif action in _NUMBERS and _NUMBERS.index(action) < len(self.likeliest):
            self._take(self.likeliest[_NUMBERS.index(action)].exercise)

    def so_far(self) -> PoseTrack:
        """What was seen, the last :data:`~formcheck.live.recogniser.MEMORY_S` of it."""
        return self._recogniser.so_far()

    def _warn(self, track: PoseTrack) -> None:
        """That pain is a reason to stop, and how: once somebody is there; and stopping."""
        if not self._warned and track.has_pose[-1]:
            self._warned = True
            self._speech.add(SAFETY, "prompt", self._now_s)
            self._speech.add(HOW_TO_STOP, "prompt", self._now_s)
        if line := self._speech.speak(self._now_s):
            self._terms.say(line)
        if self._pose.feed(self._now_s, bool(shown(track)[-1])):
            self._stop("Stopped.")

    def _stop(self, text: str) -> None:
        self.stopped = True
        self._terms.say(self._speech.only(text, "prompt", self._seen_s))

    def _take(self, name: str) -> None:
        self.found = exercises.get(name)
        text = f"Looks like {with_article(self.found.name)}"
        self._terms.say(self._speech.only(text, "prompt", self._seen_s))
        self._terms.hooks.notice(text)

    @property
    def _seen_s(self) -> float:
        """When the newest frame was; 0 before the first."""
        return 0.0 if math.isnan(self._now_s) else self._now_s

    def _caption(self) -> str:
        said = self._speech.last_text if self.over else self._speech.caption(self._now_s)
        if said:
            return said
        if self._now_s - self._person_s > NOBODY_S:
            return "I can't see anybody: step into the picture"
        if not self.likeliest:
            return "Begin: I will see which exercise it is"
        names = [exercises.get(found.exercise).name for found in self.likeliest[:_CHOICES]]
        return (
            "Is it " + ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1)) + "? Press a number"
        )
