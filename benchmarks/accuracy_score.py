"""One set against its truth: reps, holds, and a verdict per check on every rep or stretch of a hold."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
from accuracy_cases import Case

from formcheck import PoseTrack, analyze, exercises, synthetic
from formcheck.events import FAIL, Fault, Rep
from formcheck.exercises.spec import Check
from formcheck.result import SetResult
from formcheck.synthetic.performances import script_for

Said = Literal["fail", "pass", "unknown"]
MARGIN_S = 0.7
"""Around the beginning and end of a fault in a hold nothing is judged: it comes and goes gradually."""


@dataclass(frozen=True)
class Unit:
    """What is judged: a true rep, or a stretch of a hold that is good or has one fault."""

    start_s: float
    end_s: float
    faults: frozenset[str]
    side: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What the checker says about one check of one unit; `excess` beyond the limit, NaN unless it fails."""

    said: Said
    excess: float = np.nan
    value: float = np.nan
    limit: float = np.nan


@dataclass(frozen=True)
class VerdictRow:
    """One verdict held against the truth.

    Attributes
    ----------
    off_deg : float
        Camera's yaw off the view the check needs; 0 for a check that needs none.
    allowed : bool
        That is no more than the exercise allows.
    truth : {"good", "bad", "open"}
        Bad: told on true landmarks from the view the check needs. Open: scripted, but inside the limit there.
    clean : bool
        The whole set is in good form.
    excess : float
        How far a bad one exceeds its limit there.
    """

    unit: int
    id: str
    off_deg: float
    allowed: bool
    truth: str
    clean: bool
    said: Said
    excess: float
    value: float
    limit: float
    reference: float


@dataclass
class SetRow:
    """One set and what was found in it; `errors` of metrics by check id and of `angles`: (bias, mean absolute)."""

    id: str
    name: str
    exercise: str
    through: str
    view: str
    yaw_deg: float
    body: str
    distance: float
    height: str
    setting: int
    true_reps: int
    reps: int
    sides_right: bool
    true_attempts: int
    attempts: int
    clean: bool
    hold_s: float
    hold_error_s: float
    cpu_s: float
    pose_share: float
    verdicts: list[VerdictRow] = field(default_factory=list)
    errors: dict[str, tuple[float, float]] = field(default_factory=dict)
    angles: dict[str, tuple[float, float]] = field(default_factory=dict)


def units_of(truth: synthetic.Truth) -> list[Unit]:
    """Reps, or good and faulty stretches of holds."""
    if truth.reps:
        one = truth.variant if truth.variant in ("left", "right") else None  # all of them with the same side
        return [Unit(r.start_s, r.end_s, frozenset(r.faults), r.side if r.side != "both" else one) for r in truth.reps]
    found = [Unit(f.start_s, f.end_s, frozenset([f.id])) for f in truth.faults]
    flaws = script_for(truth.exercise, truth.variant).flaws
    for hold in truth.holds:
        edges = [hold.start_s - MARGIN_S / 2]
        for fault in sorted(truth.faults, key=lambda f: f.start_s):
            # One that grows all the time leaves no stretch before it that is surely good.
            edges += [edges[-1] if flaws[fault.id].gradual else fault.start_s, fault.end_s]
        edges.append(hold.end_s + MARGIN_S / 2)
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start > 2 * MARGIN_S + 0.3:
                found.append(Unit(start + MARGIN_S, end - MARGIN_S, frozenset()))
    return found


def match(units: list[Unit], reps: Iterable[Rep]) -> list[Rep | None]:
    """The found rep of each true one: that whose peak lies in it."""
    left = list(reps)
    matched: list[Rep | None] = []
    for unit in units:
        inside = [rep for rep in left if unit.start_s - 0.2 <= rep.peak_s <= unit.end_s + 0.2]
        matched.append(inside[0] if inside else None)
        if inside:
            left.remove(inside[0])
    return matched


def verdicts(result: SetResult, units: list[Unit]) -> dict[tuple[int, str], Verdict]:
    """What the checker says about every unit it found."""
    assert result.frames is not None
    checks = exercises.get(result.exercise).checks
    counted = exercises.get(result.exercise).movement is not None
    reps = match(units, result.reps) if counted else [None] * len(units)
    found: dict[tuple[int, str], Verdict] = {}
    before_s = 0.0
    for index, (unit, rep) in enumerate(zip(units, reps, strict=True)):
        if counted and rep is None:
            continue
        start, end = (rep.start_s, rep.end_s) if rep else (unit.start_s, unit.end_s)
        for check_id in dict.fromkeys(check.id for check in checks):
            mine = [c for c in checks if c.id == check_id]
            faults = [
                f
                for f in result.faults
                if f.id == check_id and (f.during(start, end) if rep else min(f.end_s, end) - max(f.told_s, start) > 0)
            ]
            if (check_id in rep.faults) if rep else bool(faults):
                worst = max(faults, key=lambda f: abs(f.value - f.limit))
                found[index, check_id] = Verdict("fail", sustained(result, worst, mine), worst.value, worst.limit)
                continue
            frames = (result.frames.t_s >= (before_s if rep else start)) & (result.frames.t_s <= end)
            seen = bool((result.frames.checks[check_id][frames] >= FAIL).any())
            if rep and all(c.take is not None for c in mine):
                seen = check_id in rep.values and check_id not in rep.unknown
            elif not seen and not result.unknown_s.get(check_id):
                continue  # not asked, as in another variant
            value = rep.values.get(check_id, np.nan) if rep else np.nan
            found[index, check_id] = Verdict("pass" if seen else "unknown", value=value)
        before_s = end
    return found


