from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formcheck import PoseTrack
from formcheck.live.model_choice import N_FRAMES, heaviest
from formcheck.media import Frame
from formcheck.pose.landmarker import PoseEstimator

SIZE_WH = (64, 48)
FRAMES = [Frame(np.zeros((SIZE_WH[1], SIZE_WH[0], 3), np.uint8), i / 30) for i in range(N_FRAMES)]
MODELS = {name: Path(f"{name}.task") for name in ("heavy", "full", "lite")}


class Machine:
    """A clock that moves on by what a model takes for a frame; the first frame of each takes a second."""

    def __init__(self, **ms: float) -> None:
        self._ms, self.now_s = ms, 0.0
        self.closed: list[str] = []

    def clock(self) -> float:
        return self.now_s

    def make(self, model: Path) -> PoseEstimator:
        machine, name = self, model.stem

        class Timed:
            asked = 0

            def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
                machine.now_s += machine._ms[name] / 1000 if self.asked else 1.0
                self.asked += 1
                return PoseTrack.no_person([t_s], SIZE_WH)

            def close(self) -> None:
                machine.closed.append(name)

        return Timed()


def chosen(**ms: float) -> tuple[str, str, list[str]]:
    machine = Machine(**ms)
    choice = heaviest(MODELS, machine.make, FRAMES, machine.clock)
    return choice.name, choice.words, machine.closed


def test_the_heaviest_that_holds_thirty_frames_a_second() -> None:
    assert chosen(heavy=33) == ("heavy", "heavy (33 ms a frame)", ["heavy"])
    assert chosen(heavy=70, full=28) == (
        "full",
        "full (28 ms a frame); heavy (70 ms a frame) too slow here for 30 frames a second",
        ["heavy", "full"],
    )


def test_the_lightest_is_taken_where_none_holds_it() -> None:
    name, words, closed = chosen(heavy=200, full=90)
    assert (name, closed) == ("lite", ["heavy", "full"])
    assert words == ("lite; heavy (200 ms a frame), full (90 ms a frame) too slow here for 30 frames a second")


def test_one_model_is_no_choice_and_costs_nothing() -> None:
    fail: Callable[[Path], PoseEstimator] = lambda _: pytest.fail("nothing has to be timed")  # noqa: E731
    assert heaviest({"full": Path("full.task")}, fail, FRAMES).words == "full"
