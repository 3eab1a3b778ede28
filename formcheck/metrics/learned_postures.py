"""Which posture is the body in? A small learned model of the geometry of one frame, beside the rules of the files.

Notes
-----
The numbers of a frame say nothing of size, place or left and right: joints around the middle of the hips over their own
spread, directions of limbs, cosines of joints and distances, from the image and from the world landmarks. Each frame is
looked at as it is and mirrored, so that a mirrored person gets the same answer. Two layers of weights make of them one
number a posture. The weights lie beside this file; ``benchmarks/posture_model.py`` makes them, and says how right they
are with each source of pictures left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from formcheck.arrays import BoolArray, FloatArray, IntArray
from formcheck.landmarks import MIRROR, SEEN
from formcheck.metrics.rolling import TrailingMean
from formcheck.track import PoseTrack

MODEL = Path(__file__).with_name("learned_postures.npz")

SPREAD = np.array([11, 12, 23, 24, 25, 26, 27, 28])
"""Shoulders, hips, knees and ankles: lengths are measured in their root mean square distance from the hips' middle."""

_TRUNK, _LEGS = SPREAD[:4], SPREAD[4:]

_JOINTS = np.array([0, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 31, 32])
_BENDS = np.array(
    [
        *[(11, 13, 15), (12, 14, 16), (13, 11, 23), (14, 12, 24), (11, 23, 25), (12, 24, 26), (23, 25, 27)],
        *[(24, 26, 28), (25, 27, 31), (26, 28, 32), (25, 23, 26), (11, 23, 27), (12, 24, 28)],
    ]
)
"""Joint in the middle, and what it is bent between."""
_LIMBS = np.array(
    [
        *[(11, 23), (12, 24), (23, 25), (24, 26), (25, 27), (26, 28), (11, 13), (12, 14), (13, 15), (14, 16)],
        *[(11, 12), (23, 24), (27, 31), (28, 32), (0, 11), (0, 12)],
    ]
)
_GAPS = np.array(
    [
        *[(27, 28), (25, 26), (15, 16), (27, 23), (28, 24), (27, 24), (28, 23), (15, 25), (16, 26), (15, 26)],
        *[(16, 25), (15, 27), (16, 28), (0, 25), (0, 26), (25, 11), (26, 12), (15, 0), (16, 0), (27, 26)],
        *[(28, 25), (11, 28), (12, 27)],
    ]
)
_INSTEAD = ((31, 29), (31, 27), (32, 30), (32, 28), (7, 0), (8, 0))
_TINY = 1e-6
_SHORT = 0.05
"""A limb that looks shorter than this, in spreads, points nowhere in the picture."""
CLIP = 4.0
"""Numbers further than this from what was learnt on, in standard deviations, count as that far."""
WINDOW_S = 0.3
STAY = -1.0
"""Whoever is in the posture stays in it down to here."""


@dataclass(frozen=True, slots=True)
class PostureModel:
    """Weights of two layers.

    Attributes
    ----------
    names : tuple of str
        P postures.
    mean, scale : (N,) float
        Of each number, of what was learnt on.
    first, first_bias : (N, H), (H,) float
    second, second_bias : (H, P), (P,) float
    refused : (P,) float
        Lower than this, it is not the posture whatever else is said of it; -inf = nothing is refused.
    """

    names: tuple[str, ...]
    mean: FloatArray
    scale: FloatArray
    first: FloatArray
    first_bias: FloatArray
    second: FloatArray
    second_bias: FloatArray
    refused: FloatArray

    def of_numbers(self, numbers: FloatArray) -> FloatArray:
        """(T, P) how much frames look like each posture: 0 and more = taken for it; NaN where nobody is.

        Parameters
        ----------
        numbers : (2, T, N) float
            See :func:`geometry`.
        """
        standard = np.clip((numbers - self.mean) / self.scale, -CLIP, CLIP)
        # one row at a time, so that a frame gives the same bits alone and among others
        hidden = np.maximum(np.matmul(standard[:, :, None], self.first) + self.first_bias, 0.0)
        score: FloatArray = np.matmul((hidden[0] + hidden[1]) * 0.5, self.second)[:, 0] + self.second_bias
        return score


class LearnedPosition:
    """Whether somebody is in one posture, chunk after chunk.

    Parameters
    ----------
    name : str or None
        One of the model's postures; None = only the others are looked at.
    unlike : sequence of str
        Postures for which the person must not be taken.
    """

    def __init__(self, name: str | None, unlike: Sequence[str] = ()) -> None:
        self._model = model()
        self._mine = None if name is None else self._model.names.index(name)
        self._others = [self._model.names.index(other) for other in unlike]
        self._mean = TrailingMean(WINDOW_S, len(self._model.names))

    def feed(self, track: PoseTrack, shot_s: FloatArray) -> tuple[BoolArray, BoolArray, BoolArray]:
        """(T,) the person is in the posture for sure; is near enough to have stayed in it; and is not in it for sure.

        Parameters
        ----------
        track : PoseTrack
            The next frames.
        shot_s : (T,) float
            When the shot began that a frame belongs to, seconds.
        """
        score = self._model.of_numbers(geometry(track.image_px, track.world_m))
        seen = _whole_body(track)
        mean = self._mean.feed(track.t_s, np.where(seen[:, None], score, np.nan).T, shot_s)
        mine, lowest = np.full(len(track), -np.inf), -np.inf
        if self._mine is not None:
            mine, lowest = mean[self._mine], float(self._model.refused[self._mine])
        refused = mine < lowest
        for other in self._others:
            refused |= (mean[other] >= 0.0) & (mean[other] > mine)
        return seen & (mine >= 0.0) & ~refused, seen & (mine >= STAY) & ~refused, seen & refused


