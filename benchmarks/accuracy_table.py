"""From rows of sets and verdicts to the tables that ``accuracy.py`` prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from accuracy_score import SetRow, VerdictRow

NEAR_YAW_DEG = 15.0
"""Recall and errors are told for cameras turned no further than this."""

Table = tuple[str, list[str], list[list[str]]]
"""Title, head, rows."""


def share(part: float, whole: float) -> str:
    """``part`` of ``whole`` in percent, and a dash where there is nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def per_hundred(part: int, whole: int) -> str:
    """``part`` per hundred of ``whole``."""
    return f"{100 * part / whole:.1f}" if whole else "-"


Errors = dict[tuple[str, str], tuple[float, float]]
"""(exercise, check id) -> bias and mean absolute error of the check's metric."""


def errors_of(rows: Iterable[SetRow]) -> Errors:
    """Means over the sets filmed from at most 15 deg off."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if abs(row.yaw_deg) <= NEAR_YAW_DEG:
            for check_id, value in row.errors.items():
                found[row.exercise, check_id].append(value)
    means = {key: np.mean(values, axis=0) for key, values in found.items()}
    return {key: (float(bias), float(error)) for key, (bias, error) in means.items()}


def counting(rows: Sequence[SetRow]) -> Table:
    """Per exercise, view and yaw."""
    head = [
        "exercise",
        "view",
        "yaw",
        "sets",
        "exact",
        "off by 1",
        "worse",
        "sides",
        "attempts",
        "false / 100 good",
        "unknown",
        "hold error s / 10 s",
        "pose",
    ]
    body = []
    for (exercise, view, yaw), group in grouped(rows, lambda r: (r.exercise, r.view, abs(r.yaw_deg))):
        body.append([exercise, view, f"{yaw:.0f}", str(len(group)), *_counts(group)])
    return "Counting, false faults, holds", head, body


def _counts(group: Sequence[SetRow]) -> list[str]:
    counted = [r for r in group if r.true_reps]
    off = np.array([abs(r.reps - r.true_reps) for r in counted])
    tried = [r for r in counted if r.true_attempts]
    held = [r.hold_error_s / r.hold_s * 10.0 for r in group if r.hold_s and r.clean]
    false, good = false_faults(group)
    allowed = [v for r in group for v in r.verdicts if v.allowed]
    return [
        share((off == 0).sum(), len(off)),
        share((off == 1).sum(), len(off)),
        share((off > 1).sum(), len(off)),
        share(sum(r.sides_right for r in counted), len(counted)),
        share(sum(r.attempts == r.true_attempts for r in tried), len(tried)),
        per_hundred(len(false), good),
        share(sum(v.said == "unknown" for v in allowed), len(allowed)),
        f"{np.mean(np.abs(held)):.2f} (worst {max(held, key=abs):+.1f})" if held else "-",
        share(float(np.mean([r.pose_share for r in group])), 1.0),
    ]


def false_faults(rows: Iterable[SetRow]) -> tuple[list[VerdictRow], int]:
    """Faults told on units without any, and how many such units were judged."""
    false, good = [], set()
    for index, row in enumerate(rows):
        bad = {v.unit for v in row.verdicts if v.truth != "good"}
        for verdict in row.verdicts:
            if verdict.unit not in bad:
                good.add((index, verdict.unit))
                if verdict.said == "fail":
                    false.append(verdict)
    return false, len(good)


def recall(rows: Sequence[SetRow], errors: Errors) -> Table:
    """Per check: told of the faults that exceed the limit by so many times the metric's error."""
    head = [
        "exercise",
        "check",
        "bias",
        "error",
        "told: < 1 error",
        "1-2",
        ">= 2",
        "false / 100 good",
        "false / 100 with another fault",
        "unknown",
    ]
    near = [r for r in rows if r.true_reps or r.hold_s]
    body = []
    for (exercise, check_id), group in grouped(
        [(r, v) for r in near for v in r.verdicts if v.off_deg <= NEAR_YAW_DEG and abs(r.yaw_deg) <= NEAR_YAW_DEG],
        lambda pair: (pair[0].exercise, pair[1].id),
    ):
        bias, error = errors.get((exercise, check_id), (np.nan, np.nan))
        bins: list[list[bool]] = [[], [], []]
        for _, v in group:
            if v.truth == "bad":
                times = v.excess / error if error > 0 else np.inf
                bins[0 if times < 1 else 1 if times < 2 else 2].append(v.said == "fail")
        clean = [v for r, v in group if v.truth == "good" and r.clean]
        other = [v for r, v in group if v.truth == "good" and not r.clean]
        body.append(
            [
                exercise,
                check_id,
                f"{bias:+.2g}",
                f"{error:.2g}",
                *(f"{sum(b)}/{len(b)}" for b in bins),
                *(per_hundred(sum(v.said == "fail" for v in part), len(part)) for part in (clean, other)),
                share(sum(v.said == "unknown" for _, v in group), len(group)),
            ]
        )
    return "Recall per check, camera at most 15 deg off its view", head, body


