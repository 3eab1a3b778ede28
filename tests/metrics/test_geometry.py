"""Known triangles and lines, and what no movement of the camera may change."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from formcheck.metrics import geometry

PROPERTY = settings(max_examples=60, deadline=None, derandomize=True, database=None)
coordinate = st.floats(-2000, 2000, allow_nan=False)
point = st.tuples(coordinate, coordinate)
Points = tuple[float, float]


def at(*points: Points) -> list[np.ndarray]:
    return [np.array(p, dtype=np.float64) for p in points]


def polar(length: float, angle_deg: float) -> Points:
    """A point at an angle above the x axis, y down."""
    return length * math.cos(math.radians(angle_deg)), -length * math.sin(math.radians(angle_deg))


def test_length() -> None:
    assert geometry.length(*at((1, 2), (4, 6))) == 5.0


@pytest.mark.parametrize("bend", [0, 1, 30, 45, 90, 135, 179, 180])
@pytest.mark.parametrize("turned", [0, 17, 90, 200, 341])
@pytest.mark.parametrize("way", [1, -1])
def test_flexion(bend: float, turned: float, way: int) -> None:
    a, b = polar(120, turned + 180), (0.0, 0.0)
    c = polar(80, turned + way * bend)
    assert geometry.flexion(*at(a, b, c)) == pytest.approx(bend, abs=1e-9)


def test_a_limb_that_points_at_the_camera_has_no_angle() -> None:
    a, b = (0.0, 0.0), (100.0, 0.0)
    for seen, known in ((25.0, False), (35.0, True)):
        points = at(a, b, (100.0, seen))
        assert np.isfinite(geometry.in_the_picture(geometry.flexion(*points), *points)) == known
        assert np.isfinite(geometry.in_the_picture(geometry.flexion(*points[::-1]), *points[::-1])) == known


def test_flexion_up_is_negative_below_the_line() -> None:
    a, c = (0.0, 0.0), (100.0, 0.0)
    assert geometry.flexion_up(*at(a, (50, -50), c)) == pytest.approx(90)
    assert geometry.flexion_up(*at(a, (50, 50), c)) == pytest.approx(-90)
    assert geometry.flexion_up(*at(a, (50, 0), c)) == 0
    assert np.isnan(geometry.flexion_up(*at(a, (50, 50), (0, 100)))), "a vertical line has no upper side"


def test_a_quotient_by_nothing_is_unknown() -> None:
    np.testing.assert_array_equal(
        geometry.quotient(np.array([3.0, 3.0, 0.0]), np.array([2.0, 0.0, 0.0])), [1.5, np.nan, np.nan]
    )


@pytest.mark.parametrize("p", [(50.0, -20.0), (-30.0, -20.0), (400.0, -20.0)])
def test_offset_is_positive_above_the_line_whichever_way_it_runs(p: Points) -> None:
    left, right = (0.0, 0.0), (100.0, 0.0)
    assert geometry.offset(*at(p, left, right)) == pytest.approx(0.2)
    assert geometry.offset(*at(p, right, left)) == pytest.approx(0.2)
    below = (p[0], -p[1])
    assert geometry.offset(*at(below, left, right)) == pytest.approx(-0.2)


def test_offset_is_square_to_a_slanting_line() -> None:
    # the line climbs to the right; the point lies 5 off its middle, square to it, on the upper side
    assert geometry.offset(*at((4 - 3, -3 - 4), (0, 0), (8, -6))) == pytest.approx(0.5)


@pytest.mark.parametrize("angle", [-90, -45, 0, 30, 89, 90])
@pytest.mark.parametrize("way", [1, -1])
def test_elevation(angle: float, way: int) -> None:
    x, y = polar(50, angle)
    assert geometry.elevation(*at((7, 9), (7 + way * x, 9 + y))) == pytest.approx(angle, abs=1e-9)


@pytest.mark.parametrize("angle", [-170, -90, -20, 0, 45, 90, 120])
@pytest.mark.parametrize("forward", [1.0, -1.0])
def test_lean(angle: float, forward: float) -> None:
    x, y = polar(50, 90 - angle)
    lean = geometry.lean(*at((0, 0), (forward * x, y)), forward)
    assert lean == pytest.approx(angle, abs=1e-9)


def test_differences() -> None:
    a, b = at((10, 100), (40, 20))
    per = np.array(20.0)
    assert geometry.rise(a, b, per) == 4.0
    assert geometry.rise(b, a, per) == -4.0
    assert geometry.ahead(a, b, np.array(1.0), per) == 1.5
    assert geometry.ahead(a, b, np.array(-1.0), per) == -1.5
    assert geometry.apart(a, b, per) == geometry.apart(b, a, per) == 1.5
    assert geometry.reach(a, b, per) == pytest.approx(math.hypot(30, 80) / 20)


@pytest.mark.parametrize(("knee_x", "expected"), [(100.0, 0.0), (90.0, -0.1), (115.0, 0.15)])
def test_outside_is_negative_when_the_knee_falls_in(knee_x: float, expected: float) -> None:
    hip, knee, ankle, other = at((100, 0), (knee_x, 100), (100, 200), (20, 0))
    assert geometry.outside(knee, hip, ankle, other, np.array(100.0)) == pytest.approx(expected)
    flip = np.array([-1.0, 1.0])
    flipped = geometry.outside(knee * flip, hip * flip, ankle * flip, other * flip, np.array(100.0))
    assert flipped == pytest.approx(expected)


def test_outside_of_a_slanting_leg() -> None:
    hip, knee, ankle, other = at((100, 0), (110, 100), (120, 200), (20, 0))
    assert geometry.outside(knee, hip, ankle, other, np.array(100.0)) == pytest.approx(0.0)


@pytest.mark.parametrize("yaw", [0, 30, 89, 90, 91, 150, -45, -90, -179])
@pytest.mark.parametrize("tilt", [0.0, 0.3])
def test_yaw_round_the_person(yaw: float, tilt: float) -> None:
    """From right to left shoulder: to the picture's right in a front view, toward the camera for the left side."""
    across = np.array([math.cos(math.radians(yaw)), tilt, -math.sin(math.radians(yaw))])
    assert geometry.axis_yaw_deg(across) == pytest.approx(yaw, abs=1e-9)


