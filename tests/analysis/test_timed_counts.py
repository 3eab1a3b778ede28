"""Exercises that are counted and whose position is timed as well: a side plank with leg lifts, and without."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import changed, ideal, performed

from formcheck import PoseTrack, analyze, exercises
from formcheck.arrays import FloatArray
from formcheck.report.text import headline

LIFTS = "side-plank-leg-lift/left/good"


def dipping(rise: FloatArray) -> PoseTrack:
    """A side plank without a lift, whose hips are `rise` (T,) trunks higher than straight."""
    track = ideal(LIFTS)
    image = np.repeat(track.image_px[:1], len(track), axis=0)
    trunk = np.linalg.norm(image[0, [11, 12]].mean(axis=0) - image[0, [23, 24]].mean(axis=0))
    for part, share in (([23, 24], 1.0), ([25, 26], 0.6)):
        image[:, part, 1] -= (rise * trunk * share)[:, None]
    still = {name: np.repeat(getattr(track, name)[:1], len(track), axis=0) for name in ("world_m", "visibility")}
    return changed(track, image_px=image, **still)


def held_s(track: PoseTrack) -> float:
    return analyze(track, "side-plank-leg-lift").held_s


def test_the_seconds_of_a_side_plank_are_kept_while_the_leg_is_lifted() -> None:
    track, true = ideal(LIFTS), performed(LIFTS).truth
    result = analyze(track, "side-plank-leg-lift")
    assert len(result.reps) == len(true.reps)
    assert result.held_s == pytest.approx(track.t_s[-1] - track.t_s[0], abs=1.0)
    assert f"{result.held_s:.1f} s in position" in headline(result, exercises.get("side-plank-leg-lift"))


def test_a_side_plank_without_a_lift_is_held() -> None:
    track = dipping(np.zeros(len(ideal(LIFTS))))
    assert held_s(track) == pytest.approx(track.t_s[-1])
    assert analyze(track, "side-plank-leg-lift").reps == ()


@pytest.mark.parametrize("rest_s", [0.0, 0.8])
def test_hips_that_dip_hold_nothing(rest_s: float) -> None:
    """Down within half a second and up within one."""
    since_s = ideal(LIFTS).t_s % (1.5 + rest_s)
    assert held_s(dipping(np.interp(since_s, [0.0, 0.5, 1.5], [0.4, 0.0, 0.4]))) == 0.0


def test_hips_that_settle_once_do_not_end_it() -> None:
    t = ideal(LIFTS).t_s
    assert held_s(dipping(0.2 * np.clip(t - 4.0, 0.0, 1.0))) == pytest.approx(t[-1], abs=0.3)
