"""Reads what a model describes from the text of a file, with all mistakes in one message."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from formcheck.errors import SpecError
from formcheck.exercises.form import SCHEMA, other_form
from formcheck.exercises.metric_spec import Strict
from formcheck.exercises.spec import Exercise

M = TypeVar("M", bound=Strict)


def parse(text: str, where: str) -> Exercise:
    """Read an exercise from the text of a file.

    Parameters
    ----------
    text : str
    where : str
        The file, for the message.

    Raises
    ------
    SpecError
        As :func:`parse_as`; of a file of another form than :data:`~formcheck.exercises.form.SCHEMA`, with all that
        must change.
    """
    data = _data(text, where)
    if changes := other_form(data):
        raise SpecError(f"{where}: not an exercise file of schema {SCHEMA}: {'; '.join(changes)}")
    return _validated(Exercise, data, where)


def parse_as(model: type[M], text: str, where: str) -> M:
    """Read what a model describes from the text of a file.

    Parameters
    ----------
    model : type
        What the file must say.
    text : str
    where : str
        The file, for the message.

    Raises
    ------
    SpecError
        Naming the file, each wrong key and what was expected, all mistakes at once.
    """
    return _validated(model, _data(text, where), where)


def _data(text: str, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{where}: not valid TOML: {error}") from error


def _validated(model: type[M], data: dict[str, object], where: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = [f"{'.'.join(map(str, place(e['loc'], data))) or 'file'}: {e['msg']}" for e in error.errors()]
        raise SpecError(f"{where}: {'; '.join(found)}") from error


def place(loc: tuple[str | int, ...], data: object) -> tuple[str | int, ...]:
    """Where in the data of a file a mistake is, by where pydantic found it.

    A mistake of a name is at its key; what may stand without a list around it, and does, has no number in one.

    Parameters
    ----------
    loc : tuple of str and int
        As pydantic says it.
    data : dict
        What the file says.
    """
    at: list[str | int] = []
    for part in loc if loc[-1:] != ("[key]",) else loc[:-1]:
        if isinstance(data, dict) and isinstance(part, int):
            continue
        at.append(part)
        if isinstance(data, dict):
            data = data.get(part)
        else:
            data = data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None
    return tuple(at)


def load(path: str | Path) -> Exercise:
    """Read an exercise file.

    Raises
    ------
    SpecError
        If the file cannot be read or is wrong.
    """
    return parse(read_text(path), str(path))


def read_text(path: str | Path) -> str:
    """The text of a file of the user's.

    Raises
    ------
    SpecError
        If it cannot be read.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: cannot be read: {error}") from error
