"""The stop pose: never in an exercise, always where it is shown, in every exercise's own position."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from guided import planned
from helpers import SCENARIOS, changed, ideal, noisy, with_hand_at_ear
from hypothesis import given, settings
from hypothesis import strategies as st
from sweep import for_each

from formcheck import PoseTrack, Session, synthetic
from formcheck.coach.guide import Guide
from formcheck.coach.stop_pose import AWAY_S, GAP_S, HOLD_S, StopPose, shown
from formcheck.landmarks import Landmark
from formcheck.synthetic.performances.idle import IDLE

GOOD = [name for name in SCENARIOS if name.endswith("/good")]


def stops(track: PoseTrack, at_ear: np.ndarray) -> list[float]:
    pose = StopPose()
    return [t_s for t_s, hand in zip(track.t_s.tolist(), at_ear.tolist(), strict=True) if pose.feed(t_s, hand)]


@cache
def of_the_exercise(name: str) -> tuple[PoseTrack, np.ndarray]:
    """A good performance and the near side that a session finds in it."""
    track = ideal(name, 10.0)
    return track, Session(SCENARIOS[name].exercise).feed(track).frames.left_near


@pytest.mark.slow
@for_each(SCENARIOS)
def test_no_performance_shows_it(name: str) -> None:
    track = ideal(name, 5.0)
    assert not stops(track, shown(track))


@pytest.mark.slow
@for_each([(name, view) for name in GOOD for view in ("side", "front")])
def test_no_view_shows_it(name: str, view: str) -> None:
    track = ideal(name, 5.0, view)
    assert not stops(track, shown(track))


@pytest.mark.slow
@for_each(GOOD)
def test_noise_does_not_show_it(name: str) -> None:
    track = noisy(name)
    assert not stops(track, shown(track))


@pytest.mark.slow
@for_each([name for name in GOOD if SCENARIOS[name].exercise not in ("seated-posture", *IDLE)])
def test_it_is_seen_in_every_position(name: str) -> None:
    track, left_near = of_the_exercise(name)
    held = with_hand_at_ear(track, left_near, 2.0, 6.0)
    (stopped_s,) = stops(held, shown(held))
    assert stopped_s == pytest.approx(2.0 + HOLD_S, abs=0.11)


def test_what_is_hidden_or_outside_shows_nothing() -> None:
    track, left_near = of_the_exercise("glute-bridge/good")
    held = with_hand_at_ear(track, left_near, 0.0, 99.0)
    assert shown(held).all()
    for part in ("EAR", "WRIST"):
        visibility = held.visibility.copy()
        visibility[:, [Landmark[f"LEFT_{part}"], Landmark[f"RIGHT_{part}"]]] = 0.2
        assert not shown(changed(held, visibility=visibility)).any()
    assert not shown(changed(held, size_wh=(50, 50))).any()
    assert not shown(PoseTrack.no_person(track.t_s, track.size_wh)).any()


def test_a_hand_far_behind_the_head_is_not_at_it() -> None:
    track, left_near = of_the_exercise("glute-bridge/good")
    held = with_hand_at_ear(track, left_near, 0.0, 99.0)
    world = held.world_m.copy()
    world[:, [Landmark[f"{side}_{part}"] for side in ("LEFT", "RIGHT") for part in ("WRIST", "INDEX")], 2] += 0.5
    assert not shown(changed(held, world_m=world)).any()
    assert shown(changed(held, world_m=np.full_like(world, np.nan))).all()


def test_two_hands_at_the_head_are_not_it() -> None:
    track, left_near = of_the_exercise("squat/good")
    both = with_hand_at_ear(with_hand_at_ear(track, left_near, 0.0, 99.0), ~left_near, 0.0, 99.0)
    assert not shown(both).any()


def test_a_forehead_on_the_hands_is_not_it() -> None:
    track, left_near = of_the_exercise("childs-pose/good")
    held = with_hand_at_ear(track, left_near, 0.0, 99.0)
    image = held.image_px.copy()
    side = "LEFT" if left_near[-1] else "RIGHT"
    trunk = np.hypot(*(image[-1, Landmark[f"{side}_SHOULDER"]] - image[-1, Landmark[f"{side}_HIP"]]))
    image[:, [Landmark[f"{side}_WRIST"], Landmark[f"{side}_INDEX"]], 1] += 0.2 * trunk
    assert not stops(held, shown(changed(held, image_px=image)))


def times(*spans: tuple[float, float], until_s: float = 20.0) -> tuple[np.ndarray, np.ndarray]:
    t_s = np.arange(round(until_s * 10)) / 10
    return t_s, np.any([(t_s >= a) & (t_s < b) for a, b in spans], axis=0)


def held_at(*spans: tuple[float, float]) -> list[float]:
    pose = StopPose()
    return [t for t, hand in zip(*times(*spans), strict=True) if pose.feed(float(t), bool(hand))]


def test_how_long_it_takes() -> None:
    assert held_at((2.0, 2.0 + HOLD_S)) == []
    assert held_at((2.0, 19.0)) == [pytest.approx(2.0 + HOLD_S)]
    assert held_at((2.0, 6.0), (8.0, 12.0)) == [pytest.approx(5.0), pytest.approx(11.0)]


def test_a_flicker_is_bridged() -> None:
    assert held_at((2.0, 3.0), (3.0 + GAP_S - 0.1, 6.0)) == [pytest.approx(5.0)]
    assert held_at((2.0, 4.0), (4.8, 7.0)) == []


def test_whoever_begins_with_a_hand_at_the_head_means_nothing() -> None:
    assert held_at((0.0, 19.0)) == []
    assert held_at((0.0, 5.0), (5.0 + AWAY_S + 0.2, 19.0)) == [pytest.approx(5.0 + AWAY_S + 0.2 + HOLD_S, abs=0.11)]


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=300))
def test_it_is_told_once_a_time(hands: list[bool]) -> None:
    pose = StopPose()
    told = [i for i, hand in enumerate(hands) if pose.feed(i / 10, hand)]
    assert all(hands[i] for i in told)
    assert all(not all(hands[a : b + 1]) for a, b in pairwise(told))


def test_a_performance_of_the_figure_can_be_stopped() -> None:
    performance = synthetic.perform("glute-bridge", reps=6)
    track = synthetic.ideal_track(performance, performance.camera(yaw_deg=8.0), 15.0)
    left_near = Session("glute-bridge").feed(track).frames.left_near
    held = with_hand_at_ear(track, left_near, 14.0, 18.0)
    session, guide = Session("glute-bridge"), Guide(planned("glute-bridge"), last=True)
    stages = [guide.feed(held[i : i + 1], session.feed(held[i : i + 1])).stage for i in range(len(held))]
    assert stages[round(16.9 * 15)] == "go"
    assert stages[round(17.1 * 15)] == "asking"
