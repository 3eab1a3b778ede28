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
from test_report_html import Page

from formcheck import PoseTrack, analyze, exercises, report
from formcheck.events import Fault
from formcheck.report.page import content, curves, drift, skeleton, timeline
from formcheck.report.page.axes import BUCKETS, TimeAxis, ValueAxis, path
from formcheck.report.page.caps import MOST_MARKS, MOST_PICTURES, MOST_PLACES, MOST_ROWS, groups, thinned, worst
from formcheck.report.page.study import Study, faults_during, nearest


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
                report.write_html(
                    tmp_path / "report.html",
                    one.result,
                    one.track,
                    one.exercise,
                    video=None,
                    source="",
                    versions={},
                    stopped=None,
                )
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
    faults = [Fault("x", None, min(t), max(t), 1.0, 0.0, "deg", "hint", "", sorted(t)[1], 0, min(t)) for t in times]
    assert faults_during(faults, spans) == [[f for f in faults if f.during(*span)] for span in spans]


@given(st.lists(st.floats(0, 99), min_size=1, max_size=50, unique=True), st.floats(-10, 120))
def test_the_nearest_frame(times: list[float], at_s: float) -> None:
    t_s = np.array(sorted(times))
    away_s = np.abs(t_s - at_s)
    assert away_s[nearest(t_s, at_s)] == away_s.min()


def test_the_page_of_a_long_set_stays_small_and_says_so(tmp_path: Path) -> None:
    one = long_set(200)
    count, faults = len(one.result.reps), len(one.result.faults)
    assert min(count, faults) > max(MOST_ROWS, MOST_MARKS)
    path = tmp_path / "report.html"
    report.write_html(path, one.result, one.track, one.exercise, video=None, source="", versions={}, stopped=None)
    written = Page(path)
    figures = [svg for svg in written.all("svg") if svg.get("class") == "figure"]
    assert len(figures) == MOST_PICTURES + len(content.cards(one))
    assert len(written.all("tr")) == MOST_ROWS + 1  # and the heading
    assert f"Listed are the {MOST_ROWS} with the gravest faults of {count}; reps.csv has them all." in written.text
    assert f"Only the worst {MOST_PICTURES} have a picture." in written.text
    assert f"Repetitions {count} " in written.text
    assert "more marks than can be told apart" in written.text
    assert "more that are less far off" in written.text
    assert len(written.source) < 2_500_000


def test_a_short_set_is_shown_whole(tmp_path: Path) -> None:
    one = long_set(2)
    rows = content.rows(one)
    assert content.listed(rows) == rows
    assert content.left_out(rows, len(rows)) == ""
    assert not any(card.more for card in content.cards(one))
    assert not any(lane.hidden for lane in timeline.lanes(one, TimeAxis(0.0, one.result.duration_s)))


def test_the_parts_of_a_long_page_are_few() -> None:
    one = long_set(200)
    across = TimeAxis(float(one.track.t_s[0]), float(one.track.t_s[-1]))
    rows = content.listed(content.rows(one))
    assert (len(rows), sum(row.pictured for row in rows)) == (MOST_ROWS, MOST_PICTURES)
    assert [row.start_s for row in rows] == sorted(row.start_s for row in rows)
    assert max(len(card.places) for card in content.cards(one)) == MOST_PLACES
    for lane in timeline.lanes(one, across):
        assert len(lane.bars) <= MOST_MARKS
    for chart in curves.charts(one, across):
        parts = (chart.bands, chart.away, chart.unknown, chart.dots, *(limit.where for limit in chart.limits))
        assert max(map(len, parts)) <= MOST_MARKS
        assert len(chart.d) + sum(len(d) for _, d in chart.failing) < 100_000
    course = drift.drift(one)
    assert max(len(course.courses[0].points), len(course.stacks)) <= MOST_MARKS
    assert course.stacks[0].title.startswith("reps 1 to ")


def test_a_terminal_names_the_first_of_very_many_places() -> None:
    where = {str(row[0]): str(row[1]) for row in report.fault_table(long_set(200).result).rows}
    numbers, _, more = where["heel-lift"].removeprefix("rep ").partition(" and ")
    count = len({f.rep for f in long_set(200).result.faults if f.id == "heel-lift"})
    assert (len(numbers.split(", ")), more) == (20, f"{count - 20} more")


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 30))
def test_the_worst_in_their_order(values: list[int], most: int) -> None:
    kept = worst(list(enumerate(values)), lambda item: item[1], most)
    assert kept == sorted(kept)
    assert sorted(value for _, value in kept) == sorted(values)[-most:][: len(values)]


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 3)), max_size=4 * MOST_MARKS))
def test_a_mark_stands_for_those_close_to_it(items: list[tuple[float, int]]) -> None:
    kept = thinned(items, lambda item: item[0], lambda item: item[1])
    assert len(kept) <= MOST_MARKS
    assert sum(n for _, n in kept) == len(items)
    assert max((bad for (_, bad), _ in kept), default=0) == max((bad for _, bad in items), default=0)
    assert {item for item, _ in kept} <= set(items)


@given(st.integers(0, 5000))
def test_groups_are_few_and_whole(count: int) -> None:
    made = groups(count)
    assert len(made) <= MOST_MARKS
    assert [i for group in made for i in group] == list(range(count))


def test_very_many_stretches_and_gaps_are_drawn_by_slots() -> None:
    t_s = np.arange(30_000) / 30.0
    across, down = TimeAxis(0.0, float(t_s[-1])), ValueAxis(0.0, 1.0, 100.0)
    mostly = (np.arange(len(t_s)) % 10 < 8) & (t_s < 500)
    (span,) = across.spans(t_s, mostly)
    assert (span.x, span.width) == pytest.approx((0.0, 50.0), abs=1.0)
    assert not across.spans(t_s, np.arange(len(t_s)) % 10 < 3)
    drawn = path(t_s, np.ones(len(t_s)), mostly, across, down)
    assert drawn.count("M") <= BUCKETS
    assert len(drawn) < 20_000
