"""Values of a session frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray


class Phase(IntEnum):
    """Phase of a frame."""

    NONE = 0
    """Not in position."""
    REST = 1
    OUT = 2
    PEAK = 3
    BACK = 4
    HOLD = 5


@dataclass(frozen=True, eq=False)
class Frames:
    """Results frame by frame.

    Attributes
    ----------
    t_s : (T,) float
        Seconds of the track.
    metrics : dict of name -> (T,) float
        In the unit of each metric, signed as its kind is; NaN unknown.
    checks : dict of check id -> (T,) int8
        1 pass, 0 fail, -1 unknown (not looked at in this phase, hidden, wrong view, nobody there).
    phase : (T,) int8
        :class:`Phase`.
    signal : (T,) float
        What movements are counted on, in the unit of the levels in the exercise file; NaN where nothing is counted.
    variant : (T,) int8
        Index of the variant; -1 where the exercise has none.
    yaw_deg : (T,) float
        View: 0 front, +90 the left side nearer to the camera, -90 the right one, +-180 back; NaN unknown.
    left_near : (T,) bool
        The left side is the one nearer to the camera.
    clock_s : (T,) float
        Good seconds of the hold so far; NaN where no hold runs.
    unseen_s : (T,) float
        Its seconds so far that could not be seen fully; NaN where no hold runs.
    seen : (T, C) bool
        Enough of what each of ``exercise.checks`` measures was seen for it to pass.
    base : (T, C) float
        What each of ``exercise.checks`` is measured from, in the unit of its metric and signed as it: 0 for a check on
        the metric itself; with ``against`` the person's own value, NaN until it is known. A check on a whole movement
        uses the last one before that: the rest before it, the start of the set, the best so far. The peak is known only
        once a movement is over: NaN.
    """

    t_s: FloatArray
    metrics: dict[str, FloatArray]
    checks: dict[str, NDArray[np.int8]]
    phase: NDArray[np.int8]
    signal: FloatArray
    variant: NDArray[np.int8]
    yaw_deg: FloatArray
    left_near: NDArray[np.bool_]
    clock_s: FloatArray
    unseen_s: FloatArray
    seen: NDArray[np.bool_]
    base: FloatArray

    @classmethod
    def concatenate(cls, parts: Sequence[Frames]) -> Frames:
        """Join the results of consecutive chunks of one exercise, at least one."""
        first = parts[0]
        return cls(
            t_s=np.concatenate([part.t_s for part in parts]),
            metrics={name: np.concatenate([part.metrics[name] for part in parts]) for name in first.metrics},
            checks={name: np.concatenate([part.checks[name] for part in parts]) for name in first.checks},
            phase=np.concatenate([part.phase for part in parts]),
            signal=np.concatenate([part.signal for part in parts]),
            variant=np.concatenate([part.variant for part in parts]),
            yaw_deg=np.concatenate([part.yaw_deg for part in parts]),
            left_near=np.concatenate([part.left_near for part in parts]),
            clock_s=np.concatenate([part.clock_s for part in parts]),
            unseen_s=np.concatenate([part.unseen_s for part in parts]),
            seen=np.concatenate([part.seen for part in parts]),
            base=np.concatenate([part.base for part in parts]),
        )
