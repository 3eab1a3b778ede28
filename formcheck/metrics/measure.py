"""From a chunk of landmarks to the numbers of one exercise: metrics, view, variant, whether in position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.metrics.body_motion import BodyMotion
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.geometry import quotient
from formcheck.metrics.learned_postures import LearnedPosition
from formcheck.metrics.rolling import Latch, TrailingMean
from formcheck.metrics.sightings import Sightings
from formcheck.metrics.signals import SignalFilter, Signals
from formcheck.metrics.view import view_codes
from formcheck.track import PoseTrack

FACING_WINDOW_S = 0.5
FACING_TRUNKS = 0.15
"""How far the forward segments must point to one side, in trunk lengths, before the facing direction changes."""

STILL_WINDOW_S = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of a chunk of T frames.

    Attributes
    ----------
    t_s : (T,) float
        Seconds of the track.
    values : (M, T) float
        The metrics in their units, signed as the exercise file says; NaN unknown. See ``CompiledMetrics.names``.
    signal : (T,) float
        What movements are counted on, in its metric's unit; NaN unknown, and for an exercise without movements.
    resting : (T,) bool
        At rest for certain, whatever the signal is.
    left_acts : (T,) bool
        The left side is the one that moves.
    met, broken, unmet : (T,) bool
        The conditions for getting into position hold; not even those for staying in it do; and one of those for getting
        into it is known not to hold: where they are neither met nor unmet, something is hidden.
    there : (T,) bool
        The conditions for getting into position hold, but for keeping still.
    moves : (T,) bool
        The body as a whole moves; never where the exercise does not ask for a still one.
    cut : (T,) bool
        The picture jumped before this frame.
    shot_s : (T,) float
        When the shot began that the frame belongs to, seconds of the track; -inf before the first cut.
    variant, view : (T,) int8
        Index of the variant, -1 = none; index into ``view.VIEWS``.
    yaw_deg : (T,) float
        0 front, +-90 side (+ the left side nearer), +-180 back; NaN unknown.
    left_near : (T,) bool
        The left side is nearer to the camera.
    seen : (C, T) bool
        Enough of what each check of the exercise measures was seen for it to pass.
    """

    t_s: FloatArray
    values: FloatArray
    signal: FloatArray
    resting: BoolArray
    left_acts: BoolArray
    met: BoolArray
    broken: BoolArray
    unmet: BoolArray
    there: BoolArray
    moves: BoolArray
    cut: BoolArray
    shot_s: FloatArray
    variant: CodeArray
    view: CodeArray
    yaw_deg: FloatArray
    left_near: BoolArray
    seen: BoolArray


