"""One frame as the coach sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from formcheck.events import Event, Update
from formcheck.frames import Phase

STEP_S = 1.5
"""Time between two frames that are farther apart than this is not taken for time in position."""


@dataclass(frozen=True)
class Moment:
    """One frame as the coach sees it.

    Attributes
    ----------
    t_s : float
    step_s : float
        Since the frame before; 0 where that is too long ago.
    inside : bool
        In position.
    phase : Phase
    signal : float
        What movements are counted on; NaN where nothing is.
    clock_s, unseen_s : float
        Good seconds of the hold under way, and those not fully seen; NaN where none is.
    variant : int
        Index of the variant; -1 where the exercise has none.
    events : tuple of Event
        What this frame has shown.
    verdict : callable
        From a check's id to 1 pass, 0 fail, -1 unknown.
    """

    t_s: float
    step_s: float
    inside: bool
    phase: Phase
    signal: float
    clock_s: float
    unseen_s: float
    variant: int
    events: tuple[Event, ...]
    verdict: Callable[[str], int]

    @property
    def moving(self) -> bool:
        """A repetition is under way."""
        return self.phase in (Phase.OUT, Phase.PEAK, Phase.BACK)


class Moments:
    """A splitter of updates into moments; a set fed in any chunks gives the same ones."""

    def __init__(self) -> None:
        self._inside = False
        self._last_s: float | None = None

    def feed(self, update: Update) -> Iterator[Moment]:
        """The frames of an update, in order."""
        frames, at = update.frames, 0
        times = frames.t_s.tolist()
        for i, t_s in enumerate(times):
            until = at
            while until < len(update.events) and (update.events[until].t_s <= t_s or i + 1 == len(times)):
                until += 1
            events = tuple(update.events[at:until])
            at = until
            for event in events:
                if event.kind in ("in-position", "out-of-position"):
                    self._inside = event.kind == "in-position"
            gap_s = 0.0 if self._last_s is None else t_s - self._last_s
            self._last_s = t_s

            def verdict(check_id: str, index: int = i) -> int:
                return int(frames.checks[check_id][index])

            yield Moment(
                t_s,
                gap_s if gap_s <= STEP_S else 0.0,
                self._inside,
                Phase(int(frames.phase[i])),
                float(frames.signal[i]),
                float(frames.clock_s[i]),
                float(frames.unseen_s[i]),
                int(frames.variant[i]),
                events,
                verdict,
            )
