"""What the checker found in a recording against what is in it."""

from __future__ import annotations

from dataclasses import dataclass

import real_causes
from real_truth import Expected, Recording

from formcheck.result import SetResult

OVERLAP, LEAST_OVERLAP = 0.8, 0.4
"""A hold is found if so much of what was held and what should be is the same, or so much and the good seconds agree."""
GOOD_SHARE, GOOD_S = 0.15, 0.7

MEASURES = ("counted", "within one", "sides", "held", "something else", "told", "clean")
"""Columns: repetitions exact, and off by one at most; left and right; holds; nothing found where nothing is; faults
that are there and told; recordings in which no other one was told."""


@dataclass(frozen=True)
class Finding:
    """One thing that was compared.

    Attributes
    ----------
    measure : str
        One of :data:`MEASURES`, or of those of pictures and motion capture.
    right, of : int
        How many of how many were right.
    miss : str
        What was wrong, and its cause; empty if nothing was.
    """

    exercise: str
    person: str
    name: str
    measure: str
    right: int
    of: int
    miss: str = ""


def judge(recording: Recording, result: SetResult) -> list[Finding]:
    """Compare what can be compared.

    Parameters
    ----------
    recording : Recording
    result : SetResult
        With its frames.
    """
    expected = recording.expected
    if expected.robust:
        return []

    def finding(measure: str, right: int, of: int = 1, miss: str = "") -> Finding:
        return Finding(expected.exercise, recording.person, recording.path.stem, measure, right, of, miss)

    if expected.negative:
        found = _anything(result)
        return [finding("something else", not found, 1, found)]
    findings = [finding(*each) for each in (*_counted(expected, result), *_held(expected, result))]
    return [*findings, *(finding(*each) for each in _faults(expected, result))]


def _anything(result: SetResult) -> str:
    """What was found where nothing is."""
    parts = [f"counted {rep.start_s:.1f}-{rep.end_s:.1f} s" for rep in result.reps]
    parts += [f"held {h.start_s:.1f}-{h.end_s:.1f} s" for h in result.holds if h.length_s >= 1.0]
    return ", ".join(parts)


def _counted(expected: Expected, result: SetResult) -> list[tuple[str, int, int, str]]:
    if expected.range is None or (expected.range[1] == 0 and expected.spans):
        return []
    least, most = expected.range
    n = len(result.reps)
    wanted = str(least) if least == most else f"{least} to {most}"
    causes = "; ".join(real_causes.reps(result, expected.tops))
    exact = least <= n <= most
    miss = "" if exact else f"{n} for {wanted}" + (f": {causes}" if causes else "")
    findings = [("counted", int(exact), 1, miss), ("within one", int(least - 1 <= n <= most + 1), 1, "")]
    if expected.sides and exact:
        found = {side: sum(rep.side == side for rep in result.reps) for side in expected.sides}
        right = found == expected.sides
        findings.append(("sides", int(right), 1, "" if right else f"{found} for {expected.sides}"))
    return findings


def overlap(found: list[tuple[float, float]], true: list[tuple[float, float]]) -> float:
    """Seconds in both over seconds in either.

    Parameters
    ----------
    found, true : list of (float, float)
        Spans that do not overlap among themselves, seconds.
    """
    both = sum(max(0.0, min(b, d) - max(a, c)) for a, b in found for c, d in true)
    either = sum(b - a for a, b in found) + sum(d - c for c, d in true) - both
    return both / either if either > 0 else 0.0


def _held(expected: Expected, result: SetResult) -> list[tuple[str, int, int, str]]:
    true = expected.spans
    if not true:
        return []
    share = overlap([(h.start_s, h.end_s) for h in result.holds if h.length_s >= 1.0], true)
    true_s = sum(end - start for start, end in true)
    near = abs(result.good_s - true_s) <= max(GOOD_SHARE * true_s, GOOD_S)
    right = share >= OVERLAP or (share > LEAST_OVERLAP and near)
    miss = f"overlap {share:.2f}, good {result.good_s:.1f} of {true_s:.1f} s; {real_causes.hold(result, true)}"
    return [("held", int(right), 1, "" if right else miss)]


def _faults(expected: Expected, result: SetResult) -> list[tuple[str, int, int, str]]:
    if expected.faults is None:
        return []
    told = sorted({fault.id for fault in result.faults if fault.severity != "hint"})
    wanted = [choice.split("|") for choice in expected.faults]
    missing = [choice for choice in wanted if not set(choice) & set(told)]
    extra = [fault for fault in told if fault not in expected.allow and not any(fault in choice for choice in wanted)]
    miss = f"not told: {', '.join('|'.join(choice) for choice in missing)}" if missing else ""
    findings = [("told", len(wanted) - len(missing), len(wanted), miss)] if wanted else []
    return [*findings, ("clean", int(not extra), 1, f"told and not there: {', '.join(extra)}" if extra else "")]
