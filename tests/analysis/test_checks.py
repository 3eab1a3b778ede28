"""Frame checks on a puppet whose numbers are set directly: pass, fail, unknown; faults that last, merge and end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers import changed, puppet, puppet_exercise

from formcheck import SetResult, analyze
from formcheck.analysis.checks import NOT_ASKED, merge
from formcheck.analysis.faults import MERGE_S
from formcheck.events import FAIL, PASS, UNKNOWN
from formcheck.frames import Phase
from formcheck.metrics.view import view_codes

FPS = 20.0
T = np.arange(0.0, 10.0, 1 / FPS)
KNEE = 'id = "knee"\nmetric = "knee"\nmax = 0.2\nfor_s = 0.5\ncue = "Back"'


def bent(*spans: tuple[float, float], value: float = 0.3) -> np.ndarray:
    """A knee that is out of line between these times, the last frame of each excluded."""
    return np.where(np.any([(a <= T) & (b > T) for a, b in spans], axis=0), value, 0.1)


def hold(check: str = KNEE, yaw_deg: float = 90.0, track: Any = None, **numbers: Any) -> SetResult:
    given = puppet(T, yaw_deg=yaw_deg, **numbers) if track is None else track
    return analyze(given, puppet_exercise(check, kind="hold"))


def verdicts(result: SetResult, name: str = "knee") -> np.ndarray:
    assert result.frames is not None
    return result.frames.checks[name]


def test_pass_fail_by_frame() -> None:
    result = hold(knee=bent((3, 5)))
    np.testing.assert_array_equal(verdicts(result), np.where((T >= 3) & (T < 5), FAIL, PASS))


def test_the_limit_itself_passes() -> None:
    assert (verdicts(hold(KNEE.replace("0.2", "0.25"), knee=0.25)) == PASS).all()
    assert (verdicts(hold(KNEE.replace("0.2", "0.25"), knee=0.2500001)) == FAIL).all()


def test_a_fault_has_its_times_and_its_worst_value() -> None:
    knee = bent((3, 5))
    knee[T == 4] = 0.6
    (fault,) = hold(knee=knee).faults
    assert (fault.id, fault.rep, fault.cue, fault.unit, fault.limit) == ("knee", None, "Back", "length", 0.2)
    assert (fault.start_s, fault.told_s, fault.end_s) == pytest.approx((3.0, 3.5, 4.95))
    assert fault.value == pytest.approx(0.6)
    assert fault.worst_s == 4.0
    assert fault.severity == "major"


def test_of_equally_bad_frames_the_first_is_the_worst() -> None:
    (fault,) = hold(knee=bent((3, 5))).faults
    assert fault.worst_s == fault.start_s == 3.0


def test_a_fault_names_the_check_that_found_it() -> None:
    other = KNEE.replace('metric = "knee"', 'metric = "arm"')
    whole = KNEE.replace("for_s = 0.5", 'take = "max"')
    exercise = puppet_exercise(other, whole, KNEE)
    found = analyze(puppet(T, knee=bent((3, 5))), exercise).faults
    assert [fault.check for fault in found] == [2]
    both = analyze(puppet(T, knee=bent((3, 5)), arm=bent((3, 5))), exercise).faults
    assert {fault.check for fault in both if fault.start_s == 3.0} == {0, 2}


def test_a_short_fault_is_not_told() -> None:
    assert hold(knee=bent((3, 3.45))).faults == ()
    assert len(hold(knee=bent((3, 3.6))).faults) == 1


def test_a_flicker_does_not_split_a_fault() -> None:
    whole = hold(knee=bent((3, 4), (4 + MERGE_S - 0.1, 5)))
    assert len(whole.faults) == 1
    apart = hold(knee=bent((3, 4), (4 + MERGE_S + 0.1, 5)))
    assert len(apart.faults) == 2


def test_flickers_add_up_to_one_fault() -> None:
    (fault,) = hold(knee=np.where(np.arange(len(T)) % 3 == 0, 0.3, 0.1)).faults
    assert fault.start_s == 0.0
    assert fault.end_s > 9.5


def test_what_passes_in_between_does_not_count_as_failing() -> None:
    at_the_edge = [(s, s + 0.05) for s in np.arange(3.0, 4.0, 0.25).tolist()]
    assert hold(knee=bent(*at_the_edge)).faults == ()
    (fault,) = hold(knee=bent((3, 3.3), (3.5, 3.9))).faults
    assert (fault.start_s, fault.told_s) == (3.0, pytest.approx(3.7))


def test_a_fault_under_way_at_the_end_is_told() -> None:
    (fault,) = hold(knee=bent((8, 99))).faults
    assert fault.end_s == T[-1]


def test_the_low_side_has_its_own_limit_and_cue() -> None:
    both = KNEE + '\nmin = -0.2\ncue_low = "Forward"'
    (low,) = hold(both, knee=bent((3, 5), value=-0.5)).faults
    assert (low.limit, low.cue) == (-0.2, "Forward")
    (high,) = hold(both, knee=bent((3, 5))).faults
    assert (high.limit, high.cue) == (0.2, "Back")


@pytest.mark.parametrize("lost", ["invisible", "outside", "nan"])
def test_a_hidden_landmark_is_unknown_and_no_fault(lost: str) -> None:
    track = puppet(T, knee=bent((3, 9)))
    image, visibility = track.image_px.copy(), track.visibility.copy()
    when = (T >= 4) & (T < 8)
    if lost == "invisible":
        visibility[np.ix_(when, [25, 26])] = 0.2
    elif lost == "outside":
        image[np.ix_(when, [25, 26], [1])] = 481.0
    else:
        image[np.ix_(when, [25, 26])] = np.nan
    result = hold(track=changed(track, image_px=image, visibility=visibility))
    assert (verdicts(result)[when] == UNKNOWN).all()
    assert result.unknown_s["knee"] == pytest.approx(4.0, abs=0.06)
    first, second = result.faults
    assert (first.start_s, first.end_s) == pytest.approx((3.0, 3.95))
    assert (second.start_s, second.end_s) == pytest.approx((8.0, 8.95))


def test_the_clock_waits_for_what_is_unknown_and_what_fails() -> None:
    track = puppet(T, knee=bent((7, 9)))
    visibility = track.visibility.copy()
    visibility[np.ix_((T >= 2) & (T < 5), [25, 26])] = 0.0
    result = hold(track=changed(track, visibility=visibility))
    assert result.good_s == pytest.approx(T[-1] - 5.0, abs=0.15)
    freely = hold(KNEE + "\nclock = false", track=changed(track, visibility=visibility))
    assert freely.good_s == pytest.approx(T[-1])


@pytest.mark.parametrize(("yaw_deg", "known"), [(90, True), (-90, True), (60, True), (50, False), (0, False)])
def test_the_wrong_view_is_unknown(yaw_deg: float, known: bool) -> None:
    result = hold(KNEE + '\nview = "side"', yaw_deg=yaw_deg, knee=0.9)
    assert ((verdicts(result) == FAIL) if known else (verdicts(result) == UNKNOWN)).all()
    assert bool(result.faults) == known
    assert result.unknown_s["knee"] == pytest.approx(0.0 if known else T[-1])


def test_out_of_position_nothing_is_asked() -> None:
    result = hold(knee=0.9, head=0.0)
    assert (verdicts(result) == UNKNOWN).all()
    assert result.faults == ()
    assert result.unknown_s["knee"] == 0.0
    assert result.holds == ()


def test_leaving_the_position_ends_a_fault() -> None:
    result = hold(knee=0.9, head=np.where(T < 5, 0.5, 0.0))
    (fault,) = result.faults
    assert fault.end_s == pytest.approx(4.95)
    assert len(result.holds) == 1


def test_getting_out_of_position_is_no_fault() -> None:
    """For as long as it takes to be sure, what is seen is judged no longer."""
    result = hold(knee=np.where(T < 5, 0.0, 0.9), head=np.where(T < 5, 0.5, 0.0))
    assert result.faults == ()
    assert result.frames is not None
    assert result.frames.phase[T == 5.2] == Phase.HOLD
    assert result.holds[0].end_s == pytest.approx(4.95), "the hold ends where it was left all the same"


def test_against_the_start_of_the_set() -> None:
    check = KNEE + '\nagainst = "start"'
    drifting = hold(check, knee=np.linspace(1.0, 1.9, len(T)))
    assert (verdicts(drifting)[T < 0.9] == UNKNOWN).all(), "the baseline is not known before its time"
    (fault,) = drifting.faults
    assert fault.value == pytest.approx(0.9 - 0.045, abs=0.01)
    assert hold(check, knee=1.9).faults == ()


def test_a_hint_is_a_fault_of_its_own_kind() -> None:
    (fault,) = hold(KNEE + '\nseverity = "hint"', knee=0.9).faults
    assert fault.severity == "hint"


def test_checks_that_share_an_id_fail_together() -> None:
    low = KNEE.replace("max = 0.2", "min = -0.2").replace('"Back"', '"Forward"')
    exercise = puppet_exercise(KNEE, low, kind="hold")
    result = analyze(puppet(T, knee=bent((3, 5), value=-0.5)), exercise)
    np.testing.assert_array_equal(verdicts(result), np.where((T >= 3) & (T < 5), FAIL, PASS))
    (fault,) = result.faults
    assert fault.cue == "Forward"


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ([PASS, FAIL], FAIL),
        ([UNKNOWN, FAIL], FAIL),
        ([UNKNOWN, PASS], PASS),
        ([NOT_ASKED, PASS], PASS),
        ([NOT_ASKED, UNKNOWN], UNKNOWN),
        ([NOT_ASKED, NOT_ASKED], NOT_ASKED),
        ([NOT_ASKED, FAIL], FAIL),
    ],
)
def test_one_verdict_of_several(verdict: list[int], expected: int) -> None:
    for several in (verdict, verdict[::-1]):
        assert merge(np.array(several, dtype=np.int8)) == expected
        assert merge(np.array([several] * 2, dtype=np.int8).T).tolist() == [expected] * 2


def test_views_by_yaw() -> None:
    yaw = np.array([0.0, 30, -35, 36, 54, 55, 90, -125, 126, 145, 180, -180, np.nan])
    side, front, between = 0, 1, 2
    assert view_codes(yaw, 35.0).tolist() == [
        front,
        front,
        front,
        between,
        between,
        side,
        side,
        side,
        between,
        front,
        front,
        front,
        between,
    ]
