"""In every scripted performance bones keep their lengths, what is planted stays, joints bend as people's do."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import SCENARIOS, posed
from sweep import for_each

from formcheck import synthetic
from formcheck.synthetic.body import JOINT_LIMITS_DEG
from formcheck.synthetic.vec import angle_deg, dot, norm

BONES = {
    ("hip", "knee"): "thigh",
    ("knee", "ankle"): "shank",
    ("shoulder", "elbow"): "upper_arm",
    ("elbow", "wrist"): "forearm",
}


@pytest.mark.slow
@for_each(SCENARIOS)
def test_bones_keep_their_lengths(scenario_id: str) -> None:
    performance, skeleton = posed(scenario_id)
    points = skeleton.points
    for side in ("left", "right"):
        for (a, b), name in BONES.items():
            length = norm(points[f"{side}_{a}"] - points[f"{side}_{b}"])
            np.testing.assert_allclose(length, getattr(performance.body, name), rtol=1e-6, err_msg=f"{side} {name}")
    np.testing.assert_allclose(norm(points["left_hip"] - points["right_hip"]), 2 * performance.body.hip_half, rtol=1e-6)
    np.testing.assert_allclose(norm(points["spine"] - points["pelvis"]), performance.body.lumbar, rtol=1e-6)
    np.testing.assert_allclose(norm(points["chest"] - points["spine"]), performance.body.thorax, rtol=1e-6)


@pytest.mark.slow
@for_each(SCENARIOS)
def test_frames_are_orthonormal(scenario_id: str) -> None:
    for name, frames in posed(scenario_id)[1].frames.items():
        np.testing.assert_allclose(
            np.swapaxes(frames, 1, 2) @ frames, np.broadcast_to(np.eye(3), frames.shape), atol=1e-6
        )
        np.testing.assert_allclose(np.linalg.det(frames), -1.0, atol=1e-6, err_msg=name)


@pytest.mark.slow
@for_each(SCENARIOS)
def test_joints_stay_within_limits(scenario_id: str) -> None:
    _, skeleton = posed(scenario_id)
    points, left = skeleton.points, skeleton.frames["pelvis"][..., 2]
    for side in ("left", "right"):
        thigh = points[f"{side}_knee"] - points[f"{side}_hip"]
        shank = points[f"{side}_ankle"] - points[f"{side}_knee"]
        knee = angle_deg(points[f"{side}_hip"], points[f"{side}_knee"], points[f"{side}_ankle"])
        low, high = JOINT_LIMITS_DEG["knee_flexion"]
        assert (180 - knee).max() <= high
        # Bent more than a little, the knee bends backward.
        bent = 180 - knee > 20
        assert (dot(np.cross(thigh, shank), left)[bent] > 0).all()
        assert low <= (180 - knee).min()
        hip = 180 - angle_deg(
            points["spine"] + points[f"{side}_hip"] - points["pelvis"], points[f"{side}_hip"], points[f"{side}_knee"]
        )
        assert hip.max() <= JOINT_LIMITS_DEG["hip_flexion"][1]
        elbow = 180 - angle_deg(points[f"{side}_shoulder"], points[f"{side}_elbow"], points[f"{side}_wrist"])
        assert elbow.max() <= JOINT_LIMITS_DEG["elbow_flexion"][1]


@pytest.mark.slow
@for_each(SCENARIOS)
def test_nothing_sinks_into_the_floor(scenario_id: str) -> None:
    assert posed(scenario_id)[1].lowest_m().min() > -0.03


@pytest.mark.slow
@for_each(SCENARIOS)
def test_movement_is_smooth(scenario_id: str) -> None:
    performance, _ = posed(scenario_id)
    t = performance.times(20.0)
    points = performance.pose(t).points
    for name in ("pelvis", "chest", "head", "left_ankle", "right_ankle", "left_wrist", "right_wrist"):
        speed = norm(np.diff(points[name], axis=0)) * 20.0
        assert speed.max() < 6.0, f"{name} jumps at {t[np.argmax(speed)]:.2f} s"


PLANTED = {
    "glute-bridge": ("left_ankle", "right_ankle"),
    "squat": ("left_ankle", "right_ankle"),
    "plank": ("left_elbow", "right_elbow"),
}


@pytest.mark.parametrize(("exercise", "joints"), PLANTED.items())
def test_planted_joints_do_not_slide(exercise: str, joints: tuple[str, ...]) -> None:
    performance = synthetic.perform(exercise, seed=3)
    points = performance.pose(performance.t_s).points
    for joint in joints:
        assert np.ptp(points[joint], axis=0).max() < 1e-3, joint


def test_planted_hand_and_knee_carry_the_bird_dog() -> None:
    performance = synthetic.perform("bird-dog", reps=1, seed=3)
    points = performance.pose(performance.t_s).points
    for joint in ("left_knee", "right_wrist", "left_ankle"):
        assert np.ptp(points[joint], axis=0).max() < 2e-3, joint
    assert np.ptp(points["right_knee"], axis=0).max() > 0.2


def test_lifted_heels_keep_the_balls_of_the_feet_planted() -> None:
    performance = synthetic.perform("squat", fault="heel-lift", reps=1)
    skeleton = performance.pose(performance.t_s)
    body = performance.body
    foot = skeleton.frames["left_foot"]
    ball = skeleton.points["left_ankle"] + foot[..., 0] * body.ball_ahead - foot[..., 1] * body.ankle_height
    assert np.ptp(ball, axis=0).max() < 1e-6
    assert np.ptp(skeleton.points["left_ankle"][:, 1]) > 0.02


def test_walking_feet_stand_still_on_the_floor() -> None:
    performance = synthetic.perform("stand", entry=True)
    skeleton = performance.pose(performance.times(60.0))
    for side in ("left", "right"):
        ankle = skeleton.points[f"{side}_ankle"]
        grounded = (ankle[:-1, 1] < performance.body.ankle_height + 0.002) & (
            ankle[1:, 1] < performance.body.ankle_height + 0.002
        )
        assert norm(np.diff(ankle, axis=0))[grounded].max() < 0.02
