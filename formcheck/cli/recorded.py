"""The commands that check recordings: replay, check, demo."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.app import (
    ERROR,
    INTERRUPTED,
    NOBODY,
    UNCERTAIN,
    Bars,
    ExerciseOption,
    JobsOption,
    ModelOption,
    OutOption,
    SideOption,
    app,
    complain,
    exercise_of,
    model_path,
    one_line_errors,
    open_for_reader,
    progress_bar,
    recorded_model,
    stop_on_interrupt,
)
from formcheck.cli.sets import code_of_nobody, code_of_other, conclude, print_result, side_of, tell_nobody

CHECKED = ("report.html", "reps.csv", "summary.json")
"""What check writes."""

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
    from formcheck.progress import ProgressCallback
    from formcheck.recorder.outcome import Outcome
    from formcheck.replay.request import ReplayRequest, ReplayResult


@app.command()
@one_line_errors
def replay(
    videos: Annotated[list[str], typer.Argument(metavar="VIDEO...", help="one recording or several")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="id of an exercise, or a .toml file; found by itself if left out"),
    ] = None,
    out: OutOption = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="write no annotated.mp4; faster")] = False,
    start: Annotated[float, typer.Option(min=0.0, help="begin here, seconds")] = 0.0,
    end: Annotated[float | None, typer.Option(min=0.0, help="stop here, seconds")] = None,
    side: SideOption = None,
    model: ModelOption = "auto",
    jobs: JobsOption = None,
    keep: Annotated[bool, typer.Option("--history", help="keep the sets in your history, by the files' dates")] = False,
) -> None:
    """Check a recording, or several at once.

    Writes summary.json, reps.csv, report.html, track.npz and annotated.mp4 to --out, by default
    formcheck-out/VIDEO-EXERCISE (or VIDEO-EXERCISE-2, ... : nothing that exists is overwritten),
    and prints a table. Exit code: 0 checked, 1 an error (everything up to it is kept), 2 wrong
    options, 3 nobody was found, or clearly another exercise than EXERCISE, 130 stopped by Ctrl-C.

    Without -e the exercise is found from the landmarks. If that is not certain, it names the
    likeliest, keeps the landmarks as track.npz for 'formcheck check', and ends with code 2.

    Of several recordings each gets a folder VIDEO-EXERCISE in --out; --jobs of them are
    checked at a time, with the same results as one by one. One that fails does not stop the
    others; the exit code is the worst.

    \b
    Example:
      formcheck replay bridges.mp4 -e glute-bridge
      formcheck replay bridges.mp4
      formcheck replay *.mp4 -o results --jobs 4
    """
    from formcheck.replay.request import ReplayRequest, names_for

    spec = exercise_of(exercise) if exercise else None
    base = out if out and len(videos) > 1 else Path("formcheck-out")
    path = model_path(recorded_model(model))
    orders = [
        ReplayRequest(
            video,
            path,
            spec,
            folder=out if len(videos) == 1 else None,
            base=base,
            name=name,
            side=side_of(side),
            start_s=start,
            end_s=end,
            video=not no_video,
        )
        for video, name in zip(videos, names_for(videos), strict=True)
    ]
    if spec:
        tell_safety(spec)
    if len(orders) == 1:
        _carry_out(orders[0], keep=keep)
    else:
        _carry_out_all(orders, jobs, keep=keep)


@app.command()
@one_line_errors
def check(
    track: Annotated[Path, typer.Argument(help="folder of replay or live, or any file in it; also what a crash left")],
    exercise: ExerciseOption,
    out: OutOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
    side: SideOption = None,
) -> None:
    """Run the checks again on stored landmarks.

    A set that was killed leaves its landmarks as track.part; with --out they become a
    track.npz as well.

    \b
    Example:
      formcheck check formcheck-out/bridges-glute-bridge -e glute-bridge
      formcheck check formcheck-out/live-squat-20260301-180000/track.part -e squat -o rescued
    """
    from formcheck import analyze, outputs, report
    from formcheck.analysis.recognition import looks_like
    from formcheck.io.track_log import PART, landmarks_file, load_track

    spec, track = exercise_of(exercise), landmarks_file(track)
    stored = load_track(track)
    rescued = track.suffix == PART
    if out:
        outputs.must_be_free(out, CHECKED + ("track.npz",) * rescued)
    result = analyze(stored, spec, side_of(side))
    result = replace(result, looks_like=looks_like(result, spec, lambda: stored))
    versions = report.versions()
    if out:
        video = track.with_name("annotated.mp4")
        with outputs.together(outputs.make_folder(out)) as folder:
            if rescued:
                stored.save(folder / "track.npz")
            report.write_reps_csv(folder / "reps.csv", result)
            report.write_summary(folder / "summary.json", result, str(track), versions)
            report.write_html(
                folder / "report.html",
                result,
                stored,
                spec,
                video=video if video.is_file() else None,
                source=str(track),
                versions=versions,
                stopped=None,
            )
    if as_json:
        typer.echo(json.dumps(result.to_dict(str(track), versions), indent=2, ensure_ascii=False))
    else:
        print_result(result, spec)
    if code := code_of_nobody(result) or code_of_other(result, spec, f"formcheck check {shlex.quote(str(track))}"):
        raise typer.Exit(code)


@app.command()
@one_line_errors
def demo(
    out: OutOption = None,
    model: ModelOption = "auto",
    no_video: Annotated[bool, typer.Option("--no-video", help="write no annotated.mp4; faster")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="leave the report closed")] = False,
) -> None:
    """Check a sample clip, three glute bridges, and open its report.

    In a script, where nobody looks at the output, the report is left closed.

    \b
    Example:
      formcheck demo
    """
    from formcheck.cli import demo_clip as sample
    from formcheck.replay.request import ReplayRequest

    clip = sample.sample_clip()
    folder = out or Path("formcheck-out") / "demo"
    spec = exercise_of(sample.EXERCISE)
    tell_safety(spec)
    path = model_path(recorded_model(model))
    order = ReplayRequest(str(clip), path, spec, folder, numbered=out is None, video=not no_video)
    with progress_bar("checking") as progress:
        answer = check_order(order, progress)
    code = tell_answer(answer, order)
    if answer.outcome and not no_browser:
        open_for_reader(answer.outcome.folder / "report.html")
    if code:
        raise typer.Exit(code)


def tell_safety(spec: Exercise) -> None:
    """Print what is checked, and what to mind."""
    typer.echo(f"{spec.name}. Safety: {spec.safety}")


def _carry_out(order: ReplayRequest, *, keep: bool = False) -> None:
    """Check one recording and end with its exit code."""
    with progress_bar("checking" if order.exercise else "finding the exercise, checking") as progress:
        answer = check_order(order, progress)
    if keep:
        _remember(order, answer)
    if code := tell_answer(answer, order):
        raise typer.Exit(code)


def check_order(order: ReplayRequest, progress: ProgressCallback) -> ReplayResult:
    """Check a recording, here or in a process of its own; only there everything that it takes is loaded.

    Parameters
    ----------
    order : ReplayRequest
    progress : callable
        ``progress(frames_done, frames_expected)``.
    """
    from formcheck.replay.run import carry_out

    return carry_out(order, progress)


def _carry_out_all(orders: list[ReplayRequest], jobs: int | None, *, keep: bool) -> None:
    """Check several recordings, tell each as soon as it is done, and end with the worst exit code."""
    from formcheck.concurrency.processes import cores, in_processes

    codes = [INTERRUPTED] * len(orders)
    with stop_on_interrupt() as stop, Bars([order.source for order in orders]) as bars:
        count = jobs or min(cores(), len(orders))
        for done in in_processes(check_order, orders, count, progress=bars.step, stop=stop):
            with bars.ended(done.index):
                typer.echo(f"\n== {orders[done.index].source}")
                if done.result:
                    if keep:
                        _remember(orders[done.index], done.result)
                    codes[done.index] = tell_answer(done.result, orders[done.index])
                elif done.error:
                    complain(done.error)
                    codes[done.index] = ERROR
    typer.echo(f"\n{codes.count(0)} of {len(orders)} recordings checked")
    worst = next((code for code in (INTERRUPTED, ERROR, UNCERTAIN, NOBODY) if code in codes), 0)
    if worst:
        raise typer.Exit(worst)


def _remember(order: ReplayRequest, answer: ReplayResult) -> None:
    """Put a checked recording into the user's history, with the date of its file."""
    from formcheck.history import History
    from formcheck.replay.remembered import remember

    history = History()
    try:
        log = remember(history, order, answer)
    finally:
        history.close()
    if log and log.problem:
        typer.echo(f"formcheck: {log.problem}", err=True)


