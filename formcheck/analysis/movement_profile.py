"""A finished movement: its frames, the side that moved, its phases by its own peak, and how long they took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.analysis.frame_window import Block
from formcheck.analysis.phases import Movement
from formcheck.arrays import CodeArray
from formcheck.exercises.movement_spec import Pulses, Reps
from formcheck.frames import Phase
from formcheck.landmarks import Side

REP_UNITS = {"speed.back": "of the way/s", "travel": "length", "peak": "of the way"}
"""Units of the metrics of a finished rep; the others are seconds."""


@dataclass(frozen=True)
class MovementProfile:
    """What a finished movement of K frames was like.

    Attributes
    ----------
    movement : Movement
    block : Block
        Its frames.
    side : {"left", "right"} or None
        The one that acts in most of the frames near the peak; None for an exercise without sides.
    peak, peak_s : float
        The highest value of the signal, in the unit of the levels, and when it is reached, seconds of the track.
    phase : (K,) int8
        ``OUT``, ``PEAK`` within the band of the peak, ``BACK``.
    times : dict of name -> float
        The metrics of a finished rep by the names of ``exercises.spec.TIMES``: seconds, or see :data:`REP_UNITS`. Times
        run from where the signal crosses a level, between two frames, so that they are the same at any frame rate.
    """

    movement: Movement
    block: Block
    side: Side | None
    peak: float
    peak_s: float
    phase: CodeArray
    times: dict[str, float]


def profile_of(movement: Movement, block: Block, counted: Reps | Pulses) -> MovementProfile:
    """Look at a movement as a whole.

    Parameters
    ----------
    movement : Movement
        A repetition, not an attempt: its signal is known.
    block : Block
        Its frames.
    counted : Reps or Pulses
        What the exercise counts.
    """
    peak = highest(block)
    top = np.flatnonzero(block.signal >= peak - counted.band)
    first, last = int(top[0]), int(top[-1])
    phase = np.full(len(block.t_s), Phase.PEAK, dtype=np.int8)
    phase[:first], phase[last + 1 :] = Phase.OUT, Phase.BACK
    edge, rest = peak - counted.band, counted.rest if isinstance(counted, Reps) else np.nan
    start_s, _ = _crossing(block, 0, rest, 0)
    out_s, _ = _crossing(block, first - 1, edge, first)
    back_s, from_there = _crossing(block, last, edge, last)
    end_s, to_there = _crossing(block, len(block.t_s) - 2, rest, -1)
    times = {
        "time.rep": end_s - start_s,
        "time.out": out_s - start_s,
        "time.peak": back_s - out_s,
        "time.back": end_s - back_s,
        "speed.back": (from_there - to_there) / max(end_s - back_s, 1e-9),
        "travel": peak - float(np.fmin.reduce(block.signal)),
        "peak": peak,
    }
    peak_s = float(block.t_s[peak_frame(block)])
    return MovementProfile(movement, block, acting_side(block, counted), peak, peak_s, phase, times)


def _crossing(block: Block, at: int, level: float, frame: int) -> tuple[float, float]:
    """Seconds of the track and signal where it crosses a level between `at` and the frame after it; else at `frame`."""
    if 0 <= at < len(block.t_s) - 1:
        before, after = block.signal.item(at), block.signal.item(at + 1)
        if before != after and min(before, after) <= level <= max(before, after):
            return float(np.interp((level - before) / (after - before), (0.0, 1.0), block.t_s[at : at + 2])), level
    return float(block.t_s[frame]), float(block.signal[frame])


def highest(block: Block) -> float:
    """The signal at its peak; NaN where it is never known."""
    return float(np.fmax.reduce(block.signal, initial=np.nan))


def peak_frame(block: Block) -> int:
    """The first frame in which the signal is highest; 0 where it is never known."""
    return int((block.signal == highest(block)).argmax())


def acting_side(block: Block, counted: Reps | Pulses) -> Side | None:
    """The side that acts in most of the frames near the peak; None for an exercise without sides.

    Parameters
    ----------
    block : Block
        The frames of a movement.
    counted : Reps or Pulses
        What the exercise counts.
    """
    peak = highest(block)
    if not counted.sides or np.isnan(peak):
        return None
    near_peak = block.signal >= peak - counted.band
    left = np.count_nonzero(block.left_acts & near_peak)
    return "left" if 2 * left >= np.count_nonzero(near_peak) else "right"
