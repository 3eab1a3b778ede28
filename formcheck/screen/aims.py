"""Which lines an exercise asks for: read from its checks and its signal, never written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.exercises.body_parts import landmarks_of, measured_by
from formcheck.exercises.metric_spec import COMBINING, GEOMETRIC, POINTS, Metric
from formcheck.exercises.spec import Check, Exercise
from formcheck.landmarks import SEEN
from formcheck.metrics.view import VIEWS, view_codes
from formcheck.screen import target_lines
from formcheck.screen.newest_frame import NewestFrame
from formcheck.screen.screen import TargetLine
from formcheck.screen.target_lines import SOLVERS, Wanted

CLOSE = {"deg": 15.0, "length": 0.25}
"""A limit this close to zero, with zero inside, is zero less what landmarks are off: the aim is zero, that is level,
straight, upright or above each other."""
MOST = 3
_REACHED = 0.8
"""On the person's own scale, where no check says when the target is reached."""


@dataclass(frozen=True)
class Aim:
    """A metric and what it is to be.

    Attributes
    ----------
    metric : str
        Its name.
    low, high, value : float
        The limits that it is to keep, in its unit, and the best value between them.
    own_scale : bool
        They are shares of the person's own way, on the scale of the signal.
    """

    metric: str
    low: float
    high: float
    value: float
    own_scale: bool = False


