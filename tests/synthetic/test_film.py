"""Films of performances: what a shot shows of the truth, where joints are put, and what is different in each film."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck import synthetic
from formcheck.landmarks import Landmark
from formcheck.synthetic.film import Shot, film
from formcheck.synthetic.noise import NoiseModel
from formcheck.synthetic.performances import SCRIPTS
from formcheck.synthetic.trainers import RUSHED_S, SLOW_S, Take, takes

EXACT = NoiseModel(bias=0.0, jitter=0.0)
SQUATS = {take.name: take for take in takes("squat")}
PLANKS = {take.name: take for take in takes("plank")}


def test_a_shot_shows_a_repetition_with_its_peak_and_one_rest() -> None:
    performance = synthetic.perform("squat", reps=3)
    first, second, third = performance.truth.reps
    camera = performance.camera()
    cut = Shot(performance, camera, first.start_s + 0.4, third.end_s - 0.4)
    track, truth = film([cut], 20.0)
    assert [rep.peak_s for rep in truth.reps] == pytest.approx([r.peak_s - cut.start_s for r in (first, second, third)])
    assert truth.reps[0].start_s == 0.0, "what came before is not shown"
    assert truth.duration_s == pytest.approx(third.end_s - first.start_s - 0.8, abs=0.06)
    assert len(track) == round(truth.duration_s * 20)
    peak_only = Shot(performance, camera, first.peak_s - 0.2, first.peak_s + 0.2)
    assert film([peak_only], 20.0)[1].reps == ()
    assert film([Shot(performance, camera, end_s=first.peak_s - 0.1)], 20.0)[1].reps == ()


def test_shots_follow_each_other_at_their_speeds() -> None:
    performance = synthetic.perform("squat", [None, "depth"])
    camera = performance.camera()
    track, truth = film([Shot(performance, camera), Shot(performance, camera, speed=2.0)], 20.0)
    assert np.allclose(np.diff(track.t_s), 0.05)
    once = performance.duration_s
    lengths = [rep.end_s - rep.start_s for rep in truth.reps]
    assert lengths[2:] == pytest.approx([length / 2 for length in lengths[:2]], abs=1e-3)
    assert truth.reps[2].peak_s == pytest.approx(once + performance.truth.reps[0].peak_s / 2, abs=0.1)
    assert [(fault.id, fault.rep) for fault in truth.faults] == [("depth", 1), ("depth", 3)]


def test_a_hold_is_as_long_as_it_is_shown() -> None:
    performance = synthetic.perform("plank", hold_s=10.0)
    shots = [Shot(performance, performance.camera(), 2.0, 6.0), Shot(performance, performance.camera(), 9.5)]
    track, truth = film(shots, 20.0)
    assert [(hold.start_s, hold.end_s, hold.good_s) for hold in truth.holds] == [(0.0, 4.0, 4.0)], "the rest is none"
    assert track.t_s[-1] == pytest.approx(4.5, abs=0.06)


def test_a_joint_is_put_beside_its_place_however_the_body_lies() -> None:
    """Toward the head is along the trunk: up for who stands, along the floor for who lies."""
    for exercise, along in (("squat", 1), ("plank", 0)):
        performance = synthetic.perform(exercise, reps=1, hold_s=1.0)
        camera = performance.camera()
        true, _ = film([Shot(performance, camera, end_s=0.5, noise=EXACT)], 10.0)
        moved = NoiseModel(bias=0.0, jitter=0.0, offsets={"knee": (0.1, 0.0)})
        seen, _ = film([Shot(performance, camera, end_s=0.5, noise=moved)], 10.0)
        shift = seen.image_px - true.image_px
        trunk = true.image_px[:, Landmark.RIGHT_SHOULDER] - true.image_px[:, Landmark.RIGHT_HIP]
        knee = shift[:, Landmark.RIGHT_KNEE]
        assert np.all(np.argmax(np.abs(knee), axis=1) == along)
        assert np.allclose(np.hypot(*knee.T), 0.1 * np.hypot(*trunk.T), rtol=0.15)
        assert np.all((knee * trunk).sum(axis=1) > 0)
        assert np.allclose(np.delete(shift, [Landmark.RIGHT_KNEE, Landmark.LEFT_KNEE], axis=1), 0.0)


def test_what_is_in_front_is_in_front() -> None:
    performance = synthetic.perform("squat", reps=1)
    ahead = NoiseModel(bias=0.0, jitter=0.0, offsets={"knee": (0.0, 0.1)})
    shots = [Shot(performance, performance.camera(near="right"), end_s=0.5, noise=noise) for noise in (EXACT, ahead)]
    (true, _), (seen, _) = (film([shot], 10.0) for shot in shots)
    shift = seen.image_px - true.image_px
    toes = true.image_px[:, Landmark.RIGHT_FOOT_INDEX] - true.image_px[:, Landmark.RIGHT_HEEL]
    assert np.all(shift[:, Landmark.RIGHT_KNEE, 0] * toes[:, 0] > 0)


def rep_s(take: Take) -> float:
    return float(np.mean([rep.end_s - rep.start_s for rep in take.film()[1].reps]))


def test_each_film_differs_as_its_name_says() -> None:
    assert rep_s(SQUATS["rushed"]) < 0.9
    assert rep_s(SQUATS["slow"]) == pytest.approx(SLOW_S, abs=0.2)
    assert RUSHED_S < rep_s(SQUATS["fast"]) < 1.2
    assert {len(take.film()[1].reps) for name, take in SQUATS.items() if name not in ("two cameras", "break")} == {3}
    assert len(SQUATS["two cameras"].film()[1].reps) == len(SQUATS["break"].film()[1].reps) == 6
    assert SQUATS["cut short"].film()[1].reps[0].start_s == 0.0
    assert "rushed" not in PLANKS, "a hold has no tempo"
    for name, words in (("feet out", ("ANKLE", "HEEL")), ("head out", ("EAR", "NOSE"))):
        track, _ = SQUATS[name].film()
        inside = np.all((track.image_px >= 0) & (track.image_px < np.array(track.size_wh)), axis=-1)
        cut = [mark for mark in Landmark if mark.name.endswith(words)]
        assert inside[:, cut].mean() < 0.5
        assert inside[:, [Landmark.LEFT_HIP, Landmark.RIGHT_KNEE]].mean() > 0.95


def test_a_shallow_repetition_goes_less_far() -> None:
    def deepest(reach: float) -> float:
        performance = synthetic.perform("squat", reps=1, reach=reach)
        hip = synthetic.landmarks_m(performance.pose(performance.t_s))[:, Landmark.LEFT_HIP, 1]
        return float(hip[0] - hip.min())

    assert 0.6 < deepest(0.75) / deepest(1.0) < 0.8


@pytest.mark.parametrize("name", ["press-up", "knee-press-up"])
def test_a_press_up_bends_the_arms_and_leaves_hands_and_toes_where_they_are(name: str) -> None:
    performance = synthetic.perform(name, reps=1)
    assert not performance.truth.reps
    points = synthetic.landmarks_m(performance.pose(performance.t_s))
    shoulder = points[:, Landmark.LEFT_SHOULDER, 1]
    assert shoulder.min() < 0.6 * shoulder[0]
    assert shoulder[-1] == pytest.approx(shoulder[0], abs=0.02)
    for part in (Landmark.LEFT_WRIST, Landmark.LEFT_FOOT_INDEX):
        assert np.ptp(points[:, part], axis=0).max() < 0.02
    trunk = np.linalg.norm(points[:, Landmark.LEFT_SHOULDER] - points[:, Landmark.LEFT_HIP], axis=1)
    assert np.ptp(trunk) < 0.01


def test_wipers_turn_to_both_sides() -> None:
    performance = synthetic.perform("wipers", reps=1)
    points = synthetic.landmarks_m(performance.pose(performance.t_s))
    knee = points[:, Landmark.LEFT_KNEE, 2] - points[:, Landmark.LEFT_HIP, 2]
    assert knee.min() < -0.25
    assert knee.max() > 0.25


def test_every_script_is_filmed_and_every_variant_takes_its_turn() -> None:
    for exercise in ("seated-twist", "plank"):
        found = list(takes(exercise))
        assert {take.variant for take in found} == set(SCRIPTS[exercise])
        assert len({take.id for take in found}) == len(found)
    (one, _), (again, _) = (next(takes("squat")).film() for _ in range(2))
    assert np.array_equal(one.image_px, again.image_px)


def test_other_people_make_the_same_films() -> None:
    usual, others = list(takes("squat")), list(takes("squat", people=1))
    assert [take.id for take in others] == [take.id for take in usual]
    assert not {take.seed for take in others} & {take.seed for take in usual}


def test_a_cut_is_smoothed_as_a_pose_model_smooths_it() -> None:
    performance = synthetic.perform("plank", hold_s=2.0)
    near, far = performance.camera(), performance.camera(yaw_deg=45.0, distance_m=5.0)
    alone = [film([Shot(performance, camera, end_s=1.0, noise=EXACT)], 20.0)[0] for camera in (near, far)]
    cut, _ = film([Shot(performance, camera, end_s=1.0, noise=EXACT) for camera in (near, far)], 20.0)
    assert np.array_equal(cut.image_px[:20], alone[0].image_px)
    way = (
        np.abs(cut.image_px[20:] - alone[1].image_px).max(axis=(1, 2))
        / np.abs(alone[0].image_px[-1] - alone[1].image_px[0]).max()
    )
    assert 0.2 < way[0] < 0.5, "not yet there"
    assert way[4] < 0.02, "and there after a fifth of a second"
