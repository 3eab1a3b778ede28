"""The points that an exercise names, each gathered and gated once a frame."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from formcheck.arrays import FloatArray, IntArray
from formcheck.exercises.metric_spec import POINTS
from formcheck.landmarks import GUESSED, N_LANDMARKS, SEEN
from formcheck.metrics.per_frame import Flag, Numbers
from formcheck.metrics.signals import Signals, gate_limits

Point = tuple[str, int, bool]
"""``own``, ``near``, ``far`` or ``mid``; the landmark, of a pair the left one; whether a guess will do."""


def point(name: str, side: str = "left", guess: bool = False) -> Point:
    """A named point; `side` is the acting one, `guess` takes the landmark where it is hidden or outside as well."""
    which, left = POINTS[name]
    if which in ("side", "other"):
        return "own", left if (which == "side") == (side == "left") else left + 1, guess
    return which, left, guess


_UNKNOWN = (math.nan, math.nan)


class PointTable:
    """Gathers points: rows of single landmarks first, then the middles of two.

    Parameters
    ----------
    points : iterable of Point
    """

    def __init__(self, points: Iterable[Point]) -> None:
        named = list(dict.fromkeys(points))
        middles = [p for p in named if p[0] == "mid"]
        halves = [("own", left + other, guess) for other in (0, 1) for _, left, guess in middles]
        single = list(dict.fromkeys([*halves, *(p for p in named if p[0] != "mid")]))
        self._row = {p: i for i, p in enumerate([*single, *middles])}
        self._n, self._middles = len(single), len(middles)
        self._guess = [guess for _, _, guess in single]
        self._least = np.array([[GUESSED if guess else SEEN] for guess in self._guess])
        self._chosen: dict[bool, list[int]] = {}
        self._landmarks: dict[bool, IntArray] = {}
        self._places: dict[bool, IntArray] = {}
        for left_near in (True, False):
            chosen = [i if which == "own" or (which == "near") == left_near else i + 1 for which, i, _ in single]
            self._chosen[left_near] = chosen
            self._landmarks[left_near] = np.array(chosen, dtype=np.intp)
            self._places[left_near] = np.array([2 * i + axis for axis in (0, 1) for i in chosen], dtype=np.intp)
        self._size_wh: tuple[int, int] | None = None
        self._low = self._high = np.empty((0, 1))
        self._gates: list[tuple[float, list[float], list[float]]] = []

    @property
    def size(self) -> int:
        """How many points :meth:`gather` gives."""
        return self._n + self._middles

    def rows(self, points: Iterable[Point]) -> IntArray:
        """Where points are in what :meth:`gather` gives."""
        return np.array([self._row[p] for p in points], dtype=np.intp)

    def points(self, clean: Signals) -> Numbers:
        """(P, 2) Numbers: what :meth:`gather` gives, point by point."""
        if len(clean.image_px) > 1:
            return self.gather(clean).transpose(1, 0, 2)
        # so few numbers are picked and gated one by one in half the time
        if clean.size_wh != self._size_wh:
            self._set_size(clean.size_wh)
        image, visibility = clean.image_px.ravel().tolist(), clean.visibility.ravel().tolist()
        out: list[tuple[float, float]] = []
        for i, (least, (left, top), (right, bottom)) in zip(self._chosen[clean.left_near], self._gates, strict=True):
            x, y = image[2 * i], image[2 * i + 1]
            clear = visibility[i] >= least and left <= x <= right and top <= y <= bottom
            out.append((x, y) if clear else _UNKNOWN)
        m = self._middles
        middles = zip(out[:m], out[m : 2 * m], strict=True)
        return out + [((a[0] + b[0]) * 0.5, (a[1] + b[1]) * 0.5) for a, b in middles]

    def gather(self, clean: Signals) -> FloatArray:
        """(2, P, T) x and y of every point, pixels; NaN where it must not be measured."""
        if clean.size_wh != self._size_wh:
            self._set_size(clean.size_wh)
        xy, visibility = self._picked(clean, clean.left_near)
        keep = (xy >= self._low) & (xy <= self._high)
        clear = keep[: self._n] & keep[self._n :] & (visibility >= self._least)
        single, m = np.where(clear, xy.reshape(2, self._n, -1), np.nan), self._middles
        if not m:
            return single
        return np.concatenate([single, (single[:, :m] + single[:, m : 2 * m]) * 0.5], axis=1)

    def _set_size(self, size_wh: tuple[int, int]) -> None:
        limits = [gate_limits(size_wh, guess) for guess in self._guess]
        self._low, self._high = (
            np.array([limit[end][axis] for axis in (0, 1) for limit in limits])[:, None] for end in (0, 1)
        )
        least = self._least[:, 0].tolist()
        self._gates = [(v, low.tolist(), high.tolist()) for v, (low, high) in zip(least, limits, strict=True)]
        self._size_wh = size_wh

    def _picked(self, clean: Signals, left_near: Flag) -> tuple[FloatArray, FloatArray]:
        """x and then y (2 N, T), and visibility (N, T) of the landmarks."""
        if not isinstance(left_near, bool):
            if left_near.any() and not left_near.all():
                left, right = self._picked(clean, True), self._picked(clean, False)
                return np.where(left_near, left[0], right[0]), np.where(left_near, left[1], right[1])
            left_near = bool(left_near[0])
        flat = clean.image_px.reshape(-1, 2 * N_LANDMARKS).T
        return flat.take(self._places[left_near], axis=0), clean.visibility.T.take(self._landmarks[left_near], axis=0)
