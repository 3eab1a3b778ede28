"""Limits that are proposed from labelled people: the border between classes, and how it fares without a person."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import calibrate
from calibrate import Example

from formcheck import analyze, exercises, synthetic
from formcheck.landmarks import N_LANDMARKS

LABELS = {"good": None, "bowed": "trunk-lean", "shallow": "depth"}


def examples(**values: list[float]) -> list[Example]:
    """``right_anna=[...]`` and ``wrong_anna=[...]`` make examples of anna."""
    return [
        Example("here", who, kind == "wrong", value)
        for name, beyond in values.items()
        for kind, who in [name.split("_")]
        for value in beyond
    ]


def test_the_border_lies_in_the_widest_gap() -> None:
    apart = examples(right_a=[0.0, 1.0, 2.0], wrong_a=[6.0, 7.0], right_b=[1.5], wrong_b=[8.0])
    assert calibrate.best_border(apart) == pytest.approx(4.0)
    assert calibrate.balanced(apart, 4.0) == calibrate.left_out(apart) == 1.0
    assert calibrate.balanced(apart, 0.5) == pytest.approx((1 + 1 / 4) / 2)
    wrong, right = (np.array([e.beyond for e in apart if e.wrong is each]) for each in (True, False))
    assert calibrate.auc(wrong, right) == 1.0
    assert calibrate.auc(right, right) == 0.5


def test_a_person_unlike_the_others_is_told_apart_worse_when_left_out() -> None:
    unlike = examples(right_a=[0.0, 1.0], wrong_a=[2.0, 3.0], right_b=[10.0, 11.0], wrong_b=[12.0, 13.0])
    border = calibrate.best_border(unlike)
    assert calibrate.balanced(unlike, border) == 0.75
    assert calibrate.left_out(unlike) == 0.5


def test_every_source_counts_alike() -> None:
    many = [Example("many", "a", wrong, float(wrong)) for wrong in (False, True) for _ in range(100)]
    few = [Example("few", "b", wrong, 2.0 + wrong) for wrong in (False, True)]
    assert calibrate.balanced([*many, *few], 0.5) == 0.75


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of frames of scripted squats at the bottom, one performance a label."""
    folder = tmp_path_factory.mktemp("labelled")
    images, labels = [], []
    for label, fault in LABELS.items():
        performance = synthetic.perform("squat", fault=fault, reps=3)
        track = synthetic.ideal_track(performance, performance.camera("side"), 15.0)
        bottoms = [rep.peak_s for rep in performance.truth.reps]
        at = np.min(np.abs(track.t_s[:, None] - bottoms), axis=1) < 0.15
        images.append(track.image_px[at])
        labels += [label] * int(at.sum())
        world = track.world_m[at]
        images[-1] = np.concatenate([images[-1], world[..., 2:] * 300], axis=-1)
    points = np.concatenate(images)
    seen = np.full((len(points), N_LANDMARKS), 0.9)
    size = np.array(track.size_wh)
    np.savez(
        folder / "frames.npz",
        label=labels,
        image_px=points[..., :2],
        z_px=points[..., 2],
        visibility=seen,
        size_wh=size,
    )
    wrong = ", ".join(f'{label} = "{fault}"' for label, fault in LABELS.items() if fault)
    (folder / "list.toml").write_text(
        f'[[frames]]\nfile = "frames.npz"\nexercise = "squat"\ngood = "good"\nwrong = {{ {wrong} }}\nblocks = 2\n'
    )
    return folder / "list.toml"


def test_labelled_frames_give_a_limit_between_them(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calibrate.main([str(labelled)])
    table = [[cell.strip() for cell in line.split("|")] for line in capsys.readouterr().out.splitlines()]
    found = {row[1].split(" ")[0]: row for row in table if len(row) > 2 and row[2] == "frames"}
    assert set(found) == {"depth", "trunk-lean"}
    for row in found.values():
        assert row[6] == row[10] == row[11] == "1.000", "scripted people are told apart, also by a block left out"
    lean = float(found["trunk-lean"][9].removeprefix("<= "))
    performance = synthetic.perform("squat", reps=1)
    good = analyze(synthetic.ideal_track(performance, performance.camera("side"), 15.0), "squat")
    assert good.frames is not None
    assert np.nanmax(good.frames.metrics["lean_beyond"][good.frames.phase == 2]) < lean


def test_only_what_is_asked_for(labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calibrate.main([str(labelled), "--check", "depth"])
    assert "trunk-lean" not in capsys.readouterr().out
    draft = tmp_path / "draft.toml"
    files = {each.name: each for each in (Path(exercises.__file__).parent / "catalogue").glob("*.toml")}
    text = files["squat.toml"].read_text(encoding="utf-8").replace("max = 10\n", "max = 90\n")
    draft.write_text(text, encoding="utf-8")
    calibrate.main([str(labelled), "--check", "trunk-lean", "--draft", str(draft)])
    assert "lean_beyond <= 90" in capsys.readouterr().out


@pytest.mark.parametrize("more", [["--check", "hips-sag"], ["--tracks", "nowhere"]])
def test_bad_input_is_told_in_a_line(labelled: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        calibrate.main([str(labelled), *more])
    assert stopped.value.code
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "hips-sag" in said[0] or "nowhere" in said[0]
