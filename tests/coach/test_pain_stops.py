"""Pain stops, in every position and whatever the person does then; and every set says so first."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from guided import Help, lines
from guided import planned as first_set
from helpers import SCENARIOS, changed, delayed, exercise_in, ideal, waiting, with_hand_at_ear
from sweep import for_each
from test_guide_performances import set_of

from formcheck import PoseTrack, Session, exercises
from formcheck.coach.cues import LATE_S
from formcheck.coach.guidance import Guidance
from formcheck.coach.guide import Guide
from formcheck.coach.phrases import REST_NOW
from formcheck.coach.set_up import SAFETY
from formcheck.events import Fault, Rep
from formcheck.frames import Phase
from formcheck.utterance import WAITS_S, Utterance

GOOD = [name for name, s in SCENARIOS.items() if name.endswith("/good") and s.exercise in exercises.names()]
STOPPABLE = [name for name in GOOD if exercises.get(SCENARIOS[name].exercise).monitor is None]
FPS = 10.0


@cache
def up_to_rest(name: str) -> tuple[PoseTrack, bool]:
    """A performance up to its last moment in position in which nothing moves, and whether the left side is near."""
    track = ideal(name, FPS)
    frames = Session(SCENARIOS[name].exercise).feed(track).frames
    resting = np.isin(frames.phase, (Phase.REST, Phase.HOLD))
    at = int(np.flatnonzero(resting)[-1])
    return track[: at + 1], bool(frames.left_near[at])


def stays(name: str, *hand_up: tuple[float, float], seconds: float = 60.0) -> tuple[list[Utterance], Guidance, Guide]:
    """Somebody who stays in the start position, and puts a hand to the ear at times counted from there."""
    before, left_near = up_to_rest(name)
    still = waiting(before, seconds)
    shaky = np.random.default_rng(0).normal(0.0, 0.5, still.image_px.shape)
    still = delayed(changed(still, image_px=still.image_px + shaky), float(before.t_s[-1]) + 0.1)
    for from_s, until_s in hand_up:
        begun_s = float(still.t_s[0])
        still = with_hand_at_ear(still, np.full(len(still), left_near), begun_s + from_s, begun_s + until_s)
    track = PoseTrack.concatenate([before, still])
    exercise = SCENARIOS[name].exercise
    session, guide = Session(exercise), Guide(first_set(exercise, reps=0, hold_s=0.0, breaths=0), last=True)
    guide.framing = Help()
    said: list[Utterance] = []
    for i in range(len(track)):
        guidance = guide.feed(track[i : i + 1], session.feed(track[i : i + 1]))
        said += guidance.say
    return said, guidance, guide


@pytest.mark.slow
@for_each(STOPPABLE, by=exercise_in)
def test_staying_in_position_after_a_stop_never_goes_on(name: str) -> None:
    said, last, guide = stays(name, (1.0, 5.0))
    assert last.ended_by == "stopped"
    assert "Going on" not in [u.text for u in said]
    assert (guide.pain, guide.painless) == (None, False)


@pytest.mark.slow
@for_each(STOPPABLE, by=exercise_in)
def test_a_hand_at_the_ear_again_is_pain_in_every_position(name: str) -> None:
    said, last, guide = stays(name, (1.0, 5.0), (8.0, 12.0), seconds=20.0)
    assert last.ended_by == "pain"
    assert guide.pain is not None
    assert guide.pain.at_s == pytest.approx(float(up_to_rest(name)[0].t_s[-1]) + 1.0, abs=0.21)
    assert said[-1].text == f"Set over. {REST_NOW}"


MOVING = [
    name
    for name, s in SCENARIOS.items()
    if s.exercise in exercises.names() and "entry" not in name and exercises.get(s.exercise).movement
]


@pytest.mark.slow
@for_each(MOVING, by=exercise_in)
def test_whoever_begins_at_once_hears_safety_and_the_first_number(name: str) -> None:
    track = ideal(name, 15.0)
    phase = Session(SCENARIOS[name].exercise).feed(track).frames.phase
    moves = np.flatnonzero(np.isin(phase, (Phase.OUT, Phase.PEAK, Phase.BACK)))
    assert len(moves)
    for lead_s in (0.4, 1.3, 2.2):
        begun = track[max(0, int(moves[0]) - round(lead_s * 15)) :]
        session, guide = Session(SCENARIOS[name].exercise), Guide(set_of(name), last=True)
        guide.framing = Help()
        said: list[tuple[float, Utterance]] = []
        reps_s: list[float] = []
        for i in range(len(begun)):
            update = session.feed(begun[i : i + 1])
            t_s = float(begun.t_s[i])
            said += [(t_s, u) for u in guide.feed(begun[i : i + 1], update).say]
            reps_s += [t_s for event in update.events if isinstance(event.item, Rep)]
        assert said[0][1].text == SAFETY
        assert said[0][0] == begun.t_s[0]
        numbers_s = [t_s for t_s, u in said if u.kind == "count" or "side" in u.text]
        assert not reps_s or min(abs(t - reps_s[0]) for t in numbers_s) <= WAITS_S["count"]


def test_the_first_cue_of_the_sample_clip_is_given() -> None:
    track = ideal("squat/depth", 30.0)
    session, guide = Session("squat"), Guide(first_set("squat"), last=True)
    guide.framing = Help()
    phase = Session("squat").feed(track).frames.phase
    begun = track[int(np.flatnonzero(phase == Phase.OUT)[0]) - round(1.9 * 30) :]
    said: list[Utterance] = []
    faults: list[Fault] = []
    for i in range(len(begun)):
        update = session.feed(begun[i : i + 1])
        said += guide.feed(begun[i : i + 1], update).say
        faults += [event.item for event in update.events if isinstance(event.item, Fault) and event.kind == "fault"]
    assert next(text for _, text in lines(said, "count")) == "One"
    (first_s, cue) = lines(said, "cue")[0]
    assert (cue, first_s - faults[0].told_s <= LATE_S) == (faults[0].cue, True)
