"""The words and numbers of the report: heading, figures at a glance, faults, one row a repetition or hold."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, replace
from pathlib import PurePath
from urllib.parse import urlsplit

from formcheck.addresses import is_url, redacted
from formcheck.events import Fault, Hold, Rep
from formcheck.exercises.spec import Exercise
from formcheck.report.page.caps import MOST_PICTURES, MOST_PLACES, MOST_ROWS
from formcheck.report.page.caps import worst as worst_of
from formcheck.report.page.drift import tempo_text
from formcheck.report.page.fault_events import fault_events
from formcheck.report.page.metric_words import signal_text, unit_words
from formcheck.report.page.pictures import done_well
from formcheck.report.page.plain_words import beyond_words
from formcheck.report.page.study import Study, faults_during, typical, worst_fault
from formcheck.report.page.timeline import fault_name
from formcheck.report.table import (
    KINDS,
    LEAST_S,
    SEVERITIES,
    hold_verdict,
    limit_text,
    unit_of,
    with_unit,
    worst,
)
from formcheck.report.text import clock


@dataclass(frozen=True)
class Tile:
    """A number with its label and a note."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Go:
    """A link to a moment of the video."""

    text: str
    title: str
    kind: str
    seek_s: float
    until_s: float


@dataclass(frozen=True)
class Card:
    """One kind of fault with its cue and where it happened."""

    cue: str
    name: str
    about: str
    severity: str
    beyond: str
    """How far off it was at worst, in words for the person."""
    worst: str
    limit: str
    why: str
    source: str
    picture_s: float
    should: str
    """A picture of how it should look, as a ``data:`` address; empty if there is none."""
    places: list[Go]
    more: int
    """Places that are not among them."""


@dataclass(frozen=True)
class Value:
    """One value that a repetition was judged by, with its limit."""

    name: str
    text: str
    kind: str
    limit: str


@dataclass(frozen=True)
class MovementRow:
    """A row of the table: one repetition, or one hold."""

    label: str
    side: str
    kind: str
    """good, fail or unknown."""
    start_s: float
    until_s: float
    picture_s: float
    main: str
    """Peak of the movement, or good seconds."""
    tempo: str
    share: float
    """Of a hold in good form, percent."""
    values: list[Value]
    faults: list[Go]
    unknown: list[str]
    pictured: bool = True


def tiles(study: Study) -> list[Tile]:
    """The numbers at the top of the page."""
    result, exercise = study.result, study.exercise
    events = fault_events(study)
    note = f"{len(events)} kind{'s' if len(events) != 1 else ''}" if events else "none found"
    faults = Tile("To work on", str(sum(map(len, events))), note)
    if exercise.movement is None:
        longest_s = max((hold.good_s for hold in result.holds), default=0.0)
        count = len(result.holds)
        if not exercise.form_judged:
            return [Tile("In position", f"{result.held_s:.1f} s", "form cannot be told by a camera"), faults]
        hidden = f", {result.unseen_s:.1f} s not fully seen" if result.unseen_s >= LEAST_S else ""
        return [
            Tile("In good form", f"{result.good_s:.1f} s", f"of {result.held_s:.1f} s in position{hidden}"),
            Tile("Holds", str(count), f"longest {longest_s:.1f} s good" if count else "none"),
            faults,
        ]
    reps = result.reps
    sides = [rep.side for rep in reps]
    note = f"{sides.count('left')} left, {sides.count('right')} right" if exercise.movement.sides else ""
    if result.attempts:
        note += f"{', ' if note else ''}{len(result.attempts)} not counted"
    unseen = result.count("not fully seen")
    shown = [
        Tile("Repetitions", str(len(reps)), note),
        Tile("In good form", str(result.count("good")), f"{unseen} not fully seen" if unseen else ""),
    ]
    if reps:
        tempos = [study.tempo(rep) for rep in reps]
        peak = signal_text(statistics.median(rep.peak for rep in reps), exercise)
        shown.append(Tile("Peak", peak, _signal_note(exercise)))
        shown.append(Tile("Tempo", tempo_text(typical(tempos, statistics.median)), "seconds out · top · back, median"))
    if exercise.timed:
        count = len(result.holds)
        longest_s = max((hold.length_s for hold in result.holds), default=0.0)
        longest = f"longest of {count}: {longest_s:.1f} s" if count > 1 else "trunk still"
        shown.append(Tile("In position", f"{result.held_s:.1f} s", longest if count else "not held"))
    return [*shown, faults]


def _signal_note(exercise: Exercise) -> str:
    unit = exercise.movement.unit_name if exercise.movement else ""
    return f"median, {unit}" if unit else "median"


def cards(study: Study) -> list[Card]:
    """One card a kind of fault and cue, the gravest first, then the most frequent."""
    return [_card(faults, study) for faults in fault_events(study)]


def rows(study: Study) -> list[MovementRow]:
    """One row a repetition; for an exercise that is held, one a hold."""
    faults, holds, reps = study.result.faults, study.result.holds, study.result.reps
    if study.exercise.movement is None:
        by_hold = faults_during(faults, [(hold.start_s, hold.end_s) for hold in holds])
        return [_hold_row(i, hold, by_hold[i - 1], study) for i, hold in enumerate(holds, start=1)]
    by_rep = faults_during([f for f in faults if study.check_of(f).take is None], [(r.start_s, r.end_s) for r in reps])
    whole: dict[int | None, list[Fault]] = {}
    for fault in faults:
        whole.setdefault(fault.rep, []).append(fault)
    order = {fault: i for i, fault in enumerate(faults)}
    rows = []
    for rep, during in zip(reps, by_rep, strict=True):
        its = {fault for fault in (*whole.get(rep.number, ()), *during) if fault.id in rep.faults}
        rows.append(_rep_row(rep, sorted(its, key=order.__getitem__), study))
    return rows


