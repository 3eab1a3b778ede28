"""How far a set has come, and the numbers that are said on the way: repetitions and seconds."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from formcheck.coach import phrases
from formcheck.coach.moments import Moment
from formcheck.events import Hold, Rep
from formcheck.frames import Phase
from formcheck.routines.plan import PlannedSet, SideName
from formcheck.utterance import Kind

COUNT_S = 1.0
"""Numbers are not said faster than this; what is counted in between is not lost."""
COUNTDOWN_S = 5
"""The last seconds of a hold are counted down."""
MARGIN_S = 0.2
"""A held repetition is kept this much longer than asked for: the camera sees its top a little shorter."""
OTHER_SIDE_S = 8.0
"""A wrong side is told once in this time."""


@dataclass(frozen=True)
class CountLine:
    """A line of the count."""

    text: str
    kind: Kind


class DoseCount(Protocol):
    """How far a set has come towards its dose, and the numbers that are said on the way."""

    @property
    def begun(self) -> bool:
        """Something was done."""

    @property
    def done(self) -> bool:
        """The dose is reached."""

    @property
    def share(self) -> float | None:
        """0 to 1 of the dose; None for an open end."""

    @property
    def left_s(self) -> float | None:
        """Seconds to go, where seconds are the dose."""

    @property
    def summary(self) -> str:
        """What was done, in words."""

    def feed(self, moment: Moment, going: bool) -> list[CountLine]:
        """What to say after a frame.

        Parameters
        ----------
        moment : Moment
        going : bool
            False while the set has not begun or is interrupted: what is done counts, nothing is said.
        """


class RepCount:
    """The dose count of repetitions and pulses.

    Parameters
    ----------
    planned : PlannedSet
        With sides that take turns, each side has half of the repetitions.
    """

    def __init__(self, planned: PlannedSet) -> None:
        self._planned = planned
        self._half = -(-planned.reps // 2) if planned.in_turn else 0
        self._top = TopHold(planned) if planned.hold_s and planned.reps else None
        self._reps: list[Rep] = []
        self._said_s = self._corrected_s = -math.inf

    @property
    def begun(self) -> bool:
        """A repetition was done."""
        return bool(self._reps)

    @property
    def done(self) -> bool:
        """All of them are."""
        return self._planned.reps > 0 and self._left() == 0

    @property
    def share(self) -> float | None:
        """0 to 1 of the dose."""
        total = 2 * self._half or self._planned.reps
        return 1.0 - self._left() / total if total else None

    @property
    def left_s(self) -> None:
        """Repetitions take their time."""

    @property
    def summary(self) -> str:
        """How many, and how many of them in good form."""
        return phrases.reps_done(self._reps, form_judged=self._planned.exercise.form_judged)

    def feed(self, moment: Moment, going: bool) -> list[CountLine]:
        """Count what has ended at this frame; parameters as of :meth:`DoseCount.feed`."""
        said: list[CountLine] = []
        for event in moment.events:
            if isinstance(event.item, Rep):
                self._reps.append(event.item)
                said = self._after(event.item, moment.t_s)
        if self._top:
            said += self._top.feed(moment)
        return said if going else []

    def _after(self, rep: Rep, t_s: float) -> list[CountLine]:
        if self.done:
            return []
        if wanted := self._wrong_side(rep):
            if t_s - self._corrected_s < OTHER_SIDE_S:
                return []
            self._corrected_s = t_s
            return [CountLine(f"{phrases.capital(wanted)} side, please", "prompt")]
        if wanted := self._side_is_full(rep):
            lacks = phrases.number(self._lacks(wanted))
            return [CountLine(f"{phrases.capital(wanted)} side now, {lacks} to go", "prompt")]
        left = self._left() if self._planned.reps else 0
        closing = {2: "Two more", 1: "Last one"}.get(left) if self._planned.reps > 2 else None
        if t_s - self._said_s < COUNT_S:
            return []
        self._said_s = t_s
        return [CountLine(closing or self._number(rep), "count")]

    def _number(self, rep: Rep) -> str:
        if self._half and rep.side:
            return phrases.capital(f"{rep.side} {phrases.number(self._done_by(rep.side))}")
        return phrases.capital(phrases.number(len(self._reps)))

    def _wrong_side(self, rep: Rep) -> SideName | None:
        side = self._planned.side
        return side if side and rep.side and rep.side != side else None

    def _side_is_full(self, rep: Rep) -> SideName | None:
        """The other side, if the one that has just moved has done its half and they no longer take turns."""
        if not self._half or rep.side is None:
            return None
        other: SideName = "right" if rep.side == "left" else "left"
        lacks = self._lacks(other)
        full = self._done_by(rep.side) >= self._half
        return other if full and (lacks > 1 or (lacks and self._done_by(rep.side) > self._half)) else None

    def _done_by(self, side: str) -> int:
        return sum(rep.side == side for rep in self._reps)

    def _lacks(self, side: str) -> int:
        return max(self._half - self._done_by(side), 0)

    def _left(self) -> int:
        if not self._half:
            return max(self._planned.reps - len(self._reps), 0)
        unknown = sum(rep.side is None for rep in self._reps)
        return max(self._lacks("left") + self._lacks("right") - unknown, 0)


class TopHold:
    """A detector of the moment at which a repetition has been held long enough.

    The top is what comes within the exercise's band of the repetition's own highest value, as in the verdict on it.
    """

    def __init__(self, planned: PlannedSet) -> None:
        assert planned.exercise.movement is not None
        self._band, self._hold_s = planned.exercise.movement.band, planned.hold_s
        self._top: deque[tuple[float, float]] = deque()
        self._high, self._told = -math.inf, False

    def feed(self, moment: Moment) -> list[CountLine]:
        """What to say after a frame."""
        if moment.phase != Phase.PEAK:
            self._top.clear()
            self._high, self._told = -math.inf, False
            return []
        if not math.isnan(moment.signal):
            self._top.append((moment.t_s, moment.signal))
            self._high = max(self._high, moment.signal)
        while self._top and self._top[0][1] < self._high - self._band:
            self._top.popleft()
        if self._told or not self._top or moment.t_s - self._top[0][0] < self._hold_s + MARGIN_S:
            return []
        self._told = True
        return [CountLine("And back", "mark")]


class HoldCount:
    """The dose count of a hold: good seconds over all the times that the position was taken up."""

    def __init__(self, planned: PlannedSet) -> None:
        self._planned = planned
        self._before_s = self._now_s = self._unseen_before_s = self._unseen_now_s = 0.0
        self._marks = deque(marks(planned.hold_s)) if planned.hold_s else deque()
        self._said_to_s = 0.0

    @property
    def begun(self) -> bool:
        """At least a second was held."""
        return self.total_s >= 1.0

    @property
    def done(self) -> bool:
        """Held long enough."""
        return 0 < self._planned.hold_s <= self.total_s

    @property
    def share(self) -> float | None:
        """0 to 1 of the dose."""
        return min(self.total_s / self._planned.hold_s, 1.0) if self._planned.hold_s else None

    @property
    def left_s(self) -> float | None:
        """Seconds to go."""
        return max(self._planned.hold_s - self.total_s, 0.0) if self._planned.hold_s else None

    @property
    def total_s(self) -> float:
        """Good seconds so far."""
        return self._before_s + self._now_s

    @property
    def summary(self) -> str:
        """How long, and how long it could not be seen fully."""
        unseen_s = self._unseen_before_s + self._unseen_now_s
        return phrases.hold_done(self.total_s, unseen_s if self._planned.exercise.form_judged else 0.0)

    def feed(self, moment: Moment, going: bool) -> list[CountLine]:
        """Run the clock; parameters as of :meth:`DoseCount.feed`."""
        if not math.isnan(moment.clock_s):
            self._now_s, self._unseen_now_s = moment.clock_s, moment.unseen_s
        for event in moment.events:
            if isinstance(event.item, Hold):
                self._before_s, self._now_s = self._before_s + event.item.good_s, 0.0
                self._unseen_before_s, self._unseen_now_s = self._unseen_before_s + event.item.unseen_s, 0.0
                if not math.isnan(moment.clock_s):
                    self._now_s, self._unseen_now_s = moment.clock_s, moment.unseen_s
        said = None
        while self._marks and self.total_s >= self._marks[0][0]:
            said = self._marks.popleft()[1]
        if not self._planned.hold_s and self.total_s // 30 > self._said_to_s // 30:
            said = phrases.capital(phrases.seconds(self.total_s // 30 * 30))
        self._said_to_s = self.total_s
        return [CountLine(said, "mark")] if said and going and not self.done else []


def marks(hold_s: float) -> list[tuple[float, str]]:
    """(good seconds, text) of what is said during a hold: halfway, ten seconds left, five to one."""
    found: dict[float, str] = {}
    if hold_s >= 20:
        found[hold_s / 2] = "Halfway"
        found[hold_s - 10] = "Halfway, ten seconds left" if hold_s == 20 else "Ten seconds left"
    if hold_s >= 2 * COUNTDOWN_S:
        found |= {hold_s - n: phrases.capital(phrases.number(n)) for n in range(COUNTDOWN_S, 0, -1)}
    return sorted(found.items())
