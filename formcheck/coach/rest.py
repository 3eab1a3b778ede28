"""Between two sets: how long, what comes next, and when to get into position."""

from __future__ import annotations

import math

from formcheck.coach import phrases
from formcheck.coach.guidance import Guidance
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.routines.plan import PlannedSet
from formcheck.track import PoseTrack
from formcheck.utterance import Utterance, speaking_s

POSITION_S = 8.0
"""So long before its end one is asked to get into position."""
COUNTDOWN_S = 3


class Rest:
    """The guide through the time between two sets; fed as :class:`~formcheck.coach.guide.Guide` is.

    Parameters
    ----------
    planned, following : PlannedSet
        The set that is done, and the one that comes.
    speech : SpeechQueue, optional
        That of the run.
    """

    def __init__(self, planned: PlannedSet, following: PlannedSet, speech: SpeechQueue | None = None) -> None:
        self._planned, self._following = planned, following
        self._speech = speech or SpeechQueue()
        self._speech.forget()
        self._title = _next(planned, following)
        self._end_s = math.nan
        self._marks: list[tuple[float, str]] = []

    def feed(self, track: PoseTrack) -> Guidance:
        """Take the newest frames; only their time is looked at: in a rest people do as they like."""
        lines = [line for line in map(self._step, track.t_s.tolist()) if line]
        t_s, whole_s = float(track.t_s[-1]), self._planned.rest_s
        left_s = max(self._end_s - t_s, 0.0)
        return Guidance(
            "rest",
            tuple(lines),
            caption=self._speech.caption(t_s) or self._title,
            progress=1.0 - left_s / whole_s if whole_s else 1.0,
            countdown_s=left_s,
            done=left_s <= 0,
        )

    def _step(self, t_s: float) -> Utterance | None:
        """What begins to be said at this frame."""
        if math.isnan(self._end_s):
            self._begin(t_s)
        while self._marks and t_s >= self._marks[0][0]:
            text = self._marks.pop(0)[1]
            self._speech.add(text, "mark" if not self._marks or len(self._marks) < COUNTDOWN_S else "prompt", t_s)
        return self._speech.speak(t_s)

    def _begin(self, t_s: float) -> None:
        """Choose the lines that there is time for until the countdown: what is being said comes before them."""
        rest_s, following = self._planned.rest_s, self._following.exercise
        self._end_s = t_s + rest_s
        busy_s = max(self._speech.busy_until_s - t_s, 0.0)
        room_s = rest_s - COUNTDOWN_S - busy_s
        other = following.id != self._planned.exercise.id
        short = other and speaking_s(self._title) > room_s
        lines = [f"Next: {following.name}." if short else self._title]
        how_long = f"Rest, {phrases.seconds(rest_s)}."
        if _all_s([how_long, *lines]) <= room_s:
            lines.insert(0, how_long)
        for line in phrases.setup(following) if other else ():
            if _all_s([*lines, line]) > room_s:
                break
            lines.append(line)
        for line in lines:
            self._speech.add(line, "prompt", t_s)
        self._marks = [(self._end_s - n, phrases.capital(phrases.number(n))) for n in range(COUNTDOWN_S, 0, -1)]
        if busy_s + _all_s(lines) + POSITION_S < rest_s:
            self._marks.insert(0, (self._end_s - POSITION_S, "Get into position"))


def _next(planned: PlannedSet, following: PlannedSet) -> str:
    if following.exercise.id != planned.exercise.id:
        return f"Next: {phrases.title(following)}"
    if following.side != planned.side and following.side:
        return f"Other side: {phrases.side_of(following)}."
    return f"Then set {phrases.number(following.number)} of {phrases.number(following.of)}."


def _all_s(lines: list[str]) -> float:
    """About how long some lines take."""
    return sum(map(speaking_s, lines))
