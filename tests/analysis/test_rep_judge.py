"""Whole movements of a puppet: reps with their values and faults, sides, unknown, attempts, durations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers import PUPPET_REPS, changed, puppet, puppet_exercise

from formcheck import Rep, SetResult, analyze

FPS = 20.0
# one second of rest, up in one second, two seconds at the top, down in one second, and again
CORNERS = [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (4.0, 1.0), (5.0, 0.0), (6.0, 0.0)]
LAP_S = 6.0


def lifted(laps: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Times, and an arm that is lifted `laps` times."""
    t = np.arange(0.0, laps * LAP_S + 1.0, 1 / FPS)
    return t, np.interp(np.where(t < laps * LAP_S, t % LAP_S, 0.0), *zip(*CORNERS, strict=True))


def check(**entries: Any) -> str:
    entries = {"id": "knee", "metric": "knee", "take": "mean", "cue": "Back"} | entries
    return "\n".join(
        f"{key} = {value if isinstance(value, int | float | list) else repr(value)}" for key, value in entries.items()
    )


def judged(knee: Any, laps: int = 1, yaw_deg: float = 90.0, hidden: Any = None, **entries: Any) -> SetResult:
    t, arm = lifted(laps)
    track = puppet(t, arm, knee(t) if callable(knee) else knee, yaw_deg=yaw_deg)
    if hidden is not None:
        visibility = track.visibility.copy()
        visibility[np.ix_(hidden(t), [25, 26])] = 0.0
        track = changed(track, visibility=visibility)
    return analyze(track, puppet_exercise(check(**entries)))


def only(result: SetResult) -> Rep:
    (rep,) = result.reps
    return rep


def test_times_of_a_rep() -> None:
    rep = only(judged(0.0, max=0.2))
    assert rep.number == 1
    assert rep.side is None
    assert rep.good
    assert rep.peak == pytest.approx(1.0)
    assert (rep.start_s, rep.end_s) == pytest.approx((1.2, 4.8), abs=0.06)
    assert 2.0 <= rep.peak_s <= 4.0
    assert rep.top_s == pytest.approx(2.2, abs=0.11), "the band below the peak belongs to the top"


@pytest.mark.parametrize(
    ("metric", "expected"), [("time.rep", 3.6), ("time.out", 0.7), ("time.peak", 2.2), ("time.back", 0.7)]
)
def test_durations_as_checks(metric: str, expected: float) -> None:
    slow = judged(0.0, metric=metric, take="max", min=expected + 0.2)
    (fault,) = slow.faults
    assert (fault.unit, fault.rep) == ("s", 1)
    assert fault.value == pytest.approx(expected, abs=0.06)
    assert judged(0.0, metric=metric, take="max", min=expected - 0.2).faults == ()


@pytest.mark.parametrize(
    ("metric", "expected"), [("time.rep", 3.6), ("time.out", 0.7), ("time.peak", 2.2), ("time.back", 0.7)]
)
@pytest.mark.parametrize(("fps", "first_s"), [(30.0, 0.0), (12.0, 0.0), (12.0, 0.03)])
def test_a_duration_does_not_hang_on_when_frames_are_taken(
    metric: str, expected: float, fps: float, first_s: float
) -> None:
    t = np.arange(first_s, LAP_S, 1 / fps)
    track = puppet(t, np.interp(t, *zip(*CORNERS, strict=True)), 0.0)
    (fault,) = analyze(track, puppet_exercise(check(metric=metric, take="max", min=expected + 0.2))).faults
    assert fault.value == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("take", "expected"), [("max", 0.9), ("min", 0.1), ("mean", 0.5)])
def test_one_number_of_a_phase(take: str, expected: float) -> None:
    """The knee moves evenly from 0.1 to 0.9 while the arm is at the top, and is far off otherwise."""

    def knee(t: np.ndarray) -> np.ndarray:
        return np.where((t >= 1.9) & (t <= 4.1), np.interp(t, [1.9, 4.1], [0.1, 0.9]), -5.0)

    rep = only(judged(knee, take=take, when=["peak"], max=5.0))
    assert rep.values["knee"] == pytest.approx(expected, abs=0.03)


