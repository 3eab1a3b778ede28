"""Points, metrics and conditions: the part of an exercise file that says what is measured."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from formcheck.landmarks import SIDED, Landmark

View = Literal["side", "front", "between", "any"]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
RESERVED = ("peak", "travel", "time", "speed")
"""Names, or beginnings of names, of what is known of a whole repetition; see ``spec.TIMES``."""


def is_reserved(name: object) -> bool:
    """Whether a metric of that name would stand for a number of a whole repetition."""
    return isinstance(name, str) and name.partition(".")[0] in RESERVED


def _free(name: object) -> object:
    if is_reserved(name):
        raise ValueError(f"'{name}' is taken: peak, travel, time.* and speed.* belong to a whole repetition; rename it")
    return name


Column = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.left|\.right)?$")]
PointName = str
Segment = tuple[PointName, PointName]

GEOMETRIC: dict[str, tuple[int, str]] = {
    "flexion": (3, "deg"),
    "offset": (3, "length"),
    "elevation": (2, "deg"),
    "lean": (2, "deg"),
    "above": (2, "px"),
    "rise": (2, "length"),
    "ahead": (2, "length"),
    "apart": (2, "length"),
    "reach": (2, "length"),
    "outside": (4, "length"),
}
"""Kind of metric -> number of points, unit; each is the function of the same name in ``geometry``."""

COMBINING = ("sum", "min", "max", "mean", "ratio", "first")
NEEDS_PER = ("rise", "ahead", "apart", "reach", "outside")


def _point_names() -> dict[str, tuple[str, int]]:
    """Name in an exercise file -> (which set of points, landmark index on the left or only side)."""
    names: dict[str, tuple[str, int]] = {landmark.name.lower(): ("own", int(landmark)) for landmark in Landmark}
    for part in SIDED:
        left = int(Landmark[f"LEFT_{part}".upper()])
        names |= {
            part: ("near", left),
            f"far_{part}": ("far", left),
            f"mid_{part}": ("mid", left),
            f"side_{part}": ("side", left),
            f"other_{part}": ("other", left),
        }
    return names


POINTS = _point_names()
"""Points an exercise file may name: ``left_hip``; ``hip`` / ``far_hip`` (nearer to / farther from the camera);
``mid_hip``; ``side_hip`` / ``other_hip`` (the side that a left or right rep is done with, and the other)."""


class Strict(BaseModel):
    """Refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def ordered(least: float, most: float) -> None:
    """Raise an error unless one number is at most another.

    Parameters
    ----------
    least, most : float

    Raises
    ------
    ValueError
        If the first is greater.
    """
    if not least <= most:
        raise ValueError(f"expected min <= max, found {least:g} and {most:g}")


class Condition(Strict):
    """A metric between limits. Once met it stays met until it is off by more than `slack`."""

    metric: Column = Field(description="a metric; of a sided one also 'name.left' or 'name.right'")
    min: float = float("-inf")
    max: float = float("inf")
    slack: float = Field(0.0, ge=0)
    optional: bool = Field(False, description="also met while the metric is unknown")
    view: View = Field("any", description="asked in this view only; met in every other")

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        ordered(self.min, self.max)
        return self


def _in_lists(alternatives: object) -> object:
    """Alternatives as lists of conditions, where one condition may stand without a list."""
    if not isinstance(alternatives, list):
        return alternatives
    return [one if isinstance(one, list) else [one] for one in alternatives]


Alternatives = Annotated[
    list[list[Condition]],
    BeforeValidator(_in_lists, json_schema_input_type=list[Condition | list[Condition]]),
    Field(description="alternatives, each a condition or a list of them; met where all conditions of one of them are"),
]
"""Conditions of which one is enough; a list in the list is met where all that it holds are."""


