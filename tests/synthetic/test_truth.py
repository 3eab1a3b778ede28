"""The truth says what the script commanded, what the geometry shows, and survives its file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from helpers import SCENARIOS, posed
from sweep import for_each

from formcheck import synthetic
from formcheck.errors import TrackError
from formcheck.synthetic.truth import ANGLES, measure


def flexion_deg(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """180 minus the angle at b, by arctan2 (not the formula of the package)."""
    u, v = a - b, c - b
    if u.shape[-1] == 2:
        sine = np.abs(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])
    else:
        sine = np.linalg.norm(np.cross(u, v), axis=-1)
    return 180.0 - np.degrees(np.arctan2(sine, np.sum(u * v, axis=-1)))


def at(performance: synthetic.Performance, seconds: float) -> int:
    return round(seconds * performance.fps)


@pytest.mark.slow
@for_each(SCENARIOS)
def test_space_and_image_angles_match_the_joints(scenario_id: str) -> None:
    camera = synthetic.PinholeCamera.looking((0.0, 0.7, 0.0), yaw_deg=20.0, distance_m=6.0)
    _, skeleton = posed(scenario_id)
    angles = measure(skeleton, camera)
    points = skeleton.points
    for side in ("left", "right"):
        for name, (a, b, c) in {"knee": ("hip", "knee", "ankle"), "hip": ("shoulder", "hip", "knee")}.items():
            joints = [points[f"{side}_{joint}"] for joint in (a, b, c)]
            np.testing.assert_allclose(np.abs(angles[name]["space"][side]), flexion_deg(*joints), atol=1e-4)
            pixels = [camera.project(joint) for joint in joints]
            np.testing.assert_allclose(np.abs(angles[name]["image"][side]), flexion_deg(*pixels), atol=1e-4)


@pytest.mark.parametrize(("fault", "hip"), [(None, 0.0), ("hip-line", 24.0), ("over-arch", -20.0)])
def test_bridge_reaches_the_commanded_hip_angle(fault: str | None, hip: float) -> None:
    performance = synthetic.perform("glute-bridge", fault=fault, reps=2)
    for rep in performance.truth.reps:
        measured = performance.angles()["hip"]["sagittal"]["left"][at(performance, rep.peak_s)]
        # Nobody repeats a movement exactly: a rep stops up to 3 % short of its peak.
        assert measured == pytest.approx(hip, abs=2.5)


@pytest.mark.parametrize(("fault", "knee"), [(None, 90.0), ("foot-placement", 118.0)])
def test_bridge_feet_give_the_commanded_knee_angle(fault: str | None, knee: float) -> None:
    performance = synthetic.perform("glute-bridge", fault=fault, reps=1)
    peak = at(performance, performance.truth.reps[0].peak_s)
    assert performance.angles()["knee"]["sagittal"]["left"][peak] == pytest.approx(knee, abs=3.0)


@pytest.mark.parametrize("body", list(synthetic.BODIES))
def test_squat_bends_the_knees_to_parallel(body: str) -> None:
    performance = synthetic.perform("squat", reps=1, body=body)
    peak = at(performance, performance.truth.reps[0].peak_s)
    angles = performance.angles()
    assert angles["knee"]["space"]["right"][peak] == pytest.approx(114.0, abs=3.0)
    assert angles["thigh"]["space"]["right"][peak] == pytest.approx(0.0, abs=6.0)
    assert angles["thigh"]["space"]["right"][0] == pytest.approx(88.0, abs=6.0)


@pytest.mark.parametrize("variant", ["elbows", "hands"])
@pytest.mark.parametrize(("fault", "sign"), [("hips-sag", -20.0), ("hips-high", 36.0)])
def test_plank_line_is_signed(variant: str, fault: str, sign: float) -> None:
    performance = synthetic.perform("plank", fault=fault, variant=variant, hold_s=12.0)
    line = performance.angles()["line"]["sagittal"]["right"]
    assert line[at(performance, 6.0)] == pytest.approx(sign, abs=1.5)
    assert line[at(performance, 1.0)] == pytest.approx(0.0, abs=1.5)


def test_hold_counts_the_good_seconds_of_the_line() -> None:
    performance = synthetic.perform("plank", fault="hips-sag", hold_s=15.0)
    line = performance.angles()["line"]["sagittal"]["right"]
    hold = performance.truth.holds[0]
    assert hold.good_s == pytest.approx(float((line > -10.0).mean()) * 15.0, abs=0.1)
    assert hold.end_s - hold.start_s == pytest.approx(15.0)


def test_image_angles_of_an_exact_side_view_are_the_sagittal_ones() -> None:
    performance = synthetic.perform("squat", reps=1)
    # From very far away perspective vanishes.
    camera = synthetic.PinholeCamera((0.0, 0.8, 0.0), distance_m=4000.0, height_m=0.8, vfov_deg=0.03)
    angles = performance.angles(camera)
    for name in ANGLES:
        for side in ("left", "right"):
            if name != "elbow":
                np.testing.assert_allclose(angles[name]["image"][side], angles[name]["sagittal"][side], atol=2.0)
    left = performance.angles(synthetic.PinholeCamera((0.0, 0.8, 0.0), 4000.0, 0.8, 180.0, 0.03))
    np.testing.assert_allclose(left["hip"]["image"]["left"], angles["hip"]["image"]["left"], atol=0.1)


@pytest.mark.slow
@for_each(SCENARIOS)
def test_events_lie_in_order_within_the_set(scenario_id: str) -> None:
    scenario, truth = SCENARIOS[scenario_id], posed(scenario_id)[0].truth
    cycles = sorted((*truth.reps, *truth.attempts), key=lambda cycle: cycle.start_s)
    times = [t for cycle in cycles for t in (cycle.start_s, cycle.peak_s, cycle.end_s)]
    assert times == sorted(times)
    assert all(truth.set_start_s <= t <= truth.set_end_s for t in times)
    assert truth.set_end_s <= truth.duration_s + 1e-6
    if scenario.fault is not None:
        assert truth.fault_ids() == (scenario.fault,)
        assert all(truth.set_start_s - 1e-6 <= f.start_s < f.end_s <= truth.set_end_s + 1e-6 for f in truth.faults)
    if scenario.arguments.get("entry"):
        assert truth.set_start_s > 3.0


def test_reps_return_to_rest_and_attempts_turn_back() -> None:
    performance = synthetic.perform("squat", reps=2, attempts=1, seed=4)
    knee = performance.angles()["knee"]["space"]["left"]
    truth = performance.truth
    assert (len(truth.reps), len(truth.attempts)) == (2, 1)
    for cycle in (*truth.reps, *truth.attempts):
        assert knee[at(performance, cycle.start_s)] < 8
        assert knee[at(performance, cycle.end_s)] < 8
    assert knee[at(performance, truth.reps[1].peak_s)] > 110
    assert 40 < knee[at(performance, truth.attempts[0].peak_s)] < 60


def test_bird_dog_alternates_sides_and_lifts_the_other_arm() -> None:
    performance = synthetic.perform("bird-dog", fault=[None, None, "same-side"])
    angles = performance.angles()
    assert [rep.side for rep in performance.truth.reps] == ["right", "left", "right"]
    points = performance.pose(performance.t_s).points
    for rep, arm in zip(performance.truth.reps, ("left", "right", "right"), strict=True):
        peak = at(performance, rep.peak_s)
        assert angles["knee"]["space"][rep.side][peak] < 15
        assert points[f"{arm}_wrist"][peak, 1] > 0.4


def test_truth_survives_json(tmp_path: Path) -> None:
    performance = synthetic.perform("squat", fault=[None, "depth"], attempts=1, body="tall", entry=True)
    camera = performance.camera(yaw_deg=10.0)
    text = performance.truth.to_json(performance.angles(camera, 5.0), camera, 5.0)
    path = tmp_path / "truth.json"
    path.write_text(text, encoding="utf-8")
    assert synthetic.Truth.load(path) == performance.truth
    angles = synthetic.load_angles(text)
    np.testing.assert_allclose(
        angles["knee"]["image"]["left"], performance.angles(camera, 5.0)["knee"]["image"]["left"], atol=0.006
    )
    assert json.loads(text)["camera"]["azimuth_deg"] == camera.azimuth_deg


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "other"}'])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(TrackError, match="not a truth file"):
        synthetic.Truth.from_json(text)


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="glute-bridge"):
        synthetic.perform("handstand")
    with pytest.raises(KeyError, match="knee-valgus"):
        synthetic.perform("squat", fault="sag")
    with pytest.raises(KeyError, match="elbows"):
        synthetic.perform("plank", variant="nose")
    with pytest.raises(KeyError, match="average"):
        synthetic.perform("squat", body="giant")


def test_measure_signs_follow_flexion() -> None:
    performance = synthetic.perform("squat", reps=1)
    peak = performance.pose(performance.truth.reps[0].peak_s)
    angles = measure(peak)
    assert angles["hip"]["sagittal"]["left"][0] > 90
    assert angles["knee"]["sagittal"]["left"][0] > 90
    assert angles["trunk"]["sagittal"]["left"][0] == pytest.approx(36.0, abs=3.0)
