"""Why a repetition was not counted, or a hold not held: the condition that was not met, and its value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from formcheck import exercises
from formcheck.exercises.metric_spec import Condition
from formcheck.frames import Frames, Phase
from formcheck.metrics.view import VIEWS
from formcheck.result import SetResult

AROUND_S = 0.6
"""So far from its peak a repetition is looked for."""


def frames_of(result: SetResult) -> Frames:
    """The frames of a result that has kept them."""
    assert result.frames is not None, "analyze keeps them"
    return result.frames


def unmet(condition: Condition, frames: Frames, tolerance_deg: float, loose: bool) -> np.ndarray:
    """(T,) where a condition of the position does not hold.

    Parameters
    ----------
    condition : Condition
    frames : Frames
    tolerance_deg : float
        Of the exercise's views.
    loose : bool
        With the condition's slack.
    """
    slack = condition.slack if loose else 0.0
    values = frames.metrics[condition.metric]
    inside = (values >= condition.min - slack) & (values <= condition.max + slack)
    out = ~(inside | np.isnan(values)) if condition.optional else ~inside
    if condition.view != "any":
        off_side = np.abs(np.abs(frames.yaw_deg) - 90.0)
        code = np.where(off_side <= tolerance_deg, 0, np.where(off_side >= 90.0 - tolerance_deg, 1, 2))
        out &= code == VIEWS.index(condition.view)
    return np.asarray(out)


def position(result: SetResult, where: np.ndarray) -> str:
    """Which conditions of the position keep somebody out of it, the most frequent first.

    Parameters
    ----------
    result : SetResult
    where : (T,) bool
        The frames that are looked at.
    """
    exercise, frames = exercises.get(result.exercise), frames_of(result)
    for loose in (True, False):  # what keeps out at all, else what only keeps from getting in
        shares = []
        for condition in exercise.position.all:
            out = unmet(condition, frames, exercise.view_tolerance_deg, loose)[where]
            if out.any():
                shares.append((float(out.mean()), condition, frames.metrics[condition.metric][where][out]))
        if shares:
            shares.sort(key=lambda each: -each[0])
            return "; ".join(_words(*each) for each in shares[:2])
    return "met, but not for long enough, or never still"


def _words(share: float, condition: Condition, values: np.ndarray) -> str:
    known = values[~np.isnan(values)]
    middle = float(np.median(known)) if len(known) else np.nan
    low = np.isnan(middle) or middle < condition.min
    wanted = f">= {condition.min:g}" if low else f"<= {condition.max:g}"
    found = "unknown" if np.isnan(middle) else f"{middle:.2f}"
    return f"{condition.metric} {found}, expected {wanted} (in {100 * share:.0f} % of it)"


def missing_rep(result: SetResult, top_s: float) -> str:
    """Why no repetition was counted around a peak, seconds."""
    frames = frames_of(result)
    near = np.abs(frames.t_s - top_s) <= AROUND_S
    outside = near & (frames.phase == Phase.NONE)
    if 2 * outside.sum() >= near.sum():
        return f"not in position: {position(result, outside)}"
    attempt = next((a for a in result.attempts if a.start_s - AROUND_S <= top_s <= a.end_s + AROUND_S), None)
    if attempt is not None:
        return f"an attempt: {attempt.reason} ({attempt.peak:.2f} of {attempt.needed:.2f})"
    movement = exercises.get(result.exercise).movement
    highest = float(np.fmax.reduce(frames.signal[near], initial=np.nan))
    needed = movement.peak if movement else np.nan
    return f"signal up to {highest:.2f}, needs {needed:.2f}; began or ended out of position, or in one with another"


def reps(result: SetResult, tops: Iterable[float]) -> list[str]:
    """One line for each repetition that was missed, and each that was not one.

    Parameters
    ----------
    result : SetResult
    tops : iterable of float
        Seconds of the true peaks; none given, nothing can be told of single ones.
    """
    tops = list(tops)
    spans = [(rep.start_s, rep.end_s) for rep in result.reps]
    missed = [top for top in tops if not any(a - AROUND_S <= top <= b + AROUND_S for a, b in spans)]
    lines = [f"at {top:.1f} s {missing_rep(result, top)}" for top in missed]
    if not tops:
        lines += [f"attempt at {a.start_s:.1f} s: {a.reason} ({a.peak:.2f} of {a.needed:.2f})" for a in result.attempts]
        return lines
    none = [span for span in spans if not any(span[0] - AROUND_S <= top <= span[1] + AROUND_S for top in tops)]
    return [*lines, *(f"counted {a:.1f}-{b:.1f} s, where none is" for a, b in none)]


def hold(result: SetResult, spans: list[tuple[float, float]]) -> str:
    """What was held that should not be, and why what should be was not.

    Parameters
    ----------
    result : SetResult
    spans : list of (float, float)
        The true holds, seconds.
    """
    frames = frames_of(result)
    true, held = np.zeros(len(frames.t_s), bool), np.zeros(len(frames.t_s), bool)
    for start, end in spans:
        true |= (frames.t_s >= start) & (frames.t_s <= end)
    for each in result.holds:
        held |= (frames.t_s >= each.start_s) & (frames.t_s <= each.end_s)
    step_s = float(np.median(np.diff(frames.t_s))) if len(frames.t_s) > 1 else 0.0
    lost, false = true & ~held, held & ~true
    parts = [f"{step_s * lost.sum():.1f} s not held: {position(result, lost)}"] if lost.any() else []
    if false.any():
        parts.append(f"{step_s * false.sum():.1f} s held besides, from {frames.t_s[false][0]:.1f} s")
    return "; ".join(parts)


def fault(result: SetResult, check_id: str) -> str:
    """How often a fault was told, and the worst that was measured beside its limit."""
    told = [each for each in result.faults if each.id == check_id]
    worst = max(told, key=lambda each: abs(each.value - each.limit))
    metric = exercises.get(result.exercise).checks[worst.check].metric
    sign = "<=" if worst.value > worst.limit else ">="
    often = f", {len(told)} times" if len(told) > 1 else ""
    return f"{metric} {worst.value:.2f}, limit {sign} {worst.limit:g}, at {worst.worst_s:.1f} s{often}"
