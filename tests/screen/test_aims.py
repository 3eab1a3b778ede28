from __future__ import annotations

import numpy as np
import pytest
from fakes import SIZE_WH, performed
from helpers import PUPPET_REPS, changed, puppet, puppet_exercise, scaled
from test_overlay import place as at
from test_overlay import screens, screens_of

from formcheck import Landmark, PoseTrack, exercises, synthetic
from formcheck.screen.aims import main_aim, solvable
from formcheck.screen.screen import Screen

SHOULDER, HIP, KNEE, ANKLE = (int(Landmark[f"RIGHT_{part}"]) for part in ("SHOULDER", "HIP", "KNEE", "ANKLE"))


def guided(track: PoseTrack, exercise: str) -> list[Screen]:
    """Screens with a line on them."""
    return [screen for screen in screens(track, exercise) if screen.target_lines]


def test_a_bridge_is_shown_the_line_from_shoulder_to_knee() -> None:
    seen = guided(performed("glute-bridge"), "glute-bridge")
    assert len(seen) > 50
    for screen in seen:
        line = screen.target_lines[0]
        assert line.ends_px == (pytest.approx(at(screen, SHOULDER)), pytest.approx(at(screen, KNEE)))
        assert line.from_px == pytest.approx(at(screen, HIP))
    low, top = seen[0], max(seen, key=lambda screen: screen.gauge or 0.0)
    assert not low.target_lines[0].reached
    assert top.target_lines[0].reached


@pytest.mark.parametrize("fault", [None, "hips-sag", "hips-high"])
def test_a_plank_is_shown_the_line_and_where_its_hips_belong(fault: str | None) -> None:
    seen = guided(performed("plank", fault), "plank")
    for screen in seen:
        line = screen.target_lines[0]
        a, b, hip = (np.array(at(screen, i)) for i in (SHOULDER, ANKLE, HIP))
        assert (line.ends_px[0], line.ends_px[1]) == (pytest.approx(a.tolist()), pytest.approx(b.tolist()))
        assert line.mark_px is not None
        # the ring is the room that the limits leave: the hip is inside just when the check passes
        (x, y), (dx, dy) = hip - line.mark_px, b - a
        assert line.reached == (abs(dx * y - dy * x) / np.hypot(dx, dy) <= line.ring_px + 1e-6)
    assert all(screen.target_lines[0].reached for screen in seen) == (fault is None)


def test_a_distance_that_is_to_be_corrected_has_no_line() -> None:
    performance = synthetic.perform("butterfly", fault="feet-apart")
    camera = performance.camera(size_wh=SIZE_WH)
    shown = screens(synthetic.ideal_track(performance, camera, 10), "butterfly")
    assert any(screen.failing and not screen.target_lines for screen in shown)


@pytest.mark.parametrize("view", ["side", "front"])
def test_a_squat_is_shown_where_its_hips_have_to_come(view: str) -> None:
    performance = synthetic.perform("squat", reps=2)
    camera = performance.camera(view, size_wh=(960, 540))
    track = scaled(synthetic.ideal_track(performance, camera, 10), SIZE_WH[0] / 960)
    seen = guided(track, "squat")
    levels = [screen.target_lines[0].ends_px[0][1] for screen in seen]
    standing = seen[0]
    shank = at(standing, ANKLE)[1] - at(standing, KNEE)[1]
    assert abs(levels[0] - at(standing, KNEE)[1]) < 0.15 * shank  # level thighs: as high as the knees
    assert np.ptp(levels) < 0.15 * shank  # it stays where it is while the person moves
    reached = [screen for screen in seen if screen.target_lines[0].reached]
    assert reached
    hips = [np.mean([at(screen, hip)[1] for hip in (HIP, HIP - 1)]) for screen in reached]
    assert min(hips) > levels[0] - 0.3 * shank


def test_a_bird_dog_is_shown_the_leg_in_line_with_the_trunk_once_it_moves() -> None:
    all_of_them = screens(performed("bird-dog"), "bird-dog")
    assert not any(screen.target_lines for screen in all_of_them if screen.status == "Ready")
    for screen in (s for s in all_of_them if s.target_lines):
        line = screen.target_lines[0]
        acting = 23 if line.ends_px[0] == pytest.approx(at(screen, 23)) else 24
        assert line.ends_px[0] == pytest.approx(at(screen, acting))
        hip, end = np.array(line.ends_px[0]), np.array(line.ends_px[1])
        shoulder = np.array(at(screen, SHOULDER)) - at(screen, HIP)
        trunk, leg = (np.degrees(np.arctan2(-y, x)) for x, y in (shoulder, end - hip))
        assert abs((trunk - leg + 180) % 360 - 180) == pytest.approx(180, abs=1.0)


