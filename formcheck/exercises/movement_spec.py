"""The parts of an exercise file that say when somebody is in position, and what is counted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises.evidence import Evidence
from formcheck.exercises.metric_spec import Alternatives, Condition, Name, Strict

LearnedPosture = Literal[
    "childs-pose",
    "plank",
    "side-plank",
    "bridge",
    "all-fours",
    "butterfly",
    "seated-twist",
    "kneeling-lunge",
    "deep-squat",
    "shoelace",
    "warrior",
    "tree",
    "cobra",
]
"""What ``metrics.learned_postures`` knows; from people in pictures, see ``benchmarks/posture_model.py``."""


@dataclass(frozen=True)
class RepLevels:
    """What :class:`RepMachine` needs to know of an exercise; see ``exercises.spec.Reps``."""

    rest: float
    go: float
    peak: float
    rest_s: float
    settle_s: float
    min_s: float
    max_s: float
    turned_back: str


class Still(Strict):
    """A metric that keeps near its own mean of the last half second: getting into position and out of it does not."""

    metric: Name
    within: float = Field(gt=0)


class Position(Strict):
    """When the person is in position: every condition met for `enter_s`; lost after `leave_s` without.

    Conditions, not waiting, keep out of the count what people do on their way into position.
    """

    like: str | None = Field(None, description="a posture, whose metrics and conditions are those of the file as well")
    all: list[Condition] = []
    any: Alternatives = []
    learned: LearnedPosture | None = Field(
        None, description="a posture learnt from pictures: conditions decide only where it is not sure"
    )
    unlike: list[LearnedPosture] = Field(
        [], description="learnt postures that it is not: whoever is in one of them is not in position"
    )
    still: Still | None = None
    body_still: bool = Field(
        False,
        description="the body as a whole keeps still as well, where movements are counted the trunk: a hold that is "
        "passed through by a movement is none",
    )
    enter_s: float | None = Field(
        None, ge=0, description="left out: 0 where movements are counted, 0.3 where time is kept"
    )
    leave_s: float = Field(0.5, ge=0)
    least_s: float = Field(
        0,
        ge=0,
        description="a stay that is shorter, or never still for so long, is no hold: a movement rests on its way",
    )
    source: Evidence | None = Field(None, description="where the limits come from, if that is known")

    @property
    def conditions(self) -> list[Condition]:
        """Every condition, those of all alternatives included."""
        return [*self.all, *(condition for alternative in self.any for condition in alternative)]

    @property
    def needed(self) -> list[Condition]:
        """The conditions on metrics that must be measured: of `any` only those that no alternative goes without."""
        names = [{condition.metric for condition in alternative} for alternative in self.any]
        common = set.intersection(*names) if names else set()
        return [*self.all, *(c for alternative in self.any for c in alternative if c.metric in common)]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.all and not self.any:
            raise ValueError("give 'like', 'all' or 'any'")
        return self


class Second(Strict):
    """The second part of a repetition of two: a movement of the same signal that is told apart at its peak."""

    metric: Name
    min: float = Field(description="at the peak of the second part the metric is this much or more, at the first less")
    within_s: float = Field(4.0, gt=0, description="the longest rest between the two parts")


class Stepping(Strict):
    """A movement in which a metric changes much while the signal stays low is a step of somebody who walks."""

    metric: Name
    change: float = Field(gt=0, description="from its lowest to its highest, a few frames left out")
    below: float = Field(description="the signal of a step stays below this; a lower level than 'peak' leaves none")


class Reps(Strict):
    """The counting of repetitions: the signal grows from `rest` to `peak` and comes back.

    A movement begins when the signal passes `go`, is a rep once it has passed `peak` and has come back to `rest`, and
    is an attempt when it comes back before and all of it was seen in position. With `target` or `target_share` the
    three levels and `band` are shares of the person's own way: 0 is the lowest that the signal has kept to for half a
    second since getting into position, 1 is the target.
    """

    signal: Name
    rest: float
    go: float
    peak: float
    target: float | None = Field(None, description="the signal at the end of the way; the levels are then shares of it")
    target_share: float | None = Field(None, description="the same, as a share of the lowest value itself")
    least_way: float = Field(0.0, ge=0, description="a shorter way than this is none: nothing is known yet")
    resting: list[Condition] = Field(
        default=[],
        description="at rest whatever the own scale says; half a second of it above `rest`, and the scale begins anew: "
        "the person has come nearer to the camera or gone farther away",
    )
    band: float = Field(gt=0, description="how far below the rep's own highest value still counts as its top")
    unit_name: str = Field("", description="what one unit of the signal is, for people")
    own_share: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="a movement is an attempt if it reaches less than this share of the median of the person's own "
        "repetitions so far, however far above `peak` that is",
    )
    sides: bool = Field(False, description="left and right are counted apart")
    rest_s: float = Field(0.0, ge=0, description="time at rest before the first movement counts")
    settle_s: float = Field(0.0, ge=0, description="time at rest between two movements")
    min_s: float = Field(0.5, ge=0)
    max_s: float = Field(20.0, gt=0)
    turned_back: str = Field("turned back before the target", description="the reason told with an attempt")
    second: Second | None = Field(None, description="a repetition is two movements, this one the second")
    steps: Stepping | None = Field(None, description="what is a step, and neither a repetition nor an attempt")
    source: Evidence | None = Field(None, description="where the levels come from, if that is known")

    @property
    def own_scale(self) -> bool:
        """The levels are shares of the person's own way."""
        return self.target is not None or self.target_share is not None

    @property
    def levels(self) -> RepLevels:
        """The part that the counting machine needs."""
        return RepLevels(
            self.rest, self.go, self.peak, self.rest_s, self.settle_s, self.min_s, self.max_s, self.turned_back
        )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.rest < self.go < self.peak:
            raise ValueError(f"expected rest < go < peak, found {self.rest}, {self.go}, {self.peak}")
        if self.resting and not self.own_scale:
            raise ValueError("'resting' goes with 'target' or 'target_share' only")
        if self.own_share and not self.own_scale:
            raise ValueError("'own_share' goes with 'target' or 'target_share' only")
        return self


class Pulses(Strict):
    """The counting of pulses: small movements up and down around a position that is held.

    A pulse is a rise of the signal by `travel` or more and a fall by as much, wherever it happens.
    """

    signal: Name
    travel: float = Field(gt=0)
    unit_name: str = Field("", description="what one unit of the signal is, for people")
    sides: bool = Field(False, description="left and right are counted apart")
    min_s: float = Field(0.2, ge=0)
    max_s: float = Field(8.0, gt=0)
    source: Evidence | None = Field(None, description="where the levels come from, if that is known")

    @property
    def band(self) -> float:
        """How far below the highest value still counts as the top."""
        return self.travel / 2

    @property
    def peak(self) -> float:
        """What a pulse takes."""
        return self.travel
