"""The commands about what was done: history and what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.app import ERROR, app, one_line_errors
from formcheck.pain import STRONGEST

if TYPE_CHECKING:
    from formcheck.exercises.spec import Exercise
    from formcheck.history import History
    from formcheck.history.trends import StoredSet, Trend

history_app = typer.Typer(help="The sets you did: table, trends, export, delete.", rich_markup_mode=None)
app.add_typer(history_app, name="history")

_LEAST_UNSEEN = 0.05
"""A smaller share that was not fully seen is not worth a word."""

ExerciseFilter = Annotated[str | None, typer.Option("--exercise", "-e", help="only of this exercise")]


@history_app.callback(invoke_without_command=True)
@one_line_errors
def table(
    context: typer.Context,
    exercise: ExerciseFilter = None,
    last: Annotated[int, typer.Option(min=1, help="how many sets to list")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="print the sets as JSON")] = False,
) -> None:
    """List your sets, how each exercise goes, and your days in a row.

    Live sets are kept unless you say --private; recordings only with 'replay --history'. Never an
    image: numbers only.

    \b
    Example:
      formcheck history
      formcheck history -e plank --last 5
    """
    if context.invoked_subcommand:
        return
    from formcheck.history.trends import done_sets, streaks, trends

    with _history() as history:
        sets = [_judged(each) for each in done_sets(history, exercise)]
    if as_json:
        typer.echo(json.dumps([_plain(each) for each in sets], indent=2, ensure_ascii=False))
        return
    if not sets:
        typer.echo("No sets yet. 'formcheck live EXERCISE' keeps each set here.")
        return
    typer.echo("\n".join(_set_lines(sets[-last:])))
    typer.echo("\n" + "\n".join(_trend_lines(trends(sets))))
    current, longest = streaks((each.day for each in sets), date.today())
    typer.echo(f"\nDays in a row: {current} now, {longest} at most")


@history_app.command()
@one_line_errors
def plot(
    exercise: Annotated[str, typer.Argument(help="id of an exercise")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="a .png, .svg or .pdf file")] = None,
    value: Annotated[
        str | None, typer.Option(help="check whose value is drawn; what repetitions are counted on if left out")
    ] = None,
) -> None:
    """Draw how far you moved, or how long you held, over the weeks.

    \b
    Example:
      formcheck history plot squat -o squat.png
    """
    from formcheck import outputs
    from formcheck.history.plot import plot as draw
    from formcheck.history.trends import done_sets

    with _history() as history:
        sets = [_judged(each) for each in done_sets(history, exercise, value)]
    if not any(each.motion or each.held_s for each in sets):
        typer.echo(f"formcheck: nothing to draw of '{exercise}': 'formcheck history' lists what there is", err=True)
        raise typer.Exit(ERROR)
    with outputs.claimed(out or Path(f"{exercise}.png"), or_next=out is None) as path:
        draw(sets, exercise, _label(exercise, value), path)
    typer.echo(path)


@history_app.command()
@one_line_errors
def export(
    folder: Annotated[Path, typer.Argument(help="made if need be; nothing in it is overwritten")],
    form: Annotated[str, typer.Option("--as", help="csv, json or parquet")] = "csv",
) -> None:
    """Write the whole history into files, one a table: sets, reps, holds, faults.

    \b
    Example:
      formcheck history export my-history --as parquet
    """
    from formcheck.history.export import export as write

    if form not in ("csv", "json", "parquet"):
        raise typer.BadParameter(f"expected csv, json or parquet, found '{form}'", param_hint="--as")
    with _history() as history:
        for path in write(history, folder, form):  # type: ignore[arg-type] # one of the three, see above
            typer.echo(path)


@history_app.command()
@one_line_errors
def note(
    number: Annotated[int, typer.Argument(metavar="SET", help="number of a set, from 'formcheck history'")],
    text: Annotated[str | None, typer.Argument(help="your note; it takes the place of an earlier one")] = None,
    pain: Annotated[int | None, typer.Option(min=0, max=STRONGEST, help="it hurt, and how strong")] = None,
    no_pain: Annotated[bool, typer.Option("--no-pain", help="it did not hurt: a pain that is noted was none")] = False,
) -> None:
    """Add a note to a set, and how strong it hurt; afterwards, or to put it right.

    It changes the history alone; summary.json and report.html of the set stay as they are.

    \b
    Example:
      formcheck history note 12 "left hip, when I go down" --pain 6
    """
    if text is None and pain is None and not no_pain:
        raise typer.BadParameter("say what: a text, --pain or --no-pain")
    if no_pain and pain is not None:
        raise typer.BadParameter("say one of the two: --pain or --no-pain")
    from formcheck.history.trends import done_sets

    with _history() as history:
        if not history.note(number, text, strength=pain, pain=False if no_pain else None):
            typer.echo(f"formcheck: there is no set {number}: 'formcheck history' lists them", err=True)
            raise typer.Exit(ERROR)
        changed = next(each for each in done_sets(history) if each.id == number)
    typer.echo("\n".join(_set_lines([changed])))


@history_app.command()
@one_line_errors
def delete(
    ids: Annotated[list[int] | None, typer.Argument(help="numbers of sets, from 'formcheck history'")] = None,
    exercise: ExerciseFilter = None,
    before: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="only before this day")] = None,
    everything: Annotated[bool, typer.Option("--all", help="the whole history")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="do not ask")] = False,
) -> None:
    """Delete sets for good.

    \b
    Example:
      formcheck history delete 12 13
      formcheck history delete -e squat --before 2026-01-01
    """
    from formcheck.history.trends import done_sets

    if not (ids or exercise or before or everything):
        raise typer.BadParameter("say which: numbers, --exercise, --before or --all")
    with _history() as history:
        chosen = [
            each.id
            for each in done_sets(history, exercise)
            if (not ids or each.id in ids) and (not before or each.began < before)
        ]
        if chosen and not yes:
            typer.confirm(f"Delete {len(chosen)} of your sets for good?", abort=True)
        typer.echo(f"{history.delete(chosen)} sets deleted" if chosen else "no such set")


@history_app.command()
@one_line_errors
def where() -> None:
    """Print where the history is kept.

    \b
    Example:
      formcheck history where
    """
    from formcheck.history import place

    typer.echo(place())


@contextmanager
def _history() -> Iterator[History]:
    from formcheck.history import History

    history = History()
    try:
        yield history
    finally:
        history.close()


def _label(exercise: str, value: str | None) -> str:
    """What is drawn, as the exercise's file calls it; its id where the file is gone."""
    spec = _spec(exercise)
    if spec is None:
        return value or "furthest point of a repetition"
    if value:
        return next((check.name for check in spec.checks if check.id == value), value)
    relative = spec.reps is not None and spec.reps.own_scale
    if relative:
        return "furthest point of a repetition, own target = 1"
    return f"furthest point of a repetition ({spec.movement.signal})" if spec.movement else "good seconds held"


