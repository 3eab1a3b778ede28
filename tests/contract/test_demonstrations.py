"""The films of exercises and faults: there is one of each, and what it shows is what the checker says."""

from __future__ import annotations

import sys
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import pytest
import render
from loops import BROUGHT_ALONG, Loop, loops
from sweep import for_each

from formcheck import analyze, demonstrations, exercises
from formcheck.media import VideoFile
from formcheck.synthetic.performances import SCRIPTS

LOOPS = list(loops())
ROUNDS = 4
MOST_BYTES = 10_000_000
STILL_BYTES = 15_000


def key(loop: Loop) -> tuple[str, str | None]:
    return loop.exercise, loop.fault


def of_exercise(loop: Loop) -> str:
    return loop.exercise


@for_each(LOOPS, by=of_exercise)
def test_the_checker_says_of_a_film_what_the_film_is_to_show(loop: Loop) -> None:
    exercise, result = exercises.get(loop.exercise), analyze(loop.track(ROUNDS), loop.exercise)
    shown = {loop.fault} | BROUGHT_ALONG.get((loop.exercise, loop.fault), set()) if loop.fault else set()
    assert {fault.id for fault in result.faults} == shown
    if exercise.movement:
        assert len(result.reps) == ROUNDS
        assert not result.attempts
    else:
        assert result.holds
        assert (result.good_s > 0.95 * sum(hold.length_s for hold in result.holds)) or loop.fault


def test_every_exercise_and_every_scripted_fault_that_it_tells_has_its_film() -> None:
    expected = {(name, None) for name in exercises.names()} | {
        (name, fault)
        for name in exercises.names()
        for script in SCRIPTS[name].values()
        for fault in set(script.flaws) & {check.id for check in exercises.get(name).checks}
    }
    assert {key(loop) for loop in LOOPS} == expected
    names = {demonstrations.file_name(*each, end) for each in expected for end in (".mp4", ".webp")}
    names |= {demonstrations.file_name(*key(loop), demonstrations.WELL) for loop in LOOPS if loop.done_well}
    assert {path.name for path in demonstrations.FOLDER.iterdir() if path.suffix in (".mp4", ".webp")} == names


def test_all_films_and_stills_together_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in demonstrations.FOLDER.iterdir() if path.is_file()}
    assert sum(sizes.values()) <= MOST_BYTES
    assert {name: size for name, size in sizes.items() if name.endswith(".webp") and size > STILL_BYTES} == {}


@pytest.mark.media
@for_each(LOOPS, by=of_exercise)
def test_a_film_has_the_pictures_of_its_rounds(loop: Loop) -> None:
    film, still = demonstrations.loop(*key(loop)), demonstrations.poster(*key(loop))
    assert film is not None
    assert still is not None
    video = VideoFile(film)
    assert video.size_wh == demonstrations.SIZE_WH
    assert sum(1 for _ in video) == loop.frames * loop.rounds
    shortest, longest = demonstrations.SECONDS
    assert shortest <= loop.rounds * loop.round_s <= longest
    assert cv2.imread(str(still)).shape[1::-1] == demonstrations.SIZE_WH


@pytest.mark.slow
def test_a_film_that_is_rendered_again_is_the_same_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shortest = min(LOOPS, key=lambda loop: loop.frames)
    folders = [tmp_path / name for name in ("once", "again")]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setenv(
        "OPENBLAS_NUM_THREADS", "1"
    )  # as the script does: how threads share a sum may change its last bit
    with get_context("spawn").Pool(2) as pool:
        pool.map(partial(render.render, shortest), folders)
    made = sorted(path.name for path in (tmp_path / "once").iterdir())
    assert made
    for name in made:
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    # another processor may round otherwise; but it is the same picture
    still = demonstrations.file_name(*key(shortest), ".webp")
    kept, new = (cv2.imread(str(folder / still)) for folder in (demonstrations.FOLDER, tmp_path / "once"))
    assert np.abs(kept.astype(float) - new).mean() < 2.0


def test_who_asks_for_one_gets_its_path_or_nothing() -> None:
    assert demonstrations.loop("squat") == demonstrations.FOLDER / "squat.mp4"
    assert demonstrations.poster("squat", "depth") == demonstrations.FOLDER / "squat.depth.webp"
    assert {"depth", "knee-valgus"} <= set(demonstrations.faults_shown("squat"))
    assert demonstrations.faults_shown("side-plank-leg-lift") == ("elbow-position", "hips-drop", "lift-small", "rolled")
    assert demonstrations.done_well("squat", "depth") == demonstrations.FOLDER / "squat.depth.well.webp"
    assert demonstrations.done_well("squat", "tempo") is demonstrations.done_well("glute-bridge", "top-hold") is None
    assert demonstrations.loop("my-own") is demonstrations.poster("squat", "no-such") is None
    assert demonstrations.loop("../demonstrations/squat") is None
    assert demonstrations.faults_shown("my-own") == ()


def test_a_round_ends_where_it_began() -> None:
    for loop in LOOPS:
        image = loop.track(2).image_px[-2 * loop.frames :]
        step = np.nanmax(np.abs(np.diff(image, axis=0)), axis=(1, 2))
        assert step[loop.frames - 1] <= max(1.0, step[: loop.frames - 1].max()), str(loop)


def test_the_modules_of_the_package_need_no_opencv() -> None:
    assert "cv2" not in vars(sys.modules["formcheck.demonstrations"])
