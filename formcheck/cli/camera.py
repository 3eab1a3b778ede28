"""The commands in front of a camera: live, routine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.app import (
    ExerciseArgument,
    ModelOption,
    OutOption,
    SideOption,
    app,
    exercise_of,
    model_path,
    one_line_errors,
)  # fmt: skip
from formcheck.cli.sets import conclude, new_estimator, side_of, tell_event, versions_of


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
    with new_estimator(path) as estimator:
        outcome = run(
            lambda: first.pop() if first else open_source(camera, live=True),
            spec, folder, estimator=estimator, name=camera, side=side_of(side), record=record, seconds=seconds,
            window=None if no_window else (lambda size_wh: Window(f"formcheck: {spec.name}", size_wh)),
            versions=versions_of(path), hooks=Hooks(tell_event, lambda line: typer.echo(line, err=True)),
        )  # fmt: skip
    conclude(outcome, spec)


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
