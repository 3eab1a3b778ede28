"""What is said next, and what is dropped: no process, no sound, time as a number."""

from __future__ import annotations

import math
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.utterance import WAITS_S, Kind, Utterance, speaking_s
from formcheck.voice.speaker import SLACK_S, START_S, Speaker
from formcheck.voice.spoken import Spoken
from formcheck.voice.waiting import LATEST_S, Asked, Waiting
from formcheck.voice.worker import TONES

KINDS = get_args(Kind)


def asked(kind: Any, text: str = "", at: float = 0.0) -> Asked:
    return Asked(Utterance(text or kind, kind, at), at)


def texts(items: list[Asked]) -> list[str]:
    return [item.utterance.text for item in items]


def said_next(waiting: Waiting, now_s: float = 0.0, lead_s: float = 0.0) -> str | None:
    item, _ = waiting.next(now_s, lead_s)
    return item.utterance.text if item else None


def test_every_kind_has_a_time_and_a_tone() -> None:
    assert sorted(WAITS_S) == sorted(KINDS)
    assert set(KINDS) <= set(TONES)


@given(st.lists(st.sampled_from(KINDS)))
def test_the_coach_has_decided_the_order(kinds: list[Any]) -> None:
    waiting = Waiting()
    for i, kind in enumerate(kinds):
        waiting.ask(asked(kind, str(i)))
    assert [said_next(waiting) for _ in kinds] == [str(i) for i in range(len(kinds))]
    assert said_next(waiting) is None


@pytest.mark.parametrize("kind", KINDS)
def test_what_would_begin_too_late_is_dropped(kind: Any) -> None:
    until_s = min(WAITS_S[kind], LATEST_S)
    for lead_s in (0.0, 0.25):
        waiting = Waiting()
        waiting.ask(asked(kind, at=3.0))
        item, late = waiting.next(3.0 + until_s - lead_s, lead_s)
        assert item
        assert not late
        waiting.ask(asked(kind, at=3.0))
        item, late = waiting.next(3.001 + until_s - lead_s, lead_s)
        assert item is None
        assert texts(late) == [kind]


def test_a_cue_waits_no_longer_than_a_second() -> None:
    assert WAITS_S["cue"] <= 1.0


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("ab"), st.floats(0, 3), st.booleans()), max_size=40))
def test_everything_asked_for_comes_out_once(steps: list[tuple[Any, str, float, bool]]) -> None:
    waiting, now_s = Waiting(), 0.0
    given_in, out = [], []
    for kind, text, later_s, take in steps:
        now_s += later_s
        given_in.append(asked(kind, text, now_s))
        waiting.ask(given_in[-1])
        if take:
            item, late = waiting.next(now_s)
            out += late + ([item] if item else [])
    out += waiting.clear()
    assert sorted(map(repr, out)) == sorted(map(repr, given_in))
    assert len(waiting) == 0


class FakeSound:
    """A process that does what the test says."""

    def __init__(self, mode: str) -> None:
        self.mode, self.requests, self.stopped = mode, [], 0

    def send(self, request: dict[str, object]) -> None:
        assert request["about_s"] == speaking_s(str(request["text"])), "two estimates"
        self.requests.append(request["text"])

    def stop(self, wait_s: float) -> None:
        self.stopped += 1


class Stage:
    """A speaker with its processes, and what it told."""

    def __init__(self, fails: int = 99) -> None:
        self.told: list[Spoken] = []
        self.processes: list[FakeSound] = []
        self._fails = fails
        self.speaker = Speaker(self._start, self.told.append, 0.0)

    def _start(self, mode: Any, number: int) -> FakeSound:
        assert number == len(self.processes) + 1
        if number >= self._fails:
            raise OSError(11, "no more processes")
        self.processes.append(FakeSound(mode))
        return self.processes[-1]

    def answer(self, now_s: float, **what: Any) -> None:
        self.speaker.answered(len(self.processes), what, now_s)
        self.speaker.tick(now_s)

    def ask(self, now_s: float, *asks: Asked) -> None:
        for item in asks:
            self.speaker.ask(item)
        self.speaker.tick(now_s)

    def said(self) -> list[str]:
        return [one.text for one in self.told if not one.dropped]

    def dropped(self) -> list[str]:
        return [one.text for one in self.told if one.dropped]


