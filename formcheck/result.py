"""The result of a set, with its JSON form."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from formcheck.errors import TrackError
from formcheck.events import Attempt, Fault, Hold, Rep, Verdict
from formcheck.frames import Frames
from formcheck.json_form import entry, from_json_form, to_json_form

SCHEMA = "formcheck.summary/2"


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
