"""Whether enough of what a check measures was seen, where its metric takes guesses.

Counting may follow a limb that hides behind the other, or that has left the picture, where BlazePose guesses it.
Nothing may be called good on guesses alone: a check passes only where half of the landmarks that it measures are seen,
and where none has left the picture.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from formcheck.arrays import BoolArray
from formcheck.exercises.body_parts import landmarks_of, measured_by
from formcheck.exercises.spec import Check, Exercise
from formcheck.landmarks import SEEN, Side
from formcheck.metrics.per_frame import Codes, Flag
from formcheck.metrics.signals import Signals

_SIDES: tuple[Side, Side] = ("right", "left")
"""By a flag that is set for the left one."""


class Sightings:
    """Tells for each check of an exercise whether enough of it was seen.

    A check on how far a repetition went asks for the signal that repetitions are counted on; one on how long it took
    for nothing: what is counted has its times.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        asked = [_landmarks(check, exercise) for check in exercise.checks]
        self._n = len(asked)
        self._asked = [(i, sides) for i, sides in enumerate(asked) if sides]

    def feed(self, clean: Signals, left_acts: Flag) -> Codes:
        """Flag of each check, or (C, T) for many frames.

        Parameters
        ----------
        clean : Signals
        left_acts : Flag
            The left side is the one that moves.
        """
        if isinstance(left_acts, bool):
            return self._one(clean, left_acts)
        x, y = np.moveaxis(clean.image_px, -1, 0)
        inside = (x >= 0) & (x <= clean.size_wh[0]) & (y >= 0) & (y <= clean.size_wh[1])
        seen = inside & (clean.visibility >= SEEN)
        near = np.broadcast_to(clean.left_near, left_acts.shape)
        out = np.ones((self._n, len(left_acts)), dtype=np.bool_)
        for i, sides in self._asked:
            flags = {tuple(marks): _enough(inside[:, marks], seen[:, marks]) for marks in sides.values()}
            if len(flags) == 1:
                out[i] = next(iter(flags.values()))
                continue
            of = [flags[tuple(sides[near_left, acts])] for near_left, acts in product((False, True), repeat=2)]
            out[i] = np.where(near, np.where(left_acts, of[3], of[2]), np.where(left_acts, of[1], of[0]))
        return out

    def _one(self, clean: Signals, left_acts: bool) -> list[bool]:
        out = [True] * self._n
        if not self._asked:
            return out
        image, visibility = clean.image_px.ravel().tolist(), clean.visibility.ravel().tolist()
        width, height = clean.size_wh
        for i, sides in self._asked:
            marks = sides[clean.left_near, left_acts]
            inside = all(0 <= image[2 * mark] <= width and 0 <= image[2 * mark + 1] <= height for mark in marks)
            out[i] = inside and 2 * sum(visibility[mark] >= SEEN for mark in marks) >= len(marks)
        return out


def _enough(inside: BoolArray, seen: BoolArray) -> BoolArray:
    """(T,) of the landmarks (T, K) of a check."""
    enough: BoolArray = inside.all(axis=1) & (2 * np.count_nonzero(seen, axis=1) >= inside.shape[1])
    return enough


def _landmarks(check: Check, exercise: Exercise) -> dict[tuple[bool, bool], list[int]]:
    """The landmarks of a check by (left side near, left side acts); none for one that takes no guess.

    Those of a unit of length are left out: the trunk is nearly always seen, and would speak for a hidden foot. Of
    metrics that stand in for each other the last is enough.
    """
    signal = exercise.movement.signal if exercise.movement else ""
    name = signal if check.metric in ("peak", "travel") else check.metric
    metrics = measured_by(exercise, [name], at_least=True)
    if not any(metric.guess for metric in metrics):
        return {}
    points = {point for metric in metrics for point in metric.args}
    return {
        (near, acts): sorted({mark for p in points for mark in landmarks_of(p, _SIDES[near], _SIDES[acts])})
        for near, acts in product((False, True), repeat=2)
    }
