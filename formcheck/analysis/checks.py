"""Checks that judge every frame: pass, fail or unknown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arrays import BoolArray
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Phase
from formcheck.metrics.compiled import CompiledMetrics
from formcheck.metrics.per_frame import Code, Codes, Flag, Number, Numbers, known, lesser
from formcheck.metrics.view import VIEWS
from formcheck.result import FAIL, PASS, UNKNOWN

NOT_ASKED = -2
"""Inside the session: the check does not apply to the frame at all, which is not the same as unknown."""


class FrameChecks:
    """The checks of an exercise that judge every frame, as arrays.

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
        self._id_of = [self.ids.index(check.id) for check in self.checks]
        self._of_id = [[i for i, c in enumerate(self.checks) if c.id == name] for name in self.ids]
        self._column = [metrics.column[c.metric] for c in self.checks]
        self.places = [i for i, check in enumerate(exercise.checks) if check.take is None]
        self._min, self._max, self._yaw_within = (
            np.array([[value] for value in values]).reshape(-1, 1)
            for values in (
                [c.min for c in self.checks],
                [c.max for c in self.checks],
                [c.yaw_within_deg for c in self.checks],
            )
        )
        phases = [[not c.when or p.name.lower() in c.when for p in Phase] for c in self.checks]
        self._phases = np.array(phases, dtype=np.bool_).reshape(len(self.checks), len(Phase))
        self._phases[:, Phase.NONE] = False
        self._views = fits(self.checks)
        self._variants = allowed_variants(self.checks, exercise)
        self._not_covered = ~covered(self.checks)
        self._asked: dict[tuple[int, int, int], list[int]] = {}
        self._stops_clock = [i for i, check in enumerate(self.checks) if check.clock]

    def judge(
        self,
        values: Numbers,
        phase: Code,
        view: Code,
        yaw_deg: Number,
        variant: Code,
        own: Numbers | None,
        seen: Codes,
    ) -> tuple[Numbers, Codes]:
        """Judge a chunk.

        Parameters
        ----------
        values : M Numbers
        phase, view, variant : Code
            `view` indexes :data:`VIEWS`.
        yaw_deg : Number
        own : C Numbers, optional
            The person's own values that ``against`` measures from.
        seen : Codes
            Of all checks of the exercise, see :class:`formcheck.metrics.sightings.Sightings`.

        Returns
        -------
        measured : C Numbers
            What was held against the limits; NaN where nothing was asked.
        verdict : C Codes
            1 pass, 0 fail, -1 unknown, -2 not asked. A guessed landmark may fail, but never pass.
        """
        from_side = abs(abs(yaw_deg) - 90.0)
        off_axis = lesser(from_side, 90.0 - from_side)
        if isinstance(phase, int):
            return self._judge_one(values, phase, view, off_axis, variant, own, seen)
        measured = np.array([values[column] for column in self._column]).reshape(-1, len(phase))
        if own is not None:
            measured = measured - np.asarray(own)
        inside = (measured >= self._min) & (measured <= self._max)
        asked = self._phases[:, phase] & self._variants[:, variant] & self._not_covered[:, view]
        can_tell = ~np.isnan(measured) & self._views[:, view] & ~(off_axis > self._yaw_within)
        can_tell &= np.asarray(seen)[self.places] | ~inside
        verdict = np.where(can_tell, np.where(inside, np.int8(PASS), np.int8(FAIL)), np.int8(UNKNOWN))
        return measured, np.where(asked, verdict, np.int8(NOT_ASKED))

    def _judge_one(
        self,
        values: Numbers,
        phase: int,
        view: int,
        off_axis: float,
        variant: int,
        own: Sequence[float] | None,
        seen: Sequence[bool],
    ) -> tuple[list[float], list[int]]:
        measured, verdict = [np.nan] * len(self.checks), [NOT_ASKED] * len(self.checks)
        if (phase, variant, view) not in self._asked:
            asked = self._phases[:, phase] & self._variants[:, variant] & self._not_covered[:, view]
            self._asked[phase, variant, view] = np.flatnonzero(asked).tolist()
        for i in self._asked[phase, variant, view]:
            check, value = self.checks[i], values[self._column[i]]
            if own:
                value -= own[i]
            measured[i] = value
            if not known(value) or off_axis > check.yaw_within_deg or check.view not in ("any", VIEWS[view]):
                verdict[i] = UNKNOWN
            elif not check.min <= value <= check.max:
                verdict[i] = FAIL
            else:
                verdict[i] = PASS if seen[self.places[i]] else UNKNOWN
        return measured, verdict

    def by_id(self, verdict: Codes) -> Codes:
        """The verdict of each id from those of the checks that share it."""
        if isinstance(verdict, list):
            merged = [NOT_ASKED] * len(self.ids)
            for place, code in zip(self._id_of, verdict, strict=True):
                if _RANK[code] > _RANK[merged[place]]:
                    merged[place] = code
            return merged
        rows = np.asarray(verdict)
        out = np.full((len(self.ids), rows.shape[1]), NOT_ASKED, dtype=np.int8)
        for i, of in enumerate(self._of_id):
            if of:
                out[i] = rows[of[0]] if len(of) == 1 else merge(rows[of])
        return out

    def clock(self, verdict: Codes) -> tuple[Flag, Flag]:
        """Where no check that stops the clock of a hold fails, and where none of them is unknown."""
        if isinstance(verdict, list):
            of = [verdict[i] for i in self._stops_clock]
            return FAIL not in of, UNKNOWN not in of
        codes = np.asarray(verdict)[self._stops_clock]
        return ~(codes == FAIL).any(axis=0), ~(codes == UNKNOWN).any(axis=0)


def told(verdict: Codes, inside: Flag, broken: Flag) -> Codes:
    """What may become a fault: nothing out of position, and no failing while the position itself is doubtful."""
    if isinstance(verdict, list):
        if not inside:
            return [NOT_ASKED] * len(verdict)
        return [min(code, UNKNOWN) for code in verdict] if broken else verdict
    doubtful = np.where(broken, np.minimum(verdict, np.int8(UNKNOWN)), verdict)
    return np.where(inside, doubtful, np.int8(NOT_ASKED))


def allowed_variants(checks: list[Check], exercise: Exercise) -> BoolArray:
    """(C, V + 1) which check is made in which variant; the last column, index -1, is *no variant*."""
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
_RANKS = np.array([_RANK[code] for code in (0, 1, -2, -1)])
_BY_RANK = np.array(sorted(_RANK, key=lambda code: _RANK[code]), dtype=np.int8)


def merge(verdicts: Codes) -> Code:
    """One verdict of several of the same id: fail if any fails, unknown only if none passes."""
    if isinstance(verdicts, list):
        return max(verdicts, key=lambda code: _RANK[code], default=NOT_ASKED)
    return _BY_RANK[_RANKS[np.asarray(verdicts)].max(axis=0)]
