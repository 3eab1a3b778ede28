"""Tracks of drawn people, what may be done to them without changing the truth, and comparing two results to the bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np

from formcheck import Frames, PoseTrack, Session, SetResult, synthetic
from formcheck.analysis.chunks import joined
from formcheck.exercises import Exercise, spec
from formcheck.landmarks import MIRROR, N_LANDMARKS, Landmark

SCENARIOS = {scenario.id: scenario for scenario in synthetic.scenarios()}

SWAPPED = {"left": "right", "right": "left"}


@cache
def performed(scenario_id: str, seed: int = 0) -> synthetic.Performance:
    """The scripted performance of a scenario."""
    return SCENARIOS[scenario_id].perform(seed=seed)


@cache
def ideal(
    scenario_id: str, fps: float = 30.0, view: str | None = None, yaw_deg: float = 8.0, near: str = "right"
) -> PoseTrack:
    """True landmarks of a scenario."""
    performance = performed(scenario_id)
    return synthetic.ideal_track(performance, performance.camera(view, near, yaw_deg), fps)


@cache
def noisy(scenario_id: str, fps: float = 30.0, seed: int = 0, **noise: float) -> PoseTrack:
    """The landmarks of a scenario as a pose model would give them."""
    performance = performed(scenario_id)
    model = synthetic.NoiseModel(**noise)
    return synthetic.noisy_track(performance, performance.camera(yaw_deg=8.0), fps, model, seed)


def changed(track: PoseTrack, **arrays: Any) -> PoseTrack:
    """The track with some of its arrays replaced."""
    given = {name: arrays.get(name, getattr(track, name)) for name in
             ("t_s", "image_px", "size_wh", "world_m", "visibility", "presence")}  # fmt: skip
    return PoseTrack(**given)


def mirrored(track: PoseTrack) -> PoseTrack:
    """The same scene in a mirror: the picture flipped, the person's left become the right."""
    width = track.size_wh[0]
    image = track.image_px[:, MIRROR].copy()
    image[..., 0] = width - image[..., 0]
    world = track.world_m[:, MIRROR].copy()
    world[..., 0] = -world[..., 0]
    return changed(
        track, image_px=image, world_m=world, visibility=track.visibility[:, MIRROR], presence=track.presence[:, MIRROR]
    )


def scaled(track: PoseTrack, factor: float) -> PoseTrack:
    """The same scene filmed at another resolution."""
    width, height = track.size_wh
    return changed(track, image_px=track.image_px * factor, size_wh=(round(width * factor), round(height * factor)))


def translated(track: PoseTrack, right_px: int, down_px: int) -> PoseTrack:
    """The same scene in the corner of a larger picture."""
    width, height = track.size_wh
    moved = track.image_px + np.array([right_px, down_px], dtype=np.float64)
    return changed(track, image_px=moved, size_wh=(width + right_px, height + down_px))


def delayed(track: PoseTrack, seconds: float) -> PoseTrack:
    """The same scene later."""
    return changed(track, t_s=track.t_s + seconds)


def emptied(track: PoseTrack, frames: Any) -> PoseTrack:
    """Nobody found in some frames."""
    arrays = {name: getattr(track, name).copy() for name in ("image_px", "world_m", "visibility", "presence")}
    for array in arrays.values():
        array[frames] = np.nan
    return changed(track, **arrays)


def picked(track: PoseTrack, frames: Any) -> PoseTrack:
    """Only some of the frames."""
    arrays = {name: getattr(track, name)[frames] for name in
              ("t_s", "image_px", "world_m", "visibility", "presence")}  # fmt: skip
    return changed(track, **arrays)


def swapped(track: PoseTrack, frames: Any, landmarks: Sequence[int] = range(N_LANDMARKS)) -> PoseTrack:
    """Left and right of some landmarks exchanged in some frames."""
    order = np.arange(N_LANDMARKS)
    order[list(landmarks)] = MIRROR[list(landmarks)]
    arrays = {name: getattr(track, name).copy() for name in ("image_px", "world_m", "visibility", "presence")}
    for array in arrays.values():
        array[frames] = array[frames][:, order]
    return changed(track, **arrays)


