from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.metrics.rolling import Latch, OwnScale, Since, TrailingMean

PROPERTY = settings(max_examples=60, deadline=None, derandomize=True, database=None)
NEVER = -np.inf


def mean_of(t_s: list[float], x: list[float], window_s: float, shot_s: list[float] | None = None) -> np.ndarray:
    shots = np.full(len(t_s), NEVER) if shot_s is None else np.array(shot_s)
    return TrailingMean(window_s, 1).feed(np.array(t_s), np.array([x], dtype=np.float64), shots)[0]


def test_mean_of_the_last_half_second() -> None:
    # the window is open at its far end: the frame exactly half a second ago is left out
    np.testing.assert_array_equal(mean_of([0.0, 0.25, 0.5, 0.75], [1, 2, 6, 10], 0.5), [1, 1.5, 4, 8])


def test_unknown_is_left_out_and_never_zero() -> None:
    out = mean_of([0.0, 0.25, 0.5, 1.5], [np.nan, 4, np.nan, np.nan], 0.5)
    np.testing.assert_array_equal(out, [np.nan, 4, 4, np.nan])


def test_a_cut_starts_anew() -> None:
    np.testing.assert_array_equal(
        mean_of([0.0, 0.1, 0.2, 0.3], [1, 1, 9, 7], 1.0, [NEVER, NEVER, 0.2, 0.2]), [1, 1, 9, 8]
    )


@PROPERTY
@given(
    st.lists(st.tuples(st.sampled_from([1, 1, 2, 9, 40]), st.floats(-5, 5), st.booleans(), st.booleans()), min_size=1),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
)
def test_a_mean_by_chunks_is_the_mean_of_the_whole(
    samples: list[tuple[int, float, bool, bool]], lengths: list[int]
) -> None:
    t = np.cumsum([s[0] for s in samples]) / 16.0
    x = np.array([[np.nan if s[2] else s[1] for s in samples], [1.0] * len(samples)])
    shot = np.maximum.accumulate(np.where([s[3] for s in samples], t, NEVER))
    whole = TrailingMean(0.5, 2).feed(t, x, shot)
    parts, mean, at, turn = [], TrailingMean(0.5, 2), 0, 0
    while at < len(t):
        until = at + lengths[turn % len(lengths)]
        parts.append(mean.feed(t[at:until], x[:, at:until], shot[at:until]))
        at, turn = until, turn + 1
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)
    for i in range(len(t)):
        window = (t <= t[i]) & (t > t[i] - 0.5) & (t >= shot[i]) & ~np.isnan(x[0])
        expected = x[0, window].mean() if window.any() else np.nan
        assert whole[0][i] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_a_latch_holds_the_last_decision() -> None:
    latch = Latch(-1.0)
    np.testing.assert_array_equal(latch.feed(np.array([0.0, 0, 2, 0, 3, 0])), [-1, -1, 2, 2, 3, 3])
    np.testing.assert_array_equal(latch.feed(np.array([0.0, 1])), [3, 1])
    np.testing.assert_array_equal(latch.feed(np.array([0.0, 0])), [1, 1])
    assert [latch.feed(np.array([code])).item() for code in (0.0, 2.0, 0.0)] == [1.0, 2.0, 2.0]


def test_since() -> None:
    since = Since()
    np.testing.assert_array_equal(since.feed(np.array([1.0, 2.0, 3.0]), np.array([False, True, False])), [NEVER, 2, 2])
    np.testing.assert_array_equal(since.feed(np.array([4.0, 5.0]), np.array([False, True])), [2, 5])
    alone = [(6.0, False), (7.0, True)]
    assert [since.feed(np.array([t_s]), np.array([flag])).item() for t_s, flag in alone] == [5.0, 7.0]


def scaled(signal: list[float], inside: list[bool], resting: list[bool], lengths: list[int]) -> list[np.ndarray]:
    """A signal of every quarter of a second on an own scale to half of its lowest value, fed in parts."""
    columns = [
        np.arange(len(signal)) / 4.0,
        np.array(signal),
        np.full(len(signal), NEVER),
        np.array(inside),
        np.array(resting),
    ]
    scale, parts, at, turn = OwnScale(None, 0.5, 0.0, 0.15), [], 0, 0
    while at < len(signal):
        until = at + lengths[turn % len(lengths)]
        parts.append(scale.feed(*(column[at:until] for column in columns)))
        at, turn = until, turn + 1
    return list(np.concatenate(parts, axis=1))


def test_an_own_scale_of_somebody_in_position_from_the_first_frame_on_begins_there() -> None:
    found, _ = scaled([-100, -75, -50, -50, -100], [True] * 5, [False] * 5, [5])
    np.testing.assert_allclose(found, [0, 0.5, 1, 1, 0])


def test_an_own_scale_takes_nothing_from_the_way_into_position() -> None:
    """The signal is far below for the first frame in position."""
    found, _ = scaled([-200, -200, -100, -100, -100, -50], [False, *[True] * 5], [False] * 6, [6])
    assert np.isnan(found[0])
    np.testing.assert_allclose(found[3:], [0, 0, 1])


def test_an_own_scale_begins_anew_where_the_person_rests_far_above_it() -> None:
    signal = [-100.0, -100.0, -60.0, -60.0, -60.0, -60.0, -30.0]
    found, rescaled = scaled(signal, [True] * 7, [True] * 6 + [False], [7])
    assert rescaled.tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert np.isnan(found[3])
    np.testing.assert_allclose(found[4:], [0, 0, 1])
    assert not scaled(signal, [True] * 7, [False] * 7, [7])[1].any()


@PROPERTY
@given(
    st.lists(
        st.tuples(
            st.sampled_from([-100.0, -90.0, -60.0, -40.0, np.nan]), st.sampled_from([True] * 5 + [False]), st.booleans()
        ),
        min_size=1,
        max_size=60,
    ),
    st.lists(st.integers(1, 9), min_size=1, max_size=4),
)
def test_an_own_scale_by_chunks_is_that_of_the_whole(
    frames: list[tuple[float, bool, bool]], lengths: list[int]
) -> None:
    columns = [list(column) for column in zip(*frames, strict=True)]
    np.testing.assert_array_equal(scaled(*columns, lengths), scaled(*columns, [len(frames)]))


def test_an_own_scale_without_anything_seen_is_unknown_and_silent() -> None:
    with np.errstate(all="raise"):
        found, _ = scaled([np.nan] * 4, [True] * 4, [False] * 4, [4])
    assert np.isnan(found).all()
