"""One line at a time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.coach.speech_queue import SpeechQueue
from formcheck.utterance import WAITS_S, speaking_s


def test_the_most_urgent_first_and_none_over_another() -> None:
    speech = SpeechQueue()
    speech.add("That's better", "praise", 1.0)
    speech.add("Lower your hips", "cue", 1.0)
    speech.add("Five", "count", 1.0)
    said = [(u.text, round(t / 100, 2)) for t in range(100, 400) if (u := speech.speak(t / 100))]
    assert [text for text, _ in said] == ["Five", "Lower your hips", "That's better"]
    assert said[1][1] >= 1.0 + speaking_s("Five")
    assert speech.free(5.0)


def test_what_is_late_is_dropped_but_prompts_are_not() -> None:
    speech = SpeechQueue()
    speech.add("A long sentence that takes its time to be spoken.", "prompt", 0.0)
    assert speech.speak(0.0) is not None
    speech.add("Five", "count", 0.5)
    speech.add("Go", "prompt", 0.5)
    later = [u for t in range(10, 60) if (u := speech.speak(t / 10))]
    assert [u.text for u in later] == ["Go"]
    assert later[0].t_s >= speaking_s("A long sentence that takes its time to be spoken.")


def test_a_newer_number_replaces_an_older_one() -> None:
    speech = SpeechQueue()
    speech.add("Four", "count", 1.0)
    speech.add("Five", "count", 1.2)
    assert speech.speak(1.2).text == "Five"  # type: ignore[union-attr]
    assert speech.speak(9.0) is None


def test_some_things_are_said_at_once() -> None:
    speech = SpeechQueue()
    speech.add("Five", "count", 1.0)
    assert speech.only("Stopped.", "prompt", 1.0).text == "Stopped."
    assert speech.speak(9.0) is None


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 60), st.sampled_from(["mark", "count", "cue", "praise", "prompt"])), max_size=40)
)
def test_nothing_overlaps(raw: list[tuple[float, str]]) -> None:
    speech, said, waiting = SpeechQueue(), [], sorted(raw)
    for i in range(900):
        t_s = i / 10
        while waiting and waiting[0][0] <= t_s:
            speech.add("some words", waiting.pop(0)[1], t_s)  # type: ignore[arg-type]
        if line := speech.speak(t_s):
            said.append((t_s, line))
    assert all(b - a >= speaking_s("some words") - 1e-9 for (a, _), (b, _) in pairwise(said))
    assert all(begun - u.t_s <= WAITS_S["count"] for begun, u in said)
    assert sum(u.kind == "prompt" for _, u in said) == sum(kind == "prompt" for _, kind in raw)
