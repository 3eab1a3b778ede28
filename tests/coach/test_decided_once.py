"""One coach, one queue: what is shown as a cue is what was said, and of all lines in a run one follows the other."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from guided import cut, fault, film, lead, lines, planned, rep

from formcheck import PoseTrack
from formcheck.coach.cues import REPEAT_S, SHOWN_S
from formcheck.coach.guidance import Guidance
from formcheck.coach.guide import Guide
from formcheck.coach.rest import Rest
from formcheck.coach.review import Review
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.screen.display import banner_of
from formcheck.utterance import Utterance, speaking_s

ALWAYS = ((10.0, 1e3),)


def cues_shown(guidances: list[Guidance], fps: float = 10.0) -> list[tuple[float, str]]:
    """When a cue begins to be shown, and its text."""
    texts = [each.cue.text if each.cue else "" for each in guidances]
    return [(i / fps, now) for i, (before, now) in enumerate(pairwise(["", *texts])) if now and now != before]


@pytest.mark.parametrize("hold", [True, False])
def test_a_cue_is_shown_when_it_is_said_and_never_else(hold: bool) -> None:
    events = [*fault("hips", 11.0, 55.0), *fault("toes", 30.0, 50.0, "hint"), *fault("depth", 33.0, number=2)]
    events += [] if hold else [rep(i + 1, 16.0 + 4 * i) for i in range(8)]
    dose: dict[str, Any] = {"hold_s": 60.0} if hold else {"reps": 20, "hold_s": 0.0}
    guide = Guide(planned("plank" if hold else "glute-bridge", **dose), last=True)
    filmed = film(70, ALWAYS, events, hold=hold, checks=dict.fromkeys(("hips", "toes", "depth"), 1))
    said, guidances = lead(guide, filmed)
    assert len(lines(said, "cue")) >= 3
    assert cues_shown(guidances) == lines(said, "cue")
    shown_for = sum(each.cue is not None for each in guidances) / 10
    assert shown_for == pytest.approx(SHOWN_S * len(lines(said, "cue")), abs=0.5)


def test_before_the_set_and_in_its_countdown_no_cue_is_shown() -> None:
    early, late = fault("hips", 10.5, 11.9), fault("hips", 35.0, 39.0)
    guide = Guide(planned("plank", hold_s=30.0), last=True)
    _, guidances = lead(guide, film(60, ALWAYS, [*early, *late], hold=True, checks={"hips": 1}))
    assert cues_shown(guidances) == []


def test_a_cue_that_a_prompt_goes_before_is_said_after_it() -> None:
    """Called back into position at the frame of the fault: the fault goes on, and is heard when there is time."""
    events = [rep(1, 16.0), *fault("hips", 22.0, 40.0)]
    filmed = film(40, [(10.0, 20.0), (24.5, 99.0)], events, checks={"hips": 1})
    said, guidances = lead(Guide(planned("glute-bridge", reps=9, hold_s=0.0), last=True), filmed)
    ((given_s, text),) = [(t, x) for t, x in lines(said, "cue") if t < 30.0]
    assert (text, given_s) == (
        "mind the hips",
        pytest.approx(22.0 + speaking_s("Get back into position to go on"), abs=0.2),
    )
    assert cues_shown(guidances)[0] == (given_s, text)


@pytest.mark.parametrize("key", ["stop", "pain"])
def test_nothing_is_corrected_once_it_is_stopped(key: str) -> None:
    guide = Guide(planned("plank", hold_s=60.0), last=True)
    filmed = film(40, ALWAYS, fault("hips", 16.0, 30.0), hold=True, checks={"hips": 0})
    _, guidances = lead(guide, filmed, keys=[(17.0, key)])
    assert guidances[165].cue is not None
    assert all(each.cue is None and banner_of(each) is None for each in guidances[170:])


def test_of_a_recording_the_same_coach_speaks() -> None:
    track, update = film(60, ALWAYS, fault("hips", 16.0, 59.0), hold=True, checks={"hips": 0})
    review = Review(planned("plank").exercise)
    guidances = [review.feed(track[i : i + 1], cut(update, i, i + 1)) for i in range(len(track))]
    assert cues_shown(guidances) == [
        (pytest.approx(16.0 + s, abs=0.11), "mind the hips") for s in (0.0, REPEAT_S, 3 * REPEAT_S, 7 * REPEAT_S)
    ]
    assert {(each.stage, each.say, each.caption) for each in guidances} == {("", (), "")}


def test_in_a_rest_the_end_of_the_set_is_heard_out_and_the_countdown_is_not_talked_over() -> None:
    speech = SpeechQueue()
    last = speech.only("Done. Ten reps, eight in good form, two I could not see fully.", "prompt", 99.9)
    rest = Rest(planned("glute-bridge", rest_s=20.0), planned("plank", hold_s=30.0), speech)
    said: list[Utterance] = [last]
    captions: list[str] = []
    for t_s in np.arange(100.0, 121.0, 0.1).round(1).tolist():
        guidance = rest.feed(PoseTrack.no_person([t_s], (640, 480)))
        said += guidance.say
        captions.append(guidance.caption)
    assert all(b.t_s - a.t_s >= speaking_s(a.text) - 1e-6 for a, b in pairwise(said))
    assert captions[20] == last.text
    assert [each.text for each in said[-3:]] == ["Three", "Two", "One"]
    assert [each.t_s for each in said[-3:]] == pytest.approx([117.0, 118.0, 119.0], abs=0.11)


def test_the_next_who_leads_takes_the_queue_over() -> None:
    speech = SpeechQueue()
    guide = Guide(planned("plank", hold_s=30.0), last=False, speech=speech)
    lead(guide, film(2, ()))
    guide.tell("This looks like a squat", 2.0)
    following = Guide(planned("squat", reps=3, number=2), last=True, speech=speech)
    said, _ = lead(following, film(12, ()))
    assert "This looks like a squat" not in [each.text for each in said]


def test_what_was_seen_before_is_not_heard_now() -> None:
    speech = SpeechQueue()
    speech.only("Looks like a plank", "prompt", 40.0)
    busy_until_s = speech.busy_until_s
    guide = Guide(planned("plank", hold_s=60.0), last=True, first=False, speech=speech)
    track, update = film(40, ALWAYS, hold=True)
    guidance = guide.feed(track, update, earlier=True)
    assert (guidance.say, speech.busy_until_s) == ((), busy_until_s)
    assert guidance.caption == "Looks like a plank"
