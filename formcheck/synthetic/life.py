"""What moves in a body while every landmark stays: breath, a belly drawn in, a tipping pelvis; painted only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formcheck.synthetic.skeleton import Skeleton
from formcheck.synthetic.vec import rotation

BREATH_M = 0.007
"""How far the belly of somebody rises who breathes quietly."""
_LOW_BACK_M = 0.028
"""How far the small of the back goes with the pelvis that tips by 15 degrees, of a body 1.75 m tall."""


@dataclass(frozen=True)
class Life:
    """A moment of it.

    Parameters
    ----------
    belly_m : float
        How far the belly is out; < 0: drawn in.
    tilt_deg : float
        How far the top of the pelvis has tipped back.
    """

    belly_m: float = 0.0
    tilt_deg: float = 0.0


def life_of(exercise: str, period_s: float) -> Callable[[float], Life]:
    """What moves in somebody who does an exercise, at seconds of it; the same again after a period.

    Parameters
    ----------
    exercise : str
        Its id.
    period_s : float
    """
    of = _OF.get(exercise, _breathing)
    return lambda t_s: of(t_s % period_s / period_s)


def _swing(share: float) -> float:
    """0 at the beginning and the end, 1 in the middle."""
    return float((1 - np.cos(2 * np.pi * share)) / 2)


def _held(share: float) -> float:
    """The same, staying in the middle for a while."""
    return float(np.clip(1.45 * _swing(share) - 0.1, 0.0, 1.0))


def _breathing(share: float) -> Life:
    return Life(BREATH_M * _swing(share))


def _into_the_belly(share: float) -> Life:
    return Life(0.036 * _swing(share))


def _drawn_in(share: float) -> Life:
    return Life(-0.045 * _held(share))


def _tilting(share: float) -> Life:
    return Life(-0.018 * _held(share), 15.0 * _held(share))


_OF: dict[str, Callable[[float], Life]] = {
    "diaphragm-breathing": _into_the_belly,
    "abdominal-hollowing": _drawn_in,
    "pelvic-tilt": _tilting,
    "standing-pelvic-tilt": _tilting,
}


def tipped(skeleton: Skeleton, life: Life) -> Skeleton:
    """The skeleton with its pelvis tipped and the small of the back with it; every landmark stays.

    Parameters
    ----------
    skeleton : Skeleton
    life : Life
    """
    if not life.tilt_deg:
        return skeleton
    pelvis = skeleton.frames["pelvis"]
    frames = skeleton.frames | {"pelvis": rotation(pelvis[..., 2], -life.tilt_deg) @ pelvis}
    back = _LOW_BACK_M * skeleton.body.stature_m / 1.75 * life.tilt_deg / 15.0
    points = skeleton.points | {"spine": skeleton.points["spine"] - pelvis[..., 0] * back}
    return Skeleton(skeleton.body, points, frames, skeleton.poles)
