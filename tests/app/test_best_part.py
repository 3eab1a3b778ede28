"""Which part of a set shows best how it is done, and how it is joined to a loop: worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from formcheck import PoseTrack
from formcheck.app.best_part import Part, best_part, best_rep
from formcheck.app.skeleton_loop import BOX_WH, RATE_HZ, boxed, seamless, skeleton_loop
from formcheck.events import Fault, Hold, Rep, Severity, Verdict
from formcheck.landmarks import Landmark
from formcheck.result import SetResult


def rep(number: int, verdict: Verdict, peak: float, length_s: float = 2.0) -> Rep:
    start_s = 10.0 * number
    return Rep(number, None, start_s, start_s + length_s / 2, start_s + length_s, peak, 0.0, verdict=verdict)


def fault(start_s: float, end_s: float, severity: Severity = "major") -> Fault:
    return Fault("sag", None, start_s, end_s, 1.0, 0.0, "deg", severity, "", end_s, 0, start_s)


def a_set(reps: tuple[Rep, ...] = (), holds: tuple[Hold, ...] = (), faults: tuple[Fault, ...] = ()) -> SetResult:
    return SetResult("mine", 60.0, 600, 600, "side", "left", reps, (), holds, faults, {})


def test_good_form_comes_first_and_then_the_fullest() -> None:
    reps = [rep(1, "not good", 90), rep(2, "good", 50), rep(3, "good", 60), rep(4, "good", 60)]
    assert best_rep(reps).number == 3
    assert best_rep(reps[:1]).number == 1
    assert best_rep([reps[0], rep(5, "not fully seen", 20)]).number == 5
    assert best_part(a_set(tuple(reps))) == Part(30.0, 32.0, 31.0)


def test_a_long_repetition_is_shown_up_to_its_peak() -> None:
    assert best_part(a_set((rep(1, "good", 1, 8.0),))) == Part(10.0, 18.0, 14.0)
    assert best_part(a_set((rep(1, "good", 1, 20.0),))) == Part(17.0, 20.0, 20.0)


def test_the_middle_of_a_hold_without_faults() -> None:
    holds = (Hold(0.0, 30.0, 5.0), Hold(40.0, 60.0, 12.0))
    assert best_part(a_set(holds=holds)) == Part(48.5, 51.5, 50.0)
    assert best_part(a_set(holds=holds, faults=(fault(46, 52),))) == Part(54.5, 57.5, 56.0)
    assert best_part(a_set(holds=holds, faults=(fault(46, 52, "hint"),))) == Part(48.5, 51.5, 50.0)
    assert best_part(a_set(holds=holds, faults=(fault(38, 44), fault(46, 62)))) == Part(44.0, 46.0, 45.0)
    assert best_part(a_set(holds=holds, faults=(fault(38, 62),))) == Part(48.5, 51.5, 50.0)  # better than nothing


def test_nothing_to_show() -> None:
    assert best_part(a_set()) is None
    assert best_part(a_set(holds=(Hold(1.0, 1.2, 0.2),))) is None


def line(*heights: float) -> np.ndarray:
    """A head that moves over feet that stand, 100 apart."""
    return np.array([[[0.0, height], [0.0, 100.0]] for height in heights])


def test_who_ends_where_he_began_goes_round_and_anybody_else_there_and_back() -> None:
    assert (seamless(line(0, 30, 0)) == line(0, 30)).all()
    assert (seamless(line(0, 30, 30, 6)) == line(0, 28, 26)).all()  # 6 of 100: spread over three steps
    assert (seamless(line(0, 30, 60)) == line(0, 30, 60, 30)).all()


@pytest.mark.parametrize("end", [1.0, 40.0])
def test_the_seam_is_no_larger_than_any_other_step(end: float) -> None:
    way = seamless(line(*(50 * np.sin(np.linspace(0, np.pi, 30))), *np.linspace(0, end, 10)[1:]))
    steps = np.abs(np.diff(np.concatenate([way, way[:1]]), axis=0))
    assert steps[-1].max() <= steps[:-1].max()


def test_the_box_is_filled_without_a_stretch() -> None:
    wide = boxed(np.array([[[5.0, 7.0], [13.0, 7.0], [np.nan, np.nan]]]))
    assert wide[0, :2].tolist() == [[75.0, 375.0], [925.0, 375.0]]
    high = boxed(np.array([[[5.0, 1.0], [6.0, 7.0]]]))
    assert high[0].tolist() == [[450.0, 75.0], [550.0, 675.0]]


def track_of(seconds: float = 4.0, fps: float = 30.0) -> PoseTrack:
    """The wrist goes up and comes down within two seconds; a knee is hidden, an ankle is seen in every other frame."""
    t_s = np.arange(round(seconds * fps)) / fps
    places = np.column_stack([np.arange(33) * 10.0, np.arange(33) * 5.0])
    px = np.tile(places, (len(t_s), 1, 1))
    px[:, Landmark.LEFT_WRIST, 1] -= 40 * (1 - np.cos(np.pi * t_s))
    px[::3, Landmark.LEFT_ANKLE] = np.nan
    visibility = np.where(np.isnan(px[..., 0]), 0.0, 0.9)
    visibility[:, Landmark.LEFT_KNEE], visibility[:, Landmark.RIGHT_KNEE] = 0.05, 0.3
    return PoseTrack(t_s, px, (640, 360), visibility=visibility)


def test_a_loop_of_a_track() -> None:
    loop = skeleton_loop(track_of(), Part(0.0, 2.0, 1.0))
    assert loop is not None
    plain = json.loads(json.dumps(loop.to_dict(), allow_nan=False))
    assert len(plain["frames"]) == round(2 * RATE_HZ) - 1
    assert (plain["size_wh"], plain["still"]) == (list(BOX_WH), round(RATE_HZ))
    assert {frame[Landmark.LEFT_KNEE] is None for frame in plain["frames"]} == {True}
    assert not any(frame[Landmark.LEFT_ANKLE] is None for frame in plain["frames"])
    assert Landmark.RIGHT_KNEE not in plain["seen"]
    assert Landmark.LEFT_WRIST in plain["seen"]
    heights = [frame[Landmark.LEFT_WRIST][1] for frame in plain["frames"]]
    assert heights.index(min(heights)) == plain["still"]
    assert all(0 <= value <= BOX_WH[k] for frame in plain["frames"] for p in frame if p for k, value in enumerate(p))


def test_nobody_is_no_loop() -> None:
    assert skeleton_loop(PoseTrack.no_person(np.arange(20) / 10, (640, 360)), Part(0.0, 1.5, 1.0)) is None
    assert skeleton_loop(track_of(), Part(50.0, 52.0, 51.0)) is None
