"""Routines: exercises in an order, with sets, sides, rests and time to get into position; one TOML file each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, model_validator

from formcheck import exercises
from formcheck.errors import SpecError
from formcheck.exercises.measures import Identifier, Strict
from formcheck.exercises.spec import Exercise, parse_as, read_text

SideName = Literal["left", "right"]


class Step(Strict):
    """One exercise of a routine. Without a dose of its own it has the one of the exercise's ``[target]``."""

    exercise: Identifier
    sets: int | None = Field(None, ge=1, description="a side; the exercise's target if left out")
    sides: list[SideName] | None = Field(None, max_length=2, description="in this order; [] = both at once")
    reps: int = Field(0, ge=0)
    hold_s: float = Field(0.0, ge=0, description="how long it is held; with reps, each of them")
    breaths: int = Field(0, ge=0)
    rep_s: float = Field(4.0, gt=0, description="about how long a repetition takes, without its hold")
    breath_s: float = Field(10.0, gt=0, description="about how long a breath takes")
    rest_s: float = Field(10.0, ge=0, description="between two sets, and to change the side")
    transition_s: float = Field(20.0, ge=0, description="to get into position, before the first set")


class Routine(Strict):
    """A routine file."""

    id: Identifier
    name: str
    source: str
    steps: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _doable(self) -> Self:
        wrong = []
        for i, step in enumerate(self.steps):
            try:
                exercise = exercises.get(step.exercise)
            except SpecError as error:
                wrong.append(f"steps.{i}.exercise: {error}")
                continue
            if _work_s(_dosed(step, exercise)) <= 0:
                wrong.append(f"steps.{i}: '{exercise.id}' has no target: give reps, hold_s or breaths")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


@dataclass(frozen=True)
class Entry:
    """A set in a timetable.

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


def timetable(routine: Routine) -> list[Entry]:
    """Every set of a routine, in order; the first begins when there was time to get into position."""
    entries: list[Entry] = []
    at_s = 0.0
    for i, written in enumerate(routine.steps):
        step = _dosed(written, exercises.get(written.exercise))
        at_s += step.transition_s
        after_s = routine.steps[i + 1].transition_s if i + 1 < len(routine.steps) else 0.0
        sides: Sequence[str] = step.sides or ("",)
        turns = [side for _ in range(step.sets or 1) for side in sides]
        for turn, side in enumerate(turns, start=1):
            last = turn == len(turns)
            entry = Entry(at_s, _work_s(step), after_s if last else step.rest_s, step.exercise, side, _dose(step))
            entries.append(entry)
            at_s = entry.end_s + (0.0 if last else step.rest_s)
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


def _dosed(step: Step, exercise: Exercise) -> Step:
    """The step with what it leaves to the exercise filled in."""
    target = exercise.target
    filled: dict[str, object] = {}
    if not (step.reps or step.hold_s or step.breaths):
        filled = {"reps": target.reps, "hold_s": target.hold_s, "breaths": target.breaths}
    if step.sets is None:
        filled["sets"] = target.sets
    if step.sides is None:
        filled["sides"] = ["left", "right"] if target.each_side else []
    return step.model_copy(update=filled)


def _work_s(step: Step) -> float:
    """About how long one set takes."""
    if step.reps:
        return step.reps * (step.rep_s + step.hold_s)
    return step.hold_s or step.breaths * step.breath_s


def _dose(step: Step) -> str:
    """One set in words."""
    if step.reps:
        return f"{step.reps} reps" + (f", each held {step.hold_s:g} s" if step.hold_s else "")
    return f"{step.hold_s:g} s" if step.hold_s else f"{step.breaths} breaths"
