"""The commands that check a set: replay, live, check, demo."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formcheck.cli.app import (
    ERROR,
    INTERRUPTED,
    NOBODY,
    UNCERTAIN,
    ExerciseArgument,
    ExerciseOption,
    ModelOption,
    OutOption,
    SideName,
    SideOption,
    app,
    complain,
    exercise_of,
    model_path,
    one_line_errors,
    progress_bar,
)  # fmt: skip

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
    from formcheck.recording import Outcome
    from formcheck.result import Event, SetResult
    from formcheck.signals import Side
    from formcheck.track import PoseTrack


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

    spec = exercise_of(exercise) if exercise else None
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

    spec = exercise_of(exercise)
    source = open_source(camera, live=True)  # before the model: a missing camera is told at once
    first = [source]
    folder = out or Path("formcheck-out") / f"live-{spec.id}-{datetime.now():%Y%m%d-%H%M%S}"
    path = model_path(model)
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

    spec = exercise_of(exercise)
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
        _run_replay(VideoFile(clip), exercise_of(sample.EXERCISE), folder, video=not no_video, side=None, model=model)


def _run_replay(
    source: Any, spec: Exercise, folder: Path, *,
    video: bool, side: SideName | None, model: str, track: PoseTrack | None = None,
) -> None:  # fmt: skip
    """Check a recording; with `track`, the landmarks that were found in it before."""
    from formcheck.replay import Stored
    from formcheck.replay import replay as run

    path = model_path(model)
    typer.echo(f"{spec.name}. Safety: {spec.safety}")
    estimators = _estimator(path) if track is None else nullcontext(Stored(track))
    with estimators as estimator, progress_bar("checking") as progress:
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

    with _estimator(model_path(model)) as estimator, progress_bar("finding the exercise") as progress:
        track, error = read_landmarks(source, estimator, progress)
    found = propose(track, [*exercises.names(), *(mine.id for mine in exercises.own()[0])])
    if found and found[0].confidence >= CERTAIN:
        spec = exercises.get(found[0].exercise)
        typer.echo(f"Found by itself: {spec.id} (confidence {found[0].confidence:.2f}). If that is wrong, give -e.")
        return spec, track
    if error:
        complain(error)
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


def _side(side: SideName | None) -> Side | None:
    if side is None:
        return None
    return "left" if side is SideName.left else "right"


def _versions(model: Path) -> dict[str, str]:
    from formcheck import report

    return report.versions(model)


@contextmanager
def _estimator(model: Path) -> Iterator[Any]:
    from formcheck.identity import FirstPerson
    from formcheck.pose import Landmarker

    estimator = FirstPerson(lambda: Landmarker(model))
    try:
        yield estimator
    finally:
        estimator.close()


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
        complain(outcome.error)
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
