"""One line at a time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.coach.speech_queue import CAPTION_S, SpeechQueue
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


def test_what_cannot_wait_goes_before_what_waits_and_cuts_nothing_off() -> None:
    speech = SpeechQueue()
    speech.add("Next: Squat, ten reps.", "prompt", 1.0)
    speech.add("Feet apart.", "prompt", 1.0)
    first = speech.speak(1.0)
    assert first is not None
    speech.now("Camera lost", "notice", 1.2)
    assert speech.busy_until_s == 1.0 + speaking_s(first.text) + speaking_s("Camera lost")
    assert speech.caption(1.2) == "Camera lost"
    following = [u for t in range(12, 60) if (u := speech.speak(t / 10))]
    assert [u.text for u in following] == ["Feet apart."]
    assert following[0].t_s >= speech.busy_until_s - speaking_s("Feet apart.") - 0.1


def test_what_is_said_is_shown_until_it_is_spoken_and_for_a_moment() -> None:
    speech = SpeechQueue()
    long = "Lie on your back, knees bent to about 90 degrees at the top, feet flat and hip-width apart."
    speech.only(long, "prompt", 0.0)
    assert [speech.caption(t) != "" for t in (0.0, CAPTION_S + 1.0, speaking_s(long) + 0.1)] == [True, True, False]
    speech.only("One", "count", 10.0)
    assert [speech.caption(10.0 + t) for t in (0.0, CAPTION_S, CAPTION_S + 0.1)] == ["One", "One", ""]


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
