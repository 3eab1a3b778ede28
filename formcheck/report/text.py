"""Results, events and exercises as lines of text for a terminal."""

from __future__ import annotations

from formcheck import demonstrations
from formcheck.events import Event, Rep
from formcheck.exercises import evidence
from formcheck.exercises.evidence import Evidence
from formcheck.exercises.posture import posture
from formcheck.exercises.spec import Check, Exercise
from formcheck.report.table import (
    LEAST_S,
    Cell,
    Table,
    fault_kinds,
    fault_table,
    limit_text,
    rep_table,
    unknown_lines,
)
from formcheck.result import SetResult
from formcheck.routines import Routine, timetable

_SHOWN = (
    "rep",
    "hold",
    "side",
    "variant",
    "start_s",
    "end_s",
    "top_s",
    "good_s",
    "unseen_s",
    "form",
    "faults",
    "unknown",
)


def result_lines(result: SetResult, exercise: Exercise) -> list[str]:
    """Reps or holds, attempts, faults with their cues, and what could not be seen.

    Parameters
    ----------
    result : SetResult
    exercise : Exercise
    """
    lines = table_lines(rep_table(result), _SHOWN) if result.reps or result.holds else []
    lines += ["", headline(result, exercise)] if lines else [headline(result, exercise)]
    lines += [f"not counted, {a.start_s:.1f}-{a.end_s:.1f} s: {a.reason}" for a in result.attempts]
    lines += ["", *table_lines(fault_table(result)), "", *why_lines(result, exercise)] if result.faults else []
    unknown = unknown_lines(result, exercise)
    return lines + (["", *unknown] if unknown else [])


def why_lines(result: SetResult, exercise: Exercise) -> list[str]:
    """For each cue of the fault table, why it matters; a reason that several share once, with all their cues.

    Parameters
    ----------
    result : SetResult
    exercise : Exercise
        Of which it is the result.
    """
    cues: dict[str, list[str]] = {}
    for faults in fault_kinds(result):
        cues.setdefault(exercise.checks[faults[0].check].why, []).append(faults[0].cue)
    return [f"{' / '.join(dict.fromkeys(said))}. {why}" for why, said in cues.items()]


def headline(result: SetResult, exercise: Exercise) -> str:
    """Summary of a set in one line.

    Parameters
    ----------
    result : SetResult
    exercise : Exercise
    """
    seen = f"{result.n_frames_with_pose} of {result.n_frames} frames with a person, view {result.view}"
    if exercise.movement is None:
        if not exercise.form_judged:
            return f"{_count(len(result.holds), 'hold')}, {result.held_s:.1f} s in position; {seen}"
        hidden = f", {result.unseen_s:.1f} s not fully seen" if result.unseen_s >= LEAST_S else ""
        return f"{_count(len(result.holds), 'hold')}, {result.good_s:.1f} s in good form{hidden}; {seen}"
    sides = [rep.side for rep in result.reps]
    by_side = f" ({sides.count('left')} left, {sides.count('right')} right)" if exercise.movement.sides else ""
    done = f"{_count(len(result.reps), 'rep')}{by_side}{_form_text(result, exercise)}"
    return f"{done}{_held_text(result, exercise)}; {seen}"


def _held_text(result: SetResult, exercise: Exercise) -> str:
    """How long the position was held while movements were counted, where that is kept."""
    return f", {result.held_s:.1f} s in position" if exercise.timed else ""