def test_nothing_is_made_of_nothing() -> None:
    p, one = np.array([3.0, 4.0]), np.array(1.0)
    right = np.array([9.0, 4.0])
    above = np.array([3.0, 0.0])
    assert np.isnan(geometry.flexion(p, p, right))
    assert np.isnan(geometry.flexion(right, p, p))
    assert np.isnan(geometry.offset(right, p, p))
    assert np.isnan(geometry.offset(right, p, above)), "a vertical line has no upper side"
    assert np.isnan(geometry.elevation(p, p))
    assert np.isnan(geometry.lean(p, p, one))
    assert np.isnan(geometry.rise(p, right, np.array(0.0)))
    assert np.isnan(geometry.ahead(p, right, np.array(np.nan), one))
    assert np.isnan(geometry.outside(p, p, right, above, one)), "a level leg has no inner side"


FUNCTIONS: list[tuple[Callable[..., np.ndarray], int]] = [
    (geometry.flexion, 3),
    (geometry.flexion_up, 3),
    (geometry.offset, 3),
    (geometry.elevation, 2),
    (lambda a, b: geometry.lean(a, b, 1.0), 2),
    (lambda a, b: geometry.rise(a, b, geometry.length(a, b)), 2),
    (lambda a, b: geometry.ahead(a, b, 1.0, geometry.length(a, b)), 2),
    (lambda a, b: geometry.apart(a, b, geometry.length(a, b)), 2),
    (lambda a, b, c, d: geometry.reach(a, b, geometry.length(c, d)), 4),
    (lambda a, b, c, d: geometry.outside(a, b, c, d, geometry.length(b, c)), 4),
]


