"""What happens in a set: repetitions, attempts, holds and faults, and the events that tell them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from formcheck.frames import Frames

Severity = Literal["major", "minor", "hint"]
Verdict = Literal["good", "not good", "not fully seen"]
"""Of a repetition: *good* if every check that makes it so was judged and passed, *not good* if one was told as a fault,
*not fully seen* if none was told but one could not be judged."""

PASS, FAIL, UNKNOWN = 1, 0, -1


@dataclass(frozen=True)
class Fault:
    """A check that failed for long enough.

    Attributes
    ----------
    id : str
        Of the check; several checks may share one.
    rep : int or None
        Number of the repetition that it was found on as a whole, or of the first that it happened in; None for none.
    start_s, end_s : float
        Seconds of the track: the first and last failing frame, or the repetition.
    value : float
        The worst that was measured, in `unit`, signed as the metric is; with ``against``, the difference to the
        person's own value, positive above it.
    limit : float
        The one of the check's limits that `value` is beyond: ``max`` if it is above, ``min`` if it is below. In `unit`.
    unit : str
        "deg", "length", "ratio", "s" or what else the metric is measured in.
    severity : {"major", "minor", "hint"}
    cue : str
        What to say.
    told_s : float
        Seconds of the track at which it had lasted long enough to be said; of a whole repetition, its end.
    check : int
        Index in ``exercise.checks`` of the check that found it.
    worst_s : float
        Seconds of the track at which `value` was measured: the first frame that has it. Of a whole repetition, a mean
        or a time stands for the moment of its peak, and a time or speed of the way back for the middle of that.
    """

    id: str
    rep: int | None
    start_s: float
    end_s: float
    value: float
    limit: float
    unit: str
    severity: Severity
    cue: str
    told_s: float
    check: int
    worst_s: float

    def during(self, start_s: float, end_s: float) -> bool:
        """Whether it was told by the end of a stretch of time, and not over before its beginning.

        Parameters
        ----------
        start_s, end_s : float
            Seconds of the track.
        """
        return self.told_s <= end_s and self.end_s >= start_s


@dataclass(frozen=True)
class Rep:
    """A completed repetition; bad form makes it no less a rep.

    Attributes
    ----------
    number : int
        From 1.
    side : {"left", "right"} or None
        The side that moved; None for an exercise without sides.
    start_s, peak_s, end_s : float
        Seconds of the track.
    peak : float
        The highest value of the signal, in the unit of the levels in the exercise file.
    top_s : float
        Seconds at the top, within the exercise's band of the peak.
    values : dict of check id -> float
        What the checks on the whole repetition measured, in the unit of their metric and signed as it is, of those
        with ``against`` the difference to the person's own value; NaN unknown.
    value_checks : dict of check id -> int
        Index in ``exercise.checks`` of the check that measured it: of several with one id the last that failed, or the
        first that could be measured; where none could, the last.
    faults : tuple of check ids
        Told in it, of any severity.
    unknown : tuple of check ids
        Asked in it, of any severity, and not judged: hidden, wrong view, own value not known.
    unknown_checks : tuple of int
        The same as indices of ``exercise.checks``: checks may share an id.
    verdict : {"good", "not good", "not fully seen"}
        A hint counts for nothing here; nor does a minor check that was not judged, if there are major ones.
    """

    number: int
    side: str | None
    start_s: float
    peak_s: float
    end_s: float
    peak: float
    top_s: float
    values: dict[str, float] = field(default_factory=dict)
    value_checks: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unknown_checks: tuple[int, ...] = ()
    verdict: Verdict = "not fully seen"

    @property
    def good(self) -> bool:
        """Every check that makes a repetition good was judged, and passed."""
        return self.verdict == "good"


@dataclass(frozen=True)
class Attempt:
    """A movement that was no repetition.

    Attributes
    ----------
    side : {"left", "right"} or None
        The side that moved; None for an exercise without sides.
    start_s, end_s : float
        Seconds of the track.
    peak : float
        The highest value of the signal, in the unit of the levels in the exercise file; NaN if it was never known.
    needed : float
        What a repetition takes, in the same unit.
    reason : str
        Why it was none.
    """

    side: str | None
    start_s: float
    end_s: float
    peak: float
    needed: float
    reason: str


@dataclass(frozen=True)
class Hold:
    """Time in position; each second of it is good, not good, or not fully seen.

    Attributes
    ----------
    start_s, end_s : float
        Seconds of the track.
    good_s : float
        Seconds in which every check that runs the clock was judged, and passed.
    unseen_s : float
        Seconds in which none of them failed and one could not be judged.
    variant : str or None
        Id of the variant.
    """

    start_s: float
    end_s: float
    good_s: float
    unseen_s: float = 0.0
    variant: str | None = None

    @property
    def length_s(self) -> float:
        """Seconds in position."""
        return self.end_s - self.start_s

    @property
    def faulty_s(self) -> float:
        """Seconds that were not good."""
        return max(self.length_s - self.good_s - self.unseen_s, 0.0)


EventKind = Literal["in-position", "out-of-position", "rep", "attempt", "fault", "fault-over", "hold"]


@dataclass(frozen=True)
class Event:
    """Something a coach may want to tell, at the time of the frame that showed it."""

    kind: EventKind
    t_s: float
    text: str = ""
    item: Rep | Attempt | Hold | Fault | None = None


@dataclass(frozen=True)
class Update:
    """What a chunk brought: its frames and what happened in them."""

    frames: Frames
    events: list[Event]
