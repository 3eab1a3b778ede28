"""Checks: pass, fail or unknown per frame, the faults that last long enough to tell, and the verdict on a whole rep."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.compile import CompiledMetrics
from formcheck.exercises.spec import Check, Exercise
from formcheck.phases import Phase
from formcheck.result import FAIL, PASS, UNKNOWN, Fault

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NOT_ASKED = -2
"""Inside the session: the check does not apply to the frame at all, which is not the same as unknown."""

MERGE_S = 0.3
"""A fault that stops for less than this goes on; a flicker of the landmarks is not a new fault."""


class FrameChecks:
    """The checks of an exercise that judge every frame, as arrays.

    Attributes
    ----------
    checks : list of Check
        Those without ``take``, in file order.
    """

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics) -> None:
        self.checks = [check for check in exercise.checks if check.take is None]
        self._column = np.array([metrics.column[c.metric] for c in self.checks], dtype=np.intp)
        self._min = np.array([c.min for c in self.checks])
        self._max = np.array([c.max for c in self.checks])
        phases = [[not c.when or p.name.lower() in c.when for p in Phase] for c in self.checks]
        self._phases = np.array(phases, dtype=np.bool_).reshape(len(self.checks), len(Phase))
        self._phases[:, Phase.NONE] = False
        views = [[c.view in ("any", v) for v in VIEWS] for c in self.checks]
        self._views = np.array(views, dtype=np.bool_).reshape(len(self.checks), len(VIEWS))
        self._yaw_within = np.array([c.yaw_within_deg for c in self.checks])
        self._variants = allowed_variants(self.checks, exercise)
        self._against = {
            name: np.array([c.against == name for c in self.checks], dtype=np.bool_)
            for name in {c.against for c in self.checks if c.against}
        }

    def judge(
        self,
        values: FloatArray,
        phase: NDArray[np.int8],
        view: NDArray[np.int8],
        yaw_deg: FloatArray,
        variant: NDArray[np.int8],
        own: dict[str, FloatArray],
    ) -> tuple[FloatArray, NDArray[np.int8]]:
        """Judge a chunk.

        Parameters
        ----------
        values : (T, M) float
        phase, view, variant : (T,) int8
            `view` indexes :data:`VIEWS`.
        yaw_deg : (T,) float
        own : dict of str -> (T, M) float
            The person's own values that ``against`` measures from.

        Returns
        -------
        measured : (T, C) float
            What was held against the limits.
        verdict : (T, C) int8
            1 pass, 0 fail, -1 unknown, -2 not asked.
        """
        measured = values[:, self._column]
        for name, which in self._against.items():
            measured = measured - np.where(which, own[name][:, self._column], 0.0)
        inside = (measured >= self._min) & (measured <= self._max)
        asked = self._phases.T[phase] & self._variants.T[variant]
        from_side = np.abs(np.abs(yaw_deg) - 90.0)
        off_axis = np.minimum(from_side, 90.0 - from_side)
        near_axis = ~(off_axis[:, None] > self._yaw_within)
        known = ~np.isnan(measured) & self._views.T[view] & near_axis
        verdict = np.where(asked, np.where(known, np.where(inside, PASS, FAIL), UNKNOWN), NOT_ASKED)
        return measured, verdict.astype(np.int8)


VIEWS = ("side", "front", "between")


def view_codes(yaw_deg: FloatArray, tolerance_deg: float) -> NDArray[np.int8]:
    """(T,) index into :data:`VIEWS` for each yaw; an unknown yaw is *between* and allows no check that needs a view."""
    from_axis = np.abs(np.abs(yaw_deg) - 90.0)
    return np.where(from_axis <= tolerance_deg, 0, np.where(from_axis >= 90.0 - tolerance_deg, 1, 2)).astype(np.int8)


def allowed_variants(checks: list[Check], exercise: Exercise) -> BoolArray:
    """(C, V + 1) which check is made in which variant; the last column, index -1, is *no variant*."""
    names = [variant.id for variant in exercise.variants]
    rows = [[not c.variants or name in c.variants for name in names] + [not c.variants] for c in checks]
    return np.array(rows, dtype=np.bool_).reshape(len(checks), len(names) + 1)


@dataclass
class _Run:
    start_s: float
    last_s: float
    worst: float
    told_s: float | None = None
    paused: bool = False


class FaultRuns:
    """Joins failing frames into faults: told after `for_s`, over after :data:`MERGE_S` without failing."""

    def __init__(self, checks: list[Check], units: list[str]) -> None:
        self._checks, self._units = checks, units
        self._runs: list[_Run | None] = [None] * len(checks)

    def feed(
        self, t_s: FloatArray, measured: FloatArray, verdict: NDArray[np.int8]
    ) -> tuple[list[tuple[int, Fault]], list[tuple[int, Fault]]]:
        """(frame, fault) of every fault that became tellable, and of every one that ended, in this chunk."""
        opened: list[tuple[int, Fault]] = []
        closed: list[tuple[int, Fault]] = []
        failing = (verdict == FAIL).any(axis=0)
        for column in range(len(self._checks)):
            if failing[column] or self._runs[column] is not None:
                self._follow(column, t_s, measured[:, column], verdict[:, column], opened, closed)
        return sorted(opened, key=lambda pair: pair[0]), sorted(closed, key=lambda pair: pair[0])

    def open_faults(self) -> list[Fault]:
        """The faults under way, as far as they have come."""
        return [
            self._fault(column, run)
            for column, run in enumerate(self._runs)
            if run is not None and run.told_s is not None
        ]

    def _follow(
        self, column: int, t: FloatArray, measured: FloatArray, verdict: NDArray[np.int8],
        opened: list[tuple[int, Fault]], closed: list[tuple[int, Fault]],
    ) -> None:  # fmt: skip
        bounds = [0, *(np.flatnonzero(np.diff(verdict)) + 1).tolist(), len(t)]
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
                run = self._runs[column] = _Run(float(t[at]), float(t[at]), float(measured[at]))
            elif run.paused and t[at] - run.last_s > MERGE_S:
                if run.told_s is not None:
                    closed.append((at, self._fault(column, run)))
                run = self._runs[column] = _Run(float(t[at]), float(t[at]), float(measured[at]))
            run.paused = False
            self._extend(column, run, t, measured, at, until, opened)

    def _over_at(self, run: _Run, t: FloatArray, at: int, until: int, verdict: int) -> int | bool:
        """Frame in [at, until) at which the run is over, or False."""
        if verdict == NOT_ASKED:
            return at
        index = int(np.searchsorted(t[at:until], run.last_s + MERGE_S, side="right")) + at
        return index if index < until else False

    def _extend(
        self, column: int, run: _Run, t: FloatArray, measured: FloatArray, at: int, until: int,
        opened: list[tuple[int, Fault]],
    ) -> None:  # fmt: skip
        check = self._checks[column]
        tell = max(at, int(np.searchsorted(t[:until], run.start_s + check.for_s)))
        if run.told_s is None and tell < until:
            self._worsen(check, run, measured[at : tell + 1])
            run.told_s = run.last_s = float(t[tell])
            opened.append((tell, self._fault(column, run)))
        self._worsen(check, run, measured[at:until])
        run.last_s = float(t[until - 1])

    def _worsen(self, check: Check, run: _Run, part: FloatArray) -> None:
        candidates = (run.worst, float(part.min()), float(part.max()))
        run.worst = max(candidates, key=lambda value: (excess(check, value), value))

    def _fault(self, column: int, run: _Run) -> Fault:
        told_s = run.last_s if run.told_s is None else run.told_s
        return make_fault(self._checks[column], self._units[column], run.start_s, run.last_s, run.worst, told_s)


def excess(check: Check, value: float) -> float:
    """How far `value` is beyond the check's limit, in its unit; 0 or less is inside."""
    return max(check.min - value, value - check.max)


def make_fault(check: Check, unit: str, start_s: float, end_s: float, value: float, told_s: float) -> Fault:
    """A fault of `check`, not yet numbered by rep."""
    low = value < check.min
    cue = check.cue_low if low and check.cue_low else check.cue
    limit = check.min if low else check.max
    return Fault(check.id, None, start_s, end_s, value, limit, unit, check.severity, cue, told_s)


def merge(verdicts: NDArray[np.int8]) -> NDArray[np.int8]:
    """One verdict of several (..., C) of the same id: fail if any fails, unknown only if none passes."""
    order = np.array([NOT_ASKED, UNKNOWN, PASS, FAIL], dtype=np.int8)
    rank = np.array([3, 2, 0, 1])[verdicts]  # indexed by 0 fail, 1 pass, -2 not asked, -1 unknown
    worst: NDArray[np.int8] = order[rank.max(axis=-1)]
    return worst
