"""Every exercise of the catalogue in one table: counted or timed right? false faults? faults told? And: told apart?

    python benchmarks/catalogue.py [--through landmarks|pictures] [--exercise X] [--confusion|--trainers] [--json FILE]

Every script and variant of ``formcheck.synthetic`` is performed well and with its faults, and checked on true and on
noisy landmarks, or through MediaPipe on painted frames. Tracks of painted sets are kept in a cache (``--cache``): a run
that was stopped goes on where it was, and several may run at once. ``--confusion`` asks instead which exercise each
performance is, ``--trainers`` how it is with films as trainers make them (``trainers.py``): noisy landmarks from any
side, fast and shallow, cut, cropped.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import accuracy_table as tables
import real
import trainers
from accuracy import TITLES, each, mistakes, plain, run
from accuracy_cases import BODIES, Case, seen_from, sets
from accuracy_score import SetRow
from accuracy_tracks import default_cache, track_of

from formcheck import exercises, synthetic
from formcheck.analysis.recognition import CERTAIN, UNTOLD, propose
from formcheck.synthetic.performances import SCRIPTS, script_for

YAWS = (0.0, 12.0, -12.0, 8.0, -8.0)
"""Where people put a camera that was meant to stand square on."""
NONE = "none"

Rows = tuple[list[str], list[list[str]]]
"""Head and body of a table."""


def catalogue_cases(wanted: set[str], through: str) -> Iterator[Case]:
    """Each script well done in every variant, and its faults; of variants that mirror each other in one of them."""
    for name in exercises.names():
        if name not in wanted or name not in SCRIPTS:
            continue
        count = crc32(name.encode()) % 1000
        tried = {"attempts": 1} if exercises.get(name).reps else {}
        variants = list(SCRIPTS[name])
        for variant in variants:
            mirrored = variant in ("left", "right") and variant != variants[0]
            for view in _views(name, variant):
                for kind in ("good",) if mirrored else ("good", "faults"):
                    near = "left" if view == "side" and count % 2 else "right"
                    who = {"body": BODIES[count % 5], "seed": count} | (tried if kind == "good" else {})
                    for title, arguments in sets(name, variant, view, kind, 1.0, who):
                        of = f"{name}/{variant}" if variant else name
                        yield Case(
                            f"{of}/{title}", name, arguments, through, view, near, YAWS[count % 5], setting=count
                        )
                    count += 1


def _views(name: str, variant: str) -> list[str]:
    """Where a script is filmed from: its own view, and the other if some of its faults are told from there alone."""
    own = SCRIPTS[name][variant].view
    other = {"side": "front", "front": "side"}[own]
    alone = exercises.get(name).view == "any" and len(SCRIPTS[name]) == 1
    more = (seen_from(name, other) - seen_from(name, own)) & set(SCRIPTS[name][variant].flaws)
    return [own, other] if alone and more else [own]


def summary(rows: Sequence[SetRow]) -> Rows:
    """A row an exercise; false faults are those of good reps, or of good stretches of a hold, / of how many."""
    head = [
        "exercise",
        "sets",
        "reps found / true",
        "exact",
        "sides",
        "attempts",
        "hold error s / 10 s, worst",
        "false faults",
        "faults told",
        "missed",
    ]
    body = []
    for exercise, group in tables.grouped(rows, lambda row: row.exercise):
        counted = [row for row in group if row.true_reps]
        held = [10 * row.hold_error_s / row.hold_s for row in group if row.hold_s and row.clean]
        false, good = tables.false_faults(group)
        bad = [v for row in group for v in row.verdicts if v.truth == "bad" and v.allowed]
        missed = Counter(v.id for v in bad if v.said != "fail")
        body.append(
            [
                exercise,
                str(len(group)),
                f"{sum(r.reps for r in counted)} / {sum(r.true_reps for r in counted)}",
                _of(sum(r.reps == r.true_reps for r in counted), len(counted)),
                _of(sum(r.sides_right for r in counted), len(counted)),
                _of(sum(r.attempts for r in counted), sum(r.true_attempts for r in counted)),
                f"{max(held, key=abs):+.1f}" if held else "-",
                " ".join([f"{len(false)} / {good}", *_named(Counter(v.id for v in false))]),
                _of(len(bad) - missed.total(), len(bad)),
                " ".join(_named(missed)),
            ]
        )
    return head, body


def _of(part: int, whole: int) -> str:
    return f"{part} / {whole}" if whole else "-"


def _named(found: Counter[str]) -> list[str]:
    return [f"{name}" + (f" x{n}" if n > 1 else "") for name, n in found.most_common()]


@dataclass(frozen=True)
class Guess:
    """What a performance was taken for: the two best proposals, ``none`` where there is none."""

    set: str
    true: str
    first: str
    fit: float
    confidence: float
    second: str

    @property
    def verdict(self) -> str:
        """Right or wrong, and whether it would have been taken without asking."""
        wanted = self.true if self.true in exercises.names() and exercises.get(self.true).kind not in UNTOLD else NONE
        if self.first == NONE:
            return "right" if wanted == NONE else "none"
        certain = self.confidence >= CERTAIN
        if self.first == wanted:
            return "right" if certain else "asks, right first"
        return "wrong" if certain else "asks, wrong first"


def guess(case: Case, cache: Path) -> Guess:
    """Propose for one set."""
    found = propose(track_of(case, case.perform(), cache))
    # of exercises that fit alike, as the two seated twists, the right one is as much the first as any
    found.sort(key=lambda p: (-p.fit, p.exercise != case.arguments["exercise"]))
    first, second = [p.exercise for p in found[:2]] + [NONE] * (2 - len(found[:2]))
    sure = max((p.confidence for p in found), default=0.0)
    return Guess(case.id, str(case.arguments["exercise"]), first, found[0].fit if found else 0.0, sure, second)


def every_scenario(wanted: set[str]) -> Iterator[Case]:
    """All scripted performances, also of no exercise, from their own view, on noisy landmarks."""
    for count, scenario in enumerate(synthetic.scenarios()):
        if scenario.exercise in wanted or scenario.exercise not in exercises.names():
            arguments = {"exercise": scenario.exercise, "fault": scenario.fault} | scenario.arguments
            view = script_for(scenario.exercise, scenario.arguments.get("variant")).view
            yield Case(scenario.id, scenario.exercise, arguments, "noisy", view, yaw_deg=YAWS[count % 5], setting=count)


FILMS = {
    "exercise": "Films as trainers make them (right / compared)",
    "person": "The same by what is different in them",
}

VERDICTS = ("right", "asks, right first", "asks, wrong first", "none", "wrong")


def confusion(guesses: Sequence[Guess]) -> Rows:
    """A row an exercise: how often it was told, and what it was taken for otherwise."""
    head = ["exercise", "sets", *VERDICTS, "taken for"]
    body = []
    for true, group in [*tables.grouped(guesses, lambda g: g.true), ("all", guesses)]:
        said = Counter(g.verdict for g in group)
        other = Counter(g.first for g in group if g.first not in (true, NONE))
        taken = " ".join(_named(other)) if true != "all" else ""
        body.append([true, str(len(group)), *(str(said[verdict] or "") for verdict in VERDICTS), taken])
    return head, body


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--through", choices=["landmarks", "pictures"], default="landmarks")
    parser.add_argument("--exercise", action="append", choices=exercises.names(), help="only this one; repeatable")
    parser.add_argument("--confusion", action="store_true", help="which exercise is each performance?")
    parser.add_argument("--trainers", action="store_true", help="films as trainers and patients make them")
    parser.add_argument(
        "--people", type=int, default=0, metavar="N", help="films of others than those that were looked at"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where tracks of painted sets are kept")
    parser.add_argument("--json", type=Path, help="save tables, mistakes and proposals here")
    asked = parser.parse_args()
    wanted = set(asked.exercise or exercises.names())
    found: list[tuple[str, Rows]] = []
    details: dict[str, object] = {}
    if asked.confusion:
        cases = list(every_scenario(wanted) if asked.through == "landmarks" else catalogue_cases(wanted, "pictures"))
        guesses = list(each(partial(guess, cache=asked.cache), cases, asked.jobs))
        found.append(("Which exercise is it?", confusion(guesses)))
        details["confusion"] = [asdict(g) | {"verdict": g.verdict} for g in guesses]
    elif asked.trainers:
        names = [name for name in exercises.names() if name in wanted and name in SCRIPTS]
        told = [
            finding
            for part in each(partial(trainers.findings_of, people=asked.people), names, asked.jobs)
            for finding in part
        ]
        found += [(FILMS[by], table[1:]) for by in FILMS for table in real.summary(told, by)]
        details["findings"] = [asdict(finding) for finding in told]
        print(f"{real.misses(told)}\n\nThe most frequent causes:\n{trainers.worst(told)}\n")
    else:
        for through in ("ideal", "noisy") if asked.through == "landmarks" else ("pictures",):
            rows = run(list(catalogue_cases(wanted, through)), asked.jobs, asked.cache, TITLES[through])
            found.append((TITLES[through], summary(rows)))
            details[TITLES[through]] = mistakes(rows)
    for title, (head, body) in found:
        print(tables.markdown((title, head, body)))
    if asked.json:
        printed = {title: dict(head=head, rows=body) for title, (head, body) in found}
        text = json.dumps(plain({"tables": printed, "details": details}), indent=1)
        asked.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
