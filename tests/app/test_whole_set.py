"""A whole set in Chromium as somebody does it: the real page, server and model, a sample clip for a camera."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromium import needs_chromium
from chromium_pages import Watched, chromium
from least_page import camera_film
from playwright.sync_api import Page, expect

from formcheck import exercises

CLIPS = Path(__file__).parents[2] / "sample_videos"
pytestmark = [pytest.mark.browser, pytest.mark.model, needs_chromium]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, model_path: Path) -> Iterator[Callable[[], str]]:
    """Starts ``formcheck app`` in a process of its own, and gives the address; later starts find the first."""
    data = tmp_path_factory.mktemp("app")
    (data / "formcheck").mkdir(mode=0o700)
    (data / "formcheck/settings.json").write_text(json.dumps({"voice": False, "theme": "dark"}))
    places = {"XDG_DATA_HOME": str(data), "FORMCHECK_HISTORY": str(data / "history.db"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "formcheck", "app", "--no-browser", "--model", str(model_path)]
    running: list[subprocess.Popen[str]] = []

    def address() -> str:
        process = subprocess.Popen(command, env=os.environ | places, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        return found[0]

    yield address
    for process in running:
        process.terminate()
        process.wait(30)


def until(page: Page, true: str, seconds: float) -> None:
    """Wait until an expression is true; Playwright's own way evaluates a string, which our policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < end, f"not within {seconds} s: {true}"
        page.wait_for_timeout(100)


def test_bridges_from_the_first_page_to_the_history(start: Callable[[], str], tmp_path: Path) -> None:
    film = camera_film(CLIPS / "glute_bridge_faults.mp4", tmp_path / "bridge.mjpeg")
    with chromium(film) as browser:
        address = start()
        watched = Watched(browser, address.partition("/enter")[0])
        page = watched.page
        page.goto(address)
        expect(page.get_by_role("heading", name="Exercises", exact=True)).to_be_visible()
        page.get_by_label("Search").fill("hip bridge")
        page.locator(".tile:visible", has_text="Glute bridge").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Glute bridge")
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_role("button", name="Turn the camera on")).to_be_enabled()
        page.evaluate(
            "window.banners = new Set(); window.ticked = 0; new MutationObserver(() => {"
            "  banners.add(document.getElementById('banner').textContent);"
            "  ticked = Math.max(ticked, document.querySelectorAll('#ticks [data-done=true]').length);"
            "}).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true}); 0"
        )
        page.get_by_role("button", name="Turn the camera on").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "set", timeout=60_000)
        assert page.evaluate("ticked") == page.locator("#ticks li").count()
        until(page, "Number(document.getElementById('head').textContent) >= 3", 90.0)
        # the clip plays from where the browser is in it: which of its three faults comes first is not known
        cues = {check.cue for check in exercises.get("glute-bridge").checks}
        assert cues & set(page.evaluate("[...banners]"))
        page.get_by_role("button", name="End").click()
        expect(page.locator("#stage")).to_have_attribute("data-view", "end", timeout=30_000)
        card = page.locator("#end .summary")
        expect(card).to_contain_text("Glute bridge")
        expect(card).to_contain_text("One thing to work on")
        card.get_by_role("radio", name="2", exact=True).check()
        card.get_by_label("Note").fill("a little, in the back")
        card.get_by_role("button", name="Keep").click()
        expect(card.get_by_text("Kept.")).to_be_visible()
        page.get_by_role("link", name="Report").click()
        expect(page.frame_locator("iframe").get_by_role("heading", name="Glute bridge")).to_be_visible(timeout=30_000)
        page.get_by_role("link", name="History").click()
        expect(page.get_by_role("link", name="Glute bridge")).to_contain_text("a little, in the back")
        assert watched.complaints == []


def test_a_video_is_looked_at_and_its_report_opens(start: Callable[[], str]) -> None:
    with chromium() as browser:
        address = start()
        watched = Watched(browser, address.partition("/enter")[0])
        page = watched.page
        page.goto(address)
        page.get_by_role("link", name="A video").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("A video")
        expect(page.locator("input[type=file]")).to_be_enabled()
        page.locator("input[type=file]").set_input_files(CLIPS / "plank_faults.mp4")
        expect(page.frame_locator("#report").get_by_role("heading", name="Plank")).to_be_visible(timeout=90_000)
        expect(page.locator("#question")).to_contain_text("Looked at as: Plank")
        page.get_by_role("button", name="Another video").click()
        page.locator("input[type=file]").set_input_files(CLIPS / "plank_faults.json")
        expect(page.get_by_role("alert")).to_contain_text("That did not work", timeout=30_000)
        page.get_by_role("link", name="History").click()
        expect(page.get_by_role("link", name="Plank")).to_be_visible()
        assert watched.complaints == []
