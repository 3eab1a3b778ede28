"""Failing frames joined into faults: told once they add up, over after a moment without failing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.analysis.checks import NOT_ASKED
from formcheck.analysis.spans import spans
from formcheck.arrays import CodeArray, FloatArray
from formcheck.events import FAIL, Fault
from formcheck.exercises.spec import Check

MERGE_S = 0.3
"""A fault that stops for less than this goes on; a flicker of the landmarks is not a new fault."""

ROUNDING_S = 1e-6
"""Sums of the times between frames come to so little less than the time itself."""


@dataclass
class _Run:
    start_s: float
    last_s: float
    worst: float
    worst_s: float
    told_s: float | None = None
    paused: bool = False
    failing_s: float = 0.0


class FaultRuns:
    """Joins failing frames into faults: told after `for_s` of them, over after :data:`MERGE_S` without failing.

    Only time that fails counts: at the edge of a limit single frames fail, none of them for long.

    Parameters
    ----------
    checks : list of Check
        Those that judge every frame, F of them.
    places : list of int
        Their indices in ``exercise.checks``.
    units : list of str
        Of their metrics.
    """

    def __init__(self, checks: list[Check], places: list[int], units: list[str]) -> None:
        self._of_checks = [_RunsOfCheck(*of) for of in zip(checks, places, units, strict=True)]

    def feed(
        self, t_s: FloatArray, measured: FloatArray, verdict: CodeArray
    ) -> tuple[list[tuple[int, Fault]], list[tuple[int, Fault]]]:
        """Follow the faults through a chunk.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        measured : (F, T) float
            What was held against the limits, in the unit of the check.
        verdict : (F, T) int8
            See :meth:`formcheck.analysis.checks.FrameChecks.judge`.

        Returns
        -------
        opened, closed : list of (frame index, Fault)
            Every fault that became tellable, and every one that ended, in order of time.
        """
        opened: list[tuple[int, Fault]] = []
        closed: list[tuple[int, Fault]] = []
        failing = (verdict == FAIL).any(axis=1).tolist()
        for runs, fails, values, codes in zip(self._of_checks, failing, measured, verdict, strict=True):
            if fails or runs.under_way:
                found, over = runs.feed(t_s, values, codes)
                opened, closed = [*opened, *found], [*closed, *over]
        return sorted(opened, key=lambda pair: pair[0]), sorted(closed, key=lambda pair: pair[0])

    def open_faults(self) -> list[Fault]:
        """The faults under way, as far as they have come."""
        return [fault for runs in self._of_checks for fault in runs.open_faults()]


class _RunsOfCheck:
    """The runs of failing frames of one check, of which at most one is under way."""

    def __init__(self, check: Check, place: int, unit: str) -> None:
        self._check, self._place, self._unit = check, place, unit
        self._run: _Run | None = None
        self._before_s = np.inf

    @property
    def under_way(self) -> bool:
        return self._run is not None

    def open_faults(self) -> list[Fault]:
        return [] if self._run is None or self._run.told_s is None else [self._fault(self._run)]

    def feed(
        self, t_s: FloatArray, measured: FloatArray, verdict: CodeArray
    ) -> tuple[list[tuple[int, Fault]], list[tuple[int, Fault]]]:
        """The faults that became tellable and those that ended, each with its frame."""
        opened: list[tuple[int, Fault]] = []
        closed: list[tuple[int, Fault]] = []
        for at, until in spans(verdict):
            if verdict[at] != FAIL:
                over = self._over_at(t_s, at, until, int(verdict[at]))
                closed += [] if over is None else self._closed(over)
            else:
                run = self._run
                if run is not None and run.paused and t_s[at] - run.last_s > MERGE_S:
                    closed += self._closed(at)
                opened += self._extended(t_s, measured, at, until)
            self._before_s = float(t_s[until - 1])
        return opened, closed

    def _over_at(self, t_s: FloatArray, at: int, until: int, verdict: int) -> int | None:
        """Frame in [at, until), a span without failing, at which the run is over; None where it only pauses."""
        if self._run is None:
            return None
        if verdict == NOT_ASKED:
            return at
        index = at + int(t_s[at:until].searchsorted(self._run.last_s + MERGE_S, side="right"))
        if index < until:
            return index
        self._run.paused = True
        return None

    def _closed(self, at: int) -> list[tuple[int, Fault]]:
        """End the run at a frame: the fault, if it was told."""
        over = [(at, fault) for fault in self.open_faults()]
        self._run = None
        return over

    def _extended(self, t_s: FloatArray, measured: FloatArray, at: int, until: int) -> list[tuple[int, Fault]]:
        """Go on with the run, or begin one, through the failing frames [at, until): the fault that can be told now."""
        if self._run is None:
            self._run = _Run(float(t_s[at]), float(t_s[at]), float(measured[at]), float(t_s[at]))
            self._before_s = float(t_s[at])
        run, opened = self._run, []
        run.paused = False
        lasted_s = self._lasted_s(run, t_s[at:until])
        run.failing_s = float(lasted_s[-1])
        tell = at + int(lasted_s.searchsorted(self._check.for_s - ROUNDING_S))
        if run.told_s is None and tell < until:
            self._worsen(run, t_s[at : tell + 1], measured[at : tell + 1])
            run.told_s = run.last_s = float(t_s[tell])
            opened = [(tell, self._fault(run))]
        self._worsen(run, t_s[at:until], measured[at:until])
        run.last_s = float(t_s[until - 1])
        return opened

    def _lasted_s(self, run: _Run, t_s: FloatArray) -> FloatArray:
        """(T,) seconds that the run has failed by each of more failing frames; one lasts since the frame before it."""
        return np.cumsum(np.concatenate(([run.failing_s], np.diff(t_s, prepend=self._before_s))))[1:]

    def _worsen(self, run: _Run, t_s: FloatArray, measured: FloatArray) -> None:
        """Take the worst of some failing frames for the run's, if it is worse; of equals the first."""
        places = (int(measured.argmin()), int(measured.argmax()))
        candidates = ((run.worst, run.worst_s), *((float(measured[i]), float(t_s[i])) for i in places))
        run.worst, run.worst_s = max(candidates, key=lambda each: (excess(self._check, each[0]), each[0]))

    def _fault(self, run: _Run) -> Fault:
        told_s = run.last_s if run.told_s is None else run.told_s
        span_s = run.start_s, run.last_s
        return make_fault(self._check, self._place, self._unit, span_s, run.worst, run.worst_s, told_s)


def excess(check: Check, value: float) -> float:
    """How far a value is beyond a check's limits; 0 or less is inside.

    Parameters
    ----------
    check : Check
    value : float
        In the unit of the limits, as is the result.
    """
    return max(check.min - value, value - check.max)


def make_fault(
    check: Check, place: int, unit: str, span_s: tuple[float, float], value: float, worst_s: float, told_s: float
) -> Fault:
    """A fault that is not yet numbered by rep.

    Parameters
    ----------
    check : Check
        That found it.
    place : int
        Index of the check in ``exercise.checks``.
    unit : str
        Of `value`.
    span_s : (start, end)
        Seconds of the track.
    value, worst_s, told_s : float
        See :class:`formcheck.events.Fault`.
    """
    limit = check.min if value < check.min else check.max
    cue = check.cue_at(value)
    return Fault(check.id, None, *span_s, value, limit, unit, check.severity, cue, told_s, place, worst_s)
