"""A set from its first frame to its JSON: events, holds, variants, attempts, what is counted and what is not."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from helpers import MADE_UP, emptied, ideal, noisy, performed, puppet, puppet_exercise, run

from formcheck import Session, SetResult, analyze
from formcheck.frames import Phase

KNEE = 'id = "knee"\nmetric = "knee"\nmax = 0.2\nfor_s = 0.5\ncue = "Back"'
T = np.arange(0.0, 10.0, 0.05)


def events_of(scenario_id: str, exercise: str) -> list[Any]:
    return run(exercise, [ideal(scenario_id)])[1]


def test_events_tell_the_set_in_order() -> None:
    events = events_of("squat/attempts", "squat")
    assert [e.t_s for e in events] == sorted(e.t_s for e in events)
    kinds = [e.kind for e in events if e.kind in ("in-position", "rep", "attempt", "out-of-position")]
    assert kinds == ["in-position", "rep", "attempt", "attempt", "rep", "rep"]
    assert [e.text for e in events if e.kind == "rep"] == ["1", "2", "3"]


def test_every_event_carries_what_it_tells() -> None:
    result, events = run("squat", [ideal("squat/depth")])
    assert [e.item for e in events if e.kind == "rep"] == list(result.reps)
    assert [e.item for e in events if e.kind == "attempt"] == list(result.attempts)
    told = [e for e in events if e.kind == "fault"]
    assert {(e.item.id, e.text) for e in told} == {(f.id, f.cue) for f in result.faults}
    assert len(told) == len(result.faults)


def test_a_fault_is_told_before_it_is_over() -> None:
    events = events_of("plank/elbows/hips-sag", "plank")
    told = {e.item.id: e.t_s for e in events if e.kind == "fault"}
    over = {e.item.id: e.t_s for e in events if e.kind == "fault-over"}
    assert "hips-sag" in told
    assert all(told[name] < over[name] for name in over)


def test_a_rep_is_told_when_it_is_completed() -> None:
    performance = performed("squat/good")
    events = [e for e in events_of("squat/good", "squat") if e.kind == "rep"]
    for event, truth in zip(events, performance.truth.reps, strict=True):
        assert truth.peak_s + 0.3 < event.t_s <= truth.end_s + 0.4


def test_an_event_comes_in_the_update_of_its_frame() -> None:
    track = ideal("bird-dog/good")
    session = Session("bird-dog")
    for i in range(0, len(track), 10):
        update = session.feed(track[i : i + 10])
        for event in update.events:
            assert track.t_s[i] <= event.t_s <= update.frames.t_s[-1]


def test_phases_of_a_rep_by_frame() -> None:
    result = analyze(ideal("squat/good"), "squat")
    assert result.frames is not None
    phase = result.frames.phase
    order = [Phase(int(p)) for i, p in enumerate(phase) if i == 0 or p != phase[i - 1]]
    start = order.index(Phase.REST)
    assert order[start:] == [Phase.REST] + [Phase.OUT, Phase.PEAK, Phase.BACK, Phase.REST] * 3


class TestHold:
    def held(self, knee: Any = 0.0, head: Any = 0.5, **more: Any) -> SetResult:
        return analyze(puppet(T, knee=knee, head=head), puppet_exercise(KNEE, kind="hold", **more))

    def test_the_clock_by_frame(self) -> None:
        result = self.held(knee=np.where((T >= 3) & (T < 5), 0.5, 0.0), head=np.where(T < 8, 0.5, 0.0))
        assert result.frames is not None
        clock = result.frames.clock_s
        known = clock[~np.isnan(clock)]
        assert (np.diff(known) >= 0).all()
        assert result.good_s == pytest.approx(6.0, abs=0.11)
        assert np.isnan(clock[T > 8.6]).all()
        assert (result.frames.phase[T > 8.6] == Phase.NONE).all()
        assert (result.frames.phase[T < 8] == Phase.HOLD).all()

    def test_two_holds(self) -> None:
        result = self.held(head=np.where((T < 3) | (T > 5), 0.5, 0.0))
        first, second = result.holds
        assert first.good_s == pytest.approx(2.95, abs=0.06)
        assert second.good_s == pytest.approx(4.9, abs=0.06)
        assert first.end_s < second.start_s
        assert result.good_s == first.good_s + second.good_s

    def test_losing_sight_for_a_moment_ends_nothing(self) -> None:
        track = puppet(T)
        gone = emptied(track, (T >= 4) & (T < 4.4))
        result = analyze(gone, puppet_exercise(KNEE, kind="hold"))
        (hold,) = result.holds
        assert hold.good_s == pytest.approx(T[-1] - 0.4, abs=0.11)
        long_gone = emptied(track, (T >= 4) & (T < 6))
        assert len(analyze(long_gone, puppet_exercise(KNEE, kind="hold")).holds) == 2

    def test_a_running_hold_is_part_of_the_result_and_goes_on(self) -> None:
        session = Session(puppet_exercise(KNEE, kind="hold"))
        track = puppet(T)
        session.feed(track[:100])
        (early,) = session.result().holds
        session.feed(track[100:])
        (late,) = session.result().holds
        assert (early.good_s, late.good_s) == pytest.approx((4.95, 9.95))
        assert early.start_s == late.start_s

    def test_the_variant_is_the_usual_one(self) -> None:
        variants = """
