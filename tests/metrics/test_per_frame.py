"""One frame as plain numbers and many as arrays: the same answers, to the bit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import ideal, pieces
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck import exercises
from formcheck.metrics import per_frame as pf
from formcheck.metrics.measure import Measurer

PROPERTY = settings(max_examples=100, deadline=None, derandomize=True, database=None)
NUMBERS = st.one_of(st.sampled_from([0.0, 1.0, -1.0, math.nan, 1e-300]), st.floats(-1e6, 1e6))


@pytest.mark.parametrize(
    "function",
    [pf.over, pf.lesser, pf.greater, lambda a, b: pf.either(a > b, a, b), lambda a, b: pf.opposite(a > b)],
)
@PROPERTY
@given(pairs=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1))
def test_of_two_numbers(function: Callable[[Any, Any], Any], pairs: list[tuple[float, float]]) -> None:
    a, b = (np.array(column) for column in zip(*pairs, strict=True))
    with np.errstate(over="ignore"):
        many = function(a, b)
    np.testing.assert_array_equal([function(x, y) for x, y in pairs], many)


@pytest.mark.parametrize("function", [pf.sign, pf.known, lambda x: pf.root(abs(x)), lambda x: pf.filled(x, 2.0)])
@PROPERTY
@given(values=st.lists(NUMBERS, min_size=1))
def test_of_one_number(function: Callable[[Any], Any], values: list[float]) -> None:
    np.testing.assert_array_equal([function(x) for x in values], function(np.array(values)))


@PROPERTY
@given(pairs=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1))
def test_angles_of_a_frame_and_of_many(pairs: list[tuple[float, float]]) -> None:
    y, x = (np.array(column) for column in zip(*pairs, strict=True))
    np.testing.assert_array_equal(pf.angles_deg(y.tolist(), x.tolist()), pf.angles_deg([y], [x])[0])


def test_angles() -> None:
    expected = [0.0, 90.0, -90.0, 180.0, math.nan, math.nan]
    found = pf.angles_deg([0.0, 2.0, -3.0, 0.0, 0.0, math.nan], [1.0, 0.0, 0.0, -1.0, 0.0, 1.0])
    np.testing.assert_array_equal(found, expected)
    assert pf.angles_deg([], []) == []


def test_unknown_stays_unknown() -> None:
    assert math.isnan(pf.over(1.0, 0.0))
    assert math.isnan(pf.over(1.0, math.nan))
    assert math.isnan(pf.lesser(1.0, math.nan))
    assert math.isnan(pf.greater(math.nan, 1.0))
    assert pf.sign(math.nan) == 0


def test_columns_and_rows() -> None:
    array = np.arange(12.0).reshape(2, 3, 2)
    assert pf.columns(array[:1], [1, 4]) == [1.0, 4.0]
    np.testing.assert_array_equal(pf.columns(array, [1, 4]), [[1, 7], [4, 10]])
    assert pf.each_row(array[:, :1, 0]) == [0.0, 6.0]
    np.testing.assert_array_equal(pf.each_row(array[..., 0]), array[..., 0])


def test_codes_and_arrays() -> None:
    assert pf.as_code(2.0) == 2
    assert pf.as_code(np.array([2.0, -1.0])).tolist() == [2, -1]
    assert pf.as_rows([1, -2], np.int8).tolist() == [[1], [-2]]
    assert pf.as_rows([np.array([3, 4], np.int8), np.array([5, 6], np.int8)], np.int8).tolist() == [[3, 4], [5, 6]]


@PROPERTY
@given(st.booleans(), st.lists(st.booleans(), min_size=1))
def test_changes(before: bool, flags: list[bool]) -> None:
    expected = [i for i, flag in enumerate(flags) if flag != [before, *flags][i]]
    assert pf.changes(np.array(flags), before) == expected
    assert pf.changes(flags[0], before) == [i for i in expected if i == 0]


@pytest.mark.parametrize("exercise", exercises.names())
def test_a_single_frame_is_measured_in_plain_numbers(exercise: str) -> None:
    """A numpy number on the way would give the same result, ten times as slowly."""
    measurer = Measurer(exercises.get(exercise))
    for frame in pieces(ideal("squat/good")[:3], [1]):
        m = measurer.feed(frame)
        assert {type(value) for value in (m.t_s, m.signal, m.shot_s, m.yaw_deg, *m.values)} == {float}
        assert {type(flag) for flag in (m.left_acts, m.met, m.broken, m.cut, m.left_near)} == {bool}
        assert {type(code) for code in (m.variant, m.view)} == {int}
