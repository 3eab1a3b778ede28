"""One code path: however a set is cut into chunks, mirrored, moved, scaled or delayed, the result is the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from helpers import (
    SCENARIOS,
    SWAPPED,
    assert_identical,
    changed,
    delayed,
    emptied,
    exercise_in,
    ideal,
    mirrored,
    noisy,
    outline,
    performed,
    picked,
    pieces,
    run,
    scaled,
    swapped,
    translated,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sweep import for_each

from formcheck import PoseTrack, SetResult, analyze, exercises
from formcheck.analysis.session import Session
from formcheck.errors import TrackError

EXERCISES = exercises.names()
ABUSED = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def exercise_of(scenario_id: str) -> str:
    """The exercise of a scenario; people who do none are taken for somebody who squats."""
    wanted = SCENARIOS[scenario_id].exercise
    return wanted if wanted in EXERCISES else "squat"


def chosen() -> list[str]:
    """Of every exercise in its first variant: a good set, attempts, the ways in and out, and a fault."""
    found: list[str] = []
    for exercise in dict.fromkeys(scenario.exercise for scenario in SCENARIOS.values()):
        ids = [s for s in SCENARIOS if SCENARIOS[s].exercise == exercise]
        first = [s for s in ids if s.rsplit("/", 1)[0] == ids[0].rsplit("/", 1)[0]]
        found += [s for s in first if not SCENARIOS[s].fault] + [s for s in first if SCENARIOS[s].fault][:1]
    return found


CHOSEN = chosen()
SETS = [s for s in CHOSEN if SCENARIOS[s].exercise in EXERCISES and not s.endswith(("/attempts", "/entry-exit"))]


def good_set(exercise: str) -> str:
    """A good set of an exercise; somebody who stands about where nobody performs it yet."""
    return next((s for s in CHOSEN if SCENARIOS[s].exercise == exercise), "stand/good")


@pytest.mark.slow
@for_each(CHOSEN, by=exercise_in)
def test_frame_by_frame_equals_whole(scenario_id: str) -> None:
    track = ideal(scenario_id, fps=6.0)
    exercise = exercise_of(scenario_id)
    whole = run(exercise, [track])
    assert_identical(run(exercise, pieces(track, [1])), whole)


@pytest.mark.slow
@for_each(EXERCISES)
def test_a_noisy_set_with_swaps_and_dropouts(exercise: str) -> None:
    track = noisy(good_set(exercise), 15.0, 1, swaps_per_min=20.0, dropouts_per_min=20.0)
    whole = run(exercise, [track])
    assert_identical(run(exercise, pieces(track, [7])), whole)
    assert_identical(run(exercise, pieces(track, [1, 2, 40, 7, 100, 3])), whole)


@st.composite
def abused_tracks(draw: st.DrawFn) -> tuple[str, PoseTrack]:
    """A performance as the worst recordings have it, and the exercise that it is taken for."""
    scenario_id = draw(st.sampled_from(sorted(SCENARIOS)))
    exercise = draw(st.sampled_from([exercise_of(scenario_id)] * 3 + list(EXERCISES)))
    fps = draw(st.sampled_from([1.0, 4.0, 10.0]))
    track = noisy(
        scenario_id,
        fps,
        draw(st.integers(0, 3)),
        jitter=draw(st.sampled_from([0.005, 0.02, 0.06])),
        swaps_per_min=draw(st.sampled_from([0.0, 30.0])),
        dropouts_per_min=draw(st.sampled_from([0.0, 20.0])),
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    for spoil in draw(st.lists(st.sampled_from(SPOILERS), max_size=4)):
        track = spoil(track, rng)
    return exercise, track


def _span(track: PoseTrack, rng: np.random.Generator, longest_s: float = 3.0) -> slice:
    start_s = rng.uniform(track.t_s[0], track.t_s[-1])
    bounds = np.searchsorted(track.t_s, [start_s, start_s + rng.uniform(0.0, longest_s)])
    return slice(int(bounds[0]), int(bounds[1]))


def lose_landmarks(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    image = track.image_px.copy()
    image[_span(track, rng), rng.integers(0, 33, 6)] = np.nan
    return changed(track, image_px=image)


def hide_landmarks(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    visibility = track.visibility.copy()
    visibility[_span(track, rng)] = rng.choice([0.0, 0.1, 0.3, 0.5])
    return changed(track, visibility=visibility)


def lose_person(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    return emptied(track, _span(track, rng))


def cut_to_another_place(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    image = track.image_px.copy()
    image[_span(track, rng, 8.0)] += rng.uniform(-400.0, 400.0, 2)
    return changed(track, image_px=image)


def swap_legs(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    return swapped(track, _span(track, rng, 1.6), range(25, 33))


def lose_world(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    world = track.world_m.copy()
    world[_span(track, rng)] = np.nan
    return changed(track, world_m=world)


def drop_frames(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    keep = rng.random(len(track)) > 0.3
    keep[0] = True
    return picked(track, keep)


def cut_out(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    keep = np.ones(len(track), dtype=np.bool_)
    keep[_span(track, rng, 6.0)] = False
    keep[0] = True
    return picked(track, keep)


def stall(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    """The camera stops for a while; afterwards everything is that much later."""
    at = int(rng.integers(0, len(track)))
    return changed(track, t_s=track.t_s + np.where(np.arange(len(track)) >= at, rng.choice([0.7, 20.0, 70.0]), 0.0))


def vary_rate(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    steps = np.diff(track.t_s) * rng.choice([0.2, 1.0, 1.0, 3.0], len(track) - 1)
    return changed(track, t_s=track.t_s[0] + np.concatenate([[0.0], np.cumsum(steps)]))


def freeze(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    """The same landmarks again and again: ties everywhere."""
    image, world = track.image_px.copy(), track.world_m.copy()
    span = _span(track, rng)
    if span.start < len(track):
        image[span], world[span] = image[span.start], world[span.start]
    return changed(track, image_px=image, world_m=world)


def whole_pixels(track: PoseTrack, rng: np.random.Generator) -> PoseTrack:
    return changed(track, image_px=np.round(track.image_px / 8.0) * 8.0)


SPOILERS = [
    lose_landmarks,
    hide_landmarks,
    lose_person,
    cut_to_another_place,
    swap_legs,
    lose_world,
    drop_frames,
    cut_out,
    stall,
    vary_rate,
    freeze,
    whole_pixels,
]


@ABUSED
@given(abused_tracks(), st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_random_splits_of_abused_tracks_are_identical(case: tuple[str, PoseTrack], lengths: list[int]) -> None:
    exercise, track = case
    whole = run(exercise, [track])
    assert_identical(run(exercise, pieces(track, [1])), whole)
    assert_identical(run(exercise, pieces(track, lengths)), whole)


@cache
def _on_a_grid(scenario_id: str) -> PoseTrack:
    """Times and pixels that are multiples of powers of two, so that moving them rounds nothing."""
    track = ideal(scenario_id, fps=16.0)
    return changed(track, image_px=np.round(track.image_px * 64.0) / 64.0)


@cache
def _judged(scenario_id: str) -> SetResult:
    """The result of that."""
    return analyze(_on_a_grid(scenario_id), SCENARIOS[scenario_id].exercise)


@pytest.mark.slow
@for_each(SETS, by=exercise_in)
def test_a_later_start_changes_only_the_times(scenario_id: str) -> None:
    track, exercise = _on_a_grid(scenario_id), SCENARIOS[scenario_id].exercise
    assert outline(analyze(delayed(track, 4096.0), exercise)) == outline(_judged(scenario_id))


@pytest.mark.slow
@for_each(SETS, by=exercise_in)
def test_the_place_in_the_picture_changes_nothing(scenario_id: str) -> None:
    track, exercise = _on_a_grid(scenario_id), SCENARIOS[scenario_id].exercise
    # what is beyond one edge of the small picture may be inside the large one
    inside = (track.image_px >= 0).all(axis=(1, 2)) & (track.image_px <= np.array(track.size_wh)).all(axis=(1, 2))
    track = emptied(track, ~inside)
    assert outline(analyze(translated(track, 640, 352), exercise)) == outline(analyze(track, exercise))


@pytest.mark.slow
@for_each(SETS, by=exercise_in)
def test_the_resolution_changes_nothing(scenario_id: str) -> None:
    track, exercise = _on_a_grid(scenario_id), SCENARIOS[scenario_id].exercise
    expected = outline(_judged(scenario_id))
    for factor in (0.5, 2.5):
        assert outline(analyze(scaled(track, factor), exercise)) == expected


def told(result: SetResult, mirror: bool = False) -> dict[str, Any]:
    """What a set tells, without its times."""

    def side(name: str | None) -> str | None:
        return SWAPPED.get(name, name) if mirror and name else name

    return {
        "reps": [(side(rep.side), rep.faults, rep.verdict, rep.unknown) for rep in result.reps],
        "attempts": [(side(attempt.side), attempt.reason) for attempt in result.attempts],
        "holds": [side(hold.variant) for hold in result.holds],
        "faults": [(fault.id, fault.rep, fault.cue) for fault in result.faults],
        "seen": (result.view, side(result.side)),
    }


@pytest.mark.slow
@for_each(SETS, by=exercise_in)
def test_a_mirror_exchanges_the_sides_and_nothing_else(scenario_id: str) -> None:
    track, exercise = _on_a_grid(scenario_id), SCENARIOS[scenario_id].exercise
    straight, turned = _judged(scenario_id), analyze(mirrored(track), exercise)
    assert told(turned, mirror=True) == told(straight)
    # some lengths are measured on the left leg alone: a landmark's width more or less may shift a time by a frame
    for rep, other in zip(straight.reps, turned.reps, strict=True):
        assert (other.start_s, other.end_s) == pytest.approx((rep.start_s, rep.end_s), abs=0.1)
    assert turned.good_s == pytest.approx(straight.good_s, abs=0.1)
    assert straight.frames is not None
    assert turned.frames is not None
    truth = performed(scenario_id).truth
    during = (track.t_s >= truth.set_start_s) & (track.t_s <= truth.set_end_s)
    for name, verdict in straight.frames.checks.items():
        np.testing.assert_array_equal(turned.frames.checks[name][during], verdict[during], err_msg=name)


@pytest.mark.slow
@for_each([(exercise, fps) for exercise in EXERCISES for fps in (1.0, 60.0)])
def test_slow_and_fast_cameras(exercise: str, fps: float) -> None:
    track = ideal(good_set(exercise), fps)
    result = analyze(track, exercise)
    assert result.n_frames == len(track)
    if fps > 1.0:
        normal = analyze(ideal(good_set(exercise)), exercise)
        assert len(result.reps) == len(normal.reps)
        assert [rep.faults for rep in result.reps] == [rep.faults for rep in normal.reps]
        assert result.good_s == pytest.approx(normal.good_s, abs=0.1)
        assert not result.faults


@pytest.mark.slow
@for_each(EXERCISES)
def test_nobody_at_all(exercise: str) -> None:
    track = PoseTrack.no_person(np.arange(200) / 30.0, (640, 480))
    whole = run(exercise, [track])
    assert_identical(run(exercise, pieces(track, [1, 50])), whole)
    result = whole[0]
    assert [*result.reps, *result.attempts, *result.holds, *result.faults, *whole[1]] == []
    assert (result.n_frames, result.n_frames_with_pose) == (200, 0)
    assert (result.view, result.side) == ("unknown", "unknown")
    assert result.duration_s == pytest.approx(199 / 30.0)
    assert result.frames is not None
    assert all((verdict == -1).all() for verdict in result.frames.checks.values())
    assert all(np.isnan(metric).all() for metric in result.frames.metrics.values())


@pytest.mark.slow
@for_each(EXERCISES)
def test_a_single_frame(exercise: str) -> None:
    track = ideal(good_set(exercise))[5:6]
    result = analyze(track, exercise)
    assert (result.n_frames, result.duration_s) == (1, 0.0)
    assert [*result.reps, *result.attempts, *result.faults] == []
    assert result.good_s == 0.0


def test_a_single_frame_before_the_rest() -> None:
    track = ideal("squat/good", 15.0)
    assert_identical(run("squat", [track[:1], track[1:]]), run("squat", [track]))


def test_a_result_in_the_middle_disturbs_nothing() -> None:
    track = ideal("plank/elbows/hips-sag", 15.0)
    session = Session("plank")
    seconds = []
    for part in pieces(track, [15]):
        session.feed(part)
        seconds.append(session.result().good_s)
    assert seconds == sorted(seconds)
    whole = analyze(track, "plank")
    assert session.result().holds == whole.holds
    assert session.result().faults == whole.faults


@pytest.mark.slow
@for_each(EXERCISES)
def test_no_frame_at_all_is_one_clear_line(exercise: str) -> None:
    with pytest.raises(TrackError, match="at least one frame"):
        analyze(PoseTrack.no_person([], (640, 480)), exercise)


def test_frames_that_go_back_in_time_are_refused() -> None:
    track = ideal("squat/good")
    session = Session("squat")
    session.feed(track[:10])
    with pytest.raises(TrackError, match="after"):
        session.feed(track[5:15])


def test_the_given_side_is_believed() -> None:
    track = ideal("squat/good")
    for side in ("left", "right"):
        result: Any = analyze(track, "squat", side)
        assert result.side == side
        assert result.frames is not None
        assert (result.frames.left_near == (side == "left")).all()


def test_240_frames_a_second() -> None:
    track = ideal("squat/good", 240.0)
    assert len(analyze(track, "squat").reps) == len(performed("squat/good").truth.reps)
