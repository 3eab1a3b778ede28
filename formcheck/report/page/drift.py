"""How a set changes from its beginning to its end: peak and tempo of each repetition, the course of each hold."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

import numpy as np

from formcheck.events import Hold, Rep
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.report.page.axes import Tick, ValueAxis
from formcheck.report.page.caps import MOST_COURSES, groups, worst
from formcheck.report.page.metric_words import shown_metric, signal_text
from formcheck.report.page.study import RepTempo, Study, typical
from formcheck.report.table import KINDS, unit_of, with_unit
from formcheck.result import SetResult

HEIGHT = 120.0
_LEAST_REPS = 3
"""Fewer repetitions than this show no drift."""
_PARTS = 8
_LEAST_HOLD_S = 4.0


@dataclass(frozen=True)
class CoursePoint:
    """A point of a course: one repetition, or one part of a hold."""

    x: float
    y: float
    label: str
    kind: str
    title: str


@dataclass(frozen=True)
class Course:
    """Values in a row, ready to be drawn."""

    title: str
    ticks: list[Tick]
    points: list[CoursePoint]
    limits: list[Tick]
    height: float = HEIGHT


@dataclass(frozen=True)
class Stack:
    """The tempo of a repetition as three bars on top of each other: (top, height, class) in pixels."""

    x: float
    width: float
    parts: list[tuple[float, float, str]]
    label: str
    title: str


@dataclass(frozen=True)
class Drift:
    """Sentences and drawings; all empty where the set is too short."""

    sentences: list[str]
    courses: list[Course]
    stacks: list[Stack]
    stack_ticks: list[Tick]


def drift(study: Study) -> Drift:
    """How the movement changed over the set, as sentences and drawings."""
    result, exercise = study.result, study.exercise
    if len(result.reps) >= _LEAST_REPS:
        tempos = [study.tempo(rep) for rep in result.reps]
        stacks, ticks = _stacks(result, tempos)
        return Drift(_rep_sentences(result, exercise, tempos), [_peaks(result, exercise)], stacks, ticks)
    longest = worst(result.holds, lambda hold: hold.end_s - hold.start_s, MOST_COURSES)
    held = [course for hold in longest if (course := _hold_course(hold, study))]
    left_out = [f"Drawn are the longest of {len(result.holds)} holds."] if len(longest) < len(result.holds) else []
    return Drift([sentence for sentence, _ in held] + left_out, [course for _, course in held], [], [])


def tempo_text(tempo: RepTempo) -> str:
    """Seconds out, at the end position and back."""
    parts = (tempo.out_s, tempo.top_s, tempo.back_s)
    return " · ".join("?" if math.isnan(part) else f"{part:.1f}" for part in parts)


def _rep_sentences(result: SetResult, exercise: Exercise, tempos: list[RepTempo]) -> list[str]:
    third = max(1, len(result.reps) // 3)
    which = f"first {third}" if third > 1 else "first"
    last = f"last {third}" if third > 1 else "last"

    def compared(name: str, values: list[float], text: str) -> str:
        return f"{name}: {text.format(*map(statistics.fmean, (values[:third], values[-third:])))}"

    peaks = [rep.peak for rep in result.reps]
    begin, end = (signal_text(statistics.fmean(part), exercise) for part in (peaks[:third], peaks[-third:]))
    sentences = [f"Peak of the movement: {begin} in the {which}, {end} in the {last}."]
    whole = [rep.end_s - rep.start_s for rep in result.reps]
    sentences.append(compared("Length", whole, f"{{:.1f}} s in the {which}, {{:.1f}} s in the {last}."))
    backs = [tempo.back_s for tempo in tempos]
    if all(map(math.isfinite, backs)):
        sentences.append(compared("The way back", backs, f"{{:.1f}} s in the {which}, {{:.1f}} s in the {last}."))
    return sentences


def _peaks(result: SetResult, exercise: Exercise) -> Course:
    peaks = np.array([rep.peak for rep in result.reps])
    needed = exercise.reps.peak if exercise.reps else None
    down = ValueAxis.around(peaks, [needed] if needed is not None else [], HEIGHT)
    together = [[result.reps[i] for i in group] for group in groups(len(peaks))]
    points = []
    for i, reps in enumerate(together):
        peak = statistics.fmean(rep.peak for rep in reps)
        kind = max((KINDS[rep.verdict] for rep in reps), key=("good", "unknown", "fail").index)
        side = f", {reps[0].side}" if reps[0].side and len(reps) == 1 else ""
        title = f"{_numbered(reps)}{side}: {signal_text(peak, exercise)}"
        points.append(CoursePoint(_place(i, len(together)), down.y(peak), str(reps[0].number), kind, title))
    limits = [Tick(down.y(needed), f"counts from {signal_text(needed, exercise)}")] if needed is not None else []
    ticks = [Tick(down.y(v), signal_text(v, exercise)) for v in down.ticks(3)]
    return Course("Peak of each repetition", ticks, points, limits)


def _stacks(result: SetResult, tempos: list[RepTempo]) -> tuple[list[Stack], list[Tick]]:
    longest = max(rep.end_s - rep.start_s for rep in result.reps)
    down = ValueAxis(0.0, longest * 1.08, HEIGHT)
    together = groups(len(result.reps))
    stacks, count = [], len(together)
    for i, group in enumerate(together):
        tempo, reps = typical([tempos[k] for k in group], statistics.fmean), [result.reps[k] for k in group]
        parts, at = [], 0.0
        for seconds, kind in ((tempo.out_s, "out"), (tempo.top_s, "top"), (tempo.back_s, "back")):
            if math.isfinite(seconds) and seconds > 0:
                top = down.y(at + seconds)
                parts.append((top, round(down.y(at) - top, 1), kind))
                at += seconds
        width = min(60 / count, 7.0)
        stacks.append(
            Stack(
                round(_place(i, count) - width / 2, 2),
                round(width, 2),
                parts,
                str(reps[0].number),
                f"{_numbered(reps)}: {tempo_text(tempo)} s",
            )
        )
    return stacks, [Tick(down.y(v), f"{v:g} s") for v in down.ticks(3)]


def _numbered(reps: list[Rep]) -> str:
    return f"rep {reps[0].number}" if len(reps) == 1 else f"reps {reps[0].number} to {reps[-1].number}, mean"


def _hold_course(hold: Hold, study: Study) -> tuple[str, Course] | None:
    """The first metric that is checked all through a hold, in equal parts of it."""
    length_s, exercise = hold.end_s - hold.start_s, study.exercise
    check = next((c for c in exercise.checks if c.metric not in TIMES and not c.against and _made(c, hold)), None)
    if check is None or length_s < _LEAST_HOLD_S:
        return None
    looked, t_s = study.look(check), study.frames.t_s
    edges = np.linspace(hold.start_s, hold.end_s, _PARTS + 1)
    means = []
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        at = np.arange(*np.searchsorted(t_s, (begin, end)))
        part = looked.measured[at][looked.asked[at] & looked.in_view[at] & np.isfinite(looked.measured[at])]
        means.append(float(part.mean()) if len(part) else math.nan)
    if sum(map(math.isfinite, means)) < 2:
        return None
    unit = unit_of(check.metric, exercise)
    limits = [limit for limit in (_low(check, exercise), _high(check, exercise)) if math.isfinite(limit)]
    down = ValueAxis.around(np.array(means), limits, HEIGHT)
    points = [
        CoursePoint(
            _place(i, _PARTS),
            down.y(mean),
            "",
            "good" if all((mean >= check.min, mean <= check.max)) else "fail",
            f"{edges[i]:.0f} to {edges[i + 1]:.0f} s: {with_unit(mean, unit)}",
        )
        for i, mean in enumerate(means)
        if math.isfinite(mean)
    ]
    known = [mean for mean in means if math.isfinite(mean)]
    name = shown_metric(check.metric)
    sentence = (
        f"{name}: {with_unit(known[0], unit)} in the first {length_s / _PARTS:.0f} s of the hold, "
        f"{with_unit(known[-1], unit)} in the last."
    )
    return sentence, Course(
        f"{name}, mean of each eighth of the hold",
        [Tick(down.y(v), with_unit(v, unit)) for v in down.ticks(3)],
        points,
        [Tick(down.y(limit), with_unit(limit, unit)) for limit in limits],
    )


def _made(check: Check, hold: Hold) -> bool:
    return not check.variants or hold.variant in check.variants


def _low(check: Check, exercise: Exercise) -> float:
    return max((c.min for c in _alike(check, exercise)), default=-math.inf)


def _high(check: Check, exercise: Exercise) -> float:
    return min((c.max for c in _alike(check, exercise)), default=math.inf)


def _alike(check: Check, exercise: Exercise) -> list[Check]:
    return [c for c in exercise.checks if c.metric == check.metric and not c.against and c.variants == check.variants]


def _place(index: int, count: int) -> float:
    """Percent from the left of one of several equal places."""
    return round(100 * (index + 0.5) / count, 2)
