"""The verdict on a finished movement: its phases by its own peak, and the checks that judge it by one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis.checks import NOT_ASKED, allowed_variants, covered, fits
from formcheck.analysis.faults import excess, make_fault
from formcheck.analysis.frame_window import Block
from formcheck.analysis.phases import Movement
from formcheck.arrays import FloatArray
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.frames import Phase
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.per_frame import changes
from formcheck.metrics.view import VIEWS
from formcheck.result import FAIL, PASS, UNKNOWN, Attempt, Fault, Rep, Verdict

DOUBT_S = 0.3
"""In a position that is in doubt for this long, as long as a fault needs to be told, no fault is told: none of 201
repetitions in real recordings is so (full and heavy model)."""
KNOWN_SHARE = 0.5
"""A check on a whole rep is unknown where fewer of its frames could be measured."""

REP_UNITS = {"speed.back": "of the way/s", "travel": "length", "peak": "of the way"}
"""Units of the metrics of a finished rep; the others are seconds."""

_OF_THE_WAY_BACK = ("time.back", "speed.back")

_TAKE: dict[str, Callable[[FloatArray], float]] = {
    "max": np.maximum.reduce,
    "min": np.minimum.reduce,
    "mean": lambda x: np.add.reduce(x) / len(x),
}


class RepJudge:
    """Makes a :class:`Rep` with its faults, or an :class:`Attempt`, from the frames of a movement."""

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics) -> None:
        checks = exercise.checks
        self._all = checks
        self._wholes = [i for i, check in enumerate(checks) if check.take is not None]
        self._of_frames = [i for i, check in enumerate(checks) if check.take is None]
        self._checks = [checks[i] for i in self._wholes]
        self._ids = list(dict.fromkeys(check.id for check in checks))
        self._metrics = metrics
        self._variants = allowed_variants(checks, exercise)
        self._covered, self._demanded = covered(checks), _demanded(exercise)
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
        return float(block.values[index, self._column(metric, "left" if block.left_acts[index] else "right")])

    def rep(
        self,
        number: int,
        movement: Movement,
        block: Block,
        baselines: dict[str, FloatArray],
        faults: list[Fault],
        *,
        unfinished: bool = False,
    ) -> tuple[Rep, list[Fault], dict[int, int]]:
        """The movement as a rep.

        Parameters
        ----------
        baselines : dict of "rest", "start" -> (M,) float
            The person's own values.
        faults : list of Fault
            Those that frame checks have found so far.
        unfinished : bool
            More of it may come: what is missing so far is unknown.

        Returns
        -------
        rep : Rep
        found : list of Fault
            By checks on the whole rep.
        verdicts : dict of check index -> 1 pass, 0 fail, -1 unknown
            Of the checks on the whole rep.
        """
        assert self._move is not None
        peak = _highest(block)
        side = self._side(block, peak)
        variant = _most(block.variant)
        phase, times = self._segment(block, movement, peak)
        values: dict[str, float] = {}
        value_checks: dict[str, int] = {}
        verdicts: dict[int, int] = {}
        found: list[Fault] = []
        view = _most(block.view)
        asked = self._demanded[:, view] & self._variants[:, variant]
        for k, (index, check) in enumerate(zip(self._wholes, self._checks, strict=True)):
            if self._covered[index, view] or not self._variants[index, variant]:
                continue
            value, verdict = self._judge(k, block, phase, side, baselines, times)
            if unfinished and verdict == FAIL and _may_mend(check):
                verdict = UNKNOWN
            if verdict == FAIL or np.isnan(values.get(check.id, np.nan)):
                values[check.id], value_checks[check.id] = value, index
            verdicts[index] = verdict
            if verdict == FAIL:
                span_s = movement.start_s, movement.end_s
                worst_s = self._worst_s(k, block, phase, side, baselines, times, value)
                fault = make_fault(check, index, self._unit(check), span_s, value, worst_s, movement.end_s)
                found.append(replace(fault, rep=number))
        told = [*(f for f in faults if f.during(movement.start_s, movement.end_s)), *found]
        told_ids = {fault.id for fault in told}
        frames = zip(self._of_frames, block.verdict.T, strict=True)
        judged = verdicts | {i: _judged(self._all[i], block, codes) for i, codes in frames}
        unknown = tuple(i for i in sorted(judged) if asked[i] and judged[i] == UNKNOWN)
        rep = Rep(
            number,
            side,
            movement.start_s,
            _peak_s(block),
            movement.end_s,
            peak,
            times["time.peak"],
            values,
            value_checks,
            tuple(check_id for check_id in self._ids if check_id in told_ids),
            tuple(dict.fromkeys(self._all[i].id for i in unknown)),
            unknown,
            self._verdict(told, {i for i, v in judged.items() if asked[i] and v != NOT_ASKED}, unknown, block),
        )
        return rep, found, verdicts

    def _verdict(self, told: list[Fault], asked: set[int], unknown: tuple[int, ...], block: Block) -> Verdict:
        """Of the gravest checks that were asked not one may be unknown in a good repetition, nor its position."""
        if any(fault.severity != "hint" for fault in told):
            return "not good"
        if _longest_s(block.broken, block.t_s) >= DOUBT_S:
            return "not fully seen"
        severities = ("major", "minor", "hint")
        decisive = next((s for s in severities if any(self._all[i].severity == s for i in asked)), None)
        unseen = any(self._all[i].severity == decisive for i in unknown)
        return "not fully seen" if unseen or decisive is None else "good"

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

    def _column(self, metric: str, side: str | None) -> int:
        """Of a metric, a sided one on the side that acts."""
        sided = side is not None and metric in self._metrics.sided
        return self._metrics.column[f"{metric}.{side}" if sided else metric]

    def _judge(
        self,
        k: int,
        block: Block,
        phase: NDArray[np.int8],
        side: str | None,
        baselines: dict[str, FloatArray],
        times: dict[str, float],
    ) -> tuple[float, int]:
        """What a check measured, and its verdict: a guessed landmark may fail, but never pass."""
        check = self._checks[k]
        in_view = self._in_view(check, block)
        seen = in_view & block.seen[:, self._wholes[k]]
        if check.metric in TIMES:
            value = times[check.metric]
            if 2 * np.count_nonzero(in_view) < len(in_view):
                return np.nan, UNKNOWN
            if excess(check, value) > 0:
                return value, FAIL
            return value, PASS if np.count_nonzero(seen) >= KNOWN_SHARE * len(seen) else UNKNOWN
        asked, measured = self._phases[k][phase], self._measured(k, block, phase, side, baselines)
        known = ~np.isnan(measured)
        if not known.any():
            return np.nan, UNKNOWN
        take, enough = _TAKE[str(check.take)], KNOWN_SHARE * np.count_nonzero(asked)
        value = float(take(measured[known]))
        if excess(check, value) > 0:
            return value, FAIL if np.count_nonzero(known) >= enough else UNKNOWN
        seen = known & seen
        one_is_enough = (check.take, np.inf) in (("max", check.max), ("min", -check.min))
        if one_is_enough and seen.any() and excess(check, float(take(measured[seen]))) <= 0:
            return value, PASS
        return value, PASS if not one_is_enough and np.count_nonzero(seen) >= enough else UNKNOWN

    def _measured(
        self, k: int, block: Block, phase: NDArray[np.int8], side: str | None, baselines: dict[str, FloatArray]
    ) -> FloatArray:
        """(K,) what a check holds against its limits, in the unit of its metric; NaN where not asked or not in view."""
        check = self._checks[k]
        column = self._column(check.metric, side)
        measured = block.values[:, column]
        if check.against == "peak":
            measured = measured - _mean(measured[phase == Phase.PEAK])
        elif check.against:
            measured = measured - baselines[check.against][column]
        return np.where(self._phases[k][phase] & self._in_view(check, block), measured, np.nan)

    def _worst_s(
        self,
        k: int,
        block: Block,
        phase: NDArray[np.int8],
        side: str | None,
        baselines: dict[str, FloatArray],
        times: dict[str, float],
        value: float,
    ) -> float:
        """Seconds of the track at which a check measured `value`; see :class:`formcheck.result.Fault`."""
        check = self._checks[k]
        if check.metric in _OF_THE_WAY_BACK:
            return float(block.t_s[-1]) - times["time.back"] / 2
        if check.metric in TIMES or check.take == "mean":
            return _peak_s(block)
        return float(block.t_s[(self._measured(k, block, phase, side, baselines) == value).argmax()])

    def _in_view(self, check: Check, block: Block) -> NDArray[np.bool_]:
        """(K,) the camera sees the person from the side that the check needs."""
        return np.full(len(block.t_s), True) if check.view == "any" else block.view == VIEWS.index(check.view)


def _demanded(exercise: Exercise) -> NDArray[np.bool_]:
    """(C, V) the checks without which a repetition seen in a view is not fully seen.

    From where the exercise asks to be filmed these are the checks made for that view: a squat filmed from the side owes
    nothing to what only shows from the front. From anywhere else it owes all of them.
    """
    as_asked = np.array([view != "between" and exercise.view in ("any", view) for view in VIEWS])
    made = fits(exercise.checks)
    demanded: NDArray[np.bool_] = ~covered(exercise.checks) & (made | ~(as_asked & made.any(axis=0)))
    return demanded


def _judged(check: Check, block: Block, codes: NDArray[np.int8]) -> int:
    """1 if a frame check was judged all through a repetition, -1 if a fault could have passed unseen, -2 if not asked.

    A fault is told once it has lasted ``check.for_s``: so long must no stretch without a verdict be.
    """
    asked = codes != NOT_ASKED
    if not asked.any():
        return NOT_ASKED
    lost = codes == UNKNOWN
    longest_s = _longest_s(lost, block.t_s)
    mostly = KNOWN_SHARE * np.count_nonzero(asked) <= np.count_nonzero(asked & ~lost)
    return PASS if mostly and longest_s < check.for_s else UNKNOWN


def _longest_s(flags: NDArray[np.bool_], t_s: FloatArray) -> float:
    """Seconds from the first to the last frame of the longest stretch in which a flag is set; -1 where it never is."""
    bounds = [0, *changes(flags, flags[0]), len(flags)]
    return float(max((t_s[end - 1] - t_s[at] for at, end in pairwise(bounds) if flags[at]), default=-1.0))


def _most(codes: NDArray[np.int8]) -> int:
    """The most frequent code; codes begin at -1."""
    return int(np.bincount(codes + 1).argmax()) - 1


def _may_mend(check: Check) -> bool:
    """A highest value that is too low, or a lowest one that is too high: more frames may reach the limit."""
    return (check.take == "max" and check.max == np.inf) or (check.take == "min" and check.min == -np.inf)


def _highest(block: Block) -> float:
    """The signal at its peak; NaN where it is never known."""
    return float(np.fmax.reduce(block.signal, initial=np.nan))


def _peak_s(block: Block) -> float:
    """Seconds of the track at which the signal is highest."""
    return float(block.t_s[(block.signal == _highest(block)).argmax()])


def _mean(x: FloatArray) -> float:
    known = x[~np.isnan(x)]
    return float(_TAKE["mean"](known)) if len(known) else np.nan
