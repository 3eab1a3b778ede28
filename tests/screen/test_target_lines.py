from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.metrics import geometry
from formcheck.screen.screen import TargetLine
from formcheck.screen.target_lines import SOLVERS, Wanted, solve


def p(x: float, y: float) -> np.ndarray:
    return np.array([x, y], dtype=np.float64)


def solved(kind: str, points: list[np.ndarray], value: float, now: float = 0.0, **more: object) -> TargetLine:
    line = solve(kind, Wanted(points, more.pop("per_px", 1.0), now, value, **more), reached=False)  # type: ignore[arg-type]
    assert line is not None
    return line


def test_straight_is_the_line_from_end_to_end_and_the_joint_belongs_on_it() -> None:
    line = solved("flexion", [p(0, 100), p(50, 160), p(200, 100)], 0.0)
    assert line.ends_px == ((0, 100), (200, 100))
    assert line.mark_px == (50, 100)
    assert line.from_px == (50, 160)


def test_a_bent_limb_keeps_what_stands_on_the_floor() -> None:
    hip, knee, ankle = p(110, 40), p(100, 100), p(100, 200)
    line = solved("flexion", [hip, knee, ankle], 90.0)
    assert line.ends_px[0] == (100, 100)
    assert line.mark_px == pytest.approx((100 + np.hypot(10, 60), 100))


def test_an_offset_is_above_the_line_and_its_ring_is_the_room() -> None:
    line = solved("offset", [p(100, 130), p(0, 100), p(200, 100)], 0.1, per_px=200.0, room=0.05)
    assert line.ends_px == ((0, 100), (200, 100))
    assert line.mark_px == (100, 80)
    assert line.ring_px == pytest.approx(10)


@pytest.mark.parametrize("toward", [1, -1])
def test_an_elevation_is_drawn_to_the_side_the_limb_points_to(toward: int) -> None:
    line = solved("elevation", [p(0, 0), p(100 * toward, 100)], 0.0)
    assert line.mark_px == pytest.approx((toward * np.hypot(100, 100), 0))
    assert solve("elevation", Wanted([p(0, 0), p(1, 100)], 1.0, -89.0, 0.0), reached=False) is None


def test_a_lean_needs_to_know_the_way_forward_unless_it_is_upright() -> None:
    upright = solved("lean", [p(0, 0), p(30, -100)], 0.0, now=17.0)
    assert upright.mark_px == pytest.approx((0, -np.hypot(30, 100)))
    assert solve("lean", Wanted([p(0, 0), p(0, -100)], 1.0, 0.0, 20.0), reached=False) is None
    forward = solved("lean", [p(0, 0), p(-30, -100)], 20.0, now=17.0)
    assert forward.mark_px is not None
    assert forward.mark_px[0] < 0


def test_a_level_is_where_the_moving_point_has_to_come() -> None:
    hip, knee = p(0, 100), p(80, 200)
    sinking = solved("rise", [hip, knee], 0.0, per_px=100.0, first_moves=True)
    assert sinking.mark_px == (0, 200)
    lifting = solved("rise", [hip, knee], 0.25, per_px=100.0)
    assert lifting.mark_px == (80, 75)
    for line, y in ((sinking, 200), (lifting, 75)):
        (left, _), (right, _) = line.ends_px
        assert (left, right) == (min(left, 0), max(right, 80))
        assert {end[1] for end in line.ends_px} == {y}


def test_ahead_keeps_to_the_way_the_person_faces() -> None:
    toe, knee = p(100, 300), p(90, 200)
    facing_left = solved("ahead", [toe, knee], 0.0, now=0.1, per_px=100.0)
    assert facing_left.mark_px == (100, 200)
    assert solved("ahead", [toe, knee], 0.5, now=0.1, per_px=100.0).mark_px == (50, 200)


def test_apart_is_for_what_belongs_above_each_other() -> None:
    assert solved("apart", [p(100, 300), p(130, 100)], 0.2).mark_px == (100, 100)
    assert solve("apart", Wanted([p(100, 300), p(400, 290)], 1.0, 1.0, 0.2), reached=False) is None


POINTS = st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=3, max_size=3, unique=True)


@given(POINTS, st.floats(-60, 60))
def test_with_the_point_at_its_mark_the_metric_has_the_wanted_value(
    raw: list[tuple[float, float]], value: float
) -> None:
    a, b, c = (p(*xy) for xy in raw)
    per = 100.0
    cases = {
        "elevation": lambda mark: geometry.elevation(a, mark),
        "rise": lambda mark: geometry.rise(a, mark, np.array(per)),
        "offset": lambda mark: geometry.offset(mark, a, b),
    }
    for kind, measure in cases.items():
        wanted = value if kind == "elevation" else value / 60
        if np.hypot(*(b - a)) < 5 or abs((b - a)[0]) < 5:
            continue
        points = [c, a, b] if kind == "offset" else [a, b]
        length = float(np.hypot(*(b - a))) if kind == "offset" else per
        line = solve(kind, Wanted(points, length, 0.0, wanted), reached=False)
        if line is None or line.mark_px is None:
            continue
        along = (c - a) @ (b - a) / float((b - a) @ (b - a))
        if kind == "offset" and not 0 <= along <= 1:
            continue
        assert float(measure(np.array(line.mark_px))) == pytest.approx(wanted, abs=1e-6)


def test_every_kind_that_says_a_direction_has_a_solver() -> None:
    from formcheck.exercises.metric_spec import GEOMETRIC

    assert set(GEOMETRIC) - set(SOLVERS) == {"reach", "outside"}
