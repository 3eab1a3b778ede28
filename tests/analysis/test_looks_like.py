"""Another exercise than the one that was asked for: said where it is certain, and never of the right one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fakes import Footage, Puppet, nobody, performed
from helpers import SCENARIOS, ideal
from pyarrow import parquet
from test_cli import run
from test_live_sets import one_after_the_other

from formcheck import PoseTrack, analyze, exercises
from formcheck.analysis.recognition import looks_like, other_words
from formcheck.replay.pipeline import replay
from formcheck.synthetic.performances import SCRIPTS

pytestmark = pytest.mark.usefixtures("no_own_exercises")

LINE = "formcheck: This looks like a plank, not a squat: formcheck"


def taken_for(track: PoseTrack, asked: str) -> str | None:
    """The exercise that a track looks like, checked as another one."""
    spec = exercises.get(asked)
    return looks_like(analyze(track, spec), spec, lambda: track)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in exercises.names() if name in SCRIPTS])
def test_it_is_never_said_of_the_right_exercise(name: str) -> None:
    """Well done, with faults, tried only, on the way in and out."""
    mine = [scenario for scenario in SCENARIOS if SCENARIOS[scenario].exercise == name]
    assert {s: other for s in mine if (other := taken_for(ideal(s, 10.0), name))} == {}


@pytest.mark.parametrize(
    ("done", "asked"),
    [
        ("plank/elbows", "squat"),
        ("squat", "plank"),
        ("bird-dog", "glute-bridge"),
        ("glute-bridge", "squat"),
        ("cat-cow", "plank"),
        ("childs-pose", "cat-cow"),
        ("reverse-lunge", "squat"),
        ("squat", "pelvic-tilt"),
        ("side-plank-leg-lift/left", "plank"),
        ("deep-squat-rest/side", "squat"),
    ],
)
def test_another_exercise_is_named(done: str, asked: str) -> None:
    assert taken_for(ideal(f"{done}/good", 10.0), asked) == done.partition("/")[0]


def test_where_two_fit_alike_nothing_is_said() -> None:
    assert taken_for(ideal("seated-twist/left/good", 10.0), "squat") is None  # as well a piriformis stretch


def test_some_of_it_is_enough() -> None:
    planks = one_after_the_other(*[performed("plank")] * 9)
    assert taken_for(one_after_the_other(planks, performed("squat", reps=2)), "squat") is None
    assert taken_for(one_after_the_other(planks, performed("squat", reps=1)), "squat") == "plank"


def test_landmarks_are_fetched_only_where_little_was_found() -> None:
    def kept() -> PoseTrack:
        raise AssertionError("not needed")

    for track in (performed("squat"), performed("squat", "depth"), nobody()):
        assert looks_like(analyze(track, "squat"), exercises.get("squat"), kept) is None


def test_an_exercise_of_ones_own_is_asked_for(tmp_path: Path) -> None:
    text = (Path(exercises.__file__).parent / "catalogue" / "squat.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace('id = "squat"', 'id = "mine"').replace('"Squat"', '"Mine"'))
    assert taken_for(performed("plank"), str(tmp_path / "mine.toml")) == "plank"
    assert taken_for(performed("squat"), str(tmp_path / "mine.toml")) is None


def test_it_is_said_in_words() -> None:
    assert other_words(exercises.get("elevated-pigeon"), exercises.get("childs-pose")) == (
        "This looks like an elevated pigeon, not a child's pose"
    )


def test_replay_says_it_and_how_to_go_on(film: Any, tmp_path: Path) -> None:
    clip = film(performed("plank")).rename(tmp_path / "my plank.mp4")
    result = run("replay", clip, "-e", "squat", "--no-video", "-o", "out")
    assert result.exit_code == 3
    assert result.stderr.strip() == f"{LINE} replay '{clip}' -e plank"
    assert json.loads(Path("out/summary.json").read_text())["looks_like"] == "plank"
    page = Path("out/report.html").read_text()
    assert "This looks like a plank, not a squat. Check the recording again as a plank." in page.partition("<main")[0]
    again = run("report", "out")
    assert (again.exit_code, Path("out/report-2.html").read_text() == page) == (0, True)


def test_check_says_it_too(tmp_path: Path) -> None:
    performed("plank").save(tmp_path / "track.npz")
    result = run("check", tmp_path / "track.npz", "-e", "squat", "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr.strip()) == (3, f"{LINE} check {tmp_path / 'track.npz'} -e plank")
    told = run("check", tmp_path / "track.npz", "-e", "squat", "--json")
    assert json.loads(told.stdout)["looks_like"] == "plank"
    right = run("check", tmp_path / "track.npz", "-e", "plank")
    assert (right.exit_code, right.stderr) == (0, "")


def test_a_table_has_it_in_a_column(tmp_path: Path) -> None:
    for name in ("plank", "squat"):
        (tmp_path / "in" / name).mkdir(parents=True)
        performed(name).save(tmp_path / "in" / name / "track.npz")
    result = run("batch", tmp_path / "in", "-e", "squat", "-o", tmp_path / "out")
    assert "plank/track.npz: squat: 0 reps, 0 in good form, 0 faults; looks like plank\n" in result.output
    rows = parquet.read_table(tmp_path / "out" / "sets.parquet").to_pylist()
    assert [(row["status"], row["looks_like"]) for row in rows] == [("checked", "plank"), ("checked", None)]


def test_nothing_is_said_in_a_report_of_the_right_one(tmp_path: Path) -> None:
    track = performed("squat")
    outcome = replay(Footage(track), exercises.get("squat"), tmp_path, estimator=Puppet(track), video=False)
    assert outcome.result.looks_like is None
    assert "looks like" not in (tmp_path / "report.html").read_text()
