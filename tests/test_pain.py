"""Where it hurt, how strong, and a note: the words, the questions, the keys."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.coach import pain_talk
from formcheck.coach.pain_talk import BACKSPACE, ENTER, PainTalk
from formcheck.coach.phrases import REST_NOW
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.pain import STRONGEST, Pain, pain_of
from formcheck.screen.keys import Typed, pressed


@pytest.mark.parametrize(
    ("pain", "place"),
    [
        (Pain(9.0, 2, True), "at rep 3"),
        (Pain(9.0, 2), "after rep 2"),
        (Pain(1.0, 0), "before the first rep"),
        (Pain(1.0, 0, True), "at rep 1"),
        (Pain(20.0, held_s=14.2), "after 14 s"),
        (Pain(1.0, held_s=0.3), "at the start"),
        (Pain(), ""),
    ],
)
def test_where(pain: Pain, place: str) -> None:
    assert pain.place == place
    assert pain.headline == f"Ended because of pain {place}".strip()
    rated = Pain(pain.at_s, pain.after_rep, pain.in_rep, pain.held_s, 6, "left hip")
    assert rated.words == f"pain 6 of 10 {place}".strip()
    assert rated.headline == f"{pain.headline}, 6 of 10"


@given(st.none() | st.integers(0, STRONGEST), st.none() | st.integers(0, 99), st.booleans(), st.text())
def test_pain_is_read_as_it_was_written(strength: int | None, after: int | None, in_rep: bool, note: str) -> None:
    pain = Pain(1.25, after, in_rep, None if after is not None else 2.5, strength, note)
    assert pain_of(json.loads(json.dumps(pain.to_dict()))) == pain


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "much",
        {"strength": 11},
        {"strength": -1},
        {"strength": "six"},
        {"strength": True},
        {"strength": 5.5},
        {"at_s": "soon"},
    ],
)
def test_what_is_no_pain(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"pain"):
        pain_of(wrong)


def talking() -> PainTalk:
    """The questions after a set whose last line is spoken until 4 s."""
    speech = SpeechQueue()
    speech.busy_until_s = 4.0
    return PainTalk(Pain(9.0, 2), speech)


def asked(*keys: tuple[float, str], until_s: float = 120.0) -> tuple[PainTalk, list[tuple[float, str]], float | None]:
    """The talk after these keys, what it said, and when it was done."""
    talk, said, waiting_keys, done_s = talking(), [], list(keys), None
    for t_s in np.arange(0.0, until_s, 0.1).round(1).tolist():
        while waiting_keys and waiting_keys[0][0] <= t_s:
            talk.press(waiting_keys.pop(0)[1])
        guidance = talk.feed(t_s)
        said += [(t_s, u.text) for u in guidance.say]
        if guidance.done:
            done_s = t_s
            break
    return talk, said, done_s


@pytest.mark.parametrize(
    ("typed", "strength"),
    [
        ("6", 6),
        ("0", 0),
        ("10", 10),
        ("1", 1),
        ("73", 3),
        ("100", 0),
        ("6" + BACKSPACE, None),
        ("x", None),
        ("", None),
    ],
)
def test_how_strong(typed: str, strength: int | None) -> None:
    talk, said, done_s = asked(*((9.0, key) for key in typed), (10.0, ENTER), (11.0, ENTER))
    assert talk.pain == Pain(9.0, 2, strength=strength)
    assert said[0] == (4.0, pain_talk._SPOKEN["strength"])  # not before the last words were spoken
    assert done_s == pytest.approx(11.0)


def test_what_is_said_is_shown() -> None:
    talk = talking()
    assert talk.feed(1.0).caption == REST_NOW
    assert talk.feed(5.0).caption == pain_talk._CAPTIONS["strength"]
    talk.press("6")
    talk.press(ENTER)
    talk.press("a")
    assert talk.feed(8.0).caption == "a_"
    talk.press(ENTER)
    assert (talk.feed(9.0).caption, talk.feed(9.0).done) == (REST_NOW, True)


def test_a_note_is_typed() -> None:
    keys = [(9.0 + i / 10, key) for i, key in enumerate(f"4{ENTER}left hop{BACKSPACE}{BACKSPACE}ip, quickly{ENTER}")]
    talk, _, done_s = asked(*keys)
    assert (talk.pain.strength, talk.pain.note) == (4, "left hip, quickly")
    assert done_s is not None


def test_no_answer_is_an_answer_and_what_was_typed_counts() -> None:
    nothing, _, done_s = asked()
    assert (nothing.pain.strength, nothing.pain.note) == (None, "")
    assert done_s is not None
    half, _, _ = asked((9.0, "7"))
    assert half.pain.strength == 7
    begun, _, _ = asked((9.0, "7"), (10.0, ENTER), (11.0, "a"), (11.1, "u"))
    assert begun.pain.note == "au"


@pytest.mark.parametrize(
    ("code", "writing", "meant"),
    [
        (ord("p"), False, "pain"),
        (ord("P"), False, "pain"),
        (ord("p"), True, Typed("p")),
        (ord("q"), True, Typed("q")),
        (ord("q"), False, "quit"),
        (27, False, "quit"),
        (27, True, "quit"),
        (ord("7"), False, Typed("7")),
        (13, False, Typed(ENTER)),
        (10, True, Typed(ENTER)),
        (8, True, Typed(BACKSPACE)),
        (ord(" "), True, Typed(" ")),
        (ord(" "), False, "pause"),
        (0xFC, True, Typed("ü")),
        (0xFC, False, None),
        (9, True, None),
    ],
)
def test_what_a_key_means(code: int, writing: bool, meant: object) -> None:
    found = pressed(code, writing=writing)
    assert (found, isinstance(found, Typed)) == (meant, isinstance(meant, Typed))