def listed(rows: list[MovementRow]) -> list[MovementRow]:
    """The worst of very many rows, and of those the worst with a picture."""
    listed_rows = worst_of(rows, _badness, MOST_ROWS)
    pictured = {row.label for row in worst_of(listed_rows, _badness, MOST_PICTURES)}
    return [replace(row, pictured=row.label in pictured) for row in listed_rows]


def left_out(rows: list[MovementRow], count: int) -> str:
    """What very many rows leave out, in a sentence; empty if nothing.

    Parameters
    ----------
    rows : list of MovementRow
        Those that are listed.
    count : int
        How many there are.
    """
    note = f"Listed are the {len(rows)} with the gravest faults of {count}; reps.csv has them all." * (
        len(rows) < count
    )
    pictured = sum(row.pictured for row in rows)
    return f"{note} Only the worst {pictured} have a picture.".strip() if pictured < len(rows) else note


def _badness(row: MovementRow) -> float:
    """Faults, a graver one more than any number of lesser ones that a repetition has."""
    return sum((10_000, 100, 1)[SEVERITIES.index(go.kind)] for go in row.faults)


def lasting(seconds: float) -> str:
    """A length of time in words."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{clock(seconds)} min"


def source_words(source: str) -> str:
    """The name of a recording without its folder, of a camera without its password."""
    if source.isdecimal():
        return f"camera {source}"
    if is_url(source):
        parts = urlsplit(redacted(source))
        return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
    return PurePath(source.replace("\\", "/")).name


def _card(faults: list[Fault], study: Study) -> Card:
    most = worst(faults)
    check, exercise = study.check_of(most), study.exercise
    words = unit_words(check.metric, exercise)
    places = [
        Go(
            f"rep {fault.rep}" if fault.rep is not None else f"{fault.start_s:.1f} s",
            f"{with_unit(fault.value, fault.unit)} at {fault.worst_s:.1f} s",
            fault.severity,
            fault.worst_s,
            fault.end_s,
        )
        for fault in worst_of(faults, lambda fault: abs(fault.value - fault.limit), MOST_PLACES)
    ]
    return Card(
        most.cue,
        fault_name(most.id),
        check.name,
        most.severity,
        beyond_words(most, study),
        with_unit(most.value, most.unit),
        limit_text(check, exercise) + (f", {words}" if most.unit == "length" else ""),
        check.why,
        check.source.words,
        most.worst_s,
        done_well(exercise.id, most.id),
        places,
        len(faults) - len(places),
    )


def _rep_row(rep: Rep, faults: list[Fault], study: Study) -> MovementRow:
    gravest = worst_fault(faults)
    shown_s = gravest.worst_s if gravest else rep.peak_s
    return MovementRow(
        str(rep.number),
        rep.side or "",
        KINDS[rep.verdict],
        rep.start_s,
        rep.end_s,
        shown_s if rep.start_s <= shown_s <= rep.end_s else rep.peak_s,
        signal_text(rep.peak, study.exercise),
        tempo_text(study.tempo(rep)),
        0.0,
        _values(rep, study),
        [_go(fault) for fault in faults],
        list(dict.fromkeys(study.exercise.checks[i].name for i in rep.unknown_checks)),
    )


def _hold_row(number: int, hold: Hold, faults: list[Fault], study: Study) -> MovementRow:
    gravest = worst_fault(faults)
    length_s = max(hold.length_s, 1e-9)
    shown_s = gravest.worst_s if gravest else (hold.start_s + hold.end_s) / 2
    variant = next((v.name for v in study.exercise.variants if v.id == hold.variant), "")
    return MovementRow(
        str(number),
        variant,
        KINDS[hold_verdict(hold)],
        hold.start_s,
        hold.end_s,
        shown_s,
        f"{hold.good_s:.1f} s",
        f"{length_s:.1f} s",
        round(100 * hold.good_s / length_s, 1),
        [],
        [_go(fault) for fault in faults],
        [f"{hold.unseen_s:.1f} s of it"] if hold.unseen_s >= LEAST_S else [],
    )


def _values(rep: Rep, study: Study) -> list[Value]:
    """What the checks on the whole repetition measured."""
    shown, exercise = [], study.exercise
    for check_id, value in rep.values.items():
        if not math.isfinite(value):
            continue
        check = exercise.checks[rep.value_checks[check_id]]
        kind = "unknown" if study.unknown_in(rep, check) else "fail" if check_id in rep.faults else "good"
        unit = unit_of(check.metric, exercise)
        shown.append(Value(fault_name(check_id), with_unit(value, unit), kind, limit_text(check, exercise)))
    return shown


def _go(fault: Fault) -> Go:
    value, limit = with_unit(fault.value, fault.unit), with_unit(fault.limit, fault.unit)
    title = f"{fault.cue} ({value}, limit {limit})"
    return Go(fault_name(fault.id), title, fault.severity, fault.worst_s, fault.end_s)
