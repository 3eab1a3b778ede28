"""What a pose model makes of the true landmarks: jitter, bias, a hidden far side, swapped sides, lost frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from formcheck.arrays import FloatArray
from formcheck.extras import needs
from formcheck.landmarks import MIRROR, N_LANDMARKS, Landmark
from formcheck.synthetic.body import SIDES
from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.landmarks import hidden, landmarks_m, track_of
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.vec import norm, unit
from formcheck.track import PoseTrack

GROUPS: dict[str, tuple[int, ...]] = {
    "joints": (*range(11, 17), *range(23, 29)),
    "face": tuple(range(11)),
    "hands": tuple(range(17, 23)),
    "feet": tuple(range(29, 33)),
}
"""Landmarks whose errors are of one size."""


@dataclass(frozen=True)
class NoiseModel:
    """Errors of landmarks. Lengths are fractions of the torso's true length, so that they hold at any distance.

    Parameters
    ----------
    jitter : float
        Standard deviation per axis of the error that changes from frame to frame, seen landmarks.
    jitter_s : float
        Its correlation time, seconds.
    bias : float
        Standard deviation per axis of an error that stays for the whole track, per landmark.
    face_factor, hands_factor, feet_factor : float
        Jitter and bias of those landmarks over those of the joints.
    hidden_factor : float
        Jitter and bias of landmarks behind other body parts are this many times larger.
    hidden_visibility, seen_visibility : float
        Mean visibility of landmarks that are hidden and seen.
    visibility_jitter : float
        Standard deviation of visibility.
    swaps_per_min, swap_s : float
        How often left and right are exchanged, and for how long (mean, seconds).
    dropouts_per_min, dropout_s : float
        How often nobody is found, and for how long (mean, seconds).
    depth_jitter : float
        Standard deviation of the error of the world landmarks' depth, m.
    offsets : mapping of joint to (float, float)
        Where the model puts a joint of either side ("hip", "knee", "foot_index", ...), on everybody and always: so far
        toward the head and toward the trunk's front.

    Notes
    -----
    The defaults are what ``benchmarks/fit_noise.py --fast`` measured through the full model on the five faulty sample
    performances seen at yaw -20, 0 and 20 deg (2500 frames). Most of the error moves slowly: it depends on the posture.
    No swap and no lost frame was seen there; raise those rates to test what real recordings do.
    """

    jitter: float = 0.027
    jitter_s: float = 1.2
    bias: float = 0.039
    face_factor: float = 0.87
    hands_factor: float = 1.33
    feet_factor: float = 1.22
    hidden_factor: float = 1.4
    hidden_visibility: float = 0.53
    seen_visibility: float = 0.95
    visibility_jitter: float = 0.02
    swaps_per_min: float = 0.0
    swap_s: float = 0.3
    dropouts_per_min: float = 0.0
    dropout_s: float = 0.3
    depth_jitter: float = 0.084
    offsets: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def noisy_track(
    performance: Performance,
    camera: PinholeCamera,
    fps: float = 30.0,
    noise: NoiseModel | None = None,
    seed: int = 0,
) -> PoseTrack:
    """The landmarks of a performance as a pose model would give them; same seed, same track.

    Parameters
    ----------
    performance : Performance
    camera : PinholeCamera
    fps : float
        Frames a second.
    noise : NoiseModel, optional
    seed : int
        Of the random errors.
    """
    t = performance.times(fps)
    return noisy_track_of(performance.pose(t), t, camera, noise or NoiseModel(), fps, seed)


def noisy_track_of(
    skeleton: Skeleton, t_s: FloatArray, camera: PinholeCamera, model: NoiseModel, fps: float, seed: int
) -> PoseTrack:
    """The landmarks of a skeleton as a pose model would give them, see :func:`noisy_track`.

    Parameters
    ----------
    skeleton : Skeleton
        T frames.
    t_s : (T,)
        Their times, seconds.
    camera : PinholeCamera
    model : NoiseModel
    fps : float
        Frames a second of `t_s`.
    seed : int
        Of the random errors.
    """
    rng = np.random.default_rng(seed)
    track = track_of(skeleton, t_s, camera)
    points = landmarks_m(skeleton)
    cover = np.clip(hidden(skeleton, points, camera) * 2.0, 0.0, 1.0)
    factor = (1.0 + (model.hidden_factor - 1.0) * cover) * _group_factors(model)
    torso_m = float(np.median(norm(skeleton.points["chest"] - skeleton.points["pelvis"])))
    torso_px = torso_m * camera.scale_px_per_m(skeleton.points["pelvis"])
    error = model.bias * rng.normal(size=(1, N_LANDMARKS, 3)) + model.jitter * _slow_noise(
        rng, len(t_s), fps, model.jitter_s
    )
    error = error * factor[..., None]
    image = track.image_px + error[..., :2] * torso_px[:, None, None]
    world = track.world_m + error * np.array(
        [torso_m, torso_m, model.depth_jitter / max(model.bias + model.jitter, 1e-9)]
    )
    if model.offsets:
        offset = _offsets_m(skeleton, model.offsets)
        image += camera.project(points + offset) - camera.project(points)
        world += offset @ camera.axes.T
    world -= world[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    level = model.seen_visibility + (model.hidden_visibility - model.seen_visibility) * cover
    wander = model.visibility_jitter * _slow_noise(rng, len(t_s), fps, 0.5)[..., 0]
    visibility = np.clip(np.where(track.visibility > 0.2, level + wander, track.visibility), 0.0, 1.0)
    visibility[~track.has_pose] = np.nan
    _swap(image, world, visibility, _spells(rng, t_s, model.swaps_per_min, model.swap_s))
    presence = track.presence.copy()
    lost = _spells(rng, t_s, model.dropouts_per_min, model.dropout_s)
    for array in (image, world, visibility, presence):
        array[lost] = np.nan
    return PoseTrack(t_s, image, camera.size_wh, world, visibility, presence)


def _offsets_m(skeleton: Skeleton, offsets: Mapping[str, tuple[float, float]]) -> FloatArray:
    """(T, 33, 3) how far each landmark is put beside its place, world metres."""
    trunk = skeleton.points["chest"] - skeleton.points["pelvis"]
    front = unit(np.cross(skeleton.frames["pelvis"][..., 2], trunk)) * norm(trunk)[:, None]
    result = np.zeros((len(skeleton), N_LANDMARKS, 3))
    for joint, (up, ahead) in offsets.items():
        for side in SIDES:
            result[:, Landmark[f"{side}_{joint}".upper()]] = up * trunk + ahead * front
    return result


def _group_factors(model: NoiseModel) -> FloatArray:
    """(33,) size of each landmark's error over that of a joint."""
    factors = np.ones(N_LANDMARKS)
    for name, value in (("face", model.face_factor), ("hands", model.hands_factor), ("feet", model.feet_factor)):
        factors[list(GROUPS[name])] = value
    return factors


