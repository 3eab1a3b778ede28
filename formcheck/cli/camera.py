"""The commands in front of a camera: live, routine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.app import ModelOption, OutOption, SideOption, app, exercise_of, one_line_errors
from formcheck.cli.live_run import LiveRun, Options

if TYPE_CHECKING:
    from formcheck.routines.plan import PlannedSet

CameraOption = Annotated[str, typer.Option(help="number, device, address, or a recording played at its own pace")]
NoWindowOption = Annotated[bool, typer.Option("--no-window", help="only print what happens")]
RecordOption = Annotated[bool, typer.Option("--record/--no-video", help="keep the pictures as annotated.mp4")]
SecondsOption = Annotated[float | None, typer.Option(min=0.1, help="end after this long")]
VoiceOption = Annotated[bool, typer.Option("--voice/--mute", help="speak")]
ThemeOption = Annotated[str, typer.Option(help="look of the screen: dark, light, high-contrast")]
PrivateOption = Annotated[bool, typer.Option("--private", help="write nothing: no files, no history")]
StatsOption = Annotated[
    bool, typer.Option("--stats", help="tell how long each step took and what was dropped; also as stats.json")
]


@app.command()
@one_line_errors
def live(
    exercise: Annotated[
        str | None, typer.Argument(help="id of an exercise, or a .toml file; found by itself if left out")
    ] = None,
    camera: CameraOption = "0",
    sets: Annotated[int, typer.Option(min=1, help="how many, a side")] = 1,
    free: Annotated[bool, typer.Option("--free", help="no dose: goes on until you end it")] = False,
    no_window: NoWindowOption = False,
    out: OutOption = None,
    side: SideOption = None,
    model: ModelOption = "auto",
    record: RecordOption = False,
    seconds: SecondsOption = None,
    voice: VoiceOption = True,
    theme: ThemeOption = "dark",
    private: PrivateOption = False,
    stats: StatsOption = False,
) -> None:
    """Do an exercise in front of a camera: it leads you in, counts, corrects and ends the set, hands-free.

    Keys in the window: space pauses, r starts again, s takes the other side as the near one, n goes
    on to the next set, q or Esc ends. p: it hurts. The run is over and the pain is noted; type how
    strong it is, 0 to 10, and a note, or nothing. Without a key: hold a hand to your ear for three
    seconds. The set is stopped and you are asked whether it hurts; it goes on only if you say so.
    If you clearly do another exercise, it says so once, and y changes to a set of that.
    At the end it writes summary.json, reps.csv, track.npz, report.html and what was said
    (said.jsonl, said.txt) to --out, by default formcheck-out/live-EXERCISE-TIME; pictures only with
    --record. Exit codes as of replay.

    Without EXERCISE it watches until it knows what you do; where it is not sure, it asks on the screen.

    \b
    Example:
      formcheck live plank --camera 0
    """
    from formcheck.routines import plan

    options = Options(camera, no_window, out, side, model, record, seconds, voice, theme, private, stats)
    if exercise is None:
        _run(options, [], "live", "", open_end=free)
        return
    spec = exercise_of(exercise)
    sets_to_do = plan.of_exercise(spec, sets)
    if free:
        sets_to_do = [replace(sets_to_do[0], side=None, reps=0, hold_s=0.0, breaths=0, rest_s=0.0, number=1, of=1)]
    _run(options, sets_to_do, f"live-{spec.id}", spec.name, open_end=free)


@app.command()
@one_line_errors
def routine(
    name: Annotated[
        str | None, typer.Argument(help="id of a routine, or a .toml file; all are listed if left out")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only print the timetable")] = False,
    camera: CameraOption = "0",
    no_window: NoWindowOption = False,
    out: OutOption = None,
    side: SideOption = None,
    model: ModelOption = "auto",
    record: RecordOption = False,
    seconds: SecondsOption = None,
    voice: VoiceOption = True,
    theme: ThemeOption = "dark",
    private: PrivateOption = False,
    stats: StatsOption = False,
) -> None:
    """Do a routine in front of a camera, hands-free: its sets, sides and rests, one after the other.

    It writes what 'live' writes, each set in a folder of its own below --out, by default
    formcheck-out/routine-NAME-TIME, and routine.json beside them. Keys as of 'live'.

    \b
    Example:
      formcheck routine hip-5 --dry-run
      formcheck routine hip-5
    """
    from formcheck import routines
    from formcheck.report import clock, timetable_lines
    from formcheck.routines import plan

    if name is None:
        for each in map(routines.get, routines.names()):
            typer.echo(f"{each.id:16} {each.name}: {clock(routines.timetable(each)[-1].end_s)} min")
        return
    chosen = routines.get(name)
    if dry_run:
        typer.echo("\n".join(timetable_lines(chosen)))
        return
    options = Options(camera, no_window, out, side, model, record, seconds, voice, theme, private, stats)
    _run(options, plan.of_routine(chosen), f"routine-{chosen.id}", chosen.name)


def _run(options: Options, plan: list[PlannedSet], folder_name: str, title: str, *, open_end: bool = False) -> None:
    """Run a plan in front of a camera; an empty one finds out what is done."""
    from formcheck import outputs
    from formcheck.media import open_source
    from formcheck.screen import themes

    themes.get(options.theme)
    if options.out and not options.private:
        outputs.must_be_free(options.out, [*outputs.OF_A_RUN, *outputs.OF_A_SET])
    source = open_source(options.camera, live=True)  # before the model: a missing camera is told at once
    folder = options.out or Path("formcheck-out") / f"{folder_name}-{datetime.now():%Y%m%d-%H%M%S}"
    LiveRun(options, plan, None if options.private else folder, title, open_end).run(source)
