"""The benchmark of shaken recordings: what a variant is, and what counts as another verdict."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import real
import real_shaken
import real_truth
import shaken_tracks

from formcheck import analyze, synthetic
from formcheck.landmarks import Landmark
from formcheck.track import PoseTrack


def bird_dogs() -> PoseTrack:
    performance = synthetic.perform("bird-dog", reps=2)
    return synthetic.ideal_track(performance, performance.camera(), 30.0)


def test_variants_are_the_same_person_otherwise() -> None:
    track = bird_dogs()
    turned = shaken_tracks.mirrored(track)
    assert shaken_tracks.mirrored(turned).image_px == pytest.approx(track.image_px)
    assert np.array_equal(turned.image_px[:, Landmark.LEFT_KNEE, 1], track.image_px[:, Landmark.RIGHT_KNEE, 1])
    assert shaken_tracks.retimed(track, 1.4).t_s[-1] == pytest.approx(track.t_s[-1] / 1.4)
    trunk = shaken_tracks._trunk(track.image_px).max()
    wander = (shaken_tracks.noisy(track).image_px - track.image_px)[:, Landmark.LEFT_KNEE] / trunk
    assert 0.01 < wander.std() < 0.05
    assert np.abs(np.diff(wander, axis=0)).max() < 0.05, "it wanders, it does not jump"
    up = (shaken_tracks.hips_up(track).image_px - track.image_px)[..., 1] / trunk
    assert np.flatnonzero(up.any(axis=0)).tolist() == [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    assert up.min() == pytest.approx(-shaken_tracks.HIPS_UP)


def test_what_changes_is_told_with_its_cause() -> None:
    track = bird_dogs()
    plain, half = analyze(track, "bird-dog"), analyze(track[: len(track) // 2], "bird-dog")
    as_it_is = shaken_tracks.Variant(lambda each: each)
    assert real_shaken.changed(plain, plain, as_it_is) == {}
    assert real_shaken.changed(plain, half, as_it_is)["count"].startswith("1 for 2: at ")
    performance = synthetic.perform("squat", fault="depth", reps=2)
    faulty = analyze(synthetic.ideal_track(performance, performance.camera(), 30.0), "squat")
    good = analyze(synthetic.ideal_track(p := synthetic.perform("squat", reps=2), p.camera(), 30.0), "squat")
    assert "depth (" in real_shaken.changed(good, faulty, as_it_is)["faults"]
    assert "depth no longer" in real_shaken.changed(faulty, good, as_it_is)["faults"]


def test_a_shaken_person_of_code_gets_the_same_verdict(tmp_path: Path) -> None:
    bird_dogs().save(tmp_path / "anna.npz")
    (tmp_path / "anna.toml").write_text(
        'exercise = "bird-dog"\nreps = 2\nsides = { left = 1, right = 1 }\nfaults = []\nallow = ["tempo"]\n'
    )
    found = real_shaken.examined(list(real_truth.recordings(tmp_path)), tmp_path)
    (_, head, same), (_, _, right), _ = real_shaken.tables(found)
    assert [row[0] for row in same] == [*shaken_tracks.VARIANTS, real_shaken.OTHER]
    assert {row[head.index("count")] for row in same} == {"1 / 1"}
    assert [row[0] for row in right if row[1:] != ["1 / 1"] * 4] == []
    assert "bird-dog" in real.shaken(list(real_truth.recordings(tmp_path)), None)
