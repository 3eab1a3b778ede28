"""The metrics of an exercise file: closed forms on a puppet, and the same bits for one frame as for many."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from helpers import noisy, pieces, puppet, puppet_exercise

from formcheck import PoseTrack, exercises
from formcheck.metrics.measure import Measured, Measurer

T = np.arange(3) / 10
ARM, KNEE, HEAD = np.array([0.2, np.nan, 0.4]), np.array([0.3, 0.1, 0.0]), 0.5


def measured(metrics: str, track: PoseTrack | None = None) -> dict[str, np.ndarray]:
    """Values by name of the metrics of a puppet that faces right, and whose wrists are lost in the second frame."""
    exercise = puppet_exercise(metrics=metrics, kind="hold")
    measurer = Measurer(exercise)
    m = measurer.feed(puppet(T, arm=ARM, knee=KNEE, head=HEAD) if track is None else track)
    return dict(zip(measurer.metrics.names, m.values, strict=True))


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ('sum = ["arm", "knee", "head"]', ARM + KNEE + HEAD),
        ('sum = ["-arm", "knee"], plus = 2', 2 + KNEE - ARM),
        ('sum = ["-arm"]', -ARM),
        ('min = ["arm", "-knee"]', np.minimum(ARM, -KNEE)),
        ('max = ["arm", "knee"]', np.maximum(ARM, KNEE)),
        ('mean = ["arm", "knee", "head"]', (ARM + KNEE + HEAD) / 3),
        ('mean = ["knee"], plus = 1', KNEE + 1),
        ('first = ["arm", "knee"]', [0.2, 0.1, 0.4]),
        ('ratio = ["head", "knee"]', [0.5 / 0.3, 5.0, np.nan]),
        ('sum = ["knee"], known_if = [{ metric = "arm", min = 0.3 }]', [np.nan, np.nan, 0.0]),
        ('sum = ["knee"], known_if = [{ metric = "arm", max = 0.3, optional = true }]', [0.3, 0.1, np.nan]),
        (
            'sum = ["knee"], known_if = [{ metric = "knee", min = 0.05 }, { metric = "arm", min = 0 }]',
            [0.3, np.nan, np.nan],
        ),
    ],
)
def test_metrics_of_metrics(metric: str, expected: np.ndarray) -> None:
    np.testing.assert_allclose(measured(f"made = {{ {metric} }}")["made"], expected, atol=1e-9)


def test_each_level_reads_the_one_below() -> None:
    """What is unknown by its condition is unknown to all that is made of it."""
    found = measured(
        """
        low = { sum = ["knee"], known_if = [{ metric = "arm", min = 0 }] }
        other = { sum = ["knee", "head"] }
        twice = { sum = ["low", "low"] }
        most = { max = ["twice", "other"] }
        bent = { rise = ["knee", "hip"], per = [["shoulder", "hip"]], known_if = [{ metric = "most", max = 0.8 }] }
        """
    )
    np.testing.assert_allclose(found["twice"], [0.6, np.nan, 0.0], atol=1e-9)
    np.testing.assert_allclose(found["most"], [0.8, np.nan, 0.5], atol=1e-9)
    np.testing.assert_allclose(found["bent"], [0.9, np.nan, 0.9], atol=1e-9)


def test_metrics_of_points() -> None:
    """Hips at (0, 0), shoulders at (0, 1), wrists at (0.4, arm), heels at (-0.2, -1.9) in trunks, y up."""
    unit = 'per = [["shoulder", "hip"], ["hip", "shoulder"]]'
    found = measured(
        f"""
        bend = {{ flexion = ["shoulder", "hip", "wrist"] }}
        over = {{ flexion = ["shoulder", "hip", "wrist"], sign = "above" }}
        under = {{ flexion = ["shoulder", "hip", "wrist"], sign = "below" }}
        tilt = {{ elevation = ["hip", "wrist"] }}
        forward = {{ lean = ["hip", "wrist"] }}
        high = {{ rise = ["hip", "wrist"], {unit} }}
        far = {{ reach = ["hip", "wrist"], {unit} }}
        wide = {{ apart = ["wrist", "hip"], {unit} }}
        before = {{ ahead = ["heel", "hip"], {unit} }}
        """
    )
    up = np.degrees(np.arctan2(ARM, 0.4))
    np.testing.assert_allclose(found["tilt"], up)
    np.testing.assert_allclose(found["forward"], 90 - up)
    np.testing.assert_allclose(found["bend"], 90 + up)
    # the line from the shoulder to the wrist passes in front of the hip, which is below it
    np.testing.assert_allclose(found["over"], -(90 + up))
    np.testing.assert_allclose(found["under"], 90 + up)
    np.testing.assert_allclose(found["high"], ARM / 2)
    np.testing.assert_allclose(found["far"], np.hypot(ARM, 0.4) / 2)
    np.testing.assert_allclose(found["wide"], 0.2 + 0 * ARM)
    np.testing.assert_allclose(found["before"], 0.1)


def test_forward_is_the_way_the_person_faces() -> None:
    track = puppet(T, knee=KNEE)
    np.testing.assert_allclose(measured("", track)["knee"], KNEE, atol=1e-9)
    image = track.image_px * [-1, 1] + [640, 0]
    turned = PoseTrack(track.t_s, image, track.size_wh, track.world_m)
    np.testing.assert_allclose(measured("", turned)["knee"], KNEE, atol=1e-9)


def test_a_metric_of_the_acting_side_is_that_of_the_side_that_leads() -> None:
    exercise = puppet_exercise(
        metrics='hand = { rise = ["hip", "side_wrist"], per = [["shoulder", "hip"]] }',
        rest='[reps]\nsignal = "hand"\nsides = true\nrest = 0.2\ngo = 0.3\npeak = 0.7\nband = 0.1',
    )
    left, right = np.array([0.1, 0.5, np.nan]), np.array([0.2, 0.4, 0.3])
    wrists = {"left_wrist": (0.4 + 0 * left, left), "right_wrist": (0.4 + 0 * right, right)}
    measurer = Measurer(exercise)
    m = measurer.feed(puppet(T, **wrists))
    found = dict(zip(measurer.metrics.names, m.values, strict=True))
    np.testing.assert_allclose(found["hand.left"], left)
    np.testing.assert_allclose(found["hand.right"], right)
    np.testing.assert_allclose(found["hand"], [0.2, 0.5, 0.3])
    assert m.left_acts.tolist() == [False, True, False]
    np.testing.assert_array_equal(m.signal, found["hand"])


@pytest.mark.parametrize("exercise", exercises.names())
def test_frames_alone_have_the_bits_of_the_chunk(exercise: str) -> None:
    track = noisy("squat/good", 10.0, 1, swaps_per_min=20.0, dropouts_per_min=20.0)
    whole = Measurer(exercises.get(exercise)).feed(track)
    measurer = Measurer(exercises.get(exercise))
    parts = [measurer.feed(part) for part in pieces(track, [1, 1, 5, 1])]
    for name in (field.name for field in fields(Measured)):
        joined = np.concatenate([getattr(part, name) for part in parts], axis=-1)
        np.testing.assert_array_equal(joined, getattr(whole, name), err_msg=name)
        assert joined.dtype == getattr(whole, name).dtype
