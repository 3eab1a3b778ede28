"""How right the checker is, on people made of code.

    python benchmarks/accuracy.py [--quick] [--exercise X] [--through landmarks|pictures|both] [-o FILE]

Every scripted performance of ``formcheck.synthetic`` is filmed from many sides and checked: on landmarks (true and
noisy)
and through MediaPipe on painted frames. What MediaPipe finds is kept in a cache, so that a second run after a change of
limits costs seconds. ``-o FILE`` saves the tables as FILE.md and every mistake as FILE.json.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import accuracy_table as tables
import numpy as np
from accuracy_cases import FPS, Case, landmark_cases, other_cases, picture_cases, views_of
from accuracy_measure import measure
from accuracy_score import SetRow, score
from accuracy_tracks import Remembered, default_cache, track_of
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from formcheck import analyze, exercises, synthetic

T = TypeVar("T")
R = TypeVar("R")


def run_group(cases: Sequence[Case], cache: Path) -> list[SetRow]:
    """All cases of one performance."""
    performance = Remembered.of(cases[0].perform())
    references = {}
    if cases[0].check_as == cases[0].arguments["exercise"]:
        references = {
            view: analyze(synthetic.ideal_track(performance, performance.camera(view=view), FPS), cases[0].check_as)
            for view in views_of(cases[0].check_as)
        }
    rows = []
    for case in cases:
        track = track_of(case, performance, cache)
        row = score(case, performance, track, references)
        square_on = abs(case.yaw_deg) <= tables.NEAR_YAW_DEG
        if references and (case.through == "pictures" or (case.through == "noisy" and square_on)):
            ideal = synthetic.ideal_track(performance, case.camera(performance), FPS)
            measure(row, case, performance, track, ideal)
        rows.append(row)
    return rows


def run(cases: Sequence[Case], jobs: int, cache: Path, title: str) -> list[SetRow]:
    """Run the cases, those of one performance together; the result does not depend on ``jobs``."""
    groups = [list(group) for _, group in groupby(cases, key=lambda case: (case.performed, case.check_as))]
    work = partial(run_group, cache=cache)
    rows: list[SetRow] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task(title, total=len(cases))
        for part in each(work, groups, jobs):
            rows += part
            progress.advance(task, len(part))
    return rows


def each(work: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[R]:
    """``map`` in so many processes, in order."""
    if jobs == 1 or len(items) < 2:
        yield from map(work, items)
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(work, items)


def report(parts: dict[str, list[SetRow]]) -> str:
    """The tables of every way of getting landmarks, as Markdown."""
    text = []
    for through, rows in parts.items():
        if not rows:
            continue
        text.append(f"## {TITLES[through]}: {len(rows)} sets\n")
        if through == "others":
            text.append(tables.markdown(tables.others(rows)))
            continue
        found = [tables.counting(rows), tables.recall(rows, tables.errors_of(rows)), tables.beyond(rows)]
        if through == "pictures":
            found.append(tables.angles(rows))
        found.append(tables.by_condition(rows, ["body", "distance", "height"] + ["setting"] * (through == "pictures")))
        found.append(tables.untold(rows))
        text += [tables.markdown(table) for table in found]
        text.append(f"Checked {len(rows) / sum(r.cpu_s for r in rows):.0f} sets a second on one core.\n")
    return "\n".join(text)


TITLES = {
    "ideal": "True landmarks",
    "noisy": "Noisy landmarks",
    "pictures": "Painted frames through MediaPipe",
    "others": "Other movements, noisy landmarks",
}


def mistakes(rows: Sequence[SetRow]) -> list[dict[str, object]]:
    """Every set and verdict that is wrong, with what is needed to see it again."""
    found: list[dict[str, object]] = []
    for row in rows:
        if row.reps != row.true_reps or (row.clean and abs(row.hold_error_s) > 0.03 * row.hold_s):
            found.append({"set": row.id, "reps": [row.true_reps, row.reps], "hold_error_s": row.hold_error_s})
        for verdict in row.verdicts:
            if tables.is_wrong(verdict):
                found.append({"set": row.id} | asdict(verdict))
    return found


def save(path: Path, text: str, parts: dict[str, list[SetRow]]) -> None:
    """FILE.md and FILE.json."""
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    data = {
        "sets": {name: len(rows) for name, rows in parts.items()},
        "tables": {
            name: [
                dict(title=t[0], head=t[1], rows=t[2])
                for t in (tables.counting(rows), tables.recall(rows, tables.errors_of(rows)), tables.beyond(rows))
            ]
            for name, rows in parts.items()
            if name != "others"
        },
        "mistakes": {name: mistakes(rows) for name, rows in parts.items()},
    }
    path.with_suffix(".json").write_text(json.dumps(plain(data), indent=1) + "\n", encoding="utf-8")


def plain(value: object) -> object:
    """What JSON can say: numbers rounded, unknown ones null."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, float | np.floating):
        return round(float(value), 4) if np.isfinite(value) else None
    return value


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small choice, under three minutes")
    parser.add_argument("--exercise", action="append", choices=exercises.names(), help="only this one; repeatable")
    parser.add_argument("--through", choices=["landmarks", "pictures", "both"], default="both")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where tracks of painted sets are kept")
    parser.add_argument("-o", "--output", type=Path, help="save FILE.md and FILE.json")
    arguments = parser.parse_args()
    wanted = set(arguments.exercise or exercises.names())
    parts: dict[str, list[SetRow]] = {}
    if arguments.through != "pictures":
        rows = run(list(landmark_cases(wanted, arguments.quick)), arguments.jobs, arguments.cache, "landmarks")
        parts |= {name: [r for r in rows if r.through == name] for name in ("ideal", "noisy")}
        others = list(other_cases(wanted, arguments.quick))
        parts["others"] = run(others, arguments.jobs, arguments.cache, "other movements")
    if arguments.through != "landmarks":
        cases = list(picture_cases(wanted, arguments.quick))
        parts["pictures"] = run(cases, arguments.jobs, arguments.cache, "pictures")
    text = report(parts)
    print(text)
    if arguments.output:
        save(arguments.output, text, parts)


if __name__ == "__main__":
    main()
