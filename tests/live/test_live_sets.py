"""A live run from set to set: dose, sides, rest, routine, finding the exercise, keys, and what is written down."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import Footage, Pane, Puppet, opened, performed, video_of
from helpers import one_after_the_other, waiting

from formcheck import PoseTrack, exercises
from formcheck.coach.set_up import SAFETY
from formcheck.history import History
from formcheck.live import Hooks, LiveOutcome, SpokenLog, Stats, live
from formcheck.media import VideoFile
from formcheck.pose.landmarker import Landmarker
from formcheck.recorder.set_recorder import SetRecorder
from formcheck.routines.plan import PlannedSet
from formcheck.screen.keys import Typed
from formcheck.screen.screen import Screen
from formcheck.utterance import Utterance, speaking_s
from formcheck.voice import Spoken


def planned(exercise: str, *, number: int = 1, of: int = 1, rest_s: float = 0.0, **dose: Any) -> PlannedSet:
    given = {"side": None, "reps": 0, "hold_s": 0.0, "breaths": 0} | dose
    return PlannedSet(exercises.get(exercise), rest_s=rest_s, number=number, of=of, **given)


def run(
    folder: Path | None, plan: list[PlannedSet], track: PoseTrack, pane: Pane | None = None, **more: Any
) -> LiveOutcome:
    return live(
        lambda: Footage(track),
        plan,
        folder,
        estimator=Puppet(track),
        window=opened(pane) if pane else None,
        every_frame=True,
        **more,
    )


def test_a_set_ends_with_its_dose(tmp_path: Path) -> None:
    said: list[Utterance] = []
    track = one_after_the_other(performed("squat", reps=4), waiting(performed("squat", reps=4), 5.0))
    outcome = run(tmp_path, [planned("squat", reps=3)], track, hooks=Hooks(say=said.append))
    assert [done.ended_by for done in outcome.sets] == ["dose"]
    assert len(outcome.sets[0].outcome.result.reps) == 3
    assert outcome.sets[0].outcome.result.n_frames < len(track)
    assert any(u.kind == "count" for u in said)
    assert [(u.kind, u.text) for u in said[:2]] == [("prompt", SAFETY), ("prompt", "Squat, three reps.")]


def two_sets() -> tuple[list[PlannedSet], PoseTrack]:
    squat, plank = performed("squat"), performed("plank")
    plan = [planned("squat", number=1, of=2, reps=2, rest_s=5.0), planned("plank", number=2, of=2, hold_s=3.0)]
    return plan, one_after_the_other(squat, waiting(squat, 6.0), plank, waiting(plank, 6.0))


def test_a_routine_of_two_sets(tmp_path: Path) -> None:
    plan, track = two_sets()
    said: list[Utterance] = []
    pane = Pane({})
    outcome = run(tmp_path, plan, track, pane, routine="Two", hooks=Hooks(say=said.append))
    assert outcome.error is None
    assert [(done.planned.exercise.id, done.ended_by) for done in outcome.sets] == [
        ("squat", "dose"),
        ("plank", "dose"),
    ]
    first, second = (done.outcome.result for done in outcome.sets)
    assert len(first.reps) == 2
    assert second.holds[0].good_s == pytest.approx(3.0, abs=0.3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01-squat", "02-plank", "routine.json"]
    assert (tmp_path / "02-plank" / "track.npz").exists()
    told = json.loads((tmp_path / "routine.json").read_text())
    assert told["name"] == "Two"
    assert [(row["exercise"], row["folder"], row["ended_by"], row["reps"]) for row in told["sets"]] == [
        ("squat", "01-squat", "dose", 2),
        ("plank", "02-plank", "dose", 0),
    ]
    assert any("plank" in u.text.lower() for u in said if u.t_s > first.duration_s)
    done, after = next((a, b) for a, b in pairwise(said) if a.text.startswith("Done. Two reps"))
    assert after.t_s >= done.t_s + speaking_s(done.text)  # the rest does not talk over the end of the set
    gap_s = (
        PoseTrack.load(tmp_path / "02-plank" / "track.npz").t_s[0]
        - PoseTrack.load(tmp_path / "01-squat" / "track.npz").t_s[-1]
    )
    assert gap_s == pytest.approx(5.0, abs=0.3)  # nothing of the rest is kept


def test_a_set_that_cannot_be_written_does_not_take_the_others_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = SetRecorder.finish

    def broken(self: SetRecorder, result: Any, *args: Any, **more: Any) -> Any:
        if result.exercise == "squat":
            raise KeyError("no such column")
        return finish(self, result, *args, **more)

    monkeypatch.setattr(SetRecorder, "finish", broken)
    plan, track = two_sets()
    outcome = run(tmp_path, plan, track)
    assert "no such column" in str(outcome.error)
    assert len(outcome.sets) == 2
    assert (tmp_path / "02-plank" / "summary.json").exists()


def test_on_to_the_next_set_by_key(tmp_path: Path) -> None:
    plan, track = two_sets()
    outcome = run(tmp_path, plan, track, Pane({10: "next", 20: "next"}))
    assert [done.ended_by for done in outcome.sets] == ["key", "dose"]
    assert outcome.sets[0].outcome.result.n_frames == 11
    assert outcome.sets[1].outcome.result.duration_s > 1.0


def test_the_camera_ends_before_the_set(tmp_path: Path) -> None:
    outcome = run(tmp_path, [planned("squat", reps=9)], performed("squat"))
    assert [done.ended_by for done in outcome.sets] == ["end"]


def test_what_is_done_is_found(tmp_path: Path) -> None:
    track = performed("squat", reps=6)
    said: list[Utterance] = []
    notices: list[str] = []
    outcome = run(tmp_path, [], track, Pane({}), hooks=Hooks(say=said.append, notice=notices.append))
    assert notices == ["Looks like a squat"]
    assert "Looks like a squat" in [u.text for u in said]
    result = outcome.sets[0].outcome.result
    assert result.exercise == "squat"
    assert len(result.reps) == 6  # those before it was found are not lost
    assert len(PoseTrack.load(tmp_path / "track.npz")) == len(track)


def test_a_key_says_what_it_is() -> None:
    """A bridge on one leg is a bridge as well: what is done is asked, and the second answer is taken."""
    from formcheck.live import recogniser

    class Chooser(Pane):
        def show(self, bgr: np.ndarray, screen: Screen) -> str | None:
            super().show(bgr, screen)
            return Typed("2") if len(self.shown) > 80 else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recogniser, "CERTAIN", 2.0)  # never sure
        outcome = run(None, [], performed("single-leg-bridge", reps=6), Chooser({}))
    assert [ended.planned.exercise.id for ended in outcome.sets] == ["glute-bridge"]


def test_nothing_is_found_in_an_empty_room(tmp_path: Path) -> None:
    track = PoseTrack.no_person(np.arange(120) / 10, (320, 180))
    outcome = run(tmp_path, [], track)
    assert outcome.sets == []
    assert outcome.likeliest == []
    assert not list(tmp_path.iterdir())


def test_the_history_of_a_run(tmp_path: Path) -> None:
    plan, track = two_sets()
    history = History(tmp_path / "history.db")
    run(None, plan, track, Pane({}), hooks=Hooks(begin=lambda each, _: history.begin(each.exercise.id)))
    rows = history.rows("sets")
    assert [(row["exercise"], row["finished"], row["ended_by"]) for row in rows] == [
        ("squat", 1, "dose"),
        ("plank", 1, "dose"),
    ]
    assert [row["number"] for row in history.rows("reps")] == [1, 2]


def test_started_again_the_history_forgets_too(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    track = performed("squat", reps=3)
    outcome = run(
        None,
        [planned("squat")],
        track,
        Pane({70: "reset"}),
        hooks=Hooks(begin=lambda each, _: history.begin(each.exercise.id)),
    )
    assert len(history.rows("reps")) == len(outcome.sets[0].outcome.result.reps) < 3


def test_private_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run(None, [planned("squat")], performed("squat"), record=True)
    assert outcome.sets[0].outcome.files == []
    assert len(outcome.sets[0].outcome.result.reps) == 2
    assert not list(tmp_path.iterdir())


def test_how_long_after_its_fault_a_cue_was_heard() -> None:
    now_s = 100.0
    stats = Stats(lambda: now_s)
    stats.offset_s = 90.0  # the camera began at 90
    asked: list[Utterance] = []
    said = SpokenLog(asked.append, stats)
    said(Utterance("Sit deeper", "cue", 9.9, 9.5))
    said(Utterance("One", "count", 9.9))
    rows = said.rows(
        [
            Spoken("Sit deeper", "cue", 9.9, 40.0, 40.2, 41.0, fault_s=9.5),
            Spoken("One", "count", 9.9, 40.0, dropped=True),
        ]
    )
    assert [u.text for u in asked] == ["Sit deeper", "One"]
    assert rows[0] == {
        "text": "Sit deeper",
        "kind": "cue",
        "dropped": False,
        "t_s": 9.9,
        "fault_s": 9.5,
        "asked_s": 10.0,
        "began_s": 10.2,
        "ended_s": 11.0,
        "lag_s": 0.7,
    }
    assert (rows[1]["dropped"], rows[1]["began_s"], rows[1]["lag_s"]) == (True, None, None)


def test_a_sample_clip_through_the_landmarker(tmp_path: Path, model_path: Path) -> None:
    clip = Path(__file__).parents[2] / "sample_videos" / "glute_bridge_good.mp4"
    said: list[Utterance] = []
    stats = Stats(lambda: 0.0)
    with Landmarker(model_path) as estimator:
        outcome = live(
            lambda: VideoFile(clip, end_s=12.0),
            [planned("glute-bridge", reps=2)],
            tmp_path,
            estimator=estimator,
            window=opened(Pane({})),
            every_frame=True,
            record=True,
            stats=stats,
            hooks=Hooks(say=said.append),
        )
    assert outcome.error is None
    done = outcome.sets[0]
    assert (done.ended_by, len(done.outcome.result.reps)) == ("dose", 2)
    assert "One" in [u.text for u in said]
    assert (stats.seen, stats.drawn) == (stats.checked, stats.checked)
    assert len(video_of(tmp_path / "annotated.mp4")[0]) == stats.checked
