"""What is said to be in a recording: TOML beside it, or a list of many; see README.md here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from photos import IMAGES
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.errors import SpecError

VIDEOS = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v")
TRACKS = (".npz",)
TABLES = (".csv",)
KINDS = (*TRACKS, *VIDEOS, *IMAGES, *TABLES)

Span = Annotated[list[float], Field(min_length=2, max_length=2)]
Range = Annotated[list[int], Field(min_length=2, max_length=2)]


class Strict(BaseModel):
    """Refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid")


class Expected(Strict):
    """What is in a recording; what is left out is not compared."""

    exercise: str
    name: str = Field("", description="in a list: the name of the file, without its ending")
    person: str = Field("", description="who it is; left out: the name up to its first dash")
    side: Literal["left", "right"] | None = Field(None, description="nearer to the camera")
    reps: int | Range | None = Field(None, description="how many, or [least, most]")
    sides: dict[Literal["left", "right"], int] = {}
    attempts: int | None = None
    tops: list[float] = Field([], description="seconds of the repetitions' peaks")
    hold: Span | None = Field(None, description="one hold, seconds [start, end]")
    holds: list[Span] | None = Field(None, description="several of them")
    held: bool | None = Field(None, description="photographs: that is the position of the exercise")
    to: str | None = Field(None, description="photographs: another one beside it, to which the person goes and back")
    faults: list[str] | None = Field(None, description='check ids that must be told; "a|b" is one of them')
    allow: list[str] = Field([], description="check ids that may be told")
    negative: bool = Field(False, description="something else: nothing may be counted, nothing held")
    robust: bool = Field(False, description="only looked at, not compared")
    labels: dict[str, str] = Field({}, description="tables: label -> check id that fails, 'good', or 'METRIC > NUMBER'")
    cuts: list[float] = []
    view: str = ""
    head: str = ""
    note: str = ""
    variant: bool = False
    half: bool = False
    forward: bool = False

    @property
    def spans(self) -> list[tuple[float, float]]:
        """The holds, seconds."""
        given = self.holds if self.holds is not None else [self.hold] if self.hold else []
        return [(start, end) for start, end in given]

    @property
    def range(self) -> tuple[int, int] | None:
        """Least and most repetitions; None where repetitions are not compared."""
        if self.reps is None:
            return None
        return (self.reps, self.reps) if isinstance(self.reps, int) else (self.reps[0], self.reps[1])


class Capture(Strict):
    """Motion capture that is filmed by a camera made of code; see ``motion_capture.py``."""

    files: str = Field(description="which .npz, as a pattern with * in the folder of the list")
    exercise: str
    yaws_deg: list[float] = Field(description="0 = from the front, 90 = from the person's left")
    form: Literal["good", "wrong", "other"] = Field(description="right, wrong on purpose, or another movement")


class Pictures(Strict):
    """Photographs as landmarks, many in one .npz."""

    file: str
    positions: dict[str, list[str]] = Field(description="position in the file -> exercises whose position it is")
    near: dict[str, list[str]] = Field({}, description="position -> exercises that it is too near to, to be wrong")
    unjudged: list[str] = Field([], description="positions of which nothing is said")


class Frames(Strict):
    """Labelled frames as landmarks, many in one .npz; what ``calibrate.py`` reads."""

    file: str
    exercise: str
    good: str = Field(description="label of frames without a fault")
    wrong: dict[str, str] = Field(description="label -> check id that fails there")
    blocks: int = Field(8, ge=2, description="people are not marked: so many blocks of each label stand for them")


class Truth(Strict):
    """A list of what is in many recordings."""

    clip: list[Expected] = []
    capture: list[Capture] = []
    pictures: list[Pictures] = []
    frames: list[Frames] = []


@dataclass(frozen=True)
class Recording:
    """A file, and what is said to be in it."""

    path: Path
    expected: Expected

    @property
    def person(self) -> str:
        """Who it is."""
        return self.expected.person or self.path.stem.split("-")[0]


def read_toml(path: Path, model: type[Any]) -> Any:
    """A TOML file as a model says.

    Parameters
    ----------
    path : Path
    model : type
        :class:`Expected` or :class:`Truth`.

    Raises
    ------
    SpecError
        If it is no TOML, or says something else.
    """
    try:
        return model(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError, TypeError) as error:
        wrong = error.errors()[0] if isinstance(error, ValidationError) else None
        line = f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}" if wrong else str(error).splitlines()[0]
        raise SpecError(f"{path}: {line}; see benchmarks/README.md") from error


def is_list(path: Path) -> bool:
    """Whether a TOML file lists many recordings."""
    text = path.read_text(encoding="utf-8")
    return any(f"[[{name}]]" in text for name in Truth.model_fields)


def recordings(place: Path, tracks: Path | None = None) -> Iterator[Recording]:
    """Recordings with their truth.

    Parameters
    ----------
    place : Path
        A list, or a folder: of every file in it with a TOML of the same name beside it, and of every list in it.
    tracks : Path, optional
        Folder in which the files of lists are looked for; that of the list if left out.

    Raises
    ------
    SpecError
        If a file that a list names is missing.
    """
    for path in [place] if place.is_file() else sorted(place.rglob("*.toml")):
        if is_list(path):
            yield from (Recording(_beside(tracks or path.parent, each), each) for each in read_toml(path, Truth).clip)
        else:
            for file in sorted(path.parent.glob(f"{path.stem}.*")):
                if file.suffix.lower() in KINDS:
                    yield Recording(file, read_toml(path, Expected))


def lists(place: Path) -> Iterator[tuple[Path, Truth]]:
    """The lists at a place, with what stands in them."""
    for path in [place] if place.is_file() else sorted(place.rglob("*.toml")):
        if is_list(path):
            yield path, read_toml(path, Truth)


def _beside(folder: Path, expected: Expected) -> Path:
    found = next((p for kind in KINDS if (p := folder / f"{expected.name}{kind}").is_file()), None)
    if found is None:
        raise SpecError(f"{folder} holds no recording '{expected.name}': expected one of {', '.join(KINDS)}")
    return found
