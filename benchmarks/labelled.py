"""Labelled landmark tables: one row a frame, `label` and `<landmark>_x, _y, _z, _v` normalised by width and height."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from formcheck.landmarks import N_LANDMARKS, Landmark
from formcheck.track import PoseTrack

SIZE_WH = (1600, 900)
"""The public recordings are 16:9."""

FPS = 30.0
JUMP_PX = 40.0
"""Median move of all landmarks between two rows that can only be the next recording."""


@dataclass(frozen=True)
class Labelled:
    """One recording: a track and the label of each of its frames."""

    name: str
    labels: np.ndarray
    track: PoseTrack


def read(path: Path) -> list[Labelled]:
    """The recordings in a table, split where the picture jumps; shorter ones than ten frames are left out."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [key.removesuffix("_x") for key in rows[0] if key.endswith("_x")]
    image = np.full((len(rows), N_LANDMARKS, 2), np.nan)
    visibility = np.full((len(rows), N_LANDMARKS), np.nan)
    for name in names:
        index = Landmark[name.upper()]
        image[:, index, 0] = [float(row[f"{name}_x"]) * SIZE_WH[0] for row in rows]
        image[:, index, 1] = [float(row[f"{name}_y"]) * SIZE_WH[1] for row in rows]
        visibility[:, index] = [float(row[f"{name}_v"]) for row in rows]
    labels = np.array([row["label"] for row in rows])
    moved = np.nanmedian(np.abs(np.diff(image, axis=0)), axis=(1, 2))
    bounds = [0, *(np.flatnonzero(moved > JUMP_PX) + 1).tolist(), len(rows)]
    return [
        Labelled(
            f"{path.stem}[{a}:{b}]",
            labels[a:b],
            PoseTrack(np.arange(b - a) / FPS, image[a:b], SIZE_WH, visibility=visibility[a:b]),
        )
        for a, b in pairwise(bounds)
        if b - a >= 10
    ]


def mlkit(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Labels (N,) and points (N, 33, 3) of ML Kit's pose samples: single pictures of many people, no visibility."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return np.array([row[1] for row in rows]), np.array([row[2:] for row in rows], dtype=float).reshape(-1, 33, 3)
