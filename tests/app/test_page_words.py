"""Every sentence of the page comes from the catalogue, and every sentence of the catalogue is used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from formcheck.app import pages
from formcheck.app.sentences import say, section

APP = Path(pages.__file__).parent
TEMPLATES = sorted((APP / "templates").glob("*.html"))
MODULES = sorted((APP / "static/js").rglob("*.js"))
SPOKEN = ("alt", "aria-label", "title", "placeholder", "value")


def leaves(table: dict[str, Any], place: str = "") -> list[str]:
    found = []
    for key, value in table.items():
        inner = isinstance(value, dict) and not set(value) <= {"one", "many"}
        found += leaves(value, f"{place}{key}.") if inner else [f"{place}{key}"]
    return found


CATALOGUE = tomllib.loads((APP / "sentences/en.toml").read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_words_of_its_own(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(), flags=re.DOTALL)
    between = [part.strip() for part in re.sub(r"<[^>]*>", "\n", text, flags=re.DOTALL).splitlines()]
    assert [part for part in between if re.search(r"[A-Za-z]{2}", part)] == []
    for name in SPOKEN:
        values = re.findall(rf'\s{name}="([^"]*)"', text)
        assert [value for value in values if re.search(r"[a-z]{2} [a-z]|[A-Z][a-z]", value)] == [], name


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_has_no_words_of_its_own(module: Path) -> None:
    code = re.sub(r"^\s*(//|/\*\*).*$", "", module.read_text(), flags=re.MULTILINE)
    strings = re.findall(r'"((?:[^"\\\n]|\\.)*)"', code)
    sentences = [each for each in strings if re.search(r"[a-z] [a-z]+ [a-z]", each) and not re.search(r"[.#\[:]", each)]
    assert sentences == []


def test_every_key_that_is_asked_for_exists() -> None:
    for template in TEMPLATES:
        for key in re.findall(r"""say\(['"]([\w.]+)['"](?!\s*~)""", template.read_text()):
            found = CATALOGUE
            for part in key.split("."):
                assert part in found, f"{template.name} asks for {key}"
                found = found[part]


def test_every_sentence_is_used() -> None:
    code = "\n".join(path.read_text() for path in (*TEMPLATES, *MODULES, *sorted(APP.glob("*.py"))))
    # the last part of a key: what stands before it may be put together
    composed = r"(parts|server|need|where|aim|plan)\.|history\.(reps|held|good)_(more|less|same)"
    unused = [key for key in leaves(CATALOGUE) if not re.search(rf"\b{re.escape(key.split('.')[-1])}\b", code)]
    assert [key for key in unused if not re.match(composed, key)] == []


def test_one_and_many_are_told_apart() -> None:
    assert say("today.streak", n=1) == "1 day in a row"
    assert say("today.streak", n=3) == "3 days in a row"
    with pytest.raises(KeyError):
        say("today.nothing_like_it")
    with pytest.raises(KeyError):
        say("today")
    with pytest.raises(KeyError):
        section("nothing_like_it")
