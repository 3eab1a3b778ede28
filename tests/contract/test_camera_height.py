"""People put the camera on a chair, a table or a shelf: what is told must not hang on its height."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck import PoseTrack, analyze, synthetic
from formcheck.landmarks import Landmark
from formcheck.synthetic import Performance

FPS = 15.0
UPPER = range(Landmark.NOSE, Landmark.LEFT_HIP)
"""Landmarks of head, trunk and arms."""


@pytest.mark.parametrize("height_m", [0.6, 1.0, 1.5])
@pytest.mark.parametrize("name", ["squat", "side-lunge"])
def test_good_form_is_told_no_fault_from_any_height(name: str, height_m: float) -> None:
    performance = synthetic.perform(name, reps=3, seed=5)
    result = analyze(film(performance, height_m), name)
    assert len(result.reps) == len(performance.truth.reps)
    assert [(fault.id, fault.rep) for fault in result.faults if fault.severity != "hint"] == []


@pytest.mark.parametrize("height_m", [0.6, 1.0, 1.5])
@pytest.mark.parametrize(("lean_deg", "told"), [(8.0, False), (30.0, True)])
def test_a_side_lunge_folds_as_far_as_it_does_not_as_it_looks_from_above(
    height_m: float, lean_deg: float, told: bool
) -> None:
    """People told to do it well lean a little further than ours: from chest height it looked like folding."""
    performance = synthetic.perform("side-lunge", fault="trunk-fold", amount=lean_deg, reps=2, seed=5)
    result = analyze(film(performance, height_m), "side-lunge")
    assert len(result.reps) == len(performance.truth.reps)
    assert ["trunk-fold" in rep.faults for rep in result.reps] == [told] * len(result.reps)


@pytest.mark.parametrize(("change", "fault"), [("bent to a side", "side-bend"), ("folded", "trunk-lean")])
def test_a_squat_whose_trunk_is_not_upright_is_told_from_the_front(change: str, fault: str) -> None:
    """Five people of motion capture who squatted wrong on purpose did so: half of it was not seen from the front."""
    performance = synthetic.perform("squat", reps=3, seed=5)
    track = synthetic.ideal_track(performance, performance.camera("front"), FPS)
    good = analyze(track, "squat")
    assert len(good.reps) == 3
    assert not any({"side-bend", "trunk-lean"} & set(rep.faults) for rep in good.reps)
    depth = np.zeros(len(track.t_s))
    for rep in good.reps:
        inside = (track.t_s >= rep.start_s) & (track.t_s <= rep.end_s)
        depth[inside] = np.sin(np.pi * (track.t_s[inside] - rep.start_s) / (rep.end_s - rep.start_s))
    result = analyze(with_trunk(track, change, depth), "squat")
    assert len(result.reps) == 3
    assert all(fault in rep.faults for rep in result.reps)


def film(performance: Performance, height_m: float) -> PoseTrack:
    return synthetic.ideal_track(performance, performance.camera("front", height_m=height_m), FPS)


def with_trunk(track: PoseTrack, change: str, depth: np.ndarray) -> PoseTrack:
    """The track with the upper body bent by a quarter of its height, or half as high, where `depth` is 1."""
    image = track.image_px.copy()
    hips = image[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    upper = image[:, list(UPPER)] - hips
    if change == "folded":
        upper[..., 1] *= 1.0 - 0.5 * depth[:, None]
    else:
        upper[..., 0] -= 0.3 * depth[:, None] * upper[..., 1]
    image[:, list(UPPER)] = hips + upper
    return PoseTrack(track.t_s, image, track.size_wh, track.world_m, track.visibility, track.presence)
