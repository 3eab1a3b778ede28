"""Position, repetition and hold machines on signals whose answer can be seen by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.analysis.holds import HoldMachine, HoldSpan
from formcheck.analysis.phases import GAP_S, SETTLING_S, Movement, PositionMachine, RepMachine, Stay
from formcheck.analysis.pulses import PulseMachine
from formcheck.analysis.return_ways import BACK
from formcheck.exercises.movement_spec import RepLevels
from formcheck.frames import Phase

STEP_S = 1 / 16
LEVELS = RepLevels(
    rest=0.2, go=0.3, peak=0.8, rest_s=0.25, settle_s=0.0, min_s=0.5, max_s=8.0, turned_back="turned back"
)


def through(*corners: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Times and values of straight lines through (time, value) corners."""
    t = np.arange(0.0, corners[-1][0] + STEP_S / 2, STEP_S)
    return t, np.interp(t, [c[0] for c in corners], [c[1] for c in corners])


def count(
    t: np.ndarray,
    x: np.ndarray,
    levels: RepLevels = LEVELS,
    inside: np.ndarray | None = None,
    broken: np.ndarray | None = None,
) -> tuple[np.ndarray, list[Movement]]:
    inside = np.ones(len(t), dtype=np.bool_) if inside is None else inside
    broken = np.zeros(len(t), dtype=np.bool_) if broken is None else broken
    phase, ended = RepMachine(levels).feed(t, x, inside, broken)
    return phase, [movement for _, movement in ended]


UP_AND_DOWN = [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (3.0, 1.0), (4.0, 0.0), (5.0, 0.0)]


