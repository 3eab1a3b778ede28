"""Where on the picture words are put: where the body is not."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.landmarks import EDGES, Landmark
from formcheck.signals import SEEN

FloatArray = NDArray[np.float64]
Spot = Literal["bottom", "top", "side"]

COVERED = 0.08
"""Share of the body under the words from which another place is looked for."""
PATIENCE_S = 1.0
"""Words stay where they are until the body has been under them for this long."""

_SHARES = np.array([0.0, 0.25, 0.5, 0.75])
_FEET = range(Landmark.LEFT_ANKLE, Landmark.RIGHT_FOOT_INDEX + 1)


class Box(NamedTuple):
    """Left, top, right, bottom, as shares of the picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


LANDSCAPE: dict[Spot, Box] = {
    "bottom": Box(0.0, 0.8, 1.0, 1.0),
    "top": Box(0.36, 0.02, 0.985, 0.42),
    "side": Box(0.68, 0.22, 0.985, 0.98),
}
PORTRAIT: dict[Spot, Box] = {
    "bottom": Box(0.0, 0.85, 1.0, 1.0),
    "top": Box(0.02, 0.39, 0.98, 0.55),
}


def boxes(width: int, height: int) -> dict[Spot, Box]:
    """The places there are for words, the first being the usual one; the count is in none of them."""
    return LANDSCAPE if width >= height else PORTRAIT


class Placement:
    """Chooses the place for words and keeps to it; the same in a mirror."""

    def __init__(self) -> None:
        self._spot: Spot = "bottom"
        self._covered_since_s: float | None = None

    def feed(self, t_s: float, points_px: FloatArray, visibility: FloatArray, size_wh: tuple[int, int]) -> Spot:
        """The place for words at ``t_s``, given where the body is; ``(33, 2)`` px, ``(33,)``."""
        body = _body(points_px, visibility) / np.array(size_wh)
        covered = {spot: _inside(box, body) for spot, box in boxes(*size_wh).items()}
        if covered[self._spot] <= COVERED:
            self._covered_since_s = None
            return self._spot
        if self._covered_since_s is None:
            self._covered_since_s = t_s
        freest = min(covered, key=lambda spot: covered[spot])
        if t_s - self._covered_since_s >= PATIENCE_S and covered[freest] < covered[self._spot] / 2:
            self._spot, self._covered_since_s = freest, None
        return self._spot


def _body(points_px: FloatArray, visibility: FloatArray) -> FloatArray:
    """Points along the limbs that are seen; feet count more than the rest."""
    seen = (visibility >= SEEN) & np.isfinite(points_px).all(axis=1)
    a, b = (points_px[[edge[i] for edge in EDGES]] for i in (0, 1))
    both = np.array([seen[a] and seen[b] for a, b in EDGES])
    along = (a[both, None] + (b - a)[both, None] * _SHARES[:, None]).reshape(-1, 2)
    feet = points_px[[i for i in _FEET if seen[i]]]
    return np.concatenate([along, feet, feet])


def _inside(box: Box, body: FloatArray) -> float:
    """Share of the body inside a box, as it is or in a mirror, whichever is more."""
    if not len(body):
        return 0.0
    x, y = body[:, 0], body[:, 1]
    high = (y >= box.top) & (y <= box.bottom)
    here, there = (x >= box.left) & (x <= box.right), (1 - x >= box.left) & (1 - x <= box.right)
    return float(max((high & here).mean(), (high & there).mean()))
