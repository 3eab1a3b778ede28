"""Every mistake of an exercise file, with its key, its line and what was expected; the file's form as a JSON Schema."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formcheck.errors import SpecError
from formcheck.exercises.reading import load, place
from formcheck.exercises.spec import Exercise

Loc = tuple[str | int, ...]

_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_HEADER = re.compile(r"(\[\[?)\s*([\w.-]+)\s*\]\]?$")
_KEY = re.compile(r"([\w.-]+)\s*=")


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Attributes
    ----------
    key : str
        Where in the file, e.g. ``checks.0.cue``; empty for the file as a whole.
    line : int or None
        Of the key, or of the table it belongs in, from 1; None where the file has no such line.
    text : str
        What is wrong and what was expected.
    """

    key: str
    line: int | None
    text: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.key}: {self.text}" if self.key else where + self.text


def file_mistakes(path: Path) -> list[Mistake]:
    """The mistakes of an exercise file in the order of its lines; empty if it is right.

    Raises
    ------
    SpecError
        If it cannot be read.
    """
    try:
        load(path)
    except SpecError as error:
        cause = error.__cause__
        if isinstance(cause, tomllib.TOMLDecodeError):
            at = re.search(r" \(at line (\d+), (column \d+)\)$", str(cause))
            told = f"not valid TOML: {str(cause)[: at.start()]}, {at[2]}" if at else f"not valid TOML: {cause}"
            return [Mistake("", int(at[1]) if at else None, told)]
        if isinstance(cause, ValidationError):
            return _mistakes_of(cause, path.read_text(encoding="utf-8"))
        raise
    return []


def json_schema() -> dict[str, Any]:
    """The form of an exercise file, for editors that complete and check while one types."""

    def finite(node: Any) -> Any:
        """Without the defaults that JSON has no word for."""
        if isinstance(node, dict):
            endless = isinstance(node.get("default"), float) and not math.isfinite(node["default"])
            return {key: finite(value) for key, value in node.items() if not (endless and key == "default")}
        return [finite(value) for value in node] if isinstance(node, list) else node

    schema: dict[str, Any] = finite(Exercise.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def key_lines(text: str) -> dict[Loc, int]:
    """Line, from 1, of every table, key and array element that begins a line of a TOML text."""
    found: dict[Loc, int] = {}
    counts: dict[Loc, int] = {}
    table: Loc = ()
    key: Loc = ()
    depth, quote = 0, ""
    for number, whole in enumerate(text.splitlines(), start=1):
        if quote:  # inside a string of several lines
            quote = "" if quote in whole else quote
            continue
        quote = next((q for q in ('"""', "'''") if whole.count(q) == 1), "")
        line = _STRING.sub('""', whole).split("#")[0].strip()
        if depth == 1 and line[:1] not in ("", "]", "}"):  # what lies deeper belongs to the element that it is in
            index = counts.get(key, 0)
            found[*key, index], counts[key] = number, index + 1
        elif not depth and (header := _HEADER.match(line)):
            table = _numbered(header[2].split("."), counts, new=header[1] == "[[")
            found[table] = number
            continue
        elif not depth and (entry := _KEY.match(line)):
            key = (*table, *entry[1].split("."))
            found[key] = number
        depth += sum(map(line.count, "[{")) - sum(map(line.count, "]}"))
    return found


def _numbered(parts: Iterable[str], counts: dict[Loc, int], new: bool) -> Loc:
    """The path of a table, with the numbers of the arrays of tables on its way."""
    loc: Loc = ()
    names = list(parts)
    for i, name in enumerate(names):
        loc = (*loc, name)
        if new and i == len(names) - 1:
            counts[loc] = counts.get(loc, 0) + 1
        if loc in counts:
            loc = (*loc, counts[loc] - 1)
    return loc


def _mistakes_of(error: ValidationError, text: str) -> list[Mistake]:
    lines, data = key_lines(text), tomllib.loads(text)

    def mistake(loc: Loc, message: str) -> Mistake:
        known = (lines[loc[:n]] for n in range(len(loc), 0, -1) if loc[:n] in lines)
        return Mistake(".".join(map(str, loc)), next(known, None), message)

    found = []
    for one in [*error.errors(), *_unfitting(error, data)]:
        loc, message = place(one["loc"], data), one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            message = f"no such key: expected one of {', '.join(_keys_at(loc[:-1]))}"
        if loc:
            found.append(mistake(loc, message))
            continue
        for part in message.split("; "):  # what does not fit together, see Exercise
            key, colon, rest = part.partition(": ")
            if not colon or " " in key:
                found.append(mistake(("kind",), part))
            else:
                found.append(mistake(_loc(key, data), rest))
    return sorted(found, key=lambda m: m.line or 0)


_STAND_IN = {"elevation": ["hip", "shoulder"]}
"""In place of a metric that is wrong, so that what uses its name can be looked at."""


def _unfitting(error: ValidationError, data: dict[str, Any]) -> list[Any]:
    """What does not fit together in the parts without a mistake of their own; nothing where other parts are wrong."""
    data, wrong = deepcopy(data), {one["loc"][:2] for one in error.errors()}
    unsure = [loc[1] for loc in wrong if loc[:1] == ("metrics",) and len(loc) > 1]
    items = [loc for loc in wrong if loc[:1] in (("checks",), ("variants",)) and len(loc) > 1]
    if len(unsure) + len(items) < len(wrong):  # also where what does not fit is all that is wrong
        return []
    for name in unsure:
        data["metrics"][name] = _STAND_IN
    for table, index in sorted(items, reverse=True):
        unsure.append(data[str(table)].pop(index).get("id", ""))
    try:
        Exercise.model_validate(data)
    except ValidationError as other:
        told = [one for one in other.errors() if not one["loc"]]
        parts = [part for one in told for part in one["msg"].removeprefix("Value error, ").split("; ")]
        sure = [part for part in parts if not any(f"'{name}'" in part for name in unsure)]
        return [{"type": "value_error", "loc": (), "msg": "; ".join(sure)}] if sure else []
    return []


def _loc(key: str, data: dict[str, Any]) -> Loc:
    """``checks.depth`` as a place in the file; ambiguous where checks share an id."""
    table, _, name = key.partition(".")
    if table in ("checks", "variants"):
        same = [i for i, item in enumerate(data[table]) if item.get("id") == name]
        return (table, same[0]) if len(same) == 1 else (table, name)
    return tuple(key.split("."))


def _keys_at(loc: Loc) -> list[str]:
    """Keys that the table at a place may have."""
    schema = Exercise.model_json_schema()

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        for choice in ("anyOf", "allOf"):
            node = next((n for n in node.get(choice, ()) if n.get("type") != "null"), node)
        return schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node

    node = schema
    for part in loc:
        if isinstance(part, int):
            node = resolved(node["items"])
        elif part in node.get("properties", {}):
            node = resolved(node["properties"][part])
        else:  # a table whose keys the user names
            named = node.get("patternProperties") or {"": node["additionalProperties"]}
            node = resolved(next(iter(named.values())))
    return list(node["properties"])
