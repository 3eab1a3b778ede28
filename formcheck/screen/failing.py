"""Which checks fail at a frame, and which parts of the body they are about."""

from __future__ import annotations

from formcheck.coach.cues import Cue
from formcheck.events import FAIL
from formcheck.exercises.body_parts import check_landmarks
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Phase
from formcheck.landmarks import Side
from formcheck.screen.newest_frame import NewestFrame


class FailingParts:
    """The parts of the body that are to be corrected at a frame.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._parts: dict[tuple[str, str, Side, Side | None], set[int]] = {}

    def checks(self, newest: NewestFrame, cue: Cue | None) -> list[Check]:
        """Checks that fail at a frame, and the one that the cue is about.

        Parameters
        ----------
        newest : NewestFrame
        cue : Cue or None
        """
        found: list[Check] = []
        for i, check in enumerate(self._exercise.checks):
            fails = newest.phase != Phase.NONE and check.take is None and newest.frames.checks[check.id][-1] == FAIL
            if (cue and i == cue.fault.check) or (fails and (not check.variants or newest.variant in check.variants)):
                found.append(check)
        return found

    def landmarks(
        self, failing: list[Check], newest: NewestFrame, cue: Cue | None, rep_side: Side | None
    ) -> tuple[int, ...]:
        """Landmarks that some checks look at, in order.

        Parameters
        ----------
        failing : list of Check
        newest : NewestFrame
        cue : Cue or None
        rep_side : {"left", "right"} or None
            The side of the repetition that ended last: a cue about a whole repetition is about that one.
        """
        found: set[int] = set()
        for check in failing:
            of_rep = cue is not None and cue.fault.rep is not None and check.id == cue.fault.id
            found |= self._landmarks(check, newest.near, rep_side if of_rep else newest.acting)
        return tuple(sorted(int(i) for i in found))

    def _landmarks(self, check: Check, near: Side, acting: Side | None) -> set[int]:
        key = (check.id, check.metric, near, acting)
        if key not in self._parts:
            self._parts[key] = check_landmarks(self._exercise, check, near, acting)
        return self._parts[key]
