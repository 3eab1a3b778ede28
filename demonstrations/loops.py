"""What the demonstrations show: for every exercise a few seconds of it done well, and of each fault that it tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from zlib import crc32

import numpy as np

from formcheck import PoseTrack, demonstrations, exercises, synthetic
from formcheck.arrays import FloatArray
from formcheck.synthetic import BODIES, Performance, PinholeCamera, Truth
from formcheck.synthetic.life import life_of
from formcheck.synthetic.motion import Keyframe
from formcheck.synthetic.performance import Stretch
from formcheck.synthetic.performances import SCRIPTS
from formcheck.synthetic.performances.script import Script
from formcheck.synthetic.player import NamedFlaw, ScriptRun, SetMotion, play_hold, play_reps
from formcheck.synthetic.props import around, held
from formcheck.synthetic.scene import LOOKS, ROOMS, Room, Scene
from formcheck.synthetic.skeleton import Skeleton

HOLD_S, PACED_S = 4.0, 5.0
"""How much of a hold is shown, and of what is done to the pace of a breath."""
COMES_S, BAD_S, CHANGE_S = 1.0, 3.2, 0.6
"""A fault of a hold: well for so long, then so long with the fault; from one to the other in so long."""
LEAD_S = 4.0
"""The first posture is kept for so long before the first round: from it the person's baseline is taken."""
YAW_DEG = 8.0
"""Nobody puts a camera exactly square on, and a little from the corner a body looks more like one."""
SECOND_PART = {"hydrant-missing"}
"""Faults of the second part of a movement that has two: shown there, and not at the peak of the first."""
TURNED_DEG = {"seated-twist": 25.0, "piriformis-stretch": 12.0}
"""From exactly in front a leg hides the body; the checker takes them from here as well."""
SHOWN_ROOMS = ("living", "studio", "bright")

AMOUNTS: dict[tuple[str, str], float] = {
    ("clam-shell", "open-small"): 24.0,
    ("dead-bug", "arm-short"): 60.0,
    ("plank", "hip-drift"): 2.0,
    ("plank", "hips-sag"): 12.0,
    ("plank", "knees-bent"): 31.0,
    ("side-lunge", "stance"): 0.116,
}
"""Where the scripted amount of a fault, repeated, is told of no body, or tells something else as well: another one."""
BEGINS_AT: dict[tuple[str, str], float] = {("plank", "hip-drift"): -16.0}
"""Where a hold begins with that much of a fault: hips that drift come from a little above the line."""
BROUGHT_ALONG: dict[tuple[str, str], set[str]] = {
    ("bird-dog", "same-side"): {"torso-still"},  # the trunk rolls: nothing carries that side
    ("side-lunge", "trunk-over"): {"head-drop"},  # who bows drops the head
    ("side-lunge", "trunk-fold"): {"head-drop"},
    ("squat", "trunk-lean"): {"head-drop"},
    ("squat", "heel-lift"): {"knee-over-toe"},  # a heel comes up because the knee has gone too far ahead
}
"""What a body does as well that has a fault: told with it, and rightly."""