def test_a_fault_of_a_rep() -> None:
    result = judged(0.5, max=0.2, severity="minor")
    rep = only(result)
    assert (rep.faults, rep.good) == (("knee",), False)
    (fault,) = result.faults
    assert (fault.id, fault.rep, fault.severity, fault.limit) == ("knee", 1, "minor", 0.2)
    assert (fault.start_s, fault.end_s, fault.told_s) == (rep.start_s, rep.end_s, rep.end_s)
    assert result.frames is not None
    verdict = result.frames.checks["knee"]
    assert verdict[result.frames.t_s == rep.end_s].tolist() == [0]
    assert np.count_nonzero(verdict != -1) == 1, "known in the frame that ends the rep, and only there"


def test_a_hint_leaves_a_rep_good() -> None:
    rep = only(judged(0.5, max=0.2, severity="hint"))
    assert rep.faults == ("knee",)
    assert rep.good


def test_against_rest_is_the_rest_before_this_rep() -> None:
    def knee(t: np.ndarray) -> np.ndarray:
        at_top = ((t % LAP_S) >= 1.5) & ((t % LAP_S) <= 4.5)
        return np.where(t < 5.0, 0.0, 1.0) + np.where(at_top, 0.1, 0.0)

    reps = judged(knee, 2, max=0.2, against="rest", when=["peak"]).reps
    assert [rep.values["knee"] for rep in reps] == pytest.approx([0.1, 0.1], abs=0.02)
    assert all(rep.good for rep in reps)


def test_against_peak() -> None:
    def knee(t: np.ndarray) -> np.ndarray:
        return np.where(t < 4.1, 0.7, 1.0)

    rep = only(judged(knee, take="max", against="peak", when=["back"], max=0.2))
    assert rep.values["knee"] == pytest.approx(0.3, abs=0.01)
    assert rep.faults == ("knee",)


def test_half_hidden_is_unknown() -> None:
    result = judged(0.5, max=0.2, when=["peak"], hidden=lambda t: t < 3.3)
    rep = only(result)
    assert (rep.unknown, rep.faults, rep.verdict) == (("knee",), (), "not fully seen")
    assert result.unknown_s["knee"] == pytest.approx(rep.end_s - rep.start_s)
    assert only(judged(0.5, max=0.2, when=["peak"], hidden=lambda t: t < 2.7)).faults == ("knee",)


FRAME = {"take": "", "max": 0.2, "when": ["peak"], "for_s": 0.3}


def of_frames(hidden: Any, knee: Any = 0.0, **entries: Any) -> Rep:
    """A repetition, at its end position from 2 to 4 s, with a check that judges every frame."""
    t, arm = lifted()
    track = puppet(t, arm, knee)
    visibility = track.visibility.copy()
    visibility[np.ix_(hidden(t), [25, 26])] = 0.0
    lines = [line for line in check(**FRAME | entries).splitlines() if not line.startswith("take")]
    return only(analyze(changed(track, visibility=visibility), puppet_exercise("\n".join(lines))))


def test_a_fault_that_could_have_passed_unseen_leaves_no_good_rep() -> None:
    assert of_frames(lambda t: (t > 2.4) & (t < 2.66)).verdict == "good", "too short for a fault to be told"
    rep = of_frames(lambda t: (t > 2.4) & (t < 2.86))
    assert (rep.verdict, rep.unknown, rep.unknown_checks) == ("not fully seen", ("knee",), (0,))
    flickering = of_frames(lambda t: (t > 2.0) & (np.round(t * FPS) % 3 > 0))
    assert flickering.verdict == "not fully seen", "hidden in most of its frames"
    assert of_frames(lambda t: t < 1.9).verdict == "good", "hidden while nobody asks"


def test_a_fault_weighs_more_than_what_was_not_seen() -> None:
    rep = of_frames(lambda t: t > 3.0, knee=0.5)
    assert (rep.faults, rep.unknown, rep.verdict) == (("knee",), ("knee",), "not good")