def _form_text(result: SetResult, exercise: Exercise) -> str:
    """How many repetitions were in good form, and how many nobody can say that of."""
    if not exercise.form_judged:
        return ""
    unseen = result.count("not fully seen")
    return f", {result.count('good')} in good form" + (f", {unseen} not fully seen" if unseen else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def table_lines(table: Table, wanted: tuple[str, ...] | None = None) -> list[str]:
    """A table with a heading; columns that say nothing are left out.

    Parameters
    ----------
    table : Table
    wanted : tuple of str, optional
        Only these columns.
    """
    shown = [i for i, name in enumerate(table.columns) if wanted is None or name in wanted]
    shown = [i for i in shown if any(row[i] not in (None, "") for row in table.rows)]
    cells = [[_cell(row[i]) for i in shown] for row in table.rows]
    heads = [table.columns[i].replace("_s", " (s)") for i in shown]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    numeric = [all(isinstance(row[i], int | float | None) for row in table.rows) for i in shown]

    def line(texts: list[str]) -> str:
        parts = [t.rjust(w) if n else t.ljust(w) for t, w, n in zip(texts, widths, numeric, strict=True)]
        return "  ".join(parts).rstrip()

    return [line(heads), "  ".join("-" * width for width in widths), *(line(row) for row in cells)]


def timetable_lines(routine: Routine) -> list[str]:
    """When each set of a routine begins, its side, dose and the rest after it; the total."""
    entries = timetable(routine)
    columns = ("start", "exercise", "side", "dose", "rest_s")
    rows = tuple((clock(e.start_s), e.exercise, e.side, e.dose, e.rest_s) for e in entries)
    total = f"total: about {clock(entries[-1].end_s)} min"
    return [f"{routine.name} ({routine.source})", "", *table_lines(Table(columns, rows)), "", total]


def clock(seconds: float) -> str:
    """Minutes and seconds, ``m:ss``.

    Examples
    --------
    >>> clock(75.2)
    '1:15'
    """
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def event_line(event: Event) -> str | None:
    """What happened, with its time; None if it is not worth a line."""
    side = getattr(event.item, "side", None)
    lines = {
        "rep": f"rep {event.text}" + (f" ({side})" if side else "") + _unsure(event.item),
        "attempt": f"not counted: {event.text}",
        "fault": f"-> {event.text}",
        "hold": f"held for {event.text} s in good form",
        "in-position": "in position",
        "out-of-position": "out of position",
    }
    return f"{event.t_s:7.1f} s  {lines[event.kind]}" if event.kind in lines else None


def _unsure(item: object) -> str:
    return ", not fully seen" if isinstance(item, Rep) and item.verdict == "not fully seen" else ""


TRIED_ON = {
    "recordings": "on recordings of real people",
    "photographs": "on photographs of real people, and on drawn people who move",
    "drawn people": "on drawn people only: nobody real was at hand",
}
"""What ``tried_on`` of an exercise file means, in words."""


def exercise_lines(exercise: Exercise) -> list[str]:
    """How to do an exercise and what is looked at, in plain words; below that the limits and what they rest on.

    Parameters
    ----------
    exercise : Exercise
    """
    references = _References()
    facts = {
        "Dose": exercise.dose,
        "Set-up": exercise.setup,
        "Camera": exercise.camera,
        "Easier": exercise.easier,
        "Harder": exercise.harder,
        "Safety": exercise.safety,
        "Film": _film(exercise),
    }
    lines = [exercise.name, ""]
    lines += [f"{name + ':':8} {text}" for name, text in facts.items() if text]
    if exercise.checks:
        lines += ["", "What you are told, and why", *_cue_lines(exercise)]
    if exercise.cannot_see:
        lines += ["", "What the camera cannot see", *(f"  - {text}" for text in exercise.cannot_see)]
    lines += ["", f"How it is known ({exercise.id})"]
    lines += [f"  {references.cited(exercise.source.note, exercise.source)}"] if exercise.source.note else []
    lines += [f"  Tried {TRIED_ON[exercise.tried_on]}"] if exercise.tried_on else []
    lines += _evidence_lines(exercise, references)
    for check in exercise.checks:
        lines += _check_lines(check, exercise, references)
    return [*lines, "", "References", *references.lines()]


def _film(exercise: Exercise) -> str:
    """Where a film of it lies; empty for an exercise of the user's own."""
    film, faults = demonstrations.loop(exercise.id), demonstrations.faults_shown(exercise.id)
    beside = f" (and {len(faults)} of what can go wrong beside it)" if faults else ""
    return f"{film}{beside}" if film else ""


def _cue_lines(exercise: Exercise) -> list[str]:
    """Each cue with its reason; one that several checks give stands once."""
    cues = {check.cue: check.why for check in exercise.checks}
    cues |= {check.cue_low: check.why for check in exercise.checks if check.cue_low}
    return [f"  {cue}. {why}" for cue, why in cues.items()]


class _References:
    """The references of an exercise, numbered as they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cited(self, words: str, source: Evidence) -> str:
        """Words with the numbers of what they are cited from."""
        numbers = [str(self._numbers.setdefault(ref, len(self._numbers) + 1)) for ref in source.ref]
        return f"{words} [{', '.join(numbers)}]" if numbers else words

    def lines(self) -> list[str]:
        """All that was cited, in order."""
        known = evidence.bibliography()
        return [f"  [{n}] {known[ref].line if ref in known else ref}" for ref, n in self._numbers.items()]


def _evidence_lines(exercise: Exercise, references: _References) -> list[str]:
    """How good the evidence is, all in all; where it is on record, what position and counting rest on."""
    like = posture(exercise.position.like) if exercise.position.like else None
    rest = {
        f"position, {like.name}" if like else "": like.source if like else None,
        "position": exercise.position.source,
        "counting": exercise.movement.source if exercise.movement else None,
    }
    lines = [references.cited(f"{name}: {source.words}", source) for name, source in rest.items() if source]
    total = evidence.summary(check.source for check in exercise.checks)
    return [f"  {line}" for line in [total or "nothing is checked", *lines]]


def _check_lines(check: Check, exercise: Exercise, references: _References) -> list[str]:
    view = f", {check.view} view only" if check.view != "any" and exercise.view == "any" else ""
    variants = f", {' / '.join(check.variants)}" if check.variants else ""
    return [
        f"  {check.id} ({check.severity}{view}{variants}): {check.name}",
        f"      {check.metric} {limit_text(check, exercise)}",
        f"      {references.cited(check.source.words, check.source)}",
    ]


def _cell(value: Cell) -> str:
    if value is None:
        return "?"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
