"""A new exercise file to start from."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from formcheck.errors import OutputError, SpecError


def template(name: str) -> str:
    """The text of a commented exercise file that works as it is.

    Parameters
    ----------
    name : str
        The id of the new exercise.

    Raises
    ------
    SpecError
        If that cannot be an id.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise SpecError(f"'{name}' cannot be an id: expected small letters and digits joined by '-', like calf-raise")
    text = (resources.files("formcheck.exercises") / "template.toml").read_text(encoding="utf-8")
    title = name.replace("-", " ").capitalize()
    return text.replace('"my-exercise"', f'"{name}"').replace('"My exercise"', f'"{title}"')


def write_template(name: str, path: Path) -> None:
    """Write a new exercise file.

    Parameters
    ----------
    name : str
        Id of the exercise.
    path : Path
        Of the file.

    Raises
    ------
    SpecError
        If `name` cannot be an id.
    OutputError
        If the file is there already or cannot be written.
    """
    text = template(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise OutputError(f"{path} is there already: choose another name or -o") from error
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; choose another -o") from error
