"""What an exercise file may say of a metric and of a position, on numbers that are known: times, any, side_when."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import puppet, puppet_exercise

from formcheck import Session, analyze
from formcheck.exercises.spec import Exercise
from formcheck.track import PoseTrack

T = np.arange(0, 10, 0.05)
FINE = 'id = "fine"\nmetric = "arm"\nmax = 9\ncue = "Lower"'


def values_of(metrics: str, name: str, track: PoseTrack) -> np.ndarray:
    frames = analyze(track, puppet_exercise(FINE, metrics=metrics)).frames
    assert frames is not None
    return frames.metrics[name]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ('{ sum = ["arm"], times = -2, plus = 2 }', lambda arm, knee: 2 - 2 * arm),
        ('{ sum = ["arm", "-knee"], times = 0.5 }', lambda arm, knee: (arm - knee) / 2),
        ('{ max = ["arm", "knee"], times = 3, plus = 1 }', lambda arm, knee: 3 * np.maximum(arm, knee) + 1),
        ('{ mean = ["arm", "knee"], times = -1 }', lambda arm, knee: -(arm + knee) / 2),
    ],
)
def test_times_is_a_factor_before_plus(metric: str, expected) -> None:  # type: ignore[no-untyped-def]
    arm, knee = np.linspace(0, 1, len(T)), np.linspace(0.8, 0.2, len(T))
    found = values_of(f"out = {metric}", "out", puppet(T, arm, knee=knee))
    np.testing.assert_allclose(found, expected(arm, knee), atol=1e-12)


def test_twice_less_is_what_two_differences_were() -> None:
    """To the bit: files that said ``-x - x`` may say ``times = -2``."""
    track = puppet(T, np.random.default_rng(0).uniform(-1, 1, len(T)))
    as_times = values_of('out = { sum = ["arm"], times = -2, plus = 2 }', "out", track)
    as_sum = values_of('out = { sum = ["-arm", "-arm"], plus = 2 }', "out", track)
    np.testing.assert_array_equal(as_times, as_sum)


ANY = """
[[variants]]
id = "low"
name = "low"
any = [{ metric = "arm", max = 0.2 }, [{ metric = "arm", max = 0.6 }, { metric = "knee", min = 0.5 }]]

