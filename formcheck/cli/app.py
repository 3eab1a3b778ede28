"""What all commands share: the application, its options, errors in one line, progress."""

from __future__ import annotations

import functools
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, Self, TypeVar

import typer

from formcheck import __version__
from formcheck.addresses import redacted
from formcheck.errors import FormcheckError, SpecError

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
    from formcheck.progress import ProgressCallback

ERROR, UNCERTAIN, NOBODY, INTERRUPTED = 1, 2, 3, 130
OTHER = NOBODY
"""Another exercise than the one that was asked for: as with nobody, none of it was found."""

app = typer.Typer(
    help="Checks the form of back and hip exercises, from a camera or a recording. Everything stays on this machine."
    " Without a command it opens in the browser.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="The pose models.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(models_app, name="models")

P = ParamSpec("P")
T = TypeVar("T")


class SideChoice(StrEnum):
    """The side nearer to the camera."""

    left = "left"
    right = "right"


ExerciseArgument = Annotated[str, typer.Argument(help="id of an exercise ('formcheck list'), or a .toml file")]
ExerciseOption = Annotated[
    str, typer.Option("--exercise", "-e", help="id of an exercise ('formcheck list'), or a .toml file")
]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="folder for the results")]
SideOption = Annotated[
    SideChoice | None,
    typer.Option(help="your side nearer to the camera; found by itself if left out"),
]
ModelOption = Annotated[str, typer.Option(help="pose model: auto, lite, full, heavy, or a .task file")]
JobsOption = Annotated[
    int | None,
    typer.Option(min=1, help="so many recordings at a time; one a core if left out", show_default=False),
]


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
@one_line_errors
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="show the version and exit")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        from formcheck.cli.page import open_page

        open_page()


def exercise_of(name: str) -> Exercise:
    """The exercise of an id or a file."""
    from formcheck import exercises

    return exercises.get(name)


def recorded_model(choice: str) -> str:
    """The ``--model`` for recordings, a name or a path; if another than the usual one is chosen, that is told."""
    from formcheck.pose.models import AUTO, DEFAULT, for_recordings

    if choice != AUTO:
        return choice
    chosen = for_recordings()
    if chosen != DEFAULT:
        typer.echo(f"Pose model: {chosen}.")
    return chosen


def model_path(name: str) -> Path:
    """The model bundle of a name or a path; fetched with a progress bar if need be."""
    from formcheck.pose.models import model_of

    with progress_bar("fetching the pose model") as progress:
        return model_of(name, progress=progress)


@contextmanager
def progress_bar(what: str) -> Iterator[ProgressCallback]:
    """A progress bar on stderr that appears with its first step."""
    from rich.console import Console
    from rich.progress import Progress

    bars, task = Progress(console=Console(stderr=True), transient=True), None

    def step(done: int, expected: int | None) -> None:
        nonlocal task
        if task is None:
            bars.start()
            task = bars.add_task(what)
        bars.update(task, completed=done, total=expected)

    try:
        yield step
    finally:
        if task is not None:
            bars.stop()


class Bars:
    """Progress bars on stderr: one for all items and one for each that is worked on."""

    def __init__(self, names: Sequence[str], n_done: int = 0) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self._names = [Path(name).name[-40:] for name in names]
        self._tasks: dict[int, Any] = {}
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not console.is_terminal,
        )
        self._all = self._bars.add_task("recordings", total=len(names) + n_done, completed=n_done)

    def step(self, index: int, done: int, expected: int | None) -> None:
        """Move the bar of an item.

        Parameters
        ----------
        index : int
            Of the item.
        done : int
        expected : int or None
            None: nobody knows how much there is.
        """
        if index not in self._tasks:
            self._tasks[index] = self._bars.add_task(self._names[index])
        self._bars.update(self._tasks[index], completed=done, total=expected)

    @contextmanager
    def ended(self, index: int) -> Iterator[None]:
        """Remove the bar of an item; in here one may print."""
        if index in self._tasks:
            self._bars.remove_task(self._tasks.pop(index))
        self._bars.advance(self._all)
        self._bars.stop()
        try:
            yield
        finally:
            self._bars.start()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()


def open_for_reader(page: Path) -> None:
    """Open a page in the browser where somebody reads what is printed; nothing is lost where it cannot be."""
    if sys.stdout.isatty() and page.is_file() and not webbrowser.open(page.resolve().as_uri()):
        typer.echo(f"{page}: open it in a browser")


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """Set the event at the first Ctrl-C, so that the work under way can be finished; a second one ends at once."""
    stop = threading.Event()

    def wish(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        typer.echo("formcheck: stopping; Ctrl-C again to give up what is under way", err=True)

    before = signal.signal(signal.SIGINT, wish)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def complain(error: FormcheckError) -> None:
    """Print an error in one line, without the password of an address that another library may have put into it."""
    hint = " (see 'formcheck list')" if isinstance(error, SpecError) and "no exercise" in str(error) else ""
    typer.echo(f"formcheck: {' '.join(map(redacted, str(error).split()))}{hint}", err=True)
