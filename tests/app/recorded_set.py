"""A set as the app's socket tells it: screens and lines made by session, guide and display, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from formcheck.analysis.session import Session
from formcheck.coach.guide import Guide
from formcheck.coach.rest import Rest
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.exercises.spec import Exercise
from formcheck.routines.plan import PlannedSet, of_exercise
from formcheck.screen.display import Display, bare_screen, goal_of, part_of
from formcheck.screen.keys import REST_KEYS, set_keys
from formcheck.screen.words import STAGE_WORDS
from formcheck.track import PoseTrack

Message = dict[str, Any]


def waited(track: PoseTrack, nobody_s: float = 1.0, still_s: float = 3.0, fps: float = 10.0) -> PoseTrack:
    """A track after a time in which nobody is there, and one in which its first frame stands still."""
    before = PoseTrack.no_person(np.arange(round(nobody_s * fps)) / fps, track.size_wh)
    first = [at(track[:1], nobody_s + i / fps) for i in range(round(still_s * fps))]
    return PoseTrack.concatenate([before, *first, at(track, nobody_s + still_s)])


def at(track: PoseTrack, t_s: float) -> PoseTrack:
    """A track that begins at a time."""
    return PoseTrack(
        track.t_s - track.t_s[0] + t_s, track.image_px, track.size_wh, track.world_m, track.visibility, track.presence
    )


def set_messages(planned: PlannedSet, track: PoseTrack, number: int = 1, theme: str = "dark") -> Iterator[Message]:
    """What the socket sends during a set, without the answers that belong to single frames."""
    exercise, speech = planned.exercise, SpeechQueue()
    session, display = Session(exercise), Display(exercise, goal=goal_of(planned), part=part_of(planned), theme=theme)
    guide = Guide(planned, last=planned.number == planned.of, speech=speech)
    yield {"type": "begin", "set": number}
    for i in range(len(track)):
        chunk = track[i : i + 1]
        update = session.feed(chunk)
        guidance = guide.feed(chunk, update)
        for line in guidance.say:
            yield {"type": "say", "id": i, "text": line.text, "kind": line.kind}
        screen = display.feed(chunk, update, guidance, set_keys(last=planned.number == planned.of))
        yield {"type": "screen", "set": number, "screen": screen.to_dict()}
        if guidance.done:
            break


def rest_messages(
    planned: PlannedSet, following: PlannedSet, track: PoseTrack, number: int, theme: str
) -> Iterator[Message]:
    """What the socket sends during a rest."""
    rest = Rest(planned, following)
    for i in range(len(track)):
        guidance = rest.feed(track[i : i + 1])
        screen = bare_screen(track[i : i + 1], guidance, STAGE_WORDS["rest"], theme=theme, keys=REST_KEYS)
        yield {"type": "screen", "set": number, "screen": screen.to_dict()}
        if guidance.done:
            break


def planned_sets(exercise: Exercise, sets: int, **dose: Any) -> list[PlannedSet]:
    """Sets of an exercise with a dose of their own."""
    return [replace(each, **dose) for each in of_exercise(exercise, sets)]


def ready(sets: list[PlannedSet]) -> Message:
    return {
        "type": "ready",
        "voice": "off",
        "sets": [
            {"exercise": each.exercise.id, "name": each.exercise.name, "side": each.side, "dose": each.dose,
             "number": each.number, "of": each.of} for each in sets
        ],
    }  # fmt: skip # a table, packed


def summary(planned: PlannedSet, fault: str, number: int) -> Message:
    check = next(check for check in planned.exercise.checks if check.id == fault)
    return {
        "id": number, "exercise": planned.exercise.id, "name": planned.exercise.name, "side": None,
        "done": "3 repetitions", "good": "1 of 3 in good form",
        "best": "You kept your feet in the right place all the time.",
        "ended_by": "dose", "pain": False, "report": f"/report/{number}",
        "work_on": {"fault": fault, "name": check.name, "cue": check.cue, "why": check.why},
    }  # fmt: skip # a table, packed
