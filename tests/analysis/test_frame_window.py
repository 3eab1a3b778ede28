"""The window of the latest frames, and long tracks in blocks."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck import PoseTrack
from formcheck.analysis.chunks import BLOCK, joined, split
from formcheck.analysis.frame_window import FrameWindow
from formcheck.events import Event, Update
from formcheck.frames import Frames
from formcheck.metrics.measure import Measured


def chunk(t_s: np.ndarray) -> Measured:
    """Frames whose numbers are known: two metrics, t and -t; codes and flags that change."""
    turn = np.round(t_s * 10).astype(np.int8) % 3
    off = np.zeros(len(t_s), dtype=np.bool_)
    return Measured(
        t_s=t_s,
        values=np.array([t_s, -t_s]),
        signal=t_s * 2,
        resting=off,
        left_acts=turn == 1,
        met=off,
        broken=off,
        unmet=off,
        there=off,
        moves=off,
        cut=off,
        shot_s=t_s,
        variant=turn - np.int8(1),
        view=turn,
        yaw_deg=t_s,
        left_near=off,
        seen=off[None],
    )


@pytest.mark.parametrize("length", [1, 7, 100, 1000])
def test_the_window_is_the_same_for_every_chunk_length(length: int) -> None:
    t = np.arange(1000) / 10
    rows = FrameWindow(20.0, 2, 1, 1)
    for at in range(0, len(t), length):
        m = chunk(t[at : at + length])
        rows.add(m, m.view)
        rows.judge((t[None, at : at + length] * 10).astype(np.int8))
    block = rows.between(85.0, 97.5)
    wanted = t[850:976]
    np.testing.assert_array_equal(block.verdict[:, 0], (wanted * 10).astype(np.int8))
    np.testing.assert_array_equal(block.t_s, wanted)
    np.testing.assert_array_equal(block.values, np.stack([wanted, -wanted], axis=1))
    np.testing.assert_array_equal(block.signal, wanted * 2)
    expected = chunk(wanted)
    for name in ("view", "variant", "left_acts"):
        np.testing.assert_array_equal(getattr(block, name), getattr(expected, name))
    assert block.view.dtype == block.variant.dtype == block.phase.dtype == np.int8
    assert block.left_acts.dtype == np.bool_


def test_no_more_is_given_than_is_always_kept() -> None:
    rows = FrameWindow(5.0, 2, 0, 1)
    m = chunk(np.arange(1000) / 10)
    rows.add(m, m.view)
    assert rows.between(0.0, 50.0).t_s[0] == 45.0
    assert len(rows.between(200.0, 300.0).t_s) == 0


def test_memory_is_bounded() -> None:
    rows = FrameWindow(2.0, 2, 0, 1)
    for i in range(5000):
        m = chunk(np.array([i / 10]))
        rows.add(m, m.view)
    assert len(rows._t) < 200
    assert rows.between(499.0, 499.5).t_s.tolist() == [499.0, 499.1, 499.2, 499.3, 499.4, 499.5]


def test_a_long_track_is_cut_into_blocks() -> None:
    track = PoseTrack.no_person(np.arange(2 * BLOCK + 1) / 30.0, (640, 480))
    parts = list(split(track))
    assert [len(part) for part in parts] == [BLOCK, BLOCK, 1]
    np.testing.assert_array_equal(np.concatenate([part.t_s for part in parts]), track.t_s)
    assert [len(part) for part in split(track[:BLOCK])] == [BLOCK]


def test_updates_are_joined_in_order() -> None:
    def update(t_s: float) -> Update:
        one, code = np.array([t_s]), np.array([1], np.int8)
        metrics, checks, seen = {"m": one * 2}, {"c": code}, code[:, None] > 0
        frames = Frames(one, metrics, checks, code, one, code, one, code > 0, one, one, seen, one[:, None] * 3)
        return Update(frames, [Event("rep", t_s)])

    whole = joined([update(1.0), update(2.0)])
    assert whole.frames.t_s.tolist() == [1.0, 2.0]
    assert whole.frames.metrics["m"].tolist() == [2.0, 4.0]
    assert whole.frames.checks["c"].dtype == np.int8
    assert whole.frames.base.tolist() == [[3.0], [6.0]]
    assert [event.t_s for event in whole.events] == [1.0, 2.0]
