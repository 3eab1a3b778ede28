from __future__ import annotations

import numpy as np
import pytest
from fakes import SIZE_WH, nobody, performed
from helpers import PUPPET_REPS, changed, picked, puppet_exercise

from formcheck import Landmark, PoseTrack, exercises
from formcheck.coach.framing import PATIENCE_S, Framing, needed_landmarks
from formcheck.frames import Frames, Phase

FEET = [i for i in Landmark if i.name.endswith(("ANKLE", "HEEL", "FOOT_INDEX"))]


def said(track: PoseTrack, exercise: str = "squat", yaw_deg: float = -90.0, in_position: bool = False) -> str:
    """What is said at the end of a track, the right side being near."""
    framing, text = Framing(exercises.get(exercise)), ""
    phase = Phase.REST if in_position else Phase.NONE
    for i in range(len(track)):
        text = framing.feed(track[i : i + 1], found(track[i : i + 1], phase, yaw_deg))
    return text


def found(track: PoseTrack, phase: Phase, yaw_deg: float) -> Frames:
    """What a session might find in frames of somebody whose right side is near and who does no variant."""
    n = len(track)
    unknown = np.full(n, np.nan)
    return Frames(
        t_s=track.t_s,
        metrics={},
        checks={},
        phase=np.full(n, phase, dtype=np.int8),
        signal=unknown,
        variant=np.full(n, -1, dtype=np.int8),
        yaw_deg=np.full(n, yaw_deg),
        left_near=np.zeros(n, dtype=np.bool_),
        clock_s=unknown,
        unseen_s=unknown,
        seen=np.ones((n, 0), dtype=np.bool_),
        base=np.full((n, 0), np.nan),
    )


def standing(seconds: float = 2.0) -> PoseTrack:
    """A person standing side-on, all in the picture."""
    return still(performed("squat"), seconds)


def still(track: PoseTrack, seconds: float = 2.0) -> PoseTrack:
    """The first moment of a track, all seen."""
    first = picked(track, slice(0, 1))
    n = round(seconds * 10)
    tiled = {
        name: np.repeat(getattr(first, name), n, axis=0) for name in ("image_px", "world_m", "visibility", "presence")
    }
    return changed(first, t_s=np.arange(n) / 10, **{**tiled, "visibility": np.ones((n, 33))})


def moved(track: PoseTrack, scale: float = 1.0, right_px: float = 0.0, down_px: float = 0.0) -> PoseTrack:
    middle = np.array(SIZE_WH) / 2
    return changed(track, image_px=(track.image_px - middle) * scale + middle + [right_px, down_px])


def test_all_is_well() -> None:
    assert said(standing()) == ""


def test_nobody_there_is_told_after_a_while() -> None:
    assert said(nobody(PATIENCE_S * 0.9)) == ""
    assert said(nobody(2.0)) == "I can't see anybody: step into the picture"


def test_too_near_and_off_centre() -> None:
    assert said(moved(standing(), scale=1.8)) == "I can't see your feet: move back"
    assert said(moved(standing(), scale=0.6, down_px=90)).endswith("tilt the camera down")
    assert said(moved(standing(), scale=0.6, right_px=-170)).endswith("move left")
    assert said(moved(standing(), scale=0.6, right_px=170)).endswith("move right")


def test_somebody_who_lies_is_told_the_same_ways() -> None:
    lying = still(performed("glute-bridge"))
    assert said(lying, "glute-bridge") == ""
    assert said(moved(lying, scale=0.5, right_px=-165), "glute-bridge").endswith("move left")
    assert said(moved(lying, scale=0.5, right_px=165), "glute-bridge").endswith("move right")
    assert said(moved(lying, scale=2.0), "glute-bridge").endswith("move away from the camera")
    assert said(moved(lying, scale=0.5, down_px=80), "glute-bridge").endswith("tilt the camera down")


