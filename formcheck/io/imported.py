"""A track made of landmarks from another tool's file; nothing that the file lacks is filled in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import FloatArray
from formcheck.errors import TrackError
from formcheck.landmarks import N_LANDMARKS, Landmark
from formcheck.track import PoseTrack


@dataclass(frozen=True)
class ImportedTrack:
    """A track read from another tool's file, and which landmarks the file has.

    Attributes
    ----------
    landmarks : tuple of Landmark
        Those that are known in one frame at least.
    ignored : tuple of str
        Names in the file that mean no landmark.
    notes : tuple of str
        What was assumed, one line each.
    """

    track: PoseTrack
    landmarks: tuple[Landmark, ...]
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Landmark, ...]:
        """Landmarks that are known in no frame."""
        return tuple(landmark for landmark in Landmark if landmark not in self.landmarks)


def assemble(
    path: Path,
    t_s: FloatArray,
    image_px: FloatArray,
    *,
    visibility: FloatArray | None = None,
    presence: FloatArray | None = None,
    world_m: FloatArray | None = None,
    size_wh: tuple[int, int] | None = None,
    ignored: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> ImportedTrack:
    """Make a track of what a file holds; nothing that it lacks is filled in.

    Parameters
    ----------
    path : Path
        Of the file, for the messages.
    t_s : (T,)
        Seconds.
    image_px : (T, 33, 2)
        Pixels, x right, y down; NaN where unknown.
    visibility, presence : (T, 33), optional
        0 to 1. Without visibility every known landmark is seen.
    world_m : (T, 33, 3), optional
        Metres from the middle of the hips, x right, y down, z away.
    size_wh : (int, int), optional
        Pixels; just large enough for every landmark if left out.
    ignored : tuple of str
        Names in the file that mean no landmark.
    notes : tuple of str
        What was assumed, one line each.

    Raises
    ------
    TrackError
        With the name of the file, if the arrays are no track or hold no landmark.
    """
    known: NDArray[np.bool_] = np.isfinite(image_px[..., 0]) & np.isfinite(image_px[..., 1])
    if not known.any():
        raise TrackError(f"{path}: no landmark in it")
    anybody = np.any(known, axis=1, keepdims=True)
    given = np.ones(known.shape) if visibility is None else np.nan_to_num(visibility, nan=0.0)
    seen = np.where(anybody, np.where(known, np.clip(given, 0.0, 1.0), 0.0), np.nan)
    there = seen if presence is None else presence
    if size_wh is None:
        size_wh = large_enough(image_px)
        notes = (*notes, f"the frames are taken to be {size_wh[0]}x{size_wh[1]}, which holds every landmark")
    image = np.where(known[:, :, None], image_px, np.nan)
    try:
        track = PoseTrack(t_s, image, size_wh, world_m, seen, there)
    except TrackError as error:
        raise TrackError(f"{path}: {error}") from error
    present = tuple(Landmark(int(i)) for i in np.flatnonzero(known.any(axis=0)))
    return ImportedTrack(track, present, ignored, notes)


def large_enough(image_px: FloatArray) -> tuple[int, int]:
    """Width and height of the smallest frame that holds every landmark."""
    right, down = np.nanmax(image_px.reshape(-1, 2), axis=0)
    return max(math.ceil(right) + 1, 1), max(math.ceil(down) + 1, 1)


def nobody(n_frames: int, last: int) -> FloatArray:
    """NaN for every landmark of every frame, (T, 33, last).

    Parameters
    ----------
    n_frames : int
    last : int
        Length of the last axis.
    """
    return np.full((n_frames, N_LANDMARKS, last), np.nan)


def evenly(n_frames: int, fps: float) -> FloatArray:
    """Times (T,) of frames at an even pace, seconds; the first is at 0.

    Parameters
    ----------
    n_frames : int
    fps : float
        Frames a second.
    """
    times: FloatArray = np.arange(n_frames) / fps
    return times
