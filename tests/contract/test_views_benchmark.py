"""The benchmark of views: how far off the right view a check still tells good from bad."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import views


def test_a_check_is_allowed_up_to_where_good_sets_fail_it() -> None:
    """A knee that opens towards the camera looks as if it went back: from 20 degrees off good hydrants are missed."""
    rows = {row[1]: row for row in views.rows("donkey-kick-fire-hydrant")}
    assert rows["hydrant-missing"][2:8] == ["side", "15", "10", "0 % / 100 %", "0 % / 100 %", "50 % / 100 %"]
    assert rows["kick-missing"][2:5] == ["side", "40", "50"]


def test_allowed_ends_where_a_fault_is_told_no_longer() -> None:
    told = {("lean", "good", off): [False] * 2 for off in views.OFF_DEG}
    told |= {("lean", "faulty", off): [off < 30, True] for off in views.OFF_DEG}
    assert views.allowed_deg(told, "lean") == 20
    assert views.allowed_deg(told, "twist") == -1
