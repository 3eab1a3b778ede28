"""Postures that exercises share: metrics and conditions of a position, one TOML file each in ``postures/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from formcheck.exercises.evidence import Evidence
from formcheck.exercises.metric_spec import Condition, Identifier, Metrics, Strict


class Shared(Strict):
    """The conditions of a posture."""

    all: list[Condition] = Field(min_length=1)


class Posture(Strict):
    """A posture file."""

    form: Literal[1] = Field(alias="schema")
    id: Identifier
    name: str = Field(description="what somebody in it does, in plain words")
    source: Evidence
    metrics: Metrics
    position: Shared


@cache
def posture_names() -> tuple[str, ...]:
    """Ids of the postures, sorted."""
    folder = resources.files("formcheck.exercises") / "postures"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def posture(name: str) -> Posture:
    """A posture by its id; `name` must be one of :func:`posture_names`."""
    file = resources.files("formcheck.exercises") / "postures" / f"{name}.toml"
    return Posture.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def with_posture(data: object) -> object:
    """The data of an exercise file with what the posture gives that its position is like.

    Its metrics come first, so that those of the file may combine them; its conditions come last, without those on a
    metric for which the file has a condition of its own.

    Parameters
    ----------
    data : object
        The file as TOML gives it; nothing in it is sure yet, and nothing is changed in it.

    Raises
    ------
    ValueError
        If there is no such posture, or the file has a metric of the same name as the posture.
    """
    if not isinstance(data, dict) or not isinstance(position := data.get("position"), dict) or "like" not in position:
        return data
    name, own = position["like"], data.get("metrics", {})
    if name not in posture_names():
        raise ValueError(f"position.like: no posture '{name}': expected one of {', '.join(posture_names())}")
    conditions, shared = position.get("all", []), posture(name)
    if not isinstance(conditions, list) or not isinstance(own, dict):
        return data  # what is wrong is said of the file as it stands
    if twice := sorted(set(own) & set(shared.metrics)):
        raise ValueError(f"metrics.{twice[0]}: the posture '{name}' measures it already: choose another name")
    asked = [condition.get("metric") for condition in conditions if isinstance(condition, dict)]
    added = [condition for condition in shared.position.all if condition.metric not in asked]
    return {
        **data,
        "metrics": {**shared.metrics, **own},
        "position": {**position, "all": [*conditions, *added]},
    }
