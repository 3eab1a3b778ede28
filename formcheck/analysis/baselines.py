"""The person's own values that some limits are measured from: at rest, at the start of the set, the best so far."""

from __future__ import annotations

import numpy as np

from formcheck.analysis.frame_window import FrameWindow
from formcheck.analysis.spans import changes
from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.exercises.spec import TIMES, Exercise
from formcheck.frames import Phase
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.measure import Measured

REST_S = 1.5
"""At rest: the mean of the last second and a half before the movement."""

Steps = list[tuple[int, FloatArray]]
"""Own values (M,) of all metrics, each with the frame of the chunk from which on it is known; the first with 0."""


class Baselines:
    """Finds the person's own values; every value is known only from the frame on that completes it.

    Parameters
    ----------
    exercise : Exercise
    metrics : CompiledMetrics
        Of the exercise.
    window : FrameWindow
        The session's latest frames.
    """

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics, window: FrameWindow) -> None:
        sides = {column: (left, right) for column, left, right in metrics.acting}
        self._window, self._start_s = window, exercise.baseline_s
        self._n_checks = len(exercise.checks)
        # of a check that is measured from an own value: its row, which value, and the metric of each side
        self._wanted: list[tuple[int, str, int, int]] = []
        best: set[int] = set()
        for row, check in enumerate(exercise.checks):
            if check.against and check.metric not in TIMES:
                column = metrics.column[check.metric]
                left, right = sides.get(column, (column, column))
                self._wanted.append((row, check.against, left, right))
                best |= {column, left, right} if check.against == "best" else set()
        self._names, self._best = {name for _, name, _, _ in self._wanted}, sorted(best)
        unknown = np.full(len(metrics.names), np.nan)
        self._steps: dict[str, Steps] = {"rest": [(0, unknown)], "start": [(0, unknown)]}
        self._best_so_far = np.full((len(self._best), 1), np.nan)
        self._found_start = False
        self._first_s: float | None = None
        self._was_resting = False

    def feed(self, m: Measured, phase: CodeArray, inside: BoolArray, since_s: FloatArray) -> FloatArray:
        """What each check of the exercise is measured from.

        Parameters
        ----------
        m : Measured
            Of frames that are in the window.
        phase : (T,) int8
        inside : (T,) bool
            In position.
        since_s : (T,) float
            True beginning of the position, seconds; -inf where it was there before the first frame.

        Returns
        -------
        (C, T) float
            See :attr:`formcheck.frames.Frames.base`.
        """
        if self._first_s is None:
            self._first_s = float(m.t_s[0])
        self._learn_rest(m.t_s, phase)
        self._learn_start(m.t_s, inside, np.where(since_s > -np.inf, since_s, self._first_s))
        self._learn_best(m, inside)
        base = np.zeros((self._n_checks, len(m.t_s)))
        for row, name, left, right in self._wanted:
            if name == "peak":
                base[row] = np.nan
            elif name == "best":
                of_left, of_right = (self._best_so_far[self._best.index(column)] for column in (left, right))
                base[row] = np.where(m.left_acts, of_left, of_right)
            else:
                for at, known in self._steps[name]:  # each holds until the next one
                    base[row, at:] = np.where(m.left_acts[at:], known[left], known[right])
        return base

    def at(self, start_s: float, frame: int | None = None) -> dict[str, FloatArray]:
        """The values (M,) that checks on a whole movement are measured from, by name.

        Parameters
        ----------
        start_s : float
            When the movement began, seconds.
        frame : int
            Of the latest chunk, at which it is known to be over; left out: the last.
        """
        start = [values for at, values in self._steps["start"] if frame is None or at <= frame][-1]
        best = np.full(len(start), np.nan)
        best[self._best] = self._best_so_far[:, -1 if frame is None else frame]
        own = {"start": start, "best": best}
        return own | {"rest": self._at_rest(start_s)} if "rest" in self._names else own

    def _learn_rest(self, t_s: FloatArray, phase: CodeArray) -> None:
        steps = self._steps["rest"] = [(0, self._steps["rest"][-1][1])]
        if "rest" not in self._names:
            return
        resting = phase == Phase.REST
        for at in changes(resting, self._was_resting):
            if not resting[at]:
                steps.append((at, self._at_rest(float(t_s[at]))))
        self._was_resting = bool(resting[-1])

    def _learn_start(self, t_s: FloatArray, inside: BoolArray, entered_s: FloatArray) -> None:
        steps = self._steps["start"] = [(0, self._steps["start"][-1][1])]
        if self._found_start or "start" not in self._names:
            return
        for ready in np.flatnonzero(inside & (t_s >= entered_s + self._start_s))[:1].tolist():
            end_s = float(t_s[ready])
            steps.append((ready, self._mean(end_s - self._start_s, end_s, None)))
            self._found_start = True

    def _learn_best(self, m: Measured, inside: BoolArray) -> None:
        held = np.where(inside, m.values.take(self._best, axis=0), np.nan)
        so_far = np.concatenate([self._best_so_far[:, -1:], held], axis=1)
        self._best_so_far = np.fmax.accumulate(so_far, axis=1)[:, 1:]

    def _at_rest(self, until_s: float) -> FloatArray:
        """(M,) mean over the frames at rest in the last seconds before `until_s`."""
        return self._mean(until_s - REST_S, until_s, Phase.REST)

    def _mean(self, start_s: float, end_s: float, phase: Phase | None) -> FloatArray:
        """(M,) mean over the frames of a phase, or over all, from `start_s` to `end_s`; NaN left out."""
        block = self._window.between(start_s, end_s)
        values = block.values if phase is None else block.values[block.phase == phase]
        known = ~np.isnan(values)
        count = known.sum(axis=0)
        total = np.where(known, values, 0.0).sum(axis=0)
        mean: FloatArray = total / np.where(count > 0, count, np.nan)
        return mean
