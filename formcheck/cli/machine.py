"""The commands about the machine: doctor, models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.app import ERROR, app, model_path, models_app, one_line_errors


@app.command()
@one_line_errors
def doctor(camera: Annotated[str, typer.Option(help="number, device or address of the camera to try")] = "0") -> None:
    """Look whether everything is there: packages, model, camera, screen, folders.

    \b
    Example:
      formcheck doctor
    """
    from formcheck.cli.doctor import examine

    well = True
    for finding in examine(int(camera) if camera.isdecimal() else camera):
        mark = "ok " if finding.ok else "NOT" if finding.needed else " - "
        typer.echo(f"{mark}  {finding.name:22} {finding.detail}")
        if not finding.ok:
            typer.echo(f"     {'':22} -> {finding.advice}")
            well = well and not finding.needed
    typer.echo("Recordings can be checked." if well else "Something is missing: see the lines marked NOT.")
    raise typer.Exit(0 if well else ERROR)


@models_app.command("list")
@one_line_errors
def models_list() -> None:
    """List the pose models and where they are.

    \b
    Example:
      formcheck models list
    """
    from formcheck.pose.models import list_models

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
    typer.echo(model_path(name))


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
    from formcheck.pose.models import list_models, verify

    paths = [path] if path else [model.path for model in list_models() if model.path]
    if not paths:
        typer.echo("no pose model on this machine: run 'formcheck models fetch full'", err=True)
        raise typer.Exit(ERROR)
    for each in paths:
        typer.echo(f"{each}: {verify(each)}")
