"""A film of how it is done stands in a corner before a set and in its rests, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_overlay import still

from formcheck import demonstrations
from formcheck.overlay.film import Film


@pytest.mark.media
@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280)])
def test_it_moves_in_the_corner_that_count_and_words_leave(wh: tuple[int, int]) -> None:
    path = demonstrations.loop("squat")
    assert path
    film = Film(path)
    drawn = []
    for t_s in (0.1, 1.6, 60.1):
        bgr = np.full((wh[1], wh[0], 3), 90, np.uint8)
        film.draw(bgr, replace(still(), t_s=t_s))
        changed = np.argwhere((bgr != 90).any(axis=2))
        top, left = changed.min(axis=0)
        assert left > 0.5 * wh[0]
        first, last = (0.0, 0.45) if wh[0] > wh[1] else (0.32, 0.55)
        assert first * wh[1] < top
        assert changed[:, 0].max() < last * wh[1]
        drawn.append(bgr)
    assert (drawn[0] != drawn[1]).any()
    below = np.full((wh[1], wh[0], 3), 90, np.uint8)
    film.draw(below, replace(still(), spot="top"))
    assert (below[: round(0.45 * wh[1])] == 90).all()
