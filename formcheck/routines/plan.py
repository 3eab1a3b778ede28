"""The sets of an exercise or a routine in order, each with dose, working side and rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from pydantic import Field

from formcheck import exercises
from formcheck.exercises.metric_spec import Identifier, Strict
from formcheck.exercises.spec import Exercise

SideName = Literal["left", "right"]


class RoutineStep(Strict):
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


class Stepwise(Protocol):
    """The interface of what has steps: a routine."""

    @property
    def steps(self) -> Sequence[RoutineStep]:
        """In order; at least one."""


@dataclass(frozen=True)
class PlannedSet:
    """A set to be done: exercise, side, dose and rest.

    Attributes
    ----------
    exercise : Exercise
    side : {"left", "right"} or None
        The working side; None where both work, at once or in turn.
    reps, hold_s, breaths : int, float, int
        The dose, all 0 for an open end: `reps`, each held `hold_s`; or else `hold_s`; or else `breaths`. Where sides
        take turns within the set, `reps` are those of both together.
    rest_s : float
        Time until the next set; 0 after the last one.
    number, of : int
        Which set of the programme this is, from 1, and how many there are.
    rep_s, breath_s : float
        About how long a repetition, without its hold, and a breath take.
    """

    exercise: Exercise
    side: SideName | None
    reps: int
    hold_s: float
    breaths: int
    rest_s: float
    number: int
    of: int
    rep_s: float = 4.0
    breath_s: float = 10.0

    @property
    def work_s(self) -> float:
        """About how long the set takes, seconds; 0 for an open end."""
        if self.reps:
            pace = self.exercise.pace
            return self.reps * (pace.in_s + pace.out_s if pace else self.rep_s + self.hold_s)
        return self.hold_s or self.breaths * self.breath_s

    @property
    def dose(self) -> str:
        """The dose in words; empty for an open end."""
        if self.reps:
            return f"{self.reps} reps" + (f", each held {self.hold_s:g} s" if self.hold_s else "")
        if self.hold_s:
            return f"{self.hold_s:g} s"
        return f"{self.breaths} breaths" if self.breaths else ""

    @property
    def in_turn(self) -> bool:
        """Whether the sides take turns: so the exercise asks, or the set was planned for both sides at once."""
        moves, target = self.exercise.movement, self.exercise.target
        by_side = target.turns == "alternate" or target.each_side
        return self.side is None and moves is not None and moves.sides and by_side


def of_exercise(exercise: Exercise, sets: int | None = None) -> list[PlannedSet]:
    """The sets of one exercise, by its target.

    Parameters
    ----------
    exercise : Exercise
    sets : int, optional
        How many, a side; the exercise's own number if left out.

    Returns
    -------
    list of PlannedSet
        At least one; without a target it has an open end.
    """
    return _numbered([sets_of(RoutineStep(exercise=exercise.id, sets=sets), exercise)], [0.0])


def of_routine(routine: Stepwise) -> list[PlannedSet]:
    """Every set of a routine, in order."""
    steps = [sets_of(step, exercises.get(step.exercise)) for step in routine.steps]
    return _numbered(steps, [*(step.transition_s for step in routine.steps[1:]), 0.0])


def sets_of(step: RoutineStep, exercise: Exercise) -> list[PlannedSet]:
    """The sets of one step, numbered by themselves, with the rest between two sets after each.

    Parameters
    ----------
    step : RoutineStep
    exercise : Exercise
        That it names.
    """
    target = exercise.target
    dose = step if step.reps or step.hold_s or step.breaths else target
    sides: list[SideName] = ["left", "right"] if target.each_side else []
    turns: list[SideName | None] = [*(sides if step.sides is None else step.sides)] or [None]
    turns *= step.sets or target.sets
    return [
        PlannedSet(
            exercise,
            side,
            dose.reps,
            dose.hold_s,
            dose.breaths,
            step.rest_s,
            number,
            len(turns),
            step.rep_s,
            step.breath_s,
        )
        for number, side in enumerate(turns, start=1)
    ]


def _numbered(steps: list[list[PlannedSet]], after_s: list[float]) -> list[PlannedSet]:
    """One list of all, the last set of each step followed by the time to get into the next position."""
    planned = [
        replace(each, rest_s=rest_s if each.number == each.of else each.rest_s)
        for sets, rest_s in zip(steps, after_s, strict=True)
        for each in sets
    ]
    return [replace(each, number=i, of=len(planned)) for i, each in enumerate(planned, start=1)]
