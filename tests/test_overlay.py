from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fakes import SIZE_WH, nobody, performed
from helpers import scaled

from formcheck import Landmark, PoseTrack, Session, exercises
from formcheck.body_parts import check_landmarks
from formcheck.overlay import draw, flip
from formcheck.screen import Display, Screen, clock_text, main_angle, target
from formcheck.themes import THEMES

WH = (960, 540)
DARK = THEMES["dark"]
BLUE, ORANGE, DEEP_BLUE = DARK.good, DARK.bad, DARK.help


def screens(track: PoseTrack, exercise: str) -> list[Screen]:
    """The screen after each frame."""
    session, display = Session(exercise), Display(exercises.get(exercise))
    return [display.feed(part, session.feed(part)) for part in (track[i : i + 1] for i in range(len(track)))]


def still(**changes: object) -> Screen:
    """A screen of a standing person with nothing to say."""
    large = scaled(performed("squat"), WH[0] / SIZE_WH[0])
    return replace(
        screens(large[:10], "squat")[-1], **{"banner": None, "angle": None, "gauge": None, "guides": (), **changes}
    )


def painted(screen: Screen, mirrored: bool = False, wh: tuple[int, int] = WH) -> np.ndarray:
    bgr = np.full((wh[1], wh[0], 3), 90, np.uint8)
    draw(bgr, screen, mirrored=mirrored)
    return bgr


def pixels(bgr: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return (bgr == np.array(colour, np.uint8)).all(axis=2)


def test_a_good_skeleton_is_blue_and_a_failing_limb_orange() -> None:
    well = painted(still())
    assert pixels(well, BLUE).sum() > 500
    assert not pixels(well, ORANGE).any()
    knee, ankle = Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE
    screen = still(failing=frozenset({int(knee), int(ankle)}))
    ys, xs = np.nonzero(pixels(painted(screen), ORANGE))
    assert len(xs) > 100
    low, high = sorted(screen.points_px[[knee, ankle], 1])
    assert low - 20 <= ys.min() <= ys.max() <= high + 20


def test_nobody_and_hidden_landmarks_draw_no_skeleton() -> None:
    gone = still(points_px=np.full((33, 2), np.nan))
    assert not pixels(painted(gone), BLUE).any()
    hidden = still(visibility=np.full(33, 0.05))
    assert not pixels(painted(hidden), BLUE).any()


def test_a_mirror_flips_the_person_and_not_the_text() -> None:
    screen = still()
    plain, mirrored = painted(screen), painted(screen, mirrored=True)
    corner = (slice(0, 250), slice(0, 250))
    assert (plain[corner] == mirrored[corner]).all()
    ours, theirs = pixels(plain, BLUE), pixels(mirrored, BLUE)[:, ::-1]
    assert (ours & theirs).sum() > 0.8 * ours.sum()


def test_flip_is_a_mirror() -> None:
    bgr = np.random.default_rng(0).integers(0, 255, (8, 9, 3), dtype=np.uint8)
    assert (flip(bgr) == bgr[:, ::-1]).all()


@pytest.mark.parametrize("count", ["0", "7", "12"])
def test_the_count_is_over_a_quarter_of_the_height(count: str) -> None:
    screen = still(points_px=np.full((33, 2), np.nan), count=count, active=True)
    rows = np.nonzero((painted(screen)[:, : WH[0] // 2] == 255).all(axis=2).sum(axis=1) > 0)[0]
    digits = rows[rows < rows[0] + 0.3 * WH[1]]
    assert digits.max() - digits.min() > 0.25 * WH[1]


@pytest.mark.parametrize(("kind", "colour"), [("cue", ORANGE), ("help", DEEP_BLUE), ("pause", DEEP_BLUE)])
def test_the_banner_is_at_the_bottom(kind: str, colour: tuple[int, int, int]) -> None:
    bgr = painted(still(banner=(kind, "Füße ganz auf den Boden — 20°")))
    assert pixels(bgr, colour)[-3:].all()
    assert not pixels(bgr, colour)[: WH[1] // 2].any()


@pytest.mark.parametrize("wh", [(1280, 720), (720, 1280), (64, 48), (48, 64), (1, 1)])
def test_every_size_of_picture(wh: tuple[int, int]) -> None:
    large = scaled(performed("squat", "knee-over-toe"), max(wh[0], 2) / SIZE_WH[0])
    for screen in screens(large, "squat")[::20]:
        painted(replace(screen, banner=("cue", "A cue that is as long as a cue may be, sixty characters it is")), wh=wh)


def test_counts_sides_and_gauge() -> None:
    seen = screens(performed("bird-dog"), "bird-dog")
    assert (seen[0].count, seen[-1].count) == ("0", "2")
    assert seen[-1].sides == "left 1 · right 1"
    assert max(s.gauge for s in seen if s.gauge is not None) >= 1.0
    assert {"Ready", "Moving", "End position", "Coming back"} <= {s.phase for s in seen}


def test_the_clock_of_a_hold_and_what_stops_it() -> None:
    good = screens(performed("plank"), "plank")
    assert int(good[-1].count) >= 5
    assert good[-1].unit == "seconds"
    assert good[-1].gauge is None
    sagging = screens(performed("plank", "hips-sag"), "plank")
    assert int(sagging[-1].count) < int(good[-1].count)
    failing = set().union(*(s.failing for s in sagging))
    assert {Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE} <= failing
    assert any(s.banner == ("cue", "Lift your hips a little") for s in sagging)


def test_the_banner_of_a_finished_rep_marks_its_side() -> None:
    seen = [s for s in screens(performed("bird-dog", "limb-level"), "bird-dog") if s.banner]
    assert seen
    assert all(s.failing for s in seen if s.banner and s.banner[0] == "cue")


def test_help_with_the_picture_comes_when_nobody_is_there() -> None:
    seen = screens(nobody(2.0), "squat")
    assert seen[0].banner is None
    assert seen[-1].banner == ("help", "I can't see anybody: step into the picture")
    assert not seen[-1].active


@pytest.mark.parametrize(("exercise", "metric"), [
    ("glute-bridge", "hip_bend"), ("bird-dog", "hip_bend"), ("plank", "hip_bend"), ("squat", "knee_bend"),
])  # fmt: skip
def test_the_angle_that_is_shown(exercise: str, metric: str) -> None:
    found = main_angle(exercises.get(exercise))
    assert found is not None
    assert found[0] == metric


def test_the_target_is_what_is_asked_for_not_what_just_counts() -> None:
    squat = exercises.get("squat")
    assert squat.reps is not None
    assert target(squat) == 1.0 > squat.reps.peak  # levels are shares of the person's own way


@pytest.mark.parametrize("name", exercises.names())
def test_every_check_on_points_has_body_parts(name: str) -> None:
    spec = exercises.get(name)
    for check in spec.checks:
        parts = check_landmarks(spec, check, "left", None)
        assert bool(parts) == (check.metric.partition(".")[0] in spec.metrics)
        assert all(0 <= i < 33 for i in parts)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.9, "0"), (59.99, "59"), (99.0, "99"), (100.0, "1:40"), (605.2, "10:05")]
)
def test_clock_text(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text
