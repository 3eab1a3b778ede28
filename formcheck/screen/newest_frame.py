"""The newest frame of a chunk, and who is seen how in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.coach.framing import variant_of
from formcheck.exercises.spec import Exercise
from formcheck.frames import Frames, Phase
from formcheck.landmarks import Side
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
    """

    track: PoseTrack
    frames: Frames
    phase: Phase
    variant: str | None
    near: Side
    acting: Side | None

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
        return cls(track, frames, phase, variant, near, _acting(exercise, frames, variant))


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
