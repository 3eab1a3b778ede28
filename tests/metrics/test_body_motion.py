"""Does the body as a whole keep still? Neither legs that the model exchanges nor the size of the picture move it."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import changed, ideal, noisy

from formcheck import PoseTrack
from formcheck.arrays import FloatArray
from formcheck.landmarks import MIRROR
from formcheck.metrics.body_motion import STILL_SPREADS, BodyMotion
from formcheck.metrics.signals import SignalFilter

LEGS = np.arange(25, 33)
HELD = slice(150, 210)
"""Two seconds of a scripted hold."""


def motion(track: PoseTrack, *, trunk_only: bool = False) -> FloatArray:
    return BodyMotion(trunk_only=trunk_only).feed(SignalFilter().feed(track))


def away(track: PoseTrack, landmarks: list[int], trunks: float) -> PoseTrack:
    """Within a second these are moved down the picture, and stay there."""
    trunk_px = np.linalg.norm(track.image_px[:, 11] - track.image_px[:, 23], axis=1).mean()
    image = track.image_px.copy()
    image[:, landmarks, 1] += (trunks * trunk_px * np.clip(track.t_s - track.t_s[0], 0, 1))[:, None]
    return changed(track, image_px=image)


@pytest.mark.parametrize("name", ["plank/elbows/good", "childs-pose/good", "butterfly/good", "lying-twist/left/good"])
def test_who_holds_a_position_is_still(name: str) -> None:
    assert motion(noisy(name)[HELD]).max() < STILL_SPREADS


def test_who_lowers_the_trunk_moves_and_comes_to_rest() -> None:
    moved = motion(away(ideal("plank/elbows/good")[HELD], [11, 12], 0.5))
    assert moved[20] > STILL_SPREADS
    assert moved[-1] < STILL_SPREADS


def test_legs_may_move_where_the_trunk_is_what_is_held() -> None:
    track = away(ideal("plank/elbows/good")[HELD], [25, 26, 27, 28], 0.5)
    assert motion(track).max() > STILL_SPREADS > motion(track, trunk_only=True).max()


def test_a_leg_taken_for_the_other_is_no_movement() -> None:
    track = ideal("kneeling-hip-flexor-stretch/left/good")[HELD]
    image = track.image_px.copy()
    image[30:, LEGS] = image[30:, MIRROR[LEGS]]
    # as slowly as a model changes its mind, so that it is no exchange within a frame
    share = np.clip((np.arange(60) - 25) / 10, 0, 1)[:, None, None]
    image = track.image_px + share * (image[-1] - track.image_px[-1])
    np.testing.assert_allclose(motion(changed(track, image_px=image)), motion(track), atol=0.02)


def test_size_does_not_matter_and_nobody_is_unknown() -> None:
    track = ideal("plank/elbows/good")
    half = changed(track, image_px=track.image_px / 2)
    np.testing.assert_allclose(motion(half), motion(track), atol=1e-9)
    gone = PoseTrack.no_person(track.t_s[:5], track.size_wh)
    assert np.isnan(motion(gone)).all()