class TestReps:
    def test_one_movement(self) -> None:
        phase, (rep,) = count(*through(*UP_AND_DOWN))
        assert rep.reason is None
        assert rep.start_s == pytest.approx(1.2, abs=STEP_S)
        assert rep.reached_s == pytest.approx(1.8, abs=STEP_S)
        assert rep.end_s == pytest.approx(3.8, abs=STEP_S)
        order = [int(p) for i, p in enumerate(phase) if i == 0 or phase[i - 1] != p]
        assert order == [Phase.NONE, Phase.REST, Phase.OUT, Phase.PEAK, Phase.BACK, Phase.REST]

    def test_counted_only_on_coming_back(self) -> None:
        t, x = through(*UP_AND_DOWN)
        machine = RepMachine(LEVELS)
        for i in range(len(t)):
            _, ended = machine.feed(t[i : i + 1], x[i : i + 1], np.array([True]), np.array([False]))
            assert bool(ended) == (i > 0 and x[i] <= LEVELS.rest < x[i - 1])

    def test_never_coming_back_counts_nothing(self) -> None:
        assert count(*through((0, 0), (1, 0), (2, 1), (5, 1)))[1] == []

    def test_a_recording_that_begins_on_the_way_to_the_peak(self) -> None:
        _, (rep,) = count(*through((0, 0.4), (0.6, 1), (1, 1), (2, 0), (3, 0)))
        assert (rep.start_s, rep.reason) == (0.0, None)

    @pytest.mark.parametrize(
        ("corners", "out_until_s"),
        [
            ([(0, 0.4), (0.6, 1), (4, 1), (5, 0), (6, 0)], 0.0),  # for long at the peak: a place to sit
            ([(0, 0.7), (1, 0), (3, 0)], 0.0),  # on the way back: nobody has seen the peak
            ([(0, 0.4), (0.6, 1), (1, 1), (2, 0), (3, 0)], 0.2),  # the way into position
        ],
    )
    def test_a_recording_that_begins_with_no_movement(
        self, corners: list[tuple[float, float]], out_until_s: float
    ) -> None:
        t, x = through(*corners)
        assert count(t, x, inside=t >= out_until_s)[1] == []

    def test_the_movement_under_way_is_known_from_its_peak_on(self) -> None:
        t, x = through((0, 0), (1, 0), (2, 1), (3, 1), (4, 0), (5, 0))
        machine, found = RepMachine(LEVELS), []
        for i in range(len(t)):
            machine.feed(t[i : i + 1], x[i : i + 1], np.array([True]), np.array([False]))
            found.append(machine.coming_back(float(t[i])) is not None)
        np.testing.assert_array_equal(found, (t >= 1.8) & (x > LEVELS.rest))

    def test_turning_back_early_is_an_attempt_with_its_reason(self) -> None:
        _, (attempt,) = count(*through((0, 0), (1, 0), (2, 0.7), (3, 0), (4, 0)))
        assert attempt.reason == "turned back"
        assert np.isnan(attempt.reached_s)

    def test_a_dip_at_the_top_is_the_same_rep(self) -> None:
        phase, movements = count(*through((0, 0), (1, 0), (2, 1), (2.5, 0.5), (3, 1), (4, 0), (5, 0)))
        assert len(movements) == 1
        assert phase.tolist().count(int(Phase.PEAK)) > 4

    @pytest.mark.parametrize("leap_s", [0.0, 0.02, 0.06])
    def test_landmarks_that_leap_to_rest_and_back_are_no_end(self, leap_s: float) -> None:
        """As where the pose model takes one leg for the other: half a lunge is no lunge."""
        t = np.arange(0.0, 5.0, 1 / 50)
        x = np.interp(t, *zip(*UP_AND_DOWN, strict=True))
        x[(t >= 2.0) & (t <= 2.001 + leap_s)] = 0.0
        _, (rep,) = count(t, x)
        assert (rep.start_s, rep.end_s) == pytest.approx((1.2, 3.8), abs=0.03)

    def test_after_a_leap_that_stays_it_is_at_rest_since_then(self) -> None:
        t = np.arange(0.0, 5.0, 1 / 50)
        x = np.where(t < 2.5, np.interp(t, [1.0, 2.0], [0.0, 1.0]), 0.0)
        _, (rep,) = count(t, x)
        assert rep.end_s == pytest.approx(2.5, abs=0.03)
        assert count(t[t < 2.57], x[t < 2.57])[1] == []

    def test_going_half_down_and_up_again_is_one_rep(self) -> None:
        _, movements = count(*through((0, 0), (1, 0), (2, 1), (3, 0.4), (4, 1), (5, 0), (6, 0)))
        assert [m.reason for m in movements] == [None]

    def test_who_comes_back_nearly_to_rest_and_goes_again_has_done_two(self) -> None:
        _, (first, second) = count(*through((0, 0), (1, 0), (2, 1), (3, 0.25), (4, 0.25), (5, 1), (6, 0), (7, 0)))
        assert first.reason is second.reason is None
        assert first.end_s == pytest.approx(3.0, abs=2 * STEP_S)
        assert second.start_s == pytest.approx(4.0, abs=2 * STEP_S)
        assert second.reached_s == pytest.approx(4.75, abs=STEP_S)

    def test_the_second_of_two_is_timed_from_its_own_beginning(self) -> None:
        turns = [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (4.0, 0.25), (5.0, 1.0), (9.5, 1.0), (10.5, 0.0), (11.0, 0.0)]
        _, movements = count(*through(*turns))
        assert [m.reason for m in movements] == [None, None]

    @pytest.mark.parametrize("high", [0.79, 0.85], ids=["below the peak", "less than half of the way"])
    def test_a_bounce_near_rest_is_no_second_one(self, high: float) -> None:
        _, movements = count(*through((0, 0), (1, 0), (2, 3), (3, 0.4), (3.5, high), (4, 0), (5, 0)))
        assert [m.reason for m in movements] == [None]

    def test_who_must_settle_between_two_does_so_near_rest_as_well(self) -> None:
        turns = [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (3.0, 0.25), (3.25, 0.25), (4.0, 1.0), (5.0, 0.0), (6.0, 0.0)]
        assert len(count(*through(*turns), replace(LEVELS, settle_s=0.25))[1]) == 2
        assert len(count(*through(*turns), replace(LEVELS, settle_s=0.5))[1]) == 1

    def test_less_than_go_is_nothing(self) -> None:
        assert count(*through((0, 0), (1, 0), (2, 0.29), (3, 0), (4, 0)))[1] == []

    def test_starting_up_there_counts_nothing(self) -> None:
        """Somebody who gets into position by way of the peak has not done a rep."""
        phase, movements = count(*through((0, 1), (1, 1), (2, 0), (3, 0)))
        assert movements == []
        assert not np.isin(phase, [Phase.OUT, Phase.PEAK, Phase.BACK]).any()

    def test_position_taken_in_the_middle_counts_nothing(self) -> None:
        t, x = through(*UP_AND_DOWN)
        assert count(t, x, inside=t >= 2.0)[1] == []
        assert count(t, x, inside=t >= 1.25)[1] == []

    def test_rest_must_last(self) -> None:
        t, x = through(*UP_AND_DOWN)
        assert len(count(t, x, inside=t >= 0.5)[1]) == 1
        assert len(count(t, x, replace(LEVELS, rest_s=2.0))[1]) == 0

    def test_leaving_the_position_ends_the_movement_without_a_word(self) -> None:
        t, x = through(*UP_AND_DOWN)
        phase, movements = count(t, x, inside=(t < 2.5) | (t > 2.8))
        assert movements == []
        assert (phase[(t >= 2.5) & (t <= 2.8)] == Phase.NONE).all()

    def test_after_an_abort_rest_comes_first_again(self) -> None:
        t, x = through(*UP_AND_DOWN, (6, 1), (7, 0), (8, 0))
        _, movements = count(t, x, inside=(t < 2.5) | (t > 2.8))
        assert len(movements) == 1
        assert movements[0].start_s > 4.5

    @pytest.mark.parametrize(("length_s", "reps"), [(GAP_S - STEP_S, 1), (GAP_S + 3 * STEP_S, 0)])
    def test_a_short_gap_is_bridged_a_long_one_is_not(self, length_s: float, reps: int) -> None:
        t, x = through(*UP_AND_DOWN)
        x[(t >= 2.2) & (t < 2.2 + length_s)] = np.nan
        assert len(count(t, x)[1]) == reps

    def test_an_unknown_signal_is_no_phase(self) -> None:
        t, _ = through(*UP_AND_DOWN)
        phase, movements = count(t, np.full(len(t), np.nan))
        assert movements == []
        assert (phase == Phase.NONE).all()

    def test_a_flicker_is_neither_rep_nor_attempt(self) -> None:
        for height in (0.5, 1.0):
            _, movements = count(*through((0, 0), (1, 0), (1.0625, height), (1.125, 0), (3, 0)))
            assert movements == []

    def test_too_long_is_told_once_and_counted_never(self) -> None:
        t, x = through((0, 0), (1, 0), (2, 1), (20, 1), (21, 0), (23, 0), (24, 1), (25, 0), (26, 0))
        _, movements = count(t, x)
        assert [m.reason for m in movements] == ["took longer than 8 s", None]
        assert movements[0].end_s == pytest.approx(1.2 + 8.0, abs=2 * STEP_S)

    def test_too_long_and_back_at_rest_in_the_same_frame_arms_again(self) -> None:
        t = np.array([0.0, 0.5, 1.0, 1.5, 20.0, 20.5, 21.0, 21.5, 22.0, 22.5])
        x = np.array([0.0, 0.0, 0.5, 1.0, 0.0, 0.0, 0.5, 1.0, 0.5, 0.0])
        _, movements = count(t, x)
        assert [m.reason for m in movements] == ["took longer than 8 s", None]

    def test_settling_between_movements(self) -> None:
        t, x = through((0, 0), (1, 0), (2, 1), (3, 0), (3.25, 0), (4, 1), (5, 0), (6, 0))
        assert len(count(t, x)[1]) == 2
        assert len(count(t, x, replace(LEVELS, settle_s=1.0))[1]) == 1

    def test_nothing_has_to_settle_before_the_first_movement(self) -> None:
        levels = replace(LEVELS, rest_s=0.0, settle_s=1.0)
        t, x = through((0, 0), (0.125, 0), (1, 1), (2, 0), (3.5, 0), (3.75, 0), (4.5, 1), (5.5, 0), (6, 0))
        assert len(count(t, x, levels)[1]) == 2
        assert len(count(t, x, levels, inside=(t < 2.5) | (t > 3.5))[1]) == 2
        assert len(count(t, x, replace(levels, settle_s=4.0))[1]) == 1

    @pytest.mark.parametrize(("height", "told"), [(1.0, [None]), (0.7, [])])
    def test_what_was_not_wholly_seen_may_be_a_rep_but_no_attempt(self, height: float, told: list[str | None]) -> None:
        t, x = through((0, 0), (1, 0), (2, height), (3, 0), (4, 0))
        x[(t > 1.5) & (t < 1.75)] = np.nan
        assert [m.reason for m in count(t, x)[1]] == told

    @pytest.mark.parametrize(("left_s", "moved"), [(1.9, []), (3.1, [None])])
    def test_what_is_reached_out_of_position_is_not_reached(self, left_s: float, moved: list[str | None]) -> None:
        """However long: whether the position is left for good is for the position machine to say."""
        t, x = through((0, 0), (1, 0), (2, 0.9), (3, 0), (4, 0))
        broken = (t > left_s - 0.1) & (t < left_s + 2 * GAP_S)
        assert [m.reason for m in count(t, x, broken=broken)[1]] == moved

    def test_exactly_at_the_levels(self) -> None:
        """At rest means at or below `rest`; `go` and `peak` are reached from their own value on."""
        t = np.arange(6) * 0.5
        _, movements = count(t, np.array([0.2, 0.2, 0.3, 0.8, 0.3, 0.2]))
        assert [m.reason for m in movements] == [None]
        _, movements = count(t, np.array([0.2, 0.2, 0.3, np.nextafter(0.8, 0), 0.3, 0.2]))
        assert [m.reason for m in movements] == ["turned back"]
        assert count(t, np.array([0.2, 0.2, np.nextafter(0.3, 0), np.nextafter(0.3, 0), 0.2, 0.2]))[1] == []

    def test_negative_levels(self) -> None:
        levels = replace(LEVELS, rest=-0.9, go=-0.8, peak=-0.3)
        t, x = through(*UP_AND_DOWN)
        assert len(count(t, x - 1.0, levels)[1]) == 1

    @pytest.mark.parametrize("fps", [2, 5, 30, 240])
    def test_durations_are_seconds_and_not_frames(self, fps: int) -> None:
        t = np.arange(0, 5 * fps + 1) / fps
        x = np.interp(t, [c[0] for c in UP_AND_DOWN], [c[1] for c in UP_AND_DOWN])
        _, (rep,) = count(t, x)
        assert rep.end_s - rep.start_s == pytest.approx(2.6, abs=2 / fps)

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from([0.0, 0.1, 0.2, 0.25, 0.3, 0.31, 0.5, 0.79, 0.8, 1.0, np.nan]),
                st.sampled_from([1, 1, 1, 2, 8, 30, 200]),
                st.sampled_from([True] * 9 + [False]),
                st.sampled_from([False] * 5 + [True]),
            ),
            min_size=1,
            max_size=80,
        ),
        st.lists(st.integers(1, 30), min_size=1, max_size=4),
        st.sampled_from([LEVELS, replace(LEVELS, min_s=0.0, rest_s=0.0), replace(LEVELS, max_s=1.0, settle_s=0.3)]),
    )
    def test_any_split_is_the_same(
        self, frames: list[tuple[float, int, bool, bool]], lengths: list[int], levels: RepLevels
    ) -> None:
        t = np.cumsum([f[1] for f in frames]) * STEP_S
        x, inside, broken = (np.array([f[i] for f in frames]) for i in (0, 2, 3))
        phase, movements = count(t, x, levels, inside, broken)
        machine, parts, ended, at, turn = RepMachine(levels), [], [], 0, 0
        while at < len(t):
            until = at + lengths[turn % len(lengths)]
            part, found = machine.feed(t[at:until], x[at:until], inside[at:until], broken[at:until])
            parts.append(part)
            ended += [movement for _, movement in found]
            at, turn = until, turn + 1
        np.testing.assert_array_equal(np.concatenate(parts), phase)
        assert repr(ended) == repr(movements)
        for a, b in pairwise(movements):
            assert a.end_s <= b.start_s
        for movement in movements:
            assert movement.end_s - movement.start_s >= levels.min_s
            if movement.reason is None:
                assert movement.start_s <= movement.reached_s <= movement.end_s
                assert movement.end_s - movement.start_s <= levels.max_s
                between = (t >= movement.start_s) & (t <= movement.end_s)
                assert np.nanmax(x[between]) >= levels.peak
                way = np.nanmax(x[between]) - levels.rest
                assert x[t == movement.end_s][0] <= levels.rest + (1 - BACK) * way + 1e-9