[[variants]]
id = "else"
name = "anything else"
"""


def test_any_is_met_by_one_alternative_a_list_in_it_by_all_that_it_holds() -> None:
    arm = np.select([T < 2, T < 4, T < 6], [0.0, 0.5, 0.5], 0.9)
    knee = np.select([T < 4, T < 6], [0.0, 0.7], 0.9)
    frames = analyze(puppet(T, arm, knee=knee), puppet_exercise(FINE + ANY, kind="hold")).frames
    assert frames is not None
    np.testing.assert_array_equal(frames.variant == 0, (T < 2) | ((T >= 4) & (T < 6)))


def in_position(any_: str, **numbers: np.ndarray | float) -> np.ndarray:
    """Where the conditions of a position are met, over time."""
    session = Session(puppet_exercise(FINE, kind="hold", position=f"any = {any_}"))
    inside = np.zeros(len(T), dtype=bool)
    for event in session.feed(puppet(T, **numbers)).events:  # type: ignore[arg-type]
        if event.kind in ("in-position", "out-of-position"):
            inside[event.t_s <= T] = event.kind == "in-position"
    return inside


def test_a_position_by_alternatives() -> None:
    arm = np.select([T < 3, T < 6], [0.0, 1.0], 2.0)
    inside = in_position('[{ metric = "arm", max = 0.2 }, { metric = "arm", min = 1.8 }]', arm=arm)
    for from_s, to_s, met in ((0.5, 3.0, True), (3.6, 6.0, False), (6.5, 10.0, True)):  # settled, and left
        assert (inside[(from_s < T) & (to_s > T)] == met).all()


def test_an_alternative_has_its_own_slack() -> None:
    arm = np.where(T < 3, 0.0, 0.3)
    loose = '[{ metric = "arm", max = 0.2, slack = 0.2 }, { metric = "arm", min = 1.8 }]'
    assert in_position(loose, arm=arm)[-1]
    assert not in_position(loose.replace("slack = 0.2", "slack = 0.05"), arm=arm)[-1]


def test_what_no_alternative_goes_without_must_be_seen() -> None:
    any_ = '[[{ metric = "arm", max = 0.2 }, { metric = "knee", max = 1 }], { metric = "arm", min = 1.8 }]'
    exercise = puppet_exercise(FINE, kind="hold", position=f"any = {any_}")
    assert [c.metric for c in exercise.position.needed] == ["head", "arm", "arm"]
    assert {c.metric for c in exercise.position.conditions} == {"head", "arm", "knee"}


LIFTED = """
foot_up = { rise = ["other_ankle", "side_ankle"], per = [["shoulder", "hip"]] }
hand = { rise = ["side_hip", "side_wrist"], per = [["shoulder", "hip"]] }
"""
BY_FOOT = """
[reps]
signal = "arm"
sides = true
rest = 0.2
go = 0.3
peak = 0.7
band = 0.1
"""
WHEN = 'side_when = [{ metric = "foot_up", min = 0.3 }]'


def by_foot(*checks: str, when: str = WHEN) -> Exercise:
    return puppet_exercise(*(checks or (FINE,)), metrics=LIFTED, rest=BY_FOOT, top=when)


def lifts(left: np.ndarray | float, right: np.ndarray | float) -> PoseTrack:
    """Three arm raises, with either foot so high above the floor, in trunk lengths."""
    arm = np.interp(T % 3.0, [0, 0.5, 1.0, 1.5, 2.0, 3.0], [0, 0, 1, 1, 0, 0]) * (T < 9)
    ankles = {"left_ankle": (0, -1.8 + left), "right_ankle": (0, -1.8 + right)}
    return puppet(T, arm, **ankles)


def test_the_side_that_acts_is_the_one_whose_condition_holds() -> None:
    left = np.where(T < 3, 0.5, 0.0)
    right = np.where(T >= 6, 0.5, 0.0)
    result = analyze(lifts(left, right), by_foot())
    # between the two nothing decides: the side stays what it was
    assert [rep.side for rep in result.reps] == ["left", "left", "right"]


def test_metrics_of_the_side_are_those_of_the_side_that_acts() -> None:
    check = 'id = "foot"\nmetric = "foot_up"\nmax = 9\ntake = "max"\ncue = "Lower"'
    result = analyze(lifts(0.0, 0.5), by_foot(check))
    assert [rep.side for rep in result.reps] == ["right"] * 3
    assert [rep.values["foot"] for rep in result.reps] == pytest.approx([0.5] * 3)


def test_nothing_counts_before_a_side_is_known() -> None:
    neither = analyze(lifts(0.0, 0.0), by_foot())
    assert not neither.reps
    assert neither.frames is not None
    assert np.isnan(neither.frames.signal).all()
    assert not analyze(lifts(0.5, 0.5), by_foot(when=WHEN.replace("0.3", "-9"))).reps, "both sides hold"
    late = analyze(lifts(np.where(T >= 3, 0.5, 0.0), 0.0), by_foot())
    assert [rep.side for rep in late.reps] == ["left", "left"]


def test_one_frame_at_a_time_gives_the_same_sides() -> None:
    track = lifts(np.where((T > 1) & (T < 4), 0.5, 0.0), np.where(T >= 6, 0.5, 0.0))
    session = Session(by_foot())
    for i in range(len(track)):
        session.feed(track[i : i + 1])
    whole = analyze(track, by_foot())
    assert session.result().reps == whole.reps
    assert [rep.side for rep in whole.reps] == ["left", "right"]


def test_a_sided_signal_is_that_of_the_side_that_acts() -> None:
    """Without the condition the side whose signal is higher would act."""
    exercise = puppet_exercise(FINE, metrics=LIFTED, rest=BY_FOOT.replace('"arm"', '"hand"'), top=WHEN)
    arm = np.interp(T % 3.0, [0, 0.5, 1.0, 1.5, 2.0, 3.0], [0, 0, 1, 1, 0, 0]) * (T < 9)
    moved = {"left_wrist": (0.4, arm), "right_wrist": (0.4, 0.05 + 0 * T), "left_ankle": (0, -1.3)}
    assert [rep.side for rep in analyze(puppet(T, **moved), exercise).reps] == ["left"] * 3
    still = moved | {"left_ankle": (0, -1.8), "right_ankle": (0, -1.3)}
    assert not analyze(puppet(T, **still), exercise).reps
