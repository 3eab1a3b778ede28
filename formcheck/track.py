"""``PoseTrack``: the landmarks of one person over time, shape-checked once, stored as ``.npz``."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from formcheck.arrays import FloatArray
from formcheck.errors import TrackError
from formcheck.landmarks import N_LANDMARKS
from formcheck.outputs import private, writing

SCHEMA = "formcheck.track/1"


@dataclass(frozen=True, eq=False)
class PoseTrack:
    """Landmarks of one person, time first.

    Parameters
    ----------
    t_s : (T,) float
        Time of each frame in seconds, strictly increasing.
    image_px : (T, 33, 2) float
        Landmarks in the image, **pixels**: x to the right, y down. NaN where there is no person.
    world_m : (T, 33, 3) float, optional
        Landmarks in metres around the middle of the hips: x right, y down, z away from the camera. NaN if unknown.
    visibility, presence : (T, 33) float, optional
        0 to 1. Left out: 1 where the landmark is a number, NaN where it is not.
    size_wh : (int, int)
        Width and height of the frames, pixels.

    Raises
    ------
    TrackError
        On a wrong shape, times that do not increase, or a size that is not positive; all mistakes in one message.

    Notes
    -----
    Angles must be measured in pixels: in coordinates normalised by width and height a true 135 deg reads 150 at 16:9.
    """

    t_s: FloatArray
    image_px: FloatArray
    size_wh: tuple[int, int]
    world_m: FloatArray
    visibility: FloatArray
    presence: FloatArray

    def __init__(
        self,
        t_s: ArrayLike,
        image_px: ArrayLike,
        size_wh: Sequence[int],
        world_m: ArrayLike | None = None,
        visibility: ArrayLike | None = None,
        presence: ArrayLike | None = None,
    ) -> None:
        t = np.ascontiguousarray(t_s, dtype=np.float64)
        image = np.ascontiguousarray(image_px, dtype=np.float64)
        known = np.where(np.isnan(image[..., 0]), np.nan, 1.0) if image.ndim == 3 else np.empty((0, N_LANDMARKS))
        world = (
            np.full((*image.shape[:-1], 3), np.nan)
            if world_m is None
            else np.ascontiguousarray(world_m, dtype=np.float64)
        )
        vis = known if visibility is None else np.ascontiguousarray(visibility, dtype=np.float64)
        pres = known if presence is None else np.ascontiguousarray(presence, dtype=np.float64)
        size = tuple(int(v) for v in size_wh)
        _validate(t, image, world, vis, pres, size)
        for name, value in (
            ("t_s", t),
            ("image_px", image),
            ("size_wh", size),
            ("world_m", world),
            ("visibility", vis),
            ("presence", pres),
        ):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.t_s)

    def __getitem__(self, frames: slice) -> PoseTrack:
        """The part of the track at ``frames``; the arrays are views."""
        if frames.step is not None and frames.step < 0:
            raise TrackError("a track cannot run backwards: give a slice with a positive step")
        part = object.__new__(PoseTrack)  # a part of what was checked needs no second check
        for name in ("t_s", "image_px", "world_m", "visibility", "presence"):
            object.__setattr__(part, name, getattr(self, name)[frames])
        object.__setattr__(part, "size_wh", self.size_wh)
        return part

    @property
    def has_pose(self) -> NDArray[np.bool_]:
        """(T,) True where at least one landmark is known."""
        found: NDArray[np.bool_] = np.any(np.isfinite(self.image_px[:, :, 0]), axis=1)
        return found

    @classmethod
    def no_person(cls, t_s: ArrayLike, size_wh: Sequence[int]) -> PoseTrack:
        """Frames in which nobody was found: every landmark NaN.

        Parameters
        ----------
        t_s : (T,) float
            Seconds, strictly increasing.
        size_wh : (int, int)
            Width and height of the frames, pixels.

        Raises
        ------
        TrackError
            As the constructor.
        """
        return cls(t_s, np.full((np.size(t_s), N_LANDMARKS, 2), np.nan), size_wh)

    @classmethod
    def concatenate(cls, tracks: Sequence[PoseTrack]) -> PoseTrack:
        """Join consecutive tracks of one recording.

        Raises
        ------
        TrackError
            If there is no track, the sizes differ, or the times do not go on increasing.
        """
        if not tracks:
            raise TrackError("cannot join zero tracks: give at least one")
        if len({track.size_wh for track in tracks}) > 1:
            raise TrackError(f"cannot join tracks of different sizes: {sorted({t.size_wh for t in tracks})}")
        return cls(
            np.concatenate([track.t_s for track in tracks]),
            np.concatenate([track.image_px for track in tracks]),
            tracks[0].size_wh,
            np.concatenate([track.world_m for track in tracks]),
            np.concatenate([track.visibility for track in tracks]),
            np.concatenate([track.presence for track in tracks]),
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a compressed ``.npz`` with a schema version; a half-written file never replaces a whole one.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        with writing(Path(path)) as part, open(part, "wb", opener=private) as file:
            np.savez_compressed(
                file,
                schema=np.array(SCHEMA),
                t_s=self.t_s,
                image_px=self.image_px.astype(np.float32),
                world_m=self.world_m.astype(np.float32),
                visibility=self.visibility.astype(np.float32),
                presence=self.presence.astype(np.float32),
                size_wh=np.array(self.size_wh),
            )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> PoseTrack:
        """Read a ``.npz`` written by :meth:`save`.

        Raises
        ------
        TrackError
            If the file is missing, damaged, or of another schema.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                schema = str(data["schema"]) if "schema" in data.files else "none"
                if schema != SCHEMA:
                    raise TrackError(
                        f"{path}: schema is '{schema}', expected '{SCHEMA}': make it again with 'formcheck replay'"
                    )
                return cls(
                    data["t_s"],
                    data["image_px"],
                    [int(v) for v in data["size_wh"]],
                    data["world_m"],
                    data["visibility"],
                    data["presence"],
                )
        except FileNotFoundError as error:
            raise TrackError(f"{path}: no such track file") from error
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, AttributeError, TypeError) as error:
            raise TrackError(f"{path}: not a readable track file (.npz written by formcheck)") from error


def _validate(
    t: FloatArray, image: FloatArray, world: FloatArray, vis: FloatArray, pres: FloatArray, size: tuple[int, ...]
) -> None:
    frames = len(t) if t.ndim == 1 else 0
    wrong = []
    if t.ndim != 1:
        wrong.append(f"t_s has shape {t.shape}, expected (T,)")
    elif not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        wrong.append("t_s must be finite and strictly increasing")
    for name, array, expected in (
        ("image_px", image, (frames, N_LANDMARKS, 2)),
        ("world_m", world, (frames, N_LANDMARKS, 3)),
        ("visibility", vis, (frames, N_LANDMARKS)),
        ("presence", pres, (frames, N_LANDMARKS)),
    ):
        if array.shape != expected:
            wrong.append(f"{name} has shape {array.shape}, expected {expected}")
        elif np.isinf(array).any():
            wrong.append(f"{name} holds infinite numbers, expected NaN where unknown")
    if len(size) != 2 or min(size, default=0) <= 0:
        wrong.append(f"size_wh is {size}, expected two positive numbers (width, height)")
    if wrong:
        raise TrackError("; ".join(wrong))
