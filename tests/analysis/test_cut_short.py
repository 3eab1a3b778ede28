"""Recordings that begin or end in the middle of a repetition."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import assert_identical, pieces, run

from formcheck import PoseTrack, Session, analyze, synthetic

EXERCISES = ["squat", "glute-bridge", "bird-dog", "reverse-lunge"]


def recording(exercise: str) -> tuple[PoseTrack, synthetic.Truth]:
    performance = synthetic.perform(exercise, reps=2, fps=20.0)
    return synthetic.noisy_track(performance, performance.camera(), 20.0, seed=3), performance.truth


def part(track: PoseTrack, start_s: float, end_s: float) -> PoseTrack:
    return track[int(track.t_s.searchsorted(start_s)) : int(track.t_s.searchsorted(end_s))]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_last_repetition_counts_from_half_of_its_way_back_on(exercise: str) -> None:
    track, truth = recording(exercise)
    last = truth.reps[-1]
    back_s = last.end_s - last.peak_s
    ended = [analyze(part(track, 0.0, last.peak_s + share * back_s), exercise) for share in (0.0, 0.8)]
    assert [len(result.reps) for result in ended] == [1, 2]


@pytest.mark.parametrize("exercise", ["squat", "multifidus-walk-out"])
def test_the_first_repetition_counts_from_the_middle_of_its_way_out(exercise: str) -> None:
    track, truth = recording(exercise)
    first = truth.reps[0]
    result = analyze(part(track, 0.6 * first.start_s + 0.4 * first.peak_s, np.inf), exercise)
    assert [rep.peak_s for rep in result.reps] == pytest.approx([rep.peak_s for rep in truth.reps], abs=0.5)


@pytest.mark.parametrize("end_share", [0.2, 0.8])
def test_who_sinks_and_stays_half_way_has_not_come_back(end_share: float) -> None:
    """Somebody at the bottom rises a little, or more than half of the way, and stays there until the recording ends."""
    track, truth = recording("squat")
    last = truth.reps[-1]
    short = part(track, 0.0, last.peak_s + end_share * (last.end_s - last.peak_s))
    stays_s = short.t_s[-1] + 0.05 * np.arange(1, 31)
    frozen = PoseTrack(
        t_s=np.concatenate([short.t_s, stays_s]),
        **{
            name: np.concatenate([getattr(short, name), np.repeat(getattr(short, name)[-1:], 30, axis=0)])
            for name in ("image_px", "world_m", "visibility")
        },
        size_wh=short.size_wh,
    )
    rest = [rep for rep in analyze(frozen, "squat").reps if rep.end_s > stays_s[0]]
    assert rest == []


def test_the_same_for_every_cut_and_when_the_set_goes_on() -> None:
    track, truth = recording("squat")
    last = truth.reps[-1]
    short = part(track, 0.0, last.peak_s + 0.8 * (last.end_s - last.peak_s))
    assert_identical(run("squat", pieces(short, [7])), run("squat", [short]))
    session = Session("squat")
    session.feed(short)
    assert len(session.result().reps) == 2
    session.feed(track[len(short) :])
    assert len(session.result().reps) == 2
