"""A test of many cases tries them all and names those that fail; markers are given by themselves."""

from __future__ import annotations

import pytest
from sweep import for_each


def test_every_case_is_tried_and_all_that_fail_are_named() -> None:
    tried = []

    def check(name: str, number: int) -> None:
        tried.append(name)
        assert number < 2
        {}[name] if name == "d" else None

    with pytest.raises(AssertionError) as failed:
        for_each([("a", 1), ("b", 2), ("c", 3), ("d", 1)])(check)()
    assert tried == ["a", "b", "c", "d"]
    first, *lines = str(failed.value).splitlines()
    assert first == "3 failed: b, 2; c, 3; d, 1"
    found = "\n".join(lines)
    assert all(part in found for part in ("b, 2: line ", "assert 3 < 2", "d, 1: line ", "KeyError: 'd'"))


def test_there_is_one_test_an_exercise_if_asked_for() -> None:
    seen = []
    test = for_each(["squat/good", "plank/good", "squat/depth"], by=lambda name: name.partition("/")[0])(seen.append)
    (mark,) = test.pytestmark
    assert list(mark.args[1]) == ["squat", "plank"]
    test("squat")
    assert seen == ["squat/good", "squat/depth"]


def test_no_case_at_all_is_refused() -> None:
    with pytest.raises(AssertionError, match="cannot fail"):
        for_each([])


@for_each(["here"])
def test_it_is_a_test_like_others(name: str) -> None:
    assert name == "here"


@pytest.mark.process
def test_what_starts_a_process_is_slow(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("slow")
