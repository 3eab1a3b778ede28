"""From a chunk of landmarks to the numbers of one exercise: metrics, view, variant, whether in position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.checks import VIEWS, view_codes
from formcheck.exercises.compile import CompiledMetrics, Limits, expand_points
from formcheck.exercises.spec import Exercise
from formcheck.signals import Side, SignalFilter, gate
from formcheck.track import PoseTrack
from formcheck.trailing import Latch, TrailingMean

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

FACING_WINDOW_S = 0.5
FACING_TRUNKS = 0.15
"""How far the forward segments must point to one side, in trunk lengths, before the facing direction changes."""


STILL_WINDOW_S = 0.5


@dataclass(frozen=True)
class Measured:
    """The numbers of a chunk.

    Attributes
    ----------
    values : (T, M) float
        One column a metric; see ``CompiledMetrics.names``.
    signal : (T,) float
        What reps are counted on; NaN for an exercise without reps.
    left_acts : (T,) bool
        The left side is the one that moves.
    met, broken : (T,) bool
        The conditions for getting into position hold; not even those for staying in it do.
    variant, view : (T,) int8
        Index of the variant, -1 = none; index into ``checks.VIEWS``.
    """

    t_s: FloatArray
    values: FloatArray
    signal: FloatArray
    left_acts: BoolArray
    met: BoolArray
    broken: BoolArray
    cut: BoolArray
    shot_s: FloatArray
    variant: NDArray[np.int8]
    view: NDArray[np.int8]
    yaw_deg: FloatArray
    left_near: BoolArray


class Measurer:
    """Measures chunk after chunk; carries what it has to remember."""

    def __init__(self, exercise: Exercise, side: Side | None = None) -> None:
        self.metrics = CompiledMetrics(exercise)
        self._tolerance_deg = exercise.view_tolerance_deg
        self._filter = SignalFilter(side)
        self._facing = TrailingMean(FACING_WINDOW_S, 1)
        self._forward, self._variant = Latch(np.nan), Latch(0.0)
        self._position = [self.metrics.limits(c) for c in exercise.position.all]
        still = exercise.position.still
        self._still = still and (self.metrics.column[still.metric], still.within, TrailingMean(STILL_WINDOW_S, 1))
        self._variants = [[self.metrics.limits(c) for c in v.when] for v in exercise.variants]
        self._signal: tuple[int, ...] = ()
        if exercise.movement:
            name = exercise.movement.signal
            sides = (f"{name}.left", f"{name}.right") if exercise.movement.sides else (name,)
            self._signal = tuple(self.metrics.column[side] for side in sides)
        ids = [variant.id for variant in exercise.variants]
        self._left_variant = ids.index("left") if "left" in ids and "right" in ids else None

    def feed(self, track: PoseTrack) -> Measured:
        """Measure the next chunk."""
        clean = self._filter.feed(track)
        points = expand_points(gate(clean.image_px, clean.seen), clean.left_near)
        if self.metrics.guesses:
            guessed = expand_points(gate(clean.image_px, clean.guessed), clean.left_near)
            points = np.concatenate([points, guessed], axis=1)
        along = self.metrics.forward_px(points) / np.where(clean.trunk_px > 0, clean.trunk_px, np.nan)
        mean = self._facing.feed(clean.t_s, along[:, None], clean.shot_s)[:, 0]
        decisive = np.where((np.abs(mean) > FACING_TRUNKS) | clean.cut, np.sign(np.nan_to_num(mean)), 0.0)
        values = self.metrics.measure(points, self._forward.feed(decisive))
        view = view_codes(clean.yaw_deg, self._tolerance_deg)
        variant = self._variant_of(values, view)
        signal, left = self._signal_of(values, clean.left_near)
        if self._left_variant is not None:
            left = variant == self._left_variant
        self.metrics.act(values, left)
        still = self._is_still(clean.t_s, values, clean.shot_s)
        return Measured(
            clean.t_s, values, signal, left, still & _all(self._position, values, view, Limits.met),
            ~(still & _all(self._position, values, view, Limits.kept)), clean.cut, clean.shot_s, variant,
            view, clean.yaw_deg, clean.left_near,
        )  # fmt: skip

    def _is_still(self, t_s: FloatArray, values: FloatArray, shot_s: FloatArray) -> BoolArray:
        if not self._still:
            return np.ones(len(t_s), dtype=np.bool_)
        column, within, mean = self._still
        off = np.abs(values[:, [column]] - mean.feed(t_s, values[:, [column]], shot_s))
        return off[:, 0] <= within

    def _signal_of(self, values: FloatArray, left_near: BoolArray) -> tuple[FloatArray, BoolArray]:
        if not self._signal:
            return np.full(len(values), np.nan), left_near
        if len(self._signal) == 1:
            return values[:, self._signal[0]].copy(), left_near
        left, right = values[:, self._signal[0]], values[:, self._signal[1]]
        return np.fmax(left, right), (left >= right) | np.isnan(right)

    def _variant_of(self, values: FloatArray, view: NDArray[np.int8]) -> NDArray[np.int8]:
        """Index of the first variant whose conditions hold; the last known one where none does."""
        if not self._variants:
            return np.full(len(values), -1, dtype=np.int8)
        code = np.zeros(len(values))
        for index in reversed(range(len(self._variants))):
            code[_all(self._variants[index], values, view, Limits.met)] = index + 1
        return (self._variant.feed(code) - 1).astype(np.int8)


def _all(
    limits: list[Limits], values: FloatArray, view: NDArray[np.int8], test: Callable[[Limits, FloatArray], BoolArray]
) -> BoolArray:
    """(T,) True where every condition that is asked in the frame's view passes the test."""
    out = np.ones(len(values), dtype=np.bool_)
    for limit in limits:
        passed = test(limit, values)
        out &= passed if limit.view == "any" else passed | (view != VIEWS.index(limit.view))
    return out
