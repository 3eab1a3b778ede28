"""How long each step of a live set takes: percentiles in memory that does not grow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

_BIN_S = 1e-4
_BINS = 20_000

STAGES = ("wait", "detect", "feed", "screen", "keep", "show")
"""Of a frame, in their order: from its arrival to the landmarker; landmarks; checks; what to show and say; files;
painting and the window."""
DELAYS = ("frame", "cue", "cue after landmarks")
"""From a frame's arrival to its picture on the screen; the same for frames that bring a new cue; and from the
landmarks of such a frame on."""


class Spread:
    """A histogram of durations for percentiles, to 0.1 ms up to 2 s."""

    def __init__(self) -> None:
        self._bins = np.zeros(_BINS + 1, dtype=np.int64)
        self.n = 0
        self.most_s = 0.0

    def add(self, seconds: float) -> None:
        """Count one duration."""
        self._bins[min(max(int(seconds / _BIN_S), 0), _BINS)] += 1
        self.n += 1
        self.most_s = max(self.most_s, seconds)

    def percentile(self, percent: float) -> float:
        """Seconds that `percent` of the durations do not exceed; NaN if there is none."""
        if not self.n:
            return float("nan")
        at = int(np.searchsorted(np.cumsum(self._bins), percent / 100 * self.n))
        return min((at + 1) * _BIN_S, self.most_s)

    def summary(self) -> dict[str, float | int]:
        """Number, p50, p95, p99 and the largest, milliseconds."""
        found = {f"p{p}_ms": round(1000 * self.percentile(p), 1) for p in (50, 95, 99)}
        return {"n": self.n, **found, "max_ms": round(1000 * self.most_s, 1)}


class Stats:
    """Counters and timings of a live run; each stage is timed by one thread only.

    Parameters
    ----------
    clock : callable
        Seconds, monotonic.

    Attributes
    ----------
    seen, checked, drawn : int
        Frames that arrived, whose landmarks were found, that were shown.
    missed : int
        Frames that the camera had and did not hand in, because those before them were not dealt with yet.
    fallbacks : list of str
        What a slow machine was spared, in order.
    offset_s : float
        The clock when the newest frame arrived, less the frame's own time.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.spreads = {name: Spread() for name in (*STAGES, *DELAYS)}
        self.seen = self.checked = self.drawn = self.missed = 0
        self.fallbacks: list[str] = []
        self.offset_s = math.nan

    @property
    def source_s(self) -> float:
        """Now, in the time of the frames."""
        return self.clock() - self.offset_s

    @property
    def dropped(self) -> int:
        """Frames that arrived, or did not, and were not checked."""
        return self.seen + self.missed - self.checked

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Time what happens inside."""
        began_s = self.clock()
        yield
        self.spreads[stage].add(self.clock() - began_s)

    def since(self, stage: str, began_s: float) -> None:
        """Count the time since `began_s`.

        Parameters
        ----------
        stage : str
            One of :data:`STAGES` or :data:`DELAYS`.
        began_s : float
            On the clock of the run.
        """
        self.spreads[stage].add(self.clock() - began_s)

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON; what never happened is left out."""
        return {
            "frames": {
                "seen": self.seen + self.missed,
                "checked": self.checked,
                "dropped": self.dropped,
                "drawn": self.drawn,
            },
            "stages": {name: self.spreads[name].summary() for name in STAGES if self.spreads[name].n},
            "delays": {name: self.spreads[name].summary() for name in DELAYS if self.spreads[name].n},
            "fallbacks": self.fallbacks,
        }

    def lines(self) -> list[str]:
        """A table for people."""
        counts = self.to_dict()
        frames = counts["frames"]
        lines = ["", "frames: " + ", ".join(f"{n} {what}" for what, n in frames.items())]
        lines.append(f"{'ms':22}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'n':>8}")
        for title, group in (("", "stages"), ("delay: ", "delays")):
            for name, row in counts[group].items():
                numbers = "".join(f"{row[key]:8.1f}" for key in ("p50_ms", "p95_ms", "p99_ms", "max_ms"))
                lines.append(f"{title + name:22}{numbers}{row['n']:8d}")
        return lines + [f"spared: {what}" for what in self.fallbacks]
