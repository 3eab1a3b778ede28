"""Recordings as they might have been as well: mirrored, slower, with fewer frames, with other errors of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formcheck import PoseTrack
from formcheck.landmarks import MIRROR, N_LANDMARKS, Landmark
from formcheck.synthetic.noise import GROUPS, NoiseModel

HIPS_UP = 0.025
"""How much too high the pose model puts the hips, lengths of the trunk."""


@dataclass(frozen=True)
class Variant:
    """A way to shake a recording.

    Attributes
    ----------
    shaken : function of PoseTrack
    pace : float
        How much faster it is than the recording.
    mirrored : bool
        Left and right are exchanged.
    """

    shaken: Callable[[PoseTrack], PoseTrack]
    pace: float = 1.0
    mirrored: bool = False


def mirrored(track: PoseTrack) -> PoseTrack:
    """As in a mirror: the right limb does what the left one did."""
    image, world = track.image_px[:, MIRROR].copy(), track.world_m[:, MIRROR].copy()
    image[..., 0] = track.size_wh[0] - image[..., 0]
    world[..., 0] *= -1
    return PoseTrack(track.t_s, image, track.size_wh, world, track.visibility[:, MIRROR], track.presence[:, MIRROR])


def retimed(track: PoseTrack, pace: float) -> PoseTrack:
    """The same frames, so many times as fast."""
    return _with(track, track.image_px, track.world_m, track.t_s / pace)


def noisy(track: PoseTrack, seed: int = 0) -> PoseTrack:
    """With once more the error that wanders in the course of a recording, as large as it was measured."""
    model, rng = NoiseModel(), np.random.default_rng(seed)
    size = np.ones((N_LANDMARKS, 1))
    for group, factor in (("face", model.face_factor), ("hands", model.hands_factor), ("feet", model.feet_factor)):
        size[list(GROUPS[group])] = factor
    error = rng.normal(size=(len(track), N_LANDMARKS, 3))
    keep = np.exp(-np.diff(track.t_s, prepend=track.t_s[:1]) / model.jitter_s)
    for i in range(1, len(track)):
        error[i] = keep[i] * error[i - 1] + np.sqrt(1 - keep[i] ** 2) * error[i]
    error *= size
    image_px, world_m = _trunk(track.image_px), _trunk(track.world_m)
    image = track.image_px + model.jitter * image_px * error[..., :2]
    depth_m = error[..., 2:] * model.depth_jitter
    world = track.world_m + np.concatenate([model.jitter * world_m * error[..., :2], depth_m], axis=-1)
    return _with(track, image, world)


def hips_up(track: PoseTrack) -> PoseTrack:
    """With hips that lie too high in every frame."""
    image, world = track.image_px.copy(), track.world_m.copy()
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    image[:, hips, 1] -= HIPS_UP * _trunk(image)[..., 0]
    world[:, hips, 1] -= HIPS_UP * _trunk(world)[..., 0]
    return _with(track, image, world)


def _trunk(points: np.ndarray) -> np.ndarray:
    """(T, 1, 1) length of the trunk; where the view shortens it, what the legs say of it."""
    middle = {
        name: points[:, [Landmark[f"LEFT_{name}"], Landmark[f"RIGHT_{name}"]]]
        for name in ("SHOULDER", "HIP", "KNEE", "ANKLE")
    }
    parts = [
        np.linalg.norm(middle[a] - middle[b], axis=-1).max(axis=1)
        for a, b in (("SHOULDER", "HIP"), ("HIP", "KNEE"), ("KNEE", "ANKLE"))
    ]
    return np.fmax.reduce([parts[0], 1.2 * parts[1], 1.2 * parts[2]])[:, None, None]


def _with(track: PoseTrack, image: np.ndarray, world: np.ndarray, t_s: np.ndarray | None = None) -> PoseTrack:
    return PoseTrack(track.t_s if t_s is None else t_s, image, track.size_wh, world, track.visibility, track.presence)


VARIANTS = {
    "mirrored": Variant(mirrored, mirrored=True),
    "half the frames": Variant(lambda track: track[::2]),
    "slower": Variant(lambda track: retimed(track, 0.7), pace=0.7),
    "faster": Variant(lambda track: retimed(track, 1.4), pace=1.4),
    "noise": Variant(noisy),
    "hips up": Variant(hips_up),
}
