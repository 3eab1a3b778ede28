"""Moments of a set: which check found a fault, when it was worst, how fast a repetition was."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.baselines import REST_S
from formcheck.checks import VIEWS, view_codes
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.phases import Phase
from formcheck.result import Fault, Frames, Rep, SetResult

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
SEVERITIES = ("major", "minor", "hint")


@dataclass(frozen=True)
class Tempo:
    """Seconds of a repetition to, at and from its end position; NaN where its signal is not known."""

    out_s: float
    top_s: float
    back_s: float


@dataclass(frozen=True, eq=False)
class Looked:
    """A check over a set.

    Attributes
    ----------
    measured : (T,) float
        What is held against the limits; NaN unknown.
    base : (T,) float
        The person's own value that it is measured from; 0 for a fixed limit, NaN until known.
    asked : (T,) bool
        In position, in a phase and a variant that the check is about.
    in_view : (T,) bool
        The camera sees the person from the side that the check needs.
    """

    measured: FloatArray
    base: FloatArray
    asked: BoolArray
    in_view: BoolArray


def frames_of(result: SetResult) -> Frames:
    """The results frame by frame, which every report needs.

    Raises
    ------
    ValueError
        If the result has none; `analyze` gives them.
    """
    if result.frames is None:
        raise ValueError("a report needs the results frame by frame: give what analyze returns")
    return result.frames


def look(check: Check, exercise: Exercise, frames: Frames) -> Looked:
    """A check that is about frames, over the whole set, for drawing; the verdicts are the session's own.

    Notes
    -----
    The person's own values are those of ``baselines.py``, from the columns that the result keeps.
    """
    phase, t = frames.phase, frames.t_s
    inside = phase != Phase.NONE
    values = frames.metrics[check.metric]
    base = _own(check, exercise, frames, inside)
    asked = inside.copy()
    if check.when and exercise.movement:
        asked &= np.isin(phase, [Phase[name.upper()] for name in check.when])
    if check.variants:
        asked &= np.isin(frames.variant, [i for i, v in enumerate(exercise.variants) if v.id in check.variants])
    in_view = np.ones(len(t), dtype=np.bool_)
    if check.view != "any":
        in_view = view_codes(frames.yaw_deg, exercise.view_tolerance_deg) == VIEWS.index(check.view)
    from_side = np.abs(np.abs(frames.yaw_deg) - 90.0)
    in_view &= ~(np.minimum(from_side, 90.0 - from_side) > check.yaw_within_deg)
    return Looked(values - base, base, asked, in_view)


def check_of(fault: Fault, exercise: Exercise, frames: Frames) -> Check:
    """The check that found a fault; where several share an id, cue and limit, the one whose numbers fit."""
    same = [c for c in exercise.checks if c.id == fault.id]
    fits = [c for c in same if fault.limit in (c.min, c.max) and fault.cue in (c.cue, c.cue_low)]
    return fitting(fits or same, fault.value, (fault.start_s, fault.end_s), frames, exercise)


def fitting(
    checks: list[Check], value: float, span_s: tuple[float, float], frames: Frames, exercise: Exercise
) -> Check:
    """The one of several checks whose numbers between two times come nearest to a value that was found."""
    if len(checks) == 1:
        return checks[0]
    return min(checks, key=lambda check: _distance(check, value, span_s, frames, exercise))


def worst_s(fault: Fault, exercise: Exercise, result: SetResult) -> float:
    """When a fault was at its worst: the frame to look at."""
    frames = frames_of(result)
    check = check_of(fault, exercise, frames)
    rep = next((r for r in result.reps if r.number == fault.rep), None)
    if rep and check.metric in TIMES:
        tempo = tempo_of(rep, exercise, frames)
        if check.metric in ("time.back", "speed.back") and math.isfinite(tempo.back_s):
            return rep.end_s - tempo.back_s / 2
        return rep.peak_s
    if rep and check.take == "mean":
        return rep.peak_s
    looked = look(check, exercise, frames)
    within = (frames.t_s >= fault.start_s) & (frames.t_s <= fault.end_s) & np.isfinite(looked.measured)
    if check.take:  # a value of the movement: the beginning and end of it are at rest
        within &= looked.asked
    if not within.any():
        return rep.peak_s if rep else (fault.start_s + fault.end_s) / 2
    at = np.flatnonzero(within)
    return float(frames.t_s[at[np.abs(looked.measured[at] - fault.value).argmin()]])


def worst_fault(faults: list[Fault]) -> Fault | None:
    """The first of the gravest kind."""
    return min(faults, key=lambda f: (SEVERITIES.index(f.severity), f.start_s), default=None)


def tempo_of(rep: Rep, exercise: Exercise, frames: Frames) -> Tempo:
    """How long a repetition took to, at and from its end position, as the checks on its times measure it."""
    top = at_top((rep.start_s, rep.end_s), exercise, frames)
    if not len(top):
        return Tempo(math.nan, rep.top_s, math.nan)
    out_s = float(frames.t_s[top[0]]) - rep.start_s
    return Tempo(out_s, rep.top_s, rep.end_s - rep.start_s - out_s - rep.top_s)


def at_top(span_s: tuple[float, float], exercise: Exercise, frames: Frames) -> NDArray[np.intp]:
    """(K,) the frames of a repetition at its end position, from the first to the last; `span_s` its start and end."""
    within = np.flatnonzero((frames.t_s >= span_s[0]) & (frames.t_s <= span_s[1]))
    signal = frames.signal[within]
    if exercise.movement is None or not np.isfinite(signal).any():
        return within[:0]
    high = within[signal >= np.nanmax(signal) - exercise.movement.band]
    return np.arange(high[0], high[-1] + 1) if len(high) else high


def _own(check: Check, exercise: Exercise, frames: Frames, inside: BoolArray) -> FloatArray:
    t, values = frames.t_s, frames.metrics[check.metric]
    base = np.full(len(t), np.nan)
    if check.against is None:
        return np.zeros(len(t))
    if check.against == "best":
        return np.asarray(np.fmax.accumulate(np.where(inside, values, np.nan)), dtype=np.float64)
    if check.against == "start" and inside.any():
        first_s = float(t[inside][0])
        known_s = first_s + exercise.baseline_s
        base[t >= known_s] = _mean(values[inside & (t <= known_s)])
    if check.against == "rest":
        rest = frames.phase == Phase.REST
        for at in np.flatnonzero(~rest & np.concatenate([[False], rest[:-1]])).tolist():
            before = rest & (t >= t[at] - REST_S) & (t <= t[at])
            base[at:] = _mean(_side_at(frames, check.metric, at)[before])
    if check.against == "peak":
        base[:] = np.nan
    return base


def _side_at(frames: Frames, metric: str, at: int) -> FloatArray:
    """A sided metric all along of the side that acts at a frame; any other as it is."""
    now = frames.metrics[metric][at]
    for side in ("left", "right"):
        column = frames.metrics.get(f"{metric}.{side}")
        if column is not None and column[at] == now:
            return column
    return frames.metrics[metric]


def _distance(
    check: Check, value: float, span_s: tuple[float, float], frames: Frames, exercise: Exercise
) -> float:
    if check.metric in TIMES:
        return math.inf
    looked = look(check, exercise, frames)
    if check.take == "mean" and check.when == ["peak"]:
        top = at_top(span_s, exercise, frames)
        measured = np.array([_mean(looked.measured[top][looked.in_view[top]])])
    else:
        within = (frames.t_s >= span_s[0]) & (frames.t_s <= span_s[1]) & looked.asked & looked.in_view
        measured = looked.measured[within]
    distances = np.abs(measured - value)
    return float(np.nanmin(distances)) if np.isfinite(distances).any() else math.inf


def _mean(x: FloatArray) -> float:
    known = x[np.isfinite(x)]
    return float(known.mean()) if len(known) else math.nan
