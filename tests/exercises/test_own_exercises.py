"""Exercises of the user's own: the template, the folder, the mistakes with their lines, and what CONTRIBUTING says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import performed
from helpers import puppet
from typer.testing import CliRunner

from formcheck import analyze, exercises
from formcheck.cli import app
from formcheck.errors import SpecError
from formcheck.exercises.mistakes import key_lines
from formcheck.exercises.reading import parse
from formcheck.exercises.template import template

ROOT = Path(__file__).parents[2]
GOOD = template("arm-raise")


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's exercise folder."""
    mine = tmp_path / "mine"
    monkeypatch.setenv("FORMCHECK_EXERCISES", str(mine))
    return mine


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_new_exercise_is_valid_listed_found_and_counts(folder: Path) -> None:
    made = run("new", "arm-raise")
    assert made.exit_code == 0, made.output
    path = folder / "arm-raise.toml"
    assert run("validate", path).output == f"{path}: a valid exercise\n"
    assert run("list").output.splitlines()[-1].split(maxsplit=1) == ["arm-raise", "Arm raise: 10 repetitions"]
    t = np.arange(0, 6, 0.05)
    standing = {"left_knee": (0, -0.9), "right_knee": (0, -0.9), "nose": (0.1, 1.4)}
    raised = puppet(t, np.interp(t, [0, 1, 2, 3, 4, 6], [0, 0, 2, 2, 0, 0]), **standing)
    assert len(analyze(raised, "arm-raise").reps) == 1
    assert exercises.get("Arm Raise").id == "arm-raise"


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("mine")
    refused = run("new", "arm-raise", "-o", path)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "is there already" in refused.stderr
    assert path.read_text() == "mine"


def test_new_asks_for_a_name_that_is_free() -> None:
    refused = run("new", "squat")
    assert refused.exit_code == 1
    assert "'squat' is built in: choose another name, such as my-squat" in refused.stderr


def test_new_asks_for_an_id() -> None:
    refused = run("new", "Arm Raise")
    assert refused.exit_code == 1
    assert "expected small letters" in refused.stderr


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('view = "side"  ', 'view = "top"', "view", "'side'"),
        ('dose = "10', 'dosis = "10', "dosis", "expected one of schema, id, name"),
        ("band = 15", "bend = 15", "reps.bend", "expected one of signal, rest"),
        ('metric = "knee_bend", max', 'metric = "knee_bend", mox', "position.all.1.mox", "expected one of metric, min"),
        ('elevation = ["shoulder", "wrist"]', 'elevation = ["shoulder", "hand"]', "metrics.arm_up", "'hand'"),
        ('elevation = ["shoulder", "wrist"]', 'raise = ["shoulder"]', "metrics.arm_up.raise", "one of flexion"),
        ("min = 10\n", 'min = "ten"\n', "checks.1.min", "valid number"),
        ('severity = "minor"', 'severity = "awful"', "checks.1.severity", "'major'"),
        ('signal = "arm_up"', 'signal = "leg_up"', "reps.signal", "not in [metrics]"),
        ('kind = "reps"', 'kind = "hold"', "kind", "takes no [reps]"),
        ('metric = "trunk_lean"\n', 'metric = "lean"\n', "checks.0", "'lean' is not in [metrics]"),
        ("arm_up = {", "peak = {", "metrics.peak", "'peak' is taken"),
        ("rest = -50", "rest = ", "", "not valid TOML"),
    ],
)
def test_a_mistake_has_its_line(old: str, new: str, key: str, words: str, tmp_path: Path) -> None:
    assert GOOD.count(old) == 1
    text = GOOD.replace(old, new)
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    told = run("validate", path)
    assert told.exit_code == 1
    lines = [line for line in told.stderr.splitlines() if words in line]
    assert len(lines) == 1, told.stderr
    # a mistake that is known for the check as a whole is at its header
    at = line_of(text, "[[checks]]") if key == "checks.0" else line_of(text, new)
    assert lines[0].startswith(f"{path}: line {at}: {key}" if key else f"{path}: line {at}: ")


