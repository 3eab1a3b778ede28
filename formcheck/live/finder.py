"""Which exercise is this? Watches until the landmarks tell, or a key does; asks where they leave it open."""

from __future__ import annotations

import math
from collections import deque

from formcheck import exercises
from formcheck.exercises.spec import Exercise
from formcheck.live.breather import bare_screen
from formcheck.live.hooks import Hooks
from formcheck.live.stats import Stats
from formcheck.pose import Image
from formcheck.propose import CERTAIN, UNTOLD, Proposal, propose
from formcheck.screen.display import Screen
from formcheck.speech import Utterance
from formcheck.track import PoseTrack
from formcheck.window import FINDER_LINE, Action

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
_KEYS: dict[Action, int] = {"choice-1": 0, "choice-2": 1, "choice-3": 2}


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

    Notes
    -----
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
        self.looking = True

    @property
    def over(self) -> bool:
        """Known."""
        return self.found is not None

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
        with self._stats.timed("feed"):
            self._try(t_s)
        return bare_screen(track, self._caption(t_s), "Watching", self._theme, FINDER_LINE, stage="")

    def obey(self, action: Action) -> None:
        """Take the number of a choice."""
        at = _KEYS.get(action, _CHOICES)
        if at < len(self.likeliest[:_CHOICES]):
            self._take(self.likeliest[at].exercise, float(self._seen[-1].t_s[-1]))

    def so_far(self) -> PoseTrack:
        """What was seen, the last :data:`MEMORY_S` of it."""
        return PoseTrack.concatenate(list(self._seen))

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
        self._hooks.say(Utterance(text, "prompt", t_s))
        self._hooks.notice(text)

    def _caption(self, t_s: float) -> str:
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
