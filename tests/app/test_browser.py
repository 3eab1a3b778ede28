"""Whole sets in Chromium with the full model: from the wall to the report, with sample clips for a camera."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from chromium import BINARY, needs_chromium
from least_page import camera_film
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from formcheck.history import History

SAMPLES = Path(__file__).parents[2] / "sample_videos"
FIXTURES = Path(__file__).parents[1] / "fixtures"
FLAGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
LONG_MS = 120_000
"""A film of 20 s is played twice at most, on a machine that has other things to do."""

pytestmark = [pytest.mark.browser, pytest.mark.model, needs_chromium]


@dataclass
class Running:
    """``formcheck app`` in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    data: Path

    @property
    def origin(self) -> str:
        return self.address.split("/enter")[0]

    def history(self) -> History:
        return History(self.data / "history.db")


@pytest.fixture
def running(tmp_path: Path, model_path: Path) -> Iterator[Running]:
    places = {
        "XDG_DATA_HOME": str(tmp_path),
        "FORMCHECK_HISTORY": str(tmp_path / "history.db"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, str(FIXTURES / "least_page.py"), "--no-browser", "--model", str(model_path)]
    process = subprocess.Popen(command, env=os.environ | places, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found
    yield Running(process, found[0], tmp_path)
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def tab(playwright: Playwright, running: Running, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """Opens the page in a tab whose camera plays a clip."""
    browsers = []

    def opened(clip: str) -> Page:
        film = camera_film(SAMPLES / f"{clip}.mp4", tmp_path / f"{clip}.mjpeg")
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
        browsers.append(playwright.chromium.launch(executable_path=BINARY, args=flags))
        page = browsers[-1].new_page()
        page.goto(running.address)
        return page

    yield opened
    for each in browsers:
        each.close()


def begun(page: Page, running: Running, exercise: str) -> None:
    """The set of an exercise, with its camera on."""
    page.goto(f"{running.origin}/set?exercise={exercise}")
    page.locator("#turn-on").click()


@pytest.mark.parametrize(
    ("clip", "exercise", "cues"),
    [("plank_faults", "plank", "Lift your hips"), ("squat_front_faults", "squat", "knees|lower")],
)
def test_a_cue_is_shown_said_and_worked_on(
    tab: Callable[[str], Page], running: Running, clip: str, exercise: str, cues: str
) -> None:
    page, told = tab(clip), re.compile(cues, re.IGNORECASE)
    begun(page, running, exercise)
    expect(page.locator("#banner")).to_have_text(told, timeout=LONG_MS)
    page.wait_for_timeout(2000)
    page.locator("[data-key=quit]").first.click()
    work_on = page.locator("#end .work")
    expect(work_on).to_be_visible(timeout=30_000)
    (folder,) = (running.data / "formcheck" / "sets").iterdir()
    rows = [json.loads(line) for line in (folder / "said.jsonl").read_text().splitlines()]
    assert [row["text"] for row in rows if row["kind"] == "cue" and told.search(row["text"])]
    faults = {row["cue"] for row in running.history().rows("faults")}
    assert any(cue in work_on.inner_text() for cue in faults)


def test_a_tab_that_is_closed_keeps_the_set(tab: Callable[[str], Page], running: Running) -> None:
    page = tab("glute_bridge_good")
    begun(page, running, "glute-bridge")
    expect(page.locator("#head")).to_have_text("1", timeout=LONG_MS)
    page.close()
    for _ in range(100):
        (row,) = running.history().rows("sets")
        if row["finished"]:
            break
        running.process.poll()
        signal.sigtimedwait([], 0.2)
    assert (row["finished"], row["ended_by"]) == (1, "end")
    assert len(running.history().rows("reps")) >= 1


def test_formcheck_that_is_killed_is_told_on_the_page_and_loses_nothing(
    tab: Callable[[str], Page], running: Running
) -> None:
    page = tab("glute_bridge_good")
    begun(page, running, "glute-bridge")
    expect(page.locator("#head")).to_have_text("1", timeout=LONG_MS)
    running.process.kill()
    expect(page.get_by_text("formcheck has ended").first).to_be_visible(timeout=20_000)
    assert len(running.history().rows("reps")) == 1
    (folder,) = (running.data / "formcheck" / "sets").iterdir()
    assert (folder / "track.part").stat().st_size > 1000


def test_a_camera_that_is_unplugged_is_told(tab: Callable[[str], Page], running: Running) -> None:
    page = tab("glute_bridge_good")
    begun(page, running, "glute-bridge")
    expect(page.locator("#head")).to_have_text("0", timeout=LONG_MS)
    page.evaluate(
        "() => { const track = document.querySelector('video').srcObject.getVideoTracks()[0];"
        " track.stop(); track.dispatchEvent(new Event('ended')); }"
    )
    expect(page.locator("#stage")).to_contain_text(re.compile("camera", re.IGNORECASE), timeout=20_000)
    for _ in range(100):
        (row,) = running.history().rows("sets")
        if row["finished"]:
            break
        page.wait_for_timeout(600)
    assert row["finished"]
