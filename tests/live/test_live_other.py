"""A live set in which another exercise is done: said once, offered, and changed to by a key."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import Pane, performed
from helpers import pieces
from test_live_sets import one_after_the_other, planned, run, waiting

from formcheck import PoseTrack, Session, exercises
from formcheck.history import History
from formcheck.live import Hooks, Stats
from formcheck.live.hooks import Diary
from formcheck.live.other_exercise import OtherExercise
from formcheck.live.set_watch import SetWatch
from formcheck.live.terms import Terms
from formcheck.recorder.keeper import Nowhere
from formcheck.screen.screen import Screen
from formcheck.utterance import Utterance

pytestmark = pytest.mark.usefixtures("no_own_exercises")

LINE = "This looks like a plank, not a squat"


@cache
def planks(seconds: float = 30.0) -> PoseTrack:
    return one_after_the_other(*[performed("plank")] * round(seconds / 6.0))


def watched(track: PoseTrack, asked: str) -> tuple[list[tuple[float, str]], OtherExercise]:
    """When what was said of a track as a set of an exercise, and what watched it."""
    session, other = Session(asked), OtherExercise(exercises.get(asked))
    told = [(float(frame.t_s[-1]), other.feed(frame, session.feed(frame))) for frame in pieces(track, [1])]
    return [(t_s, line) for t_s, line in told if line], other


class Keen(Pane):
    """Presses y as soon as it is offered, and notes what the keys are said to do."""

    def __init__(self) -> None:
        super().__init__({})
        self.said: list[Utterance] = []

    def show(self, bgr: np.ndarray, screen: Screen) -> Any:
        super().show(bgr, screen)
        return "change" if any(u.text == LINE for u in self.said) else None


def test_it_is_said_once_when_it_is_certain() -> None:
    ((t_s, line),), other = watched(planks(90.0), "squat")
    assert line == LINE
    assert 8.0 < t_s < 20.0
    assert other.offered is exercises.get("plank")


@pytest.mark.parametrize("asked", ["squat", "bird-dog", "glute-bridge", "plank"])
def test_it_is_not_said_of_the_right_one(asked: str) -> None:
    tracks = [performed(asked), performed(asked, reps=6), waiting(performed(asked), 20.0)]
    told, other = watched(one_after_the_other(*tracks, *tracks), asked)
    assert (told, other.offered) == ([], None)


def test_what_was_counted_before_is_not_part_of_it() -> None:
    squats = one_after_the_other(*[performed("squat", reps=4)] * 4)
    ((t_s, _),), other = watched(one_after_the_other(squats, planks()), "squat")
    assert t_s > squats.t_s[-1] + 8.0
    assert other.so_far().t_s[0] > squats.t_s[-1] - 4.0  # since the last repetition


def test_once_the_set_goes_on_it_is_no_longer_offered_nor_said_again() -> None:
    squats = one_after_the_other(*[performed("squat", reps=4)] * 2)
    told, other = watched(one_after_the_other(planks(), squats), "squat")
    assert (len(told), other.offered) == (1, None)
    told, other = watched(one_after_the_other(planks(), squats, planks(60.0)), "squat")
    assert (len(told), other.offered) == (1, None)


def test_whoever_is_watched_all_day_does_as_he_likes() -> None:
    assert watched(planks(), "seated-posture")[0] == []


def test_the_key_is_shown_until_something_is_counted() -> None:
    watch = SetWatch(
        planned("squat"),
        first=True,
        last=True,
        keeper=Nowhere(),
        diary=Diary(lambda post: post(), lambda: None),
        terms=Terms(None, lambda _: Nowhere(), Hooks(), Stats(lambda: 0.0), lambda post: post()),
    )
    track = one_after_the_other(planks(), performed("squat"))
    captions = [watch.step(frame, np.empty(0)).caption for frame in pieces(track, [1])]
    shown = [i for i, caption in enumerate(captions) if caption == "Press y to change to a plank"]
    assert captions.index(LINE) < shown[0] < len(planks()) <= shown[-1] < len(track) - 30


def test_the_set_goes_on_if_nobody_answers(tmp_path: Path) -> None:
    said: list[Utterance] = []
    outcome = run(tmp_path, [planned("squat")], planks(), Pane({5: "change"}), hooks=Hooks(say=said.append))
    assert [u.text for u in said].count(LINE) == 1
    assert [(done.planned.exercise.id, done.ended_by) for done in outcome.sets] == [("squat", "end")]
    assert json.loads((tmp_path / "summary.json").read_text())["looks_like"] == "plank"


def test_a_key_changes_to_it_and_nothing_is_lost(tmp_path: Path) -> None:
    pane, history = Keen(), History(tmp_path / "history.db")
    folder = tmp_path / "out"
    outcome = run(
        folder,
        [planned("squat")],
        planks(60.0),
        pane,
        hooks=Hooks(say=pane.said.append, begin=lambda each, _: history.begin(each.exercise.id)),
    )
    assert [(done.planned.exercise.id, done.ended_by) for done in outcome.sets] == [
        ("squat", "changed"),
        ("plank", "dose"),
    ]
    squat, plank = (done.outcome for done in outcome.sets)
    assert (squat.folder, plank.folder) == (folder, folder / "01-plank")
    assert (squat.result.looks_like, plank.result.looks_like) == ("plank", None)
    assert plank.result.good_s == pytest.approx(30.0, abs=1.0)  # its dose
    assert plank.result.holds[0].start_s < 1.0  # with what was held before the key
    assert PoseTrack.load(folder / "01-plank" / "track.npz").t_s[0] == 0.0
    assert PoseTrack.load(folder / "track.npz").t_s[-1] > 8.0
    assert [(row["exercise"], row["ended_by"]) for row in history.rows("sets")] == [
        ("squat", "changed"),
        ("plank", "dose"),
    ]
    assert "Changed to a plank" in [u.text for u in pane.said]


def test_getting_up_to_press_the_key_does_not_end_the_set() -> None:
    class Slow(Keen):
        def show(self, bgr: np.ndarray, screen: Screen) -> Any:
            wanted = super().show(bgr, screen)
            return wanted if len(self.shown) > 320 else None

    pane = Slow()
    stood = waiting(performed("squat"), 12.0)
    track = one_after_the_other(planks(24.0), stood, planks(30.0))
    outcome = run(None, [planned("squat")], track, pane, hooks=Hooks(say=pane.said.append))
    assert [(done.planned.exercise.id, done.ended_by) for done in outcome.sets] == [
        ("squat", "changed"),
        ("plank", "dose"),
    ]
    result = outcome.sets[1].outcome.result
    assert len(result.holds) == 2
    assert result.good_s == pytest.approx(30.0, abs=1.0)


def test_in_a_routine_the_next_set_is_the_planned_one(tmp_path: Path) -> None:
    pane = Keen()
    plan = [planned("squat", number=1, of=2, rest_s=5.0), planned("squat", number=2, of=2, reps=2)]
    track = one_after_the_other(planks(42.0), *[performed("squat", reps=4)] * 3)
    outcome = run(tmp_path, plan, track, pane, hooks=Hooks(say=pane.said.append))
    assert [(done.planned.exercise.id, done.outcome.folder.name) for done in outcome.sets] == [
        ("squat", "01-squat"),
        ("plank", "01-plank"),
        ("squat", "02-squat"),
    ]
