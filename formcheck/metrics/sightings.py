"""Whether enough of what a check measures was seen, where its metric takes guesses.

Counting may follow a limb that hides behind the other, or that has left the picture, where BlazePose guesses it.
Nothing may be called good on guesses alone: a check passes only where half of the landmarks that it measures are seen,
and where none has left the picture.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from formcheck.arrays import BoolArray, IntArray
from formcheck.exercises.body_parts import landmarks_of, measured_by
from formcheck.exercises.spec import Check, Exercise
from formcheck.landmarks import N_LANDMARKS, SEEN, Side
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
        groups = list(dict.fromkeys(marks for by_sides in asked for marks in by_sides))
        self._sizes = np.array([len(marks) for marks in groups])
        self._members = np.zeros((N_LANDMARKS, len(groups)), dtype=np.bool_)
        """(33, G) a landmark is one of a group of landmarks that a check asks for."""
        for group, marks in enumerate(groups):
            self._members[list(marks), group] = True
        self._group = np.array([[groups.index(marks) for marks in by_sides] for by_sides in asked], dtype=np.intp)
        """(C, 4) the group of each check, by which side is nearer and which acts."""

    def feed(self, clean: Signals, left_acts: BoolArray) -> BoolArray:
        """(C, T) enough of what each check of the exercise measures was seen.

        Parameters
        ----------
        clean : Signals
        left_acts : (T,) bool
            The left side is the one that moves.
        """
        if not len(self._group):
            return np.ones((0, len(left_acts)), dtype=np.bool_)
        x, y = clean.image_px[..., 0], clean.image_px[..., 1]
        inside = (x >= 0) & (x <= clean.size_wh[0]) & (y >= 0) & (y <= clean.size_wh[1])
        seen = inside & (clean.visibility >= SEEN)
        # products of matrices: any member outside, members seen; of bytes, so that no thread of BLAS is woken for it
        outside, n_seen = ~inside @ self._members, seen.view(np.int8) @ self._members.view(np.int8)
        enough = ~outside & (2 * n_seen >= self._sizes)
        group: IntArray = self._group.take(2 * clean.left_near + left_acts, axis=1)
        of_checks: BoolArray = enough[np.arange(len(left_acts)), group]
        return of_checks


def _landmarks(check: Check, exercise: Exercise) -> list[tuple[int, ...]]:
    """The landmarks of a check by 2 * (left side near) + (left side acts); none for one that takes no guess.

    Those of a unit of length are left out: the trunk is nearly always seen, and would speak for a hidden foot. Of
    metrics that stand in for each other the last is enough.
    """
    signal = exercise.movement.signal if exercise.movement else ""
    name = signal if check.metric in ("peak", "travel") else check.metric
    metrics = measured_by(exercise, [name], at_least=True)
    guessed = any(metric.guess for metric in metrics)
    points = {point for metric in metrics for point in metric.args} if guessed else set()
    return [
        tuple(sorted({mark for p in points for mark in landmarks_of(p, _SIDES[near], _SIDES[acts])}))
        for near, acts in product((False, True), repeat=2)
    ]
