"""A metric of an exercise file in words for people: its name, its values, its unit."""

from __future__ import annotations

import math

from formcheck.exercises.spec import TIMES, Exercise
from formcheck.report.table import measured_metric, unit_of, with_unit


def shown_metric(metric: str) -> str:
    """The name of a metric as people read it."""
    return metric.replace("_", " ").capitalize()


def signal_text(value: float, exercise: Exercise) -> str:
    """A value of what repetitions are counted on: percent of the person's own way, else with its unit.

    Parameters
    ----------
    value : float
    exercise : Exercise
    """
    if not math.isfinite(value):
        return "?"
    if exercise.reps and exercise.reps.own_scale:
        return f"{100 * value:.0f} %"
    return with_unit(value, unit_of(exercise.movement.signal, exercise)) if exercise.movement else ""


def unit_words(metric: str, exercise: Exercise) -> str:
    """The unit of a metric in words.

    Parameters
    ----------
    metric : str
    exercise : Exercise
    """
    if metric in TIMES:
        return ""
    spec = measured_metric(metric, exercise)
    if spec.per:
        segments = [" to ".join(_part(p) for p in segment) for segment in spec.per]
        return f"in lengths from {' and '.join(segments)}"
    if spec.kind == "offset":
        return f"in lengths from {_part(spec.args[1])} to {_part(spec.args[2])}"
    return {"ratio": "share", "above": "pixels"}.get(spec.kind, "degrees")


def _part(point: str) -> str:
    return point.replace("mid_", "").replace("_", " ")
