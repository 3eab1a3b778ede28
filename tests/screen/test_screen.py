"""A screen is plain data: its JSON form loses nothing, and nothing else is needed to draw it."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest
from fakes import performed
from hypothesis import given, settings
from hypothesis import strategies as st
from test_overlay import painted, screens

from formcheck import PoseTrack, exercises
from formcheck.analysis.session import Session
from formcheck.errors import TrackError
from formcheck.frames import Phase
from formcheck.screen.keys import ASKING_KEYS, Key, finder_keys, set_keys
from formcheck.screen.newest_frame import NewestFrame
from formcheck.screen.screen import Banner, Panel, Screen, TargetLine, Words
from formcheck.screen.words import status_of

NUMBER = st.floats(allow_nan=False, allow_infinity=False)
POINT = st.tuples(NUMBER, NUMBER)
LANDMARKS = st.lists(st.integers(0, 32), max_size=4).map(tuple)


def made(kind: Any, **given_ones: Any) -> st.SearchStrategy[Any]:
    """Any instance of a dataclass, with all its fields, its numbers finite."""
    known = {float: NUMBER, float | None: st.none() | NUMBER}
    hints = {name: known.get(hint, ...) for name, hint in get_type_hints(kind).items()}
    return st.builds(kind, **hints | given_ones)


LINES = made(TargetLine, ends_px=st.tuples(POINT, POINT), mark_px=st.none() | POINT, from_px=st.none() | POINT)
SCREENS = made(
    Screen,
    points_px=st.lists(st.none() | POINT, min_size=33, max_size=33).map(tuple),
    seen=LANDMARKS,
    failing=LANDMARKS,
    target_lines=st.lists(LINES, max_size=2).map(tuple),
    form=st.lists(st.text(), max_size=2).map(tuple),
    banner=st.none() | made(Banner),
    keys=st.lists(made(Key), max_size=2).map(tuple),
)


def back(screen: Screen) -> Screen:
    """The screen from its own JSON text, which a strict reader can read too."""
    return Screen.from_dict(json.loads(json.dumps(screen.to_dict(), allow_nan=False)))


@settings(deadline=None)
@given(SCREENS)
def test_a_screen_comes_back_exactly(screen: Screen) -> None:
    assert back(screen) == screen
    assert repr(back(screen)) == repr(screen)


@pytest.mark.parametrize(("exercise", "fault"), [("bird-dog", "limb-level"), ("plank", "hips-sag"), ("squat", None)])
def test_it_is_drawn_the_same_from_its_json(exercise: str, fault: str | None) -> None:
    shown = screens(performed(exercise, fault), exercise)
    assert any(screen.banner for screen in shown) == (fault is not None)
    for screen in shown[::7]:
        assert (painted(back(screen)) == painted(screen)).all()


def only_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(only_plain, value))
    if hasattr(value, "__dataclass_fields__"):
        return all(only_plain(getattr(value, name)) for name in value.__dataclass_fields__)
    return value is None or type(value) in (int, float, str, bool)


def test_it_holds_plain_values_alone() -> None:
    for screen in screens(performed("squat", "knee-over-toe"), "squat")[::5]:
        assert only_plain(screen)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"schema": "formcheck.screen/2"}, "not a screen that this formcheck can read"),
        ({"points_px": "everywhere"}, "'points_px' should be a list"),
        ({"stage": "lunch"}, "'stage' should be one of "),
        ({"banner": {"kind": "cue"}}, "'banner.text' is missing"),
    ],
)
def test_what_is_no_screen_is_refused(wrong: dict[str, Any], told: str) -> None:
    plain = screens(performed("squat")[:1], "squat")[0].to_dict()
    with pytest.raises(TrackError, match=told):
        Screen.from_dict(plain | wrong)


def test_what_is_read_from_afar() -> None:
    screen = replace(screens(performed("squat")[:1], "squat")[0], count="7", status="Moving", active=True, gauge=None)
    assert screen.panel == Panel("7", False, ("Squat", "reps", "Moving"), True, False, False)
    assert replace(screen, goal="of 10", form=("6 good",)).panel.lines == ("Squat", "of 10", "6 good", "Moving")
    assert replace(screen, part="set 2 of 3", goal="of 10").panel.lines == ("Squat", "set 2 of 3", "of 10", "Moving")
    assert replace(screen, clock_stopped="hips higher").panel.lines[-1] == "Clock stopped: hips higher"
    assert replace(screen, stage="go", countdown_s=12.2).panel.head == "13"
    assert replace(screen, stage="go", countdown_s=12.2).panel.lines == ("Squat", "seconds left", "Moving")
    assert replace(screen, stage="set-up", status="Get into position").panel.in_words
    question = replace(screen, stage="strength", status="How strong?", count="", countdown_s=12.2)
    assert question.panel == Panel("How strong?", True, (), True, False, False)  # no hurry is made


def test_words_are_banner_and_caption_and_keys_where_there_is_room() -> None:
    keys = (Key("space", "pause"), Key("q", "end"))
    screen = replace(screens(performed("squat")[:1], "squat")[0], keys=keys, caption="", banner=None)
    line = Words("keys", "space: pause · q: end")
    assert screen.words == (line,)
    assert replace(screen, caption="Three").words == (Words("caption", "Three"),)
    cue = replace(screen, caption="Chest up", banner=Banner("cue", "Chest up"))
    assert cue.words == (Words("cue", "Chest up"),)  # not twice
    asking = replace(cue, stage="asking", caption="Does it hurt?")
    assert asking.words == (Words("caption", "Does it hurt?"), line)
    assert screen.to_dict()["words"] == [{"kind": "keys", "text": line.text}]


def test_where_one_is_in_words() -> None:
    assert status_of("go", Phase.OUT) == status_of("", Phase.OUT) == "Moving"
    assert (status_of("set-up", Phase.NONE), status_of("set-up", Phase.REST)) == ("Get into position", "In position")
    assert status_of("asking", Phase.REST) == "Does it hurt?"


@pytest.mark.parametrize(
    ("exercise", "right"),
    [
        ("plank", {90: True, -80: True, 40: False, 0: False, None: None}),
        ("butterfly", {90: False, 45: False, 0: True, None: None}),
        ("squat", {90: True, 45: True, 0: True, None: True}),  # from anywhere
    ],
)
def test_the_view_is_measured(exercise: str, right: dict[float | None, bool | None]) -> None:
    track, spec = performed(exercise), exercises.get(exercise)
    frames = Session(spec).feed(track).frames
    for yaw_deg, expected in right.items():
        turned = replace(frames, yaw_deg=np.full(len(track), np.nan if yaw_deg is None else yaw_deg))
        assert NewestFrame.of(spec, track, turned).view_is_right is expected, yaw_deg


def test_nobody_is_not_seen_from_the_right_side() -> None:
    nobody = PoseTrack.no_person(np.arange(5) / 10, (640, 360))
    assert [screen.view_is_right for screen in screens(nobody, "squat")] == [None] * 5
    assert screens(performed("squat"), "squat")[-1].view_is_right is True


def test_the_keys_that_work_now() -> None:
    assert [key.key for key in set_keys(last=True)] == ["space", "p", "r", "s", "q"]
    assert Key("n", "next set") in set_keys(last=False)
    assert Key("space", "go on") in set_keys(last=True, paused=True)
    assert Key("y", "change to a squat") in set_keys(last=True, other="a squat")
    assert [key.key for key in finder_keys(0)] == ["p", "q"]
    assert finder_keys(3)[0] == Key("1, 2, 3", "it is this one")
    assert Key("p", "yes, it hurts") in ASKING_KEYS


def test_nobody_is_no_point() -> None:
    track = performed("squat")[:2]
    gone = replace(screens(track, "squat")[0], points_px=(None,) * 33, seen=())
    assert not np.array_equal(painted(gone), painted(screens(track, "squat")[0]))


def test_every_key_is_explained() -> None:
    told = (Path(__file__).parents[2] / "docs" / "screen.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in told.splitlines() if line.startswith("| `") or line.startswith("Coordinates"))
    assert [key for key in screens(performed("squat")[:1], "squat")[0].to_dict() if f"`{key}`" not in rows] == []


def test_it_is_said_why_the_clock_stands_as_long_as_it_does() -> None:
    shown = screens(performed("plank", "hips-sag"), "plank")
    held = [s for s in shown if s.active]
    reasons = {s.clock_stopped for s in held}
    assert reasons == {"", "lift your hips a little"}
    stands = [b.count == a.count for a, b in itertools.pairwise(held) if b.clock_stopped]
    assert stands
    assert all(stands)
    assert not any(s.clock_stopped for s in screens(performed("plank"), "plank"))
    assert not any(s.clock_stopped for s in screens(performed("squat", "knee-over-toe"), "squat"))
