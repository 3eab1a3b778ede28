from __future__ import annotations

import numpy as np
import pytest

from formcheck.landmarks import EDGES, MIRROR, N_LANDMARKS, SIDED, Landmark


def test_there_are_33_in_blazepose_order() -> None:
    assert N_LANDMARKS == 33
    assert [int(landmark) for landmark in Landmark] == list(range(33))
    assert (Landmark.LEFT_SHOULDER, Landmark.RIGHT_HIP, Landmark.LEFT_FOOT_INDEX) == (11, 24, 31)


def test_the_mirror_exchanges_left_and_right_by_name() -> None:
    for landmark in Landmark:
        name = landmark.name
        other = name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")
        assert Landmark(int(MIRROR[landmark])).name == other


def test_two_mirrors_change_nothing() -> None:
    np.testing.assert_array_equal(MIRROR[MIRROR], np.arange(N_LANDMARKS))


def test_the_skeleton_is_symmetric_and_joined_once() -> None:
    edges = {frozenset(edge) for edge in EDGES}
    assert len(edges) == len(EDGES)
    assert {frozenset(int(MIRROR[i]) for i in edge) for edge in edges} == edges


@pytest.mark.parametrize("part", SIDED)
def test_sided_parts_are_neighbours(part: str) -> None:
    left = Landmark[f"LEFT_{part}".upper()]
    assert Landmark[f"RIGHT_{part}".upper()] == left + 1
    assert MIRROR[left] == left + 1
