"""How large a scripted fault must be until it is told; the table of it is ``smallest_faults.toml``.

    python tests/contract/smallest_faults.py [EXERCISE...] [--print]

tries every scripted fault from a twentieth of its amount to one and a half of it, and writes the table again; reasons
(``why``) stay. ``--print`` prints it with the checks' limits and writes nothing.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from formcheck import SetResult, analyze, exercises, synthetic
from formcheck.exercises.spec import Check
from formcheck.report.table import limit_text
from formcheck.synthetic.performances import SCRIPTS
from formcheck.synthetic.performances.script import Flaw

TABLE = Path(__file__).with_name("smallest_faults.toml")
STEP = 0.05
"""Of a scripted amount: how finely the smallest one is looked for."""
SHARES = tuple(round(STEP * i, 2) for i in range(1, 31))
FPS = 15.0
YAW_DEG = 8.0
"""Where people put a camera that was meant to stand square on."""
EDGE_S = 0.8
"""A fault in the middle of a hold comes and goes in so many seconds."""

HEAD = """\
# The smallest amount of each scripted fault that is told, on true landmarks; from
# `python tests/contract/smallest_faults.py`. It may not grow unnoticed: tests/contract/test_exercises.py fails when a
# fault is told from a larger amount on, and when it is told from a smaller one (then write this file again). `scripted`
# is the amount of formcheck/synthetic/performances. `told_from = inf`: at no amount. `good_again_from`: from here on
# the exercise is called good in spite of the fault. Whatever is not told at its scripted amount and at every larger one
# has its reason (`why`).
"""

Said = Literal["told", "good", "neither"]
"""Of a set with a fault: told; something that has it is called good; or it is not told, and nothing is called good."""


@dataclass(frozen=True)
class Case:
    """A scripted fault, one way."""

    exercise: str
    variant: str
    fault: str
    sign: int

    def __str__(self) -> str:
        return f"{self.exercise}/{self.key}"

    @property
    def key(self) -> str:
        """Its name in the table of its exercise."""
        way = {1: "+", -1: "-"}[self.sign] if len(self.flaw.signs) > 1 else ""
        return "/".join(filter(None, [self.variant, self.fault + way]))

    @property
    def flaw(self) -> Flaw:
        """The script's."""
        return SCRIPTS[self.exercise][self.variant].flaws[self.fault]

    @cached_property
    def checks(self) -> list[Check]:
        """Those that tell it; empty if the exercise has none."""
        return [check for check in exercises.get(self.exercise).checks if check.id == self.fault]

    @property
    def shares(self) -> tuple[float, ...]:
        """The parts of the amount that are tried: one arm or the other is lifted, there is no half of it."""
        return (1.0,) if self.flaw.same_side else SHARES

    @property
    def view(self) -> str | None:
        """Where the camera stands; None is the script's own view."""
        return "front" if self.checks[0].view == "front" else None


@dataclass(frozen=True)
class Smallest:
    """A row of the table; amounts in the unit of the fault."""

    unit: str
    scripted: float
    told_from: float
    good_again_from: float | None = None
    why: str = ""


def cases() -> list[Case]:
    """Every scripted fault of every exercise, also those that it has no check for."""
    return [
        Case(name, variant, fault, sign)
        for name in exercises.names()
        for variant, script in SCRIPTS.get(name, {}).items()
        for fault, flaw in script.flaws.items()
        for sign in flaw.signs
    ]


@cache
def told_of_good(exercise: str, variant: str, view: str | None) -> set[str]:
    """The faults that are told of a good set."""
    return {fault.id for fault in _result(synthetic.perform(exercise, variant=variant or None, fps=FPS), view).faults}


def said(case: Case, share: float) -> Said:
    """What comes of a set with a share of the scripted amount in every repetition, or in the middle of the hold."""
    performance = synthetic.perform(
        case.exercise,
        fault=case.fault,
        amount=case.sign * share * case.flaw.amount,
        variant=case.variant or None,
        fps=FPS,
    )
    result, truth = _result(performance, case.view), performance.truth
    if truth.reps:
        return _said_of_reps(result, case.fault, len(truth.reps))
    if any(fault.id == case.fault for fault in result.faults):
        return "told"
    assert result.frames is not None
    shown = truth.faults[0]
    t_s = result.frames.t_s
    core = (t_s > shown.start_s + EDGE_S) & (t_s < shown.end_s - EDGE_S)
    ran_s = np.diff(result.frames.clock_s[core])
    return "good" if np.nansum(ran_s) > 0.5 * np.ptp(t_s[core]) else "neither"


def _said_of_reps(result: SetResult, fault: str, expected: int) -> Said:
    """Told: in every repetition in which it could be seen, in one at least."""
    reps = result.reps
    unseen = [fault not in rep.faults and fault in rep.unknown for rep in reps]
    if len(reps) == expected and all(fault in r.faults or u for r, u in zip(reps, unseen, strict=True)):
        return "told" if not all(unseen) else "neither"
    return "good" if any(r.good and not u for r, u in zip(reps, unseen, strict=True)) else "neither"


