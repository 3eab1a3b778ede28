from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from formcheck.pose.first_person import PATIENCE_S, BodyMeasures, FirstPerson
from formcheck.track import PoseTrack

SIZE_WH = (640, 360)
STAND_M = np.random.default_rng(3).uniform((-0.2, -0.9, -0.1), (0.2, 0.9, 0.1), (33, 3))
LEFT, RIGHT = (160.0, 180.0), (480.0, 180.0)


def person(
    t_s: float, centre_px: tuple[float, float], scale_px_m: float = 150.0, body_m: np.ndarray = STAND_M
) -> PoseTrack:
    return PoseTrack([t_s], body_m[None, :, :2] * scale_px_m + centre_px, SIZE_WH, world_m=body_m[None])


@cache
def noise_frame(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(60, 120, (SIZE_WH[1], SIZE_WH[0], 3), dtype=np.uint8)


class Scene:
    """Estimators that see the people of a script, like mediapipe's: each stays with whom it found."""

    def __init__(self, people: Callable[[float], list[tuple[float, float]]]) -> None:
        self.people = people
        self.made = self.open = 0

    def make(self) -> SceneEstimator:
        self.made += 1
        self.open += 1
        return SceneEstimator(self)


class SceneEstimator:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.followed: tuple[float, float] | None = None

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        seen = [(x, y) for x, y in self.scene.people(t_s) if not (bgr[int(y), int(x)] == 127).all()]
        if self.followed not in seen:
            self.followed = seen[0] if seen else None
        return PoseTrack.no_person([t_s], SIZE_WH) if self.followed is None else person(t_s, self.followed)

    def close(self) -> None:
        self.scene.open -= 1


def run(scene: Scene, until_s: float, fps: float = 30, frame: Callable[[float], np.ndarray] | None = None) -> str:
    """One letter a frame: L or R for the person reported, - for nobody."""
    still, follow, letters = noise_frame(), FirstPerson(scene.make), ""
    for t_s in np.arange(0, until_s, 1 / fps):
        track = follow.detect(frame(t_s) if frame else still, float(t_s))
        assert track.t_s.tolist() == [t_s]
        assert len(track) == 1
        body = BodyMeasures.of(track)
        letters += "-" if body is None else "L" if body.axis_px[:, 0].mean() < SIZE_WH[0] / 2 else "R"
    assert scene.open == 1
    follow.close()
    assert scene.open == 0
    return letters


def test_one_person_is_reported_in_every_frame() -> None:
    scene = Scene(lambda t: [LEFT])
    assert run(scene, 3) == "L" * 90
    assert scene.made == 1


def test_a_passer_by_is_not_reported_and_the_first_is_found_again() -> None:
    scene = Scene(lambda t: [RIGHT] if 1.0 <= t < 1.5 else [RIGHT, LEFT] if t >= 1.5 else [LEFT])
    letters = run(scene, 4)
    assert "R" not in letters
    assert letters[:30] == "L" * 30
    assert letters[30:45] == "-" * 15
    assert letters[57:] == "L" * len(letters[57:])
    assert scene.made <= 5


def test_whoever_is_there_after_a_while_is_accepted() -> None:
    letters = run(Scene(lambda t: [LEFT] if t < 1 else [RIGHT]), 5)
    waited = letters.count("-") / 30
    assert letters == "L" * 30 + "-" * letters.count("-") + "R" * letters.count("R")
    assert waited == pytest.approx(PATIENCE_S, abs=0.1)


def test_leaving_and_coming_back_elsewhere_costs_nothing_more() -> None:
    letters = run(Scene(lambda t: [LEFT] if t < 1 else [] if t < 4 else [RIGHT]), 5)
    assert letters == "L" * 30 + "-" * 90 + "R" * 30


def test_a_cut_is_a_new_beginning() -> None:
    before, after = noise_frame(), noise_frame(1) // 2 + 190
    letters = run(
        Scene(lambda t: [LEFT] if t < 1 else [RIGHT]), 2, frame=lambda t: before if t < 1 else after.astype(np.uint8)
    )
    assert letters == "L" * 30 + "R" * 30


@pytest.mark.parametrize("fps", [1, 5, 30, 240])
def test_own_movement_is_never_another_person(fps: int) -> None:
    """Up and down by 0.7 m every two seconds, faster than a squat."""

    class Mover:
        def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
            return person(t_s, (320.0, 180.0 + 0.35 * 150 * np.sin(np.pi * t_s + 0.3)))

        def close(self) -> None:
            raise AssertionError("nobody else was there to make a new estimator for")

    follow = FirstPerson(Mover)
    found = [follow.detect(noise_frame(), i / fps).has_pose[0] for i in range(max(20, 4 * fps))]
    assert all(found)


def test_body_measures_do_not_change_with_sides_or_posture() -> None:
    upright = BodyMeasures.of(person(0.0, LEFT))
    lying = BodyMeasures.of(person(0.0, LEFT, body_m=STAND_M[:, [1, 0, 2]]))
    assert upright is not None
    assert lying is not None
    assert upright.scale_px_m == pytest.approx(150)
    assert lying.scale_px_m == pytest.approx(150)
    assert upright.may_become(upright, 0.0)
    nearer = BodyMeasures.of(person(0.0, LEFT, 300))
    assert nearer is not None
    assert not upright.may_become(nearer, 0.03)
    assert BodyMeasures.of(PoseTrack.no_person([0.0], SIZE_WH)) is None


def test_estimator_without_world_landmarks_is_enough() -> None:
    track = person(0.0, LEFT)
    body = BodyMeasures.of(PoseTrack(track.t_s, track.image_px, SIZE_WH))
    assert body is not None
    assert body.scale_px_m > 0
    assert np.isfinite(body.axis_px).all()