[[variants]]
id = "low"
name = "arm low"
when = [{ metric = "arm", max = 0.5 }]

[[variants]]
id = "high"
name = "arm high"
"""
        text = 'id = "arm"\nmetric = "arm"\nmax = 2\ncue = "Arm"'
        exercise = puppet_exercise(text + variants_check("low") + variants, kind="hold")
        result = analyze(puppet(T, np.where(T < 7, 0.0, 1.0), knee=0.5), exercise)
        assert [hold.variant for hold in result.holds] == ["low"]
        assert result.frames is not None
        np.testing.assert_array_equal(result.frames.variant, np.where(T < 7, 0, 1))
        (fault,) = [fault for fault in result.faults if fault.id == "knee"]
        assert fault.end_s < 7.0, "the check is made in one variant only"


def variants_check(name: str) -> str:
    return f'\n\n[[checks]]\nname = "a check"\n{MADE_UP}\nvariants = ["{name}"]\n{KNEE}\n'


class TestPosition:
    def test_getting_into_position_counts_nothing(self) -> None:
        """The arm is high on the way in, as in a peak, and comes down in position."""
        head = np.where(T < 2, 0.0, 0.5)
        arm = np.interp(T, [0, 2.5, 3.5, 10], [1, 1, 0, 0])
        result = analyze(puppet(T, arm, head=head), puppet_exercise(KNEE))
        assert not result.reps
        assert not result.attempts

    def test_a_cut_in_the_middle_of_a_rep_counts_nothing(self) -> None:
        arm = np.interp(T, [0, 1, 2, 4, 5, 10], [0, 0, 1, 1, 0, 0])
        track = puppet(T, arm)
        assert len(analyze(track, puppet_exercise(KNEE)).reps) == 1
        track.image_px[60:] += 150.0
        assert len(analyze(track, puppet_exercise(KNEE)).reps) == 0

    @pytest.mark.parametrize(("gone_s", "reps"), [(0.4, 1), (1.2, 0)])
    def test_a_person_who_is_gone_in_the_middle_of_a_rep(self, gone_s: float, reps: int) -> None:
        arm = np.interp(T, [0, 1, 2, 4, 5, 10], [0, 0, 1, 1, 0, 0])
        track = emptied(puppet(T, arm), (T >= 3) & (3 + gone_s > T))
        assert len(analyze(track, puppet_exercise(KNEE)).reps) == reps

    @pytest.mark.parametrize(("left_s", "reps"), [(2.3, 0), (3.0, 1)])
    def test_a_peak_out_of_position_is_none(self, left_s: float, reps: int) -> None:
        """The position is left for too short a time to be lost: at the peak, or at the way back from it."""
        arm = np.interp(T, [0, 2, 2.5, 3, 10], [0, 0, 1, 0, 0])
        head = np.where((left_s <= T) & (left_s + 0.45 > T), 0.0, 0.5)
        result = analyze(puppet(T, arm, head=head), puppet_exercise(KNEE))
        assert len(result.reps) == reps
        assert not result.attempts

    def test_nobody_has_to_wait_before_the_first_movement(self) -> None:
        arm = np.interp(T, [0, 0.05, 1, 2, 10], [0, 0, 1, 0, 0])
        (rep,) = analyze(puppet(T, arm), puppet_exercise(KNEE)).reps
        assert rep.start_s == pytest.approx(0.2, abs=0.06)

    def test_a_rep_under_way_at_the_end_is_none(self) -> None:
        arm = np.interp(T, [0, 1, 2, 10], [0, 0, 1, 1])
        result = analyze(puppet(T, arm), puppet_exercise(KNEE))
        assert not result.reps
        assert not result.attempts


RESULTS = [
    ("squat/heel-lift", "squat"),
    ("squat/attempts", "squat"),
    ("plank/elbows/hips-sag", "plank"),
    ("bird-dog/good", "bird-dog"),
    ("glute-bridge/top-hold", "glute-bridge"),
    ("stand/good", "squat"),
]


class TestSummary:
    @pytest.mark.parametrize(("scenario_id", "exercise"), RESULTS)
    def test_json_and_back(self, scenario_id: str, exercise: str) -> None:
        result = analyze(noisy(scenario_id, seed=2, dropouts_per_min=10.0), exercise)
        summary = result.to_dict(source="clip.mp4", versions={"formcheck": "0"})
        assert json.loads(json.dumps(summary, allow_nan=False)) == summary
        assert summary["schema"] == "formcheck.summary/2"
        assert summary["source"] == "clip.mp4"
        assert summary["reps"]["count"] == len(result.reps) == len(summary["reps"]["each"])
        found = [summary["reps"][key] for key in ("good", "not_good", "not_fully_seen")]
        assert found == [result.count(verdict) for verdict in ("good", "not good", "not fully seen")]
        assert sum(found) == len(result.reps)
        assert len(summary["attempts"]) == len(result.attempts)
        assert [hold["good_s"] for hold in summary["holds"]] == [hold.good_s for hold in result.holds]
        for fault in summary["faults"]:
            assert {"id", "rep", "start_s", "end_s", "value", "limit", "unit", "severity", "cue"} <= set(fault)
        for key in ("exercise", "duration_s", "frames", "frames_with_pose", "view", "side", "unknown_s", "versions"):
            assert key in summary

    def test_unknown_numbers_become_null(self) -> None:
        front = analyze(ideal("squat/good", view="front"), "squat").to_dict()
        values = [value for rep in front["reps"]["each"] for value in rep["values"].values()]
        assert None in values
        assert not any(isinstance(value, float) and np.isnan(value) for value in values)

    def test_frames_agree_in_length(self) -> None:
        track = ideal("bird-dog/good")
        frames = analyze(track, "bird-dog").frames
        assert frames is not None
        for array in (*frames.metrics.values(), *frames.checks.values(), frames.phase, frames.clock_s):
            assert array.shape == (len(track),)
        assert all(set(np.unique(verdict)) <= {-1, 0, 1} for verdict in frames.checks.values())
        assert all(verdict.dtype == np.int8 for verdict in frames.checks.values())

    def test_frames_with_a_person_are_counted(self) -> None:
        track = emptied(ideal("squat/good"), slice(10, 30))
        result = analyze(track, "squat")
        assert (result.n_frames, result.n_frames_with_pose) == (len(track), len(track) - 20)
        assert result.duration_s == pytest.approx(track.t_s[-1] - track.t_s[0])

    @pytest.mark.parametrize(
        ("view", "near", "expected"),
        [
            ("side", "right", ("side", "right")),
            ("side", "left", ("side", "left")),
            ("front", "right", ("front", None)),
        ],
    )
    def test_view_and_side(self, view: str, near: str, expected: tuple[str, str | None]) -> None:
        result = analyze(ideal("squat/good", view=view, near=near), "squat")
        assert result.view == expected[0]
        assert expected[1] in (None, result.side)