def _result(performance: synthetic.Performance, view: str | None) -> SetResult:
    track = synthetic.ideal_track(performance, performance.camera(view, yaw_deg=YAW_DEG), FPS)
    return analyze(track, performance.truth.exercise)


def read() -> dict[str, dict[str, Smallest]]:
    """The table: exercise -> fault -> row."""
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: {key: Smallest(**row) for key, row in rows.items()} for name, rows in tables.items()}


def measure(case: Case, why: str = "") -> Smallest:
    """The row of a fault, by every share of its amount."""
    amount, unit = case.flaw.amount, case.flaw.unit
    found = {share: said(case, share) for share in case.shares} if case.checks else {}
    first = _first(found)
    again = next((share for share, what in found.items() if what == "good" and share > first), None)
    good_again = None if again is None else amount_of(case, again)
    row = Smallest(unit, amount, amount_of(case, first), good_again)
    return Smallest(unit, amount, row.told_from, good_again, why) if needs_reason(row) else row


def _first(found: dict[float, Said]) -> float:
    """The smallest share from which on it is told up to the whole; if there is none, at which it is told at all."""
    told = [share for share, what in found.items() if what == "told"]
    for share in told:
        if all(what == "told" for other, what in found.items() if share <= other <= 1.0):
            return share
    return min(told, default=math.inf)


def needs_reason(row: Smallest) -> bool:
    """It is not told at its scripted amount, or not at a larger one."""
    return row.told_from > row.scripted or row.good_again_from is not None


def amount_of(case: Case, share: float) -> float:
    """A share of the scripted amount in the unit of the fault."""
    return float(f"{share * case.flaw.amount:.6g}")


def share_of(case: Case, amount: float) -> float:
    """And back."""
    return round(amount / case.flaw.amount, 2)


def text_of(table: dict[str, dict[str, Smallest]]) -> str:
    """The file of a table."""
    lines = [HEAD]
    for exercise, rows in table.items():
        lines.append(f"[{exercise}]\n" + "".join(f'"{key}" = {_row_text(row)}\n' for key, row in rows.items()))
    return "\n".join(lines)


def _row_text(row: Smallest) -> str:
    parts = [f'unit = "{row.unit}"', f"scripted = {row.scripted:.6g}", f"told_from = {row.told_from:.6g}"]
    parts += [] if row.good_again_from is None else [f"good_again_from = {row.good_again_from:.6g}"]
    parts += [f'why = "{row.why}"'] if needs_reason(row) else []
    return f"{{ {', '.join(parts)} }}"


def printed(table: dict[str, dict[str, Smallest]]) -> Iterable[str]:
    """The table for people, variants of a fault in one line."""
    yield "| exercise | fault | told from | scripted | limit |"
    yield "|---|---|---|---|---|"
    by_key = {(case.exercise, case.key): case for case in cases()}
    for exercise, rows in table.items():
        groups: dict[str, list[tuple[Case, Smallest]]] = {}
        for key, row in rows.items():
            groups.setdefault(key.rpartition("/")[2], []).append((by_key[exercise, key], row))
        for name, group in groups.items():
            yield _printed_row(exercise, name, group)


def _printed_row(exercise: str, name: str, group: list[tuple[Case, Smallest]]) -> str:
    spec = exercises.get(exercise)
    told = [row.told_from for _, row in group]
    span = "never" if math.isinf(max(told)) else "-".join(f"{amount:.3g}" for amount in sorted({min(told), max(told)}))
    again = [row.good_again_from for _, row in group if row.good_again_from is not None]
    span += f", good again from {min(again):.3g}" if again else ""
    limits = "; ".join(dict.fromkeys(f"{c.metric} {limit_text(c, spec)}" for case, _ in group for c in case.checks))
    return f"| {exercise} | {name} | {span} | {group[0][1].scripted:g} {group[0][1].unit} | {limits or 'no check'} |"


def main() -> None:
    """Parse the command line, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercise", nargs="*", help="only these; all if left out")
    parser.add_argument("--print", action="store_true", help="print the table as it is, with the limits beside it")
    asked = parser.parse_args()
    before = read() if TABLE.exists() else {}
    if asked.print:
        print("\n".join(printed(before)))
        return
    table: dict[str, dict[str, Smallest]] = {}
    for case in cases():
        old = before.get(case.exercise, {}).get(case.key)
        wanted = not asked.exercise or case.exercise in asked.exercise or old is None
        row = measure(case, old.why if old else "") if wanted or old is None else old
        table.setdefault(case.exercise, {})[case.key] = row
        if old is not None and row != old:
            print(f"{case.exercise} {case.key}: told from {row.told_from:g} {row.unit}, was {old.told_from:g}")
        if needs_reason(row) and not row.why:
            print(f"{case.exercise} {case.key}: write down why (told from {row.told_from:g} of {row.scripted:g})")
    TABLE.write_text(text_of(table), encoding="utf-8")


if __name__ == "__main__":
    main()
