"""The part of a set that shows best how it is done: its best repetition, or some seconds of its best hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.events import Fault, Hold, Rep, Verdict
from formcheck.result import SetResult

MOST_S = 8.0
"""A repetition that takes longer is shown up to its peak alone."""
HOLD_S = 3.0
"""So much of a hold, or of the way to a late peak, is enough to see how it is done."""
LEAST_S = 0.5
_VERDICTS: tuple[Verdict, ...] = ("not good", "not fully seen", "good")


@dataclass(frozen=True)
class Part:
    """A stretch of a set.

    Attributes
    ----------
    start_s, end_s : float
        Seconds of the track.
    still_s : float
        The moment in it that says most.
    """

    start_s: float
    end_s: float
    still_s: float


def best_part(result: SetResult) -> Part | None:
    """The best repetition where there are any, else a part of the best hold; None where there is neither.

    Parameters
    ----------
    result : SetResult
        Of the set.
    """
    part = _of_rep(best_rep(result.reps)) if result.reps else _of_hold(result.holds, result.faults)
    return part if part and part.end_s - part.start_s >= LEAST_S else None


def best_rep(reps: Sequence[Rep]) -> Rep:
    """The fullest of those in the best form: good ones before those not fully seen, and these before the others.

    Parameters
    ----------
    reps : sequence of Rep
        At least one; of equals the first is taken.
    """
    return max(reps, key=lambda rep: (_VERDICTS.index(rep.verdict), rep.peak))


def _of_rep(rep: Rep) -> Part:
    if rep.end_s - rep.start_s <= MOST_S:
        return Part(rep.start_s, rep.end_s, rep.peak_s)
    return Part(max(rep.start_s, rep.peak_s - HOLD_S), rep.peak_s, rep.peak_s)


def _of_hold(holds: Sequence[Hold], faults: Sequence[Fault]) -> Part | None:
    """The middle of the longest stretch without a fault in the hold with the most good seconds."""
    if not holds:
        return None
    hold = max(holds, key=lambda each: (each.good_s, each.length_s))
    start_s, end_s = max(_without_faults(hold, faults), key=lambda each: each[1] - each[0])
    middle_s, half_s = (start_s + end_s) / 2, min(end_s - start_s, HOLD_S) / 2
    return Part(middle_s - half_s, middle_s + half_s, middle_s)


def _without_faults(hold: Hold, faults: Sequence[Fault]) -> list[tuple[float, float]]:
    """Stretches of a hold without a fault; the hold as a whole where it has none."""
    free, from_s = [], hold.start_s
    for fault in sorted(faults, key=lambda each: each.start_s):
        if fault.severity != "hint" and fault.start_s < hold.end_s:
            free.append((from_s, max(fault.start_s, from_s)))
            from_s = max(from_s, fault.end_s)
    free.append((from_s, max(hold.end_s, from_s)))
    longest_s = max(end_s - start_s for start_s, end_s in free)
    return free if longest_s >= LEAST_S else [(hold.start_s, hold.end_s)]
