from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import datetime
from functools import cache

import numpy as np
import pytest
from fakes import nobody, performed
from helpers import changed
from hypothesis import given
from hypothesis import strategies as st

from formcheck import PoseTrack, analyze, exercises
from formcheck.landmarks import Landmark
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.report.again import when, with_frames
from formcheck.report.page import content, curves, drift, skeleton, timeline
from formcheck.report.page.axes import BUCKETS, TimeAxis, ValueAxis, path
from formcheck.report.page.certainty import certainty, unseen
from formcheck.report.page.study import Study
from formcheck.report.table import SEVERITIES, fault_kinds, unit_of

FAULTS = [
    ("squat", "depth"),
    ("squat", "heel-lift"),
    ("squat", "trunk-lean"),
    ("glute-bridge", "hip-line"),
    ("glute-bridge", "top-hold"),
    ("bird-dog", "limb-level"),
    ("plank", "hips-sag"),
    ("plank", "hips-high"),
]


@cache
def study(exercise: str, fault: str | None = None, reps: int = 2) -> Study:
    return of(performed(exercise, fault, reps), exercise)


def of(track: PoseTrack, exercise: str) -> Study:
    return Study(analyze(track, exercise), exercises.get(exercise), track)


def across(one: Study) -> TimeAxis:
    return TimeAxis(float(one.track.t_s[0]), float(one.track.t_s[-1]))


