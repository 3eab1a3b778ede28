"""What is wrong with the picture: nobody there, a part missing, too near, too far, seen from the wrong side."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from formcheck.checks import VIEWS, view_codes
from formcheck.exercises.spec import COMBINING, POINTS, Exercise
from formcheck.landmarks import SIDED, Landmark
from formcheck.signals import GUESSED, SEEN
from formcheck.track import PoseTrack

PARTS: dict[str, tuple[str, ...]] = {
    "head": ("NOSE", "LEFT_EAR", "RIGHT_EAR"),
    "shoulders": ("LEFT_SHOULDER", "RIGHT_SHOULDER"),
    "elbows": ("LEFT_ELBOW", "RIGHT_ELBOW"),
    "hands": ("LEFT_WRIST", "RIGHT_WRIST", "LEFT_INDEX", "RIGHT_INDEX"),
    "hips": ("LEFT_HIP", "RIGHT_HIP"),
    "knees": ("LEFT_KNEE", "RIGHT_KNEE"),
    "feet": (
        "LEFT_ANKLE", "RIGHT_ANKLE", "LEFT_HEEL", "RIGHT_HEEL", "LEFT_FOOT_INDEX", "RIGHT_FOOT_INDEX",
    ),
}  # fmt: skip
LARGE = 0.8
"""A body over this share of the picture, in the direction it leaves it, is too near; a smaller one is off-centre."""
SMALL = 0.25
"""A body under this share of the picture's shorter side is too far: the network sees 256 x 256 pixels of it."""
PATIENCE_S = 1.0
"""How long something must be wrong before it is told."""


class Framing:
    """Watches the picture for an exercise.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._needed = {side: needed_landmarks(exercise, side) for side in ("left", "right")}
        self._said = ""
        self._since_s = -np.inf

    def feed(self, track: PoseTrack, left_near: bool, yaw_deg: float, in_position: bool) -> str:
        """Help for the newest frame; empty while all is well.

        Parameters
        ----------
        track : PoseTrack
            Its last frame is looked at.
        left_near : bool
        yaw_deg : float
            See ``Frames.yaw_deg``.
        in_position : bool
            Somebody in position is told about missing parts, but not to come closer or to turn.
        """
        text = self._look(track, left_near, yaw_deg, in_position)
        t_s = float(track.t_s[-1])
        if text != self._said:
            self._said, self._since_s = text, t_s
        return text if t_s - self._since_s >= PATIENCE_S else ""

    def _look(self, track: PoseTrack, left_near: bool, yaw_deg: float, in_position: bool) -> str:
        if not track.has_pose[-1]:
            return "I can't see anybody: step into the picture"
        seen, guessed = self._needed["left" if left_near else "right"]
        missing = missing_landmarks(track, seen, guessed)
        if missing.any():
            return _about_parts(track, missing)
        if in_position:
            return ""
        if max(_extent(track)) * max(track.size_wh) < SMALL * min(track.size_wh):
            return "You are far away: come closer"
        return _about_view(self._exercise, yaw_deg)


def needed_landmarks(exercise: Exercise, near: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Landmarks that an exercise's position, signal and checks measure, on the side nearer to the camera.

    Returns
    -------
    seen, guessed : (33,) bool
        Those that must be visible and in the picture, and those of which a guess is good enough. The far side is
        left out where the exercise names it as such: being hidden is its usual state.
    """
    names = [c.metric for c in exercise.position.all] + [check.metric for check in exercise.checks]
    names += [exercise.reps.signal] if exercise.reps else []
    seen, guessed = np.zeros(len(Landmark), dtype=np.bool_), np.zeros(len(Landmark), dtype=np.bool_)
    for name in measured_by(exercise, names):
        metric = exercise.metrics[name]
        own = {index for point in metric.points for index in landmarks_of(point, near, near)}
        (guessed if metric.guess else seen)[list(own)] = True
    return seen, guessed & ~seen


