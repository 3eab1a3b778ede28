"""Somebody's own exercise is shown by the skeleton of their best repetition, once a set of it is stored."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import pytest
from chromium import needs_chromium
from chromium_pages import Watched
from fakes import performed
from playwright.sync_api import Browser, Page, expect
from served import Served, Tab

from formcheck.history import History

INK = (
    "(canvas) => { const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
    " return all.reduce((sum, value, i) => (sum * 31 + value * (i % 97)) % 1000003, 7); }"
)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An exercise of the user's folder that is a squat."""
    folder = tmp_path / "exercises"
    folder.mkdir()
    text = (resources.files("formcheck.exercises") / "catalogue" / "squat.toml").read_text(encoding="utf-8")
    text = re.sub(r"^id = .*$", 'id = "deep-curtsey"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^name = .*$", 'name = "Deep curtsey"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^aliases = \[[^]]*\]$", "aliases = []", text, count=1, flags=re.MULTILINE)
    (folder / "deep-curtsey.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FORMCHECK_EXERCISES", str(folder))
    return "deep-curtsey"


def do_a_set(served: Served, exercise: str) -> Path:
    """A set in a page, and the folder it is kept in."""
    tab = Tab(served, exercise=exercise, free=True)
    tab.perform(performed("squat"))
    tab.send(type="key", action="quit")
    while "over" not in tab.kinds():
        tab.take()
    history = History()
    settings = json.loads(history.rows("sets")[-1]["settings"])
    history.close()
    return Path(settings["folder"])


@pytest.fixture
def done(mine: str, served: Served) -> Path:
    """A set of it was done."""
    return do_a_set(served, mine)


def test_there_is_no_loop_before_a_set_and_one_after_it(mine: str, served: Served) -> None:
    assert served.ask(f"/demo/{mine}.json")[0] == 404
    assert b"data-skeleton" not in served.ask(f"/exercise/{mine}")[2]
    folder = do_a_set(served, mine)
    status, headers, body = served.ask(f"/demo/{mine}.json")
    assert (status, headers["cache-control"]) == (200, "no-store")
    loop = json.loads(body)
    assert set(loop) == {"rate_hz", "size_wh", "seen", "still", "frames", "near", "skeleton", "colours"}
    assert 10 < len(loop["frames"]) < 120
    assert len(body) < 60_000
    (folder / "track.npz").write_bytes(b"damaged")
    (folder / "summary.json").touch()
    assert served.ask(f"/demo/{mine}.json")[0] == 404
    assert served.ask("/")[0] == 200


def test_nobody_else_gets_it_and_no_path_is_taken(done: Path, served: Served, mine: str) -> None:
    assert served.ask(f"/demo/{mine}.json", headers={})[0] == 403
    assert served.ask(f"/demo/{mine}.json", headers=served.headers | {"Sec-Fetch-Site": "cross-site"})[0] == 403
    for path in (f"/demo/{done}.json", "/demo/..%2f..%2fsets.json", "/demo/1.json", f"/demo/{mine}/depth.json"):
        assert served.ask(path)[0] == 404, path
    assert served.ask("/demo/plank.json")[0] == 404  # it has a film


def entered(browser: Browser, served: Served, path: str) -> Watched:
    watched = Watched(browser, served.origin)
    watched.page.goto(f"{served.origin}/enter?token={served.keys.issue()}")
    watched.open(path)
    return watched


def pictures_of(page: Page, place: str) -> set[int]:
    """What is on the canvas within a second, as sums over all of it."""
    canvas = page.locator(f"{place} canvas[data-skeleton]")
    expect(canvas).to_be_visible()
    found = set()
    for _ in range(6):
        found.add(canvas.evaluate(INK))
        page.wait_for_timeout(150)
    return found


@needs_chromium
def test_it_moves_where_films_of_others_stand(camera: Browser, done: Path, served: Served, mine: str) -> None:
    for path, place in (
        ("/", f'.tile[href="/exercise/{mine}"]'),
        (f"/exercise/{mine}", ".big-demo"),
    ):
        watched = entered(camera, served, path)
        page = watched.page
        page.locator(place).scroll_into_view_if_needed()
        assert len(pictures_of(page, place)) >= 4, path
        page.emulate_media(reduced_motion="reduce")
        page.reload()
        page.locator(place).scroll_into_view_if_needed()
        page.wait_for_timeout(400)
        assert len(pictures_of(page, place)) == 1, path
        assert watched.complaints == []
        page.close()


@needs_chromium
def test_it_stands_in_the_corner_of_a_set(camera: Browser, done: Path, served: Served, mine: str) -> None:
    watched = entered(camera, served, f"/set?exercise={mine}")
    page = watched.page
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("#stage")).not_to_have_attribute("data-view", "before", timeout=20_000)
    page.evaluate("document.getElementById('stage').dataset.view = 'set'")
    expect(page.locator("#corner-demo canvas")).to_have_count(1)
    assert watched.complaints == []
    page.close()