def with_hand_at_ear(track: PoseTrack, left_near: np.ndarray, from_s: float, until_s: float) -> PoseTrack:
    """The near hand over the ear for a while: wrist a little below it, fingers above, and the arm hides it no more."""
    image, world, visibility = track.image_px.copy(), track.world_m.copy(), track.visibility.copy()
    rows = np.flatnonzero((track.t_s >= from_s) & (track.t_s < until_s))
    wobble = np.random.default_rng(0).normal(0.0, 0.02, (len(rows), 2))
    for row, shake in zip(rows, wobble, strict=True):
        side = "LEFT" if left_near[row] else "RIGHT"
        ear, shoulder, hip, wrist, fingers = (
            Landmark[f"{side}_{part}"] for part in ("EAR", "SHOULDER", "HIP", "WRIST", "INDEX")
        )
        trunk = np.hypot(*(image[row, shoulder] - image[row, hip]))
        up = (image[row, ear] - image[row, shoulder]) / np.hypot(*(image[row, ear] - image[row, shoulder]))
        image[row, wrist] = image[row, ear] + trunk * (shake - 0.12 * up)
        image[row, fingers] = image[row, ear] + trunk * (shake + 0.12 * up)
        world[row, [wrist, fingers]] = world[row, ear]
        visibility[row, [ear, wrist, fingers]] = 1.0
    return changed(track, image_px=image, world_m=world, visibility=visibility)


def one_after_the_other(*tracks: PoseTrack) -> PoseTrack:
    """Performances in a row, in the same picture."""
    joined, at_s = [], 0.0
    for track in tracks:
        joined.append(delayed(track, at_s - float(track.t_s[0])))
        at_s = float(joined[-1].t_s[-1]) + 0.1
    return PoseTrack.concatenate(joined)


def waiting(track: PoseTrack, seconds: float) -> PoseTrack:
    """The last picture of a track for some time."""
    n = round(seconds * 10)
    kept = {
        name: np.repeat(getattr(track, name)[-1:], n, axis=0)
        for name in ("image_px", "world_m", "visibility", "presence")
    }
    return PoseTrack(np.arange(n) / 10, size_wh=track.size_wh, **kept)


def pieces(track: PoseTrack, lengths: Iterable[int]) -> list[PoseTrack]:
    """The track cut into pieces of these lengths, over and over, up to its end."""
    found: list[PoseTrack] = []
    at = 0
    wanted = list(lengths)
    while at < len(track):
        length = wanted[len(found) % len(wanted)]
        found.append(track[at : at + length])
        at += length
    return found


def run(exercise: Any, parts: Sequence[PoseTrack], side: Any = None) -> tuple[SetResult, list[Any]]:
    """Result, with the frames of all parts joined, and the events of a session fed part by part."""
    session = Session(exercise, side)
    updates = [session.feed(part) for part in parts]
    whole = joined(updates)
    return session.result(whole.frames), whole.events


def assert_identical(a: tuple[SetResult, list[Any]], b: tuple[SetResult, list[Any]]) -> None:
    """Two runs agree in everything, to the bit; NaN equals NaN."""
    (result_a, events_a), (result_b, events_b) = a, b
    assert result_a.frames is not None
    assert result_b.frames is not None
    for field in fields(Frames):
        one, other = getattr(result_a.frames, field.name), getattr(result_b.frames, field.name)
        pairs = [(one[key], other[key], key) for key in one] if isinstance(one, dict) else [(one, other, field.name)]
        for x, y, name in pairs:
            assert x.dtype == y.dtype, name
            np.testing.assert_array_equal(x, y, err_msg=f"{field.name} {name}")
    # repr: NaN equals NaN, and every digit of a float counts
    assert repr(events_a) == repr(events_b)
    assert repr(replace(result_a, frames=None)) == repr(replace(result_b, frames=None))