class Aims:
    """The lines that an exercise asks for at a frame.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._main: dict[tuple[str, str | None], Aim | None] = {}

    def lines(self, newest: NewestFrame, failing: Iterable[Check]) -> tuple[TargetLine, ...]:
        """The line to reach at a frame, and those of checks that fail; none over landmarks that are not seen.

        Parameters
        ----------
        newest : NewestFrame
        failing : iterable of Check
        """
        variant = newest.variant
        view = VIEWS[int(view_codes(newest.frames.yaw_deg[-1:], self._exercise.view_tolerance_deg)[0])]
        if (view, variant) not in self._main:
            self._main[view, variant] = main_aim(self._exercise, view, variant)
        main = self._main[view, variant]
        aims = [main] if main else []
        for check in failing:  # one of a finished repetition is about a moment that has passed
            same = [c for c in asked(self._exercise, view, variant) if c.metric == check.metric and c.take is None]
            if check in same and all(check.metric != aim.metric for aim in aims):
                aims.append(aim_of(self._exercise, check.metric, same))
        solver = _AimSolver(self._exercise, newest)
        return tuple(line for aim in aims for line in solver.lines(aim))[:MOST]


def asked(exercise: Exercise, view: str, variant: str | None) -> list[Check]:
    """Checks with limits of their own, not the person's, that are made in a view and a variant.

    Parameters
    ----------
    exercise : Exercise
    view : str
        One of :data:`formcheck.metrics.view.VIEWS`.
    variant : str or None
    """
    return [
        check
        for check in exercise.checks
        if check.against is None and check.view in ("any", view) and (not check.variants or variant in check.variants)
    ]


def main_aim(exercise: Exercise, view: str, variant: str | None) -> Aim | None:
    """What the exercise is about, as a line; None if nothing can be said of it from there.

    Parameters
    ----------
    exercise, view, variant
        As of :func:`asked`.

    Notes
    -----
    For a counted movement: the first check on its peak that looks at nothing but the parts that are counted; else the
    target of the signal. For a hold, and where a movement gives no line: the first check on every frame, those that
    matter most and that stop the clock first. Seen from another side than it asks for, an exercise says nothing.
    """
    if exercise.view not in ("any", view):
        return None
    checks = asked(exercise, view, variant)
    aims: list[Aim] = []
    movement, reps = exercise.movement, exercise.reps
    if movement and not (reps and reps.second):  # of a pair, each check is about one of its two movements
        parts = _parts(exercise, movement.signal)
        for check in checks:
            metric = exercise.metrics.get(check.metric)
            at_peak = metric and metric.kind not in ("min", "max") and (check.take is not None or "peak" in check.when)
            if check.metric == "peak" and reps and reps.own_scale:
                aims.append(Aim(movement.signal, check.min, check.max, 1.0, own_scale=True))
            elif at_peak and check.severity != "hint" and _parts(exercise, check.metric) <= parts:
                aims.append(aim_of(exercise, check.metric, [c for c in checks if c.metric == check.metric]))
    if reps and reps.own_scale:
        aims.append(Aim(reps.signal, _REACHED, np.inf, 1.0, own_scale=True))
    elif reps:
        aims.append(Aim(reps.signal, reps.peak, np.inf, reps.peak))
    held = [c for c in checks if c.take is None and c.metric in exercise.metrics and not (c.when and movement)]
    held.sort(key=lambda check: (check.severity != "major", not check.clock))
    aims += [aim_of(exercise, c.metric, [d for d in held if d.metric == c.metric]) for c in held]
    return next((aim for aim in aims if solvable(exercise, aim.metric, aim.low, aim.high)), None)


def aim_of(exercise: Exercise, metric: str, checks: list[Check]) -> Aim:
    """What checks on one metric ask for together.

    Parameters
    ----------
    exercise : Exercise
    metric : str
        Its name.
    checks : list of Check
        At least one, all on that metric.
    """
    low, high = max(c.min for c in checks), min(c.max for c in checks)
    unit = _unit(exercise, metric)
    both = np.isfinite(low) and np.isfinite(high)
    limit = low if np.isfinite(low) else high
    straight = _kind(exercise, metric) == "flexion" and not np.isfinite(low)
    if low <= 0 <= high and (straight or (both and unit == "deg") or (not both and abs(limit) <= CLOSE.get(unit, 0))):
        return Aim(metric, low, high, 0.0)
    return Aim(metric, low, high, (low + high) / 2 if both else limit)


def solvable(exercise: Exercise, name: str, low: float, high: float) -> bool:
    """Whether some point's place follows from the value of a metric.

    Parameters
    ----------
    exercise : Exercise
    name : str
        Of the metric.
    low, high : float
        Limits, in the unit of the metric; infinite where there is none.
    """
    metric = exercise.metrics.get(name)
    if metric is None:
        return False
    if metric.kind == "apart":  # the shoulders from each other says nothing, the hands from the chest does
        return not np.isfinite(low) and len({_part(point) for point in metric.args}) == 2
    if metric.kind in ("max", "min"):
        one_sided = not np.isfinite(low) if metric.kind == "max" else not np.isfinite(high)
        return one_sided and all(solvable(exercise, arg, low, high) for arg in metric.args if arg[0] != "-")
    if metric.kind in ("sum", "first", "ratio"):
        return all(solvable(exercise, arg.removeprefix("-"), low, high) for arg in metric.args[:1])
    return metric.kind in SOLVERS


class _AimSolver:
    """Solves aims in a frame."""

    def __init__(self, exercise: Exercise, newest: NewestFrame) -> None:
        self._exercise, self._frames = exercise, newest.frames
        self._near, self._acting = newest.near, newest.acting
        track = newest.track
        points = track.image_px[-1]
        # a comparison with NaN is False
        inside = ((points >= 0) & (points <= np.array(track.size_wh))).all(axis=1)
        known = (track.visibility[-1] >= SEEN) & inside
        self._known: list[bool] = known.tolist()
        self._points = np.where(known[:, None], points, np.nan)

    def lines(self, aim: Aim) -> list[TargetLine]:
        now, value = self._now(aim.metric), aim.value
        if aim.own_scale:
            signal = float(self._frames.signal[-1])
            value, now = self._own_target(now, signal), signal
        if not np.isfinite([now, value]).all():
            return []
        reached = aim.low <= now <= aim.high
        room = (aim.high - aim.low) / 2 if np.isfinite([aim.low, aim.high]).all() else 0.0
        found = self._solve(aim.metric, value, room, aim.high == np.inf, reached)
        if reached and not aim.own_scale and value in (aim.low, aim.high):
            # anywhere beyond the line is as good: no place to mark; and a limit that is kept to is no aim
            moves = self._exercise.movement is not None
            return [replace(line, mark_px=None, from_px=None) for line in found] if moves else []
        return found

    def _own_target(self, now: float, signal: float) -> float:
        """The signal's target in its own unit.

        With a share of the lowest value as the target, value = lowest (1 + signal (share - 1)).
        """
        reps = self._exercise.reps
        assert reps is not None
        if reps.target is not None:
            return reps.target
        assert reps.target_share is not None
        part = 1 + signal * (reps.target_share - 1)
        return reps.target_share * now / part if part > 0 else np.nan

    def _now(self, name: str) -> float:
        return float(self._frames.metrics[name][-1])

    def _solve(self, name: str, value: float, room: float, more: bool, reached: bool) -> list[TargetLine]:
        metric = self._exercise.metrics[name]
        now = self._now(name)
        if not np.isfinite([now, value]).all():
            return []
        if metric.kind in ("max", "min"):
            value, more = (value - metric.plus) / metric.times, more == (metric.times > 0)
            return [line for arg in metric.args for line in self._solve(arg, value, room, more, reached)]
        if metric.kind == "ratio":
            value = (value - metric.plus) / metric.times * self._now(metric.args[1])
        if metric.kind == "first":
            known = next(arg for arg in metric.args if np.isfinite(self._now(arg.removeprefix("-"))))
            return self._solve(known, value, room, more, reached)
        if metric.kind in COMBINING:  # the first of them changes by what is missing, the others stay
            arg = metric.args[0].removeprefix("-")
            factor = (-1.0 if metric.args[0].startswith("-") else 1.0) / metric.times
            to = value if metric.kind == "ratio" else self._now(arg) + factor * (value - now)
            return self._solve(arg, to, room, more == (factor > 0), reached)
        line = self._geometric(metric, now, value, room, more, reached)
        return [line] if line else []

    def _geometric(
        self, metric: Metric, now: float, value: float, room: float, more: bool, reached: bool
    ) -> TargetLine | None:
        if metric.kind not in SOLVERS:  # a distance that fails: nobody can say where to
            return None
        points = [self._at(point) for point in metric.args]
        per = [float(np.hypot(*(self._at(b) - self._at(a)))) for a, b in metric.per]
        if metric.kind == "offset":
            per = [float(np.hypot(*(points[2] - points[1])))]
        if not np.isfinite([*np.concatenate(points), *per]).all():
            return None
        first_moves = metric.kind == "above" or _first_moves(metric, more)
        wanted = Wanted(points, sum(per) if per else 1.0, now, value, room, first_moves)
        return target_lines.solve(metric.kind, wanted, reached)

    def _at(self, point: str) -> FloatArray:
        if self._acting is None and POINTS[point][0] in ("side", "other"):
            return np.full(2, np.nan)
        landmarks = landmarks_of(point, self._near, self._acting)
        known = [self._points[i] for i in landmarks if self._known[i]]  # of the middle of both sides one may be hidden
        return np.asarray(sum(known) / len(known)) if known else np.full(2, np.nan)


def _first_moves(metric: Metric, more: bool) -> bool:
    """Of hip and knee of a leg that stands the hip comes down to the knee; a leg that acts lifts its knee."""
    parts = [_part(point) for point in metric.args]
    acts = any(POINTS[point][0] in ("side", "other") for point in metric.args)
    return more and not acts and parts == ["hip", "knee"]


def _part(point: str) -> str:
    return point.rpartition("_")[2] if point != "foot_index" and not point.endswith("_foot_index") else "foot_index"


def _parts(exercise: Exercise, name: str) -> set[str]:
    return {_part(point) for metric in measured_by(exercise, [name]) for point in metric.args}


def _kind(exercise: Exercise, name: str) -> str:
    """The geometric kind at the bottom of a metric."""
    metric = exercise.metrics[name]
    return _kind(exercise, metric.args[0].removeprefix("-")) if metric.kind in COMBINING else metric.kind


def _unit(exercise: Exercise, name: str) -> str:
    return GEOMETRIC[_kind(exercise, name)][1]
