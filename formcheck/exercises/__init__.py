"""The exercises: one TOML file each in ``catalogue/``, or a file of the user's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from formcheck.errors import SpecError
from formcheck.exercises.spec import Exercise, load, parse

__all__ = ["Exercise", "get", "load", "names"]


@cache
def names() -> tuple[str, ...]:
    """Ids of the built-in exercises, sorted."""
    folder = resources.files("formcheck.exercises") / "catalogue"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def get(name: str) -> Exercise:
    """A built-in exercise by its id or another name of it, or an exercise file by its path.

    Raises
    ------
    SpecError
        If there is none of that name, or its file is wrong.
    """
    if name.endswith(".toml"):
        return load(Path(name))
    folder = resources.files("formcheck.exercises") / "catalogue"
    if name in names():
        return parse((folder / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")
    wanted = name.lower().replace("_", " ").replace("-", " ")
    for other in names():
        exercise = get(other)
        if wanted in {alias.lower().replace("-", " ") for alias in (other, exercise.name, *exercise.aliases)}:
            return exercise
    raise SpecError(f"no exercise '{name}': expected one of {', '.join(names())}, or a path ending in .toml")
