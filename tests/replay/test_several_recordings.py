from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, Puppet, nobody, performed
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import PoseTrack, exercises
from formcheck.cli import app
from formcheck.cli.app import stop_on_interrupt
from formcheck.concurrency.processes import Done
from formcheck.replay.request import ReplayRequest, names_for
from formcheck.replay.run import carry_out

SAMPLES = Path(__file__).parents[2] / "sample_videos"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Makes an order for a clip in which the fake estimator finds what is given."""

    def make(estimator: Any, **more: Any) -> ReplayRequest:
        monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: estimator)
        clip = write_video(tmp_path / "clip.mp4", times(10, float(performed("squat").t_s[-1])), size_wh=SIZE_WH)
        return ReplayRequest(str(clip), Path("fake.task"), **{"folder": tmp_path / "out", "video": False} | more)

    return make


def test_a_name_for_each() -> None:
    assert names_for(["a/x.mp4", "b/x.mov", "y.mp4", "x-2.mp4"]) == ["x", "x-2", "y", "x-2-2"]


def test_an_order_that_names_the_exercise(order: Any, tmp_path: Path) -> None:
    answer = carry_out(order(Puppet(performed("squat")), exercise=exercises.get("squat")), lambda *_: None)
    assert answer.outcome is not None
    assert (len(answer.outcome.result.reps), answer.proposals) == (2, ())
    assert answer.outcome.folder == tmp_path / "out"


def test_an_order_that_does_not(order: Any, tmp_path: Path) -> None:
    made = order(Puppet(performed("squat")), folder=None, base=tmp_path / "all", name="one")
    answer = carry_out(made, lambda *_: None)
    assert answer.exercise is not None
    assert answer.exercise.id == answer.proposals[0].exercise == "squat"
    assert answer.outcome is not None
    assert answer.outcome.folder == tmp_path / "all" / "one-squat"
    nothing = carry_out(order(Puppet(nobody()), folder=tmp_path / "nothing"), lambda *_: None)
    assert (nothing.outcome, nothing.kept, nothing.n_frames_with_pose) == (None, None, 0)


class Interrupted(Puppet):
    """Ctrl-C comes in the 40th frame."""

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        if self.asked == 40:
            raise KeyboardInterrupt
        return super().detect(bgr, t_s)


def test_stopped_while_looking_for_the_exercise(order: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = order(Interrupted(performed("squat")))
    answer = carry_out(made, lambda *_: None)
    assert answer.interrupted
    assert answer.kept == tmp_path / "out" / "track.npz"
    assert len(PoseTrack.load(answer.kept)) == 40
    order(Interrupted(performed("squat")))
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    told = run("replay", made.path, "-o", tmp_path / "told")
    assert told.exit_code == 130
    assert f"formcheck check {tmp_path / 'told' / 'track.npz'} -e EXERCISE" in told.stderr


def test_several_files_are_the_same_as_one_by_one(model_path: Path, tmp_path: Path) -> None:
    clips = [SAMPLES / "plank_good.mp4", SAMPLES / "squat_side_good.mp4"]
    rest = ("-e", "plank", "--no-video", "--end", 0.4, "--model", model_path)
    together = run("replay", *clips, tmp_path / "none.mp4", *rest, "-o", tmp_path / "all", "--jobs", 2)
    assert together.exit_code == 1
    assert "none.mp4: no such file" in together.stderr
    assert "2 of 3 recordings checked" in together.output
    for clip in clips:
        run("replay", clip, *rest, "-o", tmp_path / clip.stem)
        alone, among = tmp_path / clip.stem, tmp_path / "all" / f"{clip.stem}-plank"
        assert json.loads((alone / "summary.json").read_text()) == json.loads((among / "summary.json").read_text())
        np.testing.assert_array_equal(
            PoseTrack.load(alone / "track.npz").image_px, PoseTrack.load(among / "track.npz").image_px
        )


@pytest.mark.parametrize(("codes", "worst"), [([0, 3, 2], 2), ([3, 1, 2], 1), ([0, 0, 0], 0), ([0, 3], 130)])
def test_the_worst_exit_code(monkeypatch: pytest.MonkeyPatch, codes: list[int], worst: int) -> None:
    found = [Done(i, result=[code]) for i, code in enumerate(codes)]
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.cli.recorded.tell_answer", lambda answer, order: answer[0])
    monkeypatch.setattr("formcheck.concurrency.processes.in_processes", lambda *_, **__: found)
    assert run("replay", "a.mp4", "b.mp4", "c.mp4", "-e", "squat").exit_code == worst


def test_the_first_interrupt_is_a_wish_and_the_second_an_end() -> None:
    with stop_on_interrupt() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
