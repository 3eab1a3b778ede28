"""Long recordings in blocks that fit into the processor's cache, and their results joined again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from formcheck.frames import Frames
from formcheck.result import Update
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
    parts = [update.frames for update in updates]
    columns: dict[str, Any] = {}
    for field in fields(Frames):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], dict):
            columns[field.name] = {key: np.concatenate([value[key] for value in values]) for key in values[0]}
        else:
            columns[field.name] = np.concatenate(values)
    return Update(Frames(**columns), [event for update in updates for event in update.events])
