"""The wall of exercises: what each is for, where it is done and what it needs, and the words it is found by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from formcheck import exercises
from formcheck.app.demos import Pictures, pictures
from formcheck.exercises.setting import Need, Setting, Where
from formcheck.exercises.spec import Exercise

WallGroup = Literal["yours", "strengthen", "stretch", "sit"]
ShownBy = Callable[[str], Pictures | None]
WALL_GROUPS: tuple[WallGroup, ...] = get_args(WallGroup)
WHERES: tuple[Where, ...] = get_args(Where)
NEEDS: tuple[Need, ...] = get_args(Need)


@dataclass(frozen=True)
class WallTile:
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
    place: Setting
    words: str
    pictures: Pictures | None


def by_id(name: str) -> Exercise | None:
    """A built-in exercise or one of the user's folder by its id alone; None for anything else, such as a path."""
    if name in exercises.names():
        return exercises.get(name)
    return next((each for each in exercises.user_exercises()[0] if each.id == name), None)


def setting_of(exercise: Exercise) -> Setting:
    """The setting of an exercise; where its file gives none, what its camera lets one guess."""
    if exercise.setting:
        return exercise.setting
    low = "floor" in exercise.camera.lower()
    where: Where = "floor" if low else "standing"
    return Setting(aim="strengthen", place=where, body="fours" if low else "stand", laptop="floor" if low else "hip")


def wall(shown_by: ShownBy = pictures) -> list[tuple[WallGroup, list[WallTile]]]:
    """The exercises by what they are for, each group by name; groups without any are left out.

    Parameters
    ----------
    shown_by : callable
        What an exercise is shown by.
    """
    known = [exercises.get(name) for name in exercises.names()]
    tiles = [tile(each, shown_by) for each in (*known, *exercises.user_exercises()[0])]
    tiles.sort(key=lambda each: each.name.lower())
    groups = [(group, [each for each in tiles if _group(each) == group]) for group in WALL_GROUPS]
    return [(group, members) for group, members in groups if members]


def tile(exercise: Exercise, shown_by: ShownBy = pictures) -> WallTile:
    """An exercise as it hangs on the wall; parameters as of :func:`wall`."""
    words = " ".join([exercise.name, exercise.id.replace("-", " "), *exercise.aliases]).lower()
    return WallTile(exercise.id, exercise.name, exercise.dose, setting_of(exercise), words, shown_by(exercise.id))


def _group(tile: WallTile) -> WallGroup:
    return tile.place.aim if tile.id in exercises.names() else "yours"