def tell_answer(answer: ReplayResult, order: ReplayRequest) -> int:
    """Print what became of a recording; returns its exit code.

    Parameters
    ----------
    answer : ReplayResult
    order : ReplayRequest
        That it answers.
    """
    if answer.proposals and answer.exercise:
        typer.echo(
            f"Found by itself: {answer.exercise.id} (confidence {answer.proposals[0].confidence:.2f}). "
            "If that is wrong, give -e."
        )
        tell_safety(answer.exercise)
    if answer.outcome and answer.exercise:
        return conclude(answer.outcome, answer.exercise, _again(order, answer.outcome))
    if answer.error:
        complain(answer.error)
    if answer.interrupted:
        further = f"; for the landmarks up to here: formcheck check {answer.kept} -e EXERCISE" if answer.kept else ""
        typer.echo(f"formcheck: stopped{further}", err=True)
        return INTERRUPTED
    if not answer.n_frames_with_pose:
        tell_nobody()
        return ERROR if answer.error else NOBODY
    likely = ", ".join(proposal.exercise for proposal in answer.proposals[:5])
    guess = f"it may be {likely}" if likely else "it looks like none that it knows"
    typer.echo(
        f"formcheck: not certain which exercise this is: {guess}; give it with -e, for the landmarks that are "
        f"kept: formcheck check {answer.kept} -e EXERCISE",
        err=True,
    )
    return UNCERTAIN


def _again(order: ReplayRequest, outcome: Outcome) -> str:
    """The command that checks it once more; for an address on the landmarks that were kept: it may hold a password."""
    if "://" in order.path:
        return f"formcheck check {shlex.quote(str(outcome.folder / 'track.npz'))}"
    return f"formcheck replay {shlex.quote(order.path)}"
