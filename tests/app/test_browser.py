"""A set in Chromium, with a sample clip for a camera and the full model."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import BINARY, needs_chromium
from least_page import camera_film
from playwright.sync_api import Page, sync_playwright

SAMPLES = Path(__file__).parents[2] / "sample_videos"
FIXTURES = Path(__file__).parents[1] / "fixtures"
FLAGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")

pytestmark = [pytest.mark.browser, pytest.mark.model, needs_chromium]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model_path: Path) -> Iterator[str]:
    """Where ``formcheck app`` is open, in a process of its own."""
    data = tmp_path_factory.mktemp("app")
    places = {"XDG_DATA_HOME": str(data), "FORMCHECK_HISTORY": str(data / "history.db"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(FIXTURES / "least_page.py"), "--no-browser", "--model", str(model_path)]
    server = subprocess.Popen(command, env=os.environ | places, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found
    yield found[0]
    server.terminate()
    server.wait(30)


@pytest.fixture(scope="module")
def page(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A tab with bridges in front of its camera."""
    film = camera_film(SAMPLES / "glute_bridge_good.mp4", tmp_path_factory.mktemp("camera") / "bridge.mjpeg")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=BINARY, args=[*FLAGS, f"--use-file-for-fake-video-capture={film}"]
        )
        page = chromium.new_page()
        page.goto(address)
        yield page
        chromium.close()


def until(page: Page, true: str, seconds: float) -> None:
    """Wait until an expression is true; Playwright's own way evaluates a string, which our policy forbids."""
    for _ in range(round(seconds * 10)):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within {seconds} s: {true}")


def test_three_bridges_are_counted(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/least?exercise=glute-bridge")
    until(page, "got.last && got.last.count === '3'", 90.0)
    page.evaluate("set.send(JSON.stringify({type: 'key', action: 'quit'}))")
    until(page, "got.messages.some((each) => each.type === 'over')", 30.0)
    found = page.evaluate("got")
    over = found["messages"][-1]
    assert over["error"] is None
    assert over["sets"][0]["done"] == "3 repetitions"
    assert [each["text"] for each in found["messages"] if each.get("kind") == "count"] == ["One", "Two", "Three"]
    assert found["first"] - found["asked"] < 3.0
    page.goto(page.url.split("/least")[0] + over["sets"][0]["report"])
    assert page.get_by_text("Glute bridge").first.is_visible()
