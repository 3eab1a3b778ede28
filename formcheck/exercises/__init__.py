"""The exercises: one TOML file each in ``catalogue/``, in the user's folder, or anywhere by its path.

``catalogue/`` holds the back and hip exercises that formcheck is made for, ``catalogue/more/`` other ones.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from formcheck.errors import SpecError
from formcheck.exercises import user
from formcheck.exercises.reading import load, parse
from formcheck.exercises.spec import Exercise

__all__ = ["Exercise", "get", "load", "more", "names", "user_exercises"]


@cache
def names() -> tuple[str, ...]:
    """Ids of the built-in exercises, sorted; those of :func:`more` among them."""
    return tuple(sorted(_files()))


@cache
def more() -> tuple[str, ...]:
    """Ids of the built-in exercises that are not among the back and hip exercises formcheck is made for, sorted."""
    return tuple(sorted(_in(_CATALOGUE / "more")))


_CATALOGUE = resources.files("formcheck.exercises") / "catalogue"


@cache
def _files() -> dict[str, Traversable]:
    """The file of each built-in exercise, by its id."""
    return _in(_CATALOGUE) | _in(_CATALOGUE / "more")


def _in(folder: Traversable) -> dict[str, Traversable]:
    return {f.name.removesuffix(".toml"): f for f in folder.iterdir() if f.name.endswith(".toml")}


def user_exercises() -> tuple[list[Exercise], list[SpecError]]:
    """The exercises of the user's folder, and one error for each file there that is none."""
    return user.load_all(names())


def get(name: str) -> Exercise:
    """An exercise by its id or another name of it, built-in or of the user's folder, or a file by its path.

    Raises
    ------
    SpecError
        If there is none of that name, or its file is wrong.
    """
    if name.endswith(".toml"):
        return load(Path(name))
    if name in names():
        return _built_in(name)
    mine = user_exercises()[0]
    by_id = {exercise.id: exercise for exercise in mine}
    if name in by_id:
        return by_id[name]
    wanted = name.lower().replace("_", " ").replace("-", " ")
    for exercise in (*map(_built_in, names()), *mine):
        if wanted in {alias.lower().replace("-", " ") for alias in (exercise.id, exercise.name, *exercise.aliases)}:
            return exercise
    if (path := user.folder() / f"{name}.toml").is_file():
        raise SpecError(f"no exercise '{name}': {path} has another id or a mistake: see 'formcheck validate {path}'")
    every = (*map(_built_in, names()), *mine)
    meant = {alias.lower(): each.id for each in every for alias in (each.id, each.name, *each.aliases)}
    near = dict.fromkeys(meant[alias] for alias in get_close_matches(wanted, meant, 3, 0.7))
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else "expected the id of one that is listed, or a path ending in .toml"
    )
    raise SpecError(f"no exercise '{name}': {hint}")


@cache
def _built_in(name: str) -> Exercise:
    return parse(_files()[name].read_text(encoding="utf-8"), f"{name}.toml")
