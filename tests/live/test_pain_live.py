"""A live run that stops: what belongs to its set, what is asked, what is written, and when nothing is found yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, performed
from guided import during
from helpers import one_after_the_other, waiting, with_hand_at_ear
from stopped import in_rest_after, page_of, run, squats, summary_of

from formcheck import PoseTrack, analyze
from formcheck.coach.pain_talk import ENTER
from formcheck.coach.phrases import REST_NOW
from formcheck.coach.set_up import HOW_TO_STOP, SAFETY
from formcheck.history import History
from formcheck.live import Hooks
from formcheck.pain import Pain
from formcheck.screen.keys import Typed
from formcheck.utterance import Utterance


def test_the_key_that_says_it_hurts_ends_the_run_and_is_kept_everywhere(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 60.0)
    said: list[Utterance] = []
    history = History(tmp_path / "history.db")
    keys: dict[int, Any] = {100: "pain", 180: Typed("6"), 190: Typed(ENTER)}
    keys |= {200 + i: Typed(letter) for i, letter in enumerate("left hip" + ENTER)}
    plan = [squats(number=1, of=2), squats(number=2, of=2)]
    outcome = run(
        tmp_path / "out",
        plan,
        track,
        keys,
        hooks=Hooks(say=said.append, begin=lambda each, _: history.begin(each.exercise.id)),
    )
    (done,) = outcome.sets  # the second one is not begun
    at_s, n = float(track.t_s[100]), done.outcome.result.n_frames
    assert n == 101
    assert done.ended_by == "pain"
    assert done.pain == Pain(pytest.approx(at_s), len(done.outcome.result.reps), done.pain.in_rep, None, 6, "left hip")
    texts = [u.text for u in said]
    assert "Stopped. Does it hurt?" not in texts
    assert f"Set over. {REST_NOW}" in texts
    folder = tmp_path / "out" / "01-squat"
    summary = summary_of(folder)
    assert summary["ended_by"] == "pain"
    assert summary["pain"] == done.pain.to_dict()
    routine = json.loads((tmp_path / "out" / "routine.json").read_text())
    assert routine["sets"][0]["pain"] == summary["pain"]
    page = page_of(folder)
    assert f'<p class="pain">{done.pain.headline}</p>' in page
    assert page.index('<p class="pain">') < page.index("<h1>")
    assert "left hip" in page
    assert "No fault was found" not in page
    (row,) = history.rows("sets")
    assert (row["ended_by"], row["pain"], row["pain_strength"], row["note"]) == ("pain", 1, 6, "left hip")
    assert (row["pain_at_s"], row["pain_after_rep"]) == (pytest.approx(at_s), done.pain.after_rep)
    history.close()


def test_without_a_window_nobody_is_asked_how_strong(tmp_path: Path) -> None:
    track, begun_s = in_rest_after(2, 60.0, (1.0, 5.0), (14.0, 18.0))
    said: list[Utterance] = []
    outcome = run(tmp_path, [squats()], track, hooks=Hooks(say=said.append))
    (done,) = outcome.sets
    assert done.ended_by == "pain"
    assert (done.pain.place, done.pain.strength) == ("after rep 2", None)
    assert done.pain.at_s == pytest.approx(begun_s + 0.9, abs=0.2)
    assert said[-1].text == f"Set over. {REST_NOW}"


def test_a_stopped_set_ends_at_its_stop(tmp_path: Path) -> None:
    squatted = performed("squat", reps=2)
    first, begun_s = in_rest_after(2, 6.0, (1.0, 5.0))
    track = one_after_the_other(first, squatted, waiting(squatted, 40.0))  # and squats on, while it is asked
    events: list[Any] = []
    outcome = run(tmp_path, [squats()], track, {}, hooks=Hooks(events.append))
    (done,) = outcome.sets
    result, kept = done.outcome.result, PoseTrack.load(tmp_path / "track.npz")
    assert done.ended_by == "stopped"
    assert done.pain is None
    assert len(result.reps) == len([e for e in events if e.kind == "rep"]) == 2
    assert kept.t_s[-1] == pytest.approx(begun_s + 4.0, abs=0.21)
    assert len(kept) == result.n_frames
    assert [rep.end_s for rep in analyze(kept, "squat").reps] == pytest.approx([rep.end_s for rep in result.reps])
    assert (summary_of(tmp_path)["ended_by"], summary_of(tmp_path)["pain"]) == ("stopped", None)


@pytest.mark.parametrize("key", ["pause", "next", "pain"])
def test_the_keys_that_answer(tmp_path: Path, key: str) -> None:
    track, begun_s = in_rest_after(2, 12.0, (1.0, 5.0))
    track = one_after_the_other(track, performed("squat", reps=2), waiting(performed("squat"), 20.0))
    at = int(np.flatnonzero(track.t_s >= begun_s + 6.0)[0])
    history = History(tmp_path / "history.db")
    outcome = run(
        tmp_path / "out",
        [squats(reps=4)],
        track,
        {at: key},
        hooks=Hooks(begin=lambda each, _: history.begin(each.exercise.id)),
    )
    (done,), (row,) = outcome.sets, history.rows("sets")
    history.close()
    reps, kept = len(done.outcome.result.reps), PoseTrack.load(tmp_path / "out" / "track.npz")
    if key == "pause":  # nothing of what was held back is lost
        assert (done.ended_by, reps, row["pain"]) == ("dose", 4, None)
        np.testing.assert_array_equal(kept.t_s, track.t_s[: len(kept)])
    elif key == "next":
        assert (done.ended_by, reps, row["pain"]) == ("stopped", 2, 0)
    else:
        assert (done.ended_by, reps, row["pain"], done.pain.place) == ("pain", 2, 1, "after rep 2")


def test_an_unanswered_question_is_no_denial(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 50.0, (1.0, 5.0))
    history = History(tmp_path / "history.db")
    run(None, [squats()], track, {}, hooks=Hooks(begin=lambda each, _: history.begin(each.exercise.id)))
    assert [(row["ended_by"], row["pain"]) for row in history.rows("sets")] == [("stopped", None)]
    history.close()


def test_a_camera_that_ends_while_it_asks_leaves_a_stopped_set(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 8.0, (1.0, 5.0))
    outcome = run(tmp_path, [squats()], track, {})
    assert [(done.ended_by, len(done.outcome.result.reps)) for done in outcome.sets] == [("stopped", 2)]


def test_pain_is_kept_when_the_window_is_closed_at_the_question(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 60.0)
    outcome = run(tmp_path, [squats()], track, {100: "pain", 150: Typed("8"), 160: "quit"})
    (done,) = outcome.sets
    assert (done.ended_by, done.pain.strength, done.pain.note) == ("pain", 8, "")
    assert summary_of(tmp_path)["pain"]["strength"] == 8


def test_a_side_that_is_changed_does_not_ask_again_what_was_answered() -> None:
    track, begun_s = in_rest_after(2, 60.0, (1.0, 5.0))
    at = int(np.flatnonzero(track.t_s >= begun_s + 6.0)[0])
    said: list[Utterance] = []
    outcome = run(None, [squats()], track, {at: "pause", at + 300: "side"}, hooks=Hooks(say=said.append))
    assert [u.text for u in said].count("Stopped. Does it hurt?") == 1
    assert [done.ended_by for done in outcome.sets] == ["end"]


def test_pain_in_a_rest_ends_the_routine_and_goes_to_the_set_before(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 60.0)
    history = History(tmp_path / "history.db")
    plan = [squats(reps=2, number=1, of=2, rest_s=30.0), squats(reps=2, number=2, of=2)]
    dose = len(run(None, [squats(reps=2)], track, {}).sets[0].outcome.result.reps)
    assert dose == 2
    at = int(np.flatnonzero(during(track.t_s, [(0, float(performed("squat", reps=2).t_s[-1]))]))[-1]) + 50
    said: list[Utterance] = []
    outcome = run(
        tmp_path / "out",
        plan,
        track,
        {at: "pain", at + 80: Typed("3")},
        hooks=Hooks(say=said.append, begin=lambda each, _: history.begin(each.exercise.id)),
    )
    (done,) = outcome.sets
    assert (done.ended_by, done.pain.strength) == ("dose", 3)
    (row,) = history.rows("sets")
    assert (row["ended_by"], row["pain"], row["pain_strength"]) == ("dose", 1, 3)
    assert f"Stopped. {REST_NOW}" in [u.text for u in said]
    history.close()


class TestFindingIt:
    def test_safety_is_told_and_shown_before_anything_is_found(self) -> None:
        said: list[Utterance] = []
        track = one_after_the_other(PoseTrack.no_person(np.arange(20) / 10, SIZE_WH), performed("squat", reps=6))
        outcome = run(None, [], track, {}, hooks=Hooks(say=said.append))
        assert [(u.t_s, u.text) for u in said[:2]] == [
            (pytest.approx(2.0, abs=0.11), SAFETY),
            (pytest.approx(3.3, abs=0.21), HOW_TO_STOP),
        ]
        assert [u.text for u in said].count(HOW_TO_STOP) == 1
        assert outcome.sets[0].planned.exercise.id == "squat"

    @pytest.mark.parametrize("how", ["hand", "key"])
    def test_it_stops_before_anything_is_found(self, how: str) -> None:
        still = waiting(performed("squat"), 20.0)
        keys: dict[int, Any] = {30: "pain"} if how == "key" else {}
        track = with_hand_at_ear(still, np.zeros(len(still), bool), 2.0, 99.0) if how == "hand" else still
        said: list[Utterance] = []
        outcome = run(None, [], track, keys, hooks=Hooks(say=said.append))
        assert outcome.sets == []
        assert said[-1].text.startswith("Stopped.")
        assert said[-1].t_s == pytest.approx(5.0 if how == "hand" else 3.0, abs=0.21)
