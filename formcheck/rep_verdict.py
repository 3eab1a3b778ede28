"""The verdict on a finished movement: its phases by its own peak, and the checks that judge it by one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.checks import NOT_ASKED, VIEWS, allowed_variants, excess, make_fault, merge
from formcheck.exercises.compile import CompiledMetrics
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.phases import Movement, Phase
from formcheck.result import FAIL, PASS, UNKNOWN, Attempt, Fault, Rep
from formcheck.rows import Block

FloatArray = NDArray[np.float64]

KNOWN_SHARE = 0.5
"""A check on a whole rep is unknown where fewer of its frames could be measured."""

REP_UNITS = {"speed.back": "of the way/s", "travel": "length", "peak": "of the way"}
"""Units of the metrics of a finished rep; the others are seconds."""

_TAKE: dict[str, Callable[[FloatArray], float]] = {
    "max": np.maximum.reduce,
    "min": np.minimum.reduce,
    "mean": lambda x: np.add.reduce(x) / len(x),
}


class RepJudge:
    """Makes a :class:`Rep` with its faults, or an :class:`Attempt`, from the frames of a movement."""

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics) -> None:
        self._checks = [check for check in exercise.checks if check.take is not None]
        self._ids = list(dict.fromkeys(check.id for check in exercise.checks))
        self._metrics = metrics
        self._variants = allowed_variants(self._checks, exercise)
        phases = [[p != Phase.NONE and (not c.when or p.name.lower() in c.when) for p in Phase] for c in self._checks]
        self._phases = np.array(phases, dtype=np.bool_)
        self._move = exercise.movement

    def attempt(self, movement: Movement, block: Block) -> Attempt:
        """The movement as an attempt."""
        assert self._move is not None
        assert movement.reason is not None
        peak = _highest(block)
        side = self._side(block, peak)
        return Attempt(side, movement.start_s, movement.end_s, peak, self._move.peak, movement.reason)

    def at_peak(self, block: Block, metric: str) -> float:
        """A metric, of the side that acts, where the signal is highest."""
        index = int((block.signal == _highest(block)).argmax())
        side = ("left" if block.left_acts[index] else "right") if metric in self._metrics.sided else ""
        return float(block.values[index, self._metrics.column[f"{metric}.{side}" if side else metric]])

    def rep(
        self, number: int, movement: Movement, block: Block, baselines: dict[str, FloatArray], faults: list[Fault]
    ) -> tuple[Rep, list[Fault], dict[str, int]]:
        """The movement as a rep.

        Parameters
        ----------
        baselines : dict of "rest", "start" -> (M,) float
            The person's own values.
        faults : list of Fault
            Those that frame checks have found so far.

        Returns
        -------
        rep : Rep
        found : list of Fault
            By checks on the whole rep.
        verdicts : dict of check id -> 1 pass, 0 fail, -1 unknown
        """
        assert self._move is not None
        peak = _highest(block)
        side = self._side(block, peak)
        variant = int(np.bincount(block.variant + 1).argmax()) - 1
        phase, times = self._segment(block, movement, peak)
        values: dict[str, float] = {}
        verdicts: dict[str, int] = {}
        found: list[Fault] = []
        for index, check in enumerate(self._checks):
            if not self._variants[index, variant]:
                continue
            value, verdict = self._judge(check, block, phase, self._phases[index][phase], side, baselines, times)
            if verdict == FAIL or np.isnan(values.get(check.id, np.nan)):
                values[check.id] = value
            verdicts[check.id] = merge([verdicts.get(check.id, NOT_ASKED), verdict])
            if verdict == FAIL:
                fault = make_fault(check, self._unit(check), movement.start_s, movement.end_s, value, movement.end_s)
                found.append(replace(fault, rep=number))
        told = [*(f for f in faults if f.during(movement.start_s, movement.end_s)), *found]
        told_ids = {fault.id for fault in told}
        rep = Rep(
            number, side, movement.start_s, float(block.t_s[(block.signal == peak).argmax()]), movement.end_s, peak,
            times["time.peak"], values, tuple(check_id for check_id in self._ids if check_id in told_ids),
            tuple(k for k, v in verdicts.items() if v == UNKNOWN), all(fault.severity == "hint" for fault in told),
        )  # fmt: skip
        return rep, found, verdicts

    def _unit(self, check: Check) -> str:
        if check.metric in TIMES:
            return REP_UNITS.get(check.metric, "s")
        return self._metrics.units[self._metrics.column[check.metric]]

    def _side(self, block: Block, peak: float) -> str | None:
        """The side that acts in most of the frames near the peak; None for an exercise without sides."""
        assert self._move is not None
        if not self._move.sides or np.isnan(peak):
            return None
        near_peak = block.signal >= peak - self._move.band
        left = np.count_nonzero(block.left_acts & near_peak)
        return "left" if 2 * left >= np.count_nonzero(near_peak) else "right"

    def _segment(self, block: Block, movement: Movement, peak: float) -> tuple[NDArray[np.int8], dict[str, float]]:
        """Phase of each frame by the rep's own peak, and the durations of ``spec.TIMES``."""
        assert self._move is not None
        top = np.flatnonzero(block.signal >= peak - self._move.band)
        first, last = int(top[0]), int(top[-1])
        phase = np.full(len(block.t_s), Phase.PEAK, dtype=np.int8)
        phase[:first], phase[last + 1 :] = Phase.OUT, Phase.BACK
        begin, end = float(block.t_s[first]), float(block.t_s[last])
        return phase, {
            "time.rep": movement.end_s - movement.start_s,
            "time.out": begin - movement.start_s,
            "time.peak": end - begin,
            "time.back": movement.end_s - end,
            "speed.back": float(block.signal[last] - block.signal[-1]) / max(movement.end_s - end, 1e-9),
            "travel": peak - float(np.fmin.reduce(block.signal)),
            "peak": peak,
        }

    def _judge(
        self, check: Check, block: Block, phase: NDArray[np.int8], asked: NDArray[np.bool_], side: str | None,
        baselines: dict[str, FloatArray], times: dict[str, float],
    ) -> tuple[float, int]:  # fmt: skip
        in_view = phase > 0 if check.view == "any" else block.view == VIEWS.index(check.view)
        if check.metric in TIMES:
            if 2 * np.count_nonzero(in_view) < len(in_view):
                return np.nan, UNKNOWN
            return times[check.metric], PASS if excess(check, times[check.metric]) <= 0 else FAIL
        sided = check.metric in self._metrics.sided and side is not None
        column = self._metrics.column[f"{check.metric}.{side}" if sided else check.metric]
        measured = block.values[:, column]
        if check.against == "peak":
            measured = measured - _mean(measured[phase == Phase.PEAK])
        elif check.against:
            measured = measured - baselines[check.against][column]
        known = asked & ~np.isnan(measured) & in_view
        n_known = np.count_nonzero(known)
        if not n_known:
            return np.nan, UNKNOWN
        value = float(_TAKE[str(check.take)](measured[known]))
        inside = excess(check, value) <= 0
        one_is_enough = (check.take, np.inf) in (("max", check.max), ("min", -check.min))
        if n_known < KNOWN_SHARE * np.count_nonzero(asked) and not (inside and one_is_enough):
            return value, UNKNOWN
        return value, PASS if inside else FAIL


def _highest(block: Block) -> float:
    """The signal at its peak; NaN where it is never known."""
    return float(np.fmax.reduce(block.signal, initial=np.nan))


def _mean(x: FloatArray) -> float:
    known = x[~np.isnan(x)]
    return float(_TAKE["mean"](known)) if len(known) else np.nan