def test_the_other_half_of_a_pair_is_lifted_to_the_hip() -> None:
    exercise = exercises.get("donkey-kick-fire-hydrant")
    aim = main_aim(exercise, "side", None)
    assert aim is not None
    assert (aim.metric, aim.own_scale) == ("knee_up", True)
    for screen in guided(performed("donkey-kick-fire-hydrant"), "donkey-kick-fire-hydrant"):
        (left, right), mark = screen.target_lines[0].ends_px, screen.target_lines[0].mark_px
        assert left[1] == right[1]
        assert mark is not None
        assert min(abs(left[1] - at(screen, hip)[1]) for hip in (HIP, HIP - 1)) < 1e-6


def test_no_line_over_what_is_not_seen() -> None:
    track = performed("plank")
    for landmark in (SHOULDER, ANKLE):
        visibility = track.visibility.copy()
        visibility[:, landmark] = 0.3
        assert not guided(changed(track, visibility=visibility), "plank")
    image = track.image_px.copy()
    image[:, ANKLE, 0] = -5.0
    assert not guided(changed(track, image_px=image), "plank")


def test_no_line_out_of_position_and_none_where_nothing_can_be_seen() -> None:
    assert not any(s.target_lines for s in screens(performed("glute-bridge"), "plank"))
    for name in ("kegel", "diaphragm-breathing", "cat-cow", "seated-posture"):
        assert main_aim(exercises.get(name), "side", None) is None


@pytest.mark.parametrize("name", exercises.names())
def test_every_aim_can_be_solved_and_lies_within_its_limits(name: str) -> None:
    exercise = exercises.get(name)
    for view in ("side", "front", "between"):
        for variant in [v.id for v in exercise.variants] or [None]:
            aim = main_aim(exercise, view, variant)
            if aim is None:
                continue
            assert exercise.view in ("any", view)
            assert solvable(exercise, aim.metric, aim.low, aim.high)
            assert aim.low <= aim.value <= aim.high


def test_a_check_that_fails_shows_its_own_line_as_well() -> None:
    failing = [s for s in guided(performed("squat", "knee-over-toe"), "squat") if len(s.target_lines) > 1]
    assert failing
    toe = int(Landmark.RIGHT_FOOT_INDEX)
    upright = [
        (screen, line) for screen in failing for line in screen.target_lines if line.ends_px[0][0] == line.ends_px[1][0]
    ]
    assert upright
    for screen, line in upright:
        assert line.ends_px[0][0] == pytest.approx(at(screen, toe)[0])
    assert {line.reached for _, line in upright} == {False, True}  # it stays while the cue is shown


def test_a_users_own_exercise_has_a_line_too() -> None:
    exercise = puppet_exercise()
    t_s = np.arange(40) / 10
    track = puppet(t_s, arm=np.where(t_s < 2, 0.0, 0.4))
    lines = [screen.target_lines for screen in screens_of(track, exercise)]
    hip_y, trunk_px = 250.0, 100.0
    found = [line for frame in lines for line in frame]
    assert found
    assert all(line.ends_px[0][1] == pytest.approx(hip_y - 0.7 * trunk_px) for line in found)
    assert not any(line.reached for line in found)


def test_a_factor_moves_the_line_by_its_share() -> None:
    """The signal is 2 - 2 x height: to bring it to 0.7 the hands sink to 0.65 trunks above the hips."""
    rest = PUPPET_REPS.replace('"arm"', '"lowered"')
    exercise = puppet_exercise(metrics='lowered = { sum = ["arm"], times = -2, plus = 2 }', rest=rest)
    t_s = np.arange(40) / 10
    track = puppet(t_s, arm=np.where(t_s < 2, 1.0, 0.8))
    lines = [screen.target_lines for screen in screens_of(track, exercise)]
    found = [line for frame in lines for line in frame]
    assert found
    assert all(line.ends_px[0][1] == pytest.approx(250.0 - 0.65 * 100.0) for line in found)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_side_that_acts_by_its_condition_is_the_side_that_is_marked(side: str) -> None:
    """The arm of the lifted foot's side; the other one is higher."""
    metrics = """
foot_up = { rise = ["other_ankle", "side_ankle"], per = [["shoulder", "hip"]] }
hand = { rise = ["side_hip", "side_wrist"], per = [["shoulder", "hip"]] }
"""
    exercise = puppet_exercise(
        'id = "hand"\nmetric = "hand"\nmax = 0.3\nfor_s = 0\ncue = "Lower"',
        metrics=metrics,
        rest='[reps]\nsignal = "head"\nsides = true\nrest = 0.6\ngo = 0.7\npeak = 0.9\nband = 0.1\n',
        top='side_when = [{ metric = "foot_up", min = 0.3 }]',
    )
    other = "right" if side == "left" else "left"
    moved = {f"{side}_ankle": (0, -1.3), f"{side}_wrist": (0.4, 0.5), f"{other}_wrist": (0.4, 0.9)}
    track = puppet(np.arange(20) / 10, **moved)
    screen = screens_of(track, exercise)[-1]
    assert int(Landmark[f"{side.upper()}_WRIST"]) in screen.failing
    assert int(Landmark[f"{other.upper()}_WRIST"]) not in screen.failing