@pytest.mark.parametrize("index", range(len(FUNCTIONS)))
def test_an_unknown_point_makes_an_unknown_number(index: int) -> None:
    function, count = FUNCTIONS[index]
    points = [np.array([float(i * i), float(3 * i + 1)]) for i in range(count)]
    assert np.isfinite(function(*points))
    for lost in range(count):
        part = [np.full(2, np.nan) if i == lost else p for i, p in enumerate(points)]
        assert np.isnan(function(*part))


@pytest.mark.parametrize("index", range(len(FUNCTIONS)))
def test_a_frame_alone_gives_the_bits_of_the_recording(index: int) -> None:
    function, count = FUNCTIONS[index]
    points = np.random.default_rng(index).normal(0, 300, (count, 2, 50, 4))
    whole = function(*points)
    assert whole.shape == (50, 4)
    for frame in range(50):
        np.testing.assert_array_equal(function(*points[:, :, frame : frame + 1])[0], whole[frame])


@pytest.mark.parametrize("index", range(len(FUNCTIONS)))
@PROPERTY
@given(points=st.lists(point, min_size=4, max_size=4), factor=st.floats(0.1, 10), move=point)
def test_neither_resolution_nor_place_matters(index: int, points: list[Points], factor: float, move: Points) -> None:
    function, count = FUNCTIONS[index]
    original = np.array(points[:count])
    apart = [np.linalg.norm(original[i] - original[j]) for i in range(count) for j in range(i)]
    across = [abs(original[i][k] - original[j][k]) for i in range(count) for j in range(i) for k in (0, 1)]
    assume(min(apart) > 5 and min(across) > 1)
    moved = original * factor + np.array(move)
    np.testing.assert_allclose(function(*moved), function(*original), rtol=1e-6, atol=1e-6)


@PROPERTY
@given(st.lists(point, min_size=3, max_size=3), st.floats(0, 360))
def test_a_joint_bends_the_same_however_the_camera_is_turned(points: list[Points], turn: float) -> None:
    original = np.array(points)
    assume(np.linalg.norm(original[1] - original[0]) > 5 and np.linalg.norm(original[2] - original[1]) > 5)
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    turned = original @ np.array([[c, s], [-s, c]])
    bend = geometry.flexion(*original)
    assert geometry.flexion(*turned) == pytest.approx(bend, abs=1e-6)
    assert geometry.flexion(*original[::-1]) == pytest.approx(bend, abs=1e-9)
    assert 0 <= bend <= 180


@PROPERTY
@given(st.lists(point, min_size=3, max_size=3))
def test_a_mirror_keeps_above_above_and_turns_ahead_round(points: list[Points]) -> None:
    original = np.array(points)
    assume(abs(original[2][0] - original[1][0]) > 1)
    mirror = original * np.array([-1.0, 1.0])
    p, a, b = original
    pm, am, bm = mirror
    one = np.array(1.0)
    assert geometry.offset(pm, am, bm) == pytest.approx(geometry.offset(p, a, b), abs=1e-12)
    assert geometry.elevation(am, bm) == geometry.elevation(a, b)
    assert geometry.ahead(am, bm, -one, one) == geometry.ahead(a, b, one, one)
    assert geometry.lean(am, bm, -one) == geometry.lean(a, b, one)


@PROPERTY
@given(st.floats(-179, 179), st.floats(0.05, 3), st.floats(-1, 1))
def test_yaw_is_odd_in_a_mirror_and_does_not_know_size(yaw: float, size: float, up: float) -> None:
    across = size * np.array([math.cos(math.radians(yaw)), up, -math.sin(math.radians(yaw))])
    assert geometry.axis_yaw_deg(across) == pytest.approx(yaw, abs=1e-6)
    # in a mirror x turns round and the person's left becomes the right: the axis keeps its x and loses its z
    mirrored = -across * np.array([-1.0, 1.0, 1.0])
    assert geometry.axis_yaw_deg(mirrored) == pytest.approx(-yaw, abs=1e-6)
