"""What the screen shows at a frame: count or clock, phase, gauge, angle, failing body parts, one banner."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.coach.cues import Coach, Cue
from formcheck.coach.framing import Framing
from formcheck.exercises.body_parts import check_landmarks, landmarks_of, measured_by
from formcheck.exercises.metric_spec import Metric
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Frames, Phase
from formcheck.landmarks import Side
from formcheck.result import FAIL, Hold, Rep, Update, Verdict
from formcheck.screen.aims import Aims
from formcheck.screen.layout import Placement, Spot
from formcheck.screen.target_lines import TargetLine
from formcheck.track import PoseTrack

BannerKind = Literal["cue", "help", "pause"]

PHASE_WORDS: dict[Phase, str] = {
    Phase.NONE: "Get into position",
    Phase.REST: "Ready",
    Phase.OUT: "Moving",
    Phase.PEAK: "End position",
    Phase.BACK: "Coming back",
    Phase.HOLD: "Hold",
}

STAGE_WORDS = {
    "set-up": "Get into position",
    "ready": "Ready",
    "go": "",
    "rest": "Rest",
    "asking": "Does it hurt?",
    "strength": "How strong?",
    "note": "A note?",
    "done": "Done",
}
"""Stages of a guided set; while it goes on, the phase says more."""
IN_WORDS = ("set-up", "ready", "asking", "note")
"""Stages in which there is nothing to count: what to do now is shown as large as a number."""
QUESTIONS = ("asking", "strength", "note")
"""Stages in which an answer is waited for: the keys that give it stand beside the question."""


@dataclass(frozen=True)
class Angle:
    """An angle to draw at its joint: landmarks (a, joint, b) and the flexion there."""

    landmarks: tuple[int, int, int]
    flexion_deg: float


@dataclass(frozen=True, eq=False)
class Screen:
    """Everything that is drawn over one frame.

    Attributes
    ----------
    points_px : (33, 2) float
    visibility : (33,) float
    near : {"left", "right"}
    failing : frozenset of int
        Landmarks that a failing check looks at.
    count : str
        The large number: repetitions, or seconds of the hold.
    unit, sides : str
        What is counted; "left 2 · right 1" for exercises with sides, else empty.
    phase : str
    active : bool
        In position.
    gauge : float or None
        How far the movement is on its way to the target: 0 at rest, 1 reached.
    angle : Angle or None
    banner : (kind, text) or None
    hint : str
        A line about keys, for a window.
    caption : str
        What is being said.
    progress : float or None
        0 to 1, the part of the dose that is done.
    countdown_s : float or None
        Seconds until something begins or a rest ends; shown large in place of the count.
    stage : str
        Of a guided set, see :data:`STAGE_WORDS`; empty without a guide.
    theme : str
        See :data:`formcheck.themes.THEMES`.
    guides : tuple of TargetLine
        Lines to reach.
    dose : str
        In place of `unit` and `sides`: "of 10".
    form : tuple of str
        Lines: "2 good", "1 not fully seen"; for a hold "3 s not seen". Empty while there is nothing to say.
    spot : {"bottom", "side", "top", "low"}
        The layout, see :mod:`formcheck.screen.layout`.
    scale : bool
        Show the scale from 0 to 10, with the number of `count` marked.
    writing : bool
        Letters are typed, see :class:`formcheck.live.viewer.Screen`.
    """

    points_px: FloatArray
    visibility: FloatArray
    near: Side
    failing: frozenset[int]
    count: str
    unit: str
    sides: str
    phase: str
    active: bool
    gauge: float | None
    angle: Angle | None
    banner: tuple[BannerKind, str] | None
    hint: str = ""
    caption: str = ""
    progress: float | None = None
    countdown_s: float | None = None
    stage: str = ""
    theme: str = "dark"
    guides: tuple[TargetLine, ...] = ()
    dose: str = ""
    form: tuple[str, ...] = ()
    spot: Spot = "bottom"
    scale: bool = False
    writing: bool = False


class Display:
    """Turns a session's updates into screens; feed it the same chunks as the session, the newest frame is shown."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._coach, self._framing = Coach(), Framing(exercise)
        self._aims, self._placement = Aims(exercise), Placement()
        self._angle = main_angle(exercise)
        self._parts: dict[tuple[str, str, Side, Side | None], set[int]] = {}
        self._total = {"left": 0, "right": 0}
        self._verdicts: Counter[Verdict] = Counter()
        self._unseen_s = self._unseen_before_s = 0.0
        self._reps = 0
        self._rep_side: Side | None = None
        self._clock_s = 0.0

    def feed(self, track: PoseTrack, update: Update) -> Screen:
        """The screen for the last frame of a chunk."""
        frames = update.frames
        self._count(update)
        phase = Phase(int(frames.phase[-1]))
        near: Side = "left" if frames.left_near[-1] else "right"
        acting = self._acting(frames)
        cue = self._coach.feed(float(frames.t_s[-1]), update.events)
        help_text = self._framing.feed(
            track, near == "left", float(frames.yaw_deg[-1]), phase != Phase.NONE, self._variant(frames)
        )
        banner: tuple[BannerKind, str] | None = ("cue", cue.text) if cue else ("help", help_text) if help_text else None
        moves = self._exercise.movement
        unit = ("rep" if self._reps == 1 else "reps") if moves else "seconds"
        failing = self._failing_checks(frames, phase, cue)
        visibility = np.nan_to_num(track.visibility[-1])
        return Screen(
            track.image_px[-1],
            visibility,
            near,
            self._failing(failing, near, acting, cue),
            str(self._reps) if moves else clock_text(self._clock_s),
            unit,
            "left {left} · right {right}".format(**self._total) if moves and moves.sides else "",
            PHASE_WORDS[phase],
            phase != Phase.NONE,
            self._gauge(frames, phase),
            self._angle_now(frames, near, acting),
            banner,
            guides=self._guides(track, frames, phase, near, acting, failing),
            form=self._form(),
            spot=self._placement.feed(float(frames.t_s[-1]), track.image_px[-1], visibility, track.size_wh),
        )

    def _count(self, update: Update) -> None:
        for event in update.events:
            if isinstance(event.item, Rep):
                self._reps += 1
                self._verdicts[event.item.verdict] += 1
                if event.item.side:
                    self._rep_side = "left" if event.item.side == "left" else "right"
                    self._total[self._rep_side] += 1
            elif isinstance(event.item, Hold):
                self._clock_s = event.item.good_s
                self._unseen_before_s += event.item.unseen_s
                self._unseen_s = self._unseen_before_s
        running = update.frames.clock_s[-1]
        if np.isfinite(running):
            self._clock_s = float(running)
            self._unseen_s = self._unseen_before_s + float(update.frames.unseen_s[-1])

    def _form(self) -> tuple[str, ...]:
        """How much of what was done was good, and how much nobody can say that of."""
        if not self._exercise.form_judged:
            return ()
        if self._exercise.movement is None:
            return (f"{int(self._unseen_s)} s not seen",) * (self._unseen_s >= 1.0)
        good, unseen = self._verdicts["good"], self._verdicts["not fully seen"]
        return (f"{good} good",) * (self._reps > 0) + (f"{unseen} not fully seen",) * (unseen > 0)

    def _acting(self, frames: Frames) -> Side | None:
        moves = self._exercise.movement
        if moves is None or not moves.sides:
            variant = self._variant(frames)
            return "left" if variant == "left" else "right" if variant == "right" else None
        left, right = (frames.metrics[f"{moves.signal}.{side}"][-1] for side in ("left", "right"))
        return "left" if left >= right or np.isnan(right) else "right"

    def _failing_checks(self, frames: Frames, phase: Phase, cue: Cue | None) -> list[Check]:
        """Checks that fail at this frame, and the one that the cue is about."""
        variant = self._variant(frames)
        found: list[Check] = []
        for i, check in enumerate(self._exercise.checks):
            fails = phase != Phase.NONE and check.take is None and frames.checks[check.id][-1] == FAIL
            if (cue and i == cue.fault.check) or (fails and (not check.variants or variant in check.variants)):
                found.append(check)
        return found

    def _failing(self, failing: list[Check], near: Side, acting: Side | None, cue: Cue | None) -> frozenset[int]:
        found: set[int] = set()
        for check in failing:
            of_rep = cue is not None and cue.fault.rep is not None and check.id == cue.fault.id
            # a finished rep's cue is about that rep
            found |= self._landmarks(check, near, self._rep_side if of_rep else acting)
        return frozenset(found)

    def _guides(
        self, track: PoseTrack, frames: Frames, phase: Phase, near: Side, acting: Side | None, failing: list[Check]
    ) -> tuple[TargetLine, ...]:
        moves = self._exercise.movement
        # at rest nobody knows which side comes next
        if phase == Phase.NONE or (moves and moves.sides and phase == Phase.REST):
            return ()
        return self._aims.lines(track, frames, self._variant(frames), near, acting, failing)

    def _variant(self, frames: Frames) -> str | None:
        index = int(frames.variant[-1])
        return self._exercise.variants[index].id if index >= 0 else None

    def _landmarks(self, check: Check, near: Side, acting: Side | None) -> set[int]:
        key = (check.id, check.metric, near, acting)
        if key not in self._parts:
            self._parts[key] = check_landmarks(self._exercise, check, near, acting)
        return self._parts[key]

    def _gauge(self, frames: Frames, phase: Phase) -> float | None:
        reps = self._exercise.reps
        if reps is None or phase == Phase.NONE:
            return None
        value = float(frames.signal[-1])
        return (value - reps.rest) / (target(self._exercise) - reps.rest) if np.isfinite(value) else None

    def _angle_now(self, frames: Frames, near: Side, acting: Side | None) -> Angle | None:
        if self._angle is None:
            return None
        name, metric = self._angle
        value = float(frames.metrics[name][-1])
        chain = [landmarks_of(point, near, acting)[:1] for point in metric.args]
        if not np.isfinite(value) or not all(chain):
            return None
        a, joint, b = (index[0] for index in chain)
        return Angle((a, joint, b), value)