def test_left_and_right_are_those_of_the_mirror() -> None:
    out = moved(standing(), scale=0.6, right_px=-170)
    shown = (SIZE_WH[0] - 1 - out.image_px[-1, :, 0]).mean()
    assert shown > SIZE_WH[0] / 2
    assert said(out).endswith("move left")


def test_parts_that_the_exercise_does_not_need_may_be_missing() -> None:
    track = still(performed("bird-dog"))
    hidden = changed(track, visibility=np.where(np.isin(np.arange(33), FEET), 0.3, track.visibility))
    assert said(hidden, "bird-dog", in_position=True) == ""  # the knee tells the leg's height as well


def test_another_variant_may_need_less() -> None:
    plank = exercises.get("plank")
    on_knees, _ = needed_landmarks(plank, "right", "side", "knees")
    on_toes, _ = needed_landmarks(plank, "right", "side", "elbows")
    assert on_toes[Landmark.RIGHT_ELBOW]
    assert on_knees[Landmark.RIGHT_ELBOW]
    hands, _ = needed_landmarks(plank, "right", "side", "hands")
    assert hands[Landmark.RIGHT_WRIST]
    assert on_toes.sum() <= needed_landmarks(plank, "right", "side")[0].sum()


def test_a_desk_hides_the_legs_and_that_is_well() -> None:
    seen, guessed = needed_landmarks(exercises.get("seated-posture"), "right", "front")
    assert not any((seen | guessed)[i] for i in [*FEET, Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE])


def test_too_far_away_only_before_the_exercise() -> None:
    assert said(moved(standing(), scale=0.25)) == "You are far away: come closer"
    assert said(moved(standing(), scale=0.25), in_position=True) == ""


def test_something_in_front() -> None:
    track = standing()
    visibility = track.visibility.copy()
    visibility[:, FEET] = 0.05
    assert said(changed(track, visibility=visibility)) == "I can't see your feet: is something in front?"


def test_a_flicker_is_not_told() -> None:
    track = standing(4.0)
    visibility = track.visibility.copy()
    visibility[::2][:, FEET] = 0.05
    visibility[1::5, FEET[0]] = 0.05
    assert said(changed(track, visibility=visibility)) == ""


def test_the_wrong_side_to_the_camera() -> None:
    assert said(standing(), "plank", yaw_deg=0.0) == "Turn your side to the camera"
    assert said(standing(), "squat", yaw_deg=0.0) == ""


@pytest.mark.parametrize("name", exercises.names())
def test_the_far_side_is_not_asked_for_except_from_the_front(name: str) -> None:
    seen, guessed = needed_landmarks(exercises.get(name), "right", "side")
    assert not any((seen | guessed)[i] for i in Landmark if i.name.startswith("LEFT"))
    assert (seen | guessed).any()
    assert not (seen & guessed).any()


def test_from_the_front_both_sides_are() -> None:
    seen, _ = needed_landmarks(exercises.get("squat"), "right", "front")
    assert seen[Landmark.LEFT_KNEE]
    assert seen[Landmark.RIGHT_KNEE]


def test_what_tells_the_side_and_what_no_alternative_goes_without_is_asked_for() -> None:
    metrics = 'foot_up = { rise = ["other_ankle", "side_ankle"], per = [["shoulder", "hip"]] }'
    any_ = '[[{ metric = "arm", max = 0.2 }, { metric = "knee", max = 1 }], { metric = "arm", min = 1.8 }]'
    exercise = puppet_exercise(
        'id = "fine"\nmetric = "head"\nmax = 9\ncue = "Lower"',
        metrics=metrics,
        rest=PUPPET_REPS.replace('"arm"', '"head"') + "sides = true\n",
        top='side_when = [{ metric = "foot_up", min = 0.3 }]',
        position=f"any = {any_}",
    )
    needed, _ = needed_landmarks(exercise, "right", "side")
    assert needed[Landmark.RIGHT_ANKLE]
    assert needed[Landmark.RIGHT_WRIST]
    assert not needed[Landmark.RIGHT_KNEE]