def ready(voice: str = "Anna", sound: bool = True) -> dict[str, Any]:
    return {"ready": "voice", "voice": voice, "why": "", "sound": sound}


def test_one_utterance_after_the_other_with_its_times() -> None:
    stage = Stage()
    stage.answer(0.1, **ready())
    stage.ask(1.0, asked("count", "three", 1.0), asked("cue", "knees", 1.0))
    assert stage.processes[0].requests == ["three"]
    stage.answer(1.1, began=1)
    stage.ask(1.2, asked("prompt", "rest", 1.2))
    assert stage.processes[0].requests == ["three"], "two at once"
    stage.answer(1.5, ended=1, sound=True)
    assert stage.processes[0].requests == ["three", "knees"]
    stage.answer(1.6, began=1)
    stage.answer(2.4, ended=1, sound=True)
    stage.answer(2.5, began=1)
    stage.answer(3.0, ended=1, sound=True)
    assert [(s.text, s.asked_s, s.began_s, s.ended_s) for s in stage.told] == [
        ("three", 1.0, 1.1, 1.5),
        ("knees", 1.0, 1.6, 2.4),
        ("rest", 1.2, 2.5, 3.0),
    ]
    assert stage.speaker.idle
    assert (stage.speaker.kind, stage.speaker.problem, stage.speaker.name) == ("system voice", "", "Anna")


def test_behind_a_voice_that_is_slower_what_is_late_is_dropped() -> None:
    stage = Stage()
    stage.answer(0.1, **ready())
    stage.ask(0.2, asked("prompt", "a long story", 0.2))
    stage.answer(0.3, began=1)
    stage.ask(0.5, asked("count", "one", 0.5), asked("cue", "knees", 1.5))
    stage.ask(2.5, asked("count", "two", 2.5))
    stage.answer(3.2, ended=1, sound=True)
    assert stage.dropped() == ["one", "knees"]
    assert stage.processes[0].requests == ["a long story", "two"]
    assert all(math.isnan(one.began_s) and math.isnan(one.ended_s) for one in stage.told if one.dropped)


def test_how_long_a_sound_takes_to_begin_counts_as_late() -> None:
    stage = Stage()
    stage.answer(0.0, **ready())
    stage.ask(0.0, asked("count", "one", 0.0))
    stage.answer(0.4, began=1)
    stage.ask(0.5, asked("cue", "knees", 0.5))
    stage.answer(1.2, ended=1, sound=True)
    assert stage.dropped() == ["knees"], "it would begin 0.4 s later, 1.1 s after it was asked for"


def test_nothing_is_said_before_the_process_is_ready() -> None:
    stage = Stage()
    stage.ask(0.0, asked("prompt", "lie down"))
    assert not stage.processes[0].requests
    assert not stage.speaker.idle
    stage.answer(1.0, **ready())
    assert stage.processes[0].requests == ["lie down"]


def test_without_a_voice_it_beeps_and_says_what_to_install() -> None:
    stage = Stage()
    stage.answer(0.1, **ready(voice=""))
    assert stage.speaker.kind == "tones"
    assert stage.speaker.problem.startswith("no system voice: ")
    assert stage.speaker.problem.endswith("; cues come as tones and captions")
    assert "\n" not in stage.speaker.problem