def target(exercise: Exercise) -> float:
    """The value of the signal to reach: what counts as a rep, or what a check on the signal asks for beyond it."""
    assert exercise.reps is not None
    if exercise.reps.own_scale:
        return 1.0
    asked = [c.min for c in exercise.checks if c.metric == exercise.reps.signal and c.against is None]
    return max([exercise.reps.peak, *(limit for limit in asked if np.isfinite(limit))])


def main_angle(exercise: Exercise) -> tuple[str, Metric] | None:
    """The joint angle to show: the one that is counted, else that of the position, of the checks, of the file."""
    names = [exercise.movement.signal] if exercise.movement else []
    names += [c.metric for c in exercise.position.all] + [c.metric for c in exercise.checks] + list(exercise.metrics)
    chosen = next((m for m in measured_by(exercise, names) if m.kind == "flexion"), None)
    return next(((name, m) for name, m in exercise.metrics.items() if m is chosen), None)


def stage_text(screen: Screen) -> str:
    """Where one is, in words."""
    if screen.stage == "set-up" and screen.active:
        return "In position"
    return STAGE_WORDS.get(screen.stage, screen.stage) or screen.phase


def clock_text(seconds: float) -> str:
    """Whole seconds; minutes and seconds from 100 seconds on."""
    whole = int(seconds)
    return str(whole) if whole < 100 else f"{whole // 60}:{whole % 60:02d}"
