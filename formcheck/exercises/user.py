"""The user's own exercises: files in a folder of theirs, beside the built-in ones."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import platformdirs

from formcheck.errors import SpecError
from formcheck.exercises.reading import load
from formcheck.exercises.spec import Exercise

FOLDER_VARIABLE = "FORMCHECK_EXERCISES"


def folder() -> Path:
    """Where the user's exercise files are: ``$FORMCHECK_EXERCISES``, else the user's configuration folder."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else platformdirs.user_config_path("formcheck") / "exercises"


def load_all(taken: Collection[str]) -> tuple[list[Exercise], list[SpecError]]:
    """The user's exercises by file name, and one error for each file that is none.

    Parameters
    ----------
    taken : collection of str
        Ids that are not free.
    """
    found: dict[str, Exercise] = {}
    errors = []
    for path in sorted(folder().glob("*.toml")):
        try:
            exercise = load(path)
            if exercise.id in taken or exercise.id in found:
                raise SpecError(f"{path}: id: there is an exercise '{exercise.id}' already: choose another id")
            found[exercise.id] = exercise
        except SpecError as error:
            errors.append(error)
    return list(found.values()), errors
