"""Failing frames joined into faults: told once they have lasted, over after a moment without failing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from formcheck.analysis.checks import NOT_ASKED
from formcheck.exercises.spec import Check
from formcheck.metrics.per_frame import Codes, Number, Numbers, changes
from formcheck.result import FAIL, Fault

MERGE_S = 0.3
"""A fault that stops for less than this goes on; a flicker of the landmarks is not a new fault."""


@dataclass
class _Run:
    start_s: float
    last_s: float
    worst: float
    worst_s: float
    told_s: float | None = None
    paused: bool = False


class FaultRuns:
    """Joins failing frames into faults: told after `for_s`, over after :data:`MERGE_S` without failing.

    Parameters
    ----------
    checks : list of Check
        Those that judge every frame.
    places : list of int
        Their indices in ``exercise.checks``.
    units : list of str
        Of their metrics.
    """

    def __init__(self, checks: list[Check], places: list[int], units: list[str]) -> None:
        self._checks, self._places, self._units = checks, places, units
        self._runs: list[_Run | None] = [None] * len(checks)

    def feed(
        self, t_s: Number, measured: Numbers, verdict: Codes
    ) -> tuple[list[tuple[int, Fault]], list[tuple[int, Fault]]]:
        """(frame, fault) of every fault that became tellable, and of every one that ended, in this chunk."""
        if isinstance(verdict, list) and FAIL not in verdict and not any(self._runs):
            return [], []
        opened: list[tuple[int, Fault]] = []
        closed: list[tuple[int, Fault]] = []
        for column, codes in enumerate(verdict):
            if isinstance(codes, int):
                if codes == FAIL or self._runs[column] is not None:
                    self._follow(column, [t_s], [measured[column]], [codes], [0, 1], opened, closed)
            elif self._runs[column] is not None or (codes == FAIL).any():
                bounds = [0, *changes(codes, codes[0]), len(codes)]
                self._follow(column, t_s, measured[column], codes, bounds, opened, closed)
        return sorted(opened, key=lambda pair: pair[0]), sorted(closed, key=lambda pair: pair[0])

    def open_faults(self) -> list[Fault]:
        """The faults under way, as far as they have come."""
        return [
            self._fault(column, run)
            for column, run in enumerate(self._runs)
            if run is not None and run.told_s is not None
        ]

    def _follow(
        self,
        column: int,
        t: Sequence[float],
        measured: Sequence[float],
        verdict: Sequence[int],
        bounds: list[int],
        opened: list[tuple[int, Fault]],
        closed: list[tuple[int, Fault]],
    ) -> None:
        """Go through the spans of one check, each of one verdict, that `bounds` separate."""
        for at, until in pairwise(bounds):
            run = self._runs[column]
            if verdict[at] != FAIL:
                over = run is not None and self._over_at(run, t, at, until, int(verdict[at]))
                if run is not None and over is not False:
                    if run.told_s is not None:
                        closed.append((int(over), self._fault(column, run)))
                    self._runs[column] = None
                elif run is not None:
                    run.paused = True
                continue
            if run is None:
                run = self._runs[column] = _Run(float(t[at]), float(t[at]), float(measured[at]), float(t[at]))
            elif run.paused and t[at] - run.last_s > MERGE_S:
                if run.told_s is not None:
                    closed.append((at, self._fault(column, run)))
                run = self._runs[column] = _Run(float(t[at]), float(t[at]), float(measured[at]), float(t[at]))
            run.paused = False
            self._extend(column, run, t, measured, at, until, opened)

    def _over_at(self, run: _Run, t: Sequence[float], at: int, until: int, verdict: int) -> int | bool:
        """Frame in [at, until) at which the run is over, or False."""
        if verdict == NOT_ASKED:
            return at
        index = bisect_right(t, run.last_s + MERGE_S, at, until)
        return index if index < until else False

    def _extend(
        self,
        column: int,
        run: _Run,
        t: Sequence[float],
        measured: Sequence[float],
        at: int,
        until: int,
        opened: list[tuple[int, Fault]],
    ) -> None:
        check = self._checks[column]
        tell = max(at, bisect_left(t, run.start_s + check.for_s, 0, until))
        if run.told_s is None and tell < until:
            self._worsen(check, run, t, measured, at, tell + 1)
            run.told_s = run.last_s = float(t[tell])
            opened.append((tell, self._fault(column, run)))
        self._worsen(check, run, t, measured, at, until)
        run.last_s = float(t[until - 1])

    def _worsen(
        self, check: Check, run: _Run, t: Sequence[float], measured: Sequence[float], at: int, until: int
    ) -> None:
        """Take the worst of the failing frames in [at, until) for the run's, if it is worse; of equals the first."""
        part = measured[at:until]
        places = (at,) if len(part) == 1 else (at + int(np.argmin(part)), at + int(np.argmax(part)))
        candidates = ((run.worst, run.worst_s), *((float(measured[i]), float(t[i])) for i in places))
        run.worst, run.worst_s = max(candidates, key=lambda each: (excess(check, each[0]), each[0]))

    def _fault(self, column: int, run: _Run) -> Fault:
        told_s = run.last_s if run.told_s is None else run.told_s
        return make_fault(
            self._checks[column],
            self._places[column],
            self._units[column],
            (run.start_s, run.last_s),
            run.worst,
            run.worst_s,
            told_s,
        )


def excess(check: Check, value: float) -> float:
    """How far `value` is beyond the check's limit, in its unit; 0 or less is inside."""
    return max(check.min - value, value - check.max)


def make_fault(
    check: Check, place: int, unit: str, span_s: tuple[float, float], value: float, worst_s: float, told_s: float
) -> Fault:
    """A fault of `check`, not yet numbered by rep.

    Parameters
    ----------
    place : int
        Index of the check in ``exercise.checks``.
    unit : str
        Of `value`.
    span_s : (start, end)
        Seconds of the track.
    value, worst_s, told_s : float
        See :class:`formcheck.result.Fault`.
    """
    low = value < check.min
    cue = check.cue_low if low and check.cue_low else check.cue
    limit = check.min if low else check.max
    return Fault(check.id, None, *span_s, value, limit, unit, check.severity, cue, told_s, place, worst_s)
