"""``Session.feed``: chunks of landmarks in, per-frame results and events out; the one path for live and recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from formcheck import exercises
from formcheck.baselines import REST_S, Baselines
from formcheck.checks import NOT_ASKED, FaultRuns, FrameChecks, merge
from formcheck.errors import TrackError
from formcheck.exercises.spec import Exercise
from formcheck.holds import HoldMachine, HoldSpan
from formcheck.measure import Measured, Measurer
from formcheck.pairs import Pairs
from formcheck.phases import Movement, Phase, PositionMachine, RepMachine
from formcheck.pulses import PulseMachine
from formcheck.rep_verdict import Block, RepJudge
from formcheck.result import (
    FAIL,
    UNKNOWN,
    Attempt,
    Event,
    Fault,
    Frames,
    Hold,
    Rep,
    SetResult,
    Update,
)  # fmt: skip
from formcheck.rows import Rows
from formcheck.signals import Side
from formcheck.tally import Tally
from formcheck.track import PoseTrack
from formcheck.trailing import OwnScale

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.int8]


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
        self._runs = FaultRuns(checks, [metrics.units[metrics.column[check.metric]] for check in checks])
        self._judge = RepJudge(self.exercise, metrics)
        self._position = PositionMachine(position.enter_s, position.leave_s)
        self._rep_machine = _machine(self.exercise)
        reps = self.exercise.reps
        self._own_scale = (
            OwnScale(reps.target, reps.target_share, reps.least_way) if reps and reps.own_scale else None
        )
        self._hold_machine = HoldMachine()
        second = reps.second if reps else None
        self._second = second
        self._pairs = Pairs(second.within_s) if second else None
        pair_s = second.within_s + movement.max_s if second and movement else 0.0
        longest_s = max(movement.max_s + pair_s + REST_S if movement else 0.0, self.exercise.baseline_s)
        self._rows = Rows(longest_s + 1.0)
        self._baselines = Baselines(len(metrics.names), self.exercise.baseline_s, self._rows)
        self._check_ids = list(dict.fromkeys(check.id for check in self.exercise.checks))
        self._stops_clock = np.array([check.clock for check in checks], dtype=np.bool_)
        self._columns = [np.flatnonzero([c.id == check_id for c in checks]) for check_id in self._check_ids]
        self._tally = Tally(self._check_ids)
        self._was_inside = False
        self._last_s = -np.inf
        self._variant_votes = np.zeros(len(self.exercise.variants) + 1, dtype=np.intp)
        self._reps: list[Rep] = []
        self._attempts: list[Attempt] = []
        self._holds: list[Hold] = []
        self._faults: list[Fault] = []

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
        if track.t_s[0] <= self._last_s:
            raise TrackError(f"frames must come after the last one, at {self._last_s:g} s; found {track.t_s[0]:g} s")
        self._last_s = float(track.t_s[-1])
        m = self._measurer.feed(track)
        inside, since_s = self._position.feed(m.t_s, m.met, m.broken, m.cut)
        if self._own_scale:
            m = replace(m, signal=self._own_scale.feed(m.t_s, m.signal, m.shot_s, inside))
        phase, moved = self._phases(m, inside)
        self._rows.add(m.t_s, m.values, phase, m.view, m.variant, m.signal, m.left_acts)
        own = self._baselines.feed(m, phase, inside, since_s, self._measurer.metrics.act)
        # a frame of a hold that is not yet in position for long enough is judged all the same, but tells no fault
        looked_at = phase if self._rep_machine else np.where(inside | m.met, Phase.HOLD, Phase.NONE)
        measured, verdict = self._frame_checks.judge(m.values, looked_at, m.view, m.yaw_deg, m.variant, own)
        by_id = self._by_id(verdict)
        self._tally.count(track, m, inside, np.where(inside[:, None], by_id, NOT_ASKED))
        events = self._position_events(m.t_s, inside)
        clock_s = self._run_clock(m, inside, since_s, verdict, events)
        told = np.where((inside & m.broken)[:, None], np.minimum(verdict, UNKNOWN), verdict)
        self._find_faults(m.t_s, measured, np.where(inside[:, None], told, NOT_ASKED), events)
        shown = np.maximum(by_id, UNKNOWN)
        checks = {check_id: shown[:, i] for i, check_id in enumerate(self._check_ids)}
        for index, movement in self._paired(moved, m.t_s, phase):
            self._close(index, float(m.t_s[index]), movement, checks, events)
        names = self._measurer.metrics.names
        frames = Frames(
            m.t_s, {name: m.values[:, i] for i, name in enumerate(names)}, checks, phase, m.signal, m.variant,
            m.yaw_deg, m.left_near, clock_s,
        )  # fmt: skip
        return Update(frames, sorted(events, key=lambda event: event.t_s))

    def result(self, frames: Frames | None = None) -> SetResult:
        """The set so far, what is under way included; the session can go on afterwards."""
        running = self._hold_machine.running()
        faults = [self._numbered(fault) for fault in (*self._faults, *self._runs.open_faults())]
        return SetResult(
            exercise=self.exercise.id,
            duration_s=self._tally.duration_s,
            n_frames=self._tally.n_frames,
            n_frames_with_pose=self._tally.n_frames_with_pose,
            view=self._tally.view,
            side=self._tally.side,
            reps=tuple(self._reps),
            attempts=tuple(self._attempts),
            holds=(*self._holds, *([self._named(running)] if running else [])),
            faults=tuple(sorted(faults, key=lambda fault: (fault.start_s, fault.id))),
            unknown_s=self._tally.unknown_s,
            frames=frames,
        )

    def _phases(self, m: Measured, inside: BoolArray) -> tuple[CodeArray, list[tuple[int, Movement]]]:
        if self._rep_machine is None:
            return np.where(inside, Phase.HOLD, Phase.NONE).astype(np.int8), []
        return self._rep_machine.feed(m.t_s, m.signal, inside)

    def _position_events(self, t_s: FloatArray, inside: BoolArray) -> list[Event]:
        changes = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=np.int8(self._was_inside))).tolist()
        self._was_inside = bool(inside[-1])
        return [Event("in-position" if inside[i] else "out-of-position", float(t_s[i])) for i in changes]

    def _run_clock(
        self, m: Measured, inside: BoolArray, since_s: FloatArray, verdict: CodeArray, events: list[Event]
    ) -> FloatArray:
        """(T,) good seconds of the hold; NaN for exercises that are counted and not timed."""
        if self._rep_machine is not None:
            return np.full(len(m.t_s), np.nan)
        bad = (verdict == FAIL) | (verdict == UNKNOWN)
        good = m.met & ~(bad & self._stops_clock).any(axis=1)
        clock_s, spans = self._hold_machine.feed(m.t_s, inside, since_s, good)
        at = 0
        for index, span in spans:
            self._vote(m.variant[at:index][inside[at:index]])
            self._holds.append(self._named(span))
            self._variant_votes[:] = 0
            events.append(Event("hold", float(m.t_s[index]), f"{span.good_s:.0f}", self._holds[-1]))
            at = index
        self._vote(m.variant[at:][inside[at:]])
        return clock_s

    def _vote(self, variant: CodeArray) -> None:
        self._variant_votes += np.bincount(variant + 1, minlength=len(self._variant_votes))

    def _named(self, span: HoldSpan) -> Hold:
        most = int(self._variant_votes.argmax()) - 1
        name = self.exercise.variants[most].id if most >= 0 else None
        return Hold(span.start_s, span.end_s, span.good_s, name)

    def _find_faults(self, t_s: FloatArray, measured: FloatArray, verdict: CodeArray, events: list[Event]) -> None:
        opened, closed = self._runs.feed(t_s, measured, verdict)
        events += [Event("fault", float(t_s[i]), fault.cue, fault) for i, fault in opened]
        events += [Event("fault-over", float(t_s[i]), fault.cue, fault) for i, fault in closed]
        self._faults += [fault for _, fault in closed]

    def _by_id(self, verdict: CodeArray) -> CodeArray:
        """(T, I) verdict of each id from those (T, C) of the checks that share it."""
        out = np.full((len(verdict), len(self._check_ids)), NOT_ASKED, dtype=np.int8)
        for i, columns in enumerate(self._columns):
            if len(columns) == 1:
                out[:, i] = verdict[:, columns[0]]
            elif len(columns):
                out[:, i] = merge(verdict[:, columns])
        return out

    def _paired(
        self, moved: list[tuple[int, Movement]], t_s: FloatArray, phase: CodeArray
    ) -> list[tuple[int, Movement]]:
        """The movements that ended, joined in twos where the exercise asks for two parts."""
        if self._pairs is None or self._second is None:
            return moved
        done: list[tuple[int, Movement]] = []
        at = 0
        for index, movement in [*moved, (len(t_s), None)]:
            late = self._pairs.overdue(t_s, phase, at, index)
            done += [late] if late else []
            at = index
            if movement is None:
                continue
            if movement.reason is not None:
                done.append((index, movement))
                continue
            found = self._judge.at_peak(self._block(movement), self._second.metric)
            done += [(index, whole) for whole in self._pairs.take(movement, found >= self._second.min)]
        return done

    def _block(self, movement: Movement) -> Block:
        t_s, values, _, *rest = self._rows.between(movement.start_s, movement.end_s)
        return Block(*cast(Any, (t_s, values, *rest)))

    def _close(
        self, index: int, now_s: float, movement: Movement, checks: dict[str, CodeArray], events: list[Event]
    ) -> None:
        """Judge a movement that is known to be over at frame `index` of the chunk, at `now_s`."""
        block = self._block(movement)
        if movement.reason is not None:
            self._attempts.append(self._judge.attempt(movement, block))
            events.append(Event("attempt", now_s, movement.reason, self._attempts[-1]))
            return
        baselines = {**self._baselines.known, "rest": self._baselines.at_rest(movement.start_s)}
        so_far = [fault for fault in (*self._faults, *self._runs.open_faults()) if fault.rep is None]
        rep, found, verdicts = self._judge.rep(len(self._reps) + 1, movement, block, baselines, so_far)
        self._reps.append(rep)
        self._faults += found
        events += [Event("fault", now_s, fault.cue, fault) for fault in found]
        events.append(Event("rep", now_s, str(rep.number), rep))
        for check_id, verdict in verdicts.items():
            checks[check_id][index] = verdict
            if verdict == UNKNOWN:
                self._tally.count_unknown_rep(check_id, movement.end_s - movement.start_s)

    def _numbered(self, fault: Fault) -> Fault:
        """The fault with the number of the first rep it happened in."""
        if fault.rep is not None:
            return fault
        rep = next((r.number for r in self._reps if fault.during(r.start_s, r.end_s)), None)
        return replace(fault, rep=rep)


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
