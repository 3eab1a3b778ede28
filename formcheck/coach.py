"""Which cue to show now: one at a time, the worst first, never late and never nagging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.result import Event, Fault, Severity

REPEAT_S = 6.0
"""The same cue is not given again within this time."""
LATE_S = 1.0
"""A cue that could not be given within this time is dropped: the moment it speaks of has passed."""
SHOWN_S = 3.0
_ORDER: dict[Severity, int] = {"major": 0, "minor": 1, "hint": 2}


@dataclass(frozen=True)
class Cue:
    """What to tell, since when, and the fault it answers."""

    text: str
    since_s: float
    fault: Fault


class Coach:
    """Chooses the cue to show from what happens in a set.

    Notes
    -----
    A fault that goes on stays worth telling until it is over; one found in a finished rep is worth telling for
    :data:`LATE_S`. A shown cue stays for :data:`SHOWN_S` and gives way only to a worse one.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, float, str], tuple[float, Fault]] = {}
        self._given_s: dict[str, float] = {}
        self._shown: Cue | None = None

    def feed(self, t_s: float, events: Iterable[Event]) -> Cue | None:
        """The cue to show at ``t_s``, after what has just happened; None if there is nothing to say."""
        for event in events:
            if isinstance(event.item, Fault) and event.kind == "fault":
                self._waiting[_key(event.item)] = (event.t_s, event.item)
            elif isinstance(event.item, Fault) and event.kind == "fault-over":
                self._waiting.pop(_key(event.item), None)
        if self._shown and t_s - self._shown.since_s >= SHOWN_S:
            self._shown = None
        self._drop_late(t_s)
        best = self._best(t_s)
        if best and (self._shown is None or _rank(best) < _rank(self._shown.fault)):
            self._shown = Cue(best.cue, t_s, best)
            self._given_s[best.cue] = t_s
            if best.rep is not None:
                del self._waiting[_key(best)]
        return self._shown

    def _drop_late(self, t_s: float) -> None:
        for key, (told_s, fault) in list(self._waiting.items()):
            if fault.rep is not None and t_s - told_s > LATE_S:
                del self._waiting[key]

    def _best(self, t_s: float) -> Fault | None:
        """The worst waiting fault whose cue was not given lately; of equals the newest."""
        ready = [
            (_rank(fault), -told_s, fault)
            for told_s, fault in self._waiting.values()
            if t_s - self._given_s.get(fault.cue, -REPEAT_S) >= REPEAT_S
        ]
        return min(ready, key=lambda item: item[:2])[2] if ready else None


def _key(fault: Fault) -> tuple[str, float, str]:
    return fault.id, fault.start_s, "" if fault.rep is None else fault.cue


def _rank(fault: Fault) -> int:
    return _ORDER[fault.severity]