class Measurer:
    """Measures chunk after chunk; carries what it has to remember.

    Parameters
    ----------
    exercise : Exercise
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.
    """

    def __init__(self, exercise: Exercise, side: Side | None = None) -> None:
        self.metrics = CompiledMetrics(exercise)
        self._tolerance_deg = exercise.view_tolerance_deg
        self._filter, self._sightings = SignalFilter(side), Sightings(exercise)
        self._facing = TrailingMean(FACING_WINDOW_S, 1)
        self._forward, self._variant = Latch(np.nan), Latch(0.0)
        self._enter = self.metrics.clause(exercise.position.all, exercise.position.any)
        self._stay = self.metrics.clause(exercise.position.all, exercise.position.any, loose=True)
        learned, unlike = exercise.position.learned, exercise.position.unlike
        self._learned = LearnedPosition(learned, unlike) if learned or unlike else None
        still = exercise.position.still
        self._still = still and (self.metrics.column[still.metric], still.within, TrailingMean(STILL_WINDOW_S, 1))
        self._motion = BodyMotion(trunk_only=exercise.movement is not None) if exercise.position.body_still else None
        self._variants = [self.metrics.clause(variant.when, variant.any) for variant in exercise.variants]
        self._left_when = self.metrics.conditions(exercise.side_when, "left")
        self._right_when = self.metrics.conditions(exercise.side_when, "right")
        self._side = Latch(0.0)
        self._resting = self.metrics.conditions(exercise.reps.resting if exercise.reps else [])
        self._signal: tuple[int, ...] = ()
        if exercise.movement:
            name = exercise.movement.signal
            sides = (f"{name}.left", f"{name}.right") if name in exercise.sided else (name,)
            self._signal = tuple(self.metrics.column[side] for side in sides)
        ids = [variant.id for variant in exercise.variants]
        self._left_variant = ids.index("left") if "left" in ids and "right" in ids else None

    def feed(self, track: PoseTrack) -> Measured:
        """Measure the next chunk; its times must follow the last one's."""
        clean = self._filter.feed(track)
        points = self.metrics.gather(clean)
        along = quotient(self.metrics.forward_px(points), clean.trunk_px)
        (mean,) = self._facing.feed(clean.t_s, along[None], clean.shot_s)
        turned = (np.abs(mean) > FACING_TRUNKS) | (clean.cut & ~np.isnan(mean))
        forward = self._forward.feed(np.where(turned, np.sign(mean), 0.0))
        values = self.metrics.measure(points, forward)
        view = view_codes(clean.yaw_deg, self._tolerance_deg)
        variant = self._variant_of(values, view)
        signal, left_acts = self._signal_of(values, clean.left_near, view)
        if self._left_variant is not None:
            left_acts = variant == self._left_variant
        self.metrics.act(values, left_acts)
        still, turns = self._is_still(clean.t_s, values, clean.shot_s)
        moves, rests = self._body_of(clean)
        enter, stay, unmet, near = self._in_position(track, clean.shot_s, values, view)
        still |= ~turns & near & rests  # what should be still is hidden, but the posture is sure: the body tells
        resting = self._resting.met(values, view) if len(self._resting) else np.zeros(len(track), dtype=np.bool_)
        return Measured(
            t_s=clean.t_s,
            values=values,
            signal=signal,
            resting=resting,
            left_acts=left_acts,
            met=still & enter,
            broken=~(still & stay),
            unmet=turns | unmet,
            there=enter,
            moves=moves,
            cut=clean.cut,
            shot_s=clean.shot_s,
            variant=variant,
            view=view,
            yaw_deg=clean.yaw_deg,
            left_near=clean.left_near,
            seen=self._sightings.feed(clean, left_acts),
        )

    def _in_position(
        self, track: PoseTrack, shot_s: FloatArray, values: FloatArray, view: CodeArray
    ) -> tuple[BoolArray, BoolArray, BoolArray, BoolArray]:
        """(T,) the conditions for getting into position hold, those for staying in it do, and the first do not; the
        learned posture is near enough to stay in it.
        """
        enter, stay = self._enter.met(values, view), self._stay.met(values, view)
        unmet = self._enter.unmet(values, view)
        if not self._learned:
            return enter, stay, unmet, np.zeros(len(track), dtype=np.bool_)
        sure, near, refused = self._learned.feed(track, shot_s)
        return (enter & ~refused) | sure, (stay & ~refused) | near, (unmet | refused) & ~sure, near

    def _body_of(self, clean: Signals) -> tuple[BoolArray, BoolArray]:
        """(T,) the body as a whole is known to move; it is known to be still."""
        if self._motion is None:
            unknown = np.zeros(len(clean.t_s), dtype=np.bool_)
            return unknown, unknown
        return self._motion.judge(clean)

    def _is_still(self, t_s: FloatArray, values: FloatArray, shot_s: FloatArray) -> tuple[BoolArray, BoolArray]:
        """(T,) the metric that must keep still does; it is known not to."""
        if not self._still:
            return np.ones(len(t_s), dtype=np.bool_), np.zeros(len(t_s), dtype=np.bool_)
        column, within, mean = self._still
        away = np.abs(values[column] - mean.feed(t_s, values[column : column + 1], shot_s)[0])
        return away <= within, away > within

    def _signal_of(self, values: FloatArray, left_near: BoolArray, view: CodeArray) -> tuple[FloatArray, BoolArray]:
        """(T,) what movements are counted on, of two sides the higher one; the left side is the one that moves."""
        if not self._signal:
            return np.full(len(left_near), np.nan), left_near
        if len(self._left_when):
            return self._signal_of_side(values, left_near, view)
        if len(self._signal) == 1:
            return values[self._signal[0]], left_near
        left, right = values[self._signal[0]], values[self._signal[1]]
        left_leads = (left >= right) | np.isnan(right)
        return np.where(left_leads, left, right), left_leads

    def _signal_of_side(
        self, values: FloatArray, left_near: BoolArray, view: CodeArray
    ) -> tuple[FloatArray, BoolArray]:
        """(T,) the signal of the side that the conditions name, NaN until they name one; whether it is the left."""
        left_holds, right_holds = self._left_when.met(values, view), self._right_when.met(values, view)
        code = self._side.feed(left_holds * 1.0 - right_holds * 1.0)
        signal = np.where(code > 0, values[self._signal[0]], values[self._signal[-1]])
        return np.where(code == 0, np.nan, signal), (code > 0) | ((code == 0) & left_near)

    def _variant_of(self, values: FloatArray, view: CodeArray) -> CodeArray:
        """(T,) index of the first variant whose conditions hold; the last known one where none does."""
        code = np.zeros(len(view))
        if self._variants:
            for index in reversed(range(len(self._variants))):
                code = np.where(self._variants[index].met(values, view), index + 1.0, code)
            code = self._variant.feed(code)
        return (code - 1).astype(np.int8)
