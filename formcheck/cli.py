"""The command line; the only place that prints."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from formcheck import __version__
from formcheck.errors import FormcheckError, SpecError

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
    from formcheck.recording import Outcome
    from formcheck.result import Event, SetResult
    from formcheck.signals import Side
    from formcheck.track import PoseTrack

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


def main() -> None:
    """Run the command line."""
    app()


def one_line_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Turn errors that a user can cause into one line and an exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except FormcheckError as error:
            _complain(error)
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


@app.command()
@one_line_errors
def replay(
    video: Annotated[str, typer.Argument(help="a recording")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="id of an exercise, or a .toml file; found by itself if left out"),
    ] = None,
    out: OutOption = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="write no annotated.mp4; faster")] = False,
    start: Annotated[float, typer.Option(min=0.0, help="begin here, seconds")] = 0.0,
    end: Annotated[float | None, typer.Option(min=0.0, help="stop here, seconds")] = None,
    side: SideOption = None,
    model: ModelOption = "full",
) -> None:
    """Check a recording.

    Writes summary.json, reps.csv, track.npz and annotated.mp4 to --out, by default
    formcheck-out/VIDEO-EXERCISE, and prints a table. Exit code: 0 checked, 1 an error
    (everything up to it is kept), 2 wrong options, 3 nobody was found, 130 stopped by Ctrl-C.

    Without -e the exercise is found from the landmarks. If that is not certain, it names the
    likeliest, keeps the landmarks as track.npz for 'formcheck check', and ends with code 2.

    \b
    Example:
      formcheck replay bridges.mp4 -e glute-bridge
      formcheck replay bridges.mp4
    """
    from formcheck.sources import VideoFile

    spec = _exercise(exercise) if exercise else None
    source, track = VideoFile(video, start_s=start, end_s=end), None
    if spec is None:
        folder = out or Path("formcheck-out") / Path(video).stem
        spec, track = _find_exercise(source, folder, model)
        source = VideoFile(video, start_s=start, end_s=end)
    folder = out or Path("formcheck-out") / f"{Path(video).stem}-{spec.id}"
    _run_replay(source, spec, folder, video=not no_video, side=side, model=model, track=track)


@app.command()
@one_line_errors
def live(
    exercise: ExerciseArgument,
    camera: Annotated[str, typer.Option(help="number, device, address, or a recording played at its own pace")] = "0",
    no_window: Annotated[bool, typer.Option("--no-window", help="only print what happens")] = False,
    out: OutOption = None,
    side: SideOption = None,
    model: ModelOption = "full",
    record: Annotated[bool, typer.Option("--record/--no-video", help="keep the pictures as annotated.mp4")] = False,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="end after this long")] = None,
) -> None:
    """Check what a camera sees, now.

    Keys in the window: space pauses, r starts again, s takes the other side as the near one,
    q or Esc ends. At the end it writes summary.json, reps.csv and track.npz to --out, by default
    formcheck-out/live-EXERCISE-TIME; pictures only with --record. Exit codes as of replay.

    \b
    Example:
      formcheck live plank --camera 0
    """
    from formcheck.live import Hooks
    from formcheck.live import live as run
    from formcheck.sources import open_source
    from formcheck.window import Window

    spec = _exercise(exercise)
    source = open_source(camera, live=True)  # before the model: a missing camera is told at once
    first = [source]
    folder = out or Path("formcheck-out") / f"live-{spec.id}-{datetime.now():%Y%m%d-%H%M%S}"
    path = _model(model)
    typer.echo(f"{spec.name}. {spec.camera}\nSafety: {spec.safety}")
    with _estimator(path) as estimator:
        outcome = run(
            lambda: first.pop() if first else open_source(camera, live=True),
            spec, folder, estimator=estimator, name=camera, side=_side(side), record=record, seconds=seconds,
            window=None if no_window else (lambda size_wh: Window(f"formcheck: {spec.name}", size_wh)),
            versions=_versions(path), hooks=Hooks(_tell_event, lambda line: typer.echo(line, err=True)),
        )  # fmt: skip
    _conclude(outcome, spec)


@app.command()
@one_line_errors
def check(
    track: Annotated[Path, typer.Argument(help="track.npz written by replay or live")],
    exercise: ExerciseOption,
    out: OutOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
    side: SideOption = None,
) -> None:
    """Run the checks again on stored landmarks.

    \b
    Example:
      formcheck check formcheck-out/bridges-glute-bridge/track.npz -e glute-bridge
    """
    from formcheck import PoseTrack, analyze, report

    spec = _exercise(exercise)
    stored = PoseTrack.load(track)
    result = analyze(stored, spec, _side(side))
    versions = report.versions()
    if out:
        folder = report.make_folder(out)
        report.write_reps_csv(folder / "reps.csv", result)
        report.write_summary(folder / "summary.json", result, str(track), versions)
    if as_json:
        typer.echo(json.dumps(result.to_dict(str(track), versions), indent=2, ensure_ascii=False))
    else:
        _print_result(result, spec)
    _exit_if_nobody(result)


@app.command("list")
@one_line_errors
def list_() -> None:
    """List the exercises, the built-in ones and yours.

    \b
    Example:
      formcheck list
    """
    from formcheck import exercises

    mine, errors = exercises.own()
    specs = [*map(exercises.get, exercises.names()), *mine]
    width = max(len(spec.id) for spec in specs)
    for spec in specs:
        typer.echo(f"{spec.id:{width}} {spec.name}: {spec.dose}" + (" (yours)" if spec in mine else ""))
    for error in errors:
        _complain(error)


@app.command()
@one_line_errors
def show(exercise: ExerciseArgument) -> None:
    """Show how to set up an exercise, what is checked and where the limits come from.

    \b
    Example:
      formcheck show squat
    """
    from formcheck.report import exercise_lines

    typer.echo("\n".join(exercise_lines(_exercise(exercise))))


@app.command()
@one_line_errors
def routine(
    name: Annotated[
        str | None, typer.Argument(help="id of a routine, or a .toml file; all are listed if left out")
    ] = None,
) -> None:
    """Print the timetable of a routine: when each set begins, its side, dose and rest; or list the routines.

    \b
    Example:
      formcheck routine hip-5
    """
    from formcheck import routines
    from formcheck.report import clock, timetable_lines

    if name:
        typer.echo("\n".join(timetable_lines(routines.get(name))))
        return
    for each in map(routines.get, routines.names()):
        typer.echo(f"{each.id:16} {each.name}: {clock(routines.timetable(each)[-1].end_s)} min")


@app.command()
@one_line_errors
def new(
    name: Annotated[str, typer.Argument(help="id of your exercise: small letters and digits joined by '-'")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="file to write; in your exercise folder if left out")
    ] = None,
) -> None:
    """Write a commented exercise file to start from.

    In your exercise folder it appears in 'formcheck list' and is found by its id.

    \b
    Example:
      formcheck new wall-sit
    """
    from formcheck.exercises import user
    from formcheck.exercises.template import write_template

    path = out or user.folder() / f"{name}.toml"
    write_template(name, path)
    typer.echo(f"{path}: change it to your exercise, then run 'formcheck validate {path}'")


@app.command()
@one_line_errors
def validate(file: Annotated[Path, typer.Argument(help="an exercise file")]) -> None:
    """Tell every mistake of an exercise file, with its line and what was expected.

    \b
    Example:
      formcheck validate wall-sit.toml
    """
    from formcheck.exercises.mistakes import file_mistakes

    mistakes = file_mistakes(file)
    for mistake in mistakes:
        typer.echo(f"{file}: {' '.join(str(mistake).split())}", err=True)
    if mistakes:
        raise typer.Exit(ERROR)
    typer.echo(f"{file}: a valid exercise")


@app.command()
@one_line_errors
def schema() -> None:
    """Print the JSON Schema of exercise files, for editors that complete and check while you type.

    \b
    Example:
      formcheck schema
    """
    from formcheck.exercises.mistakes import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, allow_nan=False))


@app.command()
@one_line_errors
def doctor(camera: Annotated[str, typer.Option(help="number, device or address of the camera to try")] = "0") -> None:
    """Look whether everything is there: packages, model, camera, screen, folders.

    \b
    Example:
      formcheck doctor
    """
    from formcheck.doctor import examine

    well = True
    for finding in examine(int(camera) if camera.isdecimal() else camera):
        mark = "ok " if finding.ok else "NOT" if finding.needed else " - "
        typer.echo(f"{mark}  {finding.name:22} {finding.detail}")
        if not finding.ok:
            typer.echo(f"     {'':22} -> {finding.advice}")
            well = well and not finding.needed
    typer.echo("Recordings can be checked." if well else "Something is missing: see the lines marked NOT.")
    raise typer.Exit(0 if well else ERROR)


@app.command()
@one_line_errors
def demo(
    out: OutOption = None,
    model: ModelOption = "full",
    no_video: Annotated[bool, typer.Option("--no-video", help="write no annotated.mp4; faster")] = False,
) -> None:
    """Check a sample clip: two or three glute bridges.

    \b
    Example:
      formcheck demo
    """
    from formcheck import demo as sample
    from formcheck.sources import VideoFile

    with tempfile.TemporaryDirectory(prefix="formcheck-") as scratch:
        clip = sample.sample_clip()
        if clip is None:
            typer.echo("Drawing a clip ...", err=True)
            clip = sample.draw_clip(Path(scratch) / "glute_bridge_demo.mp4")
        folder = out or Path("formcheck-out") / "demo"
        _run_replay(VideoFile(clip), _exercise(sample.EXERCISE), folder, video=not no_video, side=None, model=model)


@models_app.command("list")
@one_line_errors
def models_list() -> None:
    """List the pose models and where they are.

    \b
    Example:
      formcheck models list
    """
    from formcheck.models import list_models

    for model in list_models():
        here = f"{model.path} ({model.origin})"
        typer.echo(f"{model.name:6} {here if model.path else f'not here; {model.size / 1e6:.0f} MB from {model.url}'}")


@models_app.command("fetch")
@one_line_errors
def models_fetch(name: Annotated[str, typer.Argument(help="lite, full or heavy")] = "full") -> None:
    """Fetch a pose model now, for use without a network.

    \b
    Example:
      formcheck models fetch full
    """
    typer.echo(_model(name))


@models_app.command("verify")
@one_line_errors
def models_verify(
    path: Annotated[Path | None, typer.Argument(help="a .task file; all that are here if left out")] = None,
) -> None:
    """Check the pose models on this machine against their known sha256.

    \b
    Example:
      formcheck models verify
    """
    from formcheck.models import list_models, verify

    paths = [path] if path else [model.path for model in list_models() if model.path]
    if not paths:
        typer.echo("no pose model on this machine: run 'formcheck models fetch full'", err=True)
        raise typer.Exit(ERROR)
    for each in paths:
        typer.echo(f"{each}: {verify(each)}")


def _run_replay(
    source: Any, spec: Exercise, folder: Path, *,
    video: bool, side: SideName | None, model: str, track: PoseTrack | None = None,
) -> None:  # fmt: skip
    """Check a recording; with `track`, the landmarks that were found in it before."""
    from formcheck.replay import Stored
    from formcheck.replay import replay as run

    path = _model(model)
    typer.echo(f"{spec.name}. Safety: {spec.safety}")
    estimators = _estimator(path) if track is None else nullcontext(Stored(track))
    with estimators as estimator, _progress("checking") as progress:
        outcome = run(
            source, spec, folder, estimator=estimator, name=source.path, side=_side(side), video=video,
            versions=_versions(path), progress=progress,
        )  # fmt: skip
    _conclude(outcome, spec)


def _find_exercise(source: Any, folder: Path, model: str) -> tuple[Exercise, PoseTrack]:
    """Which exercise a recording shows, and its landmarks; ends the command where that is not certain."""
    from formcheck import exercises, report
    from formcheck.propose import CERTAIN, propose
    from formcheck.replay import read_landmarks

    with _estimator(_model(model)) as estimator, _progress("finding the exercise") as progress:
        track, error = read_landmarks(source, estimator, progress)
    found = propose(track, [*exercises.names(), *(mine.id for mine in exercises.own()[0])])
    if found and found[0].confidence >= CERTAIN:
        spec = exercises.get(found[0].exercise)
        typer.echo(f"Found by itself: {spec.id} (confidence {found[0].confidence:.2f}). If that is wrong, give -e.")
        return spec, track
    if error:
        _complain(error)
    if not track.has_pose.any():
        _tell_nobody()
        raise typer.Exit(ERROR if error else NOBODY)
    kept = report.make_folder(folder) / "track.npz"
    track.save(kept)
    likely = ", ".join(proposal.exercise for proposal in found[:5])
    told = f"it may be {likely}" if likely else "it looks like none that it knows"
    typer.echo(f"formcheck: not certain which exercise this is: {told}; give it with -e, for the landmarks that are "
               f"kept: formcheck check {kept} -e EXERCISE", err=True)  # fmt: skip
    raise typer.Exit(UNCERTAIN)


def _exercise(name: str) -> Exercise:
    from formcheck import exercises

    return exercises.get(name)


def _side(side: SideName | None) -> Side | None:
    if side is None:
        return None
    return "left" if side is SideName.left else "right"


def _versions(model: Path) -> dict[str, str]:
    from formcheck import report

    return report.versions(model)


def _model(name: str) -> Path:
    from formcheck.models import find_model, list_models

    known = name in {model.name for model in list_models()}
    with _progress("fetching the pose model") as progress:
        return find_model(name, progress=progress) if known else find_model(explicit=name)


@contextmanager
def _estimator(model: Path) -> Iterator[Any]:
    from formcheck.identity import FirstPerson
    from formcheck.pose import Landmarker

    estimator = FirstPerson(lambda: Landmarker(model))
    try:
        yield estimator
    finally:
        estimator.close()


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
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


def _tell_event(event: Event) -> None:
    from formcheck.report import event_line

    if line := event_line(event):
        typer.echo(line)


def _conclude(outcome: Outcome, spec: Exercise) -> None:
    """Print the result, the files and what went wrong; set the exit code."""
    _print_result(outcome.result, spec)
    if outcome.files:
        typer.echo(f"\nIn {outcome.folder}: {', '.join(path.name for path in outcome.files)}")
    if outcome.warning:
        typer.echo(f"formcheck: {outcome.warning}", err=True)
    if outcome.error:
        _complain(outcome.error)
        raise typer.Exit(ERROR)
    if outcome.interrupted:
        typer.echo("formcheck: stopped; everything up to here is kept", err=True)
        raise typer.Exit(INTERRUPTED)
    _exit_if_nobody(outcome.result)


def _exit_if_nobody(result: SetResult) -> None:
    if result.n_frames_with_pose == 0:
        _tell_nobody()
        raise typer.Exit(NOBODY)


def _tell_nobody() -> None:
    typer.echo("formcheck: nobody was found: the whole body must be in the picture, and well lit", err=True)


def _print_result(result: SetResult, spec: Exercise) -> None:
    from formcheck.report import result_lines

    typer.echo("\n".join(["", *result_lines(result, spec)]))


def _complain(error: FormcheckError) -> None:
    hint = " (see 'formcheck list')" if isinstance(error, SpecError) and "no exercise" in str(error) else ""
    typer.echo(f"formcheck: {' '.join(str(error).split())}{hint}", err=True)
