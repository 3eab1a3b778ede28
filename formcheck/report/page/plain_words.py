"""How far off a fault was, in words for the person: degrees, centimetres, seconds."""

from __future__ import annotations

import math

import numpy as np

from formcheck.events import Fault
from formcheck.exercises.body_parts import landmarks_of
from formcheck.exercises.spec import TIMES, Check
from formcheck.landmarks import Side
from formcheck.report.page.study import Study, nearest
from formcheck.report.table import measured_metric

_JUST = "Just beyond what is fine"


def beyond_words(fault: Fault, study: Study) -> str:
    """How far beyond the limit it was at worst.

    Parameters
    ----------
    fault : Fault
    study : Study

    Notes
    -----
    Lengths are told in centimetres of the person's world landmarks, which know a body's size to about a tenth.
    """
    beyond = abs(fault.value - fault.limit)
    if fault.unit == "deg":
        return f"{beyond:.0f}° beyond what is fine" if beyond >= 1 else _JUST
    if fault.unit == "s":
        return f"{beyond:.1f} s {'too short' if fault.value < fault.limit else 'too long'}" if beyond >= 0.1 else _JUST
    if fault.unit == "length":
        cm = 100 * beyond * _unit_m(fault, study)
        if math.isfinite(cm):
            return f"About {cm:.0f} cm beyond what is fine" if cm >= 1 else _JUST
    return "Beyond what is fine"


def _unit_m(fault: Fault, study: Study) -> float:
    """The length of the body in which a metric is measured, metres; NaN where it is not known."""
    check = study.check_of(fault)
    near: Side = "left" if study.frames.left_near[nearest(study.frames.t_s, fault.worst_s)] else "right"
    return sum(_length_m(pair, near, study) for pair in _segments(check, study)) or math.nan


def _segments(check: Check, study: Study) -> list[tuple[str, str]]:
    exercise = study.exercise
    name = exercise.movement.signal if check.metric in TIMES and exercise.movement else check.metric
    metric = measured_metric(name, exercise)
    if metric.per:
        return [(a, b) for a, b in metric.per]
    return [(metric.args[1], metric.args[2])] if metric.kind == "offset" else []


def _length_m(segment: tuple[str, str], near: Side, study: Study) -> float:
    """The median over the set, while in position."""
    a, b = (study.track.world_m[study.inside][:, list(landmarks_of(point, near, None))] for point in segment)
    lengths = np.linalg.norm(a.mean(axis=1) - b.mean(axis=1), axis=-1)
    lengths = lengths[np.isfinite(lengths)]
    return float(np.median(lengths)) if len(lengths) else math.nan