@dataclass(frozen=True)
class Loop:
    """A few seconds of an exercise that end where they began.

    Parameters
    ----------
    exercise : str
        Its id.
    fault : str or None
        Id of the check that is to tell it.
    variant : str
        Of the script.
    filmed_as : Loop, optional
        From where that is filmed.
    """

    exercise: str
    fault: str | None
    variant: str
    filmed_as: Loop | None = None

    def __str__(self) -> str:
        return f"{self.exercise} {self.fault or 'done well'}"

    @property
    def script(self) -> Script:
        """What is played."""
        return SCRIPTS[self.exercise][self.variant]

    @property
    def done_well(self) -> Loop | None:
        """The same without its fault, from the same place; None where that differs in time alone."""
        flaw = self.script.flaws[self.fault] if self.fault else None
        seen = flaw and (flaw.peak or flaw.rest or flaw.always or flaw.midway or flaw.same_side)
        return Loop(self.exercise, None, self.variant, filmed_as=self) if seen else None

    @property
    def view(self) -> str:
        """Where the camera stands: where the check of the fault can be made."""
        if self.filmed_as:
            return self.filmed_as.view
        views = {check.view for check in exercises.get(self.exercise).checks if check.id == self.fault}
        return "front" if views and not views & {self.script.view, "any"} else self.script.view

    @cached_property
    def once(self) -> tuple[SetMotion, float, float]:
        """The movement, and from when to when of it is one round, seconds."""
        flaw: NamedFlaw = None
        begins: NamedFlaw = None
        if self.fault is not None:
            key, of = (self.exercise, self.fault), self.script.flaws[self.fault]
            flaw = self.fault, of.signs[0] * AMOUNTS.get(key, of.amount)
            begins = (self.fault, BEGINS_AT[key]) if key in BEGINS_AT else None
        run = ScriptRun(self.script, BODIES[self._pick(tuple(BODIES), 3)], 1)
        if self.script.kind == "hold":
            paced = exercises.get(self.exercise).kind == "paced"
            part = _hold(run, PACED_S if paced else HOLD_S, flaw, begins)
            start, end = 0.0, part.duration_s
        else:
            part = play_reps(run, [(flaw, True)], "right")
            start, end = part.reps[0].start_s, part.reps[0].end_s + self.script.tempo.rest_s
        return replace(part, run=replace(run, period_s=end - start)), start, end

    @property
    def rounds(self) -> int:
        """How often the movement is made in a film: what is quick, more than once."""
        _, start, end = self.once
        return int(np.ceil(demonstrations.SECONDS[0] / (end - start)))

    @property
    def frames(self) -> int:
        """How many pictures a round has."""
        _, start, end = self.once
        return round((end - start) * demonstrations.FPS)

    @property
    def best_frame(self) -> int:
        """The number of the picture that says most: the middle of the fault, or the peak."""
        part, start, end = self.once
        if self.script.first and self.fault not in SECOND_PART:
            at = start + self.script.tempo.out_s + self.script.tempo.hold_s / 2
        elif part.faults and not self.script.first:
            at = (part.faults[0].start_s + part.faults[0].end_s) / 2
        else:
            at = part.reps[0].peak_s if part.reps else (start + end) / 2
        return min(round((at - start) / (end - start) * self.frames), self.frames - 1)

    @property
    def round_s(self) -> float:
        """How long a round takes in the film, seconds: so many whole pictures."""
        return self.frames / demonstrations.FPS

    def performance(self, rounds: int, lead_s: float = 0.0) -> Performance:
        """So many rounds of it, one after the other.

        Parameters
        ----------
        rounds : int
        lead_s : float
            For so long before the first one the posture in which it begins is kept.
        """
        part, start, end = self.once

        def motion(t_s: FloatArray) -> Skeleton:
            since_s = np.mod(np.maximum(t_s - lead_s, 0.0), self.round_s)
            return part.motion(start + since_s / self.round_s * (end - start))

        duration_s = lead_s + rounds * self.round_s
        truth = Truth(self.exercise, self.variant, part.run.body.name, part.run.seed, duration_s, 0.0, duration_s)
        return Performance(part.run.body, [Stretch(duration_s, motion)], truth, self.script.view, demonstrations.FPS)

    def camera(self) -> PinholeCamera:
        """From where it is filmed."""
        if self.filmed_as:
            return self.filmed_as.camera()
        yaw_deg = TURNED_DEG.get(self.exercise, YAW_DEG)
        return self.performance(1).camera(self.view, yaw_deg=yaw_deg, size_wh=demonstrations.SIZE_WH)

    def track(self, rounds: int) -> PoseTrack:
        """The landmarks of :data:`LEAD_S` in position and of so many rounds, a row for each picture."""
        return synthetic.ideal_track(self.performance(rounds, LEAD_S), self.camera(), demonstrations.FPS)

    def scene(self) -> Scene:
        """What is painted."""
        room: Room = ROOMS[self._pick(SHOWN_ROOMS, 2)]
        performance, look = self.performance(1), LOOKS[self._pick(tuple(LOOKS), 1)]
        first = performance.pose(0.0)
        blocks = around(self.exercise, first, room.wall, self.view)
        room = replace(room, blocks=blocks, mat_half_m=(0.0, 0.0) if blocks else _along(first, room.mat_half_m))
        life = life_of(self.exercise, self.round_s)
        return Scene(performance, self.camera(), look, room, grain=0.0, life=life, held=held(self.exercise, first))

    def _pick(self, names: tuple[str, ...], salt: int) -> str:
        """One of these, always the same for an exercise."""
        return names[crc32(f"{self.exercise} {salt}".encode()) % len(names)]


def _hold(run: ScriptRun, hold_s: float, flaw: NamedFlaw, begins: NamedFlaw) -> SetMotion:
    """A hold; a fault comes and goes in it where it can, slowly where it creeps in."""
    kind = run.script.flaws[flaw[0]] if flaw else None
    if kind is None or kind.always:
        return play_hold(run, hold_s, [flaw])
    good, bad = (play_hold(run, hold_s, [each]).keys[-1].values for each in (begins, flaw))
    start = COMES_S + (BAD_S / 2 if kind.gradual else CHANGE_S)
    end = COMES_S + CHANGE_S + BAD_S
    played = [(0.0, good), (COMES_S, good), (start, bad), (end, bad), (end + CHANGE_S, good)]
    hold = play_hold(run, hold_s, [flaw])
    faults = [replace(hold.faults[0], start_s=start, end_s=end)]
    return replace(hold, keys=[Keyframe(*key) for key in played], duration_s=end + CHANGE_S, faults=faults)


def _along(first: Skeleton, mat_half_m: tuple[float, float]) -> tuple[float, float]:
    """Half the length of a mat along x and z that lies under somebody lengthwise."""
    x, _, z = np.abs(first.points["chest"][0] - first.points["pelvis"][0])
    longer, shorter = max(mat_half_m), min(mat_half_m)
    return (shorter, longer) if z > max(x, 0.2) else (longer, shorter)


def loops() -> Iterator[Loop]:
    """Every film that there is to be: of each exercise of the catalogue, and of each scripted fault that it tells."""
    for name in exercises.names():
        variants = SCRIPTS[name]
        yield Loop(name, None, next(iter(variants)))
        for fault in dict.fromkeys(check.id for check in exercises.get(name).checks):
            having = [variant for variant, script in variants.items() if fault in script.flaws]
            if having:
                yield Loop(name, fault, having[0])
