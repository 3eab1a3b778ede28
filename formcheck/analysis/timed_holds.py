"""The holds of a set: the clock, and which variant of the exercise each hold was."""

from __future__ import annotations

import numpy as np

from formcheck.analysis.holds import HoldMachine, HoldSpan
from formcheck.analysis.phases import Stay
from formcheck.arrays import BoolArray, FloatArray
from formcheck.events import Event, Hold
from formcheck.exercises.spec import Exercise
from formcheck.metrics.measure import Measured
from formcheck.metrics.rolling import Since


class TimedHolds:
    """Times the holds of a set.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._names = [None, *(variant.id for variant in exercise.variants)]
        self._least_s = exercise.position.least_s
        self._machine = HoldMachine()
        self._stirred, self._seen_s, self._calm_s = Since(), np.nan, 0.0
        self._votes = np.zeros(len(self._names), dtype=np.intp)
        self._ended: list[Hold] = []

    @property
    def holds(self) -> tuple[Hold, ...]:
        """All so far; the last one may go on."""
        running = self._machine.running()
        return (*self._ended, *([self._hold(running)] if running and self._lasts(running) else []))

    def feed(
        self, m: Measured, stay: Stay, passes: BoolArray, judged: BoolArray
    ) -> tuple[FloatArray, FloatArray, list[Event]]:
        """Run the clock through a chunk.

        Parameters
        ----------
        m : Measured
        stay : Stay
            In position, since when and until when.
        passes, judged : (T,) bool
            No check that stops the clock fails; none of them is unknown.

        Returns
        -------
        clock_s, unseen_s : (T,) float
            Good seconds of the hold so far, and those not fully seen; NaN out of position.
        events : list of Event
            Holds that ended.
        """
        good = m.met & ~m.moves & passes & judged
        unseen = ~(good | m.unmet | m.moves) & passes
        clock_s, unseen_s, ended = self._machine.feed(m.t_s, stay, good, unseen)
        calm_s = self._calm(m)
        events = []
        at = 0
        for index, span in ended:
            self._vote(m, stay.inside, slice(at, index))
            self._rest(calm_s, stay.inside, slice(at, index))
            if self._lasts(span):
                hold = self._hold(span)
                self._ended.append(hold)
                events.append(Event("hold", float(m.t_s[index]), f"{span.good_s:.0f}", hold))
            self._votes[:], self._calm_s = 0, 0.0
            at = index
        self._vote(m, stay.inside, slice(at, len(m.t_s)))
        self._rest(calm_s, stay.inside, slice(at, len(m.t_s)))
        return clock_s, unseen_s, events

    def _lasts(self, span: HoldSpan) -> bool:
        """Whether it lasted, and was as long without moving at least once: a push-up is a plank for moments."""
        return min(span.end_s - span.start_s, self._calm_s) >= self._least_s

    def _calm(self, m: Measured) -> FloatArray:
        """(T,) seconds since the body last moved or was out of position, as far as it was watched."""
        if np.isnan(self._seen_s):
            self._seen_s = float(m.t_s[0])
        return m.t_s - np.maximum(self._stirred.feed(m.t_s, m.moves | m.broken), self._seen_s)

    def _rest(self, calm_s: FloatArray, inside: BoolArray, frames: slice[int, int, None]) -> None:
        """Keep the longest that the body was calm in position."""
        self._calm_s = float(np.max(calm_s[frames][inside[frames]], initial=self._calm_s))

    def _vote(self, m: Measured, inside: BoolArray, frames: slice[int, int, None]) -> None:
        """Count the variants of the frames in position."""
        variants = m.variant[frames][inside[frames]]
        self._votes += np.bincount(variants + 1, minlength=len(self._votes))

    def _hold(self, span: HoldSpan) -> Hold:
        """The hold, as the variant of most of its frames."""
        return Hold(span.start_s, span.end_s, span.good_s, span.unseen_s, self._names[int(self._votes.argmax())])
