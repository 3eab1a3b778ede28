"""What checks are measured from: the person's own values, each from the frame on that completes it."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import assert_identical, pieces, puppet, puppet_exercise, run
from test_rep_judge import FPS, LAP_S, check, lifted

from formcheck import analyze

t_s, ARM = lifted(2)
KNEE = 0.1 * np.floor(2 * t_s) / 2  # a step up every half second
CHECKS = [
    check(id="fixed", max=9),
    check(id="of-rest", against="rest", max=9),
    check(id="of-start", against="start", max=9),
    check(id="of-best", against="best", max=9),
    check(id="of-peak", against="peak", max=9),
    check(id="time", metric="time.rep", take="max", max=9),
]


def test_the_base_of_every_check_frame_by_frame() -> None:
    result = analyze(puppet(t_s, ARM, KNEE), puppet_exercise(*CHECKS))
    assert result.frames is not None
    fixed, rest, start, best, peak, time = result.frames.base.T
    assert (fixed == 0).all()
    assert (time == 0).all()
    assert np.isnan(peak).all(), "known only once a movement is over"
    np.testing.assert_allclose(best, KNEE, atol=1e-9)
    # in the puppet's exercise the start of a set is its first second
    assert np.isnan(start[t_s < 1.0]).all()
    np.testing.assert_allclose(start[t_s >= 1.0], KNEE[t_s <= 1.0].mean(), atol=1e-9)
    # the arm passes 0.3 at 1.3 s and 7.3 s: the mean of the rest in the 1.5 s before
    leaves = [np.flatnonzero((t_s > at) & (ARM >= 0.3))[0] for at in (0.0, LAP_S)]
    assert np.isnan(rest[: leaves[0]]).all()
    for at, until in zip(leaves, [leaves[1], len(t_s)], strict=True):
        before = (t_s >= t_s[at] - 1.5) & (t_s < t_s[at])
        np.testing.assert_allclose(rest[at:until], KNEE[before & (result.frames.phase == 1)].mean(), atol=1e-9)


@pytest.mark.parametrize("against", ["rest", "start", "best", "peak"])
@pytest.mark.parametrize("length", [1, int(3 * FPS)])
def test_a_repetition_is_measured_from_what_was_known_at_its_end(against: str, length: int) -> None:
    """However many frames come with its last one: later ones may be better, or end the start of the set."""
    exercise = puppet_exercise(check(against=against, take="max", max=0.2))
    exercise = exercise.model_copy(update={"baseline_s": 5.5})
    track = puppet(t_s, ARM, KNEE)
    assert_identical(run(exercise, pieces(track, [length])), run(exercise, [track]))