def sustained(result: SetResult, fault: Fault, checks: Sequence[Check]) -> float:
    """How far a fault exceeds its limit: for checks of every frame by the median of its frames, not the worst one."""
    assert result.frames is not None
    excess = abs(fault.value - fault.limit)
    frames = (result.frames.t_s >= fault.start_s) & (result.frames.t_s <= fault.end_s)
    for check in checks:
        values = result.frames.metrics.get(check.metric)
        if check.take is None and values is not None and fault.limit in (check.min, check.max):
            mine = values[frames & ~np.isnan(values)]
            worst = mine.max() if fault.value > fault.limit else mine.min()
            return max(0.0, excess - float(abs(worst - np.median(mine))))
    return excess


@cache
def needed_views(exercise: str, check_id: str) -> tuple[str, ...]:
    """The views that checks of this id need: "side", "front"; none if there is one for every view."""
    views = {check.view for check in exercises.get(exercise).checks if check.id == check_id}
    return () if views & {"any", "between"} else tuple(sorted(views))


def off_deg(needed: tuple[str, ...], view: str, yaw_deg: float) -> float:
    """Degrees between where the camera stands and the nearest view that will do; 0 if any does."""
    return min((abs(yaw_deg) if view == other else abs(90.0 - abs(yaw_deg)) for other in needed), default=0.0)


def score(case: Case, performance: synthetic.Performance, track: PoseTrack, references: dict[str, SetResult]) -> SetRow:
    """Check one set and hold the result against the truth.

    Parameters
    ----------
    references : dict of view -> SetResult
        The same performance on true landmarks from exactly the side and the front.
    """
    truth = performance.truth
    began = time.process_time()
    result = analyze(track, case.check_as)
    cpu_s = time.process_time() - began
    units = units_of(truth) if case.check_as == case.arguments["exercise"] else []
    sides = [unit.side for unit in units if unit.side]
    clean = not truth.faults
    row = SetRow(
        case.id,
        case.name,
        case.check_as,
        case.through,
        case.view,
        case.yaw_deg,
        truth.body,
        case.distance,
        f"{case.height_m or 'usual'}",
        case.setting,
        len(truth.reps) if units else 0,
        len(result.reps),
        sorted(sides) == sorted(r.side for r in result.reps if r.side),
        len(truth.attempts) if units else 0,
        len(result.attempts),
        clean,
        *_hold(truth, result, references.get(case.view), clean and bool(units)),
        cpu_s,
        float(track.has_pose.mean()),
    )
    if units:
        row.verdicts = _verdict_rows(case, units, result, references, clean)
    return row


def _hold(truth: synthetic.Truth, result: SetResult, reference: SetResult | None, clean: bool) -> tuple[float, float]:
    """Seconds held, and the clock's error; against the clock on true landmarks where form breaks."""
    held = sum(h.end_s - h.start_s for h in truth.holds)
    if not reference:
        return 0.0, result.good_s
    expected = sum(h.good_s for h in truth.holds) if clean else reference.good_s
    return held, (result.good_s - expected) if held else 0.0


def _verdict_rows(
    case: Case, units: list[Unit], result: SetResult, references: dict[str, SetResult], clean: bool
) -> list[VerdictRow]:
    said = verdicts(result, units)
    true = {view: verdicts(reference, units) for view, reference in references.items()}
    tolerance = exercises.get(case.check_as).view_tolerance_deg
    rows = []
    for (index, check_id), verdict in said.items():
        needed = needed_views(case.check_as, check_id)
        there = case.view if case.view in needed or not needed else needed[0]
        reference = true.get(there, true[case.view]).get((index, check_id))
        scripted = check_id in units[index].faults
        fails = reference is not None and reference.said == "fail"
        label = _truth(scripted, fails, clean, bool(units[index].faults))
        off = off_deg(needed, case.view, case.yaw_deg)
        rows.append(
            VerdictRow(
                index,
                check_id,
                off,
                off <= tolerance,
                label,
                clean,
                verdict.said,
                reference.excess if reference and label == "bad" else np.nan,
                verdict.value,
                verdict.limit,
                reference.value if reference else np.nan,
            )
        )
    return rows


def _truth(scripted: bool, fails: bool, clean: bool, faulty: bool) -> str:
    """What a check should say, see `VerdictRow`; in a good set every fault told is false, whatever the limit."""
    if fails and faulty:
        return "bad"
    return "open" if scripted or (fails and not clean) else "good"