def _slow_noise(rng: np.random.Generator, frames: int, fps: float, time_s: float) -> FloatArray:
    """(frames, 33, 3) noise of unit variance whose correlation falls to 1/e in ``time_s``."""
    with needs("synthetic"):
        from scipy.signal import lfilter  # noqa: PLC0415 - 0.3 s, and only needed here
    keep = float(np.exp(-1.0 / (fps * time_s))) if time_s > 0 else 0.0
    fresh = rng.normal(size=(frames, N_LANDMARKS, 3))
    # Of first order: each value is ``keep`` of the one before and so much that is new that the variance stays one.
    slow, _ = lfilter([np.sqrt(1 - keep**2)], [1.0, -keep], fresh[1:], axis=0, zi=keep * fresh[:1])
    return np.concatenate([fresh[:1], slow])


def _spells(rng: np.random.Generator, t_s: FloatArray, per_min: float, length_s: float) -> np.ndarray:
    """(T,) True during randomly placed spells."""
    count = rng.poisson(per_min * (t_s[-1] - t_s[0]) / 60.0)
    starts = rng.uniform(t_s[0], t_s[-1], count)
    ends = starts + rng.exponential(length_s, count)
    return (
        np.any([(t_s >= a) & (t_s < b) for a, b in zip(starts, ends, strict=True)], axis=0)
        if count
        else np.zeros(len(t_s), bool)
    )


def _swap(image: FloatArray, world: FloatArray, visibility: FloatArray, when: np.ndarray) -> None:
    for array in (image, world, visibility):
        array[when] = array[when][:, MIRROR]
