"""Routines: exercises in an order, with sets, sides, rests and time to get into position; one TOML file each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Self

from pydantic import Field, model_validator

from formcheck import exercises
from formcheck.errors import SpecError
from formcheck.exercises.metric_spec import Identifier, Strict
from formcheck.exercises.reading import parse_as, read_text
from formcheck.routines.plan import RoutineStep, of_routine, sets_of

__all__ = ["Routine", "RoutineStep", "TimetableLine", "get", "names", "timetable"]


class Routine(Strict):
    """The content of a routine file."""

    id: Identifier
    name: str
    source: str
    steps: list[RoutineStep] = Field(min_length=1)

    @model_validator(mode="after")
    def _doable(self) -> Self:
        wrong = []
        for i, step in enumerate(self.steps):
            try:
                exercise = exercises.get(step.exercise)
            except SpecError as error:
                wrong.append(f"steps.{i}.exercise: {error}")
                continue
            if sets_of(step, exercise)[0].work_s <= 0:
                wrong.append(f"steps.{i}: '{exercise.id}' has no target: give reps, hold_s or breaths")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


@dataclass(frozen=True)
class TimetableLine:
    """A set of a timetable.

    Attributes
    ----------
    start_s, work_s, rest_s : float
        When it begins, about how long it takes, and the time until the next one; seconds.
    exercise : str
    side : str
        ``left``, ``right``, or empty.
    dose : str
    """

    start_s: float
    work_s: float
    rest_s: float
    exercise: str
    side: str
    dose: str

    @property
    def end_s(self) -> float:
        """When it is done."""
        return self.start_s + self.work_s


def timetable(routine: Routine) -> list[TimetableLine]:
    """Every set of a routine, in order; the first begins when there was time to get into position."""
    entries: list[TimetableLine] = []
    at_s = routine.steps[0].transition_s
    for planned in of_routine(routine):
        entries.append(
            TimetableLine(at_s, planned.work_s, planned.rest_s, planned.exercise.id, planned.side or "", planned.dose)
        )
        at_s = entries[-1].end_s + planned.rest_s
    return entries


@cache
def names() -> tuple[str, ...]:
    """Ids of the built-in routines, sorted."""
    folder = resources.files("formcheck.routines")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def get(name: str) -> Routine:
    """A built-in routine by its id, or a routine file by its path.

    Raises
    ------
    SpecError
        If there is none of that name, or its file is wrong.
    """
    if name.endswith(".toml"):
        return parse_as(Routine, read_text(name), name)
    if name not in names():
        raise SpecError(f"no routine '{name}': expected one of {', '.join(names())}, or a path ending in .toml")
    text = (resources.files("formcheck.routines") / f"{name}.toml").read_text(encoding="utf-8")
    return parse_as(Routine, text, f"{name}.toml")
