"""The command for a folder of recordings: batch."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.app import (
    ERROR,
    INTERRUPTED,
    Bars,
    JobsOption,
    ModelOption,
    OutOption,
    SideOption,
    app,
    exercise_of,
    model_path,
    one_line_errors,
    recorded_model,
    stop_on_interrupt,
)
from formcheck.cli.sets import side_of

if TYPE_CHECKING:
    import threading

    from formcheck.batch import BatchItem, BatchJournal, Record

_TABLES_S = 30.0
"""How often the tables are written while it runs."""


@app.command()
@one_line_errors
def batch(
    folder: Annotated[Path, typer.Argument(help="folder with recordings, in it or in folders of it")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="id of an exercise, or a .toml file; found by itself if left out"),
    ] = None,
    exercises: Annotated[
        Path | None,
        typer.Option(
            help="which file shows which exercise: .csv with columns file,exercise, or .toml; * in a name "
            "stands for anything"
        ),
    ] = None,
    out: OutOption = None,
    pattern: Annotated[str | None, typer.Option(help="names to take, such as 'squat*.mp4'")] = None,
    jobs: JobsOption = None,
    scheduler: Annotated[str | None, typer.Option(help="address of a Dask scheduler to use instead")] = None,
    resume: Annotated[bool, typer.Option("--resume/--again", help="skip what is finished, or check it again")] = True,
    side: SideOption = None,
    model: ModelOption = "auto",
) -> None:
    """Check every recording and track.npz in a folder: a table of sets.

    Writes sets.parquet (one row a file: what was counted, each fault, what was not seen, or
    why it failed) and reps.parquet (one row a repetition or hold) to --out, by default
    formcheck-out/batch-FOLDER. Stop it at any time: the next run goes on where it was, and
    checks again what has changed: the file, the exercise, the model, the version. The results
    of other recordings are never overwritten. Exit code: 0 done, 1 a file failed (its row says
    why), 130 stopped by Ctrl-C.

    On a cluster, start a worker a core with 'dask worker ADDRESS --nthreads 1'; they must
    reach the files by the same paths and have this version of formcheck.

    \b
    Example:
      formcheck batch clinic/march -e squat
      formcheck batch clinic --exercises which.csv --jobs 8 -o march
      formcheck batch /shared/clinic --scheduler tcp://192.168.0.7:8786
    """
    from formcheck import batch as work

    work.check_tables()
    other = exercise_of(exercise) if exercise else None
    plan = work.read_plan(exercises, other) if exercises else work.BatchPlan(other=other)
    target = work.choose(folder, out)
    files = work.find_files(folder, target, pattern)
    needed = scheduler is None and any(path.suffix not in (".npz", ".part") for path in files)
    chosen = recorded_model(model)
    named = str(model_path(chosen)) if needed or chosen.endswith(".task") else chosen
    items = work.items_of(folder, files, plan, model=named, side=side_of(side))
    journal = work.begin(target, folder, named=out is not None)
    target = journal.path.parent
    todo = work.still_to_do(items, journal, again=not resume)
    with stop_on_interrupt() as stop, _tables(target, journal):
        _work_off(todo, journal, target, jobs, scheduler, stop, n_done=len(items) - len(todo))
    _conclude(items, todo, journal, target)
    if stop.is_set():
        typer.echo("formcheck: stopped; run the same command to go on", err=True)
        raise typer.Exit(INTERRUPTED)
    if any(journal.entries[item.file].row["status"] == "error" for item in items):
        raise typer.Exit(ERROR)


def _work_off(
    todo: list[BatchItem],
    journal: BatchJournal,
    target: Path,
    jobs: int | None,
    scheduler: str | None,
    stop: threading.Event,
    n_done: int,
) -> None:
    """Check what is to be done; keep and tell each recording as soon as it ends."""
    from formcheck.batch import write_tables

    if not todo:
        return
    written_s = time.monotonic()
    with Bars([item.file for item in todo], n_done) as bars:
        at = {item.file: index for index, item in enumerate(todo)}
        for record in _records(todo, jobs, scheduler, stop, bars):
            journal.add(record)
            with bars.ended(at[record.item.file]):
                typer.echo(_line(record))
            if time.monotonic() - written_s > _TABLES_S:
                write_tables(target, journal.entries.values())
                written_s = time.monotonic()


def _records(
    todo: list[BatchItem], jobs: int | None, scheduler: str | None, stop: threading.Event, bars: Bars
) -> Iterator[Record]:
    from formcheck.batch import check_item, failed
    from formcheck.concurrency.processes import cores, in_processes

    if scheduler:
        from formcheck.batch.cluster import on_cluster

        yield from on_cluster(scheduler, todo, stop=stop)
        return
    count = jobs or min(cores(), len(todo))
    for done in in_processes(check_item, todo, count, progress=bars.step, stop=stop):
        if done.result:
            yield done.result
        elif done.error:
            yield failed(todo[done.index], done.error, final=False)


@contextmanager
def _tables(target: Path, journal: BatchJournal) -> Iterator[None]:
    """The tables are written at the end, however it ends."""
    from formcheck.batch import write_tables

    try:
        yield
    finally:
        write_tables(target, journal.entries.values())


def _line(record: Record) -> str:
    """What a recording came to, in one line."""
    row = record.row
    if row["status"] != "checked":
        return f"{row['file']}: {row['error']}"
    unseen = f", {row['not_fully_seen']} not fully seen" if row["not_fully_seen"] else ""
    counted = (
        f"{row['reps']} reps, {row['good']} in good form{unseen}"
        if row["reps"] or not row["holds"]
        else (f"held {row['holds']} times, {row['good_s']:.1f} s in good form")
    )
    by_itself = f" (found by itself, confidence {row['confidence']:.2f})" if row.get("confidence") is not None else ""
    other = f"; looks like {row['looks_like']}" if row["looks_like"] else ""
    return f"{row['file']}: {row['exercise']}{by_itself}: {counted}, {row['faults']} faults{other}"


def _conclude(items: list[BatchItem], todo: list[BatchItem], journal: BatchJournal, target: Path) -> None:
    known = [journal.entries[item.file].row["status"] for item in items if item.file in journal.entries]
    counts = Counter(known)
    words = {
        "checked": "checked",
        "uncertain": "of an uncertain exercise",
        "nobody": "with nobody in it",
        "error": "failed",
    }
    counted = ", ".join(f"{counts[status]} {word}" for status, word in words.items() if counts[status])
    before = f"; {len(items) - len(todo)} were finished before" if len(items) > len(todo) else ""
    typer.echo(f"\n{len(items)} recordings: {counted or 'none done'}{before}")
    typer.echo(f"In {target}: sets.parquet, reps.parquet")
