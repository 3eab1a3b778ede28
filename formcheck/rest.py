"""Between two sets: how long, what comes next, and when to get into position."""

from __future__ import annotations

import math

from formcheck import phrases
from formcheck.mouth import Mouth
from formcheck.programme import PlannedSet
from formcheck.speech import Utterance, speaking_s

SHORT_S = 6.0
"""In a shorter rest only what comes next is said."""
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
        self._mouth = Mouth()
        self._start_s = math.nan
        lines = [self.title]
        if planned.rest_s >= SHORT_S:
            lines.insert(0, f"Rest, {phrases.seconds(planned.rest_s)}.")
        if following.exercise.id != planned.exercise.id:
            lines += phrases.setup(following.exercise)
        room_s = planned.rest_s - COUNTDOWN_S
        self._lines = [line for i, line in enumerate(lines) if sum(map(speaking_s, lines[: i + 1])) <= room_s or not i]
        self._marks = [(planned.rest_s - n, phrases.capital(phrases.number(n))) for n in range(COUNTDOWN_S, 0, -1)]
        if sum(map(speaking_s, self._lines)) + POSITION_S < planned.rest_s:
            self._marks.insert(0, (planned.rest_s - POSITION_S, "Get into position"))

    def left_s(self, t_s: float) -> float:
        """Seconds to go."""
        return self.duration_s if math.isnan(self._start_s) else max(self._start_s + self.duration_s - t_s, 0.0)

    def feed(self, t_s: float) -> Utterance | None:
        """What begins to be said at this frame."""
        if math.isnan(self._start_s):
            self._start_s = t_s
            for line in self._lines:
                self._mouth.add(line, "prompt", t_s)
        while self._marks and t_s - self._start_s >= self._marks[0][0]:
            text = self._marks.pop(0)[1]
            self._mouth.add(text, "mark" if not self._marks or len(self._marks) < COUNTDOWN_S else "prompt", t_s)
        return self._mouth.speak(t_s)


def _next(planned: PlannedSet, following: PlannedSet) -> str:
    if following.exercise.id != planned.exercise.id:
        return f"Next: {phrases.title(following)}"
    if following.side != planned.side and following.side:
        return f"Other side: {phrases.side_of(following)}."
    return f"Then set {phrases.number(following.number)} of {phrases.number(following.of)}."
