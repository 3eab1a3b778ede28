"""What all commands share: the application, its options, errors in one line, progress."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

import typer

from formcheck import __version__
from formcheck.errors import FormcheckError, SpecError

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise

ERROR, UNCERTAIN, NOBODY, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    help="Checks the form of back and hip exercises, from a camera or a recording. Everything stays on this machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="The pose models.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(models_app, name="models")

P = ParamSpec("P")
T = TypeVar("T")


class SideName(StrEnum):
    """The side nearer to the camera."""

    left = "left"
    right = "right"


ExerciseArgument = Annotated[str, typer.Argument(help="id of an exercise ('formcheck list'), or a .toml file")]
ExerciseOption = Annotated[
    str, typer.Option("--exercise", "-e", help="id of an exercise ('formcheck list'), or a .toml file")
]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="folder for the results")]
SideOption = Annotated[
    SideName | None,
    typer.Option(help="your side nearer to the camera; found by itself if left out"),
]
ModelOption = Annotated[str, typer.Option(help="pose model: lite, full, heavy, or a .task file")]


def one_line_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Turn errors that a user can cause into one line and an exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except FormcheckError as error:
            complain(error)
            raise typer.Exit(ERROR) from error
        except KeyboardInterrupt as error:
            typer.echo("formcheck: stopped", err=True)
            raise typer.Exit(INTERRUPTED) from error

    return wrapped


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="show the version and exit")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def exercise_of(name: str) -> Exercise:
    """The exercise of an id or a file."""
    from formcheck import exercises

    return exercises.get(name)


def model_path(name: str) -> Path:
    """The model bundle of a name or a path; fetched with a progress bar if need be."""
    from formcheck.models import find_model, list_models

    known = name in {model.name for model in list_models()}
    with progress_bar("fetching the pose model") as progress:
        return find_model(name, progress=progress) if known else find_model(explicit=name)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on stderr that appears with its first step."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = None

        def step(done: int, expected: int | None) -> None:
            nonlocal task
            if task is None:
                task = bars.add_task(what)
            bars.update(task, completed=done, total=expected)

        yield step


def complain(error: FormcheckError) -> None:
    """Tell an error in one line."""
    hint = " (see 'formcheck list')" if isinstance(error, SpecError) and "no exercise" in str(error) else ""
    typer.echo(f"formcheck: {' '.join(str(error).split())}{hint}", err=True)
