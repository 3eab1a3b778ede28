"""Whoever moves as somebody else does in a mirror gets the same answer, with the sides exchanged."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck import PoseTrack, SetResult, analyze, exercises, synthetic
from formcheck.landmarks import MIRROR
from formcheck.synthetic.performances import SCRIPTS

FPS = 15.0
EXCHANGED = {"left": "right", "right": "left"}


@pytest.mark.parametrize("turned_deg", [0.0, 25.0])
@pytest.mark.parametrize("name", [name for name in exercises.names() if name in SCRIPTS])
def test_a_mirrored_person_gets_the_same_answer(name: str, turned_deg: float) -> None:
    performance = synthetic.perform(name, hold_s=5.0, reps=3, seed=5)
    camera = performance.camera(yaw_deg=turned_deg, size_wh=(640, 360))
    track = synthetic.noisy_track(performance, camera, FPS, seed=5)
    one, other = analyze(track, name), analyze(mirrored(track), name)
    assert spoken(other, EXCHANGED) == spoken(one, {})
    assert one.frames is not None
    assert other.frames is not None
    np.testing.assert_array_equal(other.frames.phase, one.frames.phase)
    for rep, mirrored_rep in zip(one.reps, other.reps, strict=True):
        for check, value in rep.values.items():  # what says to which side has another sign
            np.testing.assert_allclose(abs(mirrored_rep.values[check]), abs(value), atol=1e-6, err_msg=check)
    judged = np.zeros(len(track.t_s), dtype=bool)  # outside a repetition nobody knows which side moves
    for rep in one.reps:
        judged |= (track.t_s >= rep.start_s) & (track.t_s <= rep.end_s)
    for metric in {check.metric for check in exercises.get(name).checks} & one.frames.metrics.keys():
        values, others = (np.abs(frames.metrics[metric])[judged] for frames in (one.frames, other.frames))
        np.testing.assert_allclose(others, values, atol=1e-6, err_msg=metric)


def mirrored(track: PoseTrack) -> PoseTrack:
    """The person and the room in a mirror: left is right in the picture and of the body."""
    image, world = track.image_px[:, MIRROR].copy(), track.world_m[:, MIRROR].copy()
    image[..., 0] = track.size_wh[0] - image[..., 0]
    world[..., 0] *= -1
    return PoseTrack(track.t_s, image, track.size_wh, world, track.visibility[:, MIRROR], track.presence[:, MIRROR])


def spoken(result: SetResult, exchanged: dict[str, str]) -> list[object]:
    """What a person is told of a set, with the sides exchanged."""

    def side(name: str | None) -> str | None:
        return exchanged.get(name or "", name)

    reps = [
        (rep.start_s, rep.peak_s, rep.end_s, side(rep.side), sorted(rep.faults), rep.verdict) for rep in result.reps
    ]
    holds = [(hold.start_s, hold.end_s) for hold in result.holds]
    return [reps, holds, sorted({(fault.id, fault.rep or 0) for fault in result.faults})]