def _spec(exercise: str) -> Exercise | None:
    """The exercise of a set; None where its file is gone or wrong by now."""
    from formcheck import exercises
    from formcheck.errors import SpecError

    try:
        return exercises.get(exercise)
    except SpecError:
        return None


def _judged(each: StoredSet) -> StoredSet:
    """The set without a share in good form, where the camera cannot tell good from bad."""
    spec = _spec(each.exercise)
    return each if spec is None or spec.form_judged else replace(each, good_share=None, unseen_share=0.0)


def _set_lines(sets: list[StoredSet]) -> list[str]:
    from formcheck.report import Table, table_lines

    columns = ("set", "when", "exercise", "done", "good", "faults", "ended", "note")
    rows = tuple(
        (
            each.id,
            f"{each.began:%Y-%m-%d %H:%M}",
            each.exercise,
            _done(each),
            _good(each),
            ", ".join(f"{name} {count}" for name, count in each.faults),
            _end(each),
            each.note,
        )
        for each in sets
    )
    return table_lines(Table(columns, rows))


def _trend_lines(trends: list[Trend]) -> list[str]:
    from formcheck.report import Table, table_lines

    columns = ("exercise", "sets", "last", "reps", "held", "good, last 3 sets", "the 3 before", "not fully seen")
    rows = tuple(
        (
            each.exercise,
            each.sets,
            str(each.last),
            str(each.reps or ""),
            f"{each.held_s:.0f} s" if each.held_s else "",
            _percent(each.good_latest),
            _percent(each.good_before),
            _percent(each.unseen_latest or None),
        )
        for each in trends
    )
    return table_lines(Table(columns, rows))


def _done(each: StoredSet) -> str:
    spec = _spec(each.exercise)
    if spec.movement is None if spec else each.held_s:
        return f"{each.held_s:.0f} s"
    return f"{each.reps} reps" if each.reps != 1 else "1 rep"


def _good(each: StoredSet) -> str:
    """How much of it was good, of what could be judged; where nothing can, whether it was done."""
    spec = _spec(each.exercise)
    if spec and not spec.form_judged and each.kind == "live":
        return "done" if each.ended_by == "dose" else "not done"
    hidden = f"{_percent(each.unseen_share)} not fully seen" if each.unseen_share >= _LEAST_UNSEEN else ""
    return ", ".join(filter(None, [_percent(each.good_share), hidden]))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _end(each: StoredSet) -> str:
    if each.pain:
        return each.pain.words
    return each.ended_by or "" if each.finished else "cut off"


def _plain(each: StoredSet) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(each) | {"began": each.began.isoformat()}
