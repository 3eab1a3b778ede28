"""What the pages do in Chromium when somebody uses them, on the real server with a model that sees squats."""

from __future__ import annotations

import re

import pytest
from chromium import needs_chromium
from chromium_pages import Watched
from fakes import performed
from playwright.sync_api import Browser, Page, expect
from served import Served

from formcheck import analyze
from formcheck.app.settings import SettingsFile
from formcheck.history import History

pytestmark = needs_chromium


def opened(browser: Browser, served: Served, path: str = "/", **context: str) -> Watched:
    """A page of somebody who has come in by a token."""
    watched = Watched(browser, served.origin, **context)
    watched.page.goto(f"{served.origin}/enter?token={served.keys.issue()}")
    watched.open(path)
    return watched


def names(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator(".tile:visible strong").all()]


def test_exercises_are_found_by_their_common_names(camera: Browser, served: Served) -> None:
    watched = opened(camera, served)
    page = watched.page
    everything = len(names(page))
    for words, found in (
        ("balasana", "Child's pose"),
        ("CHILDS", "Child's pose"),
        ("hip raise bridge", "Glute bridge pulse"),
    ):
        page.get_by_label("Search").fill(words)
        assert found in names(page), words
        assert len(names(page)) < 6
    page.get_by_label("Search").fill("cartwheel")
    expect(page.locator("#found")).to_contain_text("No exercise is found")
    page.get_by_label("Search").fill("")
    page.get_by_role("radio", name="Standing", exact=True).check()
    standing = names(page)
    assert "Squat" in standing
    assert "Plank" not in standing
    page.get_by_role("radio", name="A band", exact=True).check()
    assert names(page) == ["Multifidus walk-out"]
    expect(page.locator("#found")).to_have_text("1 exercise")
    assert len(names(page)) < len(standing) < everything
    assert watched.complaints == []
    page.close()


def test_loops_play_in_sight_and_rest_for_whoever_wants_less_motion(camera: Browser, served: Served) -> None:
    playing = (
        "[...document.querySelectorAll('video')].filter((each) => each.src && !each.paused && !each.hidden).length"
    )
    page = opened(camera, served, "/exercise/plank").page
    expect(page.locator("video").first).to_be_visible()
    assert page.evaluate(playing) >= 1
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.wait_for_timeout(600)
    assert page.evaluate(playing) == 0
    expect(page.get_by_alt_text("How it is done right")).to_be_visible()
    page.close()


def test_settings_are_kept_as_they_are_chosen(camera: Browser, served: Served) -> None:
    watched = opened(camera, served, "/settings")
    page = watched.page
    page.get_by_role("radio", name="High contrast", exact=True).check()
    expect(page.locator("#kept")).to_have_text("Kept.")
    expect(page.locator("html")).to_have_attribute("data-theme", "high-contrast")
    page.get_by_role("radio", name="Largest", exact=True).check()
    page.get_by_label("Five daily hip exercises").check()
    page.get_by_label("Five back exercises").uncheck()
    page.get_by_label("Speak").uncheck()
    page.get_by_role("radio", name="Slow", exact=True).check()
    page.wait_for_timeout(300)
    kept = SettingsFile(served.context.data / "settings.json").read()
    assert (kept.theme, kept.text, kept.programme, kept.voice, kept.speed) == (
        "high-contrast", "largest", ["hip-5"], False, 0.8,
    )  # fmt: skip # a row, packed
    watched.open("/")
    expect(page.get_by_role("heading", name=re.compile("Five daily hip exercises"))).to_be_visible()
    assert watched.complaints == []
    page.close()


def test_all_is_deleted_only_when_it_is_meant(camera: Browser, served: Served) -> None:
    history = History()
    history.begin("squat").finish(analyze(performed("squat"), "squat"), ended_by="dose")
    watched = opened(camera, served, "/settings")
    page = watched.page
    page.get_by_role("button", name="Delete all of it").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("Delete 1 set")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    assert len(history.rows("sets")) == 1
    page.get_by_role("button", name="Delete all of it").click()
    page.get_by_role("button", name="Yes, delete all of it").click()
    expect(page.locator("#deleted")).to_have_text("All of it is deleted.")
    assert history.rows("sets") == []
    history.close()
    assert watched.complaints == []
    page.close()


def test_the_second_tab_and_the_end_are_told(camera: Browser, served: Served) -> None:
    first, second = opened(camera, served), opened(camera, served)
    expect(second.page.locator("#tab-bar")).to_contain_text("open in another tab")
    expect(first.page.locator("#tab-bar")).to_be_empty()
    first.page.close()
    expect(second.page.locator("#tab-bar")).to_be_empty()
    served.server.should_exit = True
    expect(second.page.locator("#tab-bar")).to_contain_text("formcheck has ended", timeout=20_000)
    second.page.close()


def test_pain_can_be_noted_afterwards_and_taken_back(camera: Browser, served: Served) -> None:
    history = History()
    log = history.begin("squat")
    log.finish(analyze(performed("squat"), "squat"), ended_by="dose")
    watched = opened(camera, served, f"/history/{log.id}")
    page = watched.page
    for strength, stored in (("4", (1, 4)), ("0", (0, None))):
        page.get_by_role("radio", name=strength, exact=True).check()
        page.get_by_label("Note").fill("left knee")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("status").last).to_have_text("Kept.")
        row = history.rows("sets")[0]
        assert (row["pain"], row["pain_strength"], row["note"]) == (*stored, "left knee")
        page.reload()
    history.close()
    page.close()


@pytest.mark.parametrize("path", ["/history/1/x", "/nowhere"])
def test_an_address_that_is_none_is_a_page_in_one_sentence(camera: Browser, served: Served, path: str) -> None:
    page = opened(camera, served).page
    answer = page.goto(served.origin + path)
    assert answer
    assert answer.status == 404
    assert "There is no such page." in page.inner_text("body")
    page.close()
