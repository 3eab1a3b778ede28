"""``Session.feed``: chunks of landmarks in, per-frame results and events out; the one path for live and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck import exercises
from formcheck.analysis.baselines import REST_S, Baselines
from formcheck.analysis.checks import FrameChecks, merge, told
from formcheck.analysis.chunks import joined, split
from formcheck.analysis.faults import FaultRuns
from formcheck.analysis.frame_window import FrameWindow
from formcheck.analysis.holds import HoldMachine, HoldSpan
from formcheck.analysis.phases import Movement, PositionMachine, RepMachine
from formcheck.analysis.pulses import PulseMachine
from formcheck.analysis.rep_judge import RepJudge
from formcheck.analysis.totals import SetTotals
from formcheck.analysis.two_part_reps import TwoPartReps
from formcheck.arrays import CodeArray
from formcheck.errors import TrackError
from formcheck.exercises.spec import Exercise
from formcheck.frames import Frames, Phase
from formcheck.landmarks import Side
from formcheck.metrics.measure import Measured, Measurer
from formcheck.metrics.per_frame import (
    Code,
    Codes,
    Flag,
    Number,
    Numbers,
    as_code,
    as_rows,
    changes,
    either,
    filled,
    opposite,
)
from formcheck.metrics.rolling import OwnScale
from formcheck.result import UNKNOWN, Attempt, Event, Fault, Hold, Rep, SetResult, Update
from formcheck.track import PoseTrack

_UNKNOWN = np.int8(UNKNOWN)


class Session:
    """One set of one exercise.

    Parameters
    ----------
    exercise : str or Exercise
        Id of a built-in exercise, path of an exercise file, or an exercise.
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.

    Notes
    -----
    Feeding one frame at a time, seven at a time or a whole recording gives identical results. Time comes only from the
    track.
    """

    def __init__(self, exercise: str | Exercise, side: Side | None = None) -> None:
        self.exercise = exercises.get(exercise) if isinstance(exercise, str) else exercise
        position, movement = self.exercise.position, self.exercise.movement
        self._measurer = Measurer(self.exercise, side)
        metrics = self._measurer.metrics
        self._frame_checks = FrameChecks(self.exercise, metrics)
        checks = self._frame_checks.checks
        units = [metrics.units[metrics.column[check.metric]] for check in checks]
        self._runs = FaultRuns(checks, self._frame_checks.places, units)
        self._judge = RepJudge(self.exercise, metrics)
        self._position = PositionMachine(self.exercise.enter_s, position.leave_s)
        self._rep_machine = _machine(self.exercise)
        reps = self.exercise.reps
        self._own_scale = (
            OwnScale(reps.target, reps.target_share, reps.least_way, reps.rest) if reps and reps.own_scale else None
        )
        self._hold_machine = HoldMachine()
        second = reps.second if reps else None
        self._second = second
        self._two_part_reps = TwoPartReps(second.within_s) if second else None
        pair_s = second.within_s + movement.max_s if second and movement else 0.0
        longest_s = max(movement.max_s + pair_s + REST_S if movement else 0.0, self.exercise.baseline_s)
        self._window = FrameWindow(longest_s + 1.0, len(metrics.names), len(checks), len(self.exercise.checks))
        self._baselines = Baselines(self.exercise, metrics, checks, self._window)
        self._totals = SetTotals(self.exercise.checks)
        self._was_inside = False
        self._last_s = -np.inf
        self._variant_votes = [0] * (len(self.exercise.variants) + 1)
        self._reps: list[Rep] = []
        self._attempts: list[Attempt] = []
        self._holds: list[Hold] = []
        self._faults: list[Fault] = []
        self._of_next_rep: list[Fault] = []

    def feed(self, track: PoseTrack) -> Update:
        """Take the next frames of the set.

        Parameters
        ----------
        track : PoseTrack
            One frame or more; their times must follow those fed before.

        Returns
        -------
        Update
            Per-frame results of these frames, and what happened in them in order of time.

        Raises
        ------
        TrackError
            If there is no frame, or the first one is not later than the last one fed.
        """
        if not len(track):
            raise TrackError("nothing to check: give at least one frame")
        first_s = track.t_s.item(0)
        if first_s <= self._last_s:
            raise TrackError(f"frames must come after the last one, at {self._last_s:g} s; found {first_s:g} s")
        self._last_s = track.t_s.item(-1)
        return self._feed(track) if len(track) == 1 else joined([self._feed(part) for part in split(track)])

    def _feed(self, track: PoseTrack) -> Update:
        m = self._measurer.feed(track)
        inside, since_s = self._position.feed(m.t_s, m.met, m.broken, m.cut)
        phase, moved = self._phases(m, inside)
        self._window.add(m, phase)
        own = self._baselines.feed(m, phase, inside, since_s)
        # a frame of a hold that is not yet in position for long enough is judged all the same, but tells no fault
        looked_at = phase if self._rep_machine else as_code(either(inside | m.met, Phase.HOLD.value, Phase.NONE.value))
        measured, verdict = self._frame_checks.judge(m.values, looked_at, m.view, m.yaw_deg, m.variant, own, m.seen)
        by_id = self._frame_checks.by_id(verdict)
        self._totals.count(track, m, inside, verdict)
        events = self._position_events(track, inside)
        clock_s, unseen_s = self._run_clock(track, m, inside, since_s, verdict, events)
        tellable = told(verdict, inside, m.broken)
        self._window.judge(len(track), tellable)
        self._find_faults(track, m.t_s, measured, tellable, events)
        frames = self._frames(track, m, phase, by_id, clock_s, unseen_s)
        for index, movement in self._paired(moved, frames):
            self._close(index, track.t_s.item(index), movement, frames.checks, events)
        events.sort(key=lambda event: event.t_s)
        return Update(frames, events)

    def _frames(
        self, track: PoseTrack, m: Measured, phase: Code, by_id: Codes, clock_s: Number, unseen_s: Number
    ) -> Frames:
        signal, yaw_deg, clock, unseen = as_rows([m.signal, m.yaw_deg, clock_s, unseen_s], np.float64)
        # no phase and no variant is less than unknown
        shown_phase, variant, *checks = np.maximum(as_rows([phase, m.variant, *by_id], np.int8), _UNKNOWN)
        return Frames(
            track.t_s,
            dict(zip(self._measurer.metrics.names, m.table, strict=True)),
            dict(zip(self._frame_checks.ids, checks, strict=True)),
            shown_phase,
            signal,
            variant,
            yaw_deg,
            np.array(m.left_near, ndmin=1),
            clock,
            unseen,
            m.seen_table,
        )

    def result(self, frames: Frames | None = None) -> SetResult:
        """The set so far, what is under way included; the session can go on afterwards."""
        running = self._hold_machine.running()
        last, found = self._unpaired()
        reps = (*self._reps, *last)
        faults = [_numbered(fault, reps) for fault in (*self._faults, *self._runs.open_faults(), *found)]
        return SetResult(
            exercise=self.exercise.id,
            duration_s=self._totals.duration_s,
            n_frames=self._totals.n_frames,
            n_frames_with_pose=self._totals.n_frames_with_pose,
            view=self._totals.view,
            side=self._totals.side,
            reps=reps,
            attempts=tuple(self._attempts),
            holds=(*self._holds, *([self._named(running)] if running else [])),
            faults=tuple(sorted(faults, key=lambda fault: (fault.start_s, fault.id))),
            unknown_s=self._totals.unknown_s,
            unknown_check_s=self._totals.unknown_check_s,
            frames=frames,
        )

    def _phases(self, m: Measured, inside: Flag) -> tuple[Code, list[tuple[int, Movement]]]:
        if self._rep_machine is None:
            return as_code(either(inside, Phase.HOLD.value, Phase.NONE.value)), []
        if self._own_scale:
            m.signal, rescaled = self._own_scale.feed(m.t_s, m.signal, m.shot_s, inside, m.resting)
            inside = inside & opposite(rescaled)
        return self._rep_machine.feed(m.t_s, m.signal, inside, m.broken)

    def _position_events(self, track: PoseTrack, inside: Flag) -> list[Event]:
        turns = changes(inside, self._was_inside)
        if not turns:
            return []
        first = not self._was_inside
        self._was_inside = self._was_inside ^ (len(turns) % 2 == 1)
        return [
            Event("in-position" if first ^ (k % 2 == 1) else "out-of-position", track.t_s.item(i))
            for k, i in enumerate(turns)
        ]

    def _run_clock(
        self,
        track: PoseTrack,
        m: Measured,
        inside: Flag,
        since_s: Number,
        verdict: Codes,
        events: list[Event],
    ) -> tuple[Number, Number]:
        """Good seconds of the hold, and those not fully seen; NaN for exercises that are counted and not timed."""
        if self._rep_machine is not None:
            return filled(m.t_s, np.nan), filled(m.t_s, np.nan)
        passes, seen = self._frame_checks.clock(verdict)
        good = m.met & passes & seen
        unseen = opposite(good | m.unmet) & passes
        clock_s, unseen_s, spans = self._hold_machine.feed(m.t_s, inside, since_s, good, unseen)
        at = 0
        for index, span in spans:
            self._vote(m.variant, inside, at, index)
            self._holds.append(self._named(span))
            self._variant_votes = [0] * len(self._variant_votes)
            events.append(Event("hold", track.t_s.item(index), f"{span.good_s:.0f}", self._holds[-1]))
            at = index
        self._vote(m.variant, inside, at, len(track))
        return clock_s, unseen_s

    def _vote(self, variant: Code, inside: Flag, at: int, until: int) -> None:
        """Count the variants of the frames in position."""
        if isinstance(variant, int):
            self._variant_votes[variant + 1] += inside and until > at
            return
        votes = np.bincount(variant[at:until][inside[at:until]] + 1, minlength=len(self._variant_votes))
        self._variant_votes = [a + b for a, b in zip(self._variant_votes, votes.tolist(), strict=True)]

    def _named(self, span: HoldSpan) -> Hold:
        most = self._variant_votes.index(max(self._variant_votes)) - 1
        name = self.exercise.variants[most].id if most >= 0 else None
        return Hold(span.start_s, span.end_s, span.good_s, span.unseen_s, name)

    def _find_faults(
        self, track: PoseTrack, t_s: Number, measured: Numbers, verdict: Codes, events: list[Event]
    ) -> None:
        opened, closed = self._runs.feed(t_s, measured, verdict)
        events += [Event("fault", track.t_s.item(i), fault.cue, fault) for i, fault in opened]
        events += [Event("fault-over", track.t_s.item(i), fault.cue, fault) for i, fault in closed]
        self._faults += [fault for _, fault in closed]
        self._of_next_rep += [fault for _, fault in closed]

    def _paired(self, moved: list[tuple[int, Movement]], frames: Frames) -> list[tuple[int, Movement]]:
        """The movements that ended, joined in twos where the exercise asks for two parts."""
        if self._two_part_reps is None or self._second is None or not (moved or self._two_part_reps.waiting):
            return moved
        done: list[tuple[int, Movement]] = []
        at = 0
        for index, movement in [*moved, (len(frames.t_s), None)]:
            late = self._two_part_reps.overdue(frames.t_s, frames.phase, at, index)
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

    def _unpaired(self) -> tuple[list[Rep], list[Fault]]:
        """The first part that waits for its second one is a repetition too, should the set end here; its faults."""
        movement = self._two_part_reps.waiting if self._two_part_reps else None
        if movement is None:
            return [], []
        block, baselines = self._window.between(movement.start_s, movement.end_s), self._baselines.at(movement.start_s)
        so_far = [*self._of_next_rep, *self._runs.open_faults()]
        number = len(self._reps) + 1
        rep, found, _ = self._judge.rep(number, movement, block, baselines, so_far, unfinished=True)
        return [rep], found

    def _close(
        self, index: int, now_s: float, movement: Movement, checks: dict[str, CodeArray], events: list[Event]
    ) -> None:
        """Judge a movement that is known to be over at frame `index` of the chunk, at `now_s`."""
        block = self._window.between(movement.start_s, movement.end_s)
        if movement.reason is not None:
            self._attempts.append(self._judge.attempt(movement, block))
            events.append(Event("attempt", now_s, movement.reason, self._attempts[-1]))
            return
        # a later movement cannot have the faults that were over before this one
        self._of_next_rep = [fault for fault in self._of_next_rep if fault.end_s >= movement.start_s]
        so_far = [*self._of_next_rep, *self._runs.open_faults()]
        baselines = self._baselines.at(movement.start_s)
        rep, found, verdicts = self._judge.rep(len(self._reps) + 1, movement, block, baselines, so_far)
        self._reps.append(rep)
        self._faults += found
        events += [Event("fault", now_s, fault.cue, fault) for fault in found]
        events.append(Event("rep", now_s, str(rep.number), rep))
        for i, verdict in verdicts.items():
            own = checks[self.exercise.checks[i].id]
            own[index] = merge([int(own[index]), verdict])
            if verdict == UNKNOWN:
                self._totals.count_unknown_rep(i, movement.end_s - movement.start_s)


def _numbered(fault: Fault, reps: Sequence[Rep]) -> Fault:
    """The fault with the number of the first rep it happened in."""
    if fault.rep is not None:
        return fault
    return replace(fault, rep=next((rep.number for rep in reps if fault.during(rep.start_s, rep.end_s)), None))


def _machine(exercise: Exercise) -> RepMachine | PulseMachine | None:
    if exercise.pulses:
        return PulseMachine(exercise.pulses.travel, exercise.pulses.min_s, exercise.pulses.max_s)
    return RepMachine(exercise.reps.levels) if exercise.reps else None


def analyze(track: PoseTrack, exercise: str | Exercise, side: Side | None = None) -> SetResult:
    """Check a whole recording.

    Parameters
    ----------
    track : PoseTrack
        At least one frame.
    exercise : str or Exercise
        Id of a built-in exercise, path of an exercise file, or an exercise.
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.

    Returns
    -------
    SetResult
        With ``.frames``, the results frame by frame.

    Examples
    --------
    >>> import numpy as np, formcheck
    >>> nobody = formcheck.PoseTrack.no_person(np.arange(30) / 30.0, (640, 480))
    >>> len(formcheck.analyze(nobody, "squat").reps)
    0
    """
    session = Session(exercise, side)
    update = session.feed(track)
    return session.result(update.frames)
