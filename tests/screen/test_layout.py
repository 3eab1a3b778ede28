from __future__ import annotations

import numpy as np
import pytest
from fakes import SIZE_WH, performed
from helpers import scaled

from formcheck.screen.layout import PATIENCE_S, Placement, Spot, layouts

SEEN = np.ones(33)


def spot_of(points: np.ndarray, size_wh: tuple[int, int], seconds: float = 3.0) -> Spot:
    placement, spot = Placement(), "bottom"
    for t_s in np.arange(0, seconds, 0.1):
        spot = placement.feed(float(t_s), points, SEEN, size_wh)
    return spot


def body(exercise: str, into: tuple[float, float, float, float]) -> np.ndarray:
    """The first pose of an exercise, fitted into a box (left, top, right, bottom), px."""
    points = performed(exercise).image_px[0]
    low, high = points.min(axis=0), points.max(axis=0)
    left, top, right, bottom = into
    return (points - low) / (high - low) * [right - left, bottom - top] + [left, top]


def test_nobody_is_in_the_way_at_first() -> None:
    assert spot_of(np.full((33, 2), np.nan), (1280, 720)) == "bottom"
    assert spot_of(body("glute-bridge", (300, 300, 1000, 560)), (1280, 720)) == "bottom"


def test_words_keep_off_the_feet_of_somebody_who_stands() -> None:
    standing = body("squat", (560, 60, 700, 700))
    assert spot_of(standing, (1280, 720)) == "side"
    mirrored = standing * [-1, 1] + [1279, 0]
    assert spot_of(mirrored, (1280, 720)) == "side"


def test_words_keep_off_somebody_who_lies_low() -> None:
    assert spot_of(body("glute-bridge", (260, 520, 1020, 715)), (1280, 720)) == "top"


def test_the_count_keeps_off_a_head_in_portrait() -> None:
    assert spot_of(body("plank", (10, 20, 700, 330)), (720, 1280)) == "low"


def test_words_do_not_jump() -> None:
    low = body("glute-bridge", (260, 520, 1020, 715))
    placement = Placement()
    spots = [placement.feed(i / 10, low, SEEN, (1280, 720)) for i in range(30)]
    assert spots[: round(PATIENCE_S * 10)] == ["bottom"] * round(PATIENCE_S * 10)
    assert len(set(spots)) == 2
    high = body("glute-bridge", (300, 300, 1000, 560))
    assert placement.feed(3.0, high, SEEN, (1280, 720)) == "top"  # still free: no need to move


@pytest.mark.parametrize("size_wh", [(1280, 720), (720, 1280), (640, 640)])
def test_words_and_count_have_rooms_of_their_own(size_wh: tuple[int, int]) -> None:
    for layout in layouts(*size_wh).values():
        words, count = layout.words, layout.count
        for box in (words, count):
            assert 0 <= box.left < box.right <= 1
            assert 0 <= box.top < box.bottom <= 1
        apart = words.left >= count.right or words.right <= count.left or words.top >= count.bottom
        assert apart or words.bottom <= count.top


def test_a_hidden_body_counts_for_nothing() -> None:
    points = scaled(performed("squat"), 1280 / SIZE_WH[0]).image_px[0]
    points[:, 1] = 700
    placement = Placement()
    for i in range(30):
        assert placement.feed(i / 10, points, np.zeros(33), (1280, 720)) == "bottom"
