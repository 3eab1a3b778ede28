"""The wall of exercises: what each is for, where it is done and what it needs, and the words it is found by."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from formcheck import exercises
from formcheck.app.demos import Pictures, pictures
from formcheck.exercises.metric_spec import Strict
from formcheck.exercises.spec import Exercise

Aim = Literal["strengthen", "stretch", "sit", "yours"]
Where = Literal["floor", "standing", "chair"]
Need = Literal["mat", "chair", "band", "wall", "table"]
Body = Literal["back", "fours", "side", "prone", "kneel", "sit", "chair", "stand"]
AIMS: tuple[Aim, ...] = ("yours", "strengthen", "stretch", "sit")
WHERES: tuple[Where, ...] = ("floor", "standing", "chair")
NEEDS: tuple[Need, ...] = ("mat", "chair", "band", "wall", "table")


class Place(Strict):
    """Where an exercise stands on the wall, and how person and laptop stand in the drawing of the camera's place."""

    aim: Aim
    place: Where
    needs: list[Need] = []
    body: Body
    laptop: Literal["floor", "seat", "hip", "chest"]


@dataclass(frozen=True)
class Tile:
    """An exercise on the wall.

    Attributes
    ----------
    words : str
        All names it is found by, in small letters.
    pictures : Pictures or None
    """

    id: str
    name: str
    dose: str
    place: Place
    words: str
    pictures: Pictures | None


def by_id(name: str) -> Exercise | None:
    """A built-in exercise or one of the user's folder by its id alone; None for anything else, such as a path."""
    if name in exercises.names():
        return exercises.get(name)
    return next((each for each in exercises.user_exercises()[0] if each.id == name), None)


def place_of(exercise: Exercise) -> Place:
    """The place of an exercise; one of the user's own stands by itself, and nothing is known of what it needs."""
    known = _places().get(exercise.id)
    if known:
        return known
    low = "floor" in exercise.camera.lower()
    where: Where = "floor" if low else "standing"
    return Place(aim="yours", place=where, body="fours" if low else "stand", laptop="floor" if low else "hip")


def wall() -> list[tuple[Aim, list[Tile]]]:
    """The exercises by what they are for, each group by name; groups without any are left out."""
    known = [exercises.get(name) for name in exercises.names()]
    tiles = [tile(each) for each in (*known, *exercises.user_exercises()[0])]
    tiles.sort(key=lambda each: each.name.lower())
    groups = [(aim, [each for each in tiles if each.place.aim == aim]) for aim in AIMS]
    return [(aim, members) for aim, members in groups if members]


def tile(exercise: Exercise) -> Tile:
    """An exercise as it hangs on the wall."""
    words = " ".join([exercise.name, exercise.id.replace("-", " "), *exercise.aliases]).lower()
    return Tile(exercise.id, exercise.name, exercise.dose, place_of(exercise), words, pictures(exercise.id))


@cache
def _places() -> dict[str, Place]:
    text = (resources.files("formcheck.app") / "wall.toml").read_text(encoding="utf-8")
    return {name: Place.model_validate(table) for name, table in tomllib.loads(text).items()}
