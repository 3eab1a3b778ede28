"""``Session.feed``: chunks of landmarks in, per-frame results and events out; the one path for live and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck import exercises
from formcheck.analysis.baselines import REST_S, Baselines
from formcheck.analysis.checks import FrameChecks, merge, tellable
from formcheck.analysis.chunks import joined, split
from formcheck.analysis.faults import FaultRuns
from formcheck.analysis.frame_window import FrameWindow
from formcheck.analysis.phases import Movement, PositionMachine, Stay
from formcheck.analysis.rep_counter import RepCounter, longest_s
from formcheck.analysis.spans import changes
from formcheck.analysis.timed_holds import TimedHolds
from formcheck.analysis.totals import SetTotals
from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.errors import TrackError
from formcheck.events import UNKNOWN, Attempt, Event, Fault, Rep, Update
from formcheck.exercises.spec import SETTLED_S, Exercise
from formcheck.frames import Frames, Phase
from formcheck.landmarks import Side
from formcheck.metrics.measure import Measured, Measurer
from formcheck.result import SetResult
from formcheck.track import PoseTrack


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
        self._measurer = Measurer(self.exercise, side)
        metrics, counted = self._measurer.metrics, self.exercise.movement
        self._position = PositionMachine(self.exercise.enter_s, self.exercise.position.leave_s)
        self._frame_checks = FrameChecks(self.exercise, metrics)
        checks = self._frame_checks.checks
        units = [metrics.units[metrics.column[check.metric]] for check in checks]
        self._runs = FaultRuns(checks, self._frame_checks.places, units)
        keep_s = max(longest_s(self.exercise) + REST_S, self.exercise.baseline_s) + 1.0
        self._window = FrameWindow(keep_s, len(metrics.names), len(checks), len(self.exercise.checks))
        self._baselines = Baselines(self.exercise, metrics, self._window)
        self._reps = RepCounter(self.exercise, counted, metrics, self._window, self._baselines) if counted else None
        self._holds = TimedHolds(self.exercise)
        # while movements are counted the position is held by a trunk that has been still for as long as a hold lasts
        settled_s = max(SETTLED_S, self.exercise.position.least_s)
        self._timed = PositionMachine(settled_s, self.exercise.position.leave_s) if self.exercise.timed else None
        self._totals = SetTotals(self.exercise.checks)
        self._was_inside = False
        self._last_s = -np.inf
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
        first_s = track.t_s.item(0)
        if first_s <= self._last_s:
            raise TrackError(f"frames must come after the last one, at {self._last_s:g} s; found {first_s:g} s")
        self._last_s = track.t_s.item(-1)
        return joined([self._feed(part) for part in split(track)])

    def _feed(self, track: PoseTrack) -> Update:
        m = self._measurer.feed(track)
        # while movements are counted the body may move in position
        moves = None if self._reps else m.moves
        stay = self._position.feed(m.t_s, m.met, m.broken, m.cut, m.there, moves)
        inside = stay.inside
        events = self._position_events(m.t_s, inside)
        ended: list[tuple[int, Movement]] = []
        if self._reps:
            m, phase, ended = self._reps.phases(m, inside)
            judged_as = phase
        else:
            phase = _hold_phase(inside)
            # a frame that is not yet in position for long enough is judged all the same, but tells no fault
            judged_as = _hold_phase(inside | (m.met & ~m.moves))
        self._window.add(m, phase)
        base = self._baselines.feed(m, phase, inside, stay.since_s)
        measured, verdict = self._frame_checks.judge(m, judged_as, base)
        self._totals.count(track, m, inside, verdict)
        clock_s, unseen_s = self._run_clock(m, stay, verdict, events)
        certain = tellable(verdict, inside, stay.held_s < m.t_s)
        self._window.judge(certain)
        self._find_faults(m.t_s, measured, certain, events)
        frames = self._frames(m, phase, verdict, base, clock_s, unseen_s)
        if self._reps:
            for index, movement in self._reps.complete(m, phase, ended):
                self._close(self._reps, index, movement, frames, events)
        events.sort(key=lambda event: event.t_s)
        return Update(frames, events)

    def _frames(
        self,
        m: Measured,
        phase: CodeArray,
        verdict: CodeArray,
        base: FloatArray,
        clock_s: FloatArray,
        unseen_s: FloatArray,
    ) -> Frames:
        checks = np.maximum(self._frame_checks.by_id(verdict), np.int8(UNKNOWN))
        return Frames(
            t_s=m.t_s,
            metrics=dict(zip(self._measurer.metrics.names, m.values, strict=True)),
            checks=dict(zip(self._frame_checks.ids, checks, strict=True)),
            phase=phase,
            signal=m.signal,
            variant=m.variant,
            yaw_deg=m.yaw_deg,
            left_near=m.left_near,
            clock_s=clock_s,
            unseen_s=unseen_s,
            seen=m.seen.T,
            base=base.T,
        )

    def result(self, frames: Frames | None = None) -> SetResult:
        """The set so far, what is under way included; the session can go on afterwards."""
        open_faults = self._runs.open_faults()
        last = self._reps.unfinished(self._last_s, open_faults) if self._reps else None
        reps = (*(self._reps.reps if self._reps else ()), *([last.rep] if last else []))
        found = [*self._faults, *open_faults, *(last.faults if last else [])]
        faults = [_numbered(fault, reps) for fault in found]
        return SetResult(
            exercise=self.exercise.id,
            duration_s=self._totals.duration_s,
            n_frames=self._totals.n_frames,
            n_frames_with_pose=self._totals.n_frames_with_pose,
            view=self._totals.view,
            side=self._totals.side,
            reps=reps,
            attempts=tuple(self._reps.attempts if self._reps else ()),
            holds=self._holds.holds,
            faults=tuple(sorted(faults, key=lambda fault: (fault.start_s, fault.id))),
            unknown_s=self._totals.unknown_s,
            unknown_check_s=self._totals.unknown_check_s,
            frames=frames,
        )

    def _position_events(self, t_s: FloatArray, inside: BoolArray) -> list[Event]:
        turns = changes(inside, self._was_inside)
        self._was_inside = bool(inside[-1])
        return [Event("in-position" if inside[at] else "out-of-position", float(t_s[at])) for at in turns]

    def _run_clock(
        self, m: Measured, stay: Stay, verdict: CodeArray, events: list[Event]
    ) -> tuple[FloatArray, FloatArray]:
        """(T,) good seconds of the hold, and those not fully seen; NaN where no time is kept."""
        if self._timed:
            stay = self._timed.feed(m.t_s, m.met, m.broken, m.cut, m.there, m.moves)
        elif self._reps:
            return np.full(len(m.t_s), np.nan), np.full(len(m.t_s), np.nan)
        passes, judged = self._frame_checks.clock(verdict)
        clock_s, unseen_s, ended = self._holds.feed(m, stay, passes, judged)
        events += ended
        return clock_s, unseen_s

    def _find_faults(self, t_s: FloatArray, measured: FloatArray, verdict: CodeArray, events: list[Event]) -> None:
        opened, closed = self._runs.feed(t_s, measured, verdict)
        events += [Event("fault", float(t_s[i]), fault.cue, fault) for i, fault in opened]
        events += [Event("fault-over", float(t_s[i]), fault.cue, fault) for i, fault in closed]
        over = [fault for _, fault in closed]
        self._faults += over
        if self._reps:
            self._reps.remember(over)

    def _close(self, counter: RepCounter, index: int, movement: Movement, frames: Frames, events: list[Event]) -> None:
        """Judge a movement that is known to be over at frame `index` of the chunk."""
        now_s = float(frames.t_s[index])
        judged = counter.close(movement, index, self._runs.open_faults())
        if isinstance(judged, Attempt):
            events.append(Event("attempt", now_s, judged.reason, judged))
            return
        self._faults += judged.faults
        events += [Event("fault", now_s, fault.cue, fault) for fault in judged.faults]
        events.append(Event("rep", now_s, str(judged.rep.number), judged.rep))
        for i, verdict in judged.verdicts.items():
            of_id = frames.checks[self.exercise.checks[i].id]
            of_id[index] = merge(np.array([of_id[index], verdict]))
            if verdict == UNKNOWN:
                self._totals.count_unknown_rep(i, movement.end_s - movement.start_s)


def _hold_phase(inside: BoolArray) -> CodeArray:
    return np.where(inside, np.int8(Phase.HOLD), np.int8(Phase.NONE))


def _numbered(fault: Fault, reps: Sequence[Rep]) -> Fault:
    """The fault with the number of the first rep it happened in."""
    if fault.rep is not None:
        return fault
    return replace(fault, rep=next((rep.number for rep in reps if fault.during(rep.start_s, rep.end_s)), None))


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