@pytest.mark.parametrize(("severity", "verdict"), [("major", "not fully seen"), ("minor", "good"), ("hint", "good")])
def test_beside_a_major_check_only_major_ones_need_be_seen(severity: str, verdict: str) -> None:
    t, arm = lifted()
    track = puppet(t, arm)
    visibility = track.visibility.copy()
    visibility[:, [25, 26]] = 0.0
    other = check(id="head", metric="head", max=9.0)
    exercise = puppet_exercise(check(max=0.2, severity=severity), other)
    assert only(analyze(changed(track, visibility=visibility), exercise)).verdict == verdict


def test_a_guess_may_fail_but_never_pass() -> None:
    """What counts may be guessed; a check that measures the same is judged on what is seen."""
    t, arm = lifted()
    hidden = puppet(t, arm)
    visibility = hidden.visibility.copy()
    visibility[:, [15, 16, 25, 26]] = 0.3  # wrists and knees
    hidden = changed(hidden, visibility=visibility)
    lift = (
        'above_knee = { rise = ["knee", "wrist"], per = [["shoulder", "hip"]], guess = true }\n'
        'lift = { sum = ["above_knee"], plus = -0.9 }'
    )
    guessing = PUPPET_REPS.replace('"arm"', '"lift"')
    reach = 'id = "reach"\nmetric = "lift"\nmin = {}\ntake = "mean"\nwhen = ["peak"]\ncue = "Higher"'
    for least, verdict in ((0.5, "not fully seen"), (2.0, "not good")):
        exercise = puppet_exercise(reach.format(least), metrics=lift, rest=guessing)
        assert only(analyze(puppet(t, arm), exercise)).verdict == ("good" if least < 1 else "not good")
        assert only(analyze(hidden, exercise)).verdict == verdict


def test_never_seen_is_unknown_with_no_value() -> None:
    rep = only(judged(0.5, max=0.2, hidden=lambda t: t < 99))
    assert rep.unknown == ("knee",)
    assert np.isnan(rep.values["knee"])


def test_reached_once_is_enough_to_pass() -> None:
    """Depth that was seen once was reached, however little else was seen; not seen is not not reached."""
    rep = only(judged(0.5, take="max", min=0.2, hidden=lambda t: (t < 2.9) | (t > 3.1)))
    assert (rep.unknown, rep.faults) == ((), ())
    rep = only(judged(0.1, take="max", min=0.2, hidden=lambda t: (t < 2.9) | (t > 3.1)))
    assert (rep.unknown, rep.faults) == (("knee",), ())


def test_the_wrong_view_is_unknown() -> None:
    rep = only(judged(0.5, max=0.2, view="front"))
    assert (rep.unknown, rep.verdict) == (("knee",), "not fully seen")
    assert only(judged(0.5, max=0.2, view="front", yaw_deg=0.0)).faults == ("knee",)


def test_from_farther_off_than_a_check_allows_a_whole_rep_is_unknown() -> None:
    gate: dict[str, Any] = {"view": "side", "yaw_within_deg": 15}
    for yaw_deg, faults, unknown in ((80.0, ("knee",), ()), (70.0, (), ("knee",)), (-110.0, (), ("knee",))):
        rep = only(judged(0.5, max=0.2, yaw_deg=yaw_deg, **gate))
        assert (rep.faults, rep.unknown) == (faults, unknown)


def test_filmed_as_asked_a_rep_owes_nothing_to_another_view() -> None:
    """Filmed from anywhere else it owes every check."""
    t, arm = lifted()
    exercise = puppet_exercise(check(max=0.2, view="side"), check(id="head", metric="head", max=9.0, view="front"))
    assert only(analyze(puppet(t, arm), exercise)).verdict == "good"
    for yaw_deg in (0.0, 45.0):
        rep = only(analyze(puppet(t, arm, yaw_deg=yaw_deg), exercise))
        assert rep.verdict == "not fully seen"
        assert "knee" in rep.unknown


def test_an_attempt_tells_how_far_it_came() -> None:
    t, arm = lifted()
    result = analyze(puppet(t, 0.5 * arm), puppet_exercise(check(max=0.2)))
    assert result.reps == ()
    (attempt,) = result.attempts
    assert (attempt.peak, attempt.needed) == pytest.approx((0.5, 0.7))
    assert attempt.reason == "turned back before the target"
    assert attempt.side is None