def beyond(rows: Sequence[SetRow]) -> Table:
    """Verdicts from further off than the exercise allows: all should be unknown."""
    head = ["exercise", "check", "off", "verdicts", "unknown", "right", "wrong"]
    pairs = [(r, v) for r in rows for v in r.verdicts if not v.allowed and v.truth != "open"]
    body = []
    for (exercise, check_id, off), group in grouped(pairs, lambda p: (p[0].exercise, p[1].id, p[1].off_deg)):
        wrong = sum(is_wrong(v) for _, v in group)
        unknown = sum(v.said == "unknown" for _, v in group)
        right = len(group) - unknown - wrong
        if right or wrong:
            body.append([exercise, check_id, f"{off:.0f}", *(str(n) for n in (len(group), unknown, right, wrong))])
    total = sum(is_wrong(v) for _, v in pairs)
    unknown = sum(v.said == "unknown" for _, v in pairs)
    body.append(["all", "", "", str(len(pairs)), str(unknown), str(len(pairs) - unknown - total), str(total)])
    return "Beyond the yaw that checks allow (rows: where a verdict was given)", head, body


def is_wrong(verdict: VerdictRow) -> bool:
    """A fault told of a good one, or a faulty one passed."""
    return (verdict.said, verdict.truth) in (("fail", "good"), ("pass", "bad"))


def by_condition(rows: Sequence[SetRow], names: Sequence[str]) -> Table:
    """The same counts over bodies, distances, ..., of cameras turned at most 15 deg."""
    head = ["", "sets", "exact", "hold error s / 10 s", "false / 100 good"]
    body = []
    near = [r for r in rows if abs(r.yaw_deg) <= NEAR_YAW_DEG]
    for name in names:
        for value, group in grouped(near, lambda r, name=name: str(getattr(r, name))):  # type: ignore[misc]
            counts = _counts(group)
            body.append([f"{name} {value}", str(len(group)), counts[0], counts[7], counts[5]])
    return "Bodies and cameras, yaw at most 15 deg", head, body


def angles(rows: Sequence[SetRow]) -> Table:
    """Bias and mean absolute error of near-side angles in the picture."""
    head = ["exercise", "yaw", "sets", "knee bias", "MAE", "hip bias", "MAE", "line bias", "MAE"]
    body = []
    measured = [r for r in rows if r.angles]
    for (exercise, yaw), group in grouped(measured, lambda r: (r.exercise, r.yaw_deg)):
        cells = []
        for name in ("knee", "hip", "line"):
            both = np.array([r.angles[name] for r in group])
            cells += [f"{both[:, 0].mean():+.1f}", f"{both[:, 1].mean():.1f}"]
        body.append([exercise, f"{yaw:+.0f}", str(len(group)), *cells])
    return "Angles against the projected truth, degrees (knee, hip: flexion; line: > 0 piked)", head, body


def untold(rows: Sequence[SetRow]) -> Table:
    """Scripted faults of the usual amount that do not exceed their limit on true landmarks."""
    head = ["scenario", "check", "units", "inside the limit on true landmarks"]
    usual = [r for r in rows if " x" not in r.name]
    full = [(r, v) for r in usual for v in r.verdicts if v.truth in ("bad", "open") and v.id in r.name]
    body = []
    for (name, check_id), group in grouped(full, lambda p: (p[0].name, p[1].id)):
        inside = sum(v.truth == "open" for _, v in group)
        if inside:
            body.append([name, check_id, str(len(group)), str(inside)])
    return "Scripted faults that the limits let pass", head, body


def others(rows: Sequence[SetRow]) -> Table:
    """People who do something else: what was counted all the same."""
    head = ["performed as checked", "reps", "attempts", "seconds held"]
    body = [
        [r.id, str(r.reps), str(r.attempts), f"{r.hold_error_s:.1f}"]
        for r in rows
        if r.reps or r.hold_error_s > 0.5 or r.attempts
    ]
    body.append(
        [
            f"{len(rows)} sets",
            *(str(sum(getattr(r, k) for r in rows)) for k in ("reps", "attempts")),
            f"{sum(r.hold_error_s for r in rows):.1f}",
        ]
    )
    return "Something else than the exercise checked: counted (should be none)", head, body


def grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> list[tuple[Any, list[Any]]]:
    """Items with the same key, sorted by key."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return sorted(groups.items(), key=lambda pair: pair[0])


def markdown(table: Table) -> str:
    """The table as Markdown; a line instead where it is empty."""
    title, head, body = table
    if not body:
        return f"### {title}\n\nnone\n"
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in body)]) + "\n"
