"""The coach's sentences."""

from __future__ import annotations

import pytest
from guided import planned, rep

from formcheck import exercises
from formcheck.coach import phrases
from formcheck.events import Rep
from formcheck.exercises import Exercise
from formcheck.utterance import speaking_s


@pytest.mark.parametrize(
    ("n", "word"),
    [(0, "zero"), (1, "one"), (12, "twelve"), (20, "twenty"), (47, "forty-seven"), (100, "100")],
)
def test_numbers(n: int, word: str) -> None:
    assert phrases.number(n) == word


@pytest.mark.parametrize(
    ("duration_s", "words"),
    [(1, "one second"), (30.2, "thirty seconds"), (60, "one minute"), (90, "one minute thirty"), (120, "two minutes")],
)
def test_durations(duration_s: float, words: str) -> None:
    assert phrases.seconds(duration_s) == words


def test_titles() -> None:
    assert phrases.title(planned("squat", reps=10)) == "Squat, ten reps."
    assert phrases.title(planned("glute-bridge", reps=10, hold_s=2)) == "Glute bridge, ten reps, each held two seconds."
    assert phrases.title(planned("abdominal-hollowing", reps=10)) == "Abdominal hollowing, ten reps."
    assert phrases.title(planned("bird-dog", reps=20)) == "Bird dog, ten reps a side, taking turns."
    assert (
        phrases.title(planned("side-plank-leg-lift", side="right", reps=1))
        == "Side plank leg lift, right side, one rep."
    )
    assert phrases.title(planned("elevated-pigeon", side="left", hold_s=30)) == (
        "Elevated pigeon, left leg raised, thirty seconds."
    )
    assert phrases.title(planned("childs-pose", breaths=3)) == "Child's pose, three breaths."
    assert phrases.title(planned("seated-posture")) == "Seated posture."


def reps_of(*each: dict[str, object]) -> list[Rep]:
    return [event.item for i, more in enumerate(each) if isinstance((event := rep(i + 1, 5.0 * i, **more)).item, Rep)]


GOOD: dict[str, object] = {}
BAD: dict[str, object] = {"verdict": "not good"}
UNSEEN: dict[str, object] = {"verdict": "not fully seen"}


@pytest.mark.parametrize(
    ("reps", "words"),
    [
        ([], "Nothing counted"),
        ([GOOD], "One rep, one in good form"),
        ([GOOD, GOOD], "Two reps, all in good form"),
        ([GOOD, BAD], "Two reps, one in good form"),
        ([BAD], "One rep, none in good form"),
        ([UNSEEN, UNSEEN], "Two reps, all of them I could not see fully"),
        ([GOOD, UNSEEN, BAD], "Three reps, one in good form, one I could not see fully"),
    ],
)
def test_what_was_done(reps: list[dict[str, object]], words: str) -> None:
    assert phrases.reps_done(reps_of(*reps)) == words


@pytest.mark.parametrize("exercise", [exercises.get(name) for name in exercises.names()], ids=lambda e: e.id)
def test_every_set_up_can_be_listened_to(exercise: Exercise) -> None:
    told = phrases.setup(exercise)
    assert 1 <= len(told) <= 2
    assert all(line[0].isupper() and line[-1] in ".!?" for line in told)
    assert all(len(line) <= phrases.LONGEST_SETUP + 1 for line in told)
    assert sum(map(speaking_s, told)) < 14
