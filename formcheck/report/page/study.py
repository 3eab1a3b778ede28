"""A set prepared for its page: values of its checks frame by frame, tempos, what belongs to a repetition."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import BoolArray, FloatArray
from formcheck.events import Fault, Rep
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Frames, Phase
from formcheck.metrics.view import VIEWS, off_axis_deg, view_codes
from formcheck.report.table import SEVERITIES
from formcheck.result import SetResult
from formcheck.track import PoseTrack


@dataclass(frozen=True)
class RepTempo:
    """Seconds of a repetition to, at and from its end position; NaN where its signal is not known."""

    out_s: float
    top_s: float
    back_s: float


@dataclass(frozen=True, eq=False)
class Looked:
    """The values of one check frame by frame.

    Attributes
    ----------
    measured : (T,) float
        What is held against the limits; NaN unknown.
    base : (T,) float
        What it is measured from, see :class:`formcheck.frames.Frames`.
    asked : (T,) bool
        In position, in a phase and a variant that the check is about.
    in_view : (T,) bool
        The camera sees the person from the side that the check needs.
    seen : (T,) bool
        In view, measured, and not on guesses alone.
    """

    measured: FloatArray
    base: FloatArray
    asked: BoolArray
    in_view: BoolArray
    seen: BoolArray


class Study:
    """A set with its landmarks and exercise, and values derived from them that several parts of the page need.

    Parameters
    ----------
    result : SetResult
        With frames.
    exercise : Exercise
    track : PoseTrack

    Raises
    ------
    ValueError
        If the result has no frames; `analyze` gives them.
    """

    def __init__(self, result: SetResult, exercise: Exercise, track: PoseTrack) -> None:
        if result.frames is None:
            raise ValueError("a report needs the results frame by frame: give what analyze returns")
        self.result, self.exercise, self.track = result, exercise, track
        self.frames: Frames = result.frames
        self.inside: BoolArray = result.frames.phase != Phase.NONE
        self._looked: dict[int, Looked] = {}
        self._reps = {rep.number: rep for rep in result.reps}

    def look(self, check: Check) -> Looked:
        """A check of the exercise over the whole set, for drawing; the verdicts are the session's own."""
        number = next(i for i, each in enumerate(self.exercise.checks) if each is check)
        if number not in self._looked:
            self._looked[number] = _look(number, self.exercise, self.frames, self.inside)
        return self._looked[number]

    def check_of(self, fault: Fault) -> Check:
        """The check that found a fault."""
        return self.exercise.checks[fault.check]

    def unknown_in(self, rep: Rep, check: Check) -> bool:
        """Whether a check was asked in a repetition and could not be judged.

        Parameters
        ----------
        rep : Rep
        check : Check
            One of the exercise.
        """
        return any(self.exercise.checks[i] is check for i in rep.unknown_checks)

    def rep_of(self, fault: Fault) -> Rep | None:
        """The repetition that a fault was found on as a whole, if it was."""
        return None if fault.rep is None else self._reps.get(fault.rep)

    def tempo(self, rep: Rep) -> RepTempo:
        """How long a repetition took to, at and from its end position, as the checks on its times measure it."""
        top = self.top(rep.start_s, rep.end_s)
        if not len(top):
            return RepTempo(math.nan, rep.top_s, math.nan)
        out_s = float(self.frames.t_s[top[0]]) - rep.start_s
        return RepTempo(out_s, rep.top_s, rep.end_s - rep.start_s - out_s - rep.top_s)

    def top(self, start_s: float, end_s: float) -> NDArray[np.intp]:
        """(K,) the frames of a repetition between these times at its end position, from the first to the last.

        Parameters
        ----------
        start_s, end_s : float
        """
        within, movement = self.between(start_s, end_s), self.exercise.movement
        signal = self.frames.signal[within]
        if movement is None or not np.isfinite(signal).any():
            return within[:0]
        high = within[signal >= np.nanmax(signal) - movement.band]
        return np.arange(high[0], high[-1] + 1) if len(high) else high

    def between(self, start_s: float, end_s: float) -> NDArray[np.intp]:
        """(K,) the frames from one time to another, both included.

        Parameters
        ----------
        start_s, end_s : float
        """
        t = self.frames.t_s
        return np.arange(np.searchsorted(t, start_s, side="left"), np.searchsorted(t, end_s, side="right"))


def typical(tempos: Sequence[RepTempo], middle: Callable[[list[float]], float]) -> RepTempo:
    """Mean or median of tempos, each part over those that are known.

    Parameters
    ----------
    tempos : sequence of RepTempo
    middle : callable
        Mean or median of a list of floats.
    """

    def of(values: list[float]) -> float:
        known = [value for value in values if math.isfinite(value)]
        return middle(known) if known else math.nan

    return RepTempo(of([t.out_s for t in tempos]), of([t.top_s for t in tempos]), of([t.back_s for t in tempos]))


def nearest(t_s: FloatArray, at_s: float) -> int:
    """The frame that is nearest to a time; the earlier one of two.

    Parameters
    ----------
    t_s : (T,)
        Increasing.
    at_s : float
    """
    after = min(int(np.searchsorted(t_s, at_s)), len(t_s) - 1)
    return after - 1 if after and at_s - t_s[after - 1] <= t_s[after] - at_s else after


def faults_during(faults: Sequence[Fault], spans: Sequence[tuple[float, float]]) -> list[list[Fault]]:
    """For each stretch of time the faults during it, see :meth:`Fault.during`, in their order.

    Parameters
    ----------
    faults : sequence of Fault
        By the time at which they were said.
    spans : sequence of (start_s, end_s)
    """
    by_span: list[list[Fault]] = [[] for _ in spans]
    order = sorted(range(len(spans)), key=lambda i: spans[i][1])
    ends = [spans[i][1] for i in order]
    begins = list(accumulate((spans[i][0] for i in reversed(order)), min))[::-1]  # of it and all that end later
    for fault in faults:
        for k in range(bisect_left(ends, fault.told_s), len(order)):
            if begins[k] > fault.end_s:
                break
            if fault.during(*spans[order[k]]):
                by_span[order[k]].append(fault)
    return by_span


def worst_fault(faults: list[Fault]) -> Fault | None:
    """The first fault of the gravest kind."""
    return min(faults, key=lambda f: (SEVERITIES.index(f.severity), f.start_s), default=None)


def _look(number: int, exercise: Exercise, frames: Frames, inside: BoolArray) -> Looked:
    check = exercise.checks[number]
    base = frames.base[:, number]
    asked = inside.copy()
    if check.when and exercise.movement:
        asked &= np.isin(frames.phase, [Phase[name.upper()] for name in check.when])
    if check.variants:
        asked &= np.isin(frames.variant, [i for i, v in enumerate(exercise.variants) if v.id in check.variants])
    in_view = np.ones(len(inside), dtype=np.bool_)
    if check.view != "any":
        in_view = view_codes(frames.yaw_deg, exercise.view_tolerance_deg) == VIEWS.index(check.view)
    in_view &= ~(off_axis_deg(frames.yaw_deg) > check.yaw_within_deg)
    measured = frames.metrics[check.metric] - base
    return Looked(measured, base, asked, in_view, in_view & np.isfinite(measured) & frames.seen[:, number])
