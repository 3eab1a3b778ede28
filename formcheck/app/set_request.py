"""What a page asks for when it starts a set, checked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, ValidationError

from formcheck import routines
from formcheck.app.sentences import say
from formcheck.app.wall import by_id
from formcheck.errors import FormcheckError, SpecError
from formcheck.exercises.metric_spec import Strict
from formcheck.routines import plan
from formcheck.routines.plan import PlannedSet
from formcheck.screen import themes


class Refused(FormcheckError):
    """What a page asked for cannot be done; the message says why, for the person."""


class SetRequest(Strict):
    """The first message of a page, see docs/app.md. Without exercise and routine it is found out what is done."""

    type: Literal["start"]
    exercise: str | None = Field(None, max_length=100)
    routine: str | None = Field(None, max_length=100)
    side: Literal["left", "right"] | None = Field(None, description="the side of a set where each has its own")
    near: Literal["left", "right"] | None = Field(None, description="nearer to the camera; found by itself if left out")
    sets: int | None = Field(None, ge=1, le=20, description="a side")
    reps: int | None = Field(None, ge=1, le=200)
    free: bool = Field(False, description="no dose: goes on until it is ended")
    voice: Literal["page", "system", "off"] = "page"
    voice_name: str = Field("", max_length=200)
    record: bool = False
    camera: Literal["page", "machine"] = "page"
    theme: str = "dark"

    @property
    def title(self) -> str:
        """What is done, for people; empty where that has to be found out."""
        if self.routine:
            return routines.get(self.routine).name
        spec = by_id(self.exercise) if self.exercise else None
        return spec.name if spec else ""

    def plan(self) -> list[PlannedSet]:
        """The sets that are to be done.

        Raises
        ------
        SpecError
            If there is no such exercise, or no such routine.
        """
        if self.routine:
            if self.routine not in routines.names():
                raise SpecError(self.routine)
            return plan.of_routine(routines.get(self.routine))
        if not self.exercise:
            return []
        spec = by_id(self.exercise)  # never a path: what comes from a browser opens no file
        if spec is None:
            raise SpecError(self.exercise)
        sets = plan.of_exercise(spec, self.sets)
        if self.side:
            sets = [each for each in sets if each.side in (None, self.side)]
        if self.reps and sets[0].reps:
            sets = [replace(each, reps=self.reps) for each in sets]
        if self.free:
            sets = [replace(sets[0], side=self.side, reps=0, hold_s=0.0, breaths=0)]
        last = len(sets)
        return [
            replace(each, number=i, of=last, rest_s=each.rest_s if i < last else 0.0)
            for i, each in enumerate(sets, start=1)
        ]


def read_request(message: object) -> SetRequest:
    """The request of a message.

    Raises
    ------
    Refused
        If it is none.
    """
    try:
        asked = SetRequest.model_validate(message)
        themes.get(asked.theme)
    except (ValidationError, FormcheckError) as error:
        raise Refused(say("server.no_start")) from error
    return asked


def described(planned: PlannedSet) -> dict[str, Any]:
    """A set that is to be done as plain values, for the page."""
    exercise = planned.exercise
    return {
        "exercise": exercise.id,
        "name": exercise.name,
        "side": planned.side,
        "dose": planned.dose,
        "number": planned.number,
        "of": planned.of,
        "safety": exercise.safety,
        "camera": exercise.camera,
        "setup": exercise.setup,
        "cues": {check.id: [cue for cue in (check.cue, check.cue_low) if cue] for check in exercise.checks},
    }
