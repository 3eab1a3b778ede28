"""The result of a set as tables of plain values, for a terminal, a CSV file or a report."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.analysis.movement_profile import REP_UNITS
from formcheck.events import Fault, Hold, Verdict
from formcheck.exercises.metric_spec import COMBINING, GEOMETRIC, Metric
from formcheck.exercises.spec import TIMES, Check, Exercise
from formcheck.result import SetResult

Cell = str | int | float | None

SEVERITIES = ("major", "minor", "hint")
"""The gravest first."""
KINDS: dict[Verdict, str] = {"good": "good", "not good": "fail", "not fully seen": "unknown"}
"""How a verdict is drawn."""
_MOST_NAMED = 20
CLEAN = 0.95
"""A hold is in good form if this share of it was."""
LEAST_S = 0.5
"""Less unknown time than this is not worth a line."""
_RELATIVE = {
    "rest": ", from your own rest",
    "start": ", from your own start",
    "best": ", from your best so far",
    "peak": ", from the rep's peak",
}
_UNITS = {"deg": "°", "s": " s", "length": "", "ratio": ""}


@dataclass(frozen=True)
class Table:
    """Column names and rows of plain values; None is unknown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def rep_table(result: SetResult) -> Table:
    """One row a rep; for an exercise that is held, one a hold."""
    if result.holds and not result.reps:
        return _hold_table(result)
    checked = tuple(dict.fromkeys(name for rep in result.reps for name in rep.values))
    columns = ("rep", "side", "start_s", "peak_s", "end_s", "peak", "top_s", "form", *checked, "faults", "unknown")
    return Table(
        columns,
        tuple(
            (
                rep.number,
                rep.side,
                *_numbers(rep.start_s, rep.peak_s, rep.end_s, rep.peak, rep.top_s),
                rep.verdict,
                *_numbers(*(rep.values.get(name, math.nan) for name in checked)),
                " ".join(rep.faults),
                " ".join(rep.unknown),
            )
            for rep in result.reps
        ),
    )


def _hold_table(result: SetResult) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for i, hold in enumerate(result.holds, start=1):
        faults = [fault.id for fault in result.faults if fault.during(hold.start_s, hold.end_s)]
        times = _numbers(hold.start_s, hold.end_s, hold.good_s, hold.unseen_s)
        rows.append((i, hold.variant, *times, " ".join(dict.fromkeys(faults))))
    return Table(("hold", "variant", "start_s", "end_s", "good_s", "unseen_s", "faults"), tuple(rows))


def hold_verdict(hold: Hold) -> Verdict:
    """Verdict on a hold as a whole: one that was good but for a moment is good."""
    needed_s = CLEAN * hold.length_s
    if hold.good_s >= needed_s:
        return "good"
    return "not fully seen" if hold.good_s + hold.unseen_s >= needed_s else "not good"


def fault_table(result: SetResult) -> Table:
    """One row a kind of fault, worst first: where it happened, how far off, and what helps."""
    return Table(
        ("fault", "where", "worst", "limit", "cue"),
        tuple(
            (f[0].id, _where(f), with_unit(worst(f).value, f[0].unit), with_unit(f[0].limit, f[0].unit), f[0].cue)
            for f in fault_kinds(result)
        ),
    )


def fault_kinds(result: SetResult) -> list[list[Fault]]:
    """The faults by check and cue, the gravest kind first, then the most frequent."""
    kinds: dict[tuple[str, str], list[Fault]] = {}
    for fault in result.faults:
        kinds.setdefault((fault.id, fault.cue), []).append(fault)
    return sorted(kinds.values(), key=lambda faults: (SEVERITIES.index(faults[0].severity), -len(faults)))


def unknown_lines(result: SetResult, exercise: Exercise) -> list[str]:
    """One line for each thing that could not be looked at for a while, longest first.

    Parameters
    ----------
    result : SetResult
    exercise : Exercise
    """
    lasting = unknown_checks(result, exercise)
    return [f"{check.name}: could not be seen for {seconds:.1f} s" for check, seconds in lasting]


def unknown_checks(result: SetResult, exercise: Exercise) -> list[tuple[Check, float]]:
    """The checks that could not be made for a while, and for how many seconds, longest first; one a name.

    Parameters
    ----------
    result : SetResult
    exercise : Exercise
    """
    named: dict[str, tuple[Check, float]] = {}
    for check, seconds in zip(exercise.checks, result.unknown_check_s, strict=True):
        if seconds >= LEAST_S and seconds > named.get(check.name, (check, 0.0))[1]:
            named[check.name] = check, seconds
    return sorted(named.values(), key=lambda item: -item[1])


def _numbers(*values: float) -> tuple[float | None, ...]:
    return tuple(round(value, 3) if math.isfinite(value) else None for value in values)


def _where(faults: list[Fault]) -> str:
    if all(fault.rep is not None for fault in faults):
        numbers = sorted({fault.rep for fault in faults if fault.rep is not None})
        return f"rep {_first([str(number) for number in numbers])}"
    return _first([f"{fault.start_s:.1f}-{fault.end_s:.1f} s" for fault in faults])


def _first(names: list[str]) -> str:
    """Names in a row; of very many the first."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def worst(faults: list[Fault]) -> Fault:
    """The fault that is farthest from its limit."""
    return max(faults, key=lambda fault: abs(fault.value - fault.limit))


def with_unit(value: float, unit: str) -> str:
    """A value as people read it.

    Parameters
    ----------
    value : float
    unit : str
        One of a metric's, or ``s``.

    Examples
    --------
    >>> with_unit(92.4, "deg"), with_unit(-0.04, "s"), with_unit(0.1234, "length")
    ('92°', '0.0 s', '0.123')
    """
    number = f"{value:.0f}" if unit == "deg" else f"{value:.1f}" if unit == "s" else f"{value:.3g}"
    if float(number) == 0:  # not "-0"
        number = number.lstrip("-")
    return number + _UNITS.get(unit, f" {unit}")


def unit_of(metric: str, exercise: Exercise) -> str:
    """Unit of what a check names: a metric of the exercise, or of a whole rep.

    Parameters
    ----------
    metric : str
    exercise : Exercise
    """
    if metric in TIMES:
        return REP_UNITS.get(metric, "s")
    spec = measured_metric(metric, exercise)
    return "ratio" if spec.kind == "ratio" else GEOMETRIC[spec.kind][1]


def measured_metric(metric: str, exercise: Exercise) -> Metric:
    """The metric itself, or the first of those that it combines: their unit is its unit.

    Parameters
    ----------
    metric : str
    exercise : Exercise
    """
    spec = exercise.metrics[metric.partition(".")[0]]
    while spec.kind in COMBINING and spec.kind != "ratio":
        spec = exercise.metrics[spec.args[0].removeprefix("-")]
    return spec


def limit_text(check: Check, exercise: Exercise) -> str:
    """The limits of a check as people read them, and what they are measured from.

    Parameters
    ----------
    check : Check
    exercise : Exercise
    """
    unit = unit_of(check.metric, exercise)
    low = f"at least {with_unit(check.min, unit)}" if math.isfinite(check.min) else ""
    high = f"at most {with_unit(check.max, unit)}" if math.isfinite(check.max) else ""
    return " and ".join(text for text in (low, high) if text) + _RELATIVE.get(check.against or "", "")
