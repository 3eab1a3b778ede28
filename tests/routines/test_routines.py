"""Routines: every exercise exists, the timetable adds up, mistakes are named."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from test_cli import run

from formcheck import exercises, routines
from formcheck.errors import SpecError
from formcheck.exercises.reading import parse_as

MINE = """
id = "mine"
name = "Mine"
source = "a test"

[[steps]]
exercise = "squat"
reps = 5
rep_s = 3
sets = 2
rest_s = 30
transition_s = 10

[[steps]]
exercise = "reverse-lunge"
hold_s = 20
sides = ["right", "left"]
sets = 1
rest_s = 7
transition_s = 15
"""
IN_ORDER = {
    "hyatt-8": "glute-bridge glute-bridge-pulse side-plank-leg-lift side-plank-leg-lift-pulse bird-dog cat-cow "
    "childs-pose plank",
    "daily-10": "reverse-lunge lying-twist shoelace-stretch seated-twist seated-lunge pigeon butterfly "
    "lateral-hip-stretch standing-pelvic-tilt deep-squat-rest",
    "two-stretches": "elevated-quad-stretch elevated-pigeon",
}


def routine_of(text: str) -> routines.Routine:
    return parse_as(routines.Routine, text, "mine.toml")


def test_the_timetable_of_a_routine() -> None:
    rows = [(e.start_s, e.work_s, e.rest_s, e.exercise, e.side, e.dose) for e in routines.timetable(routine_of(MINE))]
    assert rows == [
        (10, 15, 30, "squat", "", "5 reps"),
        (55, 15, 15, "squat", "", "5 reps"),
        (85, 20, 7, "reverse-lunge", "right", "20 s"),
        (112, 20, 0, "reverse-lunge", "left", "20 s"),
    ]


def test_held_repetitions_and_breaths() -> None:
    held = MINE.replace("rep_s = 3", "rep_s = 3\nhold_s = 2").replace("hold_s = 20", "breaths = 4\nbreath_s = 6")
    entries = routines.timetable(routine_of(held))
    assert [(e.work_s, e.dose) for e in entries[::2]] == [(25, "5 reps, each held 2 s"), (24, "4 breaths")]


def test_what_is_left_out_comes_from_the_exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.exercises.template import template

    monkeypatch.setenv("FORMCHECK_EXERCISES", str(tmp_path))
    dose = "target = { reps = 10 }\n"
    assert dose in template("own")
    (tmp_path / "own.toml").write_text(
        template("own").replace(dose, "target = { reps = 6, sets = 2, each_side = true }\n")
    )
    mine = routine_of('id = "m"\nname = "M"\nsource = "a test"\n[[steps]]\nexercise = "own"')
    told = [(e.side, e.dose) for e in routines.timetable(mine)]
    assert told == [("left", "6 reps"), ("right", "6 reps")] * 2
    (tmp_path / "own.toml").write_text(template("own").replace(dose, ""))
    with pytest.raises(SpecError, match=r"steps\.0: 'own' has no target: give reps, hold_s or breaths"):
        routine_of('id = "m"\nname = "M"\nsource = "a test"\n[[steps]]\nexercise = "own"')


@pytest.mark.parametrize("name", routines.names())
def test_built_in_routines(name: str) -> None:
    routine = routines.get(name)
    assert routine.id == name
    assert {step.exercise for step in routine.steps} <= set(exercises.names())
    entries = routines.timetable(routine)
    for entry, following in pairwise(entries):
        assert entry.work_s > 0
        assert following.start_s == pytest.approx(entry.end_s + entry.rest_s)
    if name in IN_ORDER:
        assert [step.exercise for step in routine.steps] == IN_ORDER[name].split()


def test_hip_and_back_share_out_the_exercises_of_their_source() -> None:
    hip, back = ([step.exercise for step in routines.get(name).steps] for name in ("hip-5", "back-5"))
    of_r = {name for name in exercises.names() if "daily-hip-and-back" in exercises.get(name).source.ref}
    assert (len(hip), len(back), back[-1]) == (5, 6, "diaphragm-breathing")
    assert {*hip, *back} == of_r


def test_a_break_takes_five_minutes() -> None:
    assert routines.timetable(routines.get("desk-break"))[-1].end_s == pytest.approx(300, abs=30)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"squat"', '"squatt"', ["steps.0.exercise", "no exercise 'squatt'"]),
        ("reps = 5", "repetitions = 5", ["steps.0.repetitions"]),
        ('["right", "left"]', '["both"]', ["steps.1.sides", "'left'"]),
        ("hold_s = 20", "hold_s = -1", ["steps.1.hold_s"]),
        ("sets = 2", "sets = 0", ["steps.0.sets"]),
    ],
)
def test_mistakes_are_named(old: str, new: str, words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE.replace(old, new))
    told = run("routine", path, "--dry-run")
    assert told.exit_code == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert all(word in told.stderr for word in words)


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    lines = run("routine", path, "--dry-run").output.splitlines()
    assert lines[0] == "Mine (a test)"
    assert [line.split() for line in lines[4:8]][2] == ["1:25", "reverse-lunge", "right", "20", "s", "7.0"]
    assert lines[-1] == "total: about 2:12 min"
    assert [line.split()[0] for line in run("routine").output.splitlines()] == list(routines.names())
    assert "expected one of back-5" in run("routine", "none").stderr
