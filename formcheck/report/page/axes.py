"""Axes of drawings: seconds to percent across, values to pixels down, ticks at round numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import BoolArray, FloatArray
from formcheck.report.page.caps import MOST_MARKS
from formcheck.report.text import clock

ACROSS = 1000.0
"""Width of the box that curves are drawn in; the browser stretches it."""
BUCKETS = 450
"""A curve keeps the lowest and the highest value of this many stretches of the set."""
GAP_S = 0.5
"""A curve is not drawn across a longer gap."""
_STEPS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)


@dataclass(frozen=True)
class Tick:
    """A grid line and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Span:
    """A stretch of time as percent from the left and percent wide."""

    x: float
    width: float


@dataclass(frozen=True)
class TimeAxis:
    """A horizontal axis: seconds to percent from the left."""

    start_s: float
    end_s: float

    def x(self, t_s: float) -> float:
        """Percent from the left of a time."""
        share = (t_s - self.start_s) / max(self.end_s - self.start_s, 1e-9)
        return round(100 * min(max(share, 0.0), 1.0), 3)

    def span(self, start_s: float, end_s: float, least: float = 0.0) -> Span:
        """The span of a stretch of time.

        Parameters
        ----------
        start_s, end_s : float
        least : float
            It is at least so wide, percent.
        """
        left, right = self.x(start_s), self.x(end_s)
        width = max(right - left, least)
        return Span(round(min(left, 100 - width), 3), round(width, 3))

    def spans(self, t_s: FloatArray, where: BoolArray, least_s: float = 0.0) -> list[Span]:
        """The spans in which a condition holds.

        Very many are drawn by slots of the set: those in which the condition holds for most frames.

        Parameters
        ----------
        t_s : (T,)
        where : (T,) bool
        least_s : float
            Shorter ones are left out.
        """
        edges = np.flatnonzero(np.diff(where.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
        begin_s, end_s = t_s[edges[:, 0]], t_s[np.minimum(edges[:, 1], len(t_s) - 1)]
        lasting = end_s - begin_s >= least_s
        if lasting.sum() <= MOST_MARKS:
            return [self.span(a, b) for a, b in zip(begin_s[lasting].tolist(), end_s[lasting].tolist(), strict=True)]
        change = np.zeros(len(t_s) + 1, dtype=np.int64)
        change[edges[lasting, 0]] += 1
        change[edges[lasting, 1]] -= 1
        length_s = (self.end_s - self.start_s) / MOST_MARKS
        slot = np.clip(((t_s - self.start_s) / length_s).astype(np.int64), 0, MOST_MARKS - 1)
        held = np.bincount(slot, np.cumsum(change[:-1]), minlength=MOST_MARKS)
        most = held > 0.5 * np.bincount(slot, minlength=MOST_MARKS)
        runs = np.flatnonzero(np.diff(most.astype(np.int8), prepend=0, append=0)).reshape(-1, 2).tolist()
        return [self.span(self.start_s + a * length_s, self.start_s + b * length_s) for a, b in runs]

    def ticks(self, most: int = 8) -> list[Tick]:
        """Ticks at round times."""
        length_s = self.end_s - self.start_s
        step = next((s for s in _STEPS if length_s / s <= most), 3600.0)
        first = math.ceil(self.start_s / step)
        count = int((self.end_s - first * step) / step) + 1
        return [Tick(self.x((first + i) * step), clock((first + i) * step)) for i in range(max(count, 0))]


@dataclass(frozen=True)
class ValueAxis:
    """A vertical axis: values to pixels from the top, the highest on top."""

    low: float
    high: float
    height: float

    @classmethod
    def around(cls, values: FloatArray, marks: list[float], height: float) -> ValueAxis:
        """An axis with room for nearly all values and for all marks.

        Parameters
        ----------
        values : (T,)
            NaN where unknown.
        marks : list of float
        height : float
            Of the drawing, pixels.
        """
        known = values[np.isfinite(values)]
        middle = np.percentile(known, [0.5, 99.5]).tolist() if len(known) else []
        low, high = min([*middle, *marks], default=0.0), max([*middle, *marks], default=1.0)
        room = 0.1 * (high - low) or max(abs(high), 1.0) * 0.1
        return cls(low - room, high + room, height)

    def y(self, value: float) -> float:
        """Pixels from the top of a value, inside the drawing."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.height * (1 - min(max(share, -0.02), 1.02)), 1)

    def ticks(self, most: int = 4) -> list[float]:
        """Round values for grid lines."""
        rough = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough)
        return [k * step for k in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]


def path(t_s: FloatArray, values: FloatArray, drawn: BoolArray, across: TimeAxis, down: ValueAxis) -> str:
    """The ``d`` of an SVG path, in a box :data:`ACROSS` wide.

    Parameters
    ----------
    t_s, values : (T,)
    drawn : (T,) bool
        Where; a value that is NaN is a gap in any case.
    across, down : TimeAxis, ValueAxis
    """
    shown = np.flatnonzero(drawn & np.isfinite(values))
    if not len(shown):
        return ""
    gap_s = np.diff(t_s[shown])
    breaks = np.flatnonzero((np.diff(shown) > 1) | (gap_s > GAP_S)) + 1
    if len(breaks) > BUCKETS:  # gaps that nobody could see
        breaks = np.flatnonzero(gap_s > (across.end_s - across.start_s) / BUCKETS) + 1
    bounds = [0, *breaks.tolist(), len(shown)]
    return "".join(_segment(t_s, values, shown[a:b], across, down) for a, b in pairwise(bounds))


def _segment(t_s: FloatArray, values: FloatArray, at: NDArray[np.intp], across: TimeAxis, down: ValueAxis) -> str:
    bucket = np.floor((t_s[at] - across.start_s) / max(across.end_s - across.start_s, 1e-9) * BUCKETS)
    chosen: list[int] = []
    for part in np.split(at, np.flatnonzero(np.diff(bucket)) + 1):
        ends = {int(part[values[part].argmin()]), int(part[values[part].argmax()])}
        chosen += sorted(ends | ({int(part[0])} if not chosen else set()))
    chosen.append(int(at[-1]))
    points = [f"{10 * across.x(float(t_s[i])):.1f} {down.y(float(values[i])):.1f}" for i in dict.fromkeys(chosen)]
    return "M" + "L".join(points if len(points) > 1 else points * 2)