class TestPulses:
    """Small movements about 0.5, each up in 0.5 s and down in 0.5 s."""

    def pulses(self, x: np.ndarray, t: np.ndarray, inside: np.ndarray | None = None) -> list[Movement]:
        always = np.ones(len(t), dtype=np.bool_)
        _, ended = PulseMachine(0.2, 0.3, 4.0).feed(t, x, always if inside is None else inside, ~always)
        return [movement for _, movement in ended]

    def test_each_rise_and_fall_counts(self) -> None:
        t, x = through((0, 0.4), (1, 0.4), (1.5, 0.8), (2, 0.4), (2.5, 0.8), (3, 0.4), (4, 0.4))
        first, second = self.pulses(x, t)
        assert (first.reached_s, second.reached_s) == (1.5, 2.5)
        assert first.end_s < 2.0

    def test_waiting_before_is_no_part_of_it(self) -> None:
        t, x = through((0, 0.4), (9, 0.4), (9.5, 0.8), (10, 0.4), (11, 0.4))
        (pulse,) = self.pulses(x, t)
        assert pulse.start_s == pytest.approx(9.0, abs=2 * STEP_S)

    def test_less_than_the_travel_is_none(self) -> None:
        t, x = through((0, 0.4), (1, 0.4), (1.5, 0.59), (2, 0.4), (2.5, 0.59), (3, 0.4), (4, 0.4))
        assert self.pulses(x, t) == []

    def test_what_is_small_beside_the_persons_own_pulses_is_none(self) -> None:
        corners = [(0, 0.0), (1, 0.0), (1.5, 1.0), (2, 0.0), (2.5, 1.0), (3, 0.0)]
        assert len(self.pulses(*reversed(through(*corners, (3.5, 0.3), (4, 0.0), (4.5, 0.3), (5, 0.0))))) == 2
        assert len(self.pulses(*reversed(through(*corners, (3.5, 0.6), (4, 0.0), (4.5, 0.6), (5, 0.0))))) == 4

    def test_one_large_rise_does_not_hide_the_pulses_after_it(self) -> None:
        corners = [(0, 0.0), (1, 0.0), (2, 3.0), (2.5, 2.7), (3, 3.0), (3.5, 2.7), (4, 3.0), (4.5, 2.7), (5, 2.7)]
        assert len(self.pulses(*reversed(through(*corners)))) == 3

    def test_drifting_up_is_none(self) -> None:
        t, x = through((0, 0.4), (10, 5.0))
        assert self.pulses(x, t) == []

    def test_leaving_the_position_forgets_the_one_under_way(self) -> None:
        t, x = through((0, 0.4), (1, 0.4), (1.5, 0.8), (2, 0.4), (3, 0.4))
        assert self.pulses(x, t, (t < 1.4) | (t > 1.6)) == []

    def test_a_long_gap_forgets_it_too(self) -> None:
        t, x = through((0, 0.4), (1, 0.4), (1.5, 0.8), (3, 0.8), (3.5, 0.4), (4, 0.4))
        assert len(self.pulses(x, t)) == 1
        x[(t > 1.6) & (t < 2.4)] = np.nan
        assert self.pulses(x, t) == []


