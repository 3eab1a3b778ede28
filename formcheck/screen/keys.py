"""The keys: what each asks for, what is typed as an answer, and those that work at a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Action = Literal["pause", "reset", "side", "pain", "next", "change", "quit"]
"""pain: it hurts, the set is over; next: the next set, now; change: to the exercise that is done instead."""


class Typed(str):
    """A key that is a letter or a digit of an answer; a line feed ends it, a backspace takes the last one back."""

    __slots__ = ()


Pressed = Action | Typed


@dataclass(frozen=True)
class Key:
    """A key that works now.

    Attributes
    ----------
    key : str
        As it is called: "space", "p", "0 to 10".
    does : str
        What it does, in words.
    """

    key: str
    does: str


_LETTERS: dict[str, Action] = {
    " ": "pause",
    "r": "reset",
    "s": "side",
    "p": "pain",
    "n": "next",
    "y": "change",
    "q": "quit",
}
KEYS: dict[int, Action] = {
    **{ord(letter): action for letter, action in _LETTERS.items()},
    **{ord(letter.upper()): action for letter, action in _LETTERS.items()},
    27: "quit",
}
_ENDINGS = {10: "\n", 13: "\n", 8: "\b", 127: "\b"}

_STOP, _END = Key("p", "stop, it hurts"), Key("q", "end")
REST_KEYS = (Key("n", "go on now"), _STOP, _END)
ASKING_KEYS = (Key("p", "yes, it hurts"), Key("space", "go on"), Key("n", "no, end the set"), _END)
STRENGTH_KEYS = (Key("0 to 10", "type it"), Key("Enter", "done"), _END)
NOTE_KEYS = (Key("type, then Enter", "done"), Key("Esc", "end"))


def set_keys(*, last: bool, paused: bool = False, other: str = "") -> tuple[Key, ...]:
    """The keys of a set.

    Parameters
    ----------
    last : bool
        No set comes after it.
    paused : bool
    other : str
        The exercise that the set can be changed to, with its article: "a squat"; empty for none.
    """
    return (
        Key("space", "go on" if paused else "pause"),
        _STOP,
        *(() if last else (Key("n", "next set"),)),
        *((Key("y", f"change to {other}"),) if other else ()),
        Key("r", "start again"),
        Key("s", "other side"),
        _END,
    )


def finder_keys(choices: int) -> tuple[Key, ...]:
    """The keys while the exercise is looked for, with so many to choose from."""
    numbers = ", ".join(str(n + 1) for n in range(choices))
    return (*((Key(numbers, "it is this one"),) if choices else ()), _STOP, _END)


def pressed(code: int, *, writing: bool) -> Pressed | None:
    """What a key means, by its code in Latin-1; None for one that means nothing.

    Parameters
    ----------
    code : int
    writing : bool
        Letters are typed and mean themselves.
    """
    if code in _ENDINGS:
        return Typed(_ENDINGS[code])
    letter = chr(code)
    if letter.isdecimal() or (writing and letter.isprintable()):
        return Typed(letter)
    return KEYS.get(code)
