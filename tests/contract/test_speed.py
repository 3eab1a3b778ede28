"""The benchmark of speed: a tiny run of its core and the shape of its tables; how fast it is, is not tested."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import speed
import speed_clips
import speed_core

from formcheck import Session


def test_the_tables_of_the_core(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    saved = tmp_path / "speed.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["speed.py", "--quick", "--core", "--exercise", "plank", "--json", str(saved)])
        speed.main()
    printed = capsys.readouterr().out
    tables = json.loads(saved.read_text())["tables"]
    assert [table["title"].split(" (")[0] for table in tables] == [
        "Core alone, every exercise",
        "Frames fed at once",
        "Exercises watched side by side",
        "One frame at a time for a long time",
    ]
    for table in tables:
        assert f"### {table['title']}" in printed
        for row in table["rows"]:
            numbers = {name: float(text.replace(",", "")) for name, text in list(row.items())[1:]}
            assert all(number > 0 for name, number in numbers.items() if not name.startswith(("memory", "reps")))
    assert [row["exercise"] for row in tables[0]["rows"]] == ["plank", "(median)"]
    assert tables[3]["rows"][0]["frames"] == "2,000"


def test_repeated_sets_are_one_recording() -> None:
    track = speed_core.performed("plank")[:50]
    long = speed_core.repeated(track, 120)
    assert len(long) == 120
    np.testing.assert_array_equal(long.image_px[100:], track.image_px[:20])
    np.testing.assert_allclose(np.diff(long.t_s), 1 / 30)


def test_every_frame_has_its_time() -> None:
    frames = speed_core.one_by_one(speed_core.performed("plank")[:20])
    assert len(speed_core.frame_times_us(Session("plank"), frames)) == 20
    assert speed_core.streaming_us("plank", frames, 2).shape == (20,)


def test_commands_take_turns_and_the_median_counts() -> None:
    order: list[str] = []
    times = {"a": iter([1.0, 9.0, 2.0]), "b": iter([5.0, 4.0, 6.0])}

    def run(name: str) -> float:
        order.append(name)
        return next(times[name])

    assert speed_clips.in_turn({"a": lambda: run("a"), "b": lambda: run("b")}, 3) == {"a": 2.0, "b": 5.0}
    assert order == ["a", "b"] * 3


def test_samples_know_their_exercise() -> None:
    clips = sorted(speed.SAMPLES.glob("*.mp4"))
    assert {speed_clips.exercise_of(clip) for clip in clips} >= {"squat", "plank"}
