"""Exercise files: each mistake is named by its key, all at once, in one line."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from helpers import puppet

from formcheck import analyze, exercises
from formcheck.errors import SpecError
from formcheck.exercises import reading, spec
from formcheck.exercises.metric_spec import RESERVED
from formcheck.landmarks import SIDED, Landmark

GOOD = """
schema = 1
id = "arm-raise"
name = "Arm raise"
kind = "reps"
source = { kind = "opinion", note = "for a test" }
dose = "10"
camera = "Side-on."
setup = "Stand."
safety = "Stop if it hurts."
view = "side"
forward = [["heel", "foot_index"]]

[metrics]
arm = { rise = ["hip", "wrist"], per = [["shoulder", "hip"]] }
tall = { rise = ["ankle", "shoulder"], per = [["shoulder", "hip"]] }
both = { sum = ["arm", "-tall"] }

[position]
all = [{ metric = "tall", min = 1.5 }]

[reps]
signal = "arm"
rest = 0.2
go = 0.3
peak = 0.9
band = 0.1

[[checks]]
id = "height"
name = "arm up"
metric = "both"
min = -3
when = ["peak"]
take = "max"
cue = "Higher"
why = "For a test."
source = { kind = "opinion", note = "made up for a test" }
"""


MADE_UP = 'source = { kind = "opinion", note = "made up for a test" }'


def refused(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        reading.parse(text, "mine.toml")
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("mine.toml: ")
    return message


def test_a_file_of_thirty_lines_is_an_exercise() -> None:
    exercise = reading.parse(GOOD, "mine.toml")
    assert exercise.id == "arm-raise"
    assert exercise.reps is not None
    t = np.arange(0, 6, 0.05)
    result = analyze(puppet(t, np.interp(t, [0, 1, 2, 3, 4, 6], [0, 0, 1, 1, 0, 0])), exercise)
    assert len(result.reps) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "arm-raise"', 'id = "Arm Raise"', ["id"]),
        ('name = "Arm raise"\n', "", ["name", "required"]),
        ('kind = "reps"', 'kind = "dance"', ["kind", "'reps'", "'hold'"]),
        ('kind = "reps"', 'kind = "hold"', ["hold", "[reps]"]),
        ('view = "side"', 'view = "top"', ["view", "'side'", "'front'", "'any'"]),
        ('dose = "10"', "dose = 10", ["dose", "string"]),
        ('dose = "10"', 'dosis = "10"', ["dosis", "dose"]),
        ('forward = [["heel", "foot_index"]]', "forward = []", ["forward"]),
        ('forward = [["heel", "foot_index"]]', 'forward = [["heel"]]', ["forward.0"]),
        ('forward = [["heel", "foot_index"]]', 'forward = [["heel", "hoof"]]', ["forward", "hoof"]),
        ('rise = ["hip", "wrist"]', 'rise = ["hip", "hand"]', ["metrics.arm", "'hand'", "wrist"]),
        ('rise = ["hip", "wrist"]', 'rise = ["hip"]', ["metrics.arm", "takes 2 points", "found 1"]),
        ('rise = ["hip", "wrist"]', 'raise = ["hip", "wrist"]', ["metrics.arm.raise"]),
        ('rise = ["hip", "wrist"]', 'rise = ["hip", "wrist"], reach = ["hip", "wrist"]', ["exactly one"]),
        ('["hip", "wrist"], per = [["shoulder", "hip"]]', '["hip", "wrist"]', ["metrics.arm", "'rise' needs 'per'"]),
        ('"wrist"], per = [["shoulder", "hip"]]', '"wrist"], per = [["shoulder", "hop"]]', ["metrics.arm", "'hop'"]),
        ('both = { sum = ["arm", "-tall"] }', 'both = { sum = ["arm", "-small"] }', ["metrics.both", "small"]),
        ('both = { sum = ["arm", "-tall"] }', 'both = { ratio = ["arm"] }', ["metrics.both", "'ratio' takes 2"]),
        ('both = { sum = ["arm", "-tall"] }', "both = { sum = [] }", ["metrics.both", "sum"]),
        ('both = { sum = ["arm", "-tall"] }', 'both = { sum = ["both", "arm"] }', ["metrics.both", "above it"]),
        ('both = { sum = ["arm", "-tall"] }', 'both = { sum = ["arm"], times = 0 }', ["metrics.both", "'times'", "0"]),
        ('[["shoulder", "hip"]] }\ntall', '[["shoulder", "hip"]], times = 2 }\ntall', ["metrics.arm", "'times' goes"]),
        (
            'both = { sum = ["arm", "-tall"] }',
            'both = { elevation = ["hip", "knee"], per = [["shoulder", "hip"]] }',
            ["metrics.both", "takes no 'per'"],
        ),
        (
            'both = { sum = ["arm", "-tall"] }',
            'both = { elevation = ["hip", "knee"], sign = "above" }',
            ["metrics.both", "'sign'", "flexion"],
        ),
        (
            'both = { sum = ["arm", "-tall"] }',
            'both = { sum = ["arm"], known_if = [{ metric = "later", min = 1 }] }',
            ["metrics.both.known_if", "later"],
        ),
        ('{ metric = "tall", min = 1.5 }', '{ metric = "taller", min = 1.5 }', ["position", "'taller'", "[metrics]"]),
        ('{ metric = "tall", min = 1.5 }', '{ metric = "tall.left", min = 1.5 }', ["position", "'tall.left'"]),
        ('{ metric = "tall", min = 1.5 }', '{ metric = "tall", min = 3, max = 2 }', ["position.all.0", "min <= max"]),
        ('{ metric = "tall", min = 1.5 }', '{ metric = "tall", slack = -1 }', ["position.all.0.slack"]),
        ('all = [{ metric = "tall", min = 1.5 }]', "all = []", ["position: ", "'like', 'all' or 'any'"]),
        ('all = [{ metric = "tall", min = 1.5 }]', 'any = [{ metric = "small", min = 1 }]', ["position", "'small'"]),
        (
            'all = [{ metric = "tall", min = 1.5 }]',
            'any = [{ metric = "tall", least = 1 }]',
            ["position.any.0.least"],
        ),
        (
            'all = [{ metric = "tall", min = 1.5 }]',
            'any = [{ metric = "tall" }, [{ metric = "arm" }, { metric = "tall", slack = -1 }]]',
            ["position.any.1.1.slack"],
        ),
        ('all = [{ metric = "tall", min = 1.5 }]', "any = 3", ["position.any", "list"]),
        ('signal = "arm"', 'signal = "leg"', ["reps.signal", "'leg'"]),
        ('signal = "arm"', 'signal = "arm"\nsides = true', ["reps.sides", "'arm'", "once"]),
        ("peak = 0.9", "peak = 0.25", ["reps", "rest < go < peak"]),
        ("peak = 0.9", 'peak = 0.9\nresting = [{ metric = "arm", max = 0 }]', ["reps", "'resting'", "'target'"]),
        ("peak = 0.9", 'peak = 0.9\ntarget = 1\nresting = [{ metric = "leg", max = 0 }]', ["reps.resting", "'leg'"]),
        ("peak = 0.9", "peak = 0.9\nown_share = 0.5", ["reps", "'own_share'", "'target'"]),
        ("peak = 0.9", 'peak = 0.9\nsteps = { metric = "leg", change = 1, below = 2 }', ["reps.steps", "'leg'"]),
        ("band = 0.1", "band = 0", ["reps.band"]),
        ("band = 0.1\n", "", ["reps.band", "required"]),
        ('id = "height"', 'id = "Height!"', ["checks.0.id"]),
        ("min = -3\n", "", ["checks.0", "'min' or 'max'"]),
        ("min = -3", "min = 3\nmax = 2", ["checks.0", "min <= max"]),
        ("min = -3", "min = nan", ["checks.0"]),
        ('metric = "both"', 'metric = "neither"', ["checks.height", "'neither'"]),
        ('when = ["peak"]', 'when = ["top"]', ["checks.0.when.0", "'peak'"]),
        ('take = "max"', 'take = "median"', ["checks.0.take", "'mean'"]),
        ('take = "max"\n', 'against = "peak"\n', ["checks.0", "add 'take'"]),
        ('metric = "both"\nmin = -3\nwhen = ["peak"]\ntake = "max"', 'metric = "time.rep"\nmin = 1', ["take"]),
        ('cue = "Higher"', f'cue = "{"higher " * 12}"', ["checks.0.cue", "60"]),
        ('why = "For a test."\n', "", ["checks.0.why", "required"]),
        ('why = "For a test."', f'why = "{"It helps. " * 20}"', ["checks.0.why", "140"]),
        (MADE_UP, 'source = "a paper"', ["checks.0.source", "write { kind"]),
        (MADE_UP + "\n", "", ["checks.0.source", "required"]),
        (MADE_UP, MADE_UP.replace("opinion", "guess"), ["checks.0.source.kind", "'paper'", "'geometry'"]),
        (MADE_UP, MADE_UP.replace("made up for a test", "me"), ["checks.0.source.note"]),
        (MADE_UP, MADE_UP.replace("opinion", "paper"), ["checks.0.source", "'paper' needs 'ref'"]),
        (MADE_UP, MADE_UP.replace("opinion", "recordings"), ["checks.0.source", "needs 'ref'", "command"]),
        (MADE_UP, MADE_UP.replace("note", 'ref = "fry-2033", note'), ["checks.0.source", "'fry-2033'", "fry-2003"]),
        (MADE_UP, MADE_UP.replace("note", 'ref = " ", note'), ["checks.0.source", "'ref' is empty"]),
        (MADE_UP, MADE_UP.replace("note", "ref = 3, note"), ["checks.0.source.ref", "list"]),
        ('cue = "Higher"', 'cue = "Higher"\nvariants = ["easy"]', ["checks.height", "easy"]),
        ('cue = "Higher"', 'cue = "Higher"\ncolour = "red"', ["checks.0.colour"]),
        ('cue = "Higher"', 'cue = "Higher"\nseverity = "awful"', ["checks.0.severity", "'major'"]),
        ("[reps]", "[reps", ["TOML", "line"]),
    ],
)
def test_each_mistake_is_named_by_its_key(old: str, new: str, words: list[str]) -> None:
    assert GOOD.count(old) >= 1
    message = refused(GOOD.replace(old, new, 1))
    for word in words:
        assert word in message


def test_a_metric_of_one_side_must_be_counted_by_side() -> None:
    message = refused(GOOD.replace('["hip", "wrist"]', '["side_hip", "side_wrist"]'))
    assert "reps.sides" in message
    assert "each side" in message
    by_side = GOOD.replace('["hip", "wrist"]', '["side_hip", "side_wrist"]')
    assert reading.parse(by_side.replace("[reps]\n", "[reps]\nsides = true\n"), "mine.toml").sided == ["arm", "both"]


BY_SIDE = GOOD.replace('["hip", "wrist"]', '["side_hip", "side_wrist"]').replace("[reps]\n", "[reps]\nsides = true\n")
HELD = re.sub(r"(?s)\[reps\].*?\n\n|when = .*?\n|take = .*?\n", "", BY_SIDE.replace('kind = "reps"', 'kind = "hold"'))
WHEN = 'side_when = [{ metric = "arm", min = 0.1 }]\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WHEN.replace("arm", "leg") + BY_SIDE, ["side_when", "'leg'", "[metrics]"]),
        (WHEN.replace("arm", "tall") + BY_SIDE, ["side_when", "'tall' is measured once"]),
        (WHEN.replace("arm", "arm.left") + BY_SIDE, ["side_when", "'arm.left' is measured once", "own name"]),
        (WHEN + BY_SIDE.replace("sides = true\n", ""), ["reps.sides", "expected true"]),
        (WHEN + BY_SIDE + '[[variants]]\nid = "left"\nname = "left"\n', ["side_when", "variants"]),
        (WHEN + HELD, ["side_when", "variants"]),
    ],
)
def test_what_tells_left_from_right(text: str, words: list[str]) -> None:
    assert reading.parse(WHEN + BY_SIDE, "mine.toml").side_when
    other = WHEN + BY_SIDE.replace('signal = "arm"', 'signal = "tall"')
    assert reading.parse(other, "mine.toml").reps, "a signal of both sides will do then"
    message = refused(text)
    assert all(word in message for word in words), message


@pytest.mark.parametrize("name", ["peak", "travel", "time", "speed", "time.rep", '"speed.back"'])
def test_names_of_a_whole_repetition_are_taken(name: str) -> None:
    """A metric of such a name would be replaced by what is known of the repetition, and nobody would say so."""
    message = refused(GOOD.replace("both = {", f"{name} = {{").replace('metric = "both"', 'metric = "arm"'))
    assert f"metrics.{name.strip(chr(34)).partition('.')[0]}" in message
    assert "belong to a whole repetition" in message


def test_all_that_is_known_of_a_whole_repetition_is_taken() -> None:
    assert {name.partition(".")[0] for name in spec.TIMES} == set(RESERVED)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ('reps = 10, turns = "alternate", each_side = true', ["target: ", "'turns'", "'each_side'"]),
        ('reps = 9, turns = "alternate"', ["target: ", "even number", "found 9"]),
        ('hold_s = 9, turns = "alternate"', ["target: ", "even number", "found 0"]),
        ('reps = 10, turns = "any"', ["target.turns", "'alternate'"]),
    ],
)
def test_sides_take_turns_in_a_set_of_both(target: str, words: list[str]) -> None:
    right = 'target = { reps = 10, turns = "alternate" }\n'
    assert reading.parse(right + BY_SIDE, "mine.toml").target.turns == "alternate"
    assert "target.turns: needs movements whose sides" in refused(right + GOOD)
    message = refused(f"target = {{ {target} }}\n{BY_SIDE}")
    assert all(word in message for word in words), message


def test_all_mistakes_are_told_at_once() -> None:
    wrong = GOOD.replace('view = "side"', 'view = "top"').replace("min = -3\n", "").replace("band = 0.1", "bond = 0.1")
    message = refused(wrong)
    for words in ("view", "checks.0", "reps.band", "reps.bond"):
        assert words in message


def test_all_wrong_names_are_told_at_once() -> None:
    wrong = GOOD.replace('signal = "arm"', 'signal = "leg"').replace('metric = "both"', 'metric = "neither"')
    message = refused(wrong.replace('{ metric = "tall"', '{ metric = "taller"'))
    for name in ("'leg'", "'neither'", "'taller'"):
        assert name in message


def test_an_empty_file() -> None:
    message = refused("schema = 1")
    for key in ("id", "name", "kind", "position", "checks"):
        assert f"{key}: " in message


def test_a_path_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    assert exercises.get(str(path)).name == "Arm raise"
    assert reading.load(path).id == "arm-raise"


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.toml", tmp_path, binary):
        with pytest.raises(SpecError, match="cannot be read") as caught:
            reading.load(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_wrong_file_names_itself(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace("band", "bond"))
    with pytest.raises(SpecError, match=r"mine\.toml: .*bond"):
        exercises.get(str(path))


@pytest.mark.parametrize(
    ("name", "meant"),
    [("sqat", "squat"), ("glute bridges", "glute-bridge"), ("birddog", "bird-dog")],
)
def test_an_unknown_exercise_names_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(SpecError, match=f"no exercise '{name}': did you mean {meant}"):
        exercises.get(name)
    with pytest.raises(SpecError, match="expected the id of one that is listed"):
        exercises.get("moonwalk")


def test_points_cover_every_landmark_and_both_sides() -> None:
    assert {landmark.name.lower() for landmark in Landmark} <= set(spec.POINTS)
    for part in SIDED:
        assert {part, f"far_{part}", f"mid_{part}", f"side_{part}", f"other_{part}"} <= set(spec.POINTS)


def test_the_json_schema_says_what_the_model_says() -> None:
    schema = spec.Exercise.model_json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= set(schema["properties"])
    assert {"schema", "id", "position", "checks"} <= set(schema["required"])
