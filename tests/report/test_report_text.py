"""What a set and an exercise say in a terminal."""

from __future__ import annotations

import pytest
from fakes import performed

from formcheck import analyze, exercises
from formcheck.exercises.evidence import Evidence, bibliography, summary
from formcheck.report import exercise_lines, result_lines


@pytest.mark.parametrize(("exercise", "fault"), [("squat", "depth"), ("plank", "hips-sag")])
def test_a_fault_says_why_it_matters(exercise: str, fault: str) -> None:
    spec = exercises.get(exercise)
    result = analyze(performed(exercise, fault, 2), exercise)
    lines = result_lines(result, spec)
    told = {(spec.checks[found.check].why, found.cue) for found in result.faults}
    assert told
    for why, cue in told:
        (line,) = [line for line in lines if line.endswith(f". {why}")]
        assert cue in line


def test_no_fault_no_reasons() -> None:
    spec = exercises.get("squat")
    lines = result_lines(analyze(performed("squat"), spec), spec)
    assert not [line for line in lines if any(check.why in line for check in spec.checks)]


def source(kind: str) -> Evidence:
    return Evidence.model_validate({"kind": kind, "ref": "somebody, in words", "note": "for a test"})


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ("", ""),
        ("g", "1 limit: 1 from geometry"),
        ("grpp", "4 limits: 2 from papers, 1 from recordings, 1 from geometry"),
        ("poo", "3 limits: 1 from a paper, 2 by judgement"),
    ],
)
def test_the_evidence_in_one_line(kinds: str, words: str) -> None:
    of = {"p": "paper", "r": "recordings", "g": "geometry", "o": "opinion"}
    assert summary(source(of[kind]) for kind in kinds) == words


def test_references_are_numbered_as_they_are_cited() -> None:
    lines = exercise_lines(exercises.get("squat"))
    cited = lines[lines.index("References") + 1 :]
    assert [line.split()[0] for line in cited] == [f"[{n}]" for n in range(1, len(cited) + 1)]
    (toe,) = [line for line in lines if "labelled frames 0.90 told right" in line]
    assert toe.strip().startswith("measured on recordings or pictures of people: ")
    numbers = toe[toe.index("[") + 1 : toe.index("]")].split(", ")
    named = {line.split("] ")[1] for line in cited for n in numbers if line.strip().startswith(f"[{n}]")}
    assert {"benchmarks/limits.py squat", bibliography()["fry-2003"].line} <= named
    assert "  17 limits: 1 from a paper, 15 from recordings, 1 from geometry" in lines
