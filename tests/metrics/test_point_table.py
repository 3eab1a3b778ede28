"""The points that an exercise names: which landmark, on which side, and whether it may be measured."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import changed, ideal

from formcheck import PoseTrack
from formcheck.landmarks import GUESSED, SEEN, Landmark
from formcheck.metrics.point_table import PointKey, PointTable, point
from formcheck.metrics.signals import SignalFilter

SIZE = (640, 480)


def gathered(track: PoseTrack, points: list[PointKey], side: str | None = None) -> np.ndarray:
    """(P, T, 2) the points, in the order asked for."""
    table = PointTable(points)
    clean = SignalFilter(side).feed(track)  # type: ignore[arg-type]
    return table.gather(clean)[:, table.rows(points)].transpose(1, 2, 0)


def landmark(index: int, guess: bool = False) -> PointKey:
    return "own", index, guess


def numbered(frames: int = 3) -> PoseTrack:
    """Landmark i stands at (10 i, 5 i), the same in every frame."""
    places = np.arange(33.0)[:, None] * np.array([10.0, 5.0])
    return PoseTrack(np.arange(frames) / 30.0, np.tile(places, (frames, 1, 1)), SIZE)


@pytest.mark.parametrize("frames", [1, 3])
def test_visible_and_inside_the_picture(frames: int) -> None:
    track = numbered(frames)
    image, visibility = track.image_px.copy(), np.ones((frames, 33))
    visibility[:, [1, 2, 3]] = SEEN - 0.01, SEEN, np.nan
    image[:, 6], image[:, 7], image[:, 8] = (-1.0, 50.0), (50.0, SIZE[1] + 1.0), np.nan
    image[:, 9] = (0.0, SIZE[1])
    out = gathered(changed(track, image_px=image, visibility=visibility), [landmark(i) for i in (1, 2, 3, 6, 7, 8, 9)])
    assert np.isfinite(out).all(axis=(1, 2)).tolist() == [False, True, False, False, False, False, True]
    assert np.isnan(out[0]).all()


@pytest.mark.parametrize("frames", [1, 3])
def test_a_guess_may_be_hidden_or_outside(frames: int) -> None:
    track = numbered(frames)
    visibility = np.full((frames, 33), GUESSED)
    visibility[:, 3] = GUESSED - 0.01
    hidden = changed(track, image_px=track.image_px - 5000.0, visibility=visibility)
    out = gathered(hidden, [landmark(2), landmark(2, guess=True), landmark(3, guess=True)])
    assert np.isfinite(out).all(axis=(1, 2)).tolist() == [False, True, False]
    np.testing.assert_array_equal(out[1], hidden.image_px[:, 2])


@pytest.mark.parametrize("side", ["left", "right"])
def test_near_far_and_middle(side: str) -> None:
    track = numbered()
    near, far, middle = gathered(track, [point("hip"), point("far_hip"), point("mid_hip")], side)
    left, right = track.image_px[:, Landmark.LEFT_HIP], track.image_px[:, Landmark.RIGHT_HIP]
    np.testing.assert_array_equal(near, left if side == "left" else right)
    np.testing.assert_array_equal(far, right if side == "left" else left)
    np.testing.assert_array_equal(middle, (left + right) / 2)


def test_a_middle_needs_both() -> None:
    track = numbered()
    visibility = np.ones((3, 33))
    visibility[:, Landmark.RIGHT_HIP] = 0.2
    out = gathered(changed(track, visibility=visibility), [point("mid_hip"), point("mid_hip", guess=True)])
    assert np.isnan(out[0]).all()
    assert np.isfinite(out[1]).all()


def test_the_acting_side_and_the_other() -> None:
    assert point("side_knee", "right") == point("right_knee") == point("other_knee", "left")
    assert point("side_knee", "left") == point("left_knee") == point("other_knee", "right")


def test_the_near_side_may_change_within_a_chunk() -> None:
    front = ideal("stand/good", view="front")[:40]
    turned = changed(front, world_m=np.where(np.arange(40)[:, None, None] < 20, front.world_m, -front.world_m))
    views = SignalFilter().feed(turned)
    table = PointTable([point("hip")])
    out = table.gather(views)[:, 0].T
    for i, left in enumerate(views.left_near):
        np.testing.assert_array_equal(out[i], turned.image_px[i, Landmark.LEFT_HIP if left else Landmark.RIGHT_HIP])
