"""The commands about landmarks of and for other tools: track export, track import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.app import app, one_line_errors

track_app = typer.Typer(help="Landmarks for other tools, and of theirs.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(track_app, name="track")


class KeypointLayout(StrEnum):
    """Which points a JSON file has of each person, in which order."""

    coco17 = "coco17"
    halpe26 = "halpe26"
    blazepose = "blazepose"


@track_app.command("export")
@one_line_errors
def track_export(
    track: Annotated[Path, typer.Argument(help="folder of replay or live, or any file in it")],
    to: Annotated[Path, typer.Option(help="file to write: .trc (OpenSim, Sports2D), .csv or .parquet")],
    pixels: Annotated[
        bool, typer.Option("--pixels", help="TRC: the image in pixels, not the world landmarks in metres")
    ] = False,
    guesses: Annotated[
        bool, typer.Option("--guesses", help="TRC: hidden landmarks too; nothing in the file tells them apart")
    ] = False,
) -> None:
    """Write stored landmarks for another tool.

    CSV and Parquet hold everything, and can be imported again without loss. TRC holds points only:
    by default metres around the hips with Y up, as OpenSim wants them; what is hidden (visibility
    below 0.5) is left empty.

    \b
    Example:
      formcheck track export formcheck-out/squats-squat --to squats.trc
    """
    from formcheck import io, outputs
    from formcheck.io.track_log import load_track

    stored = load_track(track)
    with outputs.claimed(to, option="--to") as path:
        io.write(stored, path, pixels=pixels, guesses=guesses)
    typer.echo(path)


@track_app.command("import")
@one_line_errors
def track_import(
    file: Annotated[Path, typer.Argument(help=".trc, .json (COCO results, frames of points), .csv or .parquet")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="track to write; track.npz if left out")] = None,
    layout: Annotated[
        KeypointLayout | None, typer.Option("--from", help="points of a person in JSON; by their number if left out")
    ] = None,
    fps: Annotated[float | None, typer.Option(min=1.0, help="frames a second, if the file does not tell")] = None,
    size: Annotated[str | None, typer.Option(help="size of the frames, 1280x720, if the file does not tell")] = None,
) -> None:
    """Make a track of landmarks that another tool found, for 'formcheck check'.

    Landmarks that the file does not have stay unknown, and so do the checks that need them.

    \b
    Example:
      formcheck track import results.json --fps 30 --size 1280x720 -o squats.npz
      formcheck check squats.npz -e squat
    """
    from formcheck import io, outputs

    imported = io.read(file, layout=layout.value if layout else None, fps=fps, size_wh=_size_of(size))
    with outputs.claimed(out or Path("track.npz"), or_next=out is None) as path:
        imported.track.save(path)
    seconds = imported.track.t_s[-1] - imported.track.t_s[0]
    typer.echo(f"{path}: {len(imported.track)} frames, {seconds:.1f} s, {len(imported.landmarks)} of 33 landmarks")
    if imported.missing:
        typer.echo(f"Unknown: {', '.join(landmark.name.lower() for landmark in imported.missing)}")
    if imported.ignored:
        typer.echo(f"Not used: {', '.join(imported.ignored)}")
    for note in imported.notes:
        typer.echo(f"Note: {note}")


def _size_of(size: str | None) -> tuple[int, int] | None:
    """Width and height of ``1280x720``."""
    if size is None:
        return None
    width, _, height = size.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise typer.BadParameter(f"'{size}': expected WIDTHxHEIGHT, for example 1280x720", param_hint="--size")
    return int(width), int(height)
