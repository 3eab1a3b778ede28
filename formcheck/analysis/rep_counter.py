"""The movements of a set: their phases, repetitions of one part or of two, and attempts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.analysis.baselines import Baselines
from formcheck.analysis.frame_window import FrameWindow
from formcheck.analysis.movement_profile import highest
from formcheck.analysis.phases import Movement, RepMachine
from formcheck.analysis.pulses import PulseMachine
from formcheck.analysis.rep_judge import JudgedRep, RepJudge
from formcheck.analysis.two_part_reps import TwoPartReps
from formcheck.arrays import BoolArray, CodeArray
from formcheck.events import Attempt, Fault, Rep
from formcheck.exercises.movement_spec import Pulses, Reps
from formcheck.exercises.spec import Exercise
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.measure import Measured
from formcheck.metrics.rolling import OwnScale

RETURNING_S, RETURNING = 0.5, 0.1
"""Who comes back does a tenth of the way in half a second; who does less has settled half way, as in a chair pose."""


class RepCounter:
    """Counts and judges the movements of a set.

    Parameters
    ----------
    exercise : Exercise
    counted : Reps or Pulses
        What it counts.
    metrics : CompiledMetrics
        Of the exercise.
    window : FrameWindow
        The session's latest frames.
    baselines : Baselines
        The person's own values.

    Attributes
    ----------
    reps : list of Rep
    attempts : list of Attempt
    """

    def __init__(
        self,
        exercise: Exercise,
        counted: Reps | Pulses,
        metrics: CompiledMetrics,
        window: FrameWindow,
        baselines: Baselines,
    ) -> None:
        self._window, self._baselines = window, baselines
        self._machine, self._own_scale = _machine(counted), _own_scale(counted)
        self._peak = counted.peak
        self._rest = counted.rest if isinstance(counted, Reps) else np.nan
        self._own_share = counted.own_share if isinstance(counted, Reps) else 0.0
        self._turned_back = counted.turned_back if isinstance(counted, Reps) else ""
        self._second = counted.second if isinstance(counted, Reps) else None
        self._steps = counted.steps if isinstance(counted, Reps) else None
        self._two_part_reps = TwoPartReps(self._second.within_s) if self._second else None
        self._judge = RepJudge(exercise, metrics, counted)
        self._recent: list[Fault] = []
        self.reps: list[Rep] = []
        self.attempts: list[Attempt] = []

    def phases(self, m: Measured, inside: BoolArray) -> tuple[Measured, CodeArray, list[tuple[int, Movement]]]:
        """Follow the signal through a chunk.

        Parameters
        ----------
        m : Measured
        inside : (T,) bool
            In position.

        Returns
        -------
        m : Measured
            With the signal on the person's own scale, where the exercise counts on that.
        phase : (T,) int8
            :class:`formcheck.frames.Phase` of each frame.
        ended : list of (frame index, Movement)
        """
        if self._own_scale:
            signal, rescaled = self._own_scale.feed(m.t_s, m.signal, m.shot_s, inside, m.resting)
            m, inside = replace(m, signal=signal), inside & ~rescaled
        phase, ended = self._machine.feed(m.t_s, m.signal, inside, m.broken)
        return m, phase, ended

    def complete(self, m: Measured, phase: CodeArray, ended: list[tuple[int, Movement]]) -> list[tuple[int, Movement]]:
        """The movements that can be judged now, steps left out, joined in twos where the exercise asks for two parts.

        Parameters
        ----------
        m, phase, ended
            Of a chunk whose frames are in the window, see :meth:`phases`.

        Returns
        -------
        list of (frame index, Movement)
        """
        ended = [(index, movement) for index, movement in ended if not self._is_step(movement)]
        if self._two_part_reps is None or self._second is None or not (ended or self._two_part_reps.waiting):
            return ended
        done: list[tuple[int, Movement]] = []
        at = 0
        for index, movement in [*ended, (len(m.t_s), None)]:
            late = self._two_part_reps.overdue(m.t_s, phase, at, index)
            done += [late] if late else []
            at = index
            if movement is None:
                continue
            if movement.reason is not None:
                done.append((index, movement))
                continue
            found = self._judge.at_peak(self._window.between(movement.start_s, movement.end_s), self._second.metric)
            done += [(index, whole) for whole in self._two_part_reps.take(movement, found >= self._second.min)]
        return done

    def _is_step(self, movement: Movement) -> bool:
        if self._steps is None:
            return False
        block = self._window.between(movement.start_s, movement.end_s)
        return highest(block) < self._steps.below and self._judge.change(block, self._steps.metric) > self._steps.change

    def remember(self, faults: list[Fault]) -> None:
        """Frame checks have found these: they may belong to the movement under way."""
        self._recent += faults

    def close(self, movement: Movement, frame: int, open_faults: list[Fault]) -> Attempt | JudgedRep:
        """Judge and count a movement.

        Parameters
        ----------
        movement : Movement
            Complete; see :meth:`complete`.
        frame : int
            Of the latest chunk, at which it is known to be over.
        open_faults : list of Fault
            Of frame checks, not yet over.
        """
        block = self._window.between(movement.start_s, movement.end_s)
        needed = self._needed()
        if movement.reason is None and self._own_share and highest(block) < needed:
            movement = replace(movement, reason=self._turned_back)
        if movement.reason is not None:
            self.attempts.append(self._judge.attempt(movement, block, needed))
            return self.attempts[-1]
        # a later movement cannot have the faults that were over before this one
        self._recent = [fault for fault in self._recent if fault.end_s >= movement.start_s]
        judged = self._judged(movement, frame, open_faults)
        self.reps.append(judged.rep)
        return judged

    def _needed(self) -> float:
        """What the next movement has to reach: the peak, or its share of what the repetitions so far have reached."""
        if not self._own_share or not self.reps:
            return self._peak
        return max(self._peak, self._own_share * float(np.median([rep.peak for rep in self.reps])))

    def unfinished(self, now_s: float, open_faults: list[Fault]) -> JudgedRep | None:
        """The repetition under way, should the set end here.

        That is a movement that has come back more than half of the way from its peak to rest: where the recording was
        cut short, it went on. Of repetitions of two parts it is a first part that waits for its second one.

        Parameters
        ----------
        now_s : float
            Of the last frame, seconds of the track.
        open_faults : list of Fault
            Of frame checks, not yet over.
        """
        movement = self._two_part_reps.waiting if self._two_part_reps else self._nearly_back(now_s)
        return self._judged(movement, None, open_faults, unfinished=True) if movement else None

    def _nearly_back(self, now_s: float) -> Movement | None:
        """The movement under way, if more than half of its way back is done and it does not linger there."""
        movement = self._machine.coming_back(now_s) if isinstance(self._machine, RepMachine) else None
        if movement is None:
            return None
        block = self._window.between(movement.start_s, now_s)
        known, peak = ~np.isnan(block.signal), highest(block)
        t_s, signal = block.t_s[known], block.signal[known]
        fallen = signal[t_s >= t_s[-1] - RETURNING_S].max() - signal[-1]
        way = peak - self._rest
        back = peak >= self._needed() and signal[-1] <= peak - way / 2 and fallen >= RETURNING * way
        return movement if back else None

    def _judged(
        self, movement: Movement, frame: int | None, open_faults: list[Fault], *, unfinished: bool = False
    ) -> JudgedRep:
        block = self._window.between(movement.start_s, movement.end_s)
        number, baselines = len(self.reps) + 1, self._baselines.at(movement.start_s, frame)
        return self._judge.rep(number, movement, block, baselines, [*self._recent, *open_faults], unfinished=unfinished)


def longest_s(exercise: Exercise) -> float:
    """How long a repetition may last, with the rest between its parts; 0 where none are counted."""
    counted, second = exercise.movement, exercise.reps.second if exercise.reps else None
    if counted is None:
        return 0.0
    return counted.max_s + (second.within_s + counted.max_s if second else 0.0)


def _machine(counted: Reps | Pulses) -> RepMachine | PulseMachine:
    if isinstance(counted, Pulses):
        return PulseMachine(counted.travel, counted.min_s, counted.max_s)
    return RepMachine(counted.levels)


def _own_scale(counted: Reps | Pulses) -> OwnScale | None:
    if isinstance(counted, Pulses) or not counted.own_scale:
        return None
    return OwnScale(counted.target, counted.target_share, counted.least_way, counted.rest)
