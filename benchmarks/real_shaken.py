"""Does a verdict hang on a detail of the recording? The same recordings again, shaken, each beside its plain run."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import real_causes
from accuracy_table import Table
from real_judge import OVERLAP, Finding, judge, overlap
from real_truth import TRACKS, Expected, Recording
from shaken_tracks import VARIANTS, Variant

from formcheck import PoseTrack, analyze, exercises
from formcheck.result import SetResult

OTHER = "other tracks"
"""The variant that is no calculation: the same recordings through another pose model."""

PARTS = ("count", "hold", "faults")
LEAST_ROBUST = 12
"""So many recordings are named."""


@dataclass(frozen=True)
class Shaken:
    """A shaken recording beside its plain run.

    Attributes
    ----------
    changes : dict of part -> str
        Of :data:`PARTS` those that are not the same, and why.
    findings : list of Finding
        Against the truth.
    """

    recording: Recording
    variant: str
    changes: dict[str, str]
    findings: list[Finding]


def shaken(recording: Recording, other: Path | None) -> Iterator[Shaken]:
    """A recording in every variant, the plain run first.

    Parameters
    ----------
    recording : Recording
        A landmark track.
    other : Path or None
        Folder with the same recordings through another pose model.
    """
    wanted, track = recording.expected, PoseTrack.load(recording.path)
    plain = analyze(track, wanted.exercise, wanted.side)
    yield Shaken(recording, "plain", {}, judge(recording, plain))
    for name, variant in VARIANTS.items():
        yield _beside(recording, plain, name, variant, variant.shaken(track))
    if other is not None and (path := other / recording.path.name).is_file():
        yield _beside(recording, plain, OTHER, Variant(lambda each: each), PoseTrack.load(path))


def _beside(recording: Recording, plain: SetResult, name: str, variant: Variant, track: PoseTrack) -> Shaken:
    wanted = _expected(recording.expected, variant)
    result = analyze(track, wanted.exercise, wanted.side)
    changes = changed(plain, result, variant)
    return Shaken(recording, name, changes, judge(replace(recording, expected=wanted), result))


def _expected(expected: Expected, variant: Variant) -> Expected:
    """What is in a recording once it is shaken."""
    if variant.mirrored:
        turned = {"left": "right", "right": "left"}
        side = turned[expected.side] if expected.side else None
        return expected.model_copy(
            update={"side": side, "sides": {turned[side]: n for side, n in expected.sides.items()}}
        )
    if variant.pace == 1.0:
        return expected
    timed = _timed(expected.exercise)
    return expected.model_copy(
        update={
            "tops": [top / variant.pace for top in expected.tops],
            "holds": [[start / variant.pace, end / variant.pace] for start, end in expected.spans] or None,
            "faults": [each for each in expected.faults or [] if not set(each.split("|")) & timed],
            "allow": [*expected.allow, *timed],
        }
    )


def _timed(exercise: str) -> set[str]:
    """The checks on how long something takes: they change with the pace, and should."""
    return {check.id for check in exercises.get(exercise).checks if check.metric.startswith(("time.", "speed."))}


def changed(plain: SetResult, result: SetResult, variant: Variant) -> dict[str, str]:
    """What is not the same as in the plain run, and why.

    Parameters
    ----------
    plain, result : SetResult
    variant : Variant
        By which the second was shaken.
    """
    changes = {}
    if len(plain.reps) != len(result.reps):
        causes = real_causes.reps(result, [rep.peak_s / variant.pace for rep in plain.reps])
        changes["count"] = f"{len(result.reps)} for {len(plain.reps)}: {'; '.join(causes)}"
    before = [(each.start_s / variant.pace, each.end_s / variant.pace) for each in plain.holds if each.length_s >= 1.0]
    now = [(each.start_s, each.end_s) for each in result.holds if each.length_s >= 1.0]
    if (before or now) and overlap(now, before) < OVERLAP:
        changes["hold"] = real_causes.hold(result, before)
    passed = _timed(plain.exercise) if variant.pace != 1.0 else set()
    told, heard = ({f.id for f in each.faults if f.severity != "hint"} - passed for each in (plain, result))
    if told != heard:
        lost = [f"{check_id} no longer ({real_causes.fault(plain, check_id)})" for check_id in sorted(told - heard)]
        new = [f"{check_id} ({real_causes.fault(result, check_id)})" for check_id in sorted(heard - told)]
        changes["faults"] = ", ".join([*new, *lost])
    return changes


def tables(found: Sequence[Shaken]) -> list[Table]:
    """What stays the same by variant and by exercise, and how right each variant is.

    Parameters
    ----------
    found : sequence of Shaken
    """
    names = list(dict.fromkeys(each.variant for each in found))
    of = {name: [each for each in found if each.variant == name] for name in names}
    same: list[list[str]] = []
    for name in names[1:]:
        parts = [_kept(of[name], (part,)) for part in PARTS]
        same.append([name, *parts, _kept(of[name], PARTS)])
    measures = list(dict.fromkeys(finding.measure for each in found for finding in each.findings))
    right = [[name, *(_right(of[name], measure) for measure in measures)] for name in names]
    rows = []
    for exercise in sorted({each.recording.expected.exercise for each in found}):
        mine = {name: [each for each in of[name] if each.recording.expected.exercise == exercise] for name in names}
        cells = [f"{_kept(mine[name], PARTS)} ({_all_right(mine[name])})" for name in names[1:]]
        rows.append([exercise, _all_right(mine["plain"]), *cells])
    return [
        ("The same verdict as in the plain run (same / recordings)", ["variant", *PARTS, "all"], same),
        ("Right (right / compared)", ["variant", *measures], right),
        (
            "By exercise: same / recordings, in brackets right / compared",
            ["exercise", "plain, right", *names[1:]],
            rows,
        ),
    ]


def _kept(found: Sequence[Shaken], parts: Sequence[str]) -> str:
    return f"{sum(not set(parts) & set(each.changes) for each in found)} / {len(found)}"


def _right(found: Sequence[Shaken], measure: str) -> str:
    mine = [finding for each in found for finding in each.findings if finding.measure == measure]
    return f"{sum(each.right for each in mine)} / {sum(each.of for each in mine)}"


def _all_right(found: Sequence[Shaken]) -> str:
    findings = [finding for each in found for finding in each.findings]
    return f"{sum(each.right for each in findings)} / {sum(each.of for each in findings)}"


def least_robust(found: Sequence[Shaken], most: int = LEAST_ROBUST) -> str:
    """The recordings that change most, a line each variant, with what changed and why."""
    changing: dict[str, list[Shaken]] = defaultdict(list)
    for each in found:
        if each.changes:
            changing[each.recording.path.stem].append(each)
    lines = []
    for name, variants in sorted(changing.items(), key=lambda item: -len(item[1]))[:most]:
        lines.append(f"{name}, {variants[0].recording.expected.exercise}: {len(variants)} variants change it")
        for each in variants:
            lines += [f"  {each.variant}, {part}: {change}" for part, change in each.changes.items()]
    return "\n".join(lines)


def examined(found: Sequence[Recording], other: Path | None) -> list[Shaken]:
    """Every recording that is a landmark track, in every variant."""
    tracks = [each for each in found if each.path.suffix.lower() in TRACKS]
    results = []
    for index, recording in enumerate(tracks, start=1):
        print(f"{index}/{len(tracks)} {recording.path.name}, shaken", file=sys.stderr, flush=True)
        results += list(shaken(recording, other))
    return results