def measured_by(exercise: Exercise, names: Iterable[str]) -> set[str]:
    """Metrics that measure points, among `names` and those that they combine."""
    found: set[str] = set()
    waiting = [name for name in names if name in exercise.metrics]
    while waiting:
        name = waiting.pop()
        metric = exercise.metrics[name]
        if metric.kind in COMBINING:
            waiting += [arg.removeprefix("-") for arg in metric.args]
        else:
            found.add(name)
    return found


def landmarks_of(point: str, near: str, acting: str | None) -> tuple[int, ...]:
    """Landmarks of a point of an exercise file.

    Parameters
    ----------
    point : str
    near : {"left", "right"}
        The side nearer to the camera.
    acting : {"left", "right"} or None
        The side a rep is done with; None stands for both.

    Returns
    -------
    tuple of int
        Empty for a point of the far side, if `near` and `acting` are the same: the hidden side.
    """
    which, left = POINTS[point]
    if which == "own":
        return (left,)
    if which == "mid":
        return left, left + 1
    if which in ("near", "far"):
        index = left + (near == "right")
        other = left + (near != "right")
        return (index,) if which == "near" else (() if acting == near else (other,))
    if acting is None:
        return left, left + 1
    return (left + ((acting == "right") == (which == "side")),)


def missing_landmarks(track: PoseTrack, seen: NDArray[np.bool_], guessed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(33,) which of the needed landmarks the last frame of a track does not show."""
    visibility = np.nan_to_num(track.visibility[-1])
    hidden = (seen & (visibility < SEEN)) | (guessed & (visibility < GUESSED))
    return hidden | (seen & _outside(track).any(axis=1))


def _outside(track: PoseTrack) -> NDArray[np.bool_]:
    """(33, 4) beyond the left, top, right, bottom edge of the picture."""
    p, size = track.image_px[-1], np.array(track.size_wh)
    return np.concatenate([p < 0, p > size], axis=1)


def _extent(track: PoseTrack) -> tuple[float, float]:
    """Width and height of the body as shares of the longer side of the picture."""
    p = track.image_px[-1]
    box = np.nanmax(p, axis=0) - np.nanmin(p, axis=0)
    return float(box[0] / max(track.size_wh)), float(box[1] / max(track.size_wh))


def _about_parts(track: PoseTrack, missing: NDArray[np.bool_]) -> str:
    parts = [part for part, names in PARTS.items() if any(missing[Landmark[name]] for name in names)]
    what = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    if len(parts) > 2:
        what = "all of you"
    beyond = (_outside(track) & missing[:, None]).any(axis=0)
    return f"I can't see {'your ' if len(parts) <= 2 else ''}{what}: {_remedy(track, beyond)}"


def _remedy(track: PoseTrack, beyond: NDArray[np.bool_]) -> str:
    left, top, right, bottom = (bool(edge) for edge in beyond)
    wide, high = (np.nanmax(track.image_px[-1], axis=0) - np.nanmin(track.image_px[-1], axis=0)) / track.size_wh
    if not beyond.any():
        return "is something in front?"
    too_near = (left and right) or (top and bottom) or ((left or right) and wide > LARGE) or ((top or bottom) and high > LARGE)
    if too_near:
        return "move back"
    if left or right:
        return "move to the middle"
    return "tilt the camera down" if bottom else "tilt the camera up"


def _about_view(exercise: Exercise, yaw_deg: float) -> str:
    if exercise.view == "any" or not np.isfinite(yaw_deg):
        return ""
    view = VIEWS[int(view_codes(np.array([yaw_deg]), exercise.view_tolerance_deg)[0])]
    if view in (exercise.view, "unknown"):
        return ""
    return "Turn your side to the camera" if exercise.view == "side" else "Face the camera"


def sided_pairs() -> list[tuple[int, int]]:
    """(left, right) landmark of each body part that exists once a side."""
    return [(int(Landmark[f"LEFT_{p}".upper()]), int(Landmark[f"RIGHT_{p}".upper()])) for p in SIDED]
