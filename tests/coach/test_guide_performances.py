"""Whole sets of the drawn person, led by the coach: the dose is reached, good form hears no cue, leaving ends a set."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from guided import lines
from helpers import SCENARIOS, exercise_in, ideal
from sweep import for_each

from formcheck import PoseTrack, Session, exercises
from formcheck.coach.guidance import Guidance
from formcheck.coach.guide import Guide
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet, of_exercise
from formcheck.utterance import Utterance

FPS = 15.0
GOOD = [n for n, s in SCENARIOS.items() if n.endswith("/good") and s.exercise in exercises.names()]
LEAVING = [n for n, s in SCENARIOS.items() if n.endswith("/entry-exit") and s.exercise in exercises.names()]


def set_of(name: str, **dose: Any) -> PlannedSet:
    """The set of a performance, for the side that it does."""
    exercise = exercises.get(SCENARIOS[name].exercise)
    side = next((part for part in name.split("/") if part in ("left", "right")), None)
    planned = of_exercise(exercise)[0]
    return replace(planned, side=side if planned.side else None, **dose)


def played(track: PoseTrack, planned: PlannedSet) -> tuple[list[Utterance], list[Guidance], SetResult]:
    """What the coach says to a track that is fed as a camera would, one frame at a time."""
    session, guide = Session(planned.exercise), Guide(planned, last=True)
    guidances: list[Guidance] = []
    for i in range(len(track)):
        frame = track[i : i + 1]
        guidances.append(guide.feed(frame, session.feed(frame)))
    return [line for each in guidances for line in each.say], guidances, session.result()


def and_gone(track: PoseTrack, seconds: float) -> PoseTrack:
    """Afterwards nobody is there."""
    t_s = track.t_s[-1] + np.arange(1, round(seconds * FPS)) / FPS
    return PoseTrack.concatenate([track, PoseTrack.no_person(t_s, track.size_wh)])


@pytest.mark.slow
@for_each(GOOD, by=exercise_in)
def test_good_form_reaches_the_dose_and_hears_no_cue(name: str) -> None:
    planned = set_of(name)
    if planned.reps and planned.exercise.movement:
        planned = replace(planned, reps=2)
    elif planned.exercise.kind == "hold":
        planned = replace(planned, hold_s=8.0, breaths=0)
    else:  # guided by time alone
        planned = replace(planned, reps=0, breaths=0, hold_s=4.0 if planned.work_s else 0.0)
    said, guidances, _ = played(ideal(name, FPS), planned)
    assert not lines(said, "cue")
    assert not any("camera" in u.text for u in said)
    if planned.exercise.monitor:
        assert guidances[-1].stage == "go"
    else:
        assert guidances[-1].ended_by == "dose"
        assert said[-1].text.startswith("Done. ")


@pytest.mark.slow
@for_each(LEAVING, by=exercise_in)
def test_leaving_ends_a_set_and_only_then(name: str) -> None:
    planned = set_of(name, reps=0, hold_s=0.0, breaths=0)
    track = ideal(name, FPS)
    _, guidances, result = played(and_gone(track, 9.0), planned)
    if planned.exercise.monitor:
        assert not guidances[-1].done
        return
    assert guidances[-1].ended_by == "left"
    done_s = next(i for i, g in enumerate(guidances) if g.done) / FPS
    assert done_s > (result.reps[-1].end_s if result.reps else result.holds[-1].end_s) + 4.0


@pytest.mark.parametrize("exercise", ["squat", "glute-bridge", "plank"])
@pytest.mark.parametrize("name", ["stand/good", "sit/good"])
def test_nothing_done_never_ends(exercise: str, name: str) -> None:
    said, guidances, result = played(ideal(name, FPS), of_exercise(exercises.get(exercise))[0])
    assert not result.reps
    assert not guidances[-1].done
    assert not lines(said, "count", "cue", "praise")


@pytest.mark.parametrize("name", ["glute-bridge/hip-line", "glute-bridge/top-hold", "squat/depth"])
def test_a_fault_is_told_within_a_second(name: str) -> None:
    planned = set_of(name)
    said, _, _ = played(ideal(name, FPS), replace(planned, reps=0, hold_s=0.0))
    cues = [u for u in said if u.kind == "cue"]
    assert cues
    assert all(u.t_s - u.fault_s <= 1.0 for u in cues if u.fault_s is not None)
    assert not lines(said, "praise")
