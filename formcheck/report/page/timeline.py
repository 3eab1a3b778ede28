"""The lanes under the video: repetitions or holds, each kind of fault, and where nothing could be judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from formcheck.events import Fault, Verdict
from formcheck.report.page.axes import Span, TimeAxis
from formcheck.report.page.caps import thinned
from formcheck.report.page.study import Study
from formcheck.report.table import KINDS, LEAST_S, SEVERITIES, hold_verdict, with_unit
from formcheck.report.text import clock
from formcheck.result import SetResult

_LEAST_PERCENT = 0.7
"""A bar is at least this wide, so that it can be seen and hit."""

_FORM: dict[Verdict, str] = {"good": "good form", "not good": "", "not fully seen": "not fully seen"}
_WORSE = {"good": 0, "unknown": 1, "attempt": 2, "fail": 3}


@dataclass(frozen=True)
class Bar:
    """A stretch that can be clicked: the video goes to `seek_s`, and ends at `until_s` where it is repeated."""

    span: Span
    kind: str
    label: str
    title: str
    start_s: float
    seek_s: float
    until_s: float


@dataclass(frozen=True)
class Lane:
    """Bars of one kind; `away` are stretches in which nothing is looked at, `hidden` bars are behind others."""

    name: str
    kind: str
    bars: list[Bar]
    away: list[Span]
    hidden: int = 0


def lanes(study: Study, across: TimeAxis) -> list[Lane]:
    """The lanes, faults from the gravest to the least.

    Parameters
    ----------
    study : Study
    across : TimeAxis
    """
    result = study.result
    away = across.spans(study.frames.t_s, ~study.inside, 0.2)
    name = "Repetitions" if study.exercise.movement else "Holds"
    if study.exercise.timed:
        name = "Repetitions, and seconds in position"
    shown = [_lane(name, "done", _done(result, across), away)]
    kinds: dict[str, list[Fault]] = {}
    for fault in sorted(result.faults, key=lambda f: SEVERITIES.index(f.severity)):
        kinds.setdefault(fault.id, []).append(fault)
    for check_id, faults in kinds.items():
        bars = [_fault(fault, across) for fault in faults]
        shown.append(_lane(fault_name(check_id), faults[0].severity, bars, []))
    return shown


def _lane(name: str, kind: str, bars: list[Bar], away: list[Span]) -> Lane:
    shown = thinned(bars, lambda bar: bar.span.x, lambda bar: _WORSE.get(bar.kind, 0))
    bars_shown = [replace(bar, title=f"{bar.title}; {n - 1} more close to it") if n > 1 else bar for bar, n in shown]
    return Lane(name, kind, bars_shown, away, len(bars) - len(bars_shown))


def fault_name(check_id: str) -> str:
    """The id of a check as people read it."""
    return check_id.replace("-", " ").capitalize()


def _done(result: SetResult, across: TimeAxis) -> list[Bar]:
    bars = []
    for rep in result.reps:
        names = ", ".join(map(fault_name, rep.faults)).lower()
        about = names if rep.verdict == "not good" else ", ".join(filter(None, [_FORM[rep.verdict], names]))
        title = f"Rep {rep.number}{f' ({rep.side})' if rep.side else ''}, {clock(rep.start_s)}: {about}"
        bars.append(_bar(across, KINDS[rep.verdict], str(rep.number), title, rep.start_s, rep.end_s))
    for hold in result.holds:
        title = f"Hold, {clock(hold.start_s)}: {hold.good_s:.1f} of {hold.length_s:.1f} s in good form"
        title += f", {hold.unseen_s:.1f} s not fully seen" if hold.unseen_s >= LEAST_S else ""
        kind = KINDS[hold_verdict(hold)]
        bars.append(_bar(across, kind, f"{hold.good_s:.0f} s", title, hold.start_s, hold.end_s))
    for attempt in result.attempts:
        title = f"Not counted, {clock(attempt.start_s)}: {attempt.reason}"
        bars.append(_bar(across, "attempt", "–", title, attempt.start_s, attempt.end_s))
    return sorted(bars, key=lambda bar: bar.start_s)


def _bar(across: TimeAxis, kind: str, label: str, title: str, start_s: float, end_s: float) -> Bar:
    return Bar(across.span(start_s, end_s, _LEAST_PERCENT), kind, label, title, start_s, start_s, end_s)


def _fault(fault: Fault, across: TimeAxis) -> Bar:
    where = f"rep {fault.rep}, " if fault.rep is not None else ""
    value, limit = with_unit(fault.value, fault.unit), with_unit(fault.limit, fault.unit)
    title = f"{fault_name(fault.id)}, {where}{clock(fault.start_s)}: {fault.cue} ({value}, limit {limit})"
    span = across.span(fault.start_s, fault.end_s, _LEAST_PERCENT)
    return Bar(span, fault.severity, "", title, fault.start_s, fault.worst_s, fault.end_s)
