"""The form of an exercise file: what it may say, checked with one message for all mistakes."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises.consistency import contradictions
from formcheck.exercises.evidence import Evidence
from formcheck.exercises.metric_spec import (
    COMBINING,
    POINTS,
    Alternatives,
    Condition,
    Identifier,
    Metrics,
    Segment,
    Strict,
    View,
    ordered,
)
from formcheck.exercises.movement_spec import Position, Pulses, Reps
from formcheck.exercises.posture import with_posture
from formcheck.exercises.setting import Setting

PhaseName = Literal["rest", "out", "peak", "back"]

TIMES = ("time.rep", "time.out", "time.peak", "time.back", "speed.back", "travel", "peak")
"""Metrics of a finished rep that a check with ``take`` may name: seconds in all, to, at and from the peak; how fast the
signal came back, how far it travelled and its highest value, in its unit."""

LONGEST_WHY = 140
"""Letters of the sentence that says why a check matters."""

SETTLED_S = 0.3
"""A hold begins where the body has come to rest; a movement that passes through the position is over sooner."""


class Variant(Strict):
    """A version of the exercise that is told apart by itself; the first whose conditions hold is taken.

    Variants named ``left`` and ``right`` are the sides of a hold: sided metrics are then those of that side.
    """

    id: Identifier
    name: str
    when: list[Condition] = []
    any: Alternatives = []

    @property
    def conditions(self) -> list[Condition]:
        """Every condition, those of all alternatives included."""
        return [*self.when, *(condition for alternative in self.any for condition in alternative)]


class Target(Strict):
    """The dose of a set as numbers, for coaching and routines; 0 = not prescribed, all 0 = open end.

    Of a prescribed range it is the lower end. A set ends after `reps`, or else after `hold_s`, or else after `breaths`.
    """

    reps: int = Field(0, ge=0, description="repetitions of a set; of both sides together where they take turns in it")
    hold_s: float = Field(0.0, ge=0, description="how long it is held; with reps, each of them")
    breaths: int = Field(0, ge=0)
    sets: int = Field(1, ge=1, description="a side, where each side has its own sets")
    each_side: bool = Field(False, description="each side has sets of its own")
    turns: Literal["alternate"] | None = Field(
        None, description="alternate: the sides take turns within a set, each does half of 'reps'"
    )

    @model_validator(mode="after")
    def _halved(self) -> Self:
        if self.turns and self.each_side:
            raise ValueError("'turns' goes with sets of both sides, 'each_side' makes sets of one side: leave one out")
        if self.turns and (self.reps < 2 or self.reps % 2):
            raise ValueError(f"'turns' needs an even number of 'reps', half of them a side; found {self.reps}")
        return self


class Pace(Strict):
    """The tempo that is guided where the camera cannot tell good from bad."""

    in_s: float = Field(4.0, gt=0, description="breathe in, or work")
    out_s: float = Field(6.0, gt=0, description="breathe out, or let go")
    in_cue: str = Field("Breathe in", max_length=60)
    out_cue: str = Field("Breathe out", max_length=60)


class Monitor(Strict):
    """What is watched all day without repetitions: when to get up, and for how long."""

    stand_up_every_s: float = Field(3600.0, gt=0)
    stand_up_s: float = Field(60.0, gt=0)


class Check(Strict):
    """One thing looked at: a metric with limits. Outside the limits it is a fault; not measurable it is unknown.

    Several checks may share an id: that id fails if one of them fails, and is unknown only if all of them are.
    """

    id: Identifier
    name: str
    metric: str
    min: float = float("-inf")
    max: float = float("inf")
    when: list[PhaseName] = Field(default=[], description="phases of a rep; empty = whenever in position")
    take: Literal["max", "min", "mean"] | None = Field(
        None, description="judge one number a rep instead of every frame"
    )
    against: Literal["rest", "start", "best", "peak"] | None = Field(
        None,
        description="measure from the person's own value: at rest before the rep, in the first seconds of the set, "
        "the highest so far in the set, or (with take) at the rep's peak",
    )
    for_s: float = Field(0.3, ge=0, description="a fault must last this long (frame checks)")
    view: View = "any"
    yaw_within_deg: float = Field(90.0, gt=0, description="unknown when the view is farther off")
    variants: list[Identifier] = Field(default=[], description="only in these variants; empty = in all")
    severity: Literal["major", "minor", "hint"] = "major"
    clock: bool = Field(True, description="hold exercises: the clock stops while this fails")
    cue: str = Field(max_length=60, description="said and drawn; short enough to be spoken")
    cue_low: str = Field("", max_length=60, description="the cue when the value is below 'min', if it differs")
    why: str = Field(
        min_length=8, max_length=LONGEST_WHY, description="why it matters, one sentence in the words of a patient"
    )
    source: Evidence = Field(description="where the limit comes from")

    @property
    def of_a_rep(self) -> bool:
        """It is about a whole repetition, see :data:`TIMES`."""
        return self.metric in TIMES

    def cue_at(self, value: float) -> str:
        """The cue for a value outside the limits, in the unit of the metric."""
        return self.cue_low if value < self.min and self.cue_low else self.cue

    @model_validator(mode="after")
    def _has_limit(self) -> Self:
        if self.min == float("-inf") and self.max == float("inf"):
            raise ValueError("give 'min' or 'max'")
        ordered(self.min, self.max)
        if self.of_a_rep and self.take is None:
            raise ValueError(f"'{self.metric}' is known only for a whole rep: add take = \"max\"")
        if self.against == "peak" and self.take is None:
            raise ValueError("against = \"peak\" is known only for a whole rep: add 'take'")
        return self


class Exercise(Strict):
    """An exercise file."""

    form: Literal[1] = Field(alias="schema", description="which form of exercise files this one has")
    id: Identifier
    name: str
    aliases: list[str] = []
    kind: Literal["reps", "pulses", "hold", "paced", "monitor"]
    source: Evidence
    tried_on: Literal["recordings", "photographs", "drawn people"] | None = Field(
        None, description="the nearest to real people that the file was tried on"
    )
    dose: str
    target: Target = Target()
    pace: Pace | None = None
    monitor: Monitor | None = None
    camera: str = Field(description="where to put the camera, in one line")
    setting: Setting | None = Field(None, description="what it is for, where it is done and with what")
    setup: str = Field(description="how to get into position, in plain words")
    safety: str
    cannot_see: list[str] = Field(default=[], description="what the camera cannot tell")
    easier: str = ""
    harder: str = ""
    view: View
    view_tolerance_deg: float = Field(35.0, gt=0, le=45)
    forward: list[Segment] = Field(min_length=1, description="segments that point the way the person faces")
    side_when: list[Condition] = Field(
        default=[],
        description="the side that acts is the one for which these hold, where they hold for one alone; "
        "until then nothing is counted, after that the side is kept until they hold for the other alone",
    )
    metrics: Metrics = {}
    position: Position
    variants: list[Variant] = []
    reps: Reps | None = None
    pulses: Pulses | None = None
    timed: bool = Field(
        False, description="of what is counted: the seconds in position are kept as holds as well, with limbs that move"
    )
    baseline_s: float = Field(3.0, gt=0, description="how much of the set's start is the person's own baseline")
    checks: list[Check]

    @model_validator(mode="before")
    @classmethod
    def _like_a_posture(cls, data: object) -> object:
        return with_posture(data)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        wrong = contradictions(self)
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def movement(self) -> Reps | Pulses | None:
        """What is counted; None for an exercise that is timed."""
        return self.reps or self.pulses

    @property
    def form_judged(self) -> bool:
        """Good form can be told from bad here; where it cannot, a set is done or it is not."""
        if self.kind == "paced":
            return False
        return any(check.severity != "hint" and (self.movement or check.clock) for check in self.checks)

    @property
    def enter_s(self) -> float:
        """How long the conditions of the position must hold before somebody is in it, seconds."""
        if self.position.enter_s is not None:
            return self.position.enter_s
        return 0.0 if self.movement else SETTLED_S

    @property
    def sided(self) -> list[str]:
        """Names of the metrics that exist once a side, in file order."""
        sided: list[str] = []
        for name, metric in self.metrics.items():
            names = [c.metric for c in metric.known_if]
            names += [arg.removeprefix("-") for arg in metric.args] if metric.kind in COMBINING else []
            if any(POINTS[point][0] in ("side", "other") for point in metric.points) or set(names) & set(sided):
                sided.append(name)
        return sided
