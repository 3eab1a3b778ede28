"""Films as trainers and patients make them: from any side, at any tempo, cut, cropped, with a break - what real
recordings showed to be different from a set that is performed whole before a camera that stands square on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.landmarks import Landmark
from formcheck.synthetic.body import BODIES
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.compose import perform
from formcheck.synthetic.film import Shot, film
from formcheck.synthetic.landmarks import landmarks_m
from formcheck.synthetic.noise import NoiseModel
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.performances import SCRIPTS
from formcheck.synthetic.performances.script import Script
from formcheck.synthetic.truth import Truth
from formcheck.track import PoseTrack

YAWS_DEG = (15.0, -15.0, 30.0, -30.0, 45.0, -45.0, 60.0, -60.0)
NEAR_YAWS_DEG = (0.0, 12.0, -12.0, 8.0, -8.0)
"""Where people put a camera that was meant to stand square on."""
FPS = (24.0, 30.0, 15.0)
HOLD_S = 9.0
SHALLOW = 0.75
"""Of the way to the peak: less than the exercise asks for, and no attempt that turns back halfway."""
FAST_S, RUSHED_S, SLOW_S = 1.0, 0.5, 4.0
"""Seconds from rest to rest, from the fastest trainers to the slowest; nobody is faster than four times a script."""
FASTEST = 4.0

OTHER_PEOPLE = 331
"""From one set of people to the next; it has no factor in common with the numbers of bodies, views and frame rates."""

NOISES: dict[str, NoiseModel] = {
    "hips offset": NoiseModel(offsets={"hip": (0.025, 0.0)}),
    "joints offset": NoiseModel(
        offsets={
            "shoulder": (-0.015, 0.03),
            "hip": (0.025, 0.0),
            "knee": (-0.02, 0.0),
            "ankle": (0.04, 0.01),
            "heel": (0.02, 0.03),
            "foot_index": (0.045, 0.015),
        }
    ),
    "loose clothes": NoiseModel(bias=0.05, jitter=0.04, offsets={"hip": (-0.04, 0.0)}),
    "long hair": NoiseModel(face_factor=2.5, offsets={"ear": (-0.04, -0.06)}),
    "shoes on a mat": NoiseModel(feet_factor=2.2, hands_factor=2.0, offsets={"heel": (-0.03, -0.02)}),
    "sides swapped": NoiseModel(swaps_per_min=6.0, dropouts_per_min=4.0),
}
"""What a pose model makes of people, and of those who are not dressed for it; lengths are fractions of the torso's.
The offsets of all joints are what ``benchmarks/fit_noise.py --fast`` measures on average, the others a judgement."""


@dataclass(frozen=True)
class Take:
    """One film of an exercise.

    Parameters
    ----------
    name : str
        What is different in it.
    exercise, variant : str
    shots : sequence of Shot
    fps : float
    seed : int
    form_judged : bool
        Whether faults can be compared: not in a repetition that is too shallow or too fast on purpose.
    """

    name: str
    exercise: str
    variant: str
    shots: tuple[Shot, ...]
    fps: float = 30.0
    seed: int = 0
    form_judged: bool = True

    @property
    def id(self) -> str:
        """Its exercise, variant and name."""
        return "/".join(part for part in (self.exercise, self.variant, self.name) if part)

    def film(self) -> tuple[PoseTrack, Truth]:
        """Its landmarks and the truth of them."""
        return film(self.shots, self.fps, self.seed)


@dataclass(frozen=True)
class _Stage:
    """Who performs what where, the same for the same exercise and name."""

    name: str
    exercise: str
    variant: str
    seed: int

    @property
    def script(self) -> Script:
        return SCRIPTS[self.exercise][self.variant]

    @property
    def counted(self) -> bool:
        return self.script.kind == "reps"

    @property
    def yaw_deg(self) -> float:
        return NEAR_YAWS_DEG[self.seed % len(NEAR_YAWS_DEG)]

    def perform(self, **more: Any) -> Performance:
        how = {"reps": 4 if self.script.sided else 3} if self.counted else {"hold_s": HOLD_S}
        fixed = {"variant": self.variant or None, "body": tuple(BODIES)[self.seed % len(BODIES)], "seed": self.seed}
        return perform(self.exercise, **(fixed | how | more))

    def camera(self, performance: Performance, yaw_deg: float | None = None, distance: float = 1.0) -> PinholeCamera:
        """At the near side or in front, as the script asks, ``distance`` times as far away as it needs."""
        near = ("right", "left")[self.seed % 2]
        yaw = self.yaw_deg if yaw_deg is None else yaw_deg
        camera = performance.camera(None, near, yaw, size_wh=(640, 360))
        return replace(camera, distance_m=camera.distance_m * distance)

    def take(self, *shots: Shot, form_judged: bool = True) -> Take:
        return Take(self.name, self.exercise, self.variant, shots, FPS[self.seed % len(FPS)], self.seed, form_judged)

    def whole(self, performance: Performance, **how: Any) -> Take:
        """One shot of all of it."""
        judged = how.pop("form_judged", True)
        camera = how.pop("camera", None) or self.camera(performance)
        return self.take(Shot(performance, camera, **how), form_judged=judged)


def takes(exercise: str, people: int = 0) -> Iterator[Take]:
    """The films of a scripted exercise; its variants take turns.

    Parameters
    ----------
    exercise : str
    people : int
        Another number, other people: bodies, ways to move, cameras and errors of the landmarks.
    """
    variants = list(SCRIPTS[exercise])
    for index, (name, make) in enumerate(_MAKERS.items()):
        seed = (crc32(f"{exercise}/{name}".encode()) + OTHER_PEOPLE * people) % 1000
        made = make(_Stage(name, exercise, variants[index % len(variants)], seed))
        if made is not None:
            yield made


def _turned(yaw_deg: float) -> Callable[[_Stage], Take]:
    def make(stage: _Stage) -> Take:
        performance = stage.perform()
        return stage.whole(performance, camera=stage.camera(performance, yaw_deg))

    return make


def _dressed(noise: NoiseModel) -> Callable[[_Stage], Take]:
    return lambda stage: stage.whole(stage.perform(), noise=noise)


def _cut_short(stage: _Stage) -> Take:
    """It begins on the way to the first peak and ends on the way back from the last, or in the hold."""
    performance = stage.perform()
    truth = performance.truth
    if truth.reps:
        start = truth.reps[0].start_s + 0.4 * stage.script.tempo.out_s
        return stage.whole(performance, start_s=start, end_s=truth.reps[-1].end_s - 0.3 * stage.script.tempo.back_s)
    return stage.whole(performance, start_s=truth.set_start_s + 1.5, end_s=truth.set_end_s - 1.5)


def _lasting(rep_s: float) -> Callable[[_Stage], Take | None]:
    """So many seconds from rest to rest, or for each of its two parts, and as much faster or slower between."""

    def make(stage: _Stage) -> Take | None:
        if not stage.counted:
            return None
        performance = stage.perform()
        scripted_s = float(np.mean([rep.end_s - rep.start_s for rep in performance.truth.reps]))
        speed = scripted_s / (2 * rep_s if stage.script.first else rep_s)
        speed = min(speed, FASTEST) if rep_s < SLOW_S else min(speed, 1 / 1.2)
        return stage.whole(performance, speed=speed, form_judged=False)

    return make


def _shallow(stage: _Stage) -> Take | None:
    return stage.whole(stage.perform(reach=SHALLOW), form_judged=False) if stage.counted else None


def _two_cameras(stage: _Stage) -> Take:
    """The same once more from elsewhere and further away, as if filmed at the same time; cut without a pause."""
    performance = stage.perform()
    truth = performance.truth
    last_s = truth.reps[-1].end_s if truth.reps else truth.set_end_s
    yaw = -45.0 if stage.yaw_deg > 0 else 45.0
    first = Shot(performance, stage.camera(performance), end_s=last_s + 0.2)
    start = max(truth.reps[0].start_s - 0.2, 0.0) if truth.reps else truth.set_start_s
    return stage.take(first, Shot(performance, stage.camera(performance, yaw, 1.6), start_s=start))


def _break(stage: _Stage) -> Take:
    """Getting up, walking out of the picture, coming back."""
    first, second = stage.perform(exit=True), stage.perform(entry=True)
    camera = stage.camera(first)
    return stage.take(Shot(first, camera), Shot(second, camera))


def _talk_first(stage: _Stage) -> Take:
    """Talking to the camera and showing half of it before; then a cut to the set."""
    talk, performance = perform("talk", body=tuple(BODIES)[stage.seed % len(BODIES)], seed=stage.seed), stage.perform()
    front = talk.camera("front", yaw_deg=2 * stage.yaw_deg, size_wh=(640, 360))
    return stage.take(Shot(talk, front), Shot(performance, stage.camera(performance)))


def _walks_in(stage: _Stage) -> Take:
    performance = stage.perform(entry=True, exit=True)
    return stage.whole(performance, camera=stage.camera(performance, 35.0 if stage.seed % 2 else -35.0))


def _without(*landmarks: str) -> Callable[[_Stage], Take]:
    """Those landmarks are out of the picture."""

    def make(stage: _Stage) -> Take:
        performance = stage.perform()
        return stage.whole(performance, camera=cropped(performance, stage.camera(performance), landmarks))

    return make


def cropped(performance: Performance, camera: PinholeCamera, landmarks: tuple[str, ...]) -> PinholeCamera:
    """The camera aimed so far to the other end of the body that the median of landmarks leaves the picture.

    Parameters
    ----------
    performance : Performance
    camera : PinholeCamera
    landmarks : tuple of str
        Names without their side, as "ankle"; or "nose".
    """
    t = np.arange(performance.truth.set_start_s, performance.truth.set_end_s, 0.25)
    points = landmarks_m(performance.pose(t))
    names = [name for word in landmarks for name in Landmark.__members__ if name.endswith(word.upper())]
    lost = points[:, [Landmark[name] for name in names]]
    away = (points.mean(axis=1) - lost.mean(axis=1)).mean(axis=0)
    for share in np.arange(0.05, 3.0, 0.05):
        x, y, z = np.array(camera.target_m) + share * away
        aimed = replace(camera, target_m=(float(x), float(y), float(z)), height_m=camera.height_m)
        if np.mean(_outside(aimed, lost)) > 0.5:
            return aimed
    return camera


def _outside(camera: PinholeCamera, points: FloatArray) -> FloatArray:
    pixels = camera.project(points)
    return np.asarray(((pixels < 0) | (pixels >= np.array(camera.size_wh))).any(axis=-1), dtype=np.float64)


_MAKERS: dict[str, Callable[[_Stage], Take | None]] = {
    **{f"yaw {yaw:+.0f}": _turned(yaw) for yaw in YAWS_DEG},
    "cut short": _cut_short,
    "rushed": _lasting(RUSHED_S),
    "fast": _lasting(FAST_S),
    "slow": _lasting(SLOW_S),
    "shallow": _shallow,
    "two cameras": _two_cameras,
    "break": _break,
    "talk first": _talk_first,
    "walks in": _walks_in,
    "feet out": _without("foot_index", "heel", "ankle"),
    "head out": _without("ear", "nose"),
    **{name: _dressed(noise) for name, noise in NOISES.items()},
}
"""What is different in a film -> how it is made; None where the exercise cannot be done so."""