def outline(result: SetResult, mirror: bool = False) -> dict[str, Any]:
    """What a person would tell of a set, without the last digits of its numbers."""

    def side(name: str | None) -> str | None:
        return SWAPPED.get(name, name) if mirror and name else name

    return {
        "reps": [(side(rep.side), round(rep.end_s - result_start(result), 6), rep.faults, rep.verdict, rep.unknown)
                 for rep in result.reps],
        "attempts": [(side(a.side), round(a.end_s - result_start(result), 6), a.reason) for a in result.attempts],
        "holds": [(*(round(s, 6) for s in (h.length_s, h.good_s, h.unseen_s)), side(h.variant)) for h in result.holds],
        "faults": [(f.id, f.rep, round(f.end_s - f.start_s, 6), f.limit, f.cue) for f in result.faults],
        "unknown_s": {key: round(value, 6) for key, value in result.unknown_s.items()},
        "view": result.view,
        "side": side(result.side),
    }  # fmt: skip


def result_start(result: SetResult) -> float:
    """Time of the first frame."""
    assert result.frames is not None
    return float(result.frames.t_s[0])


TRUNK_PX = 100.0
PUPPET = """
id = "puppet"
name = "Puppet"
kind = "{kind}"
source = "tests"
dose = "none"
camera = "side-on"
setup = "Stand."
safety = "None."
view = "side"
forward = [["heel", "foot_index"]]
baseline_s = 1.0

[metrics]
arm = {{ rise = ["hip", "wrist"], per = [["shoulder", "hip"]] }}
knee = {{ ahead = ["hip", "knee"], per = [["shoulder", "hip"]] }}
head = {{ rise = ["shoulder", "nose"], per = [["shoulder", "hip"]] }}
{metrics}

[position]
all = [{{ metric = "head", min = 0.3, slack = 0.1 }}]
{rest}
"""
PUPPET_REPS = """
[reps]
signal = "arm"
rest = 0.2
go = 0.3
peak = 0.7
band = 0.1
"""


def puppet_exercise(*checks: str, kind: str = "reps", metrics: str = "", rest: str = PUPPET_REPS) -> Exercise:
    """An exercise on numbers that :func:`puppet` sets directly; each check is the inside of a ``[[checks]]`` table."""
    common = 'name = "a check"\nsource = "made up for a test"\n'
    tables = "".join(f"\n[[checks]]\n{common}{check}\n" for check in checks) or "\nchecks = []\n"
    text = PUPPET.format(kind=kind, metrics=metrics, rest="" if kind != "reps" else rest)
    if not checks:
        text, tables = tables + text, ""
    return spec.parse(text + tables, "puppet.toml")


def puppet(
    t_s: Any, arm: Any = 0.0, knee: Any = 0.0, head: Any = 0.5, yaw_deg: float = 90.0, **more: Any
) -> PoseTrack:
    """A person in side view, facing right, whose numbers are given, each (T,) or one for all, in trunk lengths.

    Parameters
    ----------
    arm : how high the wrists are above the hips
    knee : how far the knees are ahead of the hips
    head : how high the nose is above the shoulders; 0.3 and more is *in position*
    more : the same for landmarks by name, e.g. ``left_wrist=(x, y)`` in trunk lengths from the hips, x ahead, y up
    """
    t = np.asarray(t_s, dtype=np.float64)
    places: dict[str, tuple[Any, Any]] = {
        "shoulder": (0, 1), "elbow": (0.2, 0.6), "wrist": (0.4, arm), "hip": (0, 0), "knee": (knee, -0.9),
        "ankle": (0, -1.8), "heel": (-0.2, -1.9), "foot_index": (0.4, -1.9),
    }  # fmt: skip
    image = np.empty((len(t), N_LANDMARKS, 2))
    image[:, :, 0], image[:, :, 1] = 320.0, 150.0
    named = {f"{side}_{part}": place for part, place in places.items() for side in ("left", "right")}
    named["nose"] = (0.1, 1.0 + np.asarray(head, dtype=np.float64))
    for name, (x, y) in (named | more).items():
        image[:, Landmark[name.upper()], 0] = 320.0 + TRUNK_PX * np.asarray(x, dtype=np.float64)
        image[:, Landmark[name.upper()], 1] = 250.0 - TRUNK_PX * np.asarray(y, dtype=np.float64)
    world = np.zeros((len(t), N_LANDMARKS, 3))
    across = 0.2 * np.array([np.cos(np.radians(yaw_deg)), 0.0, -np.sin(np.radians(yaw_deg))])
    for landmark in (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP):
        world[:, landmark], world[:, MIRROR[landmark]] = across, -across
    return PoseTrack(t, image, (640, 480), world)
