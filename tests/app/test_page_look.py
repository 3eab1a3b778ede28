"""Every screen as a person meets it in Chromium: reachable for everybody (axe), fitting its width, light to load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import needs_chromium
from chromium_pages import Watched
from fakes import performed
from page_server import PlayedSet, app, desk, served
from playwright.sync_api import Browser, Page, expect
from recorded_set import at, planned_sets, ready, rest_messages, set_messages, summary, waited
from starlette.routing import WebSocketRoute

from formcheck import analyze, exercises
from formcheck.app.settings import Settings
from formcheck.history import History

pytestmark = needs_chromium
SIZES = ((390, 844), (768, 1024), (1280, 800), (1920, 1080))
PAGES = (
    "/",
    "/exercise/plank",
    "/set?exercise=plank",
    "/history",
    "/history/1",
    "/video",
    "/settings",
    "/exercise/none",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages of somebody who did three sets, one of which hurt."""
    folder = tmp_path_factory.mktemp("data")
    history = History(folder / "history.db")
    for exercise, fault in (("squat", "depth"), ("squat", None), ("plank", "hips-sag")):
        history.begin(exercise).finish(analyze(performed(exercise, fault), exercise), ended_by="dose")
    history.note(2, "left hip", strength=4)
    history.close()
    with served(app(desk(folder))) as address:
        yield address


def faults_of(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def test_axe_looks(camera: Browser, place: str) -> None:
    page = Watched(camera, place).open("/settings")
    page.evaluate("document.querySelector('h1').style.color = '#223'; document.querySelector('select').ariaLabel = ''")
    page.evaluate(
        "document.querySelector('input[type=checkbox]').closest('label').replaceWith(document.createElement('input'))"
    )
    found = faults_of(page)
    page.close()
    assert {each.split(":")[0] for each in found} >= {"color-contrast", "label"}


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES[::2], ids=lambda size: str(size[0]))
def test_axe_finds_nothing(camera: Browser, place: str, size: tuple[int, int], scheme: str) -> None:
    watched = Watched(camera, place, size, scheme)
    for path in PAGES:
        page = watched.open(path)
        for closed in page.query_selector_all("details:not([open]) > summary"):
            if closed.is_visible():
                closed.click()
        assert faults_of(page) == [], path
    watched.page.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("text", ["normal", "largest"])
def test_nothing_is_wider_than_the_window(camera: Browser, tmp_path: Path, size: tuple[int, int], text: str) -> None:
    made = desk(tmp_path, today=lambda: date(2026, 11, 24))
    made.settings.write(Settings.model_validate({"text": text}))
    with served(app(made)) as address:
        watched = Watched(camera, address, size)
        for path in PAGES:
            page = watched.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
            small = page.evaluate(
                "[...document.querySelectorAll('a, button, summary, select, input')].filter((e) => {"
                " const box = (e.closest('label') ?? e).getBoundingClientRect();"
                " const inline = getComputedStyle(e).display === 'inline';"
                " return e.checkVisibility() && box.width && box.height < 44 && !inline;"
                "}).map((e) => e.outerHTML.slice(0, 120))"
            )
            assert small == [], path
        watched.page.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(camera: Browser, place: str, path: str) -> None:
    page = Watched(camera, place).page
    bodies: dict[str, int] = {}
    page.on("requestfinished", lambda r: bodies.setdefault(r.url, r.sizes()["responseBodySize"]))
    page.goto(place + path)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    total = sum(size for url, size in bodies.items() if "/demo/" not in url)
    page.close()
    assert 1000 < total < MOST_BYTES, bodies


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=lambda size: str(size[0]))
def test_axe_finds_nothing_in_a_set(camera: Browser, tmp_path: Path, size: tuple[int, int], scheme: str) -> None:
    sets = planned_sets(exercises.get("glute-bridge"), 2, reps=1, hold_s=0.0, rest_s=4.0)
    track = performed("glute-bridge", "hip-line", reps=1)
    done = summary(sets[0], "hip-line", 1)
    waiting = list(set_messages(sets[0], waited(track)))
    asked = next(each for each in reversed(waiting) if each["type"] == "screen")
    question = {**asked, "screen": {**asked["screen"], "stage": "asking", "status": "Does it hurt?"}}
    messages = [
        ready(sets),
        *waiting,
        *[question] * 60,
        {"type": "set-ended", "set": 1, "summary": done},
        *rest_messages(sets[0], sets[1], at(track, 0.0), 1, scheme),
        {"type": "over", "sets": [done], "error": None},
    ]
    played = PlayedSet(messages, pause_s=0.03)
    with served(app(desk(tmp_path), [WebSocketRoute("/ws/set", played.play)])) as address:
        watched = Watched(camera, address, size, scheme)
        page = watched.open("/set?exercise=glute-bridge")
        page.get_by_role("button", name="Turn the camera on").click()
        for view, there in (
            ("checks", "#ticks"),
            ("set", "#head"),
            ("set", "#ask"),
            ("rest", "#rest"),
            ("end", "#end"),
        ):
            expect(page.locator("#stage")).to_have_attribute("data-view", view, timeout=30_000)
            expect(page.locator(there)).to_be_visible(timeout=30_000)
            played.hold.set()
            page.wait_for_timeout(250)
            assert faults_of(page) == [], (view, there)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], view
            if there == "#head" and size[0] == 1280:
                ring = page.locator("#ring").bounding_box()
                assert ring
                assert ring["height"] >= 0.3 * size[1]
            played.hold.clear()
        page.close()
