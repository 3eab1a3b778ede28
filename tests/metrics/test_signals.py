"""From raw landmarks to measurable ones: cuts, swap repair, near side, view."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import changed, emptied, ideal, mirrored, swapped

from formcheck import PoseTrack, synthetic
from formcheck.landmarks import MIRROR, Landmark
from formcheck.metrics.signals import SignalFilter, Signals

LEGS, ARMS = range(25, 33), range(13, 23)


def filtered(track: PoseTrack, side: str | None = None) -> Signals:
    return SignalFilter(side).feed(track)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def walk() -> PoseTrack:
    """Somebody walking past: arms and legs cross."""
    performance = synthetic.perform("stand", entry=True)
    return synthetic.ideal_track(performance, performance.camera("side"))[:75]


@pytest.fixture(scope="module")
def bird_dog() -> PoseTrack:
    return ideal("bird-dog/good")


class TestCuts:
    def test_a_still_or_moving_person_makes_no_cut(self, walk: PoseTrack, bird_dog: PoseTrack) -> None:
        for track in (walk, bird_dog, ideal("squat/entry-exit"), ideal("plank/elbows/entry-exit", fps=5.0)):
            assert not filtered(track).cut.any()

    def test_a_jump_of_the_trunk_is_a_cut_at_that_frame(self, bird_dog: PoseTrack) -> None:
        image = bird_dog.image_px.copy()
        image[100:] += 300.0
        assert np.flatnonzero(filtered(changed(bird_dog, image_px=image)).cut).tolist() == [100]

    def test_a_fast_hand_is_none(self, bird_dog: PoseTrack) -> None:
        image = bird_dog.image_px.copy()
        image[100:110, Landmark.LEFT_WRIST] += 600.0
        assert not filtered(changed(bird_dog, image_px=image)).cut.any()

    def test_a_shot_begins_at_its_cut(self, bird_dog: PoseTrack) -> None:
        image = bird_dog.image_px.copy()
        image[100:] += 300.0
        shot = filtered(changed(bird_dog, image_px=image)).shot_s
        assert np.isneginf(shot[:100]).all()
        assert (shot[100:] == bird_dog.t_s[100]).all()


class TestSwaps:
    """The legs of a bird dog in the reach: one hangs, one is stretched out, so that a swap is a jump."""

    def stretched(self, track: PoseTrack) -> int:
        knee = track.image_px[:, Landmark.LEFT_KNEE, 1] - track.image_px[:, Landmark.RIGHT_KNEE, 1]
        return int(np.argmax(np.abs(knee)))

    @pytest.mark.parametrize("frames", [1, 4, 20])
    @pytest.mark.parametrize("chain", [LEGS, ARMS])
    def test_some_swapped_frames_are_undone(self, bird_dog: PoseTrack, frames: int, chain: range) -> None:
        at = self.stretched(bird_dog)
        signals = filtered(swapped(bird_dog, slice(at, at + frames), chain))
        clean = filtered(bird_dog)
        np.testing.assert_array_equal(signals.image_px, clean.image_px)
        np.testing.assert_array_equal(signals.visibility, clean.visibility)

    def test_two_spells_are_both_undone(self, bird_dog: PoseTrack) -> None:
        at = self.stretched(bird_dog)
        spells = np.r_[at - 12 : at - 8, at : at + 3]
        signals = filtered(swapped(bird_dog, spells, LEGS))
        np.testing.assert_array_equal(signals.image_px, bird_dog.image_px)

    def test_a_lasting_swap_is_believed_after_a_second(self) -> None:
        performance = synthetic.perform("bird-dog", reps=1, tempo=0.2)
        track = synthetic.ideal_track(performance, performance.camera())
        at = self.stretched(track) - 30
        image = filtered(swapped(track, slice(at, None), LEGS)).image_px
        exchanged = track.image_px[:, MIRROR]
        np.testing.assert_array_equal(image[at : at + 30], track.image_px[at : at + 30])
        np.testing.assert_array_equal(image[at + 31 :, LEGS], exchanged[at + 31 :, LEGS])

    def test_quick_honest_movements_are_left_alone(self, walk: PoseTrack) -> None:
        for track in (walk, ideal("bird-dog/tempo"), ideal("bird-dog/same-side")):
            np.testing.assert_array_equal(filtered(track).image_px, track.image_px)

    def test_a_cut_forgets_a_swap(self, bird_dog: PoseTrack) -> None:
        at = self.stretched(bird_dog)
        track = swapped(bird_dog, slice(at, at + 3), LEGS)
        image = track.image_px.copy()
        image[at + 3 :] += 400.0
        out = filtered(changed(track, image_px=image)).image_px
        np.testing.assert_array_equal(out[: at + 3], bird_dog.image_px[: at + 3])
        np.testing.assert_array_equal(out[at + 3 :], image[at + 3 :])

    def test_nothing_is_repaired_over_missing_landmarks(self, bird_dog: PoseTrack) -> None:
        """Which leg is which after the person was gone is the model's to say."""
        at = self.stretched(bird_dog)
        track = emptied(swapped(bird_dog, slice(at, at + 10), LEGS)[: at + 10], slice(at - 2, at))
        np.testing.assert_array_equal(filtered(track).image_px, track.image_px)


