"""Where an exercise and its limits come from: graded sources, and the bibliography that they name."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from formcheck.exercises.metric_spec import Strict

Grade = Literal["paper", "recordings", "geometry", "opinion"]

GRADES: dict[Grade, str] = {
    "paper": "published",
    "recordings": "measured on recordings or pictures of people",
    "geometry": "worked out from the body's measures and the camera's error",
    "opinion": "a judgement, of who prescribes it or ours",
}
"""What each kind of evidence is, for people; the strongest first."""

_COUNTED: dict[Grade, tuple[str, str]] = {
    "paper": ("from a paper", "from papers"),
    "recordings": ("from recordings", "from recordings"),
    "geometry": ("from geometry", "from geometry"),
    "opinion": ("by judgement", "by judgement"),
}
FORM = 'write { kind = "paper", "recordings", "geometry" or "opinion", ref = "...", note = "..." }'
"""What is asked of who gives a source in another way."""
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Evidence(Strict):
    """Where something comes from."""

    kind: Grade = Field(
        description="paper: a published number; recordings: measured by the command in 'ref'; geometry: follows from "
        "the body's measures and the landmarks' error; opinion: asked for by somebody, or set by hand"
    )
    ref: Annotated[
        list[str],
        BeforeValidator(lambda ref: [ref] if isinstance(ref, str) else ref, json_schema_input_type=str | list[str]),
    ] = Field(
        [], description="keys of the bibliography, commands of benchmarks/, or references in words; one or a list"
    )
    note: str = Field(min_length=8, description="how the number follows from it, in plain words")

    @property
    def words(self) -> str:
        """Its grade and its note, for people."""
        return f"{GRADES[self.kind]}: {self.note}"

    @model_validator(mode="before")
    @classmethod
    def _no_words(cls, data: object) -> object:
        if isinstance(data, str):
            raise ValueError(FORM)
        return data

    @model_validator(mode="after")
    def _resolved(self) -> Self:
        if self.kind in ("paper", "recordings") and not self.ref:
            what = "the paper" if self.kind == "paper" else "the command that measured it"
            raise ValueError(f"kind '{self.kind}' needs 'ref': {what}")
        for ref in self.ref:
            if not ref.strip():
                raise ValueError("'ref' is empty: name the reference or leave it out")
            if _KEY.fullmatch(ref) and ref not in bibliography():
                keys = ", ".join(bibliography())
                raise ValueError(f"'{ref}' is not in the bibliography: expected one of {keys}, or a reference in words")
        return self


class Reference(Strict):
    """An entry of the bibliography. What is not known of it is left out."""

    authors: str = Field(min_length=2)
    year: int | None = None
    title: str = ""
    doi: str = ""
    url: str = ""
    says: str = Field(min_length=8, description="what it is cited for")

    @property
    def line(self) -> str:
        """The entry in one line."""
        year = f" {self.year}" if self.year else ""
        title = f", {self.title}" if self.title else ""
        places = [place for place in (f"doi:{self.doi}" if self.doi else "", self.url) if place]
        return f"{self.authors}{year}{title}" + (f" ({', '.join(places)})" if places else "") + f": {self.says}"


@cache
def bibliography() -> dict[str, Reference]:
    """Key -> reference, in the order of the file."""
    text = (resources.files("formcheck.exercises") / "bibliography.toml").read_text(encoding="utf-8")
    return {key: Reference.model_validate(entry) for key, entry in tomllib.loads(text).items()}


def summary(sources: Iterable[Evidence]) -> str:
    """``12 limits: 3 from papers, 5 from recordings, 4 from geometry``; empty without any."""
    kinds = Counter(source.kind for source in sources)
    parts = [f"{kinds[kind]} {words[kinds[kind] > 1]}" for kind, words in _COUNTED.items() if kinds[kind]]
    total = kinds.total()
    return f"{total} limit{'s' * (total > 1)}: {', '.join(parts)}" if parts else ""
