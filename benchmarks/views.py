"""How far off the right view a check still tells good from bad: people made of code, filmed from all around.

    python benchmarks/views.py [--exercise X ...]

Every check that asks for a view is made from every yaw, whatever its file allows, on true landmarks of good sets and of
sets with its fault. Allowed is what lies below the first yaw at which a good set has the fault, or of those with it
fewer than two thirds of the sets in which it is told from the view that is asked for.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence

from accuracy_table import Table, markdown, share

from formcheck import analyze, exercises, synthetic
from formcheck.exercises.spec import Check, Exercise
from formcheck.result import SetResult
from formcheck.synthetic.performances import SCRIPTS

OFF_DEG = (0, 10, 20, 30, 40, 50)
"""So far off the view that the check asks for, both ways."""
FPS = 15.0
TOLD_STILL = 2 / 3

Told = dict[tuple[str, str, int], list[bool]]
"""(check id, "good" or "faulty", degrees off) -> in which sets the fault is told."""


def ungated(exercise: Exercise) -> Exercise:
    """The same exercise with checks that are made in every view."""
    free = {"view": "any", "yaw_within_deg": 90.0}
    return exercise.model_copy(update={"checks": [check.model_copy(update=free) for check in exercise.checks]})


def gate_deg(exercise: Exercise, check: Check) -> float:
    """How far off its view a check is made."""
    return min(check.yaw_within_deg, exercise.view_tolerance_deg)


def sets(name: str, view: str) -> Iterator[tuple[str, synthetic.Performance]]:
    """Good sets, under "", and sets with each fault whose check asks for the view, under its id."""
    asked = {check.id for check in exercises.get(name).checks if check.view == view}
    for variant, script in SCRIPTS[name].items():
        common = {"variant": variant or None, "reps": 2, "hold_s": 6.0, "fps": FPS}
        yield "", synthetic.perform(name, **common)
        for fault, flaw in script.flaws.items():
            if fault in asked:
                for sign in flaw.signs:
                    yield fault, synthetic.perform(name, fault=fault, amount=sign * flaw.amount, **common)


def told_from_all_around(name: str, view: str) -> Told:
    """Which faults are told from which yaw."""
    exercise, told = ungated(exercises.get(name)), defaultdict(list)
    ids = {check.id for check in exercise.checks}
    for fault, performance in sets(name, view):
        for off in OFF_DEG:
            for yaw in {off, -off}:
                camera = performance.camera(view, yaw_deg=float(yaw))
                result = analyze(synthetic.ideal_track(performance, camera, FPS), exercise)
                if not _done(result):
                    continue
                found = {each.id for each in result.faults}
                for check_id in [fault] if fault else ids:
                    told[check_id, "faulty" if fault else "good", off].append(check_id in found)
    return dict(told)


def _done(result: SetResult) -> bool:
    """It was counted or held: what is not cannot be judged."""
    return bool(result.reps or result.holds)


def allowed_deg(told: Told, check_id: str) -> int:
    """The largest yaw up to which good sets have no fault, and those with it mostly do; -1 if not even at none."""
    allowed, usual = -1, max((_mean(told.get((check_id, "faulty", off), [])) for off in OFF_DEG[:2]), default=0.0)
    for off in OFF_DEG:
        good, faulty = told.get((check_id, "good", off), []), told.get((check_id, "faulty", off), [])
        if any(good) or not good or (faulty and _mean(faulty) < TOLD_STILL * usual):
            break
        allowed = off
    return allowed


def rows(name: str) -> Iterator[list[str]]:
    """A row a check that asks for a view."""
    exercise = exercises.get(name)
    for view in dict.fromkeys(check.view for check in exercise.checks if check.view in ("side", "front")):
        told = told_from_all_around(name, view)
        for check in {check.id: check for check in exercise.checks if check.view == view}.values():
            cells = [
                f"{_share(told.get((check.id, 'good', off), []))} / {_share(told.get((check.id, 'faulty', off), []))}"
                for off in OFF_DEG
            ]
            gate, allowed = gate_deg(exercise, check), allowed_deg(told, check.id)
            yield [name, check.id, view, f"{gate:.0f}", str(allowed) if allowed >= 0 else "none", *cells]


def _mean(told: Sequence[bool]) -> float:
    return sum(told) / len(told) if told else 0.0


def _share(told: Sequence[bool]) -> str:
    return share(sum(told), len(told))


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exercise", action="append", help="repeatable; default all")
    asked = parser.parse_args().exercise or [name for name in exercises.names() if name in SCRIPTS]
    body = []
    for name in asked:
        print(name, file=sys.stderr, flush=True)
        body += list(rows(name))
    head = ["exercise", "check", "view", "made up to", "allowed", *(f"{off} deg" for off in OFF_DEG)]
    table: Table = ("Told of good sets / of sets with the fault, by degrees off the view", head, body)
    print(markdown(table))


if __name__ == "__main__":
    main()
