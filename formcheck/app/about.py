"""An exercise as its page and a set's page tell it: what is looked at, what must be seen, the demonstrations."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from formcheck.app.demos import Pictures, pictures
from formcheck.app.wall import setting_of
from formcheck.coach.framing import PARTS, needed_landmarks
from formcheck.exercises.setting import Setting
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import EDGES, Landmark, Side
from formcheck.screen import themes


@dataclass(frozen=True)
class FaultSeen:
    """Something that is looked at, and what is said when it is not right.

    Attributes
    ----------
    hint : bool
        It is only mentioned.
    """

    id: str
    name: str
    cue: str
    why: str
    hint: bool
    pictures: Pictures | None


def faults(exercise: Exercise) -> list[FaultSeen]:
    """What is looked at, once an id, in file order; those with a demonstration first."""
    found: dict[str, FaultSeen] = {}
    for check in exercise.checks:
        if check.id not in found:
            shown = pictures(exercise.id, check.id)
            found[check.id] = FaultSeen(check.id, check.name, check.cue, check.why, check.severity == "hint", shown)
    return sorted(found.values(), key=lambda each: each.pictures is None)


def for_set(exercise: Exercise, shown: Pictures | None) -> dict[str, Any]:
    """What the page of a set must know of an exercise, as plain values.

    Parameters
    ----------
    exercise : Exercise
    shown : Pictures or None
        What it is shown by.
    """
    place: Setting = setting_of(exercise)
    return {
        "id": exercise.id,
        "name": exercise.name,
        "camera": exercise.camera,
        "view": exercise.view,
        "body": place.body,
        "laptop": place.laptop,
        "holds": exercise.movement is None,
        "pictures": asdict(shown) if shown else None,
        "faults": {each.id: asdict(each) for each in faults(exercise)},
        "parts": {side: _parts(exercise, side) for side in ("left", "right")},
    }


def _parts(exercise: Exercise, near: Side) -> dict[str, dict[str, list[int]]]:
    """Parts of the body that must be seen while a side is nearer: landmarks to see, and those that may be guessed."""
    view = "front" if exercise.view == "front" else "side"
    seen, guessed = needed_landmarks(exercise, near, view)
    parts = {}
    for part, names in PARTS.items():
        indexes = np.array([Landmark[name] for name in names])
        must, may = indexes[seen[indexes]].tolist(), indexes[guessed[indexes]].tolist()
        if must or may:
            parts[part] = {"seen": must, "guessed": may}
    return parts


def skeleton() -> dict[str, Any]:
    """The landmarks as a drawing needs them: edges, sides, which belong to the face and to the ends of limbs."""
    return {
        "edges": EDGES,
        "left": [i for i in Landmark if Landmark(i).name.startswith(("LEFT", "MOUTH_LEFT"))],
        "nose": int(Landmark.NOSE),
        "face": [int(each) for each in (Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR)],
        "hands": list(range(Landmark.LEFT_WRIST + 1, Landmark.LEFT_HIP)),
        "feet": list(range(Landmark.RIGHT_ANKLE + 1, len(Landmark))),
    }


def colours() -> dict[str, dict[str, str | float]]:
    """The colours of every theme as a page writes them, by name."""
    return {
        name: {
            key: value if isinstance(value, float) else "#{2:02x}{1:02x}{0:02x}".format(*value)
            for key, value in asdict(theme).items()
        }
        for name, theme in themes.THEMES.items()
    }
