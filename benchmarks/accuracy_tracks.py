"""Landmarks of a case: true, noisy, or MediaPipe's of painted frames, which are kept in a cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, fields
from functools import cache
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
import platformdirs
from accuracy_cases import FPS, Case
from numpy.typing import ArrayLike

from formcheck import PoseTrack, synthetic
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model
from formcheck.synthetic import paint_fast
from formcheck.synthetic.skeleton import Skeleton


class Remembered(synthetic.Performance):
    """A performance that works out each series of poses once, however many cameras look at it."""

    def pose(self, t_s: ArrayLike) -> Skeleton:
        known: dict[bytes, Skeleton] = self.__dict__.setdefault("_known", {})
        key = np.asarray(t_s, dtype=np.float64).tobytes()
        if key not in known:
            known[key] = super().pose(t_s)
        return known[key]

    @classmethod
    def of(cls, performance: synthetic.Performance) -> Remembered:
        """The same performance, remembered."""
        return cls(**{f.name: getattr(performance, f.name) for f in fields(performance) if f.init})


def default_cache() -> Path:
    """Where tracks of painted sets are kept."""
    return platformdirs.user_cache_path("formcheck") / "accuracy"


def track_of(case: Case, performance: synthetic.Performance, folder: Path) -> PoseTrack:
    """The landmarks the checker gets to see."""
    camera = case.camera(performance)
    if case.through == "ideal":
        return synthetic.ideal_track(performance, camera, FPS)
    if case.through == "noisy":
        return synthetic.noisy_track(performance, camera, FPS, seed=case.setting)
    return _painted(case, performance, folder)


def _painted(case: Case, performance: synthetic.Performance, folder: Path) -> PoseTrack:
    path = folder / f"{fingerprint(case, performance)}.npz"
    if path.is_file():
        return PoseTrack.load(path)
    cv2.setNumThreads(1)
    landmarker = Landmarker(find_model())
    try:
        frames = paint_fast.paint_all(case.scene(performance), FPS)
        track = PoseTrack.concatenate([landmarker.detect(image, t) for t, image in frames])
    finally:
        landmarker.close()
    folder.mkdir(parents=True, exist_ok=True)
    track.save(path)
    return track


def fingerprint(case: Case, performance: synthetic.Performance) -> str:
    """Changes whenever a frame or what MediaPipe makes of it could."""
    painted = case.scene(performance)
    digest = hashlib.sha256(_model())
    times = performance.times(FPS)
    # The painter may be rewritten as long as it paints the same.
    digest.update(paint_fast.paint(painted, float(times[len(times) // 2])).tobytes())
    skeleton = performance.pose(times)
    for name, points in sorted(skeleton.points.items()):
        digest.update(name.encode() + np.round(points, 5).tobytes())
    for name, frames in sorted(skeleton.frames.items()):
        digest.update(name.encode() + np.round(frames, 5).tobytes())
    looks = [asdict(part) for part in (painted.camera, painted.look, painted.room, performance.body)]
    digest.update(repr((looks, painted.light, painted.brightness, painted.grain, painted.seed)).encode())
    return digest.hexdigest()[:24]


@cache
def _model() -> bytes:
    return hashlib.sha256(find_model().read_bytes() + version("mediapipe").encode()).digest()


def flexions(track: PoseTrack, near: str) -> dict[str, np.ndarray]:
    """Knee, hip and line of the near side in the picture, (T,) degrees, signed as in ``formcheck.synthetic.truth``.

    The camera looks at the ``near`` side from within 90 degrees of the side view.
    """
    offset = 0 if near == "left" else 1
    toward = 1.0 if near == "left" else -1.0
    shoulder, hip, knee, ankle = (track.image_px[:, index + offset] for index in (11, 23, 25, 27))
    bend: Callable[..., np.ndarray] = _signed_bend
    return {
        "knee": bend(hip, knee, ankle, -toward),
        "hip": bend(shoulder, hip, knee, toward),
        "line": bend(shoulder, hip, ankle, toward),
    }


def _signed_bend(a: np.ndarray, b: np.ndarray, c: np.ndarray, sign: float) -> np.ndarray:
    u, v = a - b, c - b
    cross, dot = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(axis=1)
    bend = 180.0 - np.degrees(np.arctan2(np.abs(cross), dot))
    return np.asarray(bend * np.where(cross == 0, 1.0, -np.sign(cross)) * sign)