def _whole_body(track: PoseTrack) -> BoolArray:
    """(T,) a shoulder and a hip are visible, a knee and an ankle in the picture: folded legs are hidden, not away."""
    legs = track.image_px[:, _LEGS]
    inside = np.logical_and.reduce((legs >= 0) & (legs <= np.array(track.size_wh)), axis=2)
    there = np.concatenate([track.visibility[:, _TRUNK] >= SEEN, inside], axis=1)
    whole: BoolArray = np.logical_and.reduce(there[:, 0::2] | there[:, 1::2], axis=1)
    return whole


@cache
def model() -> PostureModel:
    """The weights that come with the package."""
    with np.load(MODEL) as stored:
        first, second = (stored[name] * stored[f"{name}_step"] for name in ("first", "second"))
        rest = (stored[name].astype(np.float64) for name in ("mean", "scale", "first_bias", "second_bias", "refused"))
        mean, scale, first_bias, second_bias, refused = rest
        names = tuple(str(name) for name in stored["names"])
    return PostureModel(names, mean, scale, first, first_bias, second, second_bias, refused)


def geometry(image_px: FloatArray, world_m: FloatArray) -> FloatArray:
    """(2, T, N) numbers of frames as they are, and of the same frames mirrored.

    Parameters
    ----------
    image_px : (T, 33, 2) float
        Pixels, x to the right and y down.
    world_m : (T, 33, 3) float
        The same directions, and away from the camera; any unit.
    """
    seen = np.concatenate([_with_feet_and_ears(image_px), _with_feet_and_ears(world_m)], axis=2)
    mirrored = seen[:, MIRROR] * np.array([-1.0, 1.0, -1.0, 1.0, 1.0])
    points = np.concatenate([seen, mirrored]).T  # (5, 33, 2T)
    points = points - (points[:, 23:24] + points[:, 24:25]) * 0.5
    image, world = _in_spreads(points[:2]), _in_spreads(points[2:])
    flat, deep = _measured(image), _measured(world)
    # of a limb in space: how steep it is
    limbs = _between(image, _LIMBS) / np.maximum(_lengths(image, _LIMBS), _SHORT)
    steep = _between(world, _LIMBS)[1] / np.maximum(_lengths(world, _LIMBS), _TINY)
    parts = [*image[:, _JOINTS], *flat, *limbs, *deep, *world[1:, _JOINTS], steep]
    numbers = np.concatenate(parts).T
    return np.ascontiguousarray(numbers.reshape(2, len(image_px), -1))


def _with_feet_and_ears(points: FloatArray) -> FloatArray:
    """Toes that are not given at the heel, or else at the ankle, and ears at the nose: not every set of landmarks has
    them.
    """
    if np.isnan(points).any():
        points = points.copy()
        for missing, instead in _INSTEAD:
            gone = np.isnan(points[:, missing]).any(axis=1)
            points[gone, missing] = points[gone, instead]
    return points


def _in_spreads(points: FloatArray) -> FloatArray:
    """Points (D, 33, T) over the root mean square distance of ``SPREAD`` from the origin."""
    square = points[:, SPREAD] * points[:, SPREAD]
    of_each = _added(square)
    spread = np.sqrt(_added(of_each) / len(SPREAD))
    scaled: FloatArray = points / np.maximum(spread, _TINY)
    return scaled


def _measured(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Cosines of the joints (B, T), and distances (G, T)."""
    towards, away = _between(points, _BENDS[:, [1, 0]]), _between(points, _BENDS[:, [1, 2]])
    lengths = np.sqrt(_added(towards * towards) * _added(away * away))
    return _added(towards * away) / np.maximum(lengths, _TINY), _lengths(points, _GAPS)


def _between(points: FloatArray, pairs: IntArray) -> FloatArray:
    """(D, K, T) from the first to the second of each pair."""
    difference: FloatArray = points[:, pairs[:, 1]] - points[:, pairs[:, 0]]
    return difference


def _lengths(points: FloatArray, pairs: IntArray) -> FloatArray:
    """(K, T)."""
    difference = _between(points, pairs)
    length: FloatArray = np.sqrt(_added(difference * difference))
    return length


def _added(values: FloatArray) -> FloatArray:
    """Sum over the first axis, always in its order: numpy's own depends on how many frames there are."""
    total: FloatArray = values[0].copy()
    for value in values[1:]:
        total += value
    return total
