"""Where an exercise is done, and with what: how it is grouped, and how the place of the camera is drawn."""

from __future__ import annotations

from typing import Literal

from formcheck.exercises.metric_spec import Strict

Purpose = Literal["strengthen", "stretch", "sit"]
Where = Literal["floor", "standing", "chair"]
Need = Literal["mat", "chair", "band", "wall", "table"]
BodyPosition = Literal["back", "fours", "side", "prone", "kneel", "sit", "chair", "stand"]
CameraHeight = Literal["floor", "seat", "hip", "chest"]


class Setting(Strict):
    """What an exercise is for, where it is done, what it needs.

    Attributes
    ----------
    aim, place : str
    needs : list of str
        Empty: nothing is needed.
    body : str
        How the person lies, sits or stands towards the camera.
    laptop : str
        How high the camera is.
    """

    aim: Purpose
    place: Where
    needs: list[Need] = []
    body: BodyPosition
    laptop: CameraHeight
