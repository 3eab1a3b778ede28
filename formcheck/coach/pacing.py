"""A tempo to follow: breaths, or cycles of work and letting go."""

from __future__ import annotations

import math

from formcheck.coach import phrases
from formcheck.coach.counts import CountLine, HoldCount, marks
from formcheck.coach.moments import Moment
from formcheck.routines.plan import PlannedSet

LATE_BEAT_S = 1.0
"""A beat that could not be given within this time is left out."""
IN_FULL = 2
"""After so many cycles only the beginning of a cue is said, up to its first comma."""
_IN_SHARE = 0.4
"""Of a breath without a tempo of its own: out longer than in, as in four seconds in and six out."""


class PaceCount:
    """The dose count of a tempo to follow: breaths, or cycles of work and letting go.

    Where good seconds are known (a hold whose dose are breaths) they are the time that counts, else those in position.
    Breaths are counted from "Go": those before were not guided.

    Parameters
    ----------
    planned : PlannedSet
    """

    def __init__(self, planned: PlannedSet) -> None:
        pace, breath_s = planned.exercise.pace, planned.breath_s
        self._in_s, self._cycle_s = (pace.in_s, pace.in_s + pace.out_s) if pace else (_IN_SHARE * breath_s, breath_s)
        self._cues = (pace.in_cue, pace.out_cue) if pace else ("Breathe in", "Breathe out")
        self._planned = planned
        self._cycles = planned.reps or (0 if planned.hold_s else planned.breaths)
        self._whole_s = self._cycles * self._cycle_s or planned.hold_s
        self._clock = None if pace else HoldCount(planned)
        self._beat, self._time_s = 0, 0.0
        slow = planned.hold_s and not self._cycles and self._cycle_s >= planned.hold_s
        self._marks = marks(planned.hold_s) if slow else []

    @property
    def begun(self) -> bool:
        """At least a second was worked."""
        return self._time_s >= 1.0

    @property
    def done(self) -> bool:
        """The cycles, or the time, are over."""
        return 0 < self._whole_s <= self._time_s

    @property
    def share(self) -> float | None:
        """0 to 1 of the dose."""
        return min(self._time_s / self._whole_s, 1.0) if self._whole_s else None

    @property
    def left_s(self) -> float | None:
        """Seconds to go."""
        return max(self._whole_s - self._time_s, 0.0) if self._whole_s else None

    @property
    def summary(self) -> str:
        """How many cycles, or how long."""
        if not self._cycles:
            return phrases.capital(phrases.seconds(math.floor(self._time_s + 0.05)))
        cycles = math.floor(self._time_s / self._cycle_s + 1e-6)
        return phrases.capital(phrases.amount(cycles, "rep" if self._planned.reps else "breath"))

    def feed(self, moment: Moment, going: bool) -> list[CountLine]:
        """Go on with the tempo in position; parameters as of :meth:`formcheck.coach.counts.DoseCount.feed`."""
        if self._clock:
            before_s = self._clock.total_s
            self._clock.feed(moment, going=False)
            self._time_s += self._clock.total_s - before_s if going else 0.0
        elif going and moment.inside:
            self._time_s += moment.step_s
        if not going or self.done:
            return []
        said: list[CountLine] = []
        while self._time_s >= self._beat_s(self._beat):
            if self._time_s - self._beat_s(self._beat) <= LATE_BEAT_S:
                said = [CountLine(self._text(self._beat), "mark")]
            self._beat += 1
        while self._marks and self._time_s >= self._marks[0][0]:
            said = [CountLine(self._marks.pop(0)[1], "mark")]
        return said

    def _beat_s(self, beat: int) -> float:
        return beat // 2 * self._cycle_s + beat % 2 * self._in_s

    def _text(self, beat: int) -> str:
        cycle, out = divmod(beat, 2)
        cue = self._cues[out] if cycle < IN_FULL else self._cues[out].partition(",")[0]
        if out or not cycle or not self._cycles:
            return cue
        if cycle + 1 == self._cycles:
            return f"Last one. {cue}"
        return f"{phrases.capital(phrases.number(cycle + 1))}. {cue}" if self._planned.reps else cue
