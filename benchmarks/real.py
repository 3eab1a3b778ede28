"""How right the checker is on recordings of your own: ``python benchmarks/real.py FOLDER [--cache FOLDER]``.

Beside each video, photograph or landmark table lies a TOML file of the same name that says what is in it; see README.md
here. Landmarks of videos and photographs are kept in a cache, so a second run costs seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from accuracy_table import Table, markdown
from accuracy_tracks import default_cache
from labelled import read
from limits import f1
from photos import IMAGES, against, detect, photo_row, to_and_fro
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck import PoseTrack, analyze
from formcheck.errors import FormcheckError, SpecError
from formcheck.frames import Frames
from formcheck.media import VideoFile
from formcheck.pose.first_person import FirstPerson
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model
from formcheck.result import FAIL, PASS, SetResult

VIDEOS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v")
Span = Annotated[list[float], Field(min_length=2, max_length=2)]


class Expected(BaseModel):
    """What is in a recording; what is left out is not compared."""

    model_config = ConfigDict(extra="forbid")
    exercise: str
    side: Literal["left", "right"] | None = None
    reps: int | None = None
    left: int | None = None
    right: int | None = None
    attempts: int | None = None
    holds: list[Span] | None = Field(None, description="seconds [start, end]")
    held: bool | None = Field(None, description="photographs: that is the position of the exercise")
    to: str | None = Field(None, description="photographs: another one beside it, to which the person goes and back")
    faults: list[str] | None = Field(None, description="check ids told in the recording, and no others")
    labels: dict[str, str] = Field({}, description="tables: label -> check id that fails, 'good', or 'METRIC > NUMBER'")


def expected(path: Path) -> Expected:
    """Read the TOML beside a recording.

    Raises
    ------
    SpecError
        If it is no TOML, or says something else than :class:`Expected`.
    """
    try:
        return Expected(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError, TypeError) as error:
        raise SpecError(f"{path}: {str(error).splitlines()[0]}; see benchmarks/README.md") from error


def recordings(folder: Path) -> Iterator[tuple[Path, Expected]]:
    """Videos, photographs and tables in a folder with a TOML beside them."""
    for path in sorted(folder.rglob("*")):
        beside = path.with_suffix(".toml")
        if path.suffix.lower() in (*VIDEOS, *IMAGES, ".csv") and beside.is_file():
            yield path, expected(beside)


def landmarks(path: Path, cache: Path) -> PoseTrack:
    """What MediaPipe sees in a video, as ``formcheck replay`` has it, or in a photograph."""
    model = find_model()
    digest = hashlib.sha256(path.read_bytes() + model.read_bytes() + version("mediapipe").encode())
    kept = cache / f"{digest.hexdigest()[:24]}.npz"
    if kept.is_file():
        return PoseTrack.load(kept)
    track = detect(path, model) if path.suffix.lower() in IMAGES else _followed(path, model)
    cache.mkdir(parents=True, exist_ok=True)
    track.save(kept)
    return track


def _followed(path: Path, model: Path) -> PoseTrack:
    estimator = FirstPerson(lambda: Landmarker(model))
    try:
        return PoseTrack.concatenate([estimator.detect(frame.bgr, frame.t_s) for frame in VideoFile(path)])
    finally:
        estimator.close()


def video_row(name: str, wanted: Expected, result: SetResult) -> list[str]:
    """One line of the table of videos: found / expected."""
    sides = [rep.side for rep in result.reps]
    cells = [
        against(found, true)
        for found, true in (
            (len(result.reps), wanted.reps),
            (sides.count("left"), wanted.left),
            (sides.count("right"), wanted.right),
            (len(result.attempts), wanted.attempts),
        )
    ]
    told = sorted({fault.id for fault in result.faults})
    return [name, wanted.exercise, *cells, _held(result, wanted.holds), _told(told, wanted.faults)]


def _held(result: SetResult, holds: list[list[float]] | None) -> str:
    found = sum(h.end_s - h.start_s for h in result.holds)
    if holds is None:
        return f"{found:.1f}" if result.holds else "-"
    true = sum(end - start for start, end in holds)
    error = f", error {10 * (found - true) / true:+.2f} s / 10 s" if true else ""
    return f"{found:.1f} for {true:.1f}{error}"


def _told(told: list[str], faults: list[str] | None) -> str:
    if faults is None:
        return ", ".join(told) or "none"
    found, true = set(told), set(faults)
    parts = {"right": found & true, "false": found - true, "missed": true - found}
    return "; ".join(f"{name}: {', '.join(sorted(ids))}" for name, ids in parts.items() if ids) or "none, as expected"


def table_rows(path: Path, wanted: Expected) -> list[list[str]]:
    """F1 per label over the frames of a landmark table, and the share of frames with no verdict."""
    truth, said = [], []
    for recording in read(path):
        truth.append(recording.labels)
        said.append(verdicts(analyze(recording.track, wanted.exercise, wanted.side), wanted.labels))
    labels, verdict = np.concatenate(truth), np.concatenate(said)
    lines = []
    for label in (*(label for label in wanted.labels if (labels == label).any()), "macro"):
        mine = labels == label if label != "macro" else np.ones(len(labels), dtype=bool)
        score = f1(labels, verdict, label) if label != "macro" else np.mean([float(line[4]) for line in lines])
        unknown = float(np.mean(verdict[mine] == "?"))
        lines.append([path.stem, wanted.exercise, label, str(int(mine.sum())), f"{score:.3f}", f"{unknown:.3f}"])
    return lines


def verdicts(result: SetResult, labels: dict[str, str]) -> np.ndarray:
    """(T,) label of each frame as the checker sees it; "?" where it cannot tell."""
    assert result.frames is not None
    said = np.full(len(result.frames.t_s), "?", dtype=object)
    checks = result.frames.checks
    ids = [meaning for meaning in labels.values() if meaning in checks]
    for label, meaning in labels.items():
        if meaning in checks:
            said[checks[meaning] == FAIL] = label
        elif meaning == "good":
            said[(said == "?") & np.all([checks[i] == PASS for i in ids], axis=0)] = label
        else:
            said[_holds(result.frames, meaning)] = label
    return said.astype(str)


def _holds(frames: Frames, condition: str) -> np.ndarray:
    """(T,) where ``METRIC > NUMBER`` or ``METRIC < NUMBER`` holds."""
    metric, sign, number = [*condition.split(), "", ""][:3]
    if metric not in frames.metrics or sign not in ("<", ">"):
        raise SpecError(f"label '{condition}': expected a check id, 'good', or METRIC < NUMBER with one of its metrics")
    values = frames.metrics[metric]
    return np.asarray(values > float(number) if sign == ">" else values < float(number))


def report(found: list[tuple[Path, Expected]], cache: Path) -> str:
    """Both tables as Markdown."""
    videos: list[list[str]] = []
    photos: list[list[str]] = []
    frames: list[list[str]] = []
    for index, (path, wanted) in enumerate(found, start=1):
        print(f"{index}/{len(found)} {path.name}", file=sys.stderr, flush=True)
        if path.suffix == ".csv":
            frames += table_rows(path, wanted)
        elif path.suffix.lower() in IMAGES:
            first = landmarks(path, cache)
            second = landmarks(path.with_name(wanted.to), cache) if wanted.to else first
            track = to_and_fro(first, second, (wanted.reps or 3) if wanted.to else 0)
            name = f"{path.stem} to {Path(wanted.to).stem}" if wanted.to else path.stem
            photos.append(photo_row(name, wanted.exercise, track, wanted.held, wanted.reps))
        else:
            videos.append(video_row(path.stem, wanted, analyze(landmarks(path, cache), wanted.exercise, wanted.side)))
    head = ["video", "exercise", "reps", "left", "right", "attempts", "seconds held", "faults"]
    tables: list[Table] = [
        ("Videos (found = expected; bold where they differ)", head, videos),
        (
            "Photographs (bold where they differ from what was expected)",
            ["photograph", "exercise", "in position", "reps", "faults", "taken for"],
            photos,
        ),
        ("Labelled frames", ["table", "exercise", "label", "frames", "F1", "unknown"], frames),
    ]
    return "\n".join(markdown(table) for table in tables if table[2])


def main(arguments: list[str] | None = None) -> Any:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, default=default_cache())
    parsed = parser.parse_args(arguments)
    try:
        found = list(recordings(parsed.folder))
        if not found:
            parser.error(f"{parsed.folder}: no video, photograph or .csv with a .toml of the same name beside it")
        print(report(found, parsed.cache))
    except FormcheckError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
