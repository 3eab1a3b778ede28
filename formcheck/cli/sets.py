"""What the commands that check a set share: the estimator, the end of a set, its exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from formcheck.cli.app import ERROR, INTERRUPTED, NOBODY, SideName, complain

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
    from formcheck.recording import Outcome
    from formcheck.result import Event, SetResult
    from formcheck.signals import Side


def side_of(side: SideName | None) -> Side | None:
    """The side of an option."""
    if side is None:
        return None
    return "left" if side is SideName.left else "right"


def versions_of(model: Path) -> dict[str, str]:
    """Versions of everything that a result depends on."""
    from formcheck import report

    return report.versions(model)


@contextmanager
def new_estimator(model: Path) -> Iterator[Any]:
    """A pose estimator that stays with the first person; closed at the end."""
    from formcheck.identity import FirstPerson
    from formcheck.pose import Landmarker

    estimator = FirstPerson(lambda: Landmarker(model))
    try:
        yield estimator
    finally:
        estimator.close()


def tell_event(event: Event) -> None:
    """Print what happened, if it is worth a line."""
    from formcheck.report import event_line

    if line := event_line(event):
        typer.echo(line)


def conclude(outcome: Outcome, spec: Exercise) -> None:
    """Print the result, the files and what went wrong; set the exit code."""
    print_result(outcome.result, spec)
    if outcome.files:
        typer.echo(f"\nIn {outcome.folder}: {', '.join(path.name for path in outcome.files)}")
    if outcome.warning:
        typer.echo(f"formcheck: {outcome.warning}", err=True)
    if outcome.error:
        complain(outcome.error)
        raise typer.Exit(ERROR)
    if outcome.interrupted:
        typer.echo("formcheck: stopped; everything up to here is kept", err=True)
        raise typer.Exit(INTERRUPTED)
    exit_if_nobody(outcome.result)


def exit_if_nobody(result: SetResult) -> None:
    """End with the exit code for an empty picture."""
    if result.n_frames_with_pose == 0:
        tell_nobody()
        raise typer.Exit(NOBODY)


def tell_nobody() -> None:
    """Say that nobody was found, and what to do."""
    typer.echo("formcheck: nobody was found: the whole body must be in the picture, and well lit", err=True)


def print_result(result: SetResult, spec: Exercise) -> None:
    """Print the tables of a set."""
    from formcheck.report import result_lines

    typer.echo("\n".join(["", *result_lines(result, spec)]))
