"""The result of a set: reps, attempts, holds, faults, events; to and from JSON."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_type_hints

from formcheck.errors import TrackError
from formcheck.frames import Frames
from formcheck.json_form import entry, from_json_form, to_json_form

SCHEMA = "formcheck.summary/2"
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


@dataclass(frozen=True)
class SetResult:
    """The result of a set.

    Attributes
    ----------
    exercise : str
        Id of the exercise.
    duration_s : float
        Seconds from the first frame to the last.
    n_frames, n_frames_with_pose : int
        Frames in all, and those with a person in them.
    view : {"side", "front", "between", "unknown"}
        How the camera saw the person while in position.
    side : {"left", "right", "unknown"}
        The side nearer to the camera.
    reps, attempts, holds : tuple
        In order of time.
    faults : tuple of Fault
        In order of their beginning.
    unknown_s : dict of check id -> float
        Seconds in which the check should have been made and could not be; of several with one id the most.
    unknown_check_s : tuple of float
        The same for each of ``exercise.checks``.
    frames : Frames or None
        Frame by frame; None where they were not kept.
    looks_like : str or None
        Id of another exercise that the set certainly shows; see :func:`formcheck.analysis.recognition.looks_like`.
    """

    exercise: str
    duration_s: float
    n_frames: int
    n_frames_with_pose: int
    view: str
    side: str
    reps: tuple[Rep, ...]
    attempts: tuple[Attempt, ...]
    holds: tuple[Hold, ...]
    faults: tuple[Fault, ...]
    unknown_s: dict[str, float]
    unknown_check_s: tuple[float, ...] = ()
    frames: Frames | None = None
    looks_like: str | None = None

    @property
    def good_s(self) -> float:
        """Good seconds of all holds together."""
        return float(sum(hold.good_s for hold in self.holds))

    @property
    def held_s(self) -> float:
        """Seconds in position of all holds together."""
        return float(sum(hold.length_s for hold in self.holds))

    @property
    def unseen_s(self) -> float:
        """Seconds of all holds together that could not be seen fully."""
        return float(sum(hold.unseen_s for hold in self.holds))

    def count(self, verdict: Verdict) -> int:
        """How many repetitions have a verdict."""
        return sum(rep.verdict == verdict for rep in self.reps)

    def to_dict(self, source: str | None = None, versions: dict[str, str] | None = None) -> dict[str, Any]:
        """The summary as plain numbers and text, ready for JSON, numbers in full; unknown ones become None.

        Parameters
        ----------
        source : str, optional
            The recording, or the camera.
        versions : dict of str -> str, optional
            Of what it was made with.
        """
        sides = [rep.side for rep in self.reps]
        summary: dict[str, Any] = to_json_form(
            {
                "schema": SCHEMA,
                "exercise": self.exercise,
                "source": source,
                "duration_s": self.duration_s,
                "frames": self.n_frames,
                "frames_with_pose": self.n_frames_with_pose,
                "view": self.view,
                "side": self.side,
                "looks_like": self.looks_like,
                "reps": {
                    "count": len(self.reps),
                    "good": self.count("good"),
                    "not_good": self.count("not good"),
                    "not_fully_seen": self.count("not fully seen"),
                    "left": sides.count("left"),
                    "right": sides.count("right"),
                    "each": self.reps,
                },
                "attempts": self.attempts,
                "holds": self.holds,
                "faults": self.faults,
                "unknown_s": self.unknown_s,
                "unknown_check_s": self.unknown_check_s,
                "versions": versions or {},
            }
        )
        return summary

    @classmethod
    def from_dict(cls, summary: dict[str, Any]) -> SetResult:
        """The inverse of :meth:`to_dict`, exact to the bit; `frames` is None, for a summary has none.

        Raises
        ------
        TrackError
            If it is no summary, one of another version of formcheck, or an entry is missing or of the wrong kind.
        """
        schema = summary.get("schema") if isinstance(summary, dict) else None
        if schema != SCHEMA:
            raise TrackError(_other_schema(schema))
        places = {"n_frames": "frames", "n_frames_with_pose": "frames_with_pose"}
        hints = get_type_hints(cls)
        values: dict[str, Any] = {"frames": None}
        for name in (f.name for f in fields(cls) if f.name != "frames"):
            key = places.get(name, name)
            value = entry(summary, key)
            if name == "reps":
                key, value = "reps.each", entry(value, "each", "reps")
            values[name] = from_json_form(hints[name], value, key)
        return cls(**values)


def _other_schema(schema: object) -> str:
    """Why a summary cannot be read, and what to do."""
    name, number = SCHEMA.split("/")
    stated, _, version = str(schema).partition("/")
    if stated != name or not version.isdecimal():
        return "not the summary of a set: give what SetResult.to_dict returned or summary.json holds"
    if int(version) > int(number):
        return f"the summary is of a newer formcheck ({schema}, this one reads {SCHEMA}): update formcheck"
    return f"the summary is of an older formcheck ({schema}, this one reads {SCHEMA}): analyze its track.npz again"
