"""The sets of an exercise and of a routine: dose, sides, rests, numbers."""

from __future__ import annotations

import pytest

from formcheck import exercises, routines
from formcheck.exercises import Exercise
from formcheck.exercises.reading import parse_as
from formcheck.exercises.spec import Target
from formcheck.routines.plan import RoutineStep, of_exercise, of_routine, sets_of

MINE = """
id = "mine"
name = "Mine"
source = "a test"

[[steps]]
exercise = "glute-bridge"
rest_s = 30

[[steps]]
exercise = "kneeling-hip-flexor-stretch"
rest_s = 7
transition_s = 15

[[steps]]
exercise = "bird-dog"
reps = 6
transition_s = 12
"""


def told(exercise_id: str, sets: int | None = None) -> list[tuple[object, ...]]:
    planned = of_exercise(exercises.get(exercise_id), sets)
    assert [(each.number, each.of) for each in planned] == [(i + 1, len(planned)) for i in range(len(planned))]
    return [(each.side, each.reps, each.hold_s, each.breaths, each.rest_s) for each in planned]


def test_one_set_has_no_rest_after_it() -> None:
    assert told("glute-bridge") == [(None, 10, 2, 0, 0)]
    assert told("plank", 3) == [(None, 0, 30, 0, 10), (None, 0, 30, 0, 10), (None, 0, 30, 0, 0)]
    assert told("childs-pose") == [(None, 0, 0, 3, 0)]


def test_each_side_has_sets_of_its_own() -> None:
    assert told("kneeling-hip-flexor-stretch") == [
        ("left", 0, 15, 0, 10),
        ("right", 0, 15, 0, 10),
        ("left", 0, 15, 0, 10),
        ("right", 0, 15, 0, 0),
    ]


def test_sides_that_take_turns_share_a_set() -> None:
    (bird_dog,) = of_exercise(exercises.get("bird-dog"))
    assert (bird_dog.side, bird_dog.reps, bird_dog.in_turn) == (None, 20, True)
    assert not any(each.in_turn for each in of_exercise(exercises.get("side-plank-leg-lift")))
    assert not of_exercise(exercises.get("squat"))[0].in_turn


def test_sides_take_turns_where_the_exercise_or_the_routine_says_so() -> None:
    bird_dog = exercises.get("bird-dog")
    as_they_come = bird_dog.model_copy(update={"target": Target(reps=20)})
    assert not of_exercise(as_they_come)[0].in_turn
    both = sets_of(RoutineStep(exercise="reverse-lunge", sides=[]), exercises.get("reverse-lunge"))
    assert all(each.in_turn for each in both)


def test_no_target_is_an_open_end() -> None:
    (sitting,) = of_exercise(exercises.get("seated-posture"))
    assert (sitting.reps, sitting.hold_s, sitting.breaths, sitting.work_s, sitting.dose) == (0, 0, 0, 0, "")


def test_a_routine() -> None:
    planned = of_routine(parse_as(routines.Routine, MINE, "mine.toml"))
    assert [(p.exercise.id, p.side, p.reps, p.hold_s, p.rest_s, p.number) for p in planned] == [
        ("glute-bridge", None, 10, 2, 15, 1),
        ("kneeling-hip-flexor-stretch", "left", 0, 15, 7, 2),
        ("kneeling-hip-flexor-stretch", "right", 0, 15, 7, 3),
        ("kneeling-hip-flexor-stretch", "left", 0, 15, 7, 4),
        ("kneeling-hip-flexor-stretch", "right", 0, 15, 12, 5),
        ("bird-dog", None, 6, 0, 0, 6),
    ]
    assert {each.of for each in planned} == {6}


@pytest.mark.parametrize("exercise", [exercises.get(name) for name in exercises.names()], ids=lambda e: e.id)
def test_every_exercise(exercise: Exercise) -> None:
    planned = of_exercise(exercise)
    assert all(each.rest_s > 0 for each in planned[:-1])
    assert planned[-1].rest_s == 0
    assert (exercise.kind == "monitor") == (planned[0].work_s == 0)
    assert {each.side for each in planned} == ({"left", "right"} if exercise.target.each_side else {None})


@pytest.mark.parametrize("name", routines.names())
def test_the_timetable_is_made_of_the_same_sets(name: str) -> None:
    routine = routines.get(name)
    planned = of_routine(routine)
    assert [(e.exercise, e.side, e.work_s, e.rest_s) for e in routines.timetable(routine)] == [
        (p.exercise.id, p.side or "", p.work_s, p.rest_s) for p in planned
    ]