def test_a_movement_far_below_the_own_repetitions_is_an_attempt() -> None:
    """The first one is a repetition; after large ones it is a sway."""
    t, arm = lifted(4)
    lap = np.minimum(t // LAP_S, 3).astype(int)
    exercise = puppet_exercise(rest=PUPPET_REPS.replace("0.7", "0.35") + "target = 1.0\nown_share = 0.5\n")
    result = analyze(puppet(t, np.array([0.4, 1.0, 1.0, 0.4])[lap] * arm), exercise)
    assert [round(rep.peak, 1) for rep in result.reps] == [0.4, 1.0, 1.0]
    (attempt,) = result.attempts
    assert (attempt.peak, attempt.needed) == pytest.approx((0.4, 0.5))


@pytest.mark.parametrize(("height", "change", "told"), [(1.0, 0.9, 1), (0.75, 0.9, 0), (0.75, 0.3, 1)])
def test_a_low_movement_in_which_much_else_changes_is_a_step(height: float, change: float, told: int) -> None:
    """And no attempt either: here the knee goes as a foot does that is put forward."""
    t, arm = lifted()
    exercise = puppet_exercise(rest=PUPPET_REPS + 'steps = { metric = "knee", change = 0.4, below = 0.9 }\n')
    result = analyze(puppet(t, height * arm, change * arm), exercise)
    assert (len(result.reps), len(result.attempts)) == (told, 0)
    assert len(analyze(puppet(t, 0.5 * arm, change * arm), exercise).attempts) == (change < 0.4)


def test_a_fault_of_a_rep_is_not_told_of_the_next() -> None:
    """Without a pause one rep ends in the frame in which the next one begins."""
    t = np.arange(0.0, 5.05, 0.05)
    arm = np.interp(t, [0, 1, 2, 3, 4, 5], [0.2, 0.2, 1.0, 0.2, 1.0, 0.2])
    knee = np.where(t < 3.0, 0.9, 0.0)
    result = analyze(puppet(t, arm, knee), puppet_exercise(check(take="max", max=0.5, when=["peak"])))
    assert [rep.faults for rep in result.reps] == [("knee",), ()]
    assert result.reps[0].end_s == result.reps[1].start_s


def test_a_frame_fault_belongs_to_the_rep_it_happened_in() -> None:
    t, arm = lifted(3)
    knee = np.where((t > LAP_S + 2) & (t < LAP_S + 4), 0.9, 0.0)
    frame_check = 'id = "knee"\nmetric = "knee"\nmax = 0.2\nwhen = ["out", "peak", "back"]\ncue = "Back"'
    result = analyze(puppet(t, arm, knee), puppet_exercise(frame_check))
    assert [rep.faults for rep in result.reps] == [(), ("knee",), ()]
    assert [fault.rep for fault in result.faults] == [2]


@pytest.mark.parametrize(
    ("entries", "expected_s"),
    [
        ({"take": "max", "max": 0.2}, 3.5),
        ({"take": "max", "max": 0.2, "against": "rest"}, 3.5),
        ({"take": "max", "max": 0.2, "against": "peak"}, 3.5),
        ({"take": "min", "min": 0.5}, 2.5),
        ({"take": "max", "min": 2.0}, 3.5),
        ({"metric": "time.back", "take": "max", "max": 0.1}, 4.45),
        ({"metric": "speed.back", "take": "max", "max": 0.1}, 4.45),
    ],
)
def test_a_fault_of_a_repetition_says_when_it_was_worst(entries: dict[str, Any], expected_s: float) -> None:
    def knee(t: np.ndarray) -> np.ndarray:
        return np.select([np.isclose(t, 2.5), np.isclose(t, 3.5)], [-0.4, 0.9], 0.1)

    result = judged(knee, **entries)
    (fault,) = result.faults
    assert fault.check == 0
    assert fault.worst_s == pytest.approx(expected_s, abs=0.03)


@pytest.mark.parametrize(("limits", "place"), [((9.0, 9.0), 0), ((9.0, 0.2), 1), ((0.2, 9.0), 0), ((0.2, 0.2), 1)])
def test_a_value_names_the_check_that_measured_it(limits: tuple[float, float], place: int) -> None:
    t, arm = lifted()
    checks = [check(metric=metric, max=limit) for metric, limit in zip(("knee", "head"), limits, strict=True)]
    rep = only(analyze(puppet(t, arm, 0.3, 0.6), puppet_exercise(*checks)))
    assert rep.value_checks == {"knee": place}
    assert rep.values["knee"] == pytest.approx((0.3, 0.6)[place])


@pytest.mark.parametrize("entries", [{"take": "mean"}, {"metric": "time.rep", "take": "max"}])
def test_a_mean_or_a_time_of_a_repetition_stands_for_its_peak(entries: dict[str, Any]) -> None:
    result = judged(0.9, max=0.2, **entries)
    assert [fault.worst_s for fault in result.faults] == [only(result).peak_s]


SIDED = """
hand = { rise = ["side_hip", "side_wrist"], per = [["shoulder", "hip"]] }
other_hand = { rise = ["other_hip", "other_wrist"], per = [["shoulder", "hip"]] }
twice = { sum = ["hand", "hand"] }
"""
BY_SIDE = PUPPET_REPS.replace('"arm"', '"hand"') + "sides = true\n"


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_left_and_right_are_told_apart_and_judged_apart(yaw_deg: float) -> None:
    t, arm = lifted(2)
    first, second = t < LAP_S, t >= LAP_S
    track = puppet(
        t, yaw_deg=yaw_deg, left_wrist=(0.4, np.where(first, arm, 0.05)), right_wrist=(0.4, np.where(second, arm, 0.1))
    )
    exercise = puppet_exercise(
        check(id="moves", metric="hand", take="max", max=9.0),
        check(id="rests", metric="other_hand", max=0.2),
        check(id="twice", metric="twice", take="max", max=9.0),
        metrics=SIDED,
        rest=BY_SIDE,
    )
    result = analyze(track, exercise)
    assert [rep.side for rep in result.reps] == ["left", "right"]
    assert [rep.values["moves"] for rep in result.reps] == pytest.approx([1.0, 1.0])
    assert [rep.values["twice"] for rep in result.reps] == pytest.approx([2.0, 2.0])
    assert [rep.values["rests"] for rep in result.reps] == pytest.approx([0.1, 0.05])
    assert result.frames is not None
    metrics = result.frames.metrics
    np.testing.assert_allclose(metrics["hand"], np.fmax(metrics["hand.left"], metrics["hand.right"]))
    summary = result.to_dict()
    assert (summary["reps"]["left"], summary["reps"]["right"]) == (1, 1)


def test_a_metric_may_hang_on_a_combined_or_sided_one() -> None:
    metrics = (
        SIDED
        + """
high = { rise = ["hip", "knee"], per = [["shoulder", "hip"]], known_if = [{ metric = "twice", min = 0.5 }] }
doubled = { sum = ["arm", "arm"] }
seen = { rise = ["hip", "knee"], per = [["shoulder", "hip"]], known_if = [{ metric = "doubled", min = 0.5 }] }
"""
    )
    t, arm = lifted()
    result = analyze(puppet(t, arm), puppet_exercise(check(max=0.2), metrics=metrics))
    assert result.frames is not None
    for name in ("high", "seen"):
        known = ~np.isnan(result.frames.metrics[name])
        np.testing.assert_array_equal(known, result.frames.metrics["arm"] >= 0.25, err_msg=name)


@pytest.mark.parametrize(("until_s", "verdict"), [(2.7, "good"), (2.95, "not fully seen")])
def test_a_rep_of_doubtful_position_is_not_good(until_s: float, verdict: str) -> None:
    """Out of position, but not for long enough to have left it: no fault is told meanwhile."""
    t, arm = lifted()
    track = puppet(t, arm, head=np.where((t > 2.5) & (t < until_s), 0.1, 0.5))
    assert only(analyze(track, puppet_exercise(check(max=0.2)))).verdict == verdict
