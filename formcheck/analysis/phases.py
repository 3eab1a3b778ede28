"""Position, repetition and hold machines: hysteresis and minimum durations in seconds, never in frames.

The machines look only at the frames where something changes, so a long recording costs a few steps a repetition, and
they carry their state, so one frame at a time gives what a whole recording gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.analysis.leaps import Leaps
from formcheck.analysis.return_ways import ReturnWay
from formcheck.analysis.spans import changes
from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.exercises.movement_spec import RepLevels
from formcheck.frames import Phase
from formcheck.metrics.rolling import Latch, Since

SETTLING_S = 0.2
"""Who has come to rest is seen to be still this much later: so far a mean of half a second lags behind."""

MOVES_S = 1.5
"""Whoever moves for so long does not hold a position, even if none of its limits is passed; to shift one's weight, to
let the hips sag or to lift the chest takes less."""

RESTS_S = 0.25
"""And whoever rests holds it again after this."""

BEGUN_S = 4.0
"""A repetition whose beginning was not seen is over by then; who kneels or sits down and stays there takes longer."""

GAP_S = 0.5
"""A landmark may be lost this long inside a movement or a hold; after that nothing is known any more."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Who is in position in T frames.

    Attributes
    ----------
    inside : (T,) bool
        In position.
    since_s : (T,) float
        The true beginning of a position that has just been reached, seconds: when the conditions were last not met, or
        when the body came to rest in it; -inf if they always were.
    held_s : (T,) float
        When the conditions for staying were last met and the body was still, seconds: the true end of a position that
        has just been left.
    """

    inside: BoolArray
    since_s: FloatArray
    held_s: FloatArray


class PositionMachine:
    """Debounces *in position*: on after `enter_s` of meeting the conditions, off after `leave_s` without.

    Parameters
    ----------
    enter_s, leave_s : float
        Seconds.
    """

    def __init__(self, enter_s: float, leave_s: float) -> None:
        self._enter_s, self._leave_s = enter_s, leave_s
        self._met, self._unmet, self._away = Since(), Since(), Since()
        self._moved, self._held, self._latch = Since(), Since(), Latch(-1.0)

    def feed(
        self,
        t_s: FloatArray,
        met: BoolArray,
        broken: BoolArray,
        cut: BoolArray,
        there: BoolArray | None = None,
        moves: BoolArray | None = None,
    ) -> Stay:
        """Whether each frame is in position.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        met : (T,) bool
            The conditions for getting into position are met.
        broken : (T,) bool
            Not even the looser conditions for staying in it are.
        cut : (T,) bool
            The picture jumped: out of position at once.
        there : (T,) bool, optional
            The conditions for getting into position are met, but for keeping still.
        moves : (T,) bool, optional
            The body moves, which nobody does who gets into position to hold it.
        """
        if moves is None:
            moves = np.zeros_like(met)
        met = met & ~moves
        unmet_s = self._unmet.feed(t_s, ~met | cut)
        stayed_s = self._met.feed(t_s, ~broken)
        entered = met & ~cut & (t_s - unmet_s >= self._enter_s)
        # where a movement turns back the body is still for a moment, which is no rest
        rests = t_s - self._moved.feed(t_s, moves) >= RESTS_S
        held_s = self._held.feed(t_s, ~broken & rests)
        left = cut | (broken & (t_s - stayed_s >= self._leave_s)) | (t_s - held_s >= MOVES_S)
        state = self._latch.feed(np.where(entered, 1.0, np.where(left, -1.0, 0.0)))
        away_s = unmet_s if there is None else self._away.feed(t_s, ~there | cut)
        return Stay(state > 0, np.maximum(away_s, unmet_s - SETTLING_S), held_s)


@dataclass(frozen=True)
class Movement:
    """A movement that ended at `end_s`: a rep, or an attempt with the reason it is none.

    Attributes
    ----------
    start_s, reached_s, end_s : float
        Seconds of the track: the last frame at rest, the first at the peak (NaN if there is none), the first frame at
        rest again.
    reason : str or None
        Why it is no repetition.
    """

    start_s: float
    reached_s: float
    end_s: float
    reason: str | None


class RepMachine:
    """Counts movements of a signal that grows from rest to a peak and comes back.

    Parameters
    ----------
    reps : RepLevels
        At rest at or below `rest`, moving from `go`, reached from `peak`. A movement counts only from rest in
        position, `rest_s` of it: getting into position by way of the peak counts nothing; between two movements the
        rest lasts `settle_s`. Shorter than `min_s` is jitter and not told at all, longer than `max_s` is something
        else. Who is in position and on the way to the peak in the very first frame came from a rest that was not seen.
        What leaps to rest is at rest once it has stayed there for :data:`formcheck.analysis.leaps.LEAP_S`.
    """

    def __init__(self, reps: RepLevels) -> None:
        self._rest, self._go, self._peak = reps.rest, reps.go, reps.peak
        self._rest_s, self._settle_s = reps.rest_s, reps.settle_s
        self._min_s, self._max_s = reps.min_s, reps.max_s
        self._turned_back = reps.turned_back
        self._level, self._known, self._unseen = Latch(-1.0), Since(), Since()
        self._way = ReturnWay(reps.rest, reps.peak, reps.settle_s)
        self._leaps = Leaps(reps.rest)
        self._state = Phase.NONE
        self._last_code = -2
        self._armed_s: float | None = None
        self._resting_s: float | None = -np.inf  # since when; of whoever is new in position, since ever
        self._start_s = self._reached_s = np.nan
        self._rest_end_s = np.nan
        self._back_s = np.nan  # since when the movement under way is at rest, while that may be a leap
        self._first_s = np.nan  # of the first frame

    @property
    def start_s(self) -> float:
        """When the movement under way began; NaN between movements."""
        return self._start_s if self._state in (Phase.OUT, Phase.PEAK, Phase.BACK) else np.nan

    @property
    def _begun_unseen(self) -> bool:
        """The movement under way began before the first frame: it is no attempt, as its rest was not seen."""
        return self._start_s == self._first_s

    def coming_back(self, now_s: float) -> Movement | None:
        """The movement under way as it is at `now_s`, once it has been at the peak; None where there is none."""
        begun = not np.isnan(self.start_s) and not np.isnan(self._reached_s)
        long_enough = now_s - self._start_s >= self._min_s
        return Movement(self._start_s, self._reached_s, now_s, None) if begun and long_enough else None

    def feed(
        self, t_s: FloatArray, signal: FloatArray, inside: BoolArray, broken: BoolArray
    ) -> tuple[CodeArray, list[tuple[int, Movement]]]:
        """Phases of a chunk, and the movements that ended in it.

        Parameters
        ----------
        t_s : (T,) float
            Seconds.
        signal : (T,) float
            In the unit of the levels; NaN unknown.
        inside : (T,) bool
            In position.
        broken : (T,) bool
            Out of it for a moment, not yet for good: what the signal does there is no part of a movement.

        Returns
        -------
        phase : (T,) int8
            :class:`Phase` of each frame.
        ended : list of (frame index, Movement)
        """
        codes, unseen_s = self._codes(t_s, signal, inside, broken)
        followed = np.where(broken, np.nan, signal)
        seen = unseen_s < t_s
        self._leaps.feed(t_s, signal, seen)
        phase = np.empty(len(t_s), dtype=np.int8)
        ended: list[tuple[int, Movement]] = []
        steps = [*changes(codes, self._last_code), len(t_s)]
        self._last_code = int(codes[-1])
        at = 0
        while at < len(t_s):
            if steps[0] <= at:
                steps.pop(0)
            movement = self._step(float(t_s[at]), int(codes[at]), float(unseen_s[at]))
            if movement is not None:
                ended.append((at, movement))
            until = min(steps[0], self._wakes(t_s, at))
            again = self._begins_again(t_s[at:until], followed[at:until])
            if again is not None:
                index, movement = again
                until = at + index + 1
                ended += [(at + index, movement)] if movement else []
            phase[at:until] = self._state
            self._leaps.follow(signal[at:until][seen[at:until]])
            if codes[at] == 0:
                self._rest_end_s = float(t_s[until - 1])
            at = until
        return phase, ended

    def _codes(
        self, t_s: FloatArray, signal: FloatArray, inside: BoolArray, broken: BoolArray
    ) -> tuple[CodeArray, FloatArray]:
        """(T,) -1 out of position or lost; else 0 at rest, 1 leaving rest, 2 moving, 3 at the peak; when last unseen.

        The second is in seconds.
        """
        known = ~np.isnan(signal)
        seen = known & ~broken
        level = 1.0 + (signal > self._rest) + (signal >= self._go) + (signal >= self._peak)
        held = self._level.feed(np.where(seen, level, 0.0)) - 1.0
        known_s = self._known.feed(t_s, known)
        codes = np.where(~inside | (t_s - known_s > GAP_S), -1.0, held).astype(np.int8)
        return codes, self._unseen.feed(t_s, ~seen)

    def _wakes(self, t_s: FloatArray, at: int) -> int:
        """Index of the next frame at which time alone changes the state."""
        if self._state == Phase.NONE and self._armed_s is not None:
            return max(at + 1, int(t_s.searchsorted(self._armed_s + self._rest_s)))
        if not np.isnan(self._back_s):
            return at + 1
        if not np.isnan(self.start_s):
            return max(at + 1, int(t_s.searchsorted(self._start_s + self._max_s, side="right")))
        return len(t_s)

    def _step(self, t: float, code: int, unseen_s: float) -> Movement | None:
        if np.isnan(self._first_s):
            self._first_s = t
            if code in (1, 2):
                self._state, self._start_s, self._resting_s = Phase.OUT, t, None
                return None
        if code < 0:
            self._resting_s = -np.inf
            return self._abort(t, None)
        if self._state == Phase.NONE:
            self._arm(t, code)
            return None
        if code == 0 and self._resting_s is None:
            self._resting_s = t
        if self._state == Phase.REST:
            if code < 2:
                return None
            settled = self._resting_s is not None and t >= self._resting_s + self._settle_s
            self._resting_s = None
            if not settled:
                return self._abort(t, None)
            self._state = Phase.OUT
            self._start_s, self._reached_s = self._rest_end_s, np.nan
            self._way.begin()
            self._leaps.begin()
        if t > self._start_s + self._max_s:
            movement = self._abort(t, None if self._begun_unseen else f"took longer than {self._max_s:g} s")
            self._arm(t, code)
            return movement
        if code == 3:
            self._state = Phase.PEAK
            if np.isnan(self._reached_s):
                self._reached_s = t
        elif self._state == Phase.PEAK:
            self._state = Phase.BACK
        if code > 0:
            self._back_s, self._resting_s = np.nan, None
            return None
        self._back_s = t if np.isnan(self._back_s) else self._back_s
        return None if unseen_s == t or self._leaps.leapt(t) else self._finish(self._back_s, unseen_s)

    def _begins_again(self, t_s: FloatArray, signal: FloatArray) -> tuple[int, Movement | None] | None:
        """The frame in which the next movement is seen to have begun without a rest, and the one that was under way."""
        index = None if np.isnan(self.start_s) else self._way.feed(t_s, signal)
        if index is None:
            return None
        ended = Movement(self._start_s, self._reached_s, self._way.back_s, None)
        counts = self._min_s <= ended.end_s - ended.start_s <= (BEGUN_S if self._begun_unseen else self._max_s)
        self._start_s, self._reached_s = self._way.from_s, self._way.reached_s
        self._way.begin()
        self._leaps.begin()
        self._back_s = np.nan
        return index, ended if counts else None

    def _arm(self, t: float, code: int) -> None:
        if code > 0:
            self._armed_s = None
        elif self._armed_s is None:
            self._armed_s = t
        if self._armed_s is not None and t >= self._armed_s + self._rest_s:
            self._resting_s = self._armed_s if self._resting_s is None else self._resting_s
            self._state, self._armed_s = Phase.REST, None

    def _finish(self, t: float, unseen_s: float) -> Movement | None:
        self._state, self._back_s = Phase.REST, np.nan
        if t - self._start_s < self._min_s:
            return None  # a flicker of the landmarks, or a limb settling down
        reason = self._turned_back if np.isnan(self._reached_s) else None
        if self._begun_unseen and t - self._start_s > BEGUN_S:
            return None
        if reason and (self._begun_unseen or unseen_s > self._start_s):
            return None  # what was not seen of it may have been the peak
        return Movement(self._start_s, self._reached_s, t, reason)

    def _abort(self, t: float, reason: str | None) -> Movement | None:
        """Give up the movement under way; it is told as an attempt only where there is a reason to tell."""
        movement = None
        if reason and not np.isnan(self.start_s):
            movement = Movement(self._start_s, self._reached_s, t, reason)
        self._state, self._armed_s, self._back_s = Phase.NONE, None, np.nan
        return movement
