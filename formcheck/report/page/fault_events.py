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
        A fault is left out where a graver kind measures the same, to the same side, in the same moment: hips that sag
        have also sunk since the start.
    """
    events: list[list[Fault]] = []
    for kind in fault_kinds(study.result):
        others = [fault for event in events for fault in event]
        if alone := [fault for fault in kind if not any(_same(fault, other, study) for other in others)]:
            events.append(alone)
    return events


def _same(fault: Fault, other: Fault, study: Study) -> bool:
    if study.check_of(fault).metric != study.check_of(other).metric or fault.rep != other.rep:
        return False
    if (fault.value < fault.limit) != (other.value < other.limit):
        return False
    shared_s = min(fault.end_s, other.end_s) - max(fault.start_s, other.start_s)
    shorter_s = min(fault.end_s - fault.start_s, other.end_s - other.start_s)
    return shared_s >= _SHARED * shorter_s > 0
