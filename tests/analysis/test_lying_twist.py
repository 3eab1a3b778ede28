"""A lying twist from the corner, and knees that swing from side to side."""

from __future__ import annotations

import pytest

from formcheck import PoseTrack, analyze, synthetic


def filmed(name: str, yaw_deg: float, **how: str) -> PoseTrack:
    """Noisy landmarks from a camera that is turned away from square on."""
    performance = synthetic.perform(name, hold_s=8.0, seed=5, **how)
    return synthetic.noisy_track(performance, performance.camera(yaw_deg=yaw_deg, size_wh=(640, 360)), 20.0, seed=5)


@pytest.mark.parametrize("variant", ["left", "right"])
@pytest.mark.parametrize("yaw_deg", [-45.0, 30.0])
def test_thighs_that_point_at_the_camera_are_still_beside_the_hips(variant: str, yaw_deg: float) -> None:
    (hold,) = analyze(filmed("lying-twist", yaw_deg, variant=variant), "lying-twist").holds
    assert hold.end_s - hold.start_s == pytest.approx(8.0, abs=0.5)
    assert hold.variant == variant


def test_knees_that_swing_from_side_to_side_are_no_twist() -> None:
    assert analyze(filmed("wipers", 0.0), "lying-twist").holds == ()


@pytest.mark.parametrize("name", ["glute-bridge", "pelvic-tilt", "clam-shell"])
@pytest.mark.parametrize("yaw_deg", [-50.0, 35.0])
def test_nor_are_bridges_and_clams_from_the_corner(name: str, yaw_deg: float) -> None:
    assert analyze(filmed(name, yaw_deg), "lying-twist").holds == ()


def test_crossed_knees_beside_the_hips_are_seen_from_the_corner_too() -> None:
    holds = analyze(filmed("lateral-hip-stretch", -35.0, variant="right"), "lateral-hip-stretch").holds
    assert [hold.end_s - hold.start_s for hold in holds] == pytest.approx([8.0], abs=0.5)
