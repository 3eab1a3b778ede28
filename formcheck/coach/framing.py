"""What is wrong with the picture: nobody there, a part missing, too near, too far, seen from the wrong side.

Left and right are told as one sees them in the mirror of the screen, which flips the camera's picture: whoever faces it
moves to his own left when told so. Only parts that the exercise needs are asked for.
"""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray
from formcheck.exercises.body_parts import landmarks_of, measured_by
from formcheck.exercises.spec import Exercise
from formcheck.frames import Frames, Phase
from formcheck.landmarks import GUESSED, SEEN, Landmark, Side
from formcheck.metrics.view import VIEWS, view_codes
from formcheck.track import PoseTrack

PARTS: dict[str, tuple[str, ...]] = {
    "head": ("NOSE", "LEFT_EAR", "RIGHT_EAR"),
    "shoulders": ("LEFT_SHOULDER", "RIGHT_SHOULDER"),
    "elbows": ("LEFT_ELBOW", "RIGHT_ELBOW"),
    "hands": ("LEFT_WRIST", "RIGHT_WRIST", "LEFT_INDEX", "RIGHT_INDEX"),
    "hips": ("LEFT_HIP", "RIGHT_HIP"),
    "knees": ("LEFT_KNEE", "RIGHT_KNEE"),
    "feet": (
        "LEFT_ANKLE",
        "RIGHT_ANKLE",
        "LEFT_HEEL",
        "RIGHT_HEEL",
        "LEFT_FOOT_INDEX",
        "RIGHT_FOOT_INDEX",
    ),
}
LARGE = 0.8
"""A body over this share of the picture, in the direction it leaves it, is too near; a smaller one is off-centre."""
SMALL = 0.25
"""A body under this share of the picture's shorter side is too far: the network sees 256 x 256 pixels of it."""
EDGE = 0.02
"""A hidden part this close to an edge, as a share of the picture, is taken to be beyond it: it is a guess there."""
PATIENCE_S = 1.0
"""How long something must be wrong before it is told."""


