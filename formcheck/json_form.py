"""Dataclasses as values of JSON and back, exactly: numbers in full, an unknown number as null."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from formcheck.errors import TrackError


def to_json_form(value: Any) -> Any:
    """Dicts, lists, text, numbers and None for ``json.dumps``; a float that is not finite is unknown, and None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json_form(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: to_json_form(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json_form(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


def alike(a: Any, b: Any, within: float = 1e-3) -> bool:
    """Whether two values of JSON say the same: landmarks are stored with fewer digits than they were checked with.

    Parameters
    ----------
    a, b : dict, list, str, int, float, bool or None
    within : float
        So far may numbers be apart.

    Examples
    --------
    >>> alike({"t_s": [0.1, 3.02495]}, {"t_s": [0.1, 3.0249]}), alike([1.0], [1.1]), alike([1.0], [1.0, 2.0])
    (True, False, False)
    """
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key], within) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(alike(x, y, within) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= within
    return bool(a == b)


def rounded(value: Any, digits: int = 4) -> Any:
    """A value of JSON with its numbers rounded, for tables and for comparing what two machines computed.

    Parameters
    ----------
    value : dict, list, str, int, float, bool or None
    digits : int
        After the point.

    Examples
    --------
    >>> rounded({"t_s": [0.1, 1 / 3], "side": "left"})
    {'t_s': [0.1, 0.3333], 'side': 'left'}
    """
    if isinstance(value, dict):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item, digits) for item in value]
    return round(value, digits) if isinstance(value, float) else value


def from_json_form(kind: Any, value: Any, key: str) -> Any:
    """The inverse of :func:`to_json_form`.

    Parameters
    ----------
    kind : type
        Wanted: a dataclass, tuple of one kind, dict, literal, optional, or plain type; null is NaN where a float is
        wanted. Keys that a dataclass does not have are passed over.
    value : dict, list, str, int, float, bool or None
        As ``json.loads`` gives it.
    key : str
        Where the value stands in the file, for the message.

    Raises
    ------
    TrackError
        If it is of another kind, or a key is missing.
    """
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (some,) = (arg for arg in args if arg is not type(None))
        return None if value is None else from_json_form(some, value, key)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(
            **{
                f.name: from_json_form(hints[f.name], entry(value, f.name, key), f"{key}.{f.name}")
                for f in fields(kind)
            }
        )
    if origin is tuple and isinstance(value, list):
        return tuple(from_json_form(args[0], item, f"{key}[{i}]") for i, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {name: from_json_form(args[1], item, f"{key}.{name}") for name, item in value.items()}
    if origin is Literal and value in args:
        return value
    if kind is float and (value is None or type(value) in (int, float)):
        return math.nan if value is None else float(value)
    if origin is None and type(value) is kind:
        return value
    raise TrackError(f"'{key}' should be {_WORDS.get(origin or kind, kind)}{_one_of(args, origin)}, not {value!r:.40}")


def entry(values: Any, name: str, key: str = "") -> Any:
    """What stands under a name in an object of JSON.

    Parameters
    ----------
    values : dict
        The object.
    name : str
    key : str
        Where the object stands in the file, for the message; empty for the whole file.

    Raises
    ------
    TrackError
        If there is no such object, or nothing under the name.
    """
    if not isinstance(values, dict):
        raise TrackError(f"'{key}' should be an object, not {values!r:.40}")
    if name not in values:
        raise TrackError(f"'{key}.{name}' is missing" if key else f"'{name}' is missing")
    return values[name]


_WORDS = {
    float: "a number or null",
    int: "a whole number",
    str: "a text",
    tuple: "a list",
    dict: "an object",
    Literal: "one of ",
}


def _one_of(args: tuple[Any, ...], origin: Any) -> str:
    return ", ".join(map(repr, args)) if origin is Literal else ""
