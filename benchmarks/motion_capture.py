"""Motion capture as a camera would see it: Plug-in-Gait markers to BlazePose landmarks, filmed from anywhere.

True landmarks: what they test is geometry, levels and limits, not the pose model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import real_causes
from real_judge import Finding
from real_truth import Capture, Truth

from formcheck import PoseTrack, analyze
from formcheck.errors import TrackError
from formcheck.landmarks import N_LANDMARKS, Landmark
from formcheck.result import SetResult

CAMERA_MM, HEIGHT_MM, FOCAL_PX = 3200.0, 1000.0, 900.0
SIZE_WH = (1280, 720)

HIP_JOINT = (0.14, -0.19, -0.30)
"""Hip joint centre from the front of the pelvis, in its widths: inwards, forward, up (Bell, Pedersen & Brand 1990)."""


def landmarks_mm(markers_mm: np.ndarray, names: list[str]) -> np.ndarray:
    """(T, 33, 3) landmarks in millimetres, z up, of (T, M, 3) markers.

    Parameters
    ----------
    markers_mm : (T, M, 3) float
        z up.
    names : list of str
        Of the M markers: those of Plug-in-Gait.

    Raises
    ------
    TrackError
        If a marker is missing.
    """
    missing = sorted(_needed() - set(names))
    if missing:
        raise TrackError(f"motion capture lacks the markers {', '.join(missing)}")

    def at(name: str) -> np.ndarray:
        return np.asarray(markers_mm[:, names.index(name)])

    out = np.full((len(markers_mm), N_LANDMARKS, 3), np.nan)
    _head(out, at)
    pelvis = (at("LASI") + at("RASI")) / 2
    across = at("RASI") - at("LASI")
    width = np.linalg.norm(across, axis=1, keepdims=True)
    across = across / width
    forward = pelvis - (at("LPSI") + at("RPSI")) / 2
    forward = _unit(forward - np.sum(forward * across, axis=1, keepdims=True) * across)
    up = np.cross(across, forward)
    up = up * np.sign(up[:, 2:3])
    inwards, ahead, above = HIP_JOINT
    for right, letter in enumerate("LR"):
        side = -across if right else across
        out[:, Landmark.LEFT_SHOULDER + right] = at(f"{letter}SHO") - [0, 0, 30]
        out[:, Landmark.LEFT_ELBOW + right] = at(f"{letter}ELB")
        out[:, Landmark.LEFT_WRIST + right] = (at(f"{letter}WRA") + at(f"{letter}WRB")) / 2
        for finger in (Landmark.LEFT_PINKY, Landmark.LEFT_INDEX, Landmark.LEFT_THUMB):
            out[:, finger + right] = at(f"{letter}FIN")
        out[:, Landmark.LEFT_HIP + right] = at(f"{letter}ASI") + (side * inwards + forward * ahead + up * above) * width
        out[:, Landmark.LEFT_KNEE + right] = at(f"{letter}KNE")
        out[:, Landmark.LEFT_ANKLE + right] = at(f"{letter}ANK")
        heel, toe = at(f"{letter}HEE"), at(f"{letter}TOE")
        out[:, Landmark.LEFT_HEEL + right] = heel
        # the marker lies on the second toe's base; the foot's tip is a third farther
        out[:, Landmark.LEFT_FOOT_INDEX + right] = heel + (toe - heel) / 0.74
    return out


def _needed() -> set[str]:
    pairs = ["FHD", "BHD", "SHO", "ELB", "WRA", "WRB", "FIN", "ASI", "PSI", "KNE", "ANK", "HEE", "TOE"]
    return {letter + part for letter in "LR" for part in pairs}


def _head(out: np.ndarray, at: object) -> None:
    """Nose, eyes, ears and mouth from the four markers of the head band; places in a grown head, mm."""
    assert callable(at)
    front, back = (at("LFHD") + at("RFHD")) / 2, (at("LBHD") + at("RBHD")) / 2
    out[:, Landmark.NOSE] = front + 30 * _unit(front - back) - [0, 0, 90]
    for right, letter in enumerate("LR"):
        out[:, Landmark.LEFT_EAR + right] = (at(f"{letter}FHD") + at(f"{letter}BHD")) / 2 - [0, 0, 70]
        for eye in range(3):
            out[:, Landmark.LEFT_EYE_INNER + 3 * right + eye] = at(f"{letter}FHD") - [0, 0, 50]
        out[:, Landmark.MOUTH_LEFT + right] = front - [0, 0, 120]


def _unit(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / np.linalg.norm(x, axis=1, keepdims=True))


def filmed(points_mm: np.ndarray, yaw_deg: float, fps: float) -> PoseTrack:
    """Landmarks as a camera 3.2 m away and a metre high sees them.

    Parameters
    ----------
    points_mm : (T, 33, 3) float
        z up; the person faces +x at the beginning.
    yaw_deg : float
        0 = from the front, 90 = from the person's left.
    fps : float
    """
    middle = np.nanmean(points_mm[:, Landmark.LEFT_HIP : Landmark.RIGHT_HIP + 1].reshape(-1, 3), axis=0)
    from_middle = points_mm - np.array([middle[0], middle[1], 0.0])
    away = np.array([np.cos(np.radians(yaw_deg)), np.sin(np.radians(yaw_deg))])
    right = np.array([-away[1], away[0]])
    depth = CAMERA_MM - from_middle[..., :2] @ away
    across = from_middle[..., :2] @ right
    down = HEIGHT_MM - points_mm[..., 2]
    image = np.stack([SIZE_WH[0] / 2 + FOCAL_PX * across / depth, SIZE_WH[1] / 2 + FOCAL_PX * down / depth], axis=-1)
    world = np.stack([across, down, depth], axis=-1)
    world = world - world[:, Landmark.LEFT_HIP : Landmark.RIGHT_HIP + 1].mean(axis=1, keepdims=True)
    seen = np.full(points_mm.shape[:2], 0.95)
    return PoseTrack(np.arange(len(points_mm)) / fps, image, SIZE_WH, world / 1000, seen, seen)


def findings(folder: Path, truth: Truth) -> Iterator[Finding]:
    """What is found in the captures of a list, from each camera.

    Parameters
    ----------
    folder : Path
        In which the patterns of the list are looked for.
    truth : Truth
    """
    for capture in truth.capture:
        for film in films(folder, capture):
            yield from _judged(film, capture, analyze(film.track, capture.exercise))


@dataclass(frozen=True)
class Film:
    """A capture seen from one camera; `middles_s` are the middles of its true repetitions, seconds."""

    path: Path
    yaw_deg: float
    track: PoseTrack
    middles_s: list[float]

    @property
    def person(self) -> str:
        """Who it is: ``s01`` and so on in the name of the file."""
        return next(iter(re.findall(r"s\d+", self.path.stem)), self.path.stem)


def films(folder: Path, capture: Capture) -> Iterator[Film]:
    """Every file of a capture, from each of its cameras.

    Parameters
    ----------
    folder : Path
        In which its pattern is looked for.
    capture : Capture
    """
    for path in sorted(folder.glob(capture.files)):
        with np.load(path) as data:
            points = landmarks_mm(data["markers_mm"].astype(float), [str(name) for name in data["names"]])
            fps = float(data["fps"])
            ends_s = [*data["starts_s"][1:], len(points) / fps]
            middles_s = [(a + b) / 2 for a, b in zip(data["starts_s"], ends_s, strict=True)]
        for yaw_deg in capture.yaws_deg:
            yield Film(path, yaw_deg, filmed(points, yaw_deg, fps), middles_s)


def _judged(film: Film, capture: Capture, result: SetResult) -> Iterator[Finding]:
    """Findings of one capture from one camera."""
    name = f"{film.path.stem} from {film.yaw_deg:.0f} deg"

    def finding(measure: str, right: int, of: int, miss: str = "") -> Finding:
        return Finding(capture.exercise, film.person, name, measure, right, of, miss)

    counted, reps = len(result.reps), len(film.middles_s)
    if capture.form == "other":
        yield finding("something else", max(reps - counted, 0), reps, f"counted {counted}" if counted else "")
        return
    causes = "" if counted == reps else "; ".join(real_causes.reps(result, film.middles_s)[:3])
    yield finding("counted", int(counted == reps), 1, f"{counted} for {reps}: {causes}" if causes else "")
    faulty = {fault.rep for fault in result.faults if fault.rep and fault.severity != "hint"}
    if capture.form == "good":
        ids = sorted({fault.id for fault in result.faults if fault.rep and fault.severity != "hint"})
        miss = f"{len(faulty)} of {counted} with a fault: {', '.join(ids)}" if faulty else ""
        yield finding("good reps good", counted - len(faulty), counted, miss)
    else:
        miss = f"{counted - len(faulty)} of {counted} without a fault" if len(faulty) < counted else ""
        yield finding("wrong reps told", len(faulty), counted, miss)