class Framing:
    """A check of the picture: is all of the person seen that an exercise needs, from the side that it asks for.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._needed: dict[tuple[Side, str, str | None], tuple[BoolArray, BoolArray]] = {}
        self._shown_s = np.full(len(Landmark), np.inf)
        self._said = ""
        self._since_s = np.inf

    def feed(self, track: PoseTrack, frames: Frames) -> str:
        """Help for the newest frame; empty while all is well.

        Parameters
        ----------
        track, frames : PoseTrack, Frames
            Of the same frames; the last one is looked at.

        Notes
        -----
        Somebody in position is told about missing parts, but not to come closer or to turn; and parts that only
        another variant needs may be missing.
        """
        t_s = float(track.t_s[-1])
        in_position = int(frames.phase[-1]) != Phase.NONE
        if not track.has_pose[-1]:
            return self._patiently("I can't see anybody: step into the picture", t_s)
        view = VIEWS[int(view_codes(frames.yaw_deg[-1:], self._exercise.view_tolerance_deg)[0])]
        near: Side = "left" if frames.left_near[-1] else "right"
        variant = variant_of(self._exercise, frames) if in_position else None
        missing = missing_landmarks(track, *self._needed_now(near, view, variant))
        self._shown_s[~missing] = t_s
        self._shown_s = np.minimum(self._shown_s, t_s)
        lost = missing & (t_s - self._shown_s >= PATIENCE_S)
        if lost.any():
            return _about_parts(track, lost)
        return self._patiently("" if missing.any() or in_position else self._about_place(track, view), t_s)

    def _patiently(self, text: str, t_s: float) -> str:
        """`text` once it has been right for a while."""
        if text != self._said:
            self._said, self._since_s = text, t_s
        return text if t_s - self._since_s >= PATIENCE_S else ""

    def _about_place(self, track: PoseTrack, view: str) -> str:
        box = np.nanmax(track.image_px[-1], axis=0) - np.nanmin(track.image_px[-1], axis=0)
        if max(box) < SMALL * min(track.size_wh):
            return "You are far away: come closer"
        if self._exercise.view in ("any", view):
            return ""
        return "Turn your side to the camera" if self._exercise.view == "side" else "Face the camera"

    def _needed_now(self, near: Side, view: str, variant: str | None) -> tuple[BoolArray, BoolArray]:
        if (near, view, variant) not in self._needed:
            self._needed[near, view, variant] = needed_landmarks(self._exercise, near, view, variant)
        return self._needed[near, view, variant]


def variant_of(exercise: Exercise, frames: Frames) -> str | None:
    """Id of the variant that is done at the newest frame; None if there is none.

    Parameters
    ----------
    exercise : Exercise
    frames : Frames
        Of that exercise.
    """
    index = int(frames.variant[-1])
    return exercise.variants[index].id if index >= 0 else None


def needed_landmarks(
    exercise: Exercise, near: Side, view: str, variant: str | None = None
) -> tuple[BoolArray, BoolArray]:
    """Landmarks that an exercise's position, signal and checks measure in a view; what is but a hint needs none.

    Parameters
    ----------
    exercise : Exercise
    near : {"left", "right"}
        The side nearer to the camera.
    view : str
        One of :data:`formcheck.metrics.view.VIEWS`.
    variant : str, optional
        The one that is done; left out, whatever any of them needs.

    Returns
    -------
    seen, guessed : (33,) bool
        Those that must be visible and in the picture, and those of which a guess is good enough. Except from the
        front, the far side is left out: to be hidden is its usual state.
    """
    conditions = [*exercise.position.needed, *exercise.side_when]
    names = [c.metric for c in conditions if not c.optional and c.view in ("any", view)]
    names += [
        check.metric
        for check in exercise.checks
        if check.view in ("any", view)
        and check.severity != "hint"
        and (variant is None or not check.variants or variant in check.variants)
    ]
    names += [exercise.movement.signal] if exercise.movement else []
    seen, guessed = np.zeros(len(Landmark), dtype=np.bool_), np.zeros(len(Landmark), dtype=np.bool_)
    for metric in measured_by(exercise, names, at_least=True):
        points = {index for point in metric.points for index in landmarks_of(point, near, None)}
        (guessed if metric.guess else seen)[list(points)] = True
    far = np.array([landmark.name.startswith("RIGHT" if near == "left" else "LEFT") for landmark in Landmark])
    wanted = np.ones_like(seen) if view == "front" else ~far
    return seen & wanted, guessed & ~seen & wanted


def missing_landmarks(track: PoseTrack, seen: BoolArray, guessed: BoolArray) -> BoolArray:
    """(33,) which of the needed landmarks the last frame of a track does not show.

    Parameters
    ----------
    track : PoseTrack
    seen, guessed : (33,) bool
        Needed ones, as of :func:`needed_landmarks`.
    """
    visibility = np.nan_to_num(track.visibility[-1])
    hidden: BoolArray = (seen & (visibility < SEEN)) | (guessed & (visibility < GUESSED))
    return hidden | (seen & np.asarray(_outside(track).any(axis=1)))


def _outside(track: PoseTrack, margin: float = 0.0) -> BoolArray:
    """(33, 4) beyond the left, top, right, bottom edge of the picture, or closer to it than a share of the picture."""
    p, size = track.image_px[-1], np.array(track.size_wh)
    return np.concatenate([p < margin * size, p > (1 - margin) * size], axis=1)


def _about_parts(track: PoseTrack, missing: BoolArray) -> str:
    parts = [f"your {part}" for part, names in PARTS.items() if any(missing[Landmark[name]] for name in names)]
    what = " and ".join(parts) if len(parts) <= 2 else "all of you"
    beyond: BoolArray = np.asarray((_outside(track, EDGE) & missing[:, None]).any(axis=0))
    return f"I can't see {what}: {_remedy(track, beyond)}"


def _remedy(track: PoseTrack, beyond: BoolArray) -> str:
    if not beyond.any():
        return "is something in front?"
    left, top, right, bottom = beyond.tolist()
    box = np.nanmax(track.image_px[-1], axis=0) - np.nanmin(track.image_px[-1], axis=0)
    wide, high = (box / np.array(track.size_wh)).tolist()
    too_near = ((left or right) and wide > LARGE) or ((top or bottom) and high > LARGE)
    if too_near or (left and right) or (top and bottom):
        return "move back" if box[1] >= box[0] else "move away from the camera"  # one who lies has no back to move to
    if left or right:  # in the mirror the left edge of the camera's picture is on the right
        return "move left" if left else "move right"
    return "tilt the camera down" if bottom else "tilt the camera up"
