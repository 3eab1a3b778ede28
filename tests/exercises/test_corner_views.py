"""Whoever is filmed from a corner is in position: the floor tilts in the picture, and what lies on it looks short."""

from __future__ import annotations

from sweep import for_each

from formcheck import SetResult, analyze, synthetic

CORNERS_DEG = (45.0, -45.0, 60.0, -60.0)
HELD = ("abdominal-hollowing", "diaphragm-breathing", "elevated-quad-stretch", "pelvic-tilt", "wall-sit")
COUNTED = ("bird-dog", "dead-bug", "glute-bridge", "single-leg-bridge")


def _seen_from(yaw_deg: float, performance: synthetic.Performance) -> SetResult:
    track = synthetic.ideal_track(performance, performance.camera(yaw_deg=yaw_deg), 15.0)
    return analyze(track, performance.truth.exercise)


@for_each([(name, yaw_deg) for name in HELD for yaw_deg in CORNERS_DEG])
def test_a_position_is_held_from_a_corner_too(name: str, yaw_deg: float) -> None:
    performance = synthetic.perform(name, hold_s=8.0)
    result = _seen_from(yaw_deg, performance)
    assert result.held_s >= 0.8 * sum(hold.end_s - hold.start_s for hold in performance.truth.holds)


# from 60 degrees to the head a bent hip looks straighter than a dead bug rests
@for_each([case for name in COUNTED for yaw_deg in CORNERS_DEG if (case := (name, yaw_deg)) != ("dead-bug", -60.0)])
def test_repetitions_are_counted_from_a_corner_too(name: str, yaw_deg: float) -> None:
    performance = synthetic.perform(name, reps=4)
    assert len(_seen_from(yaw_deg, performance).reps) == 4


@for_each([0.0, 30.0, -30.0, 45.0])
def test_a_hydrant_is_told_from_a_kick_from_a_corner_too(yaw_deg: float) -> None:
    performance = synthetic.perform("donkey-kick-fire-hydrant", reps=4)
    assert len(_seen_from(yaw_deg, performance).reps) == 4


@for_each([(turn_deg, yaw_deg) for turn_deg in (0.0, 42.0) for yaw_deg in (0.0, 15.0, -30.0)])
def test_hands_before_the_chest_are_beside_it_from_a_corner(turn_deg: float, yaw_deg: float) -> None:
    """That is no turn of the trunk; the second of three repetitions has one, or has none."""
    flaw = "trunk-turn" if turn_deg else None
    performance = synthetic.perform("multifidus-walk-out", [None, flaw, None], [None, turn_deg or None, None])
    assert [rep.good for rep in _seen_from(yaw_deg, performance).reps] == [True, not turn_deg, True]
