"""The report in a headless Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, needs_chromium
from fakes import SIZE_WH, performed
from test_report_html import EVIL
from videos import write_video

from formcheck import analyze, exercises, report
from formcheck.report.page import html

pytestmark = needs_chromium

SIZES = [(390, 844), (1280, 800)]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports: with the video in it, without one, with it beside it, and of a hold; all with text of a bad user."""
    folder = tmp_path_factory.mktemp("reports")
    track = performed("squat", "depth")
    clip = write_video(folder / "annotated.mp4", track.t_s.tolist(), size_wh=SIZE_WH)
    made = {}
    cases = {
        "inside": ("squat", "depth", clip),
        "drawn": ("squat", "depth", None),
        "linked": ("squat", "depth", clip),
        "hold": ("plank", "hips-sag", None),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, (exercise, fault, video) in cases.items():
            patch.setattr(html, "LARGEST_VIDEO_BYTES", 10 if name == "linked" else 80_000_000)
            spec = exercises.get(exercise)
            evil = spec.model_copy(update={"name": f"{spec.name} {EVIL}", "safety": EVIL})
            track = performed(exercise, fault)
            made[name] = folder / f"{name}.html"
            report.write_html(
                made[name],
                analyze(track, exercise),
                track,
                evil,
                video=video,
                source=EVIL,
                versions={"formcheck": EVIL},
                stopped=None,
            )
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as running:
        yield running


def opened(browser: Browser, page: Path, size: tuple[int, int] = (1280, 800)) -> Browser:
    browser.complaints.clear()
    browser.requests.clear()
    browser.resize(*size)
    browser.open(page)
    return browser


def clock(browser: Browser) -> float:
    """What the page shows as its time, seconds."""
    minutes, seconds = browser.evaluate("document.getElementById('clock').textContent").split(":")
    return 60 * int(minutes) + float(seconds)


@pytest.mark.parametrize("name", ["inside", "drawn", "linked", "hold"])
@pytest.mark.parametrize("size", SIZES)
def test_no_complaint_no_request_and_no_scrolling_sideways(
    browser: Browser, pages: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    opened(browser, pages[name], size)
    browser.wait("document.getElementById('clock').textContent !== ''")
    assert browser.complaints == []
    own = {pages[name].as_uri(), (pages[name].parent / "annotated.mp4").as_uri()}
    assert set(browser.requests) <= own
    assert browser.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [size[0], size[0]]
    assert browser.evaluate("window.hacked") is None


@pytest.mark.parametrize("name", ["inside", "linked"])
def test_a_click_on_a_fault_takes_the_video_there(browser: Browser, pages: dict[str, Path], name: str) -> None:
    opened(browser, pages[name]).wait("document.getElementById('video').readyState >= 2")
    wanted = float(browser.evaluate("document.querySelectorAll('.bar.major')[1].dataset.seek"))
    assert wanted > 2
    browser.click(".bar.major", 1)
    browser.wait("!document.getElementById('video').seeking && document.getElementById('video').currentTime > 1")
    assert browser.evaluate("document.getElementById('video').currentTime") == pytest.approx(wanted, abs=0.02)
    assert clock(browser) == pytest.approx(wanted, abs=0.11)
    cursor = browser.evaluate("document.querySelector('.curves .cursor').getAttribute('x1')")
    end = float(browser.evaluate("document.getElementById('seek').max"))
    assert float(cursor.rstrip("%")) == pytest.approx(100 * wanted / end, abs=0.5)


def test_rows_cards_curves_and_the_slider_seek_too(browser: Browser, pages: dict[str, Path]) -> None:
    opened(browser, pages["drawn"], (390, 844))
    for selector in (".card .picture", ".card .go", ".rows .picture", ".rows th .go", ".bar.fail"):
        browser.evaluate("document.getElementById('seek').value = 0")
        browser.click(selector)
        wanted = float(browser.evaluate(f"document.querySelector({selector!r}).dataset.seek"))
        assert clock(browser) == pytest.approx(wanted, abs=0.11), selector
    end = float(browser.evaluate("document.getElementById('seek').max"))
    browser.click(".more summary")  # they are folded: not for the first look
    browser.click(".curves")
    assert clock(browser) == pytest.approx(end / 2, abs=0.2)


def test_the_keyboard_is_enough(browser: Browser, pages: dict[str, Path]) -> None:
    opened(browser, pages["drawn"])
    marks = sorted(browser.evaluate("[...document.querySelectorAll('.bar')].map((b) => Number(b.dataset.seek))"))
    browser.key("n")
    assert clock(browser) == pytest.approx(marks[0], abs=0.11)
    browser.evaluate("document.querySelectorAll('.bar.major')[1].focus()")
    browser.key("Enter")
    wanted = float(browser.evaluate("document.activeElement.dataset.seek"))
    assert clock(browser) == pytest.approx(wanted, abs=0.11)
    browser.evaluate("document.getElementById('seek').focus()")
    browser.key("ArrowRight")
    assert clock(browser) == pytest.approx(wanted + 1 / 15, abs=0.11)
    browser.evaluate("document.activeElement.blur()")
    name = "document.getElementById('play').getAttribute('aria-label')"
    browser.key(" ")
    browser.wait(f"document.getElementById('seek').value > {wanted + 0.3}")
    assert browser.evaluate(name) == "Pause"
    browser.key(" ")
    browser.wait(f"{name} === 'Play'")


def test_a_stretch_is_repeated(browser: Browser, pages: dict[str, Path]) -> None:
    opened(browser, pages["drawn"])
    browser.key("r")
    assert browser.evaluate("document.getElementById('loop').getAttribute('aria-pressed')") == "true"
    speed = "document.getElementById('speed')"
    browser.evaluate(f"{speed}.value = '2', {speed}.dispatchEvent(new Event('change'))")
    browser.click(".rows th .go")
    until = float(browser.evaluate("document.querySelector('.rows th .go').dataset.until"))
    browser.click("#play")
    now = "Number(document.getElementById('seek').value)"
    browser.wait(f"(window.most = Math.max(window.most || 0, {now})) > {until} && {now} < {until} - 1")
    assert browser.evaluate("window.most") < until + 1


def test_everything_that_can_be_pressed_has_a_name(browser: Browser, pages: dict[str, Path]) -> None:
    opened(browser, pages["inside"])
    nameless = browser.evaluate(
        "[...document.querySelectorAll('button, [role=button], input, select, video, canvas')].filter((e) =>"
        " !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML)"
    )
    assert nameless == []


def test_the_drawn_person_moves(browser: Browser, pages: dict[str, Path]) -> None:
    opened(browser, pages["hold"])
    picture = "document.getElementById('canvas').toDataURL()"
    first = browser.evaluate(picture)
    browser.click(".bar.major")
    assert browser.evaluate(picture) != first
    colours = browser.evaluate(
        "(() => { const c = document.getElementById('canvas'), d = c.getContext('2d').getImageData(0, 0, c.width,"
        " c.height).data, found = new Set(); for (let i = 0; i < d.length; i += 4)"
        " found.add([d[i], d[i + 1], d[i + 2]].join()); return [...found]; })()"
    )
    assert "127,196,242" in colours  # a limb
    assert "255,146,72" in colours  # one that fails


def test_a_video_that_is_gone_gives_way_to_the_drawn_person(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    alone = tmp_path / "alone.html"
    alone.write_bytes(pages["linked"].read_bytes())
    opened(browser, alone).wait("!document.getElementById('canvas').hidden")
    assert browser.evaluate("document.getElementById('video').hidden")
    browser.click(".bar.major")
    assert clock(browser) > 1


def test_dark_and_print(browser: Browser, pages: dict[str, Path]) -> None:
    opened(browser, pages["inside"])
    ground = "getComputedStyle(document.body).backgroundColor"
    light = browser.evaluate(ground)
    browser.media(prefers_color_scheme="dark")
    assert browser.evaluate(ground) != light
    browser.media(type="print", prefers_color_scheme="dark")
    assert browser.evaluate(ground) == "rgb(255, 255, 255)"
    shown = "(s) => getComputedStyle(document.querySelector(s)).display"
    assert browser.evaluate(f"({shown})('.stage')") == "none"
    assert browser.evaluate(f"({shown})('.curves')") != "none"
    browser.media(prefers_color_scheme="light")
