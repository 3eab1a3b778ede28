"""What is told of a set that is over: what was done, what went well, and the one thing to work on."""

from __future__ import annotations

from collections import Counter
from typing import Any

from formcheck.app.sentences import say
from formcheck.exercises.spec import Exercise
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet

_GOOD_SHARE = 0.8


def set_summary(planned: PlannedSet, result: SetResult, number: int | None, ended_by: str) -> dict[str, Any]:
    """The summary of a set as plain values.

    Parameters
    ----------
    planned : PlannedSet
    result : SetResult
        Of it.
    number : int or None
        Of the set in the history; None where it is not kept.
    ended_by : str
        In the words of :meth:`formcheck.history.SetLog.finish`.
    """
    exercise = planned.exercise
    return {
        "exercise": exercise.id,
        "name": exercise.name,
        "side": planned.side,
        "number": planned.number,
        "of": planned.of,
        "dose": planned.dose,
        "done": _done(result, exercise),
        "good": _good(result, exercise),
        "best": _best(result, exercise),
        "work_on": _work_on(result, exercise),
        "ended_by": ended_by,
        "id": number,
        "report": None if number is None else f"/report/{number}",
    }


def _done(result: SetResult, exercise: Exercise) -> str:
    if exercise.movement is None:
        return say("server.seconds", n=round(result.good_s if exercise.form_judged else result.held_s))
    return say("server.reps", n=len(result.reps))


def _good(result: SetResult, exercise: Exercise) -> str:
    """How much of it was in good form; empty where nobody can tell."""
    if not exercise.form_judged:
        return ""
    if exercise.movement is None:
        if not result.holds:
            return ""
        return say("server.good_seconds", good=round(result.good_s), n=round(result.held_s))
    judged = [rep for rep in result.reps if rep.verdict != "not fully seen"]
    return say("server.good_reps", good=result.count("good"), n=len(judged)) if judged else ""


def _best(result: SetResult, exercise: Exercise) -> str:
    """What went well, said first; nothing is praised that was not seen."""
    if exercise.movement is None:
        seconds = result.good_s if exercise.form_judged else result.held_s
        if seconds < 1:
            return say("server.best.began") if result.n_frames_with_pose else say("server.best.nobody")
        steady = exercise.form_judged and seconds >= _GOOD_SHARE * result.held_s
        return say("server.best.held_well" if steady else "server.best.held", n=round(seconds))
    if not result.reps:
        return say("server.best.began") if result.n_frames_with_pose else say("server.best.nobody")
    good = result.count("good")
    if exercise.form_judged and good == len(result.reps):
        return say("server.best.all_good", n=good)
    if exercise.form_judged and good:
        return say("server.best.some_good", n=good)
    return say("server.best.reps", n=len(result.reps))


def _work_on(result: SetResult, exercise: Exercise) -> dict[str, str] | None:
    """The fault that came most, the major ones first; None if nothing is to be corrected."""
    if not result.faults:
        return None
    many = Counter((fault.severity == "major", fault.check) for fault in result.faults if fault.severity != "hint")
    if not many:
        return None
    (_, at), _ = max(many.items(), key=lambda each: (each[0][0], each[1]))
    check = exercise.checks[at]
    told = next(fault for fault in result.faults if fault.check == at)
    return {"fault": check.id, "name": check.name, "cue": told.cue, "why": check.why}
