"""Between two sets: how long, what comes next, and when to get into position."""

from __future__ import annotations

import math

from formcheck.coach import phrases
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.routines.plan import PlannedSet
from formcheck.utterance import Utterance, speaking_s

POSITION_S = 8.0
"""So long before its end one is asked to get into position."""
COUNTDOWN_S = 3


class RestTalk:
    """What is said in a rest.

    Parameters
    ----------
    planned, following : PlannedSet
        The set that is done, and the one that comes.
    """

    def __init__(self, planned: PlannedSet, following: PlannedSet) -> None:
        self.duration_s = planned.rest_s
        self.title = _next(planned, following)
        self._speech = SpeechQueue()
        self._start_s = math.nan
        other = following.exercise.id != planned.exercise.id
        room_s = planned.rest_s - COUNTDOWN_S
        short = other and speaking_s(self.title) > room_s
        self._lines = [f"Next: {following.exercise.name}." if short else self.title]
        how_long = f"Rest, {phrases.seconds(planned.rest_s)}."
        if _all_s([how_long, *self._lines]) <= room_s:
            self._lines.insert(0, how_long)
        for line in phrases.setup(following.exercise) if other else ():
            if _all_s([*self._lines, line]) > room_s:
                break
            self._lines.append(line)
        self._marks = [(planned.rest_s - n, phrases.capital(phrases.number(n))) for n in range(COUNTDOWN_S, 0, -1)]
        if _all_s(self._lines) + POSITION_S < planned.rest_s:
            self._marks.insert(0, (planned.rest_s - POSITION_S, "Get into position"))

    def left_s(self, t_s: float) -> float:
        """Seconds to go."""
        return self.duration_s if math.isnan(self._start_s) else max(self._start_s + self.duration_s - t_s, 0.0)

    def feed(self, t_s: float) -> Utterance | None:
        """What begins to be said at this frame."""
        if math.isnan(self._start_s):
            self._start_s = t_s
            for line in self._lines:
                self._speech.add(line, "prompt", t_s)
        while self._marks and t_s - self._start_s >= self._marks[0][0]:
            text = self._marks.pop(0)[1]
            self._speech.add(text, "mark" if not self._marks or len(self._marks) < COUNTDOWN_S else "prompt", t_s)
        return self._speech.speak(t_s)


def _next(planned: PlannedSet, following: PlannedSet) -> str:
    if following.exercise.id != planned.exercise.id:
        return f"Next: {phrases.title(following)}"
    if following.side != planned.side and following.side:
        return f"Other side: {phrases.side_of(following)}."
    return f"Then set {phrases.number(following.number)} of {phrases.number(following.of)}."


def _all_s(lines: list[str]) -> float:
    """About how long some lines take."""
    return sum(map(speaking_s, lines))
