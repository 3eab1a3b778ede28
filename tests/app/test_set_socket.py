"""A set over the websocket: what goes in, what comes out, and what is left when the page is gone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import performed
from served import Served, Tab, serving

from formcheck.errors import OutputError
from formcheck.history import History


def rows() -> list[tuple[str, int, str | None]]:
    return [(row["exercise"], row["finished"], row["ended_by"]) for row in History().rows("sets")]


def soon(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until something is so."""
    until_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until_s
        time.sleep(0.02)


def test_a_set_in_a_page(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    ready = tab.until("ready")
    assert [(each["exercise"], each["number"], each["of"]) for each in ready["sets"]] == [("squat", 1, 1)]
    assert ready["sets"][0]["safety"]
    track = performed("squat")
    tab.perform(track)
    assert [kind for _, kind in tab.answered] == ["screen"] * len(track)
    assert [s for s, _ in tab.answered] == pytest.approx([100.0 + t_s for t_s in track.t_s])
    assert tab.screens[-1]["count"] == "2"
    assert tab.screens[-1]["schema"] == "formcheck.screen/1"
    tab.send(type="key", action="quit")
    summary = tab.until("set-ended")["summary"]
    assert (summary["name"], summary["done"], summary["id"]) == ("Squat", "2 repetitions", 1)
    over = tab.until("over")
    assert (over["error"], over["sets"]) == (None, [summary])
    assert tab.kinds()[0] == "ready"
    assert "begin" in tab.kinds()
    assert {"text", "kind", "id"} <= next(m for m in tab.messages if m["type"] == "say").keys()
    assert rows() == [("squat", 1, "end")]
    status, headers, report = served.ask(f"{summary['report']}/")
    assert status == 200
    assert b"Squat" in report
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    (folder,) = served.context.sets.iterdir()
    assert {"report.html", "said.jsonl", "said.txt", "summary.json", "track.npz"} <= {p.name for p in folder.iterdir()}


def test_a_page_that_goes_away_ends_the_set_and_keeps_it(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    tab.perform(performed("squat"))
    tab.socket.close()
    soon(lambda: not served.context.running.locked())
    assert rows() == [("squat", 1, "end")]
    (folder,) = served.context.sets.iterdir()
    assert json.loads((folder / "summary.json").read_text())["reps"]["count"] == 2


def test_a_page_that_is_loaded_again_can_begin_at_once(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    tab.perform(performed("squat"))
    tab.socket.close()
    again = Tab(served, exercise="squat")
    assert again.until("ready")
    again.socket.close()


def test_a_second_tab_is_refused_a_set_and_told_that_it_is_second(served: Served) -> None:
    first, second = served.dial("/ws/tab"), served.dial("/ws/tab")
    assert json.loads(first.recv(5))["second"] is False
    assert json.loads(second.recv(5))["second"] is True
    tab = Tab(served, exercise="squat")
    tab.until("ready")
    assert Tab(served, exercise="squat").until("refused")["text"].startswith("A set is running in another tab")
    assert json.loads(second.recv(5)) == {"type": "tab", "second": True, "set_elsewhere": True}
    first.close()
    assert json.loads(second.recv(5)) == {"type": "tab", "second": False, "set_elsewhere": True}
    tab.socket.close()
    assert json.loads(second.recv(5)) == {"type": "tab", "second": False, "set_elsewhere": False}


def test_what_cannot_be_begun_is_refused_in_one_sentence(served: Served) -> None:
    asked = [
        {"exercise": "headstand"},
        {"exercise": "../../etc/passwd"},
        {"routine": "nothing"},
        {"exercise": "squat", "camera": "machine"},
        {"exercise": "squat", "sets": 10**9},
        {"exercise": "squat", "theme": "../dark"},
        {"surprise": True},
    ]
    for each in asked:
        text = Tab(served, **each).until("refused")["text"]
        assert text.endswith("."), text
        assert "\n" not in text
    assert not served.context.running.locked()
    assert not served.context.sets.exists()


def test_keys_and_pain_from_the_page(served: Served) -> None:
    tab = Tab(served, exercise="squat")
    tab.perform(performed("squat")[:40])
    tab.send(type="key", action="pain")
    for t_s in range(3):
        tab.perform(performed("squat")[:1], start_s=105.0 + t_s)
    assert tab.screens[-1]["stage"] == "strength"
    tab.send(type="typed", text="6\nleft hip\n")
    for frame in range(200):
        tab.frame(109.0 + frame / 10)
        if tab.take()["type"] == "over":
            break
    assert tab.messages[-1]["error"] is None
    (row,) = History().rows("sets")
    assert (row["ended_by"], row["pain_strength"], row["note"]) == ("pain", 6, "left hip")


def test_frames_that_are_no_pictures_are_dropped_and_the_set_goes_on(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    tab.perform(performed("squat")[:5])
    before = len(tab.screens)
    for bad in (b"no picture", b"\xff\xd8\xff" + bytes(60), b"RIFF" + bytes(4) + b"WEBPVP8L" + b"\xff" * 40):
        tab.frame(101.0, bad)
    tab.socket.send(b"short")
    tab.socket.send(b"\x00\x00\x00\x00\x00\x00\xf8\x7f" + b"x" * 30)  # NaN is no time
    tab.socket.send("no json")
    tab.socket.send("[1]")
    tab.send(type="key", action="format c:")
    tab.send(type="missed", frames="many")
    while len(tab.answered) < before + 3:
        assert tab.take()["type"] != "screen"
    tab.perform(performed("squat")[5:10], start_s=101.0)
    assert len(tab.screens) == before + 5
    tab.send(type="key", action="quit")
    assert tab.until("over")["error"] is None


def test_a_camera_that_is_taken_away_is_waited_for(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    tab.perform(performed("squat")[:10])
    tab.send(type="camera-lost", why="unplugged")
    assert "lost" in tab.until("notice")["text"].lower()
    time.sleep(1.2)
    tab.frame(110.0)
    assert "found" in tab.until("notice")["text"].lower()
    tab.send(type="key", action="quit")
    assert tab.until("over")["error"] is None
    assert rows() == [("squat", 1, "end")]


def test_a_page_without_a_camera_leaves_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.media.remote_camera.SILENCE_S", 0.3)
    tab = Tab(served, exercise="squat")
    assert "allow it to use the camera" in tab.until("over")["error"]
    assert rows() == []
    assert list(served.context.sets.iterdir()) == []


def test_the_server_ends_itself_after_the_last_tab_but_not_in_a_set(tmp_path: Path) -> None:
    with serving(tmp_path / "data", performed("squat"), left_s=0.5) as served:
        time.sleep(2.0)
        assert not served.over  # nobody has come yet
        tab = served.dial("/ws/tab")
        running = Tab(served, exercise="squat", free=True)
        running.until("ready")
        tab.close()
        time.sleep(2.0)
        assert not served.over
        running.socket.close()
        soon(lambda: served.over)


def test_the_voice_of_the_page_is_asked_line_by_line_and_written_down(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    tab.socket.close()
    soon(lambda: not served.context.running.locked())
    tab.socket = served.dial("/ws/set")
    tab.messages.clear()
    tab.send(type="start", exercise="squat", voice="page", voice_name="Anna", free=True)
    tab.perform(performed("squat")[:3])
    said = [m for m in tab.messages if m["type"] == "say"]
    assert len(said) == 1  # the next one is asked for when this one is over
    tab.send(type="spoken", id=said[0]["id"], began_s=1.0)
    time.sleep(0.05)
    tab.send(type="spoken", id=said[0]["id"], began_s=1.0, ended_s=2.0)
    tab.perform(performed("squat")[3:30])
    said = [m for m in tab.messages if m["type"] == "say"]
    assert len(said) == 2
    tab.send(type="key", action="quit")
    tab.until("over")
    folder = next(served.context.sets.iterdir())
    lines = [json.loads(line) for line in (folder / "said.jsonl").read_text().splitlines()]
    assert (lines[0]["text"], lines[0]["dropped"]) == (said[0]["text"], False)
    assert lines[0]["ended_s"] > lines[0]["began_s"] > 0


def test_a_lid_that_was_closed_is_a_camera_that_was_lost(served: Served) -> None:
    tab = Tab(served, exercise="plank", free=True)
    tab.perform(performed("plank")[:20])
    tab.frame(4000.0)
    assert "lost" in tab.until("notice")["text"].lower()
    time.sleep(1.2)
    tab.frame(4002.0)
    assert "found" in tab.until("notice")["text"].lower()
    assert tab.take()["type"] == "screen" or tab.take()["type"] == "screen"
    assert tab.screens[-1]["t_s"] < 10.0  # an hour of sleep is no hour of a hold
    tab.send(type="key", action="quit")
    assert tab.until("over")["error"] is None


def test_a_slow_machine_is_told_once(served: Served) -> None:
    tab = Tab(served, exercise="squat", free=True)
    for at in range(120):
        tab.frame(100.0 + at / 10)
        tab.frame(100.05 + at / 10)
        tab.send(type="missed", frames=6)
        answered = len(tab.answered)
        while len(tab.answered) == answered:
            tab.take()
    tab.send(type="key", action="quit")
    tab.until("over")
    told = [m["text"] for m in tab.messages if m["type"] == "notice" and "slow" in m["text"]]
    assert told == ["This machine is slow; from now on: landmarks on every second frame"]
    assert [m["text"] for m in tab.messages if m["type"] == "say"].count("This machine is slow") == 1


def test_a_full_disk_keeps_the_landmarks_and_says_so(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OutputError("cannot write summary.json: No space left on device; free space or choose another -o")

    tab = Tab(served, exercise="squat", free=True)
    tab.perform(performed("squat"))
    monkeypatch.setattr("formcheck.io.track_log.TrackLog.save", full)
    tab.send(type="key", action="quit")
    error = tab.until("over")["error"]
    assert "No space left" in error
    assert "\n" not in error
    (folder,) = served.context.sets.iterdir()
    assert (folder / "track.part").stat().st_size > 1000
    assert rows() == [("squat", 1, "end")]


def test_a_page_that_leaves_is_not_waited_for_by_its_voice(served: Served) -> None:
    tab = Tab.__new__(Tab)
    tab.socket, tab.messages, tab.screens, tab.answered = served.dial("/ws/set"), [], [], []
    tab.send(type="start", exercise="squat", voice="page", free=True)
    tab.perform(performed("squat")[:30])
    tab.socket.close()
    began_s = time.monotonic()
    soon(lambda: not served.context.running.locked())
    assert time.monotonic() - began_s < 4.0
