"""A position that is like a posture: its metrics and conditions are the file's own."""

from __future__ import annotations

from copy import deepcopy

import pytest

from formcheck.errors import SpecError
from formcheck.exercises import reading
from formcheck.exercises.posture import posture, posture_names, with_posture

HEAD = """
schema = 1
id = "lie"
name = "Lying"
kind = "hold"
source = { kind = "opinion", note = "for a test" }
dose = "10 s"
camera = "Side-on."
setup = "Lie down."
safety = "Stop if it hurts."
view = "side"
forward = [["hip", "shoulder"]]
checks = []
"""
LIKE = HEAD + '\n[position]\nlike = "hook-lying"\n'
SHARED = posture("hook-lying")


def test_it_is_as_if_the_file_said_all_of_it() -> None:
    lying = reading.parse(LIKE, "lie.toml")
    assert lying.metrics == SHARED.metrics
    assert lying.position.all == SHARED.position.all


def test_metrics_of_the_posture_may_be_combined_and_conditions_are_added() -> None:
    more = 'double = { sum = ["shank_up", "knee_over_hip"] }'
    lying = reading.parse(f'{LIKE}all = [{{ metric = "double", min = 1 }}]\n[metrics]\n{more}\n', "lie.toml")
    assert [*lying.metrics] == [*SHARED.metrics, "double"]
    assert [c.metric for c in lying.position.all] == ["double", *(c.metric for c in SHARED.position.all)]


def test_a_condition_of_the_file_stands_in_for_that_of_the_posture() -> None:
    lying = reading.parse(LIKE + 'all = [{ metric = "shank_up", min = 0.9 }]\n', "lie.toml")
    assert [c.min for c in lying.position.all if c.metric == "shank_up"] == [0.9]
    assert len(lying.position.all) == len(SHARED.position.all)


def test_nothing_is_changed_in_what_was_given() -> None:
    data = {"position": {"like": "hook-lying", "all": [{"metric": "shank_up"}]}, "metrics": {"a": {}}}
    before, shared = deepcopy(data), deepcopy(SHARED)
    with_posture(data)
    assert (data, posture("hook-lying")) == (before, shared)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LIKE.replace("hook-lying", "hammock"), ["position.like: no posture 'hammock'", *posture_names()]),
        (LIKE.replace('"hook-lying"', "3"), ["position.like: no posture '3'"]),
        (LIKE + '[metrics]\nshank_up = { lean = ["ankle", "knee"] }', ["metrics.shank_up", "another name"]),
        (LIKE + "all = 3", ["position.all", "list"]),
        (LIKE + "[metrics]\nall = 3", ["metrics.all"]),
    ],
)
def test_mistakes(text: str, words: list[str]) -> None:
    with pytest.raises(SpecError) as caught:
        reading.parse(text, "lie.toml")
    assert all(word in str(caught.value) for word in words), str(caught.value)
