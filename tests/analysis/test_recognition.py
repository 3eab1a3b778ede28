"""Which exercise is it? Told from the landmarks, and said where it is not certain."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, Footage, Puppet, nobody, performed
from helpers import picked
from test_cli import run

from formcheck import PoseTrack, exercises, synthetic
from formcheck.analysis.recognition import CERTAIN, UNTOLD, propose
from formcheck.errors import SourceError
from formcheck.replay.landmarks import Stored, read_landmarks
from formcheck.synthetic.performances import SCRIPTS

pytestmark = pytest.mark.usefixtures("no_own_exercises")


@pytest.mark.parametrize("exercise", ["glute-bridge", "plank", "squat", "bird-dog"])
def test_a_good_performance_is_recognised(exercise: str) -> None:
    first, *others = propose(performed(exercise))
    assert first.exercise == exercise
    assert first.confidence >= CERTAIN
    assert all(other.fit <= first.fit for other in others)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [name for name in exercises.names() if name in SCRIPTS])
def test_it_is_never_certain_of_another_one(exercise: str) -> None:
    performance = synthetic.perform(exercise)
    found = propose(synthetic.ideal_track(performance, performance.camera(size_wh=(960, 540)), 10))
    if exercises.get(exercise).kind not in UNTOLD:
        assert exercise in [proposal.exercise for proposal in found if proposal.fit == found[0].fit]
    if found and found[0].exercise != exercise:
        assert found[0].confidence < CERTAIN


def test_nobody_is_no_exercise() -> None:
    assert propose(nobody()) == []
    assert propose(PoseTrack.no_person([], SIZE_WH)) == []


def test_two_that_fit_alike_are_not_certain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    squat = resources.files("formcheck.exercises") / "catalogue" / "squat.toml"
    (tmp_path / "twin.toml").write_text(squat.read_text(encoding="utf-8").replace('id = "squat"', 'id = "twin"'))
    monkeypatch.setenv("FORMCHECK_EXERCISES", str(tmp_path))
    one, other = propose(performed("squat"), ["squat", "twin"])
    assert one.fit == other.fit
    assert one.confidence < CERTAIN


def test_landmarks_are_read_and_given_again() -> None:
    track = performed("squat")
    found = read_landmarks(Footage(track), Puppet(track))
    read = found.track
    assert (found.error, found.interrupted) == (None, False)
    np.testing.assert_allclose(read.image_px, track.image_px, atol=1e-3)
    stored = Stored(read)
    for i in (0, 1, 2):
        np.testing.assert_array_equal(stored.detect(np.empty(0), 0.0).image_px, picked(read, slice(i, i + 1)).image_px)


def test_a_recording_that_breaks_off_gives_what_it_had() -> None:
    track = performed("squat")
    read = read_landmarks(Footage(track, SourceError("it breaks off"), 7), Puppet(track))
    assert (len(read.track), str(read.error)) == (7, "it breaks off")


def test_replay_finds_the_exercise(film: Any, tmp_path: Path) -> None:
    clip = film(performed("squat", "depth"))
    result = run("replay", clip, "--no-video")
    assert result.exit_code == 0, result.output
    assert "Found by itself: squat" in result.output
    assert "2 reps, 0 in good form" in result.output
    names = sorted(p.name for p in (tmp_path / "formcheck-out" / "clip-squat").iterdir())
    assert {"reps.csv", "summary.json", "track.npz"} <= set(names)


def test_replay_asks_where_it_is_not_certain(film: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = film(performed("squat"))
    monkeypatch.setattr("formcheck.analysis.recognition.CERTAIN", 2.0)
    result = run("replay", clip)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "it may be squat" in result.stderr
    kept = Path("formcheck-out") / "clip" / "track.npz"
    assert f"formcheck check {kept}" in result.stderr
    assert "2 reps" in run("check", kept, "-e", "squat").output


def test_replay_of_nobody(film: Any) -> None:
    result = run("replay", film(nobody(2.0)))
    assert result.exit_code == 3
    assert "nobody was found" in result.stderr


def test_replay_of_something_else(film: Any) -> None:
    standing = picked(performed("squat"), slice(0, 8))
    result = run("replay", film(standing))
    assert result.exit_code == 2
    assert "none that it knows" in result.stderr
