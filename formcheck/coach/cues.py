"""Which cue to give now: one at a time, the worst first, never late and never nagging; and praise when it helped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from formcheck.events import FAIL, PASS, Event, Fault, Rep, Severity
from formcheck.exercises.spec import Exercise
from formcheck.utterance import WAITS_S

REPEAT_S = 6.0
"""The same cue is not given again within this time."""
SITTING_S = 60.0
"""The same for somebody who sits all day."""
GROWTH = 2.0
"""Each time that a cue is given again, the time until the next is this much longer: who hears is not told for ever."""
LATE_S = WAITS_S["cue"]
"""A cue that could not be given within this time is dropped: the moment it speaks of has passed."""
SHOWN_S = 3.0
"""How long a cue is shown."""
WELL_S = 3.0
"""A cued fault of a hold is gone when the check has passed for this long."""
STALE_S = 3 * WELL_S
"""After this long praise for it would be misunderstood."""
_ORDER: dict[Severity, int] = {"major": 0, "minor": 1, "hint": 2}


@dataclass(frozen=True)
class Cue:
    """What to correct.

    Attributes
    ----------
    text : str
    since_s : float
        Time of the frame at which it was given.
    fault : Fault
        What it answers.
    """

    text: str
    since_s: float
    fault: Fault


class Coach:
    """The chooser of the cue to give: one at a time, the worst first, never late.

    Parameters
    ----------
    repeat_s : float
        Seconds within which the same cue is not given again; they grow by :data:`GROWTH` each time it is.

    Notes
    -----
    A fault that goes on stays worth telling until it is over; one found in a finished rep is worth telling for
    :data:`LATE_S`. A shown cue stays for :data:`SHOWN_S` and gives way only to a worse one.
    """

    def __init__(self, repeat_s: float = REPEAT_S) -> None:
        self._repeat_s = repeat_s
        self._waiting: dict[tuple[str, float, str], tuple[float, Fault]] = {}
        self._again_s: dict[str, float] = {}
        self._times: dict[str, int] = {}
        self._shown: Cue | None = None

    def feed(self, t_s: float, events: Iterable[Event], quiet: bool = False) -> Cue | None:
        """The cue to give at ``t_s``, after what has just happened; None if there is nothing to say.

        Parameters
        ----------
        t_s : float
        events : iterable of Event
            What has happened since the last call.
        quiet : bool
            No new cue now: something else is being said.
        """
        for event in events:
            if isinstance(event.item, Fault) and event.kind == "fault":
                self._waiting[_key(event.item)] = (event.t_s, event.item)
            elif isinstance(event.item, Fault) and event.kind == "fault-over":
                self._waiting.pop(_key(event.item), None)
        if self._shown and t_s - self._shown.since_s >= SHOWN_S:
            self._shown = None
        self._drop_late(t_s)
        best = self._best(t_s)
        if best and not quiet and (self._shown is None or _rank(best) < _rank(self._shown.fault)):
            self._shown = Cue(best.cue, t_s, best)
            times = self._times[best.cue] = self._times.get(best.cue, 0) + 1
            self._again_s[best.cue] = t_s + self._repeat_s * GROWTH ** (times - 1)
            if best.rep is not None:
                del self._waiting[_key(best)]
        return self._shown

    def _drop_late(self, t_s: float) -> None:
        for key, (told_s, fault) in list(self._waiting.items()):
            if fault.rep is not None and t_s - told_s > LATE_S:
                del self._waiting[key]

    def _best(self, t_s: float) -> Fault | None:
        """The worst waiting fault whose cue was not given lately; of equals the newest.

        While a fault goes on, a lesser one is not told: one thing to change at a time.
        """
        going_on = [_rank(fault) for _, fault in self._waiting.values() if fault.rep is None]
        worst = min(going_on, default=max(_ORDER.values()))
        ready = [
            (_rank(fault), -told_s, fault)
            for told_s, fault in self._waiting.values()
            if _rank(fault) <= worst and t_s >= self._again_s.get(fault.cue, t_s)
        ]
        return min(ready, key=lambda item: item[:2])[2] if ready else None


def coach_for(exercise: Exercise) -> Coach:
    """The coach of a set, with the patience that its exercise asks for."""
    return Coach(SITTING_S if exercise.monitor else REPEAT_S)


class Praise:
    """A detector of cued faults that are gone: never while another one lasts, never for what could not be seen."""

    def __init__(self) -> None:
        self._open: set[tuple[str, float, str]] = set()
        self._well_s: dict[str, float] = {}
        self._last_s: float | None = None

    def cued(self, fault: Fault) -> None:
        """A cue was given for this fault."""
        self._well_s[fault.id] = 0.0

    def feed(self, t_s: float, events: Iterable[Event], verdict: Callable[[str], int]) -> bool:
        """Whether praise is due, after what has happened at the frame of ``t_s``.

        Parameters
        ----------
        t_s : float
        events : iterable of Event
        verdict : callable
            From a check's id to its verdict at this frame: 1 pass, 0 fail, -1 unknown.
        """
        reps = []
        for event in events:
            if isinstance(event.item, Fault) and event.kind == "fault" and event.item.rep is None:
                self._open.add(_key(event.item))
            elif isinstance(event.item, Fault) and event.kind == "fault-over":
                self._open.discard(_key(event.item))
            elif isinstance(event.item, Rep):
                reps.append(event.item)
        step_s = 0.0 if self._last_s is None else min(t_s - self._last_s, LATE_S)
        self._last_s = t_s
        for check_id, well_s in self._well_s.items():
            now = verdict(check_id)
            self._well_s[check_id] = 0.0 if now == FAIL else well_s + step_s if now == PASS else well_s
        gone = [] if self._open else [name for name, well_s in self._well_s.items() if _gone(name, well_s, reps)]
        for check_id, well_s in list(self._well_s.items()):
            if check_id in gone or well_s > STALE_S:
                del self._well_s[check_id]
        return bool(gone)


def _gone(check_id: str, well_s: float, reps: list[Rep]) -> bool:
    """A check passes: in a good rep that has just ended, or for a while where nothing is counted."""
    seen = well_s > 0 or any(check_id in rep.values for rep in reps)
    good = any(rep.good and check_id not in rep.unknown for rep in reps)
    return (good and seen) or well_s >= WELL_S


def _key(fault: Fault) -> tuple[str, float, str]:
    return fault.id, fault.start_s, "" if fault.rep is None else fault.cue


def _rank(fault: Fault) -> int:
    return _ORDER[fault.severity]
