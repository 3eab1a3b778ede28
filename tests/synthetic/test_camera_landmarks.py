"""Projection in closed form; landmarks where the joints are; noise of the size that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck import synthetic
from formcheck.landmarks import MIRROR, N_LANDMARKS, Landmark
from formcheck.synthetic.landmarks import landmarks_m
from formcheck.synthetic.noise import NoiseModel


def test_pinhole_projection_in_closed_form() -> None:
    camera = synthetic.PinholeCamera((0.0, 1.0, 0.0), distance_m=4.0, height_m=1.0, vfov_deg=90.0, size_wh=(800, 600))
    # At 90 degrees the focal length is half the height: 300 px. A point 1 m aside at 4 m depth lies 75 px aside.
    points = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 2.0, 0.0], [1.0, 1.0, 2.0], [0.0, 1.0, 9.0]])
    expected = [[400, 300], [475, 300], [400, 225], [550, 300], [np.nan, np.nan]]
    np.testing.assert_allclose(camera.project(points), expected, atol=1e-9)
    np.testing.assert_allclose(camera.depth_m(points[:4]), [4, 4, 4, 2], atol=1e-12)
    np.testing.assert_allclose(camera.scale_px_per_m(points[:4]), [75, 75, 75, 150])


@pytest.mark.parametrize(
    ("view", "near", "yaw", "place"),
    [
        ("side", "right", 0.0, (0, 1)),
        ("side", "left", 0.0, (0, -1)),
        ("front", "right", 0.0, (1, 0)),
        ("side", "right", 90.0, (1, 0)),
        ("side", "left", 90.0, (1, 0)),
        ("front", "right", 90.0, (0, 1)),
    ],
)
def test_camera_stands_where_it_should(view: str, near: str, yaw: float, place: tuple[int, int]) -> None:
    camera = synthetic.PinholeCamera.looking((0.0, 0.9, 0.0), view, near, yaw, distance_m=2.0, height_m=1.2)
    np.testing.assert_allclose(camera.position, [2.0 * place[0], 1.2, 2.0 * place[1]], atol=1e-12)
    np.testing.assert_allclose(camera.axes @ camera.axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(camera.project(np.array([0.0, 0.9, 0.0])), np.array(camera.size_wh) / 2, atol=1e-9)


@pytest.mark.parametrize("exercise", ["squat", "plank", "glute-bridge", "bird-dog"])
def test_ideal_track_is_the_projection_in_mediapipe_axes(exercise: str) -> None:
    performance = synthetic.perform(exercise, reps=1, hold_s=3.0)
    camera = performance.camera()
    track = synthetic.ideal_track(performance, camera, fps=10.0)
    points = landmarks_m(performance.pose(track.t_s))
    assert track.image_px.shape == (len(track), N_LANDMARKS, 2)
    assert track.has_pose.all()
    np.testing.assert_allclose(track.image_px, camera.project(points))
    hips = track.world_m[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    np.testing.assert_allclose(hips, 0.0, atol=1e-12)
    # x right as in the picture, y down, the right side nearer (less z) than the left.
    from_hip_px = track.image_px - track.image_px[:, [Landmark.RIGHT_HIP]]
    for axis in (0, 1):
        assert np.corrcoef(track.world_m[..., axis].ravel(), from_hip_px[..., axis].ravel())[0, 1] > 0.97
    assert (track.world_m[:, Landmark.RIGHT_HIP, 2] < track.world_m[:, Landmark.LEFT_HIP, 2]).all()
    near, far = Landmark.RIGHT_HIP, Landmark.LEFT_HIP
    assert (track.visibility[:, near] == 1).all()
    assert (track.visibility[:, far] < 0.7).all()
    inside = (track.image_px >= 0).all(axis=-1) & (track.image_px < camera.size_wh).all(axis=-1)
    assert inside.all(), "the camera sees the whole exercise"


def test_seen_from_the_other_side_the_picture_is_mirrored() -> None:
    # A plank moves in the sagittal plane only: its left and right sides are mirror images.
    performance = synthetic.perform("plank", fault="hips-sag", hold_s=6.0)
    right = synthetic.ideal_track(performance, performance.camera(near="right"), fps=5.0)
    left = synthetic.ideal_track(performance, performance.camera(near="left"), fps=5.0)
    np.testing.assert_allclose(left.image_px[:, MIRROR, 0], right.size_wh[0] - right.image_px[..., 0], atol=1e-6)
    np.testing.assert_allclose(left.image_px[:, MIRROR, 1], right.image_px[..., 1], atol=1e-6)
    np.testing.assert_allclose(left.visibility[:, MIRROR], right.visibility, atol=1e-6)


def test_people_outside_the_picture_are_no_person() -> None:
    performance = synthetic.perform("squat", reps=1, entry=True, exit=True)
    track = synthetic.ideal_track(performance, performance.camera())
    inside = (track.t_s > performance.truth.set_start_s) & (track.t_s < performance.truth.set_end_s)
    assert track.has_pose[inside].all()
    assert not track.has_pose[0]
    assert np.isnan(track.visibility[0]).all()


def test_same_seed_same_set_other_seed_other_set() -> None:
    def wrists(seed: int) -> np.ndarray:
        return synthetic.perform("bird-dog", seed=seed).pose([1.0, 3.0, 5.0]).points["left_wrist"]

    np.testing.assert_array_equal(wrists(1), wrists(1))
    assert np.abs(wrists(1) - wrists(2)).max() > 1e-3


def test_pose_does_not_depend_on_how_times_are_asked_for() -> None:
    performance = synthetic.perform("plank", fault=["hands-position", None, "hips-high"], entry=True)
    t = performance.times(10.0)
    whole = landmarks_m(performance.pose(t))
    single = np.concatenate([landmarks_m(performance.pose(x)) for x in t])
    np.testing.assert_allclose(single, whole, atol=1e-12)


def test_noise_has_the_asked_size() -> None:
    performance = synthetic.perform("squat", reps=3)
    camera = performance.camera(view="front")
    model = NoiseModel(
        jitter=0.02, jitter_s=0.0, bias=0.0, hidden_factor=1.0, feet_factor=1.0, face_factor=1.0, hands_factor=1.0
    )
    ideal = synthetic.ideal_track(performance, camera)
    noisy = synthetic.noisy_track(performance, camera, noise=model, seed=5)
    torso_px = 0.288 * 1.75 * camera.scale_px_per_m(performance.pose(ideal.t_s).points["pelvis"])
    error = (noisy.image_px - ideal.image_px) / torso_px[:, None, None]
    assert error.std() == pytest.approx(0.02, rel=0.03)
    again = synthetic.noisy_track(performance, camera, noise=model, seed=5)
    np.testing.assert_array_equal(noisy.image_px, again.image_px)
    assert np.abs(noisy.image_px - synthetic.noisy_track(performance, camera, noise=model, seed=6).image_px).max() > 1


def test_swaps_and_dropouts_come_as_often_as_asked() -> None:
    performance = synthetic.perform("plank", hold_s=120.0)
    camera = performance.camera(yaw_deg=30.0)
    ideal = synthetic.ideal_track(performance, camera)
    model = NoiseModel(jitter=0.0, bias=0.0, swaps_per_min=20.0, dropouts_per_min=20.0)
    noisy = synthetic.noisy_track(performance, camera, noise=model, seed=1)
    lost = ~noisy.has_pose
    assert 0.02 < lost.mean() < 0.25
    swapped = np.abs(noisy.image_px - ideal.image_px[:, MIRROR]).max(axis=(1, 2)) < 1e-6
    kept = np.abs(noisy.image_px - ideal.image_px).max(axis=(1, 2)) < 1e-6
    assert (swapped | kept | lost).all()
    assert 0.02 < swapped.mean() < 0.25
