"""The person's own values that some limits are measured from: at rest, at the start of the set, the best so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from formcheck.measure import Measured
from formcheck.phases import Phase
from formcheck.rows import Rows

FloatArray = NDArray[np.float64]

REST_S = 1.5
"""At rest: the mean of the last second and a half before the movement."""


class Baselines:
    """Finds the baselines; every value is known only from the frame on that completes it.

    Parameters
    ----------
    n_metrics : int
    start_s : float
        How much of the set's beginning, in position, makes the baseline.
    rows : Rows
        The session's latest rows: times, values and phases first.

    Attributes
    ----------
    known : dict of "rest", "start", "best" -> (M,) float
        As of the last frame; NaN until known.
    """

    def __init__(self, n_metrics: int, start_s: float, rows: Rows) -> None:
        self.known = {name: np.full(n_metrics, np.nan) for name in ("rest", "start", "best")}
        self._start_s, self._rows = start_s, rows
        self._found_start = False
        self._first_s: float | None = None
        self._last_phase = int(Phase.NONE)

    def feed(
        self, m: Measured, phase: NDArray[np.int8], inside: NDArray[np.bool_], since_s: FloatArray,
        act: Callable[[FloatArray, NDArray[np.bool_]], None],
    ) -> dict[str, FloatArray]:  # fmt: skip
        """Baselines (T, M) of each frame by name; NaN until known."""
        own = {
            "rest": self._rest(m, phase), "start": self._start(m, inside, since_s), "best": self._best(m, inside),
        }  # fmt: skip
        for baseline in own.values():
            act(baseline, m.left_acts)
        return own

    def at_rest(self, until_s: float) -> FloatArray:
        """(M,) mean over the frames at rest in the last seconds before `until_s`."""
        return self._mean(until_s - REST_S, until_s, Phase.REST)

    def _rest(self, m: Measured, phase: NDArray[np.int8]) -> FloatArray:
        rest = np.empty(m.values.shape)
        before = np.concatenate([[self._last_phase], phase[:-1]])
        at = 0
        for begin in [*np.flatnonzero((phase != Phase.REST) & (before == Phase.REST)).tolist(), len(phase)]:
            rest[at:begin] = self.known["rest"]
            if begin < len(phase):
                self.known["rest"] = self.at_rest(float(m.t_s[begin]))
            at = begin
        self._last_phase = int(phase[-1])
        return rest

    def _start(self, m: Measured, inside: NDArray[np.bool_], since_s: FloatArray) -> FloatArray:
        if self._first_s is None:
            self._first_s = float(m.t_s[0])
        start = np.broadcast_to(self.known["start"], m.values.shape).copy()
        if self._found_start:
            return start
        entered = np.where(np.isfinite(since_s), since_s, self._first_s)
        ready = np.flatnonzero(inside & (m.t_s >= entered + self._start_s))
        if len(ready):
            end_s = float(m.t_s[ready[0]])
            self.known["start"] = self._mean(end_s - self._start_s, end_s, None)
            self._found_start = True
            start[ready[0] :] = self.known["start"]
        return start

    def _best(self, m: Measured, inside: NDArray[np.bool_]) -> FloatArray:
        held = np.where(inside[:, None], m.values, np.nan)
        best: FloatArray = np.fmax.accumulate(np.concatenate([self.known["best"][None], held]), axis=0)[1:]
        self.known["best"] = best[-1].copy()
        return best

    def _mean(self, start_s: float, end_s: float, phase: Phase | None) -> FloatArray:
        rows = self._rows.between(start_s, end_s)
        values = cast(FloatArray, rows[1])
        if phase is not None:
            values = values[rows[2] == phase]
        known = ~np.isnan(values)
        count = known.sum(axis=0)
        total = np.where(known, values, 0.0).sum(axis=0)
        mean: FloatArray = total / np.where(count > 0, count, np.nan)
        return mean