def position(
    t: Sequence[float],
    met: Sequence[bool],
    broken: Sequence[bool] | None = None,
    cut: Sequence[bool] | None = None,
    enter_s: float = 0.3,
    leave_s: float = 0.5,
    there: Sequence[bool] | None = None,
) -> tuple[list[bool], list[float]]:
    loose = [not m for m in met] if broken is None else broken
    cuts = np.array([False] * len(t) if cut is None else cut)
    still = None if there is None else np.array(there)
    stay = PositionMachine(enter_s, leave_s).feed(np.array(t), np.array(met), np.array(loose), cuts, still)
    return stay.inside.tolist(), stay.since_s.tolist()


class TestPosition:
    t = tuple(i / 10 for i in range(12))

    def test_entered_after_a_while(self) -> None:
        inside, since = position(self.t, [False] * 3 + [True] * 9)
        assert inside == [False] * 5 + [True] * 7
        assert since[-1] == 0.2, "the last frame out of position is when it truly began"

    def test_who_comes_to_rest_in_position_was_there_before_it_was_seen(self) -> None:
        there = [False] + [True] * 11
        assert position(self.t, [False] * 5 + [True] * 7, there=there)[1][-1] == pytest.approx(0.4 - SETTLING_S)
        assert position(self.t, [False] * 2 + [True] * 10, there=there)[1][-1] == 0.0, "not before it is the position"

    def test_a_flicker_does_not_enter(self) -> None:
        assert not any(position(self.t, [False, True, True, False] * 3)[0])

    def test_left_after_a_while(self) -> None:
        inside, _ = position(self.t, [True] * 4 + [False] * 8)
        assert inside == [True] * 8 + [False] * 4

    def test_a_flicker_does_not_leave(self) -> None:
        assert all(position(self.t, [True] * 4 + [False] * 4 + [True] * 4)[0])

    @pytest.mark.parametrize(("frames", "held_s"), [(6, 0.9), (8, 1.8)])
    def test_a_rest_of_eight_frames_after_a_move_is_one_and_turning_back_is_none(
        self, frames: int, held_s: float
    ) -> None:
        t = np.arange(90) / 30
        moves = (t >= 0.95) & (np.abs(t - 1.57 - frames / 60) > frames / 60)
        on = np.ones(90, dtype=np.bool_)
        stay = PositionMachine(0.3, 0.5).feed(t, on, ~on, ~on, on, moves)
        assert stay.held_s[60] == pytest.approx(held_s, abs=0.05)

    def test_between_the_limits_it_stays_as_it_is(self) -> None:
        never = [False] * 12
        assert all(position(self.t, [True] * 4 + [False] * 8, broken=never)[0])
        assert not any(position(self.t, [False] * 12, broken=never)[0])

    def test_a_cut_leaves_at_once_and_enters_anew(self) -> None:
        cut = [i == 5 for i in range(12)]
        inside, since = position(self.t, [True] * 12, cut=cut)
        assert inside == [True] * 5 + [False] * 3 + [True] * 4
        assert since[-1] == 0.5
        assert position(self.t, [True] * 12, cut=cut, enter_s=0.0)[0] == [not c for c in cut]


