"""Which form an exercise file has: its ``schema``, and what a file of another form must change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formcheck.exercises.evidence import FORM
from formcheck.exercises.metric_spec import is_reserved

SCHEMA = 1
"""The form that this version reads."""


def other_form(data: dict[str, object]) -> list[str]:
    """What must change until the parts of a file have the form of :data:`SCHEMA`; empty where it has it.

    Parameters
    ----------
    data : dict
        The file as TOML gives it; nothing in it is sure yet.
    """
    found = data.get("schema")
    if type(found) is int and found == SCHEMA:
        return []
    if type(found) is int and found > SCHEMA:
        return [f"schema: found {found}, which a newer formcheck reads: install that, or write the file for {SCHEMA}"]
    first = f"add schema = {SCHEMA} as the first line" if "schema" not in data else f"schema: expected {SCHEMA}"
    return [first, *_since_files_had_no_schema(data)]


def _since_files_had_no_schema(data: dict[str, object]) -> Iterator[str]:
    """What was written in another way, or was not asked for, before files said which form they have."""
    checks = list(_checks(data))
    worded = ["source"] if isinstance(data.get("source"), str) else []
    worded += _named("source", (name for name, check in checks if isinstance(check.get("source"), str)))
    if worded:
        yield f"{' and '.join(worded)}: {FORM}"
    metrics = data.get("metrics")
    for name in metrics if isinstance(metrics, dict) else ():
        if is_reserved(name):
            yield f"metrics.{name}: choose another name, it belongs to a whole repetition"
    if _takes_turns(data):
        yield 'target: add turns = "alternate" where the sides take turns within a set, each_side = true where not'
    for silent in _named("why", (name for name, check in checks if "why" not in check)):
        yield f"{silent}: add one sentence for the person who exercises, on why it matters"


def _takes_turns(data: dict[str, object]) -> bool:
    """Both sides were taken to do half of a set each where a file did not give each side its own sets."""
    movement, target = data.get("reps") or data.get("pulses"), data.get("target")
    sides = isinstance(movement, dict) and movement.get("sides") is True
    return sides and isinstance(target, dict) and not ({"each_side", "turns"} & set(target))


def _named(key: str, checks: Iterable[str]) -> list[str]:
    """``source of checks.depth, checks.heel-lift``, each id once; nothing without checks."""
    names = [f"checks.{name}" for name in dict.fromkeys(checks)]
    return [f"{key} of {', '.join(names)}"] if names else []


def _checks(data: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """The checks with their id, or with their number where they have none."""
    checks = data.get("checks")
    for i, check in enumerate(checks if isinstance(checks, list) else []):
        if isinstance(check, dict):
            yield str(check.get("id", i)), check
