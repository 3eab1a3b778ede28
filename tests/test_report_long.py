"""A report of a very long set: linear in its length, and a page that stays small."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import performed
from helpers import changed
from hypothesis import given
from hypothesis import strategies as st

from formcheck import PoseTrack, analyze, exercises, report
from formcheck.report import curves, skeleton
from formcheck.report.moments import Study, nearest, told_during
from formcheck.result import Fault


def repeated(track: PoseTrack, times: int) -> PoseTrack:
    """A set done again and again."""
    step_s = float(track.t_s[-1] - track.t_s[0]) + 0.1
    return PoseTrack.concatenate([changed(track, t_s=track.t_s + i * step_s) for i in range(times)])


@cache
def long_set(times: int) -> Study:
    track = repeated(performed("squat", "heel-lift"), times)
    return Study(analyze(track, "squat"), exercises.get("squat"), track)


def test_a_longer_set_takes_more_work_in_proportion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(times: int) -> tuple[int, int]:
        """Calls of functions, and landmarks that are put on a grid or along a curve, for the page of a set."""
        one, calls, handed = long_set(times), 0, 0

        def call(frame: object, event: str, more: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        def counted(function: Callable[..., object]) -> Callable[..., object]:
            def count(*arguments: Any) -> object:
                nonlocal handed
                handed += sum(argument.size for argument in arguments if isinstance(argument, np.ndarray))
                return function(*arguments)

            return count

        with monkeypatch.context() as patch:
            for module, name in ((skeleton, "_on_grid"), (skeleton, "_known"), (curves, "path")):
                patch.setattr(module, name, counted(getattr(module, name)))
            sys.setprofile(call)
            try:
                report.write_html(tmp_path / "report.html", one.result, one.track, one.exercise, video=None, source="",
                                  versions={}, stopped=None)  # fmt: skip
            finally:
                sys.setprofile(None)
        return calls, handed

    work(1)  # loads what is loaded once
    few, many = work(5), work(20)
    assert many[0] < 4.4 * few[0]
    assert many[1] < 4.4 * few[1]


@given(st.lists(st.tuples(*[st.floats(0, 9)] * 2), max_size=8), st.lists(st.tuples(*[st.floats(0, 9)] * 3), max_size=8))
def test_faults_are_found_in_the_stretches_that_they_were_told_in(
    spans: list[tuple[float, float]], times: list[tuple[float, float, float]]
) -> None:
    spans = [(min(span), max(span)) for span in spans]
    faults = [Fault("x", None, min(t), max(t), 1.0, 0.0, "deg", "hint", "", sorted(t)[1]) for t in times]
    assert told_during(faults, spans) == [[f for f in faults if f.during(*span)] for span in spans]


@given(st.lists(st.floats(0, 99), min_size=1, max_size=50, unique=True), st.floats(-10, 120))
def test_the_nearest_frame(times: list[float], at_s: float) -> None:
    t_s = np.array(sorted(times))
    away_s = np.abs(t_s - at_s)
    assert away_s[nearest(t_s, at_s)] == away_s.min()
