"""Where codes change, and the stretches between."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.analysis.spans import changes, spans

PROPERTY = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def test_changes_and_spans() -> None:
    codes = np.array([1, 1, 0, 2, 2], dtype=np.int8)
    assert changes(codes, before=1) == [2, 3]
    assert changes(codes, before=0) == [0, 2, 3]
    assert spans(codes) == [(0, 2), (2, 3), (3, 5)]


@PROPERTY
@given(st.booleans(), st.lists(st.booleans(), min_size=1))
def test_every_change_and_no_other(before: bool, flags: list[bool]) -> None:
    assert changes(np.array(flags), before) == [i for i, flag in enumerate(flags) if flag != [before, *flags][i]]
    assert [flag for at, until in spans(np.array(flags)) for flag in [flags[at]] * (until - at)] == flags
