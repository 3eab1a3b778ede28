"""Which exercise do the last seconds show? Tried a little with every frame, so that no frame waits for all of it."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from formcheck.analysis.recognition import CERTAIN, Proposal, propose
from formcheck.exercises.spec import Exercise
from formcheck.track import PoseTrack

EVERY_S = 2.0
"""Time from one try to the next."""
WINDOW_S = 15.0
"""What is looked at: a few repetitions, or a hold."""
MEMORY_S = 120.0
"""So much of what was seen is fed to the set that is found at last."""
_RANKED = 5


class Recogniser:
    """An incremental recogniser of the exercise that the last seconds of landmarks show.

    Parameters
    ----------
    exercises : sequence of Exercise
        To choose from.
    least_s : float
        With less than this nothing is said: everything looks like something at first.
    tries : int
        Sure about the same exercise so many times in a row.

    Attributes
    ----------
    likeliest : list of Proposal
        Of the last try, best first.

    Notes
    -----
    One exercise is tried with each frame; the best are then ranked together, as
    :func:`formcheck.analysis.recognition.propose` ranks them.
    """

    def __init__(self, exercises: Sequence[Exercise], *, least_s: float, tries: int) -> None:
        self._exercises, self._least_s, self._tries = exercises, least_s, tries
        self.restart()

    def restart(self) -> None:
        """Forget what was seen."""
        self._seen: deque[PoseTrack] = deque()
        self._window: PoseTrack | None = None
        self._left: list[Exercise] = []
        self._fits: list[tuple[float, str]] = []
        self._next_s = math.nan
        self._sure: list[str] = []
        self.likeliest: list[Proposal] = []

    def feed(self, track: PoseTrack) -> str | None:
        """Take a frame.

        Returns
        -------
        str or None
            Id of the exercise, at the frame that has made it certain.
        """
        self.keep(track)
        t_s = float(track.t_s[-1])
        if math.isnan(self._next_s):
            self._next_s = t_s + self._least_s
        if self._window is None and t_s >= self._next_s:
            self._next_s = t_s + EVERY_S
            recent = [each for each in self._seen if t_s - each.t_s[0] <= WINDOW_S]
            self._window, self._left, self._fits = PoseTrack.concatenate(recent), list(self._exercises), []
        elif self._window is not None and self._left:
            self._fits += [(found.fit, found.exercise) for found in propose(self._window, [self._left.pop()])]
        elif self._window is not None:
            return self._ranked(self._window)
        return None

    def keep(self, track: PoseTrack) -> None:
        """Take a frame without trying anything."""
        self._seen.append(track)
        while track.t_s[-1] - self._seen[0].t_s[0] > MEMORY_S:
            self._seen.popleft()

    def so_far(self) -> PoseTrack:
        """What was seen, the last :data:`MEMORY_S` of it."""
        return PoseTrack.concatenate(list(self._seen))

    def _ranked(self, window: PoseTrack) -> str | None:
        best = [name for _, name in sorted(self._fits, reverse=True)[:_RANKED]]
        self.likeliest = propose(window, [each for each in self._exercises if each.id in best])
        self._window = None
        sure = bool(self.likeliest) and self.likeliest[0].confidence >= CERTAIN
        self._sure = [*self._sure, self.likeliest[0].exercise][-self._tries :] if sure else []
        return self._sure[0] if len(self._sure) == self._tries and len(set(self._sure)) == 1 else None
