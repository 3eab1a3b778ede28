"""Both painters: a person where the landmarks are, shaded, and the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from formcheck import synthetic
from formcheck.synthetic import paint_fast, paint_fine
from formcheck.synthetic.scene import LOOKS, ROOMS, Scene

SMALL = (120, 68)
PAINTERS = {"fast": paint_fast.paint, "fine": paint_fine.paint}


def scene(exercise: str, **changes: object) -> Scene:
    performance = synthetic.perform(exercise, reps=1, hold_s=3.0)
    return Scene(performance, performance.camera(size_wh=SMALL), grain=0.0, **changes)  # type: ignore[arg-type]


@cache
def middle(name: str, exercise: str) -> tuple[np.ndarray, np.ndarray]:
    """A frame from the middle, and the mask of pixels whose colour changes when the person's clothes and skin do."""
    one = scene(exercise)
    t_s = one.performance.duration_s / 2
    bgr, dark = (PAINTERS[name](each, t_s) for each in (one, replace(one, look=LOOKS["dark"])))
    return bgr, cv2.absdiff(bgr, dark).max(axis=2) > 12


@pytest.mark.parametrize("name", PAINTERS)
@pytest.mark.parametrize("exercise", ["glute-bridge", "plank", "squat", "bird-dog"])
def test_person_covers_the_landmarks(name: str, exercise: str) -> None:
    one = scene(exercise)
    t_s = one.performance.duration_s / 2
    mask = cv2.dilate(middle(name, exercise)[1].astype(np.uint8), np.ones((3, 3), np.uint8))
    assert 0.02 < mask.mean() < 0.5
    track = synthetic.ideal_track(one.performance, one.camera, fps=30.0)
    pixels = track.image_px[int(t_s * 30), 11:29].round().astype(int)
    assert mask[pixels[:, 1], pixels[:, 0]].mean() > 0.9


@pytest.mark.parametrize("name", PAINTERS)
def test_same_frame_same_bytes(name: str) -> None:
    performance = synthetic.perform("squat", reps=1)
    one = Scene(performance, performance.camera(size_wh=SMALL), LOOKS["blue"], ROOMS["bright"])
    first, again = PAINTERS[name](one, 2.0, 7), PAINTERS[name](one, 2.0, 7)
    np.testing.assert_array_equal(first, again)
    assert first.shape == (68, 120, 3)
    assert first.dtype == np.uint8
    assert (PAINTERS[name](one, 2.0, 8) != first).any(), "the grain differs from frame to frame"


@pytest.mark.parametrize("name", PAINTERS)
def test_brightness_and_shading(name: str) -> None:
    bright, mask = middle(name, "squat")
    dim = scene("squat", brightness=0.3)
    assert PAINTERS[name](dim, dim.performance.duration_s / 2).mean() < 0.7 * bright.mean()
    grey = cv2.cvtColor(bright, cv2.COLOR_BGR2GRAY)
    # Shading on a volume, not a flat silhouette.
    assert grey[mask].std() > 15


def test_all_frames_are_painted_with_their_times() -> None:
    one = scene("plank")
    frames = list(paint_fast.paint_all(one, 2.0))
    assert [t for t, _ in frames] == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    np.testing.assert_array_equal(frames[3][1], paint_fast.paint(one, 1.5, 3))
