"""How far a movement is on its way, and the joint angle that is shown."""

from __future__ import annotations

import numpy as np

from formcheck.exercises.body_parts import landmarks_of, measured_by
from formcheck.exercises.metric_spec import Metric
from formcheck.exercises.spec import Exercise
from formcheck.frames import Phase
from formcheck.screen.newest_frame import NewestFrame
from formcheck.screen.screen import Angle


class Gauges:
    """The readings of a movement beside its count: how far it is, and the angle of a joint.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._reps, self._angle = exercise.reps, main_angle(exercise)
        self._target = target(exercise) if exercise.reps else 0.0

    def gauge(self, newest: NewestFrame) -> float | None:
        """How far the movement is: 0 at rest, 1 at its target; None where nothing is counted, or it is not known."""
        if self._reps is None or newest.phase == Phase.NONE:
            return None
        value = float(newest.frames.signal[-1])
        return (value - self._reps.rest) / (self._target - self._reps.rest) if np.isfinite(value) else None

    def angle(self, newest: NewestFrame) -> Angle | None:
        """The angle to draw; None if it is not known."""
        if self._angle is None:
            return None
        name, metric = self._angle
        value = float(newest.frames.metrics[name][-1])
        chain = [landmarks_of(point, newest.near, newest.acting)[:1] for point in metric.args]
        if not np.isfinite(value) or not all(chain):
            return None
        a, joint, b = (int(index[0]) for index in chain)
        return Angle((a, joint, b), value)


def target(exercise: Exercise) -> float:
    """The value of the signal to reach: what counts as a rep, or what a check on the signal asks for beyond it."""
    assert exercise.reps is not None
    if exercise.reps.own_scale:
        return 1.0
    asked = [c.min for c in exercise.checks if c.metric == exercise.reps.signal and c.against is None]
    return max([exercise.reps.peak, *(limit for limit in asked if np.isfinite(limit))])


def main_angle(exercise: Exercise) -> tuple[str, Metric] | None:
    """The joint angle to show: the one that is counted, else that of the position, of the checks, of the file."""
    names = [exercise.movement.signal] if exercise.movement else []
    names += [c.metric for c in exercise.position.all] + [c.metric for c in exercise.checks] + list(exercise.metrics)
    chosen = next((m for m in measured_by(exercise, names) if m.kind == "flexion"), None)
    return next(((name, m) for name, m in exercise.metrics.items() if m is chosen), None)
