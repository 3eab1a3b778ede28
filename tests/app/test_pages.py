"""The pages as they are rendered: every exercise, every state of the history, words from the catalogue alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from page_server import app, desk, fetch, served

from formcheck import exercises, routines
from formcheck.app.about import colours
from formcheck.app.pages import STATIC
from formcheck.app.settings import Settings, SettingsFile
from formcheck.app.today import today
from formcheck.errors import OutputError

TEMPLATES = STATIC.parent / "templates"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    made = desk(tmp_path_factory.mktemp("data"), today=lambda: date(2026, 11, 24))
    with served(app(made)) as address:
        yield address


def test_every_exercise_has_a_place_on_the_wall_and_a_page(at: str) -> None:
    front = fetch(at, "/").text
    for name in exercises.names():
        assert exercises.get(name).setting, name
        assert f'href="/exercise/{name}"' in front
        page = fetch(at, f"/exercise/{name}")
        assert page.status == 200
        assert exercises.get(name).name in unescape(page.text)
        assert fetch(at, f"/set?exercise={name}").status == 200


@pytest.mark.parametrize("routine", routines.names())
def test_a_programme_opens_its_set_page(at: str, routine: str) -> None:
    page = fetch(at, f"/set?routine={routine}")
    assert page.status == 200
    assert f'"routine": "{routine}"' in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/exercise/none", "/exercise/..%2f..%2fetc%2fpasswd", "/set", "/set?exercise=/tmp/mine.toml", "/set?routine=x",
        "/history/999", "/demo/none.mp4", "/demo/plank.txt", "/demo/plank/none.mp4", "/demo/..%2f__init__.py",
        "/static/../pages.py",
    ],
)  # fmt: skip # a table, packed
def test_what_does_not_exist_is_one_sentence(at: str, address: str) -> None:
    assert fetch(at, address).status == 404


def test_the_programmes_take_turns_and_know_what_was_done() -> None:
    chosen = ["back-5", "gone-by-now", "hip-5"]
    first, second = (today([], chosen, date(2026, 11, day)) for day in (24, 25))
    assert first.programme is not None
    assert second.programme is not None
    assert {first.programme.id, second.programme.id} == {"back-5", "hip-5"}
    assert first.programme.id not in {each.id for each in first.others}
    assert today([], [], date(2026, 11, 24)).programme is None


def test_colours_are_those_of_the_screen() -> None:
    css = (STATIC / "css/tokens.css").read_text()
    names = {"ground": "panel", "text": "text", "quiet": "quiet", "good": "good", "bad": "bad", "unsure": "unsure",
             "cue": "cue", "cue-text": "cue_text", "help": "help", "help-text": "help_text"}  # fmt: skip
    for theme, values in colours().items():
        for block in re.findall(rf'data-theme="{theme}"\] \{{(.*?)\}}', css, re.DOTALL):
            for token, name in names.items():
                assert f"--{token}: {values[name]};" in block, (theme, token)


def test_light_is_the_same_by_choice_and_by_the_system() -> None:
    css = (STATIC / "css/tokens.css").read_text()
    chosen, system = (re.search(rf'data-theme="{name}"\] \{{(.*?)\}}', css, re.DOTALL) for name in ("light", "auto"))
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()


def test_settings_are_kept_and_a_broken_file_is_no_end(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "new" / "settings.json")
    assert file.read() == Settings()
    file.write(Settings(theme="light", programme=[]))
    assert file.read().theme == "light"
    assert file.path.stat().st_mode & 0o077 == 0
    file.path.write_text("{")
    assert file.read() == Settings()
    (tmp_path / "in the way").write_text("")
    with pytest.raises(OutputError, match="cannot be kept"):
        SettingsFile(tmp_path / "in the way" / "settings.json").write(Settings())
