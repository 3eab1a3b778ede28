"""Sets of a run that are over, and the table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from formcheck.pain import Pain
from formcheck.recorder.outcome import Outcome
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet


@dataclass
class EndedSet:
    """A set that was begun, and how it ended.

    Attributes
    ----------
    planned : PlannedSet
    outcome : Outcome
        Its result and its files.
    ended_by : str
        In the words of :meth:`formcheck.history.SetLog.finish`.
    pain : Pain or None
        That ended it, or came in the rest after it.
    """

    planned: PlannedSet
    outcome: Outcome
    ended_by: str
    pain: Pain | None


def set_folder(planned: PlannedSet) -> str:
    """Name of the folder of a set among others."""
    return "-".join(filter(None, [f"{planned.number:02d}", planned.exercise.id, planned.side or ""]))


def routine_table(name: str, ended: Sequence[EndedSet], planned: Sequence[PlannedSet]) -> dict[str, Any]:
    """What ``routine.json`` holds: which sets were done, and how each ended.

    Parameters
    ----------
    name : str
        Of the routine.
    ended : sequence of EndedSet
    planned : sequence of PlannedSet
        All that were to be done.
    """
    sets = [
        {
            "number": each.planned.number,
            "exercise": each.planned.exercise.id,
            "side": each.planned.side,
            "dose": each.planned.dose,
            "folder": each.outcome.folder.name,
            "ended_by": each.ended_by,
            "pain": each.pain and each.pain.to_dict(),
            **_counted(each.outcome.result),
        }
        for each in ended
    ]
    return {"schema": "formcheck.routine/1", "name": name, "planned": len(planned), "sets": sets}


def _counted(result: SetResult) -> dict[str, Any]:
    return {
        "reps": len(result.reps),
        "good_reps": result.count("good"),
        "unseen_reps": result.count("not fully seen"),
        "good_s": round(result.good_s, 1),
        "unseen_s": round(result.unseen_s, 1),
        "faults": len(result.faults),
        "duration_s": round(result.duration_s, 1),
    }
