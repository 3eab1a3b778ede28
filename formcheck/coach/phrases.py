"""The sentences of the coach: numbers as words, how a set is announced, what is told at its end."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from formcheck.events import Rep
from formcheck.exercises.spec import Exercise
from formcheck.routines.plan import PlannedSet

REST_NOW = "Rest now. If it stays, see a doctor or a physio."
LONGEST_SETUP = 110
"""Letters of a sentence that is spoken before a set; a longer one ends at its last comma before that."""
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", *_TEENS)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number(n: int) -> str:
    """A number as a word, as it is spoken; in digits from 100 on."""
    if n < len(_WORDS):
        return _WORDS[n]
    if n >= 100:
        return str(n)
    tens, ones = divmod(n, 10)
    return _TENS[tens] + (f"-{_WORDS[ones]}" if ones else "")


def amount(n: int, what: str) -> str:
    """``one rep``, ``two reps``.

    Parameters
    ----------
    n : int
    what : str
        The word for one of them.
    """
    return f"{number(n)} {what}" + ("" if n == 1 else "s")


def seconds(duration_s: float) -> str:
    """A duration in words: ``forty seconds``, ``one minute``, ``one minute thirty``."""
    whole = round(duration_s)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return amount(whole, "second")
    return amount(minutes, "minute") + (f" {number(rest)}" if rest else "")


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def side_of(planned: PlannedSet) -> str:
    """The working side as the exercise names it, such as ``left leg raised``; empty without one."""
    if planned.side is None:
        return ""
    own = next((v.name for v in planned.exercise.variants if v.id == planned.side), None)
    return own or f"{planned.side} side"


def dose(planned: PlannedSet) -> str:
    """The dose as it is spoken: ``ten reps``; empty for an open end."""
    if planned.reps:
        half = amount(-(-planned.reps // 2), "rep")
        each = f"{half} a side, taking turns" if planned.in_turn else amount(planned.reps, "rep")
        held = planned.hold_s and not planned.exercise.pace
        return f"{each}, each held {seconds(planned.hold_s)}" if held else each
    if planned.hold_s:
        return seconds(planned.hold_s)
    return amount(planned.breaths, "breath") if planned.breaths else ""


def title(planned: PlannedSet) -> str:
    """``Glute bridge, ten reps.``"""
    return ", ".join(part for part in (planned.exercise.name, side_of(planned), dose(planned)) if part) + "."


def setup(exercise: Exercise) -> list[str]:
    """How to get into position: at most two sentences, short enough to be listened to."""
    return [shortened(sentence, LONGEST_SETUP) for sentence in re.split(r"(?<=[.!?])\s+", exercise.setup.strip())[:2]]


def shortened(sentence: str, letters: int) -> str:
    """A sentence, ended at its last comma before so many letters if it is longer.

    Parameters
    ----------
    sentence : str
    letters : int
    """
    if len(sentence) <= letters:
        return sentence
    comma = sentence.rfind(",", 0, letters)
    return sentence if comma < 0 else sentence[:comma] + "."


def reps_done(reps: Sequence[Rep], *, form_judged: bool = True) -> str:
    """``Ten reps, eight in good form, two I could not see fully``.

    Parameters
    ----------
    reps : sequence of Rep
    form_judged : bool
        The exercise has checks that make a repetition good.
    """
    if not reps:
        return "Nothing counted"
    if not form_judged:
        return capital(amount(len(reps), "rep"))
    good, unseen = (sum(rep.verdict == verdict for rep in reps) for verdict in ("good", "not fully seen"))
    told = [amount(len(reps), "rep")]
    if good or not unseen:
        told.append("all in good form" if good == len(reps) > 1 else f"{number(good) if good else 'none'} in good form")
    if unseen:
        told.append(f"{number(unseen) if unseen < len(reps) or unseen == 1 else 'all of them'} I could not see fully")
    return capital(", ".join(told))


def hold_done(good_s: float, unseen_s: float) -> str:
    """``Thirty seconds``, ``Thirty seconds, and five I could not see fully``.

    Parameters
    ----------
    good_s, unseen_s : float
        Seconds held in good form, and those that could not be seen fully.
    """
    whole, unseen = math.floor(good_s + 0.05), math.floor(unseen_s + 0.05)
    hidden = f", and {number(unseen)} I could not see fully" if unseen else ""
    return capital(f"{seconds(whole)}{hidden}")
