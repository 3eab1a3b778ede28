"""The contract of the built-in files: every exercise and reference is found by itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from formcheck import exercises
from formcheck.exercises import Exercise
from formcheck.exercises.evidence import Evidence, bibliography
from formcheck.exercises.form import SCHEMA
from formcheck.exercises.posture import posture, posture_names
from formcheck.report import exercise_lines
from formcheck.report.text import TRIED_ON

ROOT = Path(__file__).parents[2]
NAMES = exercises.names()

JARGON = re.compile(
    r"\b(ab|ad)ductions?\b|\bextension|\bflexion|\blandmark|\blumbar|\bmetric|\bpelvic|\bposterior|\banterior|\bsupine"
    r"|\bprone|\bscapula|\bsignal|\bspine|\bthoracic|\btransversus|\bvalgus|\byaw|\d|_|°|\bdeg"
)
"""What somebody who exercises need not know."""


def data_of(name: str, folder: str = "catalogue") -> dict[str, Any]:
    """A built-in file as TOML gives it."""
    file = resources.files("formcheck.exercises") / folder / f"{'more/' if name in exercises.more() else ''}{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def sources_of(exercise: Exercise) -> Iterator[Evidence]:
    """All sources of an exercise."""
    yield exercise.source
    yield from (check.source for check in exercise.checks)
    yield from (part.source for part in (exercise.position, exercise.movement) if part and part.source)
    if exercise.position.like:
        yield posture(exercise.position.like).source


@pytest.mark.parametrize("name", NAMES)
def test_the_first_key_says_which_form_the_file_has(name: str) -> None:
    assert next(iter(data_of(name).items())) == ("schema", SCHEMA)


@pytest.mark.parametrize("name", posture_names())
def test_a_posture_is_named_as_its_file_and_shared(name: str) -> None:
    data, one = data_of(name, "postures"), posture(name)
    assert next(iter(data.items())) == ("schema", SCHEMA)
    assert one.id == name
    like_it = [other for other in NAMES if exercises.get(other).position.like == name]
    assert len(like_it) > 1, "what one exercise alone uses stands in its own file"
    for other in like_it:
        spec = exercises.get(other)
        assert spec.metrics.items() >= one.metrics.items()
        assert {c.metric for c in one.position.all} <= {c.metric for c in spec.position.all}


def test_no_conditions_stand_in_two_files() -> None:
    """Three that two exercises share are a posture."""
    own = {name: {str(c) for c in data_of(name)["position"].get("all", [])} for name in NAMES}
    shared = [(a, b) for a, b in combinations(NAMES, 2) if len(own[a] & own[b]) >= 3]
    assert not shared


@pytest.mark.parametrize("name", NAMES)
def test_every_source_can_be_looked_up(name: str) -> None:
    for source in sources_of(exercises.get(name)):
        for ref in source.ref:
            assert ref in bibliography() or (ROOT / ref.split()[0]).is_file(), ref
        if source.kind == "paper":
            assert set(source.ref) & set(bibliography()), source
        if source.kind == "recordings":
            assert any(ref.startswith("benchmarks/") for ref in source.ref), "a command that anyone can run"


def test_every_reference_is_cited() -> None:
    assert set(bibliography()) <= {ref for name in NAMES for s in sources_of(exercises.get(name)) for ref in s.ref}


@pytest.mark.parametrize("name", NAMES)
def test_why_is_one_sentence_in_plain_words(name: str) -> None:
    for check in exercises.get(name).checks:
        assert re.fullmatch(r"[A-Z][^.!?]+\.", check.why), check.why
        for words in (check.why, check.cue, check.cue_low):
            assert not JARGON.search(words.lower()), words


@pytest.mark.parametrize("name", NAMES)
def test_notes_name_no_letter_of_a_list_that_nobody_has(name: str) -> None:
    """``H: slow`` and ``(catalogue)`` were said once; a reader has neither."""
    for source in sources_of(exercises.get(name)):
        assert not re.search(r"\b[HRST]:|\(catalogue\)|\b[HRST] asks", source.note), source.note


@pytest.mark.parametrize("name", exercises.names())
def test_a_file_says_on_whom_it_was_tried(name: str) -> None:
    exercise = exercises.get(name)
    assert exercise.tried_on is not None
    assert any(line.startswith("  Tried ") for line in exercise_lines(exercise))


def rows_under(heading: str) -> list[list[str]]:
    """Cells of the README's table whose head begins so."""
    after = (ROOT / "README.md").read_text(encoding="utf-8").split(heading)[1]
    rows = after.split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_readme_says_on_whom_each_exercise_was_tried() -> None:
    by_name = {exercises.get(name).name.lower(): exercises.get(name).tried_on for name in NAMES}
    found = {}
    for words, count, listed in rows_under("| tried on | exercises | which |"):
        names = listed.split(", ")
        assert (len(names), names) == (int(count), sorted(names))
        found |= {name: next(kind for kind in TRIED_ON if words.startswith(kind)) for name in names}
    assert found == by_name
    *rows, total = rows_under("| exercise | also tried on |")
    assert total[0] == f"all {len(NAMES)}"
    for exercise, tried_on, *_ in rows:
        assert by_name[exercise] == tried_on
