"""The learned model of postures: what it may not depend on, its place in a session, drawn people in their postures."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest

from formcheck import PoseTrack, Session, exercises, synthetic
from formcheck.arrays import FloatArray
from formcheck.exercises.movement_spec import LearnedPosture
from formcheck.landmarks import MIRROR
from formcheck.metrics.learned_postures import MODEL, LearnedPosition, geometry, model
from formcheck.metrics.measure import Measurer

IN_POSTURE = {
    "childs-pose": "childs-pose",
    "butterfly": "butterfly",
    "seated-twist": "seated-twist",
    "kneeling-hip-flexor-stretch": "kneeling-lunge",
    "deep-squat-rest": "deep-squat",
    "shoelace-stretch": "shoelace",
}


def held(exercise: str, yaw_deg: float = 20.0) -> PoseTrack:
    performance = synthetic.perform(exercise, hold_s=8.0)
    return synthetic.ideal_track(performance, performance.camera(yaw_deg=yaw_deg), fps=10.0)


def changed(
    track: PoseTrack, image: Callable[[FloatArray], FloatArray], world: Callable[[FloatArray], FloatArray]
) -> PoseTrack:
    return PoseTrack(
        track.t_s, image(track.image_px), track.size_wh, world(track.world_m), track.visibility, track.presence
    )


def scores(track: PoseTrack) -> FloatArray:
    return model().of_numbers(geometry(track.image_px, track.world_m))


def test_files_may_ask_for_what_is_learnt() -> None:
    assert get_args(LearnedPosture) == model().names


def test_the_weights_are_small() -> None:
    assert MODEL.stat().st_size < 40_000


def test_a_mirrored_person_gets_the_same_answer() -> None:
    track = held("shoelace-stretch")
    mirrored = changed(
        track, lambda x: x[:, MIRROR] * [-1.0, 1.0] + [960.0, 0.0], lambda x: x[:, MIRROR] * [-1.0, 1.0, 1.0]
    )
    np.testing.assert_allclose(scores(mirrored), scores(track), atol=1e-9)


def test_size_and_place_in_the_picture_do_not_matter() -> None:
    track = held("butterfly")
    smaller = changed(track, lambda x: x * 0.3 + 40.0, lambda x: x * 1.2)
    np.testing.assert_allclose(scores(smaller), scores(track), atol=1e-9)


@pytest.mark.parametrize("yaw_deg", [-25.0, 0.0, 25.0])
@pytest.mark.parametrize("exercise", IN_POSTURE)
def test_drawn_people_are_in_their_posture_and_in_no_other(exercise: str, yaw_deg: float) -> None:
    score = np.median(scores(held(exercise, yaw_deg)), axis=0)
    names = model().names
    mine = names.index(IN_POSTURE[exercise])
    assert score[mine] > 0
    assert all(score[names.index(other)] < 0 for other in names if other != names[mine])


def test_a_frame_alone_gives_the_bits_it_gives_among_others() -> None:
    track = held("seated-twist")
    alone = np.concatenate([scores(track[i : i + 1]) for i in range(len(track))])
    assert np.array_equal(scores(track), alone)


def test_landmarks_without_toes_and_mouth_are_enough() -> None:
    track = held("seated-twist")
    image, world = track.image_px.copy(), track.world_m.copy()
    for points in (image, world):
        points[:, [*range(1, 7), 9, 10, *range(17, 23), *range(29, 33)]] = np.nan
    score = model().of_numbers(geometry(image, world))[:, model().names.index("seated-twist")]
    assert (score > 0).all()
    assert np.isnan(image[:, 31]).all()


def test_toes_without_depth_are_still_where_they_are_in_the_picture() -> None:
    track = held("seated-twist")
    toes_without_depth = track.world_m.copy()
    toes_without_depth[:, 31:33, 2] = np.nan
    of_the_picture = slice(0, 34)
    numbers = geometry(track.image_px, toes_without_depth)
    assert np.array_equal(numbers[..., of_the_picture], geometry(track.image_px, track.world_m)[..., of_the_picture])
    assert np.isfinite(numbers).all()


def test_nobody_is_in_no_posture() -> None:
    track = held("childs-pose")
    nobody = changed(track, lambda x: np.full_like(x, np.nan), lambda x: np.full_like(x, np.nan))
    assert not np.any(LearnedPosition("childs-pose").feed(nobody, np.full(len(track), -np.inf)))


def test_hidden_legs_in_the_picture_are_there_and_legs_below_it_are_not() -> None:
    track = held("childs-pose")
    visibility = track.visibility.copy()
    visibility[:, 25:] = 0.02
    shown = PoseTrack(track.t_s, track.image_px, track.size_wh, track.world_m, visibility, track.presence)
    bottom = int(track.image_px[:, 25:29, 1].min()) - 1
    cut = PoseTrack(track.t_s, track.image_px, (track.size_wh[0], bottom), track.world_m, visibility, track.presence)
    sure = [LearnedPosition("childs-pose").feed(each, np.full(len(track), -np.inf))[0] for each in (shown, cut)]
    assert sure[0].all()
    assert not sure[1].any()


def test_what_is_not_visible_is_neither_posture_nor_another() -> None:
    track = held("butterfly")
    hidden = PoseTrack(
        track.t_s, track.image_px, track.size_wh, track.world_m, np.full((len(track), 33), 0.05), track.presence
    )
    assert not np.any(LearnedPosition("butterfly").feed(hidden, np.full(len(track), -np.inf)))


def with_rule(exercise: str, limit: float) -> exercises.Exercise:
    """An exercise of which the rules say one thing alone: trunk raised by `limit` and more."""
    spec = exercises.get(exercise)
    rule = spec.position.all[0].model_copy(update={"min": limit, "max": np.inf, "metric": "trunk_raised"})
    position = spec.position.model_copy(update={"all": [rule], "any": []})
    return spec.model_copy(update={"position": position})


def test_where_the_model_is_sure_no_rule_is_asked() -> None:
    impossible = with_rule("butterfly", 95.0)
    events = Session(impossible).feed(held("butterfly")).events
    assert [event.kind for event in events][:1] == ["in-position"]
    unlearned = impossible.model_copy(update={"position": impossible.position.model_copy(update={"learned": None})})
    assert not Session(unlearned).feed(held("butterfly")).events


def test_where_the_model_refuses_no_rule_helps() -> None:
    lax = with_rule("butterfly", 0.0)
    standing = held_still_standing()
    assert not Session(lax).feed(standing).events
    unlearned = lax.model_copy(update={"position": lax.position.model_copy(update={"learned": None})})
    assert "in-position" in [event.kind for event in Session(unlearned).feed(standing).events]


def test_who_is_taken_for_a_posture_that_it_is_unlike_is_not_in_position() -> None:
    lax = with_rule("butterfly", 0.0)
    ruled = lax.position.model_copy(update={"learned": None})
    alone, unlike = (
        lax.model_copy(update={"position": ruled.model_copy(update={"unlike": others})})
        for others in ([], ["shoelace"])
    )
    crossed = held("shoelace-stretch")
    assert "in-position" in [event.kind for event in Session(alone).feed(crossed).events]
    assert not Session(unlike).feed(crossed).events
    assert "in-position" in [event.kind for event in Session(unlike).feed(held("butterfly")).events]


def test_where_what_should_be_still_is_hidden_the_body_tells() -> None:
    track = held("butterfly")
    visibility = track.visibility.copy()
    visibility[:, 25:27] = 0.02  # the knees, whose gap should be still
    image = track.image_px.copy()
    image[:, :, 0] += 12.0 * track.t_s[:, None] ** 2  # away at more than a trunk a second after a few seconds
    hidden, moving = (
        PoseTrack(track.t_s, points, track.size_wh, track.world_m, visibility, track.presence)
        for points in (track.image_px, image)
    )
    assert "in-position" in [event.kind for event in Session("butterfly").feed(hidden).events]
    assert not Measurer(exercises.get("butterfly")).feed(moving).met[-20:].any()


def held_still_standing() -> PoseTrack:
    performance = synthetic.perform("stand")
    return synthetic.ideal_track(performance, performance.camera("front"), fps=10.0)


@pytest.mark.parametrize("exercise", IN_POSTURE)
def test_a_session_gives_the_same_by_frame_and_at_once(exercise: str) -> None:
    track = held(exercise)
    at_once = Session(exercise).feed(track)
    session = Session(exercise)
    parts = [session.feed(track[i : i + 1]) for i in range(len(track))]
    assert [(e.kind, e.t_s) for p in parts for e in p.events] == [(e.kind, e.t_s) for e in at_once.events]
    assert np.array_equal(np.concatenate([p.frames.phase for p in parts]), at_once.frames.phase)


def test_later_is_no_other_posture() -> None:
    track = held("shoelace-stretch")
    later = PoseTrack(track.t_s + 100.0, track.image_px, track.size_wh, track.world_m, track.visibility, track.presence)
    first, second = (Session("shoelace-stretch").feed(each).frames.phase for each in (track, later))
    assert np.array_equal(first, second)
