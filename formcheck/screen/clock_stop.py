"""Why the clock of a hold stands, as long as it does."""

from __future__ import annotations

from math import isfinite

from formcheck.coach.guidance import Guidance
from formcheck.events import FAIL, UNKNOWN
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Phase
from formcheck.screen.newest_frame import NewestFrame

_STANDS_S = 0.3
"""So long must the clock have stood: it does not tick through every frame of a hold that is well."""
NOT_SEEN, MOVING = "not fully seen", "keep still"


class ClockStop:
    """What keeps the clock of a hold from running; fed every newest frame of a set.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._checks = [(i, c) for i, c in enumerate(exercise.checks) if c.clock and c.take is None]
        self._clock_s, self._ran_s = -1.0, 0.0

    def feed(self, newest: NewestFrame, guidance: Guidance) -> str:
        """What to do so that it goes on; empty while it runs, out of position, and where there is no clock.

        Parameters
        ----------
        newest : NewestFrame
        guidance : Guidance
            A cue that is given about it is the reason as well.
        """
        if self._exercise.movement is not None:
            return ""
        t_s, clock_s = float(newest.frames.t_s[-1]), float(newest.frames.clock_s[-1])
        if not isfinite(clock_s) or newest.phase == Phase.NONE or guidance.stage not in ("", "go"):
            self._clock_s = -1.0
        if self._clock_s < 0 or clock_s != self._clock_s:
            self._clock_s, self._ran_s = clock_s if isfinite(clock_s) else -1.0, t_s
        if self._clock_s < 0 or t_s - self._ran_s < _STANDS_S:
            return ""
        return self._reason(newest, guidance)

    def _reason(self, newest: NewestFrame, guidance: Guidance) -> str:
        frames, cue = newest.frames, guidance.cue
        codes = {check.id: frames.checks[check.id][-1] for _, check in self._checks}
        failing = [(i, c) for i, c in self._checks if codes[c.id] == FAIL and _asked(c, newest)]
        if cue and any(check.id == cue.fault.id for _, check in failing):
            return _within(cue.text)
        for i, check in failing:
            return _within(check.cue_at(float(frames.metrics[check.metric][-1] - frames.base[-1, i])))
        return NOT_SEEN if UNKNOWN in codes.values() else MOVING


def _asked(check: Check, newest: NewestFrame) -> bool:
    return not check.variants or newest.variant in check.variants


def _within(cue: str) -> str:
    """A cue as part of a sentence."""
    return cue[:1].lower() + cue[1:]
