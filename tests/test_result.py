"""The result of a set and its JSON form."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any, get_type_hints

import pytest
from helpers import ideal
from hypothesis import given
from hypothesis import strategies as st

from formcheck import SetResult, analyze
from formcheck.errors import TrackError
from formcheck.events import Attempt, Fault, Hold, Rep

NUMBER = st.floats(allow_infinity=False)
NUMBERS = st.dictionaries(st.text(max_size=3), NUMBER, max_size=2)


def made(kind: type, **given_ones: Any) -> st.SearchStrategy[Any]:
    """Any instance of a dataclass, with all its fields; its numbers are finite or unknown."""
    numbers = {name: NUMBER if hint is float else ... for name, hint in get_type_hints(kind).items()}
    return st.builds(kind, **numbers | given_ones)


def some(kind: type, **given_ones: Any) -> st.SearchStrategy[Any]:
    return st.lists(made(kind, **given_ones), max_size=2).map(tuple)


RESULTS = made(
    SetResult,
    frames=st.none(),
    reps=some(Rep, values=NUMBERS),
    attempts=some(Attempt),
    holds=some(Hold),
    faults=some(Fault),
    unknown_s=NUMBERS,
    unknown_check_s=st.lists(NUMBER, max_size=2).map(tuple),
)


def back(result: SetResult) -> SetResult:
    """The result from its own JSON text, which a strict reader can read too."""
    return SetResult.from_dict(json.loads(json.dumps(result.to_dict("a.mp4", {"x": "1"}), allow_nan=False)))


@given(RESULTS)
def test_a_result_comes_back_exactly(result: SetResult) -> None:
    assert repr(back(result)) == repr(result)  # every bit of every number, NaN equal, tuples tuples


@pytest.mark.parametrize(
    ("scenario_id", "exercise", "view"),
    [
        ("squat/good", "squat", "front"),
        ("squat/heel-lift", "squat", None),
        ("bird-dog/good", "bird-dog", None),
        ("plank/elbows/hips-sag", "plank", None),
        ("squat/attempts", "squat", None),
    ],
)
def test_the_result_of_a_set_comes_back_exactly(scenario_id: str, exercise: str, view: str | None) -> None:
    result = analyze(ideal(scenario_id, view=view), exercise)
    assert result.reps or result.attempts or result.holds
    assert repr(back(result)) == repr(replace(result, frames=None))


def test_what_a_set_left_unknown_stays_unknown() -> None:
    result = back(analyze(ideal("squat/good", view="front"), "squat"))
    assert any(math.isnan(value) for rep in result.reps for value in rep.values.values())


def without(summary: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name != key}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: [], "not the summary of a set"),
        (lambda s: without(s, "schema"), "not the summary of a set"),
        (lambda s: s | {"schema": "formcheck.summary/3"}, "newer formcheck .*: update formcheck"),
        (lambda s: s | {"schema": "formcheck.summary/1"}, "older formcheck .*: analyze its track.npz again"),
        (lambda s: without(s, "view"), "'view' is missing"),
        (lambda s: s | {"reps": {}}, "'reps.each' is missing"),
        (lambda s: s | {"reps": None}, "'reps' should be an object, not None"),
        (lambda s: s | {"frames": 1.5}, "'frames' should be a whole number, not 1.5"),
        (lambda s: s | {"duration_s": True}, "'duration_s' should be a number or null, not True"),
        (lambda s: s | {"holds": [{"start_s": "soon"}]}, r"'holds\[0\].start_s' should be a number or null"),
        (lambda s: s | {"holds": [{"start_s": 1.0}]}, r"'holds\[0\].end_s' is missing"),
        (lambda s: s | {"faults": "none"}, "'faults' should be a list, not 'none'"),
        (
            lambda s: s | {"reps": {"each": [{**s["reps"]["each"][0], "verdict": "fine"}]}},
            r"'reps.each\[0\].verdict' should be one of 'good', 'not good', 'not fully seen', not 'fine'",
        ),
    ],
)
def test_a_wrong_summary_is_refused_in_one_line(change: Any, message: str) -> None:
    summary = analyze(ideal("squat/good"), "squat").to_dict()
    with pytest.raises(TrackError, match=message) as refused:
        SetResult.from_dict(change(json.loads(json.dumps(summary))))
    assert "\n" not in str(refused.value)
