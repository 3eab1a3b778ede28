"""Which count suits a set: repetitions, seconds, a tempo to follow, or time spent sitting."""

from __future__ import annotations

from formcheck.coach.counts import DoseCount, HoldCount, RepCount
from formcheck.coach.pacing import PaceCount
from formcheck.coach.sitting import Sitting
from formcheck.routines.plan import PlannedSet


def dose_count(planned: PlannedSet) -> DoseCount:
    """The count that suits a set."""
    exercise = planned.exercise
    if exercise.monitor:
        return Sitting(exercise.monitor)
    if exercise.movement:
        return RepCount(planned)
    if exercise.pace or (planned.breaths and not planned.hold_s):
        return PaceCount(planned)
    return HoldCount(planned)
