"""From a chunk of landmarks to the numbers of one exercise: metrics, view, variant, whether in position."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.metrics.compiled import CompiledMetrics, Limits
from formcheck.metrics.per_frame import (
    Code,
    Codes,
    Flag,
    Number,
    Numbers,
    as_code,
    as_rows,
    either,
    filled,
    known,
    opposite,
    over,
    sign,
)
from formcheck.metrics.rolling import Latch, TrailingMean
from formcheck.metrics.sightings import Sightings
from formcheck.metrics.signals import SignalFilter
from formcheck.metrics.view import VIEWS, view_codes
from formcheck.track import PoseTrack

FACING_WINDOW_S = 0.5
FACING_TRUNKS = 0.15
"""How far the forward segments must point to one side, in trunk lengths, before the facing direction changes."""


STILL_WINDOW_S = 0.5


@dataclass(slots=True)
class Measured:
    """The numbers of a chunk; a ``Number``, ``Flag`` or ``Code`` is one of a frame, see ``per_frame``.

    Attributes
    ----------
    values : M Numbers
        The metrics; see ``CompiledMetrics.names``.
    table : (M, T) float
        The same as an array.
    seen_table : (T, C) bool
        `seen` likewise.
    signal : Number
        What reps are counted on; NaN for an exercise without reps.
    resting : Flag
        At rest for certain, whatever the signal is.
    left_acts : Flag
        The left side is the one that moves.
    met, broken, unmet : Flag
        The conditions for getting into position hold; not even those for staying in it do; and one of those for getting
        into it is known not to hold: where they are neither met nor unmet, something is hidden.
    variant, view : Code
        Index of the variant, -1 = none; index into ``checks.VIEWS``.
    seen : C Flags
        Enough of what each check of the exercise measures was seen for it to pass.
    """

    t_s: Number
    values: Numbers
    signal: Number
    resting: Flag
    left_acts: Flag
    met: Flag
    broken: Flag
    unmet: Flag
    cut: Flag
    shot_s: Number
    variant: Code
    view: Code
    yaw_deg: Number
    left_near: Flag
    seen: Codes
    table: NDArray[np.float64] = field(init=False)
    seen_table: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.table = as_rows(self.values, np.float64)
        self.seen_table = np.array(self.seen, np.bool_).reshape(len(self.seen), self.table.shape[1]).T


class Measurer:
    """Measures chunk after chunk; carries what it has to remember."""

    def __init__(self, exercise: Exercise, side: Side | None = None) -> None:
        self.metrics = CompiledMetrics(exercise)
        self._tolerance_deg = exercise.view_tolerance_deg
        self._filter, self._sightings = SignalFilter(side), Sightings(exercise)
        self._facing = TrailingMean(FACING_WINDOW_S)
        self._forward, self._variant = Latch(np.nan), Latch(0.0)
        self._enter = [self.metrics.limits(c) for c in exercise.position.all]
        self._stay = [self.metrics.limits(c, loose=True) for c in exercise.position.all]
        still = exercise.position.still
        self._still = still and (self.metrics.column[still.metric], still.within, TrailingMean(STILL_WINDOW_S))
        self._variants = [[self.metrics.limits(c) for c in v.when] for v in exercise.variants]
        self._signal: tuple[int, ...] = ()
        self._resting = [self.metrics.limits(c) for c in exercise.reps.resting] if exercise.reps else []
        if exercise.movement:
            name = exercise.movement.signal
            sides = (f"{name}.left", f"{name}.right") if exercise.movement.sides else (name,)
            self._signal = tuple(self.metrics.column[side] for side in sides)
        ids = [variant.id for variant in exercise.variants]
        self._left_variant = ids.index("left") if "left" in ids and "right" in ids else None

    def feed(self, track: PoseTrack) -> Measured:
        """Measure the next chunk."""
        clean = self._filter.feed(track)
        points = self.metrics.gather(clean)
        along = over(self.metrics.forward_px(points), clean.trunk_px)
        mean = self._facing.feed(clean.t_s, [along], clean.shot_s)[0]
        forward = self._forward.feed(((abs(mean) > FACING_TRUNKS) | clean.cut) * sign(mean))
        values = self.metrics.measure(points, forward)
        view = view_codes(clean.yaw_deg, self._tolerance_deg)
        variant = self._variant_of(values, view)
        signal, left = self._signal_of(values, clean.left_near)
        if self._left_variant is not None:
            left = variant == self._left_variant
        self.metrics.act(values, left)
        still, moves = self._is_still(clean.t_s, values, clean.shot_s)
        met, kept, unmet = still & _all(self._enter, values, view), still, moves
        if met is not True:  # what is met is kept as well
            kept = kept & _all(self._stay, values, view)
            unmet = unmet | _any_fails(self._enter, values, view)
        return Measured(
            clean.t_s,
            values,
            signal,
            self._is_resting(values, view),
            left,
            met,
            opposite(kept),
            unmet,
            clean.cut,
            clean.shot_s,
            variant,
            view,
            clean.yaw_deg,
            clean.left_near,
            self._sightings.feed(clean, left),
        )

    def _is_still(self, t_s: Number, values: Numbers, shot_s: Number) -> tuple[Flag, Flag]:
        """Where the body is still, and where it is known not to be."""
        if not self._still:
            return filled(t_s, True), filled(t_s, False)
        column, within, mean = self._still
        away = abs(values[column] - mean.feed(t_s, [values[column]], shot_s)[0])
        return away <= within, away > within

    def _is_resting(self, values: Numbers, view: Code) -> Flag:
        return _all(self._resting, values, view) if self._resting else filled(values[0], False)

    def _signal_of(self, values: Numbers, left_near: Flag) -> tuple[Number, Flag]:
        if not self._signal:
            return filled(values[0], np.nan), left_near
        if len(self._signal) == 1:
            return values[self._signal[0]], left_near
        left, right = values[self._signal[0]], values[self._signal[1]]
        left_leads = (left >= right) | opposite(known(right))
        return either(left_leads, left, right), left_leads

    def _variant_of(self, values: Numbers, view: Code) -> Code:
        """Index of the first variant whose conditions hold; the last known one where none does."""
        code: Number = filled(values[0], 0.0)
        if not self._variants:
            return as_code(code - 1)
        for index in reversed(range(len(self._variants))):
            code = either(_all(self._variants[index], values, view), index + 1.0, code)
        return as_code(self._variant.feed(code) - 1)


def _all(limits: list[Limits], values: Numbers, view: Code) -> Flag:
    """Set where every condition that is asked in the frame's view is met."""
    out: Flag = filled(values[0], True)
    for limit in limits:
        met = limit.hold(values[limit.column])
        out = out & (met if limit.view == "any" else met | (view != VIEWS.index(limit.view)))
        if out is False:
            break
    return out


def _any_fails(limits: list[Limits], values: Numbers, view: Code) -> Flag:
    """Set where a condition that is asked in the frame's view is known not to be met."""
    out: Flag = filled(values[0], False)
    for limit in limits:
        fails = limit.fail(values[limit.column])
        out = out | (fails if limit.view == "any" else fails & (view == VIEWS.index(limit.view)))
        if out is True:
            break
    return out
