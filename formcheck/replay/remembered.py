"""A recording that was checked, in the user's history."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from formcheck.history import History, SetLog
from formcheck.replay.request import ReplayRequest, ReplayResult


def remember(history: History, order: ReplayRequest, answer: ReplayResult, *, name: str = "") -> SetLog | None:
    """Put a checked recording into the history, with the date of its file.

    Parameters
    ----------
    history : History
    order : ReplayRequest
    answer : ReplayResult
        To it.
    name : str
        Of the recording, in place of where it lies.

    Returns
    -------
    SetLog or None
        None if nobody was seen in it, or it was not checked.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if not (answer.outcome and answer.exercise and answer.outcome.result.n_frames_with_pose):
        return None
    file, outcome = Path(order.path), answer.outcome
    log = history.begin(
        answer.exercise.id,
        kind="recording",
        source=name or order.source,
        began=datetime.fromtimestamp(file.stat().st_mtime) if file.is_file() else None,
        settings={"model": order.model.name, "folder": str(outcome.folder.absolute())},
    )
    log.finish(outcome.result, ended_by="error" if outcome.error else "interrupted" if outcome.interrupted else "end")
    return log
