"""The commands about exercises: list, show, new, validate, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, get_args

import typer

from formcheck.cli.app import ERROR, ExerciseArgument, app, complain, exercise_of, one_line_errors

_WHERE = {"floor": "on the floor", "standing": "standing", "chair": "on a chair"}


@app.command("list")
@one_line_errors
def list_() -> None:
    """List the exercises, the built-in ones by what they are for, and yours.

    \b
    Example:
      formcheck list
    """
    from formcheck import exercises
    from formcheck.exercises.setting import Purpose, Where

    mine, errors = exercises.user_exercises()
    built_in = [exercises.get(name) for name in exercises.names()]
    width = max(len(spec.id) for spec in (*built_in, *mine))
    groups = [
        (f"{aim.capitalize()}, {_WHERE[place]}", (aim, place)) for aim in get_args(Purpose) for place in get_args(Where)
    ]
    parts = [
        (title, [s for s in built_in if s.setting and (s.setting.aim, s.setting.place) == of]) for title, of in groups
    ]
    for title, part in (*parts, ("Your own", mine)):
        if part:
            typer.echo(f"{title}:")
        for spec in part:
            needs = [need for need in (spec.setting.needs if spec.setting else ()) if need != "mat"]
            typer.echo(f"  {spec.id:{width}} {spec.name}: {spec.dose}{f' (with a {needs[0]})' if needs else ''}")
    for error in errors:
        complain(error)


@app.command()
@one_line_errors
def show(exercise: ExerciseArgument) -> None:
    """Show how to set up an exercise, what is checked and where the limits come from.

    \b
    Example:
      formcheck show squat
    """
    from formcheck.report import exercise_lines

    typer.echo("\n".join(exercise_lines(exercise_of(exercise))))


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
      formcheck new calf-raise
    """
    from formcheck import exercises
    from formcheck.errors import SpecError
    from formcheck.exercises import user
    from formcheck.exercises.template import write_template

    if name in exercises.names():
        raise SpecError(f"'{name}' is built in: choose another name, such as my-{name}")
    path = out or user.folder() / f"{name}.toml"
    write_template(name, path)
    typer.echo(f"{path}: change it to your exercise, then run 'formcheck validate {path}'")


@app.command()
@one_line_errors
def validate(file: Annotated[Path, typer.Argument(help="an exercise file")]) -> None:
    """Tell every mistake of an exercise file, with its line and what was expected.

    \b
    Example:
      formcheck validate calf-raise.toml
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
