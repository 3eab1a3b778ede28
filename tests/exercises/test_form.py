"""A file of another form than this version reads gets one message that names everything that must change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.errors import SpecError
from formcheck.exercises import reading
from formcheck.exercises.template import template

NEW = template("arm-raise")
OLD = """
id = "arm-raise"
source = "a friend"
target = { reps = 10 }

[metrics]
arm_up = { elevation = ["shoulder", "wrist"] }
peak = { max = ["arm_up"] }
time.rep = { max = ["arm_up"] }

[reps]
sides = true

[[checks]]
id = "height"
source = "made up for a test"

[[checks]]
id = "height"
why = "It says why already."
source = "made up for a test"

[[checks]]
name = "one without an id"
source = { kind = "opinion", note = "as it is now" }
"""


def refused(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        reading.parse(text, "mine.toml")
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix("mine.toml: not an exercise file of schema 1: ")


def validated(text: str, path: Path) -> Any:
    path.write_text(text)
    return CliRunner().invoke(app, ["validate", str(path)])


def test_everything_that_must_change_is_named_once() -> None:
    assert refused(OLD).split("; ") == [
        "add schema = 1 as the first line",
        'source and source of checks.height: write { kind = "paper", "recordings", "geometry" or "opinion", '
        'ref = "...", note = "..." }',
        "metrics.peak: choose another name, it belongs to a whole repetition",
        "metrics.time: choose another name, it belongs to a whole repetition",
        'target: add turns = "alternate" where the sides take turns within a set, each_side = true where not',
        "why of checks.height, checks.2: add one sentence for the person who exercises, on why it matters",
    ]


def test_what_is_right_already_is_not_named() -> None:
    lacking = NEW.replace("schema = 1 ", "# no schema ")
    assert refused(lacking) == "add schema = 1 as the first line"
    assert refused("") == "add schema = 1 as the first line"


@pytest.mark.parametrize(
    ("found", "words"),
    [("0", "expected 1"), ('"1"', "expected 1"), ("true", "expected 1"), ("1.0", "expected 1"), ("2", "newer")],
)
def test_another_number(found: str, words: str) -> None:
    message = refused(NEW.replace("schema = 1 ", f"schema = {found} "))
    assert message.startswith("schema: ")
    assert words in message


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    told = validated(OLD, tmp_path / "old.toml")
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert told.stdout == ""
    (line,) = told.stderr.splitlines()
    assert str(tmp_path / "old.toml") in line
    assert line.endswith(refused(OLD))
    assert validated(NEW, tmp_path / "new.toml").exit_code == 0
