"""A pigeon whose heel lies at the groin, as people in recordings and pictures have it, and who only looks like one."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import changed, ideal

from formcheck import PoseTrack, analyze

HIPS, SHOULDERS = [23, 24], [11, 12]
PARTS = {
    "head": list(range(11)),
    "shoulders": SHOULDERS,
    "hands": list(range(13, 23)),
    "rear knee": [25],
    "rear foot": [27, 29, 31],
    "knee": [26],
    "foot": [28, 30, 32],
}


def pigeon(moved: dict[str, tuple[float, float]]) -> PoseTrack:
    """A pigeon, the right leg in front, with parts so far ahead of the hips' middle and over it, in trunks."""
    track = ideal("pigeon/right/good")
    image = track.image_px.copy()
    hips, shoulders = image[:, HIPS].mean(axis=1), image[:, SHOULDERS].mean(axis=1)
    trunk = np.linalg.norm(shoulders - hips, axis=1)[:, None]
    ahead = np.sign(np.median(image[:, 26, 0] - hips[:, 0]))
    for name, (x, y) in moved.items():
        image[:, PARTS[name]] = (hips + trunk * np.array([ahead * x, -y]))[:, None]
    return changed(track, image_px=image)


@pytest.mark.parametrize("foot_ahead", [-0.1, 0.0, 0.3])
def test_the_heel_may_lie_at_the_groin(foot_ahead: float) -> None:
    (hold,) = analyze(pigeon({"knee": (0.75, -0.15), "foot": (foot_ahead, -0.2)}), "pigeon").holds
    assert hold.variant == "right"
    assert hold.end_s - hold.start_s == pytest.approx(12.0, abs=0.1)


def test_the_foot_may_not_lie_behind_the_hips() -> None:
    assert analyze(pigeon({"knee": (0.75, -0.15), "foot": (-0.6, -0.2)}), "pigeon").holds == ()


def test_nor_is_it_one_on_the_back_with_a_knee_drawn_up() -> None:
    lying = {"head": (1.4, 0.1), "shoulders": (1.0, 0.0), "hands": (0.4, 0.4)}
    legs = {"knee": (0.6, 0.55), "foot": (-0.05, 0.45), "rear knee": (-0.85, 0.0), "rear foot": (-1.6, -0.1)}
    assert analyze(pigeon(lying | legs), "pigeon").holds == ()
