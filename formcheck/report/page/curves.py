"""What was measured over time: one chart a metric, with its limits, failing and unknown stretches."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import BoolArray
from formcheck.events import Fault
from formcheck.exercises.spec import TIMES, Check
from formcheck.report.page.axes import ACROSS, Span, Tick, TimeAxis, ValueAxis, path
from formcheck.report.page.caps import MOST_MARKS, thinned
from formcheck.report.page.metric_words import shown_metric, signal_text, unit_words
from formcheck.report.page.study import Looked, Study, nearest
from formcheck.report.table import KINDS, SEVERITIES, limit_text, unit_of, with_unit

HEIGHT = 150.0
_LEAST_UNKNOWN_S = 0.15
_ALL = 0.95
"""A curve that was seen for this share of the time that is asked for was seen."""
_MOST_NUMBERS = 24
"""More repetitions than this are not all numbered in a chart."""


@dataclass(frozen=True)
class Limit:
    """A limit: its line, what lies beyond it, its label. One on the own value is drawn where it is asked for."""

    d: str
    label: str
    label_y: float
    beyond: tuple[float, float] | None
    """Top and height of the area beyond a fixed limit."""
    where: list[Span] = field(default_factory=list)
    """The stretches in which the limit is asked for."""


@dataclass(frozen=True)
class Dot:
    """The value that one repetition was judged by."""

    x: float
    y: float
    kind: str
    title: str


@dataclass(frozen=True)
class Band:
    """A repetition or hold behind a curve."""

    span: Span
    label: str


@dataclass(frozen=True)
class Chart:
    """One metric over time, ready to be drawn.

    Attributes
    ----------
    kind : str
        The gravest severity of its faults; without any *partly* seen, *kept* to its limits, or *unseen*: not drawn.
    status : str
        The same in words.
    """

    title: str
    unit: str
    about: list[str]
    kind: str
    status: str
    ticks: list[Tick]
    times: list[Tick]
    d: str
    bands: list[Band]
    away: list[Span]
    limits: list[Limit] = field(default_factory=list)
    unknown: list[Span] = field(default_factory=list)
    failing: list[tuple[str, str]] = field(default_factory=list)
    """(severity, path) of the stretches that failed, the gravest last: it is drawn on top."""
    dots: list[Dot] = field(default_factory=list)
    height: float = HEIGHT


def charts(study: Study, across: TimeAxis) -> list[Chart]:
    """The movement that is counted, then the metrics: those that failed, worst first, the others, those not seen.

    Parameters
    ----------
    study : Study
    across : TimeAxis
    """
    exercise, maker = study.exercise, _Maker(study, across)
    by_metric: dict[str, list[Check]] = {}
    for check in exercise.checks:
        if check.metric not in TIMES:
            by_metric.setdefault(check.metric, []).append(check)
    drawn = [maker.metric(metric, checks) for metric, checks in by_metric.items()]
    order = {name: i for i, name in enumerate((*SEVERITIES, "partly", "kept", "unseen"))}
    drawn.sort(key=lambda chart: order[chart.kind])
    movement = [maker.movement()] if exercise.movement and np.isfinite(study.frames.signal).any() else []
    return movement + drawn


class _Maker:
    def __init__(self, study: Study, across: TimeAxis) -> None:
        self._study, self._across = study, across
        self._result, self._exercise, self._frames = study.result, study.exercise, study.frames
        self._inside = study.inside
        self._times = across.ticks()
        self._away = across.spans(study.frames.t_s, ~study.inside)
        self._bands = self._make_bands()

    def movement(self) -> Chart:
        """The signal that repetitions are counted on."""
        exercise, signal, reps = self._exercise, self._frames.signal, self._exercise.reps
        known = np.where(self._inside, signal, np.nan)
        marks = [("counts from here", reps.peak)] if reps else []
        marks += [
            ("asked for", c.min)
            for c in exercise.checks
            if c.metric == "peak" and math.isfinite(c.min) and c.view in ("any", self._result.view)
        ]
        down = ValueAxis.around(known, [value for _, value in marks], HEIGHT)
        limits = [Limit(_level(down.y(v)), f"{name}: {signal_text(v, exercise)}", down.y(v), None) for name, v in marks]
        unit = exercise.movement.unit_name if exercise.movement else ""
        dots = [
            Dot(
                self._across.x(rep.peak_s),
                down.y(rep.peak),
                KINDS[rep.verdict],
                f"rep {rep.number}: {signal_text(rep.peak, exercise)}",
            )
            for rep in self._result.reps
        ]
        return Chart(
            "Movement",
            "",
            [f"What repetitions are counted on{': ' + unit if unit else ''}."],
            "kept",
            "",
            [Tick(down.y(v), signal_text(v, exercise)) for v in down.ticks()],
            self._times,
            path(self._frames.t_s, known, self._inside, self._across, down),
            self._bands,
            self._away,
            limits,
            self._across.spans(self._frames.t_s, self._inside & np.isnan(signal), _LEAST_UNKNOWN_S),
            dots=_few(dots),
        )

    def metric(self, metric: str, checks: list[Check]) -> Chart:
        """A metric with the checks on it that could be made."""
        frames, exercise = self._frames, self._exercise
        looked = {i: self._study.look(check) for i, check in enumerate(checks)}
        made = [
            (check, looked[i])
            for i, check in enumerate(checks)
            if (looked[i].asked & looked[i].in_view & np.isfinite(frames.metrics[metric])).any()
        ]
        if not made:
            return self._unseen(metric, checks)
        known = np.where(self._inside, frames.metrics[metric], np.nan)
        down = ValueAxis.around(known, self._marks(made), HEIGHT)
        unit = unit_of(metric, exercise)
        asked = np.logical_or.reduce([one.asked for _, one in made])
        able = np.logical_or.reduce([one.asked & one.seen for _, one in made])
        faults = [
            (fault, check, one)
            for fault in self._result.faults
            for check, one in made
            if check is self._study.check_of(fault)
        ]
        failing = [
            (severity, d)
            for severity in reversed(SEVERITIES)
            if (d := self._failing(metric, [each for each in faults if each[0].severity == severity], down))
        ]
        kind, status = _status([fault for fault, _, _ in faults], asked, able)
        return Chart(
            shown_metric(metric),
            unit_words(metric, exercise),
            [f"{check.name}: {limit_text(check, exercise)}" for check, _ in made],
            kind,
            status,
            [Tick(down.y(v), with_unit(v, unit)) for v in down.ticks()],
            self._times,
            path(frames.t_s, known, self._inside, self._across, down),
            self._bands,
            self._away,
            [limit for check, one in made for limit in self._limits(check, one, down, unit)],
            self._across.spans(frames.t_s, asked & ~able, _LEAST_UNKNOWN_S),
            failing,
            _few([dot for check, one in made for dot in self._dots(check, one, down)]),
        )

    def _unseen(self, metric: str, checks: list[Check]) -> Chart:
        about = [f"{check.name}: {limit_text(check, self._exercise)}" for check in checks]
        return Chart(shown_metric(metric), "", about, "unseen", "not seen", [], [], "", [], [])

    def _marks(self, made: list[tuple[Check, Looked]]) -> list[float]:
        marks: list[float] = []
        for check, one in made:
            base = one.base[one.asked & np.isfinite(one.base)]
            ends = [float(base.min()), float(base.max())] if len(base) else []
            marks += [b + limit for b in ends for limit in (check.min, check.max) if math.isfinite(limit)]
        return marks

    def _limits(self, check: Check, looked: Looked, down: ValueAxis, unit: str) -> list[Limit]:
        limits = []
        asked, base = looked.asked, looked.base[looked.asked & np.isfinite(looked.base)]
        if check.take:  # the value of the end position is what counts
            asked = np.zeros(len(asked), dtype=np.bool_)
            for rep in self._result.reps:
                asked[self._study.top(rep.start_s, rep.end_s)] = True
        for value, sign, edge in ((check.min, "≥", down.height), (check.max, "≤", 0.0)):
            if not math.isfinite(value) or not len(base):
                continue
            relative = " from own" if check.against else ""
            label = f"{sign} {with_unit(value, unit)}{relative}"
            y = down.y(value + float(base[-1]))
            d = _level(y)
            if check.against:
                # where it is not asked for, the other side may act, which has a base of its own
                d = path(self._frames.t_s, looked.base + value, looked.asked, self._across, down)
            beyond = None if check.against else (min(y, edge), abs(edge - y))
            limits.append(Limit(d, label, y, beyond, self._across.spans(self._frames.t_s, asked)))
        return limits

    def _failing(self, metric: str, faults: list[tuple[Fault, Check, Looked]], down: ValueAxis) -> str:
        """The stretches of a curve that faults are about."""
        where = np.zeros(len(self._inside), dtype=np.bool_)
        for each in faults:
            where[self._beyond(*each)] = True
        return path(self._frames.t_s, self._frames.metrics[metric], where, self._across, down)

    def _beyond(self, fault: Fault, check: Check, looked: Looked) -> NDArray[np.intp]:
        """The frames that a fault is about."""
        rep = self._study.rep_of(fault)
        not_reached = (check.take, fault.limit) in (("max", check.min), ("min", check.max))
        if check.take and rep and (check.take == "mean" or not_reached):
            return self._study.top(rep.start_s, rep.end_s)
        at = self._study.between(fault.start_s, fault.end_s)
        at = at[looked.asked[at]]
        if check.take and check.against:
            return at
        measured = looked.measured[at]
        return at[~((measured >= check.min) & (measured <= check.max))]

    def _dots(self, check: Check, looked: Looked, down: ValueAxis) -> list[Dot]:
        if check.take is None or check.against == "peak":
            return []
        dots = []
        for rep in self._result.reps:
            value = rep.values.get(check.id, math.nan)
            at = nearest(self._frames.t_s, rep.peak_s)
            if not math.isfinite(value) or not math.isfinite(looked.base[at]):
                continue
            if self._exercise.checks[rep.value_checks[check.id]] is not check:
                continue
            inside = "good" if check.min <= value <= check.max else "fail"
            kind = "unknown" if self._study.unknown_in(rep, check) else inside
            text = with_unit(value, unit_of(check.metric, self._exercise))
            y = down.y(value + float(looked.base[at]))
            dots.append(Dot(self._across.x(rep.peak_s), y, kind, f"rep {rep.number}: {text}"))
        return dots

    def _make_bands(self) -> list[Band]:
        every = max(1, math.ceil(len(self._result.reps) / _MOST_NUMBERS))
        stretches = [(hold.start_s, hold.end_s, "") for hold in self._result.holds]
        stretches += [(r.start_s, r.end_s, str(r.number) * (r.number % every == 0)) for r in self._result.reps]
        if len(stretches) <= MOST_MARKS:
            return [Band(self._across.span(start_s, end_s), label) for start_s, end_s, label in stretches]
        done = np.zeros(len(self._inside), dtype=np.bool_)
        for start_s, end_s, _ in stretches:
            done[self._study.between(start_s, end_s)] = True
        return [Band(span, "") for span in self._across.spans(self._frames.t_s, done)]


def _status(faults: list[Fault], asked: BoolArray, able: BoolArray) -> tuple[str, str]:
    """Kind and words of a curve: beyond its limits, or within them as far as it was seen."""
    if faults:
        gravest = min((fault.severity for fault in faults), key=SEVERITIES.index)
        return gravest, f"out: {len(faults)} fault{'s' if len(faults) > 1 else ''}"
    seen = np.count_nonzero(able) / np.count_nonzero(asked)
    if seen >= _ALL:
        return "kept", "in limits"
    return "partly", f"seen {max(math.floor(100 * seen), 1)} %"


def _few(dots: list[Dot]) -> list[Dot]:
    """The worst dot of a place where there are very many."""
    shown = thinned(dots, lambda dot: dot.x, lambda dot: ("good", "unknown", "fail").index(dot.kind))
    return [replace(dot, title=f"{dot.title}; {n - 1} more close to it") if n > 1 else dot for dot, n in shown]


def _level(y: float) -> str:
    return f"M0 {y}L{ACROSS:.0f} {y}"
