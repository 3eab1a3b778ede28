"""The keys: what each asks for, what is typed as an answer, and the lines that name those that work now."""

from __future__ import annotations

from typing import Literal

Action = Literal["pause", "reset", "side", "pain", "next", "change", "quit"]
"""pain: it hurts, the set is over; next: the next set, now; change: to the exercise that is done instead."""


class Typed(str):
    """A key that is a letter or a digit of an answer; a line feed ends it, a backspace takes the last one back."""

    __slots__ = ()


Pressed = Action | Typed

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
KEY_LINE = "space: pause    p: stop, it hurts    r: start again    s: other side    q: end"
NEXT_LINE = "space: pause    p: stop, it hurts    n: next set    r: start again    s: other side    q: end"
REST_LINE = "n: go on now    p: stop, it hurts    q: end"
ASKING_LINE = "p: yes, it hurts    space: go on    n: no, end the set    q: end"
STRENGTH_LINE = "0 to 10: type it    Enter: done    q: end"
NOTE_LINE = "type, then Enter: done    Esc: end"
FINDER_LINE = "1, 2, 3: it is this one    p: stop, it hurts    q: end"


def pressed(code: int, *, writing: bool) -> Pressed | None:
    """What a key means, by its code in Latin-1; None for one that means nothing."""
    if code in _ENDINGS:
        return Typed(_ENDINGS[code])
    letter = chr(code)
    if letter.isdecimal() or (writing and letter.isprintable()):
        return Typed(letter)
    return KEYS.get(code)