def hold(
    t: np.ndarray,
    inside: np.ndarray,
    good: np.ndarray,
    since: np.ndarray | None = None,
    unseen: np.ndarray | None = None,
    held_s: np.ndarray | None = None,
) -> tuple[np.ndarray, list[HoldSpan], HoldSpan | None]:
    machine = HoldMachine()
    since = np.full(len(t), -np.inf) if since is None else since
    stay = Stay(inside, since, t if held_s is None else held_s)
    clock, hidden, ended = machine.feed(t, stay, good, np.zeros_like(good) if unseen is None else unseen)
    assert (np.isnan(hidden) == np.isnan(clock)).all()
    return clock, [span for _, span in ended], machine.running()


class TestHold:
    t = np.arange(0, 160) * STEP_S
    always = np.ones(160, dtype=np.bool_)

    def test_the_clock_runs_in_good_form(self) -> None:
        clock, ended, running = hold(self.t, self.always, self.always)
        np.testing.assert_allclose(clock, self.t)
        assert ended == []
        assert running == HoldSpan(0.0, self.t[-1], self.t[-1], 0.0)

    def test_it_pauses_and_never_resets(self) -> None:
        good = (self.t < 3) | (self.t >= 5)
        clock, _, running = hold(self.t, self.always, good)
        assert (np.diff(clock) >= 0).all()
        assert np.ptp(clock[(self.t >= 3) & (self.t < 5)]) == 0
        assert running is not None
        assert running.good_s == pytest.approx(self.t[-1] - 2, abs=2 * STEP_S)

    def test_what_is_not_fully_seen_is_neither_good_nor_bad(self) -> None:
        good, unseen = self.t < 3, (self.t >= 5) & (self.t < 7)
        _, _, running = hold(self.t, self.always, good, unseen=unseen)
        assert running is not None
        assert running.good_s == pytest.approx(3, abs=2 * STEP_S)
        assert running.unseen_s == pytest.approx(2, abs=STEP_S)

    def test_leaving_ends_it_and_coming_back_starts_another(self) -> None:
        inside = (self.t < 3) | (self.t >= 5)
        clock, (first,), second = hold(self.t, inside, self.always, np.where(self.t < 4, -np.inf, 5 - STEP_S))
        assert np.isnan(clock[~inside]).all()
        assert (first.start_s, first.end_s) == (0.0, 3 - STEP_S)
        assert second is not None
        assert second.start_s == 5 - STEP_S
        assert second.good_s == pytest.approx(self.t[-1] - 5, abs=2 * STEP_S)

    def test_it_ends_where_it_was_left_and_not_where_that_was_certain(self) -> None:
        held_s = np.where(self.t < 3, self.t, self.t[self.t < 3][-1])
        _, (first,), _ = hold(self.t, self.t < 3.5, self.t < 3, unseen=self.t >= 3, held_s=held_s)
        assert (first.end_s, first.good_s, first.unseen_s) == (held_s[-1], pytest.approx(held_s[-1]), 0.0)

    def test_one_that_is_being_left_goes_on_no_further(self) -> None:
        held_s = np.minimum(self.t, 3.0)
        _, ended, running = hold(self.t, self.always, self.t <= 3, unseen=self.t > 3, held_s=held_s)
        assert ended == []
        assert running is not None
        assert (running.end_s, running.unseen_s) == (pytest.approx(3.0, abs=STEP_S), 0.0)

    def test_time_in_position_before_it_was_sure_counts(self) -> None:
        inside = self.t >= 2
        _, _, running = hold(self.t, inside, self.always, np.full(160, 1.5))
        assert running is not None
        assert running.start_s == 1.5
        assert running.good_s == pytest.approx(self.t[-1] - 1.5)

    def test_nothing_is_earned_across_a_gap(self) -> None:
        t = np.array([0.0, 0.1, 0.2, 10.2, 10.3])
        _, _, running = hold(t, np.ones(5, dtype=np.bool_), np.ones(5, dtype=np.bool_))
        assert running is not None
        assert running.good_s == pytest.approx(0.3)

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from([1, 1, 2, 30]), st.sampled_from([True, True, False]), st.integers(0, 2)),
            min_size=1,
            max_size=60,
        ),
        st.lists(st.integers(1, 20), min_size=1, max_size=4),
    )
    def test_any_split_is_the_same(self, frames: list[tuple[int, bool, int]], lengths: list[int]) -> None:
        t = np.cumsum([f[0] for f in frames]) * STEP_S
        inside, form = np.array([f[1] for f in frames]), np.array([f[2] for f in frames])
        good, unseen = form == 0, form == 1
        since = np.maximum.accumulate(np.where(inside, -np.inf, t))
        held_s = np.maximum.accumulate(np.where(form != 2, t, -np.inf))
        clock, spans, running = hold(t, inside, good, since, unseen, held_s)
        machine, parts, ended, at, turn = HoldMachine(), [], [], 0, 0
        while at < len(t):
            until = at + lengths[turn % len(lengths)]
            now = slice(at, until)
            part, _, found = machine.feed(t[now], Stay(inside[now], since[now], held_s[now]), good[now], unseen[now])
            parts.append(part)
            ended += [span for _, span in found]
            at, turn = until, turn + 1
        np.testing.assert_array_equal(np.concatenate(parts), clock)
        assert ended == spans
        assert machine.running() == running
        for span in [*spans, *([running] if running else [])]:
            assert 0 <= span.good_s + span.unseen_s <= span.end_s - span.start_s + 1e-9
