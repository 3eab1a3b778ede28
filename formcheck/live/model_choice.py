"""Which pose model a machine can hold in front of a camera: they are timed, the heaviest that keeps up is taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.media import Frame
from formcheck.pose.landmarker import PoseEstimator

FPS = 30.0
"""What a model must hold."""
N_FRAMES = 10
"""How many frames a model is timed on."""
_WARM_UP = 3
"""The first ones take longer: a person is looked for, buffers are made."""


@dataclass(frozen=True)
class ModelChoice:
    """The model that was taken.

    Attributes
    ----------
    name : str
        Its key in the models that were there.
    frame_s : dict of str -> float
        Seconds a frame of each model that was timed.
    """

    name: str
    frame_s: dict[str, float]

    @property
    def words(self) -> str:
        """The model and why."""
        taken = f"{self.name} ({self._ms(self.name)})" if self.name in self.frame_s else self.name
        slow = ", ".join(f"{name} ({self._ms(name)})" for name in self.frame_s if name != self.name)
        return f"{taken}; {slow} too slow here for {FPS:.0f} frames a second" if slow else taken

    def _ms(self, name: str) -> str:
        return f"{1000 * self.frame_s[name]:.0f} ms a frame"


def heaviest(
    models: Mapping[str, Path],
    make: Callable[[Path], PoseEstimator],
    frames: Sequence[Frame],
    clock: Callable[[], float] = time.perf_counter,
) -> ModelChoice:
    """The heaviest model that finds landmarks in 30 frames a second; the lightest is taken without a look at its time.

    Parameters
    ----------
    models : mapping of str -> Path
        The heaviest first; at least one.
    make : callable
        Makes an estimator of a bundle.
    frames : sequence of Frame
        With a person in them, as large as a camera's; see :data:`N_FRAMES`.
    clock : callable
        Seconds, monotonic.

    Raises
    ------
    ModelError
        If a model cannot be loaded.
    """
    *others, lightest = models
    timed: dict[str, float] = {}
    for name in others:
        with closing(make(models[name])) as estimator:
            timed[name] = _frame_s(estimator, frames, clock)
        if timed[name] <= 1 / FPS:
            return ModelChoice(name, timed)
    return ModelChoice(lightest, timed)


def _frame_s(estimator: PoseEstimator, frames: Sequence[Frame], clock: Callable[[], float]) -> float:
    """Seconds a frame, median."""
    taken = []
    for bgr, t_s in frames:
        begin = clock()
        estimator.detect(bgr, t_s)
        taken.append(clock() - begin)
    return float(np.median(taken[_WARM_UP:]))
