"""What real people do on hands, elbows and feet that is no plank: push-ups, rests at their top, lying on the elbows."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import changed, ideal

from formcheck import PoseTrack, analyze, synthetic
from formcheck.arrays import FloatArray

ELBOWS, WRISTS, HIPS, KNEES, ANKLES = [13, 14], [15, 16, 17, 18, 19, 20, 21, 22], [23, 24], [25, 26], [27, 28]
HEELS, TOES = [29, 30], [31, 32]


def lowered(track: PoseTrack, share: FloatArray) -> PoseTrack:
    """A plank on straight arms whose body sinks by `share` (T,) of the arms' length, turning about the toes."""
    image = track.image_px.copy()
    toes, hands = (image[:, part].mean(axis=1, keepdims=True) for part in (TOES, WRISTS))
    shoulders = image[:, [11, 12]].mean(axis=1, keepdims=True)
    along = (image[..., 0] - toes[..., 0]) / (shoulders - toes)[..., 0]
    sinks = share[:, None] * np.clip(along, 0, 1) * (hands - shoulders)[..., 1]
    sinks[:, WRISTS] = 0
    sinks[:, ELBOWS] /= 5  # the forearms stay upright
    image[..., 1] += sinks
    image[:, ELBOWS, 0] -= (share[:, None] * 0.6 * (shoulders - toes)[..., 0]) / 3
    return changed(track, image_px=image)


def push_ups(rest_s: float) -> PoseTrack:
    """Down and up in 1.6 s, again and again."""
    track = ideal("plank/hands/good")
    since_s = track.t_s % (1.6 + rest_s)
    down = np.where(since_s < 1.6, 0.5 - 0.5 * np.cos(2 * np.pi * since_s / 1.6), 0.0)
    return lowered(track, 0.6 * down)


@pytest.mark.parametrize("rest_s", [0.0, 1.0, 1.4])
def test_the_top_of_a_push_up_is_no_plank(rest_s: float) -> None:
    assert analyze(push_ups(rest_s), "plank").holds == ()


def test_nor_is_its_bottom() -> None:
    track = ideal("plank/hands/good")
    assert analyze(lowered(track, np.full(len(track), 0.6)), "plank").holds == ()


def test_a_plank_between_push_ups_is_one() -> None:
    track = push_ups(4.0)
    holds = analyze(track, "plank").holds
    assert [hold.end_s - hold.start_s for hold in holds] == pytest.approx([4.0] * len(holds), abs=0.5)
    assert len(holds) >= 2


def on_elbows(**above: float) -> PoseTrack:
    """On the elbows, joints so far above the floor, in trunks."""
    track = ideal("plank/elbows/good")
    image = track.image_px.copy()
    trunk = np.linalg.norm(image[:, 11] - image[:, 23], axis=1)[:, None]
    floor = image[:, WRISTS].mean(axis=1)[:, 1:]
    parts = {"hips": HIPS, "knees": KNEES, "ankles": ANKLES, "heels": HEELS, "toes": TOES}
    for name, height in above.items():
        image[:, parts[name], 1] = floor - trunk * height
    return changed(track, image_px=image)


@pytest.mark.parametrize("feet", [{"ankles": 0.28, "heels": 0.38}, {"ankles": 0.1, "heels": 0.12}])
def test_lying_on_the_elbows_is_no_plank(feet: dict[str, float]) -> None:
    assert analyze(on_elbows(hips=0.2, knees=0.06, toes=0.0, **feet), "plank").holds == ()


@pytest.mark.parametrize(
    "seen",
    [
        {"hips": 0.28, "knees": 0.1, "ankles": 0.2, "heels": 0.2},
        {"hips": 0.12, "knees": 0.19, "ankles": 0.26, "heels": 0.34},
    ],
)
def test_nor_where_hips_or_knees_are_seen_too_high(seen: dict[str, float]) -> None:
    assert analyze(on_elbows(toes=0.0, **seen), "plank").holds == ()


def test_hips_that_sag_almost_to_the_floor_are_told_of() -> None:
    result = analyze(on_elbows(hips=0.18, knees=0.19, toes=0.0, ankles=0.26, heels=0.34), "plank")
    assert [hold.end_s - hold.start_s for hold in result.holds] == pytest.approx([12.0], abs=0.1)
    assert "hips-sag" in {fault.id for fault in result.faults}


def filmed(name: str, yaw_deg: float, **how: str) -> PoseTrack:
    """Noisy landmarks of a scripted movement from a camera that is turned away from square on."""
    performance = synthetic.perform(name, hold_s=8.0, seed=5, **how)
    return synthetic.noisy_track(performance, performance.camera(yaw_deg=yaw_deg, size_wh=(640, 360)), 20.0, seed=5)


def test_push_ups_that_go_halfway_are_no_plank() -> None:
    assert analyze(filmed("press-up", 0.0), "plank").holds == ()


@pytest.mark.parametrize("yaw_deg", [-50.0, -20.0, 0.0, 35.0])
def test_a_sphinx_is_no_plank_from_anywhere(yaw_deg: float) -> None:
    assert analyze(filmed("sphinx", yaw_deg), "plank").holds == ()


@pytest.mark.parametrize(("variant", "yaw_deg"), [("hands", -45.0), ("knees-down", 0.0), ("hands-knees-down", -25.0)])
def test_a_plank_is_one_from_the_corner_and_on_the_knees(variant: str, yaw_deg: float) -> None:
    holds = analyze(filmed("plank", yaw_deg, variant=variant), "plank").holds
    assert [hold.end_s - hold.start_s for hold in holds] == pytest.approx([8.0], abs=0.5)
