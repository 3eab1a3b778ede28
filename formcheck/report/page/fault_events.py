"""Faults as a person sees them: what several checks tell of one moment is one event."""

from __future__ import annotations

from formcheck.events import Fault
from formcheck.report.page.study import Study
from formcheck.report.table import fault_kinds

_SHARED = 0.5
"""Part of the shorter of two faults that the other lasts as well, from which they are one event."""


def fault_events(study: Study) -> list[list[Fault]]:
    """The faults by check and cue, the gravest kind first, each event once.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of list of Fault
        A fault is left out where a graver kind tells of the same in the same moment, or repetition: hips that sag have
        also sunk since the start, who leans far forward drops the head as well.
    """
    events: list[list[Fault]] = []
    for kind in fault_kinds(study.result):
        others = [fault for event in events for fault in event]
        if alone := [fault for fault in kind if not any(_same(fault, other, study) for other in others)]:
            events.append(alone)
    return events


def _same(fault: Fault, other: Fault, study: Study) -> bool:
    check, graver = study.check_of(fault), study.check_of(other)
    same_side = (fault.value < fault.limit) == (other.value < other.limit)
    if not ((check.metric == graver.metric and same_side) or check.why == graver.why):
        return False
    if fault.rep is not None and fault.rep == other.rep:
        return True
    shared_s = min(fault.end_s, other.end_s) - max(fault.start_s, other.start_s)
    shorter_s = min(fault.end_s - fault.start_s, other.end_s - other.start_s)
    return shared_s >= _SHARED * shorter_s > 0
