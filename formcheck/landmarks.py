"""The 33 BlazePose landmarks, the skeleton's edges, and which landmark mirrors which."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

import numpy as np

Side = Literal["left", "right"]

SEEN = 0.5
"""Visibility from which a landmark is measured: BlazePose's own scale, 0.5 = as likely visible as not."""

GUESSED = 0.1
"""Visibility below which even a guess is worth nothing: hidden arms of the far side read 0.0-0.2 and stay where
they were when the arm moves, hidden legs 0.2-0.4 and follow (side-view recordings on all fours)."""


class Landmark(IntEnum):
    """Index of a landmark along the landmark axis. *Left* and *right* are the person's own."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


N_LANDMARKS = len(Landmark)

MIRROR: np.ndarray = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [i + 1 if i % 2 else i - 1 for i in range(11, 33)],
    dtype=np.intp,
)
"""``x[:, MIRROR]`` exchanges left and right; applying it twice changes nothing."""

EDGES: tuple[tuple[int, int], ...] = (
    (7, 0), (8, 0), (11, 12), (11, 23), (12, 24), (23, 24),
    (11, 13), (13, 15), (15, 19), (12, 14), (14, 16), (16, 20),
    (23, 25), (25, 27), (27, 29), (29, 31), (27, 31), (24, 26), (26, 28), (28, 30), (30, 32), (28, 32),
)  # fmt: skip # head and trunk, arms, legs
"""Pairs of landmarks that a drawn skeleton joins."""

SIDED: tuple[str, ...] = (
    "ear", "shoulder", "elbow", "wrist", "index", "hip", "knee", "ankle", "heel", "foot_index",
)  # fmt: skip # a table, packed
"""Body parts that exist once a side and that an exercise file may name."""
