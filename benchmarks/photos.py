"""Photographs for ``real.py``: is the position recognised, and are repetitions between two of them counted?"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from formcheck import PoseTrack, exercises
from formcheck.analysis.recognition import CERTAIN, propose
from formcheck.analysis.session import Session
from formcheck.errors import SourceError
from formcheck.pose.landmarker import Landmarker
from formcheck.result import SetResult

IMAGES = (".jpg", ".jpeg", ".png")
FPS = 15.0
STILL_S = 6.0
SETTLE = 10
"""So often the model sees a picture before its landmarks are taken: its filter starts anew with every picture."""
OUT_S, REST_S, END_S = 1.5, 1.2, 5.0


def detect(path: Path, model: Path) -> PoseTrack:
    """The landmarks of the person in a picture, one frame."""
    bgr = cv2.imread(str(path))
    if bgr is None:
        raise SourceError(f"{path}: not a picture that OpenCV can read")
    estimator = Landmarker(model)
    try:
        return [estimator.detect(bgr, i / FPS) for i in range(SETTLE)][-1]
    finally:
        estimator.close()


def to_and_fro(first: PoseTrack, second: PoseTrack, reps: int) -> PoseTrack:
    """From one picture to the other and back so many times, with a rest at both ends; 0 = the first one, kept."""
    ramp = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, int(OUT_S * FPS)))
    pause = np.zeros(int(REST_S * FPS))
    once = np.concatenate([pause, ramp, pause + 1.0, ramp[::-1]])
    way = np.concatenate([*([once] * reps), np.zeros(int(END_S * FPS))])

    def between(name: str) -> np.ndarray:
        a, b = getattr(first, name), getattr(second, name)
        weight = way.reshape(-1, *[1] * (a.ndim - 1))
        return np.asarray(a * (1.0 - weight) + b * weight)

    scale = np.asarray(first.size_wh) / np.asarray(second.size_wh)
    second = PoseTrack(
        second.t_s, second.image_px * scale, first.size_wh, second.world_m, second.visibility, second.presence
    )
    image, world, visibility, presence = map(between, ("image_px", "world_m", "visibility", "presence"))
    return PoseTrack(np.arange(len(way)) / FPS, image, first.size_wh, world, visibility, presence)


def photo_row(name: str, exercise: str, track: PoseTrack, held: bool | None, reps: int | None) -> list[str]:
    """One line of the table."""
    session = Session(exercise)
    update = session.feed(track)
    result = session.result(update.frames)
    inside = any(event.kind == "in-position" for event in update.events)
    position = "yes" if inside else f"no: {why_not(result)}"
    if held is not None and inside != held:
        position = f"**{position}**"
    counted = "-" if reps is None else against(len(result.reps), reps)
    told = sorted({fault.id for fault in result.faults}) or ["none"]
    first = next(iter(propose(track)), None)
    taken = "none" if first is None else first.exercise + ("" if first.confidence >= CERTAIN else " (asks)")
    return [name, exercise, position, counted, ", ".join(told), taken]


def against(found: int, true: int | None) -> str:
    """What was found, and what was expected."""
    return f"{found}" if true is None else f"{found} = {true}" if found == true else f"**{found} for {true}**"


def why_not(result: SetResult) -> str:
    """The conditions of the position that are not met."""
    assert result.frames is not None
    missed = []
    for condition in exercises.get(result.exercise).position.all:
        values = result.frames.metrics[condition.metric]
        value = float(np.nanmedian(values)) if np.isfinite(values).any() else np.nan
        if not (np.isnan(value) and condition.optional) and not condition.min <= value <= condition.max:
            wanted = f">= {condition.min:g}" if value < condition.min else f"<= {condition.max:g}"
            missed.append(f"{condition.metric} {value:.2f}, expected {wanted}")
    return "; ".join(missed) or "never still"