class Metric(Strict):
    """One number a frame. Exactly one kind is given: points for a geometric one, names for a combining one."""

    flexion: list[PointName] | None = Field(None, description="[a, joint, b]: bend at the joint, 0 = straight, deg")
    offset: list[PointName] | None = Field(None, description="[p, a, b]: p above (+) the line a-b, over its length")
    elevation: list[PointName] | None = Field(None, description="[a, b]: angle of a->b above the horizontal, deg")
    lean: list[PointName] | None = Field(None, description="[a, b]: angle of a->b from straight up, + forward, deg")
    above: list[PointName] | None = Field(
        None, description="[a, b]: b above a, pixels; for signals on the person's own scale"
    )
    rise: list[PointName] | None = Field(None, description="[a, b]: b above a, over 'per'")
    ahead: list[PointName] | None = Field(None, description="[a, b]: b ahead of a, over 'per'")
    apart: list[PointName] | None = Field(None, description="[a, b]: horizontal distance, over 'per'")
    reach: list[PointName] | None = Field(None, description="[a, b]: distance, over 'per'")
    outside: list[PointName] | None = Field(None, description="[p, a, b, other]: p outside (+) line a-b, over 'per'")
    sum: list[str] | None = Field(None, description="metrics added; '-name' is subtracted")
    min: list[str] | None = Field(None, description="the smallest of these metrics")
    max: list[str] | None = Field(None, description="the largest of these metrics")
    mean: list[str] | None = Field(None, description="the mean of these metrics")
    first: list[str] | None = Field(None, description="the first of these metrics that is known")
    ratio: list[str] | None = Field(None, description="the first of these two metrics over the second")
    per: list[Segment] = Field(default=[], description="segments whose lengths, added, are the unit")
    sign: Literal["above", "below"] | None = Field(
        None, description="flexion only: positive when the joint is above / below the line a-b, else negative"
    )

    guess: bool = Field(False, description="also use hidden landmarks and those outside the frame, as guessed")
    times: float = Field(1.0, description="combining kinds only: the result times this, before 'plus'")
    plus: float = Field(0.0, description="combining kinds only: added to the result")
    known_if: list[Condition] = Field(default=[], description="unknown unless these metrics above it hold")

    @cached_property
    def kind(self) -> str:
        """The one kind that is given."""
        return next(k for k in (*GEOMETRIC, *COMBINING) if getattr(self, k) is not None)

    @property
    def args(self) -> list[str]:
        """What the kind is given: points, or names of metrics."""
        args: list[str] = getattr(self, self.kind)
        return args

    @property
    def points(self) -> list[PointName]:
        """All points the metric reads; empty for a combining one."""
        if self.kind in COMBINING:
            return []
        return [*self.args, *(point for segment in self.per for point in segment)]

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [k for k in (*GEOMETRIC, *COMBINING) if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise ValueError(f"give exactly one of {', '.join((*GEOMETRIC, *COMBINING))}; found {kinds or 'none'}")
        kind = kinds[0]
        if kind in GEOMETRIC:
            if len(self.args) != GEOMETRIC[kind][0]:
                raise ValueError(f"'{kind}' takes {GEOMETRIC[kind][0]} points, found {len(self.args)}")
            for point in self.points:
                if point not in POINTS:
                    raise ValueError(f"unknown point '{point}': expected one of {', '.join(sorted(POINTS))}")
        if kind == "ratio" and len(self.args) != 2:
            raise ValueError(f"'ratio' takes 2 metrics, found {len(self.args)}")
        if not self.args:
            raise ValueError(f"'{kind}' takes at least 1 metric, found none")
        if (kind in NEEDS_PER) != bool(self.per):
            raise ValueError(f"'{kind}' {'needs' if kind in NEEDS_PER else 'takes no'} 'per'")
        if self.sign and kind != "flexion":
            raise ValueError("'sign' goes with 'flexion' only")
        for key, given in (("times", self.times != 1.0), ("plus", self.plus != 0.0)):
            if given and kind not in COMBINING:
                raise ValueError(f"'{key}' goes with {', '.join(COMBINING)} only")
        if self.times == 0.0:
            raise ValueError("'times' of 0 leaves nothing of the metric: expected another number")
        return self


Metrics = dict[Annotated[Name, BeforeValidator(_free)], Metric]
"""Metrics by their names."""
