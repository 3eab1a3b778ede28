"""The newest frame of a chunk, and who is seen how in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.coach.framing import variant_of
from formcheck.exercises.spec import Exercise
from formcheck.frames import Frames, Phase
from formcheck.landmarks import Side
from formcheck.metrics.view import VIEWS, view_codes
from formcheck.track import PoseTrack


@dataclass(frozen=True, eq=False)
class NewestFrame:
    """The last frame of a track and what was found in it.

    Attributes
    ----------
    track, frames : PoseTrack, Frames
        Of the same frames; the last one counts.
    phase : Phase
    variant : str or None
        Id of the variant that is done.
    near : {"left", "right"}
        The side nearer to the camera.
    acting : {"left", "right"} or None
        The side that moves or is held; None where there is none, or it is not known.
    view_is_right : bool or None
        The person is seen from where the exercise asks for; None while nobody knows from where that is.
    """

    track: PoseTrack
    frames: Frames
    phase: Phase
    variant: str | None
    near: Side
    acting: Side | None
    view_is_right: bool | None

    @classmethod
    def of(cls, exercise: Exercise, track: PoseTrack, frames: Frames) -> NewestFrame:
        """Look at the newest frame of a set.

        Parameters
        ----------
        exercise : Exercise
        track, frames : PoseTrack, Frames
            Of the same frames of that exercise.
        """
        phase = Phase(int(frames.phase[-1]))
        variant = variant_of(exercise, frames)
        near: Side = "left" if frames.left_near[-1] else "right"
        acting, right = _acting(exercise, frames, variant), _view_is_right(exercise, track, frames)
        return cls(track, frames, phase, variant, near, acting, right)


def _view_is_right(exercise: Exercise, track: PoseTrack, frames: Frames) -> bool | None:
    yaw_deg = frames.yaw_deg[-1:]
    if not track.has_pose[-1] or (np.isnan(yaw_deg[0]) and exercise.view != "any"):
        return None
    return exercise.view in ("any", VIEWS[int(view_codes(yaw_deg, exercise.view_tolerance_deg)[0])])


def _acting(exercise: Exercise, frames: Frames, variant: str | None) -> Side | None:
    moves = exercise.movement
    if moves is None or not moves.sides:
        return "left" if variant == "left" else "right" if variant == "right" else None
    if exercise.side_when:
        name = exercise.side_when[0].metric
        acting, left, right = (frames.metrics[column][-1] for column in (name, f"{name}.left", f"{name}.right"))
        return "left" if acting == left else "right" if acting == right else None
    left, right = (frames.metrics[f"{moves.signal}.{side}"][-1] for side in ("left", "right"))
    return "left" if left >= right or np.isnan(right) else "right"
