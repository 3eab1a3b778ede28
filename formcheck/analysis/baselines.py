"""The person's own values that some limits are measured from: at rest, at the start of the set, the best so far."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from formcheck.analysis.frame_window import FrameWindow
from formcheck.analysis.spans import changes
from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.frames import Phase
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.measure import Measured

REST_S = 1.5
"""At rest: the mean of the last second and a half before the movement."""


class Baselines:
    """Finds the baselines; every value is known only from the frame on that completes it.

    Parameters
    ----------
    exercise : Exercise
    metrics : CompiledMetrics
        Of the exercise.
    checks : list of Check
        The frame checks, to which :meth:`feed` gives their baselines.
    rows : FrameWindow
        The session's latest frames.
    """

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics, checks: list[Check], rows: FrameWindow) -> None:
        sides = {column: (left, right) for column, left, right in metrics.acting}
        self._start_s, self._window = exercise.baseline_s, rows
        unknown = np.full(len(metrics.names), np.nan)
        self._known = {"rest": unknown, "start": unknown, "best": unknown.copy()}
        columns = [metrics.column[check.metric] for check in checks]
        self._wanted = [(c.against, *sides.get(i, (i, i))) for c, i in zip(checks, columns, strict=True)]
        self._of_frames = {c.against for c in checks if c.against}
        self._of_reps = {c.against for c in exercise.checks if c.take is not None and c.against}
        best = [metrics.column[c.metric] for c in exercise.checks if c.against == "best" and c.metric not in TIMES]
        self._best = sorted({place for i in best for place in (i, *sides.get(i, (i, i)))})
        self._found_start = False
        self._first_s: float | None = None
        self._last_phase = int(Phase.NONE)

    def feed(self, m: Measured, phase: CodeArray, inside: BoolArray, since_s: FloatArray) -> FloatArray:
        """What each frame check is measured from.

        Parameters
        ----------
        m : Measured
        phase : (T,) int8
        inside : (T,) bool
            In position.
        since_s : (T,) float
            True beginning of the position, seconds; -inf where it was there before the first frame.

        Returns
        -------
        (F, T) float
            In the unit of the check's metric: 0 for a check that is measured from nothing, NaN until it is known.
        """
        if self._first_s is None:
            self._first_s = float(m.t_s[0])
        found = {"rest": self._rest(m.t_s, phase), "start": self._start(m.t_s, inside, since_s)}
        best = self._best_of(m, inside)
        out = np.zeros((len(self._wanted), len(m.t_s)))
        for row, (name, left, right) in zip(out, self._wanted, strict=True):
            if name == "best":
                row[:] = np.where(m.left_acts, best[self._best.index(left)], best[self._best.index(right)])
            elif name is not None:
                for (at, known), (until, _) in pairwise([*found[name], (len(row), self._known[name])]):
                    row[at:until] = np.where(m.left_acts[at:until], known[left], known[right])
        return out

    def at(self, start_s: float) -> dict[str, FloatArray]:
        """The baselines (M,) by name that checks on a whole movement are measured from; it began at `start_s`."""
        own: dict[str, FloatArray] = {name: self._known[name] for name in self._known if name in self._of_reps}
        if "rest" in own:
            own["rest"] = self._at_rest(start_s)
        return own

    def _rest(self, t_s: FloatArray, phase: CodeArray) -> list[tuple[int, FloatArray]]:
        """The values (M,) at rest, each with the frame from which on it is known."""
        found = [(0, self._known["rest"])]
        if "rest" in self._of_frames:
            resting = phase == Phase.REST
            for at in changes(resting, self._last_phase == Phase.REST):
                if not resting[at]:
                    found.append((at, self._at_rest(float(t_s[at]))))
            self._known["rest"] = found[-1][1]
        self._last_phase = int(phase[-1])
        return found

    def _start(self, t_s: FloatArray, inside: BoolArray, since_s: FloatArray) -> list[tuple[int, FloatArray]]:
        """The values (M,) at the start of the set, likewise."""
        found = [(0, self._known["start"])]
        if not self._found_start:
            assert self._first_s is not None
            entered = np.where(since_s > -np.inf, since_s, self._first_s)
            for ready in np.flatnonzero(inside & (t_s >= entered + self._start_s))[:1].tolist():
                end_s = float(t_s[ready])
                self._found_start = True
                self._known["start"] = self._mean(end_s - self._start_s, end_s, None)
                found.append((ready, self._known["start"]))
        return found

    def _best_of(self, m: Measured, inside: BoolArray) -> FloatArray:
        """(B, T) the best so far of the metrics that are measured from it."""
        held = np.where(inside, m.values.take(self._best, axis=0), np.nan)
        before = self._known["best"][self._best][:, None]
        best: FloatArray = np.fmax.accumulate(np.concatenate([before, held], axis=1), axis=1)[:, 1:]
        self._known["best"][self._best] = best[:, -1]
        return best

    def _at_rest(self, until_s: float) -> FloatArray:
        """(M,) mean over the frames at rest in the last seconds before `until_s`."""
        return self._mean(until_s - REST_S, until_s, Phase.REST)

    def _mean(self, start_s: float, end_s: float, phase: Phase | None) -> FloatArray:
        block = self._window.between(start_s, end_s)
        values = block.values if phase is None else block.values[block.phase == phase]
        known = ~np.isnan(values)
        count = known.sum(axis=0)
        total = np.where(known, values, 0.0).sum(axis=0)
        mean: FloatArray = total / np.where(count > 0, count, np.nan)
        return mean
