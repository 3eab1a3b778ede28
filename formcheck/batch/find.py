"""The recordings of a folder, and which exercise each of them shows."""

from __future__ import annotations

import csv
import fnmatch
import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from formcheck import __version__, exercises, outputs
from formcheck.errors import SourceError, SpecError
from formcheck.exercises.spec import Exercise
from formcheck.io.track_log import PART
from formcheck.landmarks import Side
from formcheck.pose import models

VIDEOS = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".mts", ".m2ts", ".3gp", ".wmv")
TRACKS = (".npz", PART)
_MADE = "annotated.mp4"
"""What formcheck itself draws on is no recording."""


@dataclass(frozen=True)
class BatchItem:
    """A recording to check, with everything that another process or machine needs for it.

    Attributes
    ----------
    file : str
        Its name in the table: its path inside the folder, with ``/``.
    path : str
    size, mtime_ns : int
        Of the file when it was found.
    model : str
        Name or path of the pose model.
    key : str
        What its result depends on beside its content, see :func:`fingerprint`.
    exercise : Exercise or None
        None: find it.
    side : {"left", "right"} or None
    """

    file: str
    path: str
    size: int
    mtime_ns: int
    model: str
    key: str
    exercise: Exercise | None = None
    side: Side | None = None


@dataclass(frozen=True)
class BatchPlan:
    """A mapping of file names and patterns to exercises; the first that fits a file counts, else `other`."""

    rules: tuple[tuple[str, Exercise], ...] = ()
    other: Exercise | None = None

    def exercise_of(self, file: str) -> Exercise | None:
        """The exercise of a file by its name in the table; None: find it."""
        by_name = dict(reversed(self.rules))
        if file in by_name:
            return by_name[file]
        for name, exercise in self.rules:
            if fnmatch.fnmatchcase(file, name) or fnmatch.fnmatchcase(file.rpartition("/")[2], name):
                return exercise
        return self.other


def read_plan(path: Path, other: Exercise | None = None) -> BatchPlan:
    """Read which file shows which exercise.

    Parameters
    ----------
    path : Path
        ``.csv`` with the columns ``file`` and ``exercise``, or ``.toml`` with lines ``"file" = "exercise"``. A file is
        named by its path inside the folder or its name alone; ``*`` stands for anything.
    other : Exercise, optional
        For files that are not named.

    Raises
    ------
    SpecError
        If the file cannot be read or names an exercise that does not exist.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rules = _from_toml(text) if path.suffix.lower() == ".toml" else _from_csv(text)
    except OSError as error:
        raise SpecError(f"{path}: cannot be read ({error.strerror or error}): check the path") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, csv.Error) as error:
        raise SpecError(f"{path}: not a list of files and exercises ({error})") from error
    resolved = []
    for name, exercise in rules:
        try:
            resolved.append((name.replace("\\", "/"), exercises.get(exercise)))
        except SpecError as error:
            raise SpecError(f"{path}: {name}: {error}") from error
    return BatchPlan(tuple(resolved), other)


def find_files(folder: Path, out: Path, pattern: str | None = None) -> list[Path]:
    """Recordings and stored landmarks in a folder and the folders in it, sorted.

    Parameters
    ----------
    folder : Path
    out : Path
        What lies in it is left out, if it lies in `folder`; and what a killed process left half-written.
    pattern : str, optional
        Names to take, such as ``squat*.mp4``; all videos, ``track.npz`` and ``track.part`` if left out.

    Raises
    ------
    SourceError
        If the folder cannot be read, or nothing in it fits.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder: give one with recordings in it")
    left_out = out.resolve() if folder.resolve() in out.resolve().parents else None
    recordings = [
        path
        for path in sorted(folder.rglob(pattern or "*"))
        if path.is_file()
        and path == outputs.shown(path)
        and left_out not in path.resolve().parents
        and (pattern or _is_recording(path))
    ]
    if not recordings:
        what = f"named {pattern}" if pattern else f"({' '.join((*VIDEOS, *TRACKS))})"
        raise SourceError(f"{folder}: no recordings {what} in it")
    return recordings


def fingerprint(model: str, exercise: Exercise | None, side: Side | None) -> str:
    """Hash of what a result depends on beside the recording: version, model, exercise, side.

    Parameters
    ----------
    model : str
        Name or path.
    exercise : Exercise or None
        None: it is found from the landmarks, so it depends on all exercises.
    side : {"left", "right"} or None
    """
    looked_for = [exercise] if exercise else [*map(exercises.get, exercises.names()), *exercises.user_exercises()[0]]
    specs = [each.model_dump(mode="json") for each in looked_for]
    content = json.dumps([__version__, model_file(model), bool(exercise), side, specs], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@cache
def model_file(model: str) -> str:
    """File name of a pose model that is given by its name or a path."""
    return next((known.file for known in models.list_models() if known.name == model), Path(model).name)


def items_of(
    folder: Path, files: Sequence[Path], plan: BatchPlan, *, model: str, side: Side | None = None
) -> list[BatchItem]:
    """One item for each file.

    Parameters
    ----------
    folder : Path
        That they lie in.
    files : sequence of Path
    plan : BatchPlan
        Which exercise each of them shows.
    model : str
        Name or path of the pose model.
    side : {"left", "right"}, optional
        Nearer to the camera, of all of them.
    """
    keys: dict[str | None, str] = {}
    items = []
    for path in files:
        file = path.relative_to(folder).as_posix()
        exercise = plan.exercise_of(file)
        name = exercise.id if exercise else None
        if name not in keys:
            keys[name] = fingerprint(model, exercise, side)
        stat = path.stat()
        about = (file, str(path.resolve()), stat.st_size, stat.st_mtime_ns)
        items.append(BatchItem(*about, model, keys[name], exercise, side))
    return items


def _is_recording(path: Path) -> bool:
    if path.name == _MADE:
        return False
    return path.suffix.lower() in VIDEOS or (path.suffix in TRACKS and path.stem == "track")


def _from_toml(text: str) -> list[tuple[str, str]]:
    rules: list[tuple[str, Any]] = list(tomllib.loads(text).items())
    wrong = [name for name, exercise in rules if not isinstance(exercise, str)]
    if wrong:
        raise ValueError(f'{wrong[0]}: expected "file" = "exercise"; a name with a dot or a slash needs its quotes')
    return rules


def _from_csv(text: str) -> list[tuple[str, str]]:
    reader = csv.DictReader(text.splitlines())
    if not {"file", "exercise"} <= set(reader.fieldnames or ()):
        raise ValueError(f"its columns are {', '.join(reader.fieldnames or ()) or 'missing'}: expected file,exercise")
    return [(row["file"].strip(), row["exercise"].strip()) for row in reader if row["file"] and row["exercise"]]
