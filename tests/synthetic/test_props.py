"""What stands around a painted person carries them, and what moves in them is no landmark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck import synthetic
from formcheck.synthetic import BODIES, Performance, paint_fine
from formcheck.synthetic.furniture import Cuboid, lit, meet, normals
from formcheck.synthetic.life import Life, life_of
from formcheck.synthetic.props import around, held
from formcheck.synthetic.scene import Room, Scene
from formcheck.synthetic.skeleton import Skeleton

WALL = (0.7, 0.7, 0.7)
SMALL = (120, 90)


def posture(exercise: str, body: str = "average") -> tuple[Performance, Skeleton]:
    performance = synthetic.perform(exercise, body=body, hold_s=3.0)
    return performance, performance.pose(performance.truth.set_start_s)


def test_a_ray_meets_the_nearest_block_from_outside() -> None:
    blocks = (Cuboid((2.0, -1.0, -1.0), (3.0, 1.0, 1.0)), Cuboid((1.0, -0.1, -0.1), (1.5, 0.1, 0.1)))
    rays = np.array([[1.0, 0.0, 0.0], [0.96, 0.28, 0.0], [-1.0, 0.0, 0.0]])
    reach, face = meet(blocks, np.zeros(3), rays)
    assert reach[0] == pytest.approx(1.0)
    assert reach[1] == pytest.approx(2.0 / 0.96)
    assert np.isinf(reach[2])
    assert face.tolist() == [6, 0, -1]
    np.testing.assert_array_equal(normals(face[:2]), [[-1.0, 0.0, 0.0]] * 2)


def test_a_table_keeps_the_lamp_from_the_floor_under_it() -> None:
    top = (Cuboid((-0.5, 0.7, -0.5), (0.5, 0.74, 0.5)),)
    under, beside = lit(top, np.array([[0.0, 0.0, 0.0], [2.0, 0.0, 0.0]]), np.array([0.0, 1.0, 0.0]))
    assert (under, beside) == (0.0, 1.0)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("exercise", ["seated-posture", "seated-lunge", "elevated-quad-stretch", "elevated-pigeon"])
def test_nobody_hangs_in_the_air(exercise: str, body: str) -> None:
    """What carries the body ends less than a hand under the joint that lies on it."""
    _, first = posture(exercise, body)
    up = max(("left", "right"), key=lambda side: first.points[f"{side}_ankle"][0][1])
    joint = first.points["pelvis" if exercise.startswith("seated") else f"{up}_ankle"][0]
    below = [
        joint[1] - block.high[1]
        for block in around(exercise, first, WALL)
        if block.low[0] <= joint[0] <= block.high[0] and block.low[2] <= joint[2] <= block.high[2]
    ]
    assert 0.0 < min(gap for gap in below if gap > 0) < 0.12


def test_the_back_of_a_wall_sit_touches_the_wall() -> None:
    _, first = posture("wall-sit")
    (wall,) = around("wall-sit", first, WALL)
    assert 0.05 < first.points["pelvis"][0][0] - wall.high[0] < 0.25


def test_a_squat_needs_nothing() -> None:
    _, first = posture("squat")
    assert around("squat", first, WALL) == ()
    assert held("squat", first) is None


@pytest.mark.parametrize("exercise", ["diaphragm-breathing", "abdominal-hollowing", "pelvic-tilt"])
def test_who_does_a_paced_exercise_is_seen_to_move(exercise: str) -> None:
    performance, first = posture(exercise)
    life = life_of(exercise, 4.0)
    assert life(0.0) == life(4.0) == Life()
    scene = Scene(performance, performance.camera(size_wh=SMALL), grain=0.0, life=life, held=held(exercise, first))
    out, breath = (paint_fine.paint_skeleton(scene, first, 0, life(at)).astype(int) for at in (0.0, 2.0))
    assert (np.abs(out - breath).max(axis=2) > 12).sum() > 10


def test_what_stands_in_a_room_hides_who_is_behind_it_and_no_one_before_it() -> None:
    performance, first = posture("squat")
    camera = performance.camera(size_wh=SMALL)
    z = [float(first.points["pelvis"][0][2]) + aside for aside in (0.6, -0.7)]
    before, behind = (
        Scene(performance, camera, room=Room(blocks=(Cuboid((-1.0, 0.0, at), (1.0, 2.2, at + 0.05), WALL),)), grain=0.0)
        for at in z
    )
    looks = [replace(each, look=replace(each.look, shirt=(0.0, 0.0, 0.9))) for each in (before, behind)]
    changed = [
        int((np.abs(paint_fine.paint(one, 0.0).astype(int) - paint_fine.paint(two, 0.0)).max(axis=2) > 12).sum())
        for one, two in zip((before, behind), looks, strict=True)
    ]
    assert changed[0] == 0
    assert changed[1] > 50
