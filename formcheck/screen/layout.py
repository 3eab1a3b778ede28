"""Where on the picture the count and the words are put: where the body is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray
from formcheck.landmarks import EDGES, SEEN, Landmark

Spot = Literal["bottom", "side", "top", "low"]

COVERED = 0.08
"""Share of the body under count and words from which another place is looked for."""
PATIENCE_S = 1.0
"""Count and words stay where they are until the body has been under them for this long."""

_SHARES = np.array([0.0, 0.25, 0.5, 0.75])
_FEET = np.arange(Landmark.LEFT_ANKLE, Landmark.RIGHT_FOOT_INDEX + 1)
_FROM, _TO = np.array(EDGES).T.copy()
_EVERY_S = 0.1


class Box(NamedTuple):
    """Left, top, right, bottom, as shares of the picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PanelLayout:
    """Room for the words, room for the count, and whether the count stands on the words instead of in the corner."""

    words: Box
    count: Box
    low: bool = False


_LANDSCAPE: dict[Spot, PanelLayout] = {
    "bottom": PanelLayout(Box(0.0, 0.82, 1.0, 1.0), Box(0.0, 0.0, 0.43, 0.4)),
    "side": PanelLayout(Box(0.68, 0.35, 0.985, 0.98), Box(0.0, 0.0, 0.43, 0.4)),
    "top": PanelLayout(Box(0.46, 0.02, 0.985, 0.4), Box(0.0, 0.0, 0.43, 0.4)),
    "low": PanelLayout(Box(0.0, 0.82, 1.0, 1.0), Box(0.0, 0.42, 0.43, 0.82), low=True),
}
_PORTRAIT: dict[Spot, PanelLayout] = {
    "bottom": PanelLayout(Box(0.0, 0.85, 1.0, 1.0), Box(0.0, 0.0, 0.78, 0.31)),
    "top": PanelLayout(Box(0.02, 0.32, 0.98, 0.47), Box(0.0, 0.0, 0.78, 0.31)),
    "low": PanelLayout(Box(0.0, 0.85, 1.0, 1.0), Box(0.0, 0.54, 0.78, 0.85), low=True),
}


def layouts(width: int, height: int) -> dict[Spot, PanelLayout]:
    """The ways there are to lay out a picture, the first being the usual one.

    Parameters
    ----------
    width, height : int
        Of the picture, px.
    """
    return _LANDSCAPE if width >= height else _PORTRAIT


class Placement:
    """The choice of a layout, kept while it will do; the same in a mirror, where the count is on the left as well."""

    def __init__(self) -> None:
        self._spot: Spot = "bottom"
        self._covered_since_s: float | None = None
        self._looked_s = -np.inf

    def feed(self, t_s: float, points_px: FloatArray, visibility: FloatArray, size_wh: tuple[int, int]) -> Spot:
        """The layout to take at a time.

        Parameters
        ----------
        t_s : float
            Seconds on the source's clock.
        points_px : (33, 2) float
            Where the body is, x right and y down.
        visibility : (33,) float
        size_wh : (int, int)
            Of the picture, px.
        """
        if 0 <= t_s - self._looked_s < _EVERY_S:
            return self._spot
        self._looked_s = t_s
        body = _body(points_px, visibility) / np.array(size_wh)
        covered = {spot: _covered(layout, body) for spot, layout in layouts(*size_wh).items()}
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
    both = seen[_FROM] & seen[_TO]
    a, b = points_px[_FROM[both], None], points_px[_TO[both], None]
    feet = points_px[_FEET[seen[_FEET]]]
    return np.concatenate([(a + (b - a) * _SHARES[:, None]).reshape(-1, 2), feet, feet])


def _covered(layout: PanelLayout, body: FloatArray) -> float:
    """Share of the body under the words or the count, as it is or in a mirror, whichever is more."""
    if not len(body):
        return 0.0
    x, y = body[:, 0], body[:, 1]
    here, there = (_inside(layout.words, at, y) | _inside(layout.count, at, y) for at in (x, 1 - x))
    return float(max(np.count_nonzero(here), np.count_nonzero(there)) / len(body))


def _inside(box: Box, x: FloatArray, y: FloatArray) -> NDArray[np.bool_]:
    return (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
