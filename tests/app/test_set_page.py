"""A set in Chromium, with a camera that plays a clip and a socket that plays a set: what is shown, sent and said."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from chromium import needs_chromium
from chromium_pages import Watched
from fakes import performed
from page_server import PlayedSet, app, desk, served
from playwright.sync_api import Browser, Page, expect
from recorded_set import at, planned_sets, ready, rest_messages, set_messages, summary, waited
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from formcheck import exercises

pytestmark = needs_chromium
BRIDGE = "/set?exercise=glute-bridge"


@pytest.fixture(scope="module")
def bridge() -> list[dict[str, Any]]:
    """Two sets of bridges with hips too low and a rest between them, as the socket sends them."""
    sets = planned_sets(exercises.get("glute-bridge"), 2, reps=2, hold_s=0.0, rest_s=3.0)
    track = performed("glute-bridge", "hip-line", reps=2)
    first = list(set_messages(sets[0], waited(track)))
    rest = list(rest_messages(sets[0], sets[1], at(track, 0.0), 1, "dark"))
    second = list(set_messages(sets[1], waited(track), 2))
    done = [summary(planned, "hip-line", number) for number, planned in enumerate(sets, start=1)]
    return [
        ready(sets),
        *first,
        {"type": "set-ended", "set": 1, "summary": done[0]},
        *rest,
        *second,
        {"type": "set-ended", "set": 2, "summary": done[1]},
        {"type": "over", "sets": done, "error": None},
    ]


class Stage:
    """A running page of a set."""

    def __init__(self, folder: Path, messages: list[dict[str, Any]], pause_s: float = 0.0) -> None:
        self.played = PlayedSet(messages, pause_s=pause_s)
        self.kept: list[Any] = []

        async def pain(request: Request) -> Response:
            self.kept.append(await request.json())
            return Response(status_code=204)

        routes = [WebSocketRoute("/ws/set", self.played.play), Route("/pain", pain, methods=["POST"])]
        self.app = app(desk(folder), routes)


def until(what: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.03)


def shown(page: Page) -> str:
    return str(page.get_attribute("#stage", "data-view"))


def test_a_set_from_the_camera_to_the_end(camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path) -> None:
    stage = Stage(tmp_path, bridge)
    with served(stage.app) as place:
        watched = Watched(camera, place)
        page = watched.open(BRIDGE)
        page.evaluate(
            "window.seen = []; new MutationObserver(() => {"
            "  const of = (id) => document.getElementById(id).textContent;"
            "  const ticked = document.querySelectorAll('#ticks [data-done=true]').length;"
            "  seen.push([stage.dataset.view, of('banner'), of('head'), ticked]);"
            "}).observe(stage, {subtree: true, childList: true, characterData: true, attributes: true});"
        )
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "end", timeout=60_000)
        seen = page.evaluate("seen")
        assert [*dict.fromkeys(view for view, *_ in seen)] == ["before", "checks", "set", "rest", "end"]
        assert any(text == "Hips higher, up to the line" for view, text, *_ in seen if view == "set")
        assert {"1", "2"} <= {head for view, _, head, _ in seen if view == "set"}
        ticked = [count for view, *_, count in seen if view == "checks"]
        assert ticked[0] == 0
        assert ticked[-1] == page.locator("#ticks li").count()
        # the end: what went well comes first, then one thing to work on, then pain
        card = page.locator("#end .summary").first
        text = card.inner_text()
        assert text.index("What went well") < text.index("One thing to work on") < text.index("How much did it hurt?")
        card.get_by_role("radio", name="3", exact=True).check()
        card.get_by_label("Note").fill("left hip")
        card.get_by_role("button", name="Keep").click()
        expect(card.get_by_text("Kept.")).to_be_visible()
        assert stage.kept == [{"set": 2, "strength": 3, "note": "left hip"}]
        assert page.get_by_role("link", name="Report").get_attribute("href") == "/history/2"
        assert watched.complaints == []
        start = stage.played.sent[0]
        assert start["type"] == "start"
        assert (start["exercise"], start["camera"], start["theme"], start["record"]) == (
            "glute-bridge",
            "page",
            "dark",
            False,
        )
        page.close()


def test_the_view_is_ticked_when_it_is_measured_and_a_standing_clock_says_why(camera: Browser, tmp_path: Path) -> None:
    planned = planned_sets(exercises.get("plank"), 1, hold_s=10.0)
    shown = [
        each for each in set_messages(planned[0], waited(performed("plank", "hips-sag"))) if each["type"] == "screen"
    ]
    before = next(each["screen"] for each in shown[::-1] if each["screen"]["stage"] == "set-up")
    runs = next(each["screen"] for each in shown if each["screen"]["stage"] == "go")
    stands = next(each["screen"] for each in shown if each["screen"]["clock_stopped"])
    found = [before | {"banner": None, "active": False, "view_is_right": known} for known in (True, None, True, False)]
    played = [ready(planned)]
    for screen in (*found, runs, stands, runs):
        played += [{"type": "screen", "set": 1, "screen": screen}] * 4
    played.append({"type": "over", "sets": [], "error": None})
    with served(Stage(tmp_path, played, pause_s=0.05).app) as place:
        page = Watched(camera, place).open("/set?exercise=plank")
        page.evaluate(
            "window.seen = []; const tick = () => document.querySelector('#ticks [data-part=view]')?.dataset.done;"
            "new MutationObserver(() => seen.push([stage.dataset.view, tick(), "
            "document.getElementById('stopped').textContent]))"
            ".observe(stage, {subtree: true, childList: true, characterData: true, attributes: true});"
        )
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "end", timeout=30_000)
        seen = page.evaluate("seen")
        page.close()
    ticks = [tick for view, tick, _ in seen if view == "checks"]
    assert [each for each, _ in itertools.groupby(ticks)] == ["false", "true", "false", "true", "false"]
    reasons = [why for view, _, why in seen if view == "set"]
    why = f"Clock stopped: {stands['clock_stopped']}"
    assert why in reasons
    assert reasons[0] == reasons[-1] == ""


def test_frames_are_small_jpegs_with_their_times_and_two_are_under_way(
    camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path
) -> None:
    stage = Stage(tmp_path, bridge)
    stage.played.hold.set()
    with served(stage.app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.evaluate(
            "window.frames_sent = []; const send = WebSocket.prototype.send;"
            "WebSocket.prototype.send = function (data) {"
            "  const view = data.byteLength && new DataView(data.buffer);"
            "  if (view) frames_sent.push([view.getFloat64(0, true), performance.now() / 1000]);"
            "  send.call(this, data); }; 0"
        )
        page.get_by_role("button", name="Turn the camera on").click()
        until(lambda: page.evaluate("frames_sent.length") >= 2)
        page.wait_for_timeout(500)
        assert page.evaluate("frames_sent.length") == 2, "a third one before the first was answered"
        stage.played.hold.clear()
        until(lambda: page.evaluate("frames_sent.length") > 20)
        times = page.evaluate("frames_sent")
        page.close()
    captured = [capture for capture, _ in times]
    assert captured == sorted(set(captured))
    assert all(0 <= now - capture < 0.5 for capture, now in times[5:])
    picture = cv2.imdecode(np.frombuffer(stage.played.jpegs[3], np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (360, 640, 3)
    assert len(stage.played.jpegs[3]) < 60_000


def test_keys_and_buttons_ask_for_the_same(camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path) -> None:
    stage = Stage(tmp_path, bridge, pause_s=0.2)
    with served(stage.app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "checks")
        page.evaluate("document.activeElement.blur()")
        for key in ("Space", "r", "S", "n", "y", "q", "p", "6", "Enter"):
            page.keyboard.press(key)
        page.get_by_role("button", name="It hurts").first.click()
        page.get_by_role("button", name="Pause").click()
        expected = ["pause", "reset", "side", "next", "change", "quit", "pain", "6", "\n", "pain", "pause"]

        def sent() -> list[str]:
            told = [each for each in stage.played.sent if each["type"] in ("key", "typed")]
            return [each.get("action") or each["text"] for each in told]

        until(lambda: len(sent()) == len(expected))
        assert sent() == expected
        page.close()
        assert stage.played.closed.wait(5), "leaving the page ends the set"


def test_a_question_is_answered_by_buttons(camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path) -> None:
    template = next(each for each in bridge if each["type"] == "screen")
    asking = [
        {
            **template,
            "screen": {**template["screen"], "stage": stage, "status": status, "count": "", "writing": stage == "note"},
        }
        for stage, status in (("asking", "Does it hurt?"), ("strength", "How strong?"), ("note", "A note?"))
        for _ in range(12)
    ]
    stage = Stage(tmp_path, [bridge[0], *asking, *[asking[-1]] * 60], pause_s=0.1)
    with served(stage.app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.get_by_role("button", name="Turn the camera on").click()
        page.get_by_role("button", name="Yes, it hurts").click()
        page.get_by_role("button", name="7", exact=True).click()
        page.get_by_role("textbox", name="A note, if you like").fill("hip")
        page.get_by_role("textbox", name="A note, if you like").press("Enter")
        told = "pain|7|\n|h|i|p|\n"
        until(
            lambda: (
                "|".join(e.get("action") or e["text"] for e in stage.played.sent if e["type"] in ("key", "typed"))
                == told
            )
        )
        page.close()


def test_the_overlay_is_the_persons_mirrored_limbs(
    camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path
) -> None:
    screens = [each for each in bridge if each["type"] == "screen" and each["screen"]["failing"] and each["set"] == 1]
    screen = screens[0]["screen"]
    stage = Stage(tmp_path, [bridge[0], *screens[:1] * 400])
    with served(stage.app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "set")
        page.wait_for_timeout(300)
        width, height = screen["size_wh"]
        a, b = (screen["points_px"][i] for i in screen["failing"][:2])
        at_px = ((a[0] * 0.6 + b[0] * 0.4), (a[1] * 0.6 + b[1] * 0.4))
        colour = page.evaluate(
            "([x, y]) => { const c = document.getElementById('overlay'), [w, h] = [c.width, c.height];"
            " return [...c.getContext('2d').getImageData(Math.round(x * w), Math.round(y * h), 1, 1).data]; }",
            [(width - 1 - at_px[0]) / width, at_px[1] / height],
        )
        video, canvas = (page.locator(each).bounding_box() for each in ("#picture", "#overlay"))
        page.close()
    assert colour == [0xE6, 0x9F, 0x00, 255], "the failing limb is orange where the mirror shows it"
    assert video
    assert canvas
    assert canvas["width"] / canvas["height"] == pytest.approx(width / height, rel=0.01)
    assert canvas["x"] - video["x"] == pytest.approx((video["width"] - canvas["width"]) / 2, abs=1)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "The browser may not use the camera"),
        ("NotReadableError", "Another program uses the camera"),
        ("NotFoundError", "No camera was found"),
        ("SecurityError", "A rule of this browser"),
        ("WeirdError", "The camera does not work"),
        ("", "This browser cannot use a camera here"),
    ],
)
def test_a_camera_that_does_not_open_is_one_sentence(
    camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path, error: str, sentence: str
) -> None:
    stage = Stage(tmp_path, bridge)
    with served(stage.app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.evaluate(
            "(name) => Object.defineProperty(navigator, 'mediaDevices', {value: name ? {getUserMedia: async () => {"
            " throw new DOMException('why', name); }} : undefined, configurable: true})",
            error,
        )
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.get_by_role("alert")).to_contain_text(sentence)
        page.evaluate("delete navigator.mediaDevices")
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#stage")).not_to_have_attribute("data-view", "before")
        page.close()


def test_a_set_that_is_refused_and_a_server_that_is_gone(
    camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path
) -> None:
    why = "Another tab runs a set."
    with served(Stage(tmp_path, [{"type": "refused", "text": why}]).app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.get_by_role("alert")).to_have_text(why)
        page.close()
    with served(Stage(tmp_path, bridge[:30]).app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.get_by_role("alert")).to_contain_text("formcheck has ended")
        page.close()


def test_a_camera_that_is_unplugged_is_told(camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path) -> None:
    stage = Stage(tmp_path, bridge, pause_s=0.1)
    with served(stage.app) as place:
        page = Watched(camera, place).open(BRIDGE)
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "checks")
        page.evaluate(
            "document.getElementById('mirror').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
        )
        expect(page.locator("#notice")).to_contain_text("The camera is gone")
        until(lambda: any(each["type"] == "camera-lost" for each in stage.played.sent))
        page.close()


def test_local_voices_speak_and_services_never_do(
    camera: Browser, bridge: list[dict[str, Any]], tmp_path: Path
) -> None:
    fake = """
      const made = (name, localService) => ({ name, localService, lang: "en-GB" });
      const voices = %s.map(([name, local]) => made(name, local));
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      const spoken = (window.spoken = []);
      Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => voices, addEventListener() {}, cancel() {},
        speak(line) {
          spoken.push([line.text, line.voice.name]); line.onstart(); setTimeout(() => line.onend(), 50); } } });
    """
    for voices, asked in (([["cloud", False], ["here", True]], "page"), ([["cloud", False]], "system")):
        stage = Stage(tmp_path, bridge)
        with served(stage.app) as place:
            watched = Watched(camera, place)
            watched.page.add_init_script(fake % json.dumps(voices))
            page = watched.open(BRIDGE)
            page.get_by_role("button", name="Turn the camera on").click()
            expect(page.locator("#stage")).to_have_attribute("data-view", "rest", timeout=30_000)
            spoken = page.evaluate("spoken")
            page.close()
        assert stage.played.sent[0]["voice"] == asked
        told = [each for each in stage.played.sent if each["type"] == "spoken" and "ended_s" in each]
        assert bool(spoken) == bool(told) == (asked == "page")
        assert {name for _, name in spoken} <= {"here"}
        assert all(each["ended_s"] > each["began_s"] for each in told)
