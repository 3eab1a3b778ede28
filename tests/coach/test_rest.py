"""The time between two sets."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from guided import lines, planned

from formcheck import PoseTrack, exercises, routines
from formcheck.coach.guidance import Guidance
from formcheck.coach.rest import Rest
from formcheck.routines.plan import of_exercise, of_routine
from formcheck.utterance import Utterance


def rested(first: Any, then: Any, chunk: int = 1) -> tuple[list[Utterance], list[Guidance]]:
    rest, said, guidances = Rest(first, then), [], []
    t_s = 100.0 + np.arange(round(first.rest_s * 10) + 20) / 10
    for i in range(0, len(t_s), chunk):
        guidances.append(rest.feed(PoseTrack.no_person(t_s[i : i + chunk], (640, 480))))
        said += guidances[-1].say
    return said, guidances


def test_another_exercise_is_announced_with_its_set_up() -> None:
    said, guidances = rested(planned("glute-bridge", rest_s=40.0), planned("plank", hold_s=30.0))
    assert [u.text for u in said if u.kind == "prompt"] == [
        "Rest, forty seconds.",
        "Next: Plank, thirty seconds.",
        "Elbows or hands under your shoulders, legs long, toes on the floor.",
        "Make one straight line from shoulders to ankles.",
        "Get into position",
    ]
    assert (said[0].t_s, said[4].t_s) == (100.0, 132.0)
    assert said[3].t_s < 115.0
    assert lines(said, "mark") == [(137.0, "Three"), (138.0, "Two"), (139.0, "One")]
    assert guidances[100].countdown_s == pytest.approx(30.0)
    assert guidances[100].progress == pytest.approx(0.25)
    assert next(i for i, g in enumerate(guidances) if g.done) == 400
    assert {g.stage for g in guidances} == {"rest"}
    assert {g.ended_by for g in guidances} == {None}


def test_the_other_side_and_the_next_set_need_no_set_up() -> None:
    left, right = of_exercise(exercises.get("kneeling-hip-flexor-stretch"), 1)
    said, guidances = rested(left, right)
    assert [u.text for u in said if u.kind == "prompt"] == ["Rest, ten seconds.", "Other side: right hip."]
    assert guidances[50].caption == "Other side: right hip."
    one, two, _ = of_exercise(exercises.get("plank"), 3)
    assert [u.text for u in rested(one, two)[0] if u.kind == "prompt"] == [
        "Rest, ten seconds.",
        "Then set two of three.",
    ]


def test_a_short_rest_says_what_comes_next() -> None:
    said, guidances = rested(planned("glute-bridge", rest_s=3.0), planned("plank", hold_s=30.0))
    assert [u.text for u in said if u.kind == "prompt"] == ["Next: Plank."]
    assert guidances[-1].done


def test_no_rest_is_over_at_once() -> None:
    assert rested(planned("glute-bridge", rest_s=0.0), planned("plank"))[1][0].done


@pytest.mark.parametrize("name", routines.names())
def test_there_is_time_for_what_is_said(name: str) -> None:
    sets = of_routine(routines.get(name))
    for first, then in pairwise(sets):
        said, guidances = rested(first, then)
        assert [u.text for u in said][-3:] == ["Three", "Two", "One"]
        assert any(u.text.startswith(("Next: ", "Other side: ", "Then set")) for u in said)
        assert guidances[-1].done


def test_any_pieces_give_the_same() -> None:
    sets = planned("glute-bridge", rest_s=30.0), planned("plank")
    assert rested(*sets, chunk=7)[0] == rested(*sets)[0]
