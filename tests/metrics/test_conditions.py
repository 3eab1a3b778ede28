"""Conditions compared at once: limits, what is unknown, what is asked in one view only."""

from __future__ import annotations

import numpy as np

from formcheck.exercises.metric_spec import Condition
from formcheck.metrics.conditions import Conditions
from formcheck.metrics.view import VIEWS

SIDE, FRONT = (np.full(5, VIEWS.index(view), dtype=np.int8) for view in ("side", "front"))
VALUES = np.array([[9.0] * 5, [0.9, 1.0, 2.0, 2.1, np.nan]])


def of_second_column(*conditions: Condition, loose: bool = False) -> Conditions:
    return Conditions([1] * len(conditions), conditions, loose=loose)


def test_the_limits_themselves_are_inside() -> None:
    one = of_second_column(Condition(metric="a", min=1, max=2))
    assert one.hold(VALUES).tolist() == [[False, True, True, False, False]]
    assert one.met(VALUES, SIDE).tolist() == [False, True, True, False, False]


def test_unknown_is_neither_met_nor_unmet() -> None:
    one = of_second_column(Condition(metric="a", min=1, max=2))
    assert one.unmet(VALUES, SIDE).tolist() == [True, False, False, True, False]


def test_an_optional_one_is_met_where_unknown() -> None:
    one = of_second_column(Condition(metric="a", min=1, max=2, optional=True))
    assert one.met(VALUES, SIDE).tolist() == [False, True, True, False, True]


def test_loose_ones_are_wider_by_their_slack() -> None:
    one = of_second_column(Condition(metric="a", min=1, max=2, slack=0.1), loose=True)
    assert one.met(VALUES, SIDE).tolist() == [True, True, True, True, False]


def test_asked_in_one_view_it_is_met_in_every_other() -> None:
    one = of_second_column(Condition(metric="a", min=1, max=2, view="side"))
    assert one.met(VALUES, SIDE).tolist() == [False, True, True, False, False]
    assert one.met(VALUES, FRONT).all()
    assert not one.unmet(VALUES, FRONT).any()


def test_all_must_be_met_and_one_unmet_is_enough() -> None:
    two = of_second_column(Condition(metric="a", min=1), Condition(metric="a", max=2))
    assert two.met(VALUES, SIDE).tolist() == [False, True, True, False, False]
    assert two.unmet(VALUES, SIDE).tolist() == [True, False, False, True, False]


def test_without_conditions_everything_is_met_and_nothing_unmet() -> None:
    none = of_second_column()
    assert len(none) == 0
    assert none.met(VALUES, SIDE).all()
    assert not none.unmet(VALUES, SIDE).any()
