"""The commands that check recordings: replay, check, demo."""

from __future__ import annotations

import json
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formcheck.cli.app import (
    ERROR,
    NOBODY,
    UNCERTAIN,
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
from formcheck.cli.sets import (
    conclude,
    exit_if_nobody,
    new_estimator,
    print_result,
    side_of,
    tell_nobody,
    versions_of,
)  # fmt: skip

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
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
    result = analyze(stored, spec, side_of(side))
    versions = report.versions()
    if out:
        folder = report.make_folder(out)
        report.write_reps_csv(folder / "reps.csv", result)
        report.write_summary(folder / "summary.json", result, str(track), versions)
    if as_json:
        typer.echo(json.dumps(result.to_dict(str(track), versions), indent=2, ensure_ascii=False))
    else:
        print_result(result, spec)
    exit_if_nobody(result)


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
    estimators = new_estimator(path) if track is None else nullcontext(Stored(track))
    with estimators as estimator, progress_bar("checking") as progress:
        outcome = run(
            source, spec, folder, estimator=estimator, name=source.path, side=side_of(side), video=video,
            versions=versions_of(path), progress=progress,
        )  # fmt: skip
    conclude(outcome, spec)


def _find_exercise(source: Any, folder: Path, model: str) -> tuple[Exercise, PoseTrack]:
    """Which exercise a recording shows, and its landmarks; ends the command where that is not certain."""
    from formcheck import exercises, report
    from formcheck.propose import CERTAIN, propose
    from formcheck.replay import read_landmarks

    with new_estimator(model_path(model)) as estimator, progress_bar("finding the exercise") as progress:
        track, error = read_landmarks(source, estimator, progress)
    found = propose(track, [*exercises.names(), *(mine.id for mine in exercises.own()[0])])
    if found and found[0].confidence >= CERTAIN:
        spec = exercises.get(found[0].exercise)
        typer.echo(f"Found by itself: {spec.id} (confidence {found[0].confidence:.2f}). If that is wrong, give -e.")
        return spec, track
    if error:
        complain(error)
    if not track.has_pose.any():
        tell_nobody()
        raise typer.Exit(ERROR if error else NOBODY)
    kept = report.make_folder(folder) / "track.npz"
    track.save(kept)
    likely = ", ".join(proposal.exercise for proposal in found[:5])
    told = f"it may be {likely}" if likely else "it looks like none that it knows"
    typer.echo(f"formcheck: not certain which exercise this is: {told}; give it with -e, for the landmarks that are "
               f"kept: formcheck check {kept} -e EXERCISE", err=True)  # fmt: skip
    raise typer.Exit(UNCERTAIN)
