"""The commands about exercises: list, show, new, validate, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.app import ERROR, ExerciseArgument, app, complain, exercise_of, one_line_errors


@app.command("list")
@one_line_errors
def list_() -> None:
    """List the exercises, the built-in ones and yours.

    \b
    Example:
      formcheck list
    """
    from formcheck import exercises

    mine, errors = exercises.user_exercises()
    more = [exercises.get(name) for name in exercises.more()]
    specs = [exercises.get(name) for name in exercises.names() if name not in exercises.more()]
    width = max(len(spec.id) for spec in (*specs, *more, *mine))
    for title, part in (("", specs), ("More exercises:", more), ("Your exercises:", mine)):
        if title and part:
            typer.echo(f"\n{title}")
        for spec in part:
            typer.echo(f"{spec.id:{width}} {spec.name}: {spec.dose}")
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