def test_without_sound_it_shows_captions_at_the_pace_of_speech() -> None:
    stage = Stage()
    stage.answer(0.1, **ready(sound=False))
    assert stage.speaker.kind == "captions"
    assert stage.speaker.problem.startswith("no sound can be played: ")
    stage.ask(1.0, asked("count", "one", 1.0))
    stage.answer(1.0, began=1)
    stage.answer(1.4, ended=1, sound=True)
    assert (stage.speaker.kind, stage.speaker.problem) == ("system voice", ""), "speakers were plugged in"
    assert stage.said() == ["one"]


def test_a_dead_process_is_replaced_by_tones_and_nothing_waiting_is_lost() -> None:
    stage = Stage()
    stage.answer(0.1, **ready())
    stage.ask(0.2, asked("prompt", "cut", 0.2), asked("prompt", "next", 0.2))
    stage.answer(0.3, began=1)
    stage.answer(0.8, gone=True)
    assert [(one.text, one.began_s, one.ended_s, one.dropped) for one in stage.told] == [("cut", 0.3, 0.8, False)]
    assert [process.mode for process in stage.processes] == ["voice", "tones"]
    assert stage.processes[0].stopped == 1
    stage.answer(0.9, **ready(voice=""))
    assert stage.processes[1].requests == ["next"]
    assert stage.speaker.kind == "tones"
    assert stage.speaker.problem == "the system voice stopped working; cues come as tones and captions"


def test_answers_of_a_process_that_was_given_up_count_for_nothing() -> None:
    stage = Stage()
    stage.answer(0.1, gone=True)
    stage.speaker.answered(1, {"gone": True}, 0.2)
    assert len(stage.processes) == 2


def test_a_second_death_leaves_captions() -> None:
    stage = Stage()
    stage.answer(0.1, gone=True)
    stage.ask(0.2, asked("prompt", "waits", 0.2))
    stage.answer(0.3, gone=True)
    assert stage.speaker.kind == "captions"
    assert "stopped working" in stage.speaker.problem
    stage.ask(0.4, asked("count", "one", 0.4))
    assert stage.dropped() == ["waits", "one"]
    assert stage.speaker.idle


def test_a_process_that_never_gets_ready_is_given_up() -> None:
    stage = Stage()
    stage.speaker.tick(START_S - 0.1)
    assert len(stage.processes) == 1
    stage.speaker.tick(START_S)
    assert [process.mode for process in stage.processes] == ["voice", "tones"]
    assert not stage.speaker.settled


def test_a_process_that_hangs_in_a_text_is_given_up() -> None:
    stage = Stage()
    stage.answer(0.0, **ready())
    stage.ask(0.0, asked("prompt", "x" * 20))
    stage.speaker.tick(SLACK_S)
    assert len(stage.processes) == 1
    stage.speaker.tick(stage.speaker.due_s)
    assert [process.mode for process in stage.processes] == ["voice", "tones"]
    assert stage.dropped() == ["x" * 20], "it never began"


def test_where_no_process_can_be_started_there_are_captions() -> None:
    stage = Stage(fails=1)
    assert stage.speaker.settled
    assert stage.speaker.kind == "captions"
    assert stage.speaker.problem.startswith("no process for the voice: no more processes; ")


def test_muted_says_nothing_and_keeps_account() -> None:
    told: list[Spoken] = []
    speaker = Speaker(None, told.append, 0.0)
    speaker.ask(asked("cue", "knees"))
    speaker.tick(1.0)
    assert [(one.text, one.dropped) for one in told] == [("knees", True)]
    assert (speaker.kind, speaker.problem, speaker.settled, speaker.idle) == ("muted", "", True, True)


def test_at_the_end_what_is_being_said_is_cut_off_and_the_rest_dropped() -> None:
    stage = Stage()
    stage.answer(0.0, **ready())
    stage.ask(1.0, asked("prompt", "begun", 1.0), asked("prompt", "waits", 1.0))
    stage.answer(1.1, began=1)
    stage.speaker.end(1.5)
    assert stage.said() == ["begun"]
    assert stage.told[0].ended_s == 1.5
    assert stage.dropped() == ["waits"]
    assert stage.processes[0].stopped == 1
