"""The command that writes a report again: report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from formcheck.cli.app import app, exercise_of, one_line_errors, progress_bar
from formcheck.errors import TrackError
from formcheck.json_form import alike
from formcheck.pain import Pain, pain_of


@app.command("report")
@one_line_errors
def report_(
    folder: Annotated[Path, typer.Argument(help="folder that replay, live or check wrote, or any file in it")],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", "-e", help="the set's exercise, where it is a .toml file of its own"),
    ] = None,
) -> None:
    """Write report.html of a stored set again, from track.npz, summary.json and annotated.mp4.

    Where there is one it becomes report-2.html, and so on. Delete annotated.mp4 and the reports
    first for one with drawn figures and no picture of you.

    \b
    Example:
      formcheck report formcheck-out/bridges-glute-bridge
    """
    from formcheck import PoseTrack, outputs, report
    from formcheck.analysis.recognition import looks_like

    folder = folder.parent if folder.is_file() else folder
    summary = _summary(folder / "summary.json")
    pain = _pain(summary, folder / "summary.json")
    track = PoseTrack.load(folder / "track.npz")
    spec = exercise_of(exercise or str(summary["exercise"]))
    result = report.analyzed(track, spec, str(summary.get("side")))
    result = replace(result, looks_like=looks_like(result, spec, lambda: track))
    video = folder / "annotated.mp4"
    with outputs.claimed(folder / "report.html", or_next=True) as page, progress_bar("pictures") as progress:
        report.write_html(
            page,
            result,
            track,
            spec,
            video=video if video.is_file() else None,
            source=str(summary.get("source") or ""),
            versions=dict(summary.get("versions") or {}),
            stopped=summary.get("stopped_early"),
            recorded=_date(summary.get("recorded")),
            progress=progress,
            pain=pain,
        )
    typer.echo(f"{page}: open it in a browser")
    again = result.to_dict()
    changed = [key for key in ("reps", "holds", "faults") if key in summary and not alike(summary[key], again[key])]
    if changed:
        typer.echo(f"formcheck: the checks have changed since: {', '.join(changed)} differ from summary.json", err=True)


def _summary(path: Path) -> dict[str, Any]:
    """What a set left behind.

    Raises
    ------
    TrackError
        If it cannot be read, or is no summary of a set.
    """
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrackError(f"{path}: cannot be read: give the folder of a set that replay or live wrote") from error
    if not isinstance(summary, dict) or "exercise" not in summary:
        raise TrackError(f"{path}: not the summary of a set: give the folder of one that replay or live wrote")
    return summary


def _pain(summary: dict[str, Any], path: Path) -> Pain | None:
    """The pain that ended the set.

    Raises
    ------
    TrackError
        If what stands there is none.
    """
    try:
        return pain_of(summary.get("pain"))
    except ValueError as error:
        raise TrackError(f"{path}: {error}") from error


def _date(text: object) -> datetime | None:
    """The date of a summary; None where it has none."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
