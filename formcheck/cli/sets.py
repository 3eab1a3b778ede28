"""What the commands that check a set share: the end of a set, its exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from formcheck.cli.app import ERROR, INTERRUPTED, NOBODY, OTHER, SideChoice, complain

if TYPE_CHECKING:
    from formcheck.errors import FormcheckError
    from formcheck.events import Event
    from formcheck.exercises.spec import Exercise
    from formcheck.landmarks import Side
    from formcheck.recorder.set_recorder import Outcome
    from formcheck.result import SetResult


def side_of(side: SideChoice | None) -> Side | None:
    """The side of an option as the core names it."""
    if side is None:
        return None
    return "left" if side is SideChoice.left else "right"


def versions_of(model: Path) -> dict[str, str]:
    """Versions of everything that a result depends on."""
    from formcheck import report

    return report.versions(model)


def tell_event(event: Event) -> None:
    """Print what happened, if it is worth a line."""
    from formcheck.report import event_line

    if line := event_line(event):
        typer.echo(line)


def conclude(outcome: Outcome, spec: Exercise, again: str) -> int:
    """Print the result, the files and what went wrong.

    Parameters
    ----------
    outcome : Outcome
    spec : Exercise
    again : str
        The command that checks it, without the exercise.

    Returns
    -------
    int
        The exit code.
    """
    print_result(outcome.result, spec)
    if outcome.files:
        typer.echo(f"\nIn {outcome.folder}: {', '.join(path.name for path in outcome.files)}")
    if outcome.warning:
        typer.echo(f"formcheck: {outcome.warning}", err=True)
    return (
        code_of_end(outcome.error, interrupted=outcome.interrupted)
        or code_of_nobody(outcome.result)
        or code_of_other(outcome.result, spec, again)
    )


def code_of_end(error: FormcheckError | None, *, interrupted: bool) -> int:
    """Print what stopped a set early.

    Parameters
    ----------
    error : FormcheckError or None
    interrupted : bool
        By Ctrl-C.

    Returns
    -------
    int
        The exit code, 0 if nothing did.
    """
    if error:
        complain(error)
        return ERROR
    if interrupted:
        typer.echo("formcheck: stopped; everything up to here is kept", err=True)
        return INTERRUPTED
    return 0


def code_of_nobody(result: SetResult) -> int:
    """Print that nobody was found in a set; returns the exit code, 0 if somebody was."""
    if result.n_frames_with_pose:
        return 0
    tell_nobody()
    return NOBODY


def code_of_other(result: SetResult, spec: Exercise, again: str) -> int:
    """Print that another exercise was done, and the command for it.

    Parameters
    ----------
    result : SetResult
    spec : Exercise
        The one that it was checked as.
    again : str
        The command that checks it, without the exercise.

    Returns
    -------
    int
        The exit code, 0 if no other was done.
    """
    if result.looks_like is None:
        return 0
    from formcheck import exercises
    from formcheck.analysis.recognition import other_words

    other = exercises.get(result.looks_like)
    typer.echo(f"formcheck: {other_words(other, spec)}: {again} -e {other.id}", err=True)
    return OTHER


def tell_nobody() -> None:
    """Print that nobody was found, and what to do."""
    typer.echo("formcheck: nobody was found: the whole body must be in the picture, and well lit", err=True)


def print_result(result: SetResult, spec: Exercise) -> None:
    """Print the tables of a set.

    Parameters
    ----------
    result : SetResult
    spec : Exercise
    """
    from formcheck.report import result_lines

    typer.echo("\n".join(["", *result_lines(result, spec)]))