def turning(yaw_deg: np.ndarray, world: bool = True) -> PoseTrack:
    """A standing person seen from all round, one frame a view."""
    performance = synthetic.perform("stand")
    cameras = [performance.camera("front", yaw_deg=float(v)) for v in yaw_deg]
    frames = [synthetic.ideal_track(performance, camera, 1.0)[:1] for camera in cameras]
    return PoseTrack(
        np.arange(len(frames), dtype=np.float64),
        np.concatenate([frame.image_px for frame in frames]),
        frames[0].size_wh,
        np.concatenate([frame.world_m for frame in frames]) if world else None,
        np.concatenate([frame.visibility for frame in frames]),
    )


def apart_deg(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.abs((a - b + 180.0) % 360.0 - 180.0)


class TestView:
    def test_a_full_turn_by_world_landmarks(self) -> None:
        """The camera goes round to the person's right: the right side comes nearer, which is a negative yaw."""
        asked = np.arange(-180.0, 180.0, 15.0)
        yaw = filtered(turning(asked)).yaw_deg
        assert (apart_deg(yaw, -asked) < 6.0).all()

    def test_the_mean_does_not_tear_at_the_back(self) -> None:
        track = turning(np.array([178.0, -178.0, 179.0, -179.0]))
        yaw = filtered(changed(track, t_s=np.arange(4) / 30.0)).yaw_deg
        assert (np.abs(yaw) > 170.0).all()

    def test_without_world_landmarks_side_and_front_are_told_apart(self) -> None:
        asked = np.array([0.0, 90.0, -90.0])
        front, right, left = np.abs(filtered(turning(asked, world=False)).yaw_deg)
        assert front < 30
        assert right > 60
        assert left > 60

    def test_without_world_landmarks_the_clearer_side_is_the_nearer(self) -> None:
        for scenario in ("squat/good", "plank/elbows/good", "bird-dog/good", "glute-bridge/good"):
            for near in ("left", "right"):
                track = ideal(scenario, yaw_deg=0.0, near=near)
                visibility = track.visibility.copy()
                far = np.arange(12 if near == "left" else 11, 33, 2)
                visibility[:, far] *= 0.6
                flat = changed(track, world_m=np.full_like(track.world_m, np.nan), visibility=visibility)
                assert (filtered(flat).left_near == (near == "left")).mean() > 0.95, (scenario, near)

    @pytest.mark.parametrize("scenario", ["squat/good", "plank/hands/good", "bird-dog/good", "glute-bridge/good"])
    @pytest.mark.parametrize("near", ["left", "right"])
    def test_the_near_side_is_found_in_every_posture(self, scenario: str, near: str) -> None:
        signals = filtered(ideal(scenario, near=near))
        assert (signals.left_near == (near == "left")).all()
        assert (np.sign(signals.yaw_deg) == (1 if near == "left" else -1)).all()

    def test_a_mirror_exchanges_the_near_side(self, bird_dog: PoseTrack) -> None:
        straight, turned = filtered(bird_dog), filtered(mirrored(bird_dog))
        np.testing.assert_array_equal(turned.left_near, ~straight.left_near)
        np.testing.assert_allclose(turned.yaw_deg, -straight.yaw_deg, atol=1e-9)

    def test_the_near_side_does_not_flicker_in_a_front_view(self) -> None:
        """From the front neither side is nearer: the one that was stays, until the other clearly is."""
        views = turning(np.array([60.0, 8.0, -8.0, -60.0]))
        order = np.concatenate([np.full(30, 0), np.tile([1, 2], 30), np.full(60, 3)])
        arrays = {name: getattr(views, name)[order] for name in ("image_px", "world_m", "visibility", "presence")}
        near = filtered(changed(views, t_s=np.arange(150) / 30.0, **arrays)).left_near
        assert not near[:90].any()
        assert near[-1]
        assert np.count_nonzero(np.diff(near)) == 1

    def test_nobody_has_no_view(self, bird_dog: PoseTrack) -> None:
        signals = filtered(emptied(bird_dog, slice(100, 200)))
        assert np.isnan(signals.yaw_deg[116:200]).all()
        assert (signals.left_near == signals.left_near[0]).all()

    def test_the_given_side_is_believed(self, bird_dog: PoseTrack) -> None:
        assert filtered(bird_dog, "left").left_near.all()
        assert not filtered(bird_dog, "right").left_near.any()

    def test_trunk_length(self) -> None:
        image = np.zeros((1, 33, 2))
        image[0, [11, 12]] = [[90.0, 10.0], [110.0, 10.0]]
        image[0, [23, 24]] = [[95.0, 130.0], [105.0, 130.0]]
        assert filtered(PoseTrack([0.0], image, (640, 480))).trunk_px == 120.0