def test_all_mistakes_at_once_in_order(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(GOOD.replace("band = 15", "bend = 15").replace('view = "side"  ', 'view = "top"  '))
    told = run("validate", path).stderr.splitlines()
    assert [re.search(r"line \d+: (\S+):", line)[1] for line in told] == ["view", "reps.band", "reps.bend"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new"),
    [('severity = "minor"', 'severity = "awful"'), ('flexion = ["hip"', 'flexion = ["hop"')],
)
def test_what_does_not_fit_is_told_beside_a_wrong_value(old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(GOOD.replace(old, new).replace('signal = "arm_up"', 'signal = "leg_up"'))
    told = "\n".join(run("validate", path).stderr.splitlines())
    assert "reps.signal: 'leg_up' is not in [metrics]" in told
    assert told.count("line ") == 2


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    told = run("validate", tmp_path / "none.toml")
    assert told.exit_code == 1
    assert "cannot be read" in told.stderr


def test_lines_of_keys() -> None:
    text = 'a = """\nb = 1\n"""\nlist = [\n  { c = "]" },  # [\n\n  { c = 2 },\n]\n'
    text += "any = [\n  [\n    { c = 3 },\n    { c = 4 },\n  ],\n  { c = 5 },\n]\n"
    text += "[t.u]\nv = 1\n[[w]]\nx = 1\n[[w]]\nx = 2"
    assert key_lines(text) == {
        ("a",): 1,
        ("list",): 4,
        ("list", 0): 5,
        ("list", 1): 7,
        ("any",): 9,
        ("any", 0): 10,
        ("any", 1): 14,
        ("t", "u"): 16,
        ("t", "u", "v"): 17,
        ("w", 0): 18,
        ("w", 0, "x"): 19,
        ("w", 1): 20,
        ("w", 1, "x"): 21,
    }


def test_a_wrong_file_in_the_folder_is_one_line_and_harms_no_other(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.toml").write_text("schema = 1\nid = 3")
    (folder / "b.toml").write_text(template("squat"))
    (folder / "c.toml").write_text(GOOD)
    (folder / "d.toml").write_text(GOOD)
    told = run("list")
    assert told.exit_code == 0
    assert told.stdout.split("\nYour own:\n")[1].split()[0] == "arm-raise"
    wrong = told.stderr.splitlines()
    assert [line.split("mine")[1][1:7] for line in wrong] == ["a.toml", "b.toml", "d.toml"]
    assert "there is an exercise 'squat' already" in wrong[1]
    assert exercises.get("squat").name == "Squat"
    with pytest.raises(SpecError, match=r"formcheck validate .*a\.toml"):
        exercises.get("a")


def test_the_schema_is_json_and_knows_every_key() -> None:
    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    schema = json.loads(run("schema").output, parse_constant=refused)
    assert set(schema["properties"]) == {f.alias or key for key, f in exercises.Exercise.model_fields.items()}
    assert "default" not in schema["$defs"]["Check"]["properties"]["min"]


def test_the_exercise_of_contributing_works() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    half_squat = parse(block, "CONTRIBUTING.md")
    result = analyze(performed("squat"), half_squat)
    assert (result.exercise, half_squat.kind) == (half_squat.id, "hold")
    thigh, shank = {"left_knee": (0.9, -0.1), "right_knee": (0.9, -0.1)}, {}
    for side in ("left", "right"):
        shank |= {f"{side}_ankle": (0.9, -1.0), f"{side}_heel": (0.8, -1.1), f"{side}_foot_index": (1.3, -1.1)}
    sat = analyze(puppet(np.arange(0, 5, 0.05), **thigh, **shank), half_squat)
    assert sat.good_s == pytest.approx(5, abs=1.0)
    assert not sat.faults
