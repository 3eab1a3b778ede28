"""Checks that judge every frame: pass, fail or unknown."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import BoolArray, CodeArray, FloatArray
from formcheck.events import FAIL, PASS, UNKNOWN
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Phase
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.measure import Measured
from formcheck.metrics.view import VIEWS, off_axis_deg

NOT_ASKED = -2
"""Inside the session: the check does not apply to the frame at all, which is not the same as unknown."""


class FrameChecks:
    """The checks of an exercise that judge every frame, as arrays.

    Parameters
    ----------
    exercise : Exercise
    metrics : CompiledMetrics
        Of the exercise.

    Attributes
    ----------
    checks : list of Check
        Those without ``take``, in file order.
    places : list of int
        Their indices in ``exercise.checks``.
    ids : list of str
        Of all checks of the exercise, with ``take`` or without.
    """

    def __init__(self, exercise: Exercise, metrics: CompiledMetrics) -> None:
        self.checks = [check for check in exercise.checks if check.take is None]
        self.ids = list(dict.fromkeys(check.id for check in exercise.checks))
        of_ids = [[i for i, c in enumerate(self.checks) if c.id == name] for name in self.ids]
        # the checks id by id, where each id begins among them, and which ids have any
        self._by_id = np.array([i for of in of_ids for i in of], dtype=np.intp)
        self._first = np.cumsum([0, *(len(of) for of in of_ids if of)])[:-1]
        self._of_frames = [k for k, of in enumerate(of_ids) if of]
        self._column = np.array([metrics.column[c.metric] for c in self.checks], dtype=np.intp)
        self.places = [i for i, check in enumerate(exercise.checks) if check.take is None]
        self._min = np.array([c.min for c in self.checks])[:, None]
        self._max = np.array([c.max for c in self.checks])[:, None]
        self._yaw_within = np.array([c.yaw_within_deg for c in self.checks])[:, None]
        phases = [[not c.when or p.name.lower() in c.when for p in Phase] for c in self.checks]
        self._phases = np.array(phases, dtype=np.bool_).reshape(len(self.checks), len(Phase))
        self._phases[:, Phase.NONE] = False
        self._views = fits(self.checks)
        self._variants = allowed_variants(self.checks, exercise)
        self._not_covered = ~covered(self.checks)
        self._stops_clock = [i for i, check in enumerate(self.checks) if check.clock]

    def judge(self, m: Measured, phase: CodeArray, base: FloatArray) -> tuple[FloatArray, CodeArray]:
        """Judge a chunk.

        Parameters
        ----------
        m : Measured
        phase : (T,) int8
            :class:`Phase` of each frame.
        base : (C, T) float
            What each check of the exercise is measured from, see :attr:`formcheck.frames.Frames.base`.

        Returns
        -------
        measured : (F, T) float
            What was held against the limits, in that unit; NaN unknown.
        verdict : (F, T) int8
            1 pass, 0 fail, -1 unknown, -2 not asked. A guessed landmark may fail, but never pass.
        """
        measured = m.values.take(self._column, axis=0) - base[self.places]
        inside = (measured >= self._min) & (measured <= self._max)
        asked = self._phases.take(phase, axis=1) & self._variants[:, m.variant] & self._not_covered.take(m.view, axis=1)
        can_tell = (
            ~np.isnan(measured) & self._views.take(m.view, axis=1) & ~(off_axis_deg(m.yaw_deg) > self._yaw_within)
        )
        can_tell &= m.seen[self.places] | ~inside
        verdict = np.where(can_tell, np.where(inside, np.int8(PASS), np.int8(FAIL)), np.int8(UNKNOWN))
        return measured, np.where(asked, verdict, np.int8(NOT_ASKED))

    def by_id(self, verdict: CodeArray) -> CodeArray:
        """(I, T) the verdict of each id from those (F, T) of the checks that share it."""
        out = np.full((len(self.ids), verdict.shape[1]), NOT_ASKED, dtype=np.int8)
        if self.checks:
            ranks = _RANKS[verdict.take(self._by_id, axis=0)]
            out[self._of_frames] = _BY_RANK[np.maximum.reduceat(ranks, self._first)]
        return out

    def clock(self, verdict: CodeArray) -> tuple[BoolArray, BoolArray]:
        """(T,) no check that stops the clock of a hold fails; none of them is unknown; of the verdicts (F, T)."""
        codes = verdict[self._stops_clock]
        return (codes != FAIL).all(axis=0), (codes != UNKNOWN).all(axis=0)


def tellable(verdict: CodeArray, inside: BoolArray, doubtful: BoolArray) -> CodeArray:
    """What may become a fault: nothing out of position, and no failing while the position itself is doubtful.

    Parameters
    ----------
    verdict : (F, T) int8
        See :meth:`FrameChecks.judge`.
    inside, doubtful : (T,) bool
        In position; it is being left, or the body moves: see :class:`formcheck.analysis.phases.Stay`.
    """
    certain = np.where(doubtful, np.minimum(verdict, np.int8(UNKNOWN)), verdict)
    return np.where(inside, certain, np.int8(NOT_ASKED))


def allowed_variants(checks: list[Check], exercise: Exercise) -> BoolArray:
    """(C, V + 1) which check is made in which variant; the last column, index -1, is *no variant*.

    Parameters
    ----------
    checks : list of Check
    exercise : Exercise
        Whose variants they name.
    """
    names = [variant.id for variant in exercise.variants]
    rows = [[not c.variants or name in c.variants for name in names] + [not c.variants] for c in checks]
    return np.array(rows, dtype=np.bool_).reshape(len(checks), len(names) + 1)


def fits(checks: list[Check]) -> BoolArray:
    """(C, V) which check can be made in which view."""
    rows = [[check.view in ("any", view) for view in VIEWS] for check in checks]
    return np.array(rows, dtype=np.bool_).reshape(len(checks), len(VIEWS))


def covered(checks: list[Check]) -> BoolArray:
    """(C, V) which check another one of its id stands in for in which view: it is the other one that is asked."""
    made = fits(checks)
    same = [[other for other, each in enumerate(checks) if each.id == check.id] for check in checks]
    instead = np.array([made[others].any(axis=0) for others in same], dtype=np.bool_).reshape(made.shape)
    return ~made & instead


_RANK = {FAIL: 3, PASS: 2, UNKNOWN: 1, NOT_ASKED: 0}
_RANKS = np.array([_RANK[code] for code in (0, 1, -2, -1)], dtype=np.int8)
_BY_RANK = np.array(sorted(_RANK, key=lambda code: _RANK[code]), dtype=np.int8)


def merge(verdicts: CodeArray) -> CodeArray:
    """One verdict of several (n, ...) of the same id: fail if any fails, unknown only if none passes."""
    merged: CodeArray = _BY_RANK[_RANKS[verdicts].max(axis=0)]
    return merged
