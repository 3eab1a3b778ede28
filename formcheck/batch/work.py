"""Check one recording: its row in the table of sets, and the rows of its repetitions or holds."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from formcheck import report
from formcheck.analysis import recognition as proposing
from formcheck.analysis.session import analyze
from formcheck.batch.find import TRACKS, BatchItem, model_file
from formcheck.concurrency.processes import unforeseen
from formcheck.errors import FormcheckError, ModelError
from formcheck.exercises import get
from formcheck.io.track_log import load_track
from formcheck.json_form import rounded
from formcheck.media import open_recording
from formcheck.pose import models
from formcheck.progress import ProgressCallback
from formcheck.replay.landmarks import read_landmarks
from formcheck.replay.run import new_estimator, which
from formcheck.result import SetResult
from formcheck.track import PoseTrack

ResultRow = dict[str, Any]

_one_at_a_time = threading.Lock()


@dataclass
class Record:
    """The result of checking one recording: its row in the table of sets, and the rows of its repetitions or holds.

    Attributes
    ----------
    item : BatchItem
    row : dict
        Column name -> value; None is unknown. ``status`` is ``checked``, ``nobody``, ``uncertain`` or ``error``.
    parts : list of dict
        A row for each repetition or hold.
    final : bool
        False if it should be tried again: it failed for a reason that does not lie in the recording.
    """

    item: BatchItem
    row: ResultRow
    parts: list[ResultRow] = field(default_factory=list)
    final: bool = True


def check_item(item: BatchItem, progress: ProgressCallback) -> Record:
    """Check a recording; an error becomes a row like any other.

    Parameters
    ----------
    item : BatchItem
    progress : callable
        ``progress(frames_done, frames_expected_or_None)``.

    Raises
    ------
    KeyboardInterrupt
        If `progress` does, so that half a recording is never told as a whole one.
    """
    try:
        track, warning = _landmarks(item, progress)
        return _checked(item, track, warning)
    except FormcheckError as error:
        return failed(item, error, final=not isinstance(error, ModelError))
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
        return failed(item, unforeseen(error), final=False)


def check_alone(item: BatchItem) -> Record:
    """:func:`check_item` for a process with several threads: the pose network's start is not made for that."""
    with _one_at_a_time:
        return check_item(item, lambda *_: None)


def failed(item: BatchItem, error: FormcheckError, *, final: bool) -> Record:
    """The record of a recording that could not be checked.

    Parameters
    ----------
    item : BatchItem
    error : FormcheckError
    final : bool
        Checking it again, as it is, would end the same.
    """
    line = " ".join(str(error).replace(item.path, item.file).split())
    return Record(item, _row(item, "error", line), final=final)


@cache
def sha256_of(path: str, size: int, mtime_ns: int) -> str:  # noqa: ARG001 - a file that has changed is another one
    """The sha256 of a file's content; computed once for each size and time of change.

    Parameters
    ----------
    path : str
    size, mtime_ns : int
        Bytes, and nanoseconds since 1970.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _landmarks(item: BatchItem, progress: ProgressCallback) -> tuple[PoseTrack, str | None]:
    if Path(item.path).suffix in TRACKS:
        return load_track(item.path), None
    source = open_recording(item.path)
    estimator = new_estimator(_model(item.model))
    try:
        landmarks = read_landmarks(source, estimator, progress)
    finally:
        estimator.close()
    if landmarks.interrupted:
        raise KeyboardInterrupt
    if landmarks.error and not len(landmarks.track):
        raise landmarks.error
    return landmarks.track, str(landmarks.error) if landmarks.error else source.warning


def _checked(item: BatchItem, track: PoseTrack, warning: str | None) -> Record:
    if not track.has_pose.any():
        seen = {"frames": len(track), "frames_with_pose": 0, "warning": warning}
        return Record(item, _row(item, "nobody", "nobody was found in it", **seen))
    exercise, confidence = item.exercise, None
    if exercise is None:
        proposals = which(track)
        if not proposals or proposals[0].confidence < proposing.CERTAIN:
            likely = ", ".join(proposal.exercise for proposal in proposals[:5])
            question = f"not certain which exercise: it may be {likely}" if likely else "it looks like no exercise"
            seen = {"frames": len(track), "frames_with_pose": int(track.has_pose.sum()), "warning": warning}
            return Record(item, _row(item, "uncertain", question, **seen))
        exercise, confidence = get(proposals[0].exercise), proposals[0].confidence
    result = analyze(track, exercise, item.side)
    if item.exercise is not None:
        result = replace(result, looks_like=proposing.looks_like(result, exercise, lambda: track))
    columns = {"warning": warning, "confidence": confidence} | _numbers(result)
    return Record(item, _row(item, "checked", None, **columns), _parts(item, result))


def _row(item: BatchItem, status: str, error: str | None, **more: Any) -> ResultRow:
    video = Path(item.path).suffix not in TRACKS
    row: ResultRow = {"file": item.file, "status": status, "exercise": item.exercise.id if item.exercise else None}
    row |= {"error": error, "size": item.size, "sha256": _digest(item)}
    return row | report.versions() | {"model": model_file(item.model) if video else None} | more


def _digest(item: BatchItem) -> str | None:
    try:
        return sha256_of(item.path, item.size, item.mtime_ns)
    except OSError:
        return None


def _numbers(result: SetResult) -> ResultRow:
    summary = rounded(result.to_dict())
    reps, faults = summary["reps"], Counter(fault["id"] for fault in summary["faults"])
    keys = ("exercise", "duration_s", "frames", "frames_with_pose", "view", "side", "looks_like")
    row: ResultRow = {key: summary[key] for key in keys}
    row |= {"reps": reps["count"]} | {key: reps[key] for key in ("good", "not_good", "not_fully_seen", "left", "right")}
    row |= {"attempts": len(summary["attempts"]), "holds": len(summary["holds"]), "faults": len(summary["faults"])}
    row |= {"hold_s": round(result.held_s, 4), "good_s": round(result.good_s, 4), "unseen_s": round(result.unseen_s, 4)}
    row |= {"unknown_s": round(sum(result.unknown_s.values()), 4)}
    row |= {f"faults.{check}": faults[check] for check in result.unknown_s}
    return row | {f"unknown_s.{check}": seconds for check, seconds in summary["unknown_s"].items()}


def _parts(item: BatchItem, result: SetResult) -> list[ResultRow]:
    summary = rounded(result.to_dict())
    rows: list[ResultRow] = []
    for rep in summary["reps"]["each"]:
        values = {f"value.{name}": value for name, value in rep.pop("values").items()}
        lists = {name: " ".join(rep.pop(name)) for name in ("faults", "unknown")}
        del rep["unknown_checks"], rep["value_checks"]  # places in the exercise file; their ids stand in the others
        rows.append({"file": item.file, "exercise": result.exercise, "kind": "rep", **rep, **lists, **values})
    for number, hold in enumerate(result.holds, start=1):
        faults = [fault.id for fault in result.faults if fault.during(hold.start_s, hold.end_s)]
        row = {
            "kind": "hold",
            "number": number,
            **summary["holds"][number - 1],
            "faults": " ".join(dict.fromkeys(faults)),
        }
        rows.append({"file": item.file, "exercise": result.exercise, **row})
    return rows


@cache
def _model(name: str) -> Path:
    """The bundle of a name, fetched if this machine does not have it, or of a path."""
    return models.model_of(name)
