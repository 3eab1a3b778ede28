"""Pain that ended a set: where in the set it came, how strong it was, and what the person wrote about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

STRONGEST = 10
"""Strength is a whole number from 0, no pain, to this one, the worst there is."""


@dataclass(frozen=True)
class Pain:
    """What is known of it.

    Attributes
    ----------
    at_s : float or None
        When it was shown or told, on the clock of the repetitions; None if it was added to a set afterwards.
    after_rep : int or None
        Repetitions that were complete by then; None where nothing is counted, or it is not known.
    in_rep : bool
        Another repetition was under way.
    held_s : float or None
        Seconds in position by then; None where repetitions are counted, or it is not known.
    strength : int or None
        0 to :data:`STRONGEST`; None if it was not answered.
    note : str

    Raises
    ------
    ValueError
        If the strength is not on the scale.
    """

    at_s: float | None = None
    after_rep: int | None = None
    in_rep: bool = False
    held_s: float | None = None
    strength: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.strength is not None and not 0 <= self.strength <= STRONGEST:
            raise ValueError(f"pain is told from 0 to {STRONGEST}, found {self.strength}")

    @property
    def place(self) -> str:
        """Where in the set: ``at rep 3``, ``after rep 2``, ``after 14 s``; empty if it is not known."""
        if self.after_rep is not None:
            if self.in_rep:
                return f"at rep {self.after_rep + 1}"
            return f"after rep {self.after_rep}" if self.after_rep else "before the first rep"
        if self.held_s is None:
            return ""
        return f"after {self.held_s:.0f} s" if self.held_s >= 1 else "at the start"

    @property
    def words(self) -> str:
        """``pain 6 of 10 at rep 3``; what is not known is left out."""
        strength = "" if self.strength is None else f"{self.strength} of {STRONGEST}"
        return " ".join(part for part in ("pain", strength, self.place) if part)

    @property
    def headline(self) -> str:
        """``Ended because of pain at rep 3, 6 of 10``."""
        strength = "" if self.strength is None else f", {self.strength} of {STRONGEST}"
        return f"Ended because of pain {self.place}".rstrip() + strength

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        plain = asdict(self)
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in plain.items()}


def pain_of(value: object) -> Pain | None:
    """What :meth:`Pain.to_dict` made; None for null.

    Raises
    ------
    ValueError
        If it is something else.
    """
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError(f"pain: expected a table or null, found {value!r}")
    at_s, held_s = (_number(value, name) for name in ("at_s", "held_s"))
    after_rep, strength = (_whole(value, name) for name in ("after_rep", "strength"))
    return Pain(at_s, after_rep, bool(value.get("in_rep")), held_s, strength, str(value.get("note") or ""))


def _number(table: dict[str, Any], name: str) -> float | None:
    value = table.get(name)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise ValueError(f"pain.{name}: expected a number or null, found {value!r}")


def _whole(table: dict[str, Any], name: str) -> int | None:
    value = _number(table, name)
    if value is None or value == int(value):
        return None if value is None else int(value)
    raise ValueError(f"pain.{name}: expected a whole number or null, found {value!r}")