def numbers(d: str) -> list[list[tuple[float, float]]]:
    """The points of each part of a path."""
    parts = [part for part in d.split("M") if part]
    return [[(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", part)] for part in parts]


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=3000))
def test_a_curve_keeps_its_highest_and_lowest_value(values: list[float]) -> None:
    t_s = np.arange(len(values)) / 30
    y = np.array(values)
    down = ValueAxis(-60.0, 60.0, 120.0)
    (points,) = numbers(path(t_s, y, np.ones(len(y), dtype=bool), TimeAxis(0.0, float(t_s[-1])), down))
    drawn = [at for _, at in points]
    assert len(points) <= 2 * BUCKETS + 3
    assert min(drawn) == pytest.approx(down.y(max(values)))
    assert max(drawn) == pytest.approx(down.y(min(values)))
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_a_curve_stops_at_what_is_not_known() -> None:
    t_s = np.arange(100) / 10
    y = np.sin(t_s)
    y[30:40] = np.nan
    shown = np.ones(100, dtype=bool)
    shown[80:] = False
    first, second = numbers(path(t_s, y, shown, TimeAxis(0.0, 10.0), ValueAxis(-1, 1, 100)))
    assert (first[0][0], first[-1][0]) == (0.0, 290.0)
    assert (second[0][0], second[-1][0]) == (400.0, 790.0)
    assert path(t_s, y, np.zeros(100, dtype=bool), TimeAxis(0.0, 10.0), ValueAxis(-1, 1, 100)) == ""


@given(st.floats(0, 1e4), st.floats(0.1, 1e4))
def test_ticks_of_time_are_few_and_inside(start_s: float, length_s: float) -> None:
    ticks = TimeAxis(start_s, start_s + length_s).ticks()
    assert len(ticks) <= 12
    assert all(0 <= tick.at <= 100 for tick in ticks)
    assert [tick.at for tick in ticks] == sorted({tick.at for tick in ticks})


def test_stretches_of_time() -> None:
    axis = TimeAxis(10.0, 20.0)
    assert axis.x(15.0) == 50.0
    assert (axis.span(12.0, 13.0).x, axis.span(12.0, 13.0).width) == (20.0, 10.0)
    last = axis.span(19.999, 20.0, least=2.0)
    assert last.x + last.width == pytest.approx(100.0)
    t_s = np.arange(10.0, 20.01, 0.5)
    (span,) = axis.spans(t_s, (t_s >= 12) & (t_s < 14))
    assert (span.x, span.width) == (20.0, 20.0)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_of_values_are_few_and_inside(low: float, width: float) -> None:
    axis = ValueAxis.around(np.array([low, low + width]), [], 100.0)
    ticks = axis.ticks()
    assert len(ticks) <= 6
    assert all(axis.low <= tick <= axis.high for tick in ticks)


@pytest.mark.parametrize(("exercise", "fault"), FAULTS)
def test_the_worst_moment_lies_in_the_fault(exercise: str, fault: str) -> None:
    one = study(exercise, fault)
    assert fault in {f.id for f in one.result.faults}
    for each in one.result.faults:
        check = one.check_of(each)
        assert check.id == each.id
        assert each.limit in (check.min, check.max)
        assert each.start_s <= each.worst_s <= each.end_s


def test_the_worst_frame_has_the_worst_value() -> None:
    one = study("plank", "hips-sag")
    (fault,) = [f for f in one.result.faults if f.id == "hips-sag"]
    at = int(np.flatnonzero(one.frames.t_s == fault.worst_s)[0])
    assert one.frames.metrics["line"][at] == fault.value


def test_a_value_is_that_of_the_check_that_measured_it() -> None:
    one = study("bird-dog")
    still = [c for c in one.exercise.checks if c.id == "torso-still" and c.take]
    assert len(still) > 1
    rep = one.result.reps[-1]
    top = one.top(rep.start_s, rep.end_s)
    away = [abs(float(one.look(c).measured[top].mean()) - rep.values["torso-still"]) for c in still]
    assert still[int(np.nanargmin(away))] is one.exercise.checks[rep.value_checks["torso-still"]]


@pytest.mark.parametrize("exercise", ["squat", "glute-bridge", "bird-dog"])
def test_the_tempo_adds_up(exercise: str) -> None:
    one = study(exercise)
    for rep in one.result.reps:
        tempo = one.tempo(rep)
        assert tempo.out_s + tempo.top_s + tempo.back_s == pytest.approx(rep.end_s - rep.start_s)
        assert min(tempo.out_s, tempo.top_s, tempo.back_s) >= 0


def test_own_values_are_those_that_the_session_measured_from() -> None:
    one = study("squat", "heel-lift")
    fault = next(f for f in one.result.faults if f.id == "heel-lift")
    looked = one.look(one.check_of(fault))
    within = (one.frames.t_s >= fault.start_s) & (one.frames.t_s <= fault.end_s)
    assert np.nanmax(looked.measured[within]) == pytest.approx(fault.value, abs=1e-9)


def test_a_result_without_frames_is_refused() -> None:
    one = study("squat")
    with pytest.raises(ValueError, match="analyze"):
        Study(replace(one.result, frames=None), one.exercise, one.track)


@pytest.mark.parametrize(("exercise", "fault"), FAULTS)
def test_curves_show_each_fault_once(exercise: str, fault: str) -> None:
    one = study(exercise, fault)
    made = curves.charts(one, across(one))
    in_frames = [f for f in one.result.faults if one.check_of(f).metric in one.exercise.metrics]
    assert sum(int(chart.status.split()[1]) for chart in made if chart.failing) == len(in_frames)
    assert sum(len(chart.failing) for chart in made) == len({(one.check_of(f).metric, f.severity) for f in in_frames})
    assert all(0 <= limit.label_y <= chart.height for chart in made for limit in chart.limits)
    kinds = [chart.kind for chart in made[1 if one.exercise.movement else 0 :]]
    order = [*SEVERITIES, "partly", "kept", "unseen"]
    assert kinds == sorted(kinds, key=order.index)


def test_a_limit_on_the_own_value_is_drawn_where_it_is_asked_for() -> None:
    """Between repetitions the other side may act, from whose value nothing is measured there."""
    one = study("bird-dog")
    made = {chart.title: chart for chart in curves.charts(one, across(one))}
    parts = [numbers(limit.d) for limit in made["Over hand"].limits]
    assert [len(of_limit) for of_limit in parts] == [len(one.result.reps)] * 2
    for of_limit in parts:
        assert all(len({y for _, y in part}) == 1 for part in of_limit), "one base for all of a repetition"


def test_a_metric_that_needs_another_view_is_named_and_has_no_curve() -> None:
    one = study("squat")
    made = {chart.title: chart for chart in curves.charts(one, across(one))}
    assert next(iter(made)) == "Movement"
    assert (made["Thigh depth"].status, made["Thigh depth"].kind) == ("in limits", "kept")
    assert (made["Knees out"].status, made["Knees out"].d) == ("not seen", "")


def test_a_curve_that_was_seen_for_a_while_is_not_called_kept() -> None:
    """An arm is beyond its limit for a moment, and hidden for the rest; it shares its id with a leg that passes."""
    track = performed("bird-dog")
    whole = analyze(track, "bird-dog")
    elbows = [Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW]
    image, visibility = track.image_px.copy(), track.visibility.copy()
    for rep in whole.reps:
        at = (track.t_s > rep.start_s) & (track.t_s < rep.end_s)
        image[np.ix_(at, elbows, [1])] += 80.0
        hidden = at & (np.abs(track.t_s - rep.peak_s) > 0.2)
        visibility[np.ix_(hidden, elbows)] = 0.1
    one = of(changed(track, image_px=image, visibility=visibility), "bird-dog")
    made = {chart.title: chart for chart in curves.charts(one, across(one))}
    assert re.fullmatch(r"seen [1-4]?\d %", made["Arm level"].status)
    assert "Arm level with the trunk" in {each.name for each in unseen(one)}
    assert one.result.faults == ()
    assert {rep.verdict for rep in one.result.reps} == {"not fully seen"}


def test_units() -> None:
    squat, plank = exercises.get("squat"), exercises.get("plank")
    assert curves.unit_words("depth", squat) == "in lengths from knee to ankle"
    shanks = "in lengths from left knee to left ankle and right knee to right ankle"
    assert curves.unit_words("knees_out", squat) == shanks
    assert curves.unit_words("knee_bend", squat) == "degrees"
    assert curves.unit_words("line", plank) == "in lengths from shoulder to ankle"
    assert curves.unit_words("time.back", squat) == ""
    assert curves.signal_text(0.954, squat) == "95 %"
    assert curves.signal_text(-0.2, exercises.get("cat-cow")) == "0°"
    assert curves.signal_text(0.77, exercises.get("bird-dog")) == "77 %"
    assert curves.signal_text(math.nan, squat) == "?"


@pytest.mark.parametrize("name", exercises.names())
def test_units_are_those_of_the_compiled_exercise(name: str) -> None:
    spec = exercises.get(name)
    compiled = CompiledMetrics(spec)
    assert [unit_of(metric, spec) for metric in compiled.names] == compiled.units


def test_the_lanes() -> None:
    one = study("squat", "heel-lift")
    done, *faults = timeline.lanes(one, across(one))
    assert [bar.label for bar in done.bars] == [str(rep.number) for rep in one.result.reps]
    assert {lane.name for lane in faults} == {timeline.fault_name(f.id) for f in one.result.faults}
    assert sum(len(lane.bars) for lane in faults) == len(one.result.faults)


def test_every_fault_stands_in_the_row_of_its_rep() -> None:
    one = study("squat", "heel-lift")
    for rep, row in zip(one.result.reps, content.rows(one), strict=True):
        assert {go.text for go in row.faults} == {timeline.fault_name(i) for i in rep.faults}
        assert rep.start_s <= row.picture_s <= rep.end_s


def test_drift_compares_the_first_with_the_last() -> None:
    one = study("squat", None, 4)
    slower = [replace(r, end_s=r.start_s + 2 + i, peak=1.0 - 0.1 * i) for i, r in enumerate(one.result.reps)]
    course = drift.drift(Study(replace(one.result, reps=tuple(slower)), one.exercise, one.track))
    assert course.sentences[0] == "Peak of the movement: 100 % in the first, 70 % in the last."
    assert course.sentences[1] == "Length: 2.0 s in the first, 5.0 s in the last."
    assert len(course.courses[0].points) == len(course.stacks) == 4
    assert not drift.drift(study("squat")).courses


def test_a_hold_has_its_course() -> None:
    (course,) = drift.drift(study("plank", "hips-sag")).courses
    assert len(course.points) == 8
    assert {point.kind for point in course.points} == {"good", "fail"}


def test_why_something_was_not_seen() -> None:
    reasons = {each.name: each.reason for each in unseen(study("squat"))}
    assert reasons["Knees caving in"] == "This is looked at from the front; the camera saw you from the side."
    told = {each.name: each.reason for each in unseen(study("plank"))}
    waited = "It is measured from your own first 3 s, which had to pass first."
    assert told == {"Hips sinking since the first seconds": waited}


def test_a_hidden_foot_is_named() -> None:
    track = performed("deep-squat-rest")
    visibility = track.visibility.copy()
    visibility[:, [Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX]] = 0.2
    one = of(changed(track, visibility=visibility), "deep-squat-rest")
    reasons = {each.name: each.reason for each in unseen(one)}
    assert "toe" in reasons["Heels coming up"]
    assert "hidden" in reasons["Heels coming up"]
    sure = certainty(one)
    assert sure.level != "high"
    assert [fact for fact in sure.facts if "toe was hidden" in fact]


def test_how_sure() -> None:
    held = study("plank")
    assert certainty(held).level == "high"
    assert certainty(Study(replace(held.result, view="front"), held.exercise, held.track)).level == "low"
    assert certainty(of(nobody(), "plank")).level == "low"


def test_the_drawn_person_marks_what_fails() -> None:
    one = study("plank", "hips-sag")
    (fault,) = [f for f in one.result.faults if f.id == "hips-sag"]
    parts = skeleton.failing_parts(fault, one)
    assert int(Landmark[f"{one.result.side.upper()}_HIP"]) in parts
    crop = skeleton.crop_of(one.track)
    drawn = skeleton.figure(one.track, fault.start_s, crop, one.result.side, parts)
    assert "bad" in {line[4] for line in drawn.lines}
    assert all(0 <= x <= 1000 for line in drawn.lines for x in line[:4:2])
    player = skeleton.player(one, crop)
    assert player["bad"][0][:2] == [round(fault.start_s, 2), round(fault.end_s, 2)]
    assert len(player["p"]) == len(player["t"]) == len(one.track)
    assert {len(row) for row in player["p"]} == {2 * (1 + max(max(edge) for edge in player["edges"]))}


def test_frames_come_back_from_the_landmarks() -> None:
    one = study("squat", "depth")
    running = replace(one.result, frames=None)
    again = with_frames(running, one.track, one.exercise)
    assert again.frames is not None
    assert replace(again, frames=None) == running
    np.testing.assert_array_equal(again.frames.signal, one.frames.signal)
    other = analyze(one.track, "squat", "left" if one.result.side == "right" else "right")
    found = with_frames(replace(other, frames=None), one.track, one.exercise)
    assert found.frames is not None
    assert set(found.frames.left_near.tolist()) == {other.side == "left"}


def test_when_it_was_recorded() -> None:
    now = when("0")
    assert now is not None
    assert abs((now - datetime.now().astimezone()).total_seconds()) < 60
    assert when("missing.mp4") is None
    assert when("rtsp://camera/stream") is not None


def test_sag_and_drift_of_one_moment_are_one_card_in_centimetres() -> None:
    one = study("plank", "hips-sag")
    assert {fault.id for fault in one.result.faults} == {"hips-sag", "hip-drift"}
    (card,) = content.cards(one)
    assert card.cue == "Lift your hips a little"
    centimetres = re.fullmatch(r"About (\d+) cm beyond what is fine", card.beyond)
    assert centimetres
    body_m = np.linalg.norm(one.track.world_m[:, 12] - one.track.world_m[:, 28], axis=-1)  # from shoulder to ankle
    worst = max((f for f in one.result.faults if f.id == "hips-sag"), key=lambda f: abs(f.value - f.limit))
    assert float(centimetres[1]) == pytest.approx(100 * abs(worst.value - worst.limit) * np.median(body_m), abs=1)
    tile = content.tiles(one)[-1]
    assert (tile.value, tile.note) == ("1", "1 kind")


def test_faults_of_other_moments_and_other_sides_stay_apart() -> None:
    one = study("squat", "knee-over-toe")
    kinds = fault_kinds(one.result)
    assert [card.name for card in content.cards(one)] == [timeline.fault_name(kind[0].id) for kind in kinds]
    assert any("cm beyond" in card.beyond or "° beyond" in card.beyond for card in content.cards(one))
