"""Checks that judge a whole movement by one number: pass, fail or unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formcheck.analysis.checks import allowed_variants, covered
from formcheck.analysis.faults import excess
from formcheck.analysis.frame_window import Block
from formcheck.analysis.movement_profile import REP_UNITS, MovementProfile
from formcheck.arrays import BoolArray, FloatArray
from formcheck.events import FAIL, PASS, UNKNOWN
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.frames import Phase
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.view import VIEWS

KNOWN_SHARE = 0.5
"""A check on a whole rep is unknown where fewer of its frames could be measured."""

_OF_THE_WAY_BACK = ("time.back", "speed.back")

_TAKE: dict[str, Callable[[FloatArray], float]] = {
    "max": np.maximum.reduce,
    "min": np.minimum.reduce,
    "mean": lambda x: np.add.reduce(x) / len(x),
}


@dataclass(frozen=True)
class Judged:
    """What a check on a whole movement found.

    Attributes
    ----------
    value : float
        What it measured, in the unit of its metric; NaN unknown.
    verdict : int
        1 pass, 0 fail, -1 unknown.
    worst_s : float
        Seconds of the track at which a failing check measured `value`, see :class:`formcheck.events.Fault`; else NaN.
    """

    value: float
    verdict: int
    worst_s: float = np.nan


class WholeChecks:
    """The checks of an exercise that judge a whole movement, those with ``take``.

    Parameters
    ----------
    exercise : Exercise
    metrics : CompiledMetrics
        Of the exercise.
    """

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics) -> None:
        self._checks = {i: check for i, check in enumerate(exercise.checks) if check.take is not None}
        self._metrics = metrics
        self._variants, self._covered = allowed_variants(exercise.checks, exercise), covered(exercise.checks)
        self._phases = {
            i: np.array([p != Phase.NONE and (not check.when or p.name.lower() in check.when) for p in Phase])
            for i, check in self._checks.items()
        }

    def judge(
        self, profile: MovementProfile, baselines: dict[str, FloatArray], view: int, variant: int, *, unfinished: bool
    ) -> dict[int, Judged]:
        """Judge a movement.

        Parameters
        ----------
        profile : MovementProfile
        baselines : dict of "rest", "start", "best" -> (M,) float
            The person's own values of the metrics, in their units.
        view, variant : int
            In which most of the movement was seen; index into :data:`VIEWS`, index of the variant or -1.
        unfinished : bool
            More of it may come: what is missing so far is unknown.

        Returns
        -------
        dict of check index -> Judged
            Of the checks that are made in this view and variant.
        """
        judged = {}
        for i, check in self._checks.items():
            if self._covered[i, view] or not self._variants[i, variant]:
                continue
            value, verdict = self._judged(i, profile, baselines)
            if unfinished and verdict == FAIL and _may_mend(check):
                verdict = UNKNOWN
            worst_s = self._worst_s(i, profile, baselines, value) if verdict == FAIL else np.nan
            judged[i] = Judged(value, verdict, worst_s)
        return judged

    def unit(self, check: Check) -> str:
        """Of what a check measures."""
        if check.metric in TIMES:
            return REP_UNITS.get(check.metric, "s")
        return self._metrics.units[self._metrics.column[check.metric]]

    def _judged(self, i: int, profile: MovementProfile, baselines: dict[str, FloatArray]) -> tuple[float, int]:
        """What a check measured, and its verdict: a guessed landmark may fail, but never pass."""
        check = self._checks[i]
        if check.metric in TIMES:
            return self._judged_time(i, profile)
        asked, measured = self._phases[i][profile.phase], self._measured(i, profile, baselines)
        known = ~np.isnan(measured)
        if not known.any():
            return np.nan, UNKNOWN
        take, enough = _TAKE[str(check.take)], KNOWN_SHARE * np.count_nonzero(asked)
        value = float(take(measured[known]))
        if excess(check, value) > 0:
            return value, FAIL if np.count_nonzero(known) >= enough else UNKNOWN
        seen = known & profile.block.seen[:, i]
        one_is_enough = (check.take, np.inf) in (("max", check.max), ("min", -check.min))
        if one_is_enough and seen.any() and excess(check, float(take(measured[seen]))) <= 0:
            return value, PASS
        return value, PASS if not one_is_enough and np.count_nonzero(seen) >= enough else UNKNOWN

    def _judged_time(self, i: int, profile: MovementProfile) -> tuple[float, int]:
        """The same of a check on a metric of the whole movement."""
        check, value = self._checks[i], profile.times[self._checks[i].metric]
        in_view = _in_view(check, profile.block)
        if 2 * np.count_nonzero(in_view) < len(in_view):
            return np.nan, UNKNOWN
        if excess(check, value) > 0:
            return value, FAIL
        seen = in_view & profile.block.seen[:, i]
        return value, PASS if np.count_nonzero(seen) >= KNOWN_SHARE * len(seen) else UNKNOWN

    def _measured(self, i: int, profile: MovementProfile, baselines: dict[str, FloatArray]) -> FloatArray:
        """(K,) what a check holds against its limits, in the unit of its metric; NaN where not asked or not in view."""
        check = self._checks[i]
        column = self._metrics.column_of(check.metric, profile.side or "")
        measured = profile.block.values[:, column]
        if check.against == "peak":
            measured = measured - _mean(measured[profile.phase == Phase.PEAK])
        elif check.against:
            measured = measured - baselines[check.against][column]
        return np.where(self._phases[i][profile.phase] & _in_view(check, profile.block), measured, np.nan)

    def _worst_s(self, i: int, profile: MovementProfile, baselines: dict[str, FloatArray], value: float) -> float:
        """Seconds of the track at which a check measured `value`; see :class:`formcheck.events.Fault`."""
        check = self._checks[i]
        if check.metric in _OF_THE_WAY_BACK:
            return float(profile.block.t_s[-1]) - profile.times["time.back"] / 2
        if check.metric in TIMES or check.take == "mean":
            return profile.peak_s
        return float(profile.block.t_s[(self._measured(i, profile, baselines) == value).argmax()])


def _in_view(check: Check, block: Block) -> BoolArray:
    """(K,) the camera sees the person from the side that the check needs."""
    near_enough = ~(block.off_deg > check.yaw_within_deg)
    return near_enough if check.view == "any" else near_enough & (block.view == VIEWS.index(check.view))


def _may_mend(check: Check) -> bool:
    """A highest value that is too low, or a lowest one that is too high: more frames may reach the limit."""
    return (check.take == "max" and check.max == np.inf) or (check.take == "min" and check.min == -np.inf)


def _mean(x: FloatArray) -> float:
    known = x[~np.isnan(x)]
    return float(_TAKE["mean"](known)) if len(known) else np.nan
