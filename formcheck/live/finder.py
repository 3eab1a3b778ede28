"""Which exercise is this? Watches until the landmarks tell, or a key does; asks where they leave it open."""

from __future__ import annotations

import math
from collections import deque

from formcheck import exercises
from formcheck.exercises.spec import Exercise
from formcheck.guide.guide import CAPTION_S, REST_NOW
from formcheck.guide.mouth import Mouth
from formcheck.guide.set_up import HOW_TO_STOP, SAFETY
from formcheck.guide.stop_pose import StopPose, shown
from formcheck.live.breather import bare_screen
from formcheck.live.hooks import Hooks
from formcheck.live.stats import Stats
from formcheck.pose import Image
from formcheck.propose import CERTAIN, UNTOLD, Proposal, propose
from formcheck.screen.display import Screen
from formcheck.track import PoseTrack
from formcheck.window import FINDER_LINE, Pressed

EVERY_S = 2.0
"""Time from one try to the next."""
WINDOW_S = 15.0
"""What is looked at: a few repetitions, or a hold."""
LEAST_S = 4.0
"""With less than this nothing is said: everything looks like something at first."""
NOBODY_S = 1.0
MEMORY_S = 120.0
"""So much of what was seen is fed to the set that is found at last."""
TRIES = 2
"""Sure about the same exercise so many times in a row."""
_RANKED = 5
_CHOICES = 3
_NUMBERS = ("1", "2", "3")


class Finder:
    """Watches for an exercise.

    Parameters
    ----------
    hooks : Hooks
    stats : Stats
    theme : str

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

    One exercise is tried with each frame, so that no frame waits for all of them; the best are then ranked together,
    as :func:`formcheck.propose.propose` ranks them.
    """

    def __init__(self, hooks: Hooks, stats: Stats, theme: str) -> None:
        self._hooks, self._stats, self._theme = hooks, stats, theme
        self._names = [name for name in exercises.names() if exercises.get(name).kind not in UNTOLD]
        self._seen: deque[PoseTrack] = deque()
        self._window: PoseTrack | None = None
        self._left: list[str] = []
        self._fits: list[tuple[float, str]] = []
        self._next_s = self._person_s = math.nan
        self._sure: list[str] = []
        self.likeliest: list[Proposal] = []
        self.found: Exercise | None = None
        self.stopped = False
        self.looking = True
        self._pose, self._mouth, self._warned = StopPose(), Mouth(), False

    @property
    def over(self) -> bool:
        """Known, or stopped."""
        return self.found is not None or self.stopped

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Look at a frame."""
        t_s = float(track.t_s[-1])
        if math.isnan(self._next_s):
            self._next_s, self._person_s = t_s + LEAST_S, t_s
        if track.has_pose[-1]:
            self._person_s = t_s
        self._seen.append(track)
        while t_s - self._seen[0].t_s[0] > MEMORY_S:
            self._seen.popleft()
        self._warn(track, t_s)
        with self._stats.timed("feed"):
            if not self.stopped:
                self._try(t_s)
        return bare_screen(track, self._caption(t_s), "Watching", self._theme, FINDER_LINE, stage="")

    def obey(self, action: Pressed) -> None:
        """Take the number of a choice; stop for pain."""
        t_s = float(self._seen[-1].t_s[-1]) if self._seen else 0.0
        if action == "pain":
            self._stop(f"Stopped. {REST_NOW}", t_s)
        elif action in _NUMBERS and _NUMBERS.index(action) < len(self.likeliest):
            self._take(self.likeliest[_NUMBERS.index(action)].exercise, t_s)

    def so_far(self) -> PoseTrack:
        """What was seen, the last :data:`MEMORY_S` of it."""
        return PoseTrack.concatenate(list(self._seen))

    def _warn(self, track: PoseTrack, t_s: float) -> None:
        """That pain is a reason to stop, and how: once somebody is there; and stopping."""
        if not self._warned and track.has_pose[-1]:
            self._warned = True
            self._mouth.add(SAFETY, "prompt", t_s)
            self._mouth.add(HOW_TO_STOP, "prompt", t_s)
        if line := self._mouth.speak(t_s):
            self._hooks.say(line)
        if self._pose.feed(t_s, bool(shown(track)[-1])):
            self._stop("Stopped.", t_s)

    def _stop(self, text: str, t_s: float) -> None:
        self.stopped = True
        self._hooks.say(self._mouth.only(text, "prompt", t_s))

    def _try(self, t_s: float) -> None:
        if self._window is None and t_s >= self._next_s:
            self._next_s = t_s + EVERY_S
            recent = [track for track in self._seen if t_s - track.t_s[0] <= WINDOW_S]
            self._window, self._left, self._fits = PoseTrack.concatenate(recent), list(self._names), []
        elif self._window is not None and self._left:
            self._fits += [(found.fit, found.exercise) for found in propose(self._window, [self._left.pop()])]
        elif self._window is not None:
            best = [name for _, name in sorted(self._fits, reverse=True)[:_RANKED]]
            self.likeliest = propose(self._window, best)
            self._window = None
            self._judge(t_s)

    def _judge(self, t_s: float) -> None:
        sure = bool(self.likeliest) and self.likeliest[0].confidence >= CERTAIN
        self._sure = [*self._sure, self.likeliest[0].exercise][-TRIES:] if sure else []
        if len(self._sure) == TRIES and len(set(self._sure)) == 1:
            self._take(self._sure[0], t_s)

    def _take(self, name: str, t_s: float) -> None:
        self.found = exercises.get(name)
        text = f"Looks like {_article(self.found.name)}"
        self._hooks.say(self._mouth.only(text, "prompt", t_s))
        self._hooks.notice(text)

    def _caption(self, t_s: float) -> str:
        last = self._mouth.last
        if last and (self.over or t_s - last.t_s <= CAPTION_S):
            return last.text
        if t_s - self._person_s > NOBODY_S:
            return "I can't see anybody: step into the picture"
        if not self.likeliest:
            return "Begin: I will see which exercise it is"
        names = [exercises.get(found.exercise).name for found in self.likeliest[:_CHOICES]]
        return (
            "Is it " + ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1)) + "? Press a number"
        )


def _article(name: str) -> str:
    word = name[0].lower() + name[1:]
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
