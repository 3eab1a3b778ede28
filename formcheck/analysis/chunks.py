"""Long recordings in blocks that fit into the processor's cache, and their results joined again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formcheck.events import Update
from formcheck.frames import Frames
from formcheck.track import PoseTrack

BLOCK = 2048
"""Frames: few enough for the cache, and so many that a call of numpy costs little a frame."""


def split(track: PoseTrack) -> Iterator[PoseTrack]:
    """The track in parts of at most :data:`BLOCK` frames."""
    if len(track) <= BLOCK:
        yield track
        return
    for at in range(0, len(track), BLOCK):
        yield track[at : at + BLOCK]


def joined(updates: Sequence[Update]) -> Update:
    """Consecutive updates as one."""
    if len(updates) == 1:
        return updates[0]
    frames = Frames.concatenate([update.frames for update in updates])
    return Update(frames, [event for update in updates for event in update.events])
