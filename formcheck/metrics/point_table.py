"""The points that an exercise names, each gathered and gated once a frame."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from formcheck.arrays import FloatArray, IntArray
from formcheck.exercises.metric_spec import POINTS
from formcheck.landmarks import GUESSED, SEEN
from formcheck.metrics.signals import Signals, gate_limits

PointKey = tuple[str, int, bool]
"""``own``, ``near``, ``far`` or ``mid``; the landmark, of a pair the left one; whether a guess will do."""


def point(name: str, side: str = "left", guess: bool = False) -> PointKey:
    """A point by its name in an exercise file.

    Parameters
    ----------
    name : str
        See :data:`formcheck.exercises.metric_spec.POINTS`.
    side : {"left", "right"}
        The acting one, for points that are named after it.
    guess : bool
        Take the landmark where it is hidden or outside the picture as well.
    """
    which, left = POINTS[name]
    if which in ("side", "other"):
        return "own", left if (which == "side") == (side == "left") else left + 1, guess
    return which, left, guess


class PointTable:
    """Gathers points: rows of single landmarks first, then the middles of two.

    Parameters
    ----------
    points : iterable of PointKey
    """

    def __init__(self, points: Iterable[PointKey]) -> None:
        named = list(dict.fromkeys(points))
        middles = [p for p in named if p[0] == "mid"]
        halves = [("own", left + other, guess) for other in (0, 1) for _, left, guess in middles]
        single = list(dict.fromkeys([*halves, *(p for p in named if p[0] != "mid")]))
        self._row = {p: i for i, p in enumerate([*single, *middles])}
        self._middles = len(middles)
        self._guess = [guess for _, _, guess in single]
        self._least_visible = np.array([[GUESSED if guess else SEEN] for guess in self._guess])
        self._landmarks = {left_near: _landmarks(single, left_near) for left_near in (True, False)}
        self._size_wh: tuple[int, int] | None = None
        self._low = self._high = np.empty((2, len(single), 1))

    def rows(self, points: Iterable[PointKey]) -> IntArray:
        """Where points are in what :meth:`gather` gives."""
        return np.array([self._row[p] for p in points], dtype=np.intp)

    def gather(self, clean: Signals) -> FloatArray:
        """(2, P, T) x and y of every point, pixels; NaN where it must not be measured."""
        if clean.size_wh != self._size_wh:
            self._set_size(clean.size_wh)
        xy, visibility = self._picked(clean)
        inside = (xy >= self._low) & (xy <= self._high)
        clear = inside[0] & inside[1] & (visibility >= self._least_visible)
        single, m = np.where(clear, xy, np.nan), self._middles
        return np.concatenate([single, (single[:, :m] + single[:, m : 2 * m]) * 0.5], axis=1) if m else single

    def _set_size(self, size_wh: tuple[int, int]) -> None:
        limits = [gate_limits(size_wh, guess) for guess in self._guess]
        low, high = np.array(limits).transpose(1, 2, 0)[..., None]
        self._low, self._high, self._size_wh = low, high, size_wh

    def _picked(self, clean: Signals) -> tuple[FloatArray, FloatArray]:
        """Places (2, N, T) and visibility (N, T) of the landmarks, of a pair the one on the side that it names."""
        near = clean.left_near
        if near[0] == near[-1] and (near == near[0]).all():
            return self._of_side(clean, bool(near[0]))
        left, right = self._of_side(clean, True), self._of_side(clean, False)
        return np.where(near, left[0], right[0]), np.where(near, left[1], right[1])

    def _of_side(self, clean: Signals, left_near: bool) -> tuple[FloatArray, FloatArray]:
        landmarks = self._landmarks[left_near]
        return clean.image_px.T.take(landmarks, axis=1), clean.visibility.T.take(landmarks, axis=0)


def _landmarks(points: Iterable[PointKey], left_near: bool) -> IntArray:
    """Index of the landmark of each point, where the left side is nearer or the right one."""
    return np.array(
        [left if which == "own" or (which == "near") == left_near else left + 1 for which, left, _ in points],
        dtype=np.intp,
    )
