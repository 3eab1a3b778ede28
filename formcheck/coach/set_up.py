"""Before a set: what is coming, how to get into position, what is wrong with the picture, "Ready", "Go"."""

from __future__ import annotations

import math
from typing import Literal

from formcheck.coach import phrases
from formcheck.coach.counts import DoseCount
from formcheck.coach.moments import Moment
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.frames import Phase
from formcheck.routines.plan import PlannedSet

READY_S = 2.0
"""In position for this long: ready."""
GO_S = 1.0
"""From "Ready" to "Go"."""
HELP_S = 2.0
"""What is wrong with the picture is said once it has lasted this long."""
HELP_AGAIN_S = 10.0
"""And again after this long."""
REMIND_S = 20.0
"""Not in position for this long, and nobody says why: the set-up is said again."""
REMINDERS = 2
"""So many times, not for ever."""
REMIND_LATER_S = 8.0
"""The same in a later set, whose set-up was told in the rest before it."""
SAFETY = "Stop if it hurts."
"""The first line of every set: it takes a second, so whoever begins at once is still counted aloud."""
HOW_TO_STOP = "A hand at your ear stops the set."
SHORT = 34
"""Letters of a line that may begin just before a movement: it takes two seconds, and the first number is not late."""
HURRY_S = 1.5
"""Whoever is in position for this long without moving waits to be led; before that, only safety is told."""
QUIET_S = 3.0
"""Resting for this long is a pause in which what somebody was too fast for can be said."""


class Lasting:
    """A text and since when it has been the same."""

    def __init__(self) -> None:
        self.text, self._since_s = "", math.inf

    def feed(self, t_s: float, text: str) -> float:
        """How long it has been so, in seconds.

        Parameters
        ----------
        t_s : float
        text : str
            The text at that time.
        """
        if text != self.text:
            self.text, self._since_s = text, t_s
        return t_s - self._since_s if text else 0.0


class SetUp:
    """The stages before a set: introduction, help into position, "Ready", "Go".

    Parameters
    ----------
    planned : PlannedSet
    speech : SpeechQueue
    first : bool
        How to stop without a key is told, once a session.
    """

    def __init__(self, planned: PlannedSet, speech: SpeechQueue, *, first: bool) -> None:
        self._planned, self._speech = planned, speech
        self.stage: Literal["set-up", "ready"] = "set-up"
        self._counted = planned.exercise.movement is not None
        self._entered_s = self._go_s = self._waited_s = math.nan
        self._help = Lasting()
        self._helped, self._helped_s, self._reminders = "", -math.inf, 0
        self._resting_s = math.nan
        # a later set of a programme was announced in the rest before it: its title will do
        how = [HOW_TO_STOP] if first and planned.exercise.monitor is None else []
        self._needed = [SAFETY, phrases.title(planned), *how]
        self._patience_s = REMIND_S if planned.number == 1 else REMIND_LATER_S
        self._useful = phrases.setup(planned.exercise) if planned.number == 1 else []

    def feed(self, moment: Moment, count: DoseCount, help_text: str) -> bool:
        """Whether the set begins at this frame.

        Parameters
        ----------
        moment : Moment
        count : DoseCount
            What was done so far.
        help_text : str
            What is wrong with the picture.
        """
        t_s = moment.t_s
        if math.isnan(self._waited_s):
            self._waited_s = t_s
        lasted_s = self._help.feed(t_s, help_text)
        if count.done or (self._counted and count.begun):
            return self._begin(t_s, "")
        if moment.phase == Phase.NONE:
            self.stage, self._entered_s = "set-up", math.nan
            self._introduce(t_s, [*self._needed, *self._useful])
            self._guide_in(t_s, lasted_s)
            return False
        if math.isnan(self._entered_s):
            self._entered_s = t_s
        if SAFETY in self._needed or not self._counted:
            self._introduce(t_s, self._needed)
        elif not moment.moving and t_s - self._entered_s >= HURRY_S:
            self._introduce(t_s, self._needed, SHORT)
        return self._get_ready(moment)

    def _get_ready(self, moment: Moment) -> bool:
        """In position: "Ready", and then "Go"; a hold has begun already, and so has who is at the top without it."""
        t_s, exercise = moment.t_s, self._planned.exercise
        if moment.moving:
            return (self.stage == "ready" or moment.phase != Phase.OUT) and self._begin(t_s, "")
        if self.stage == "ready":
            # a tempo begins with a line of its own
            return t_s >= self._go_s and self._begin(t_s, "Go" if self._counted else "")
        if t_s - self._entered_s < READY_S:
            return False
        if exercise.kind == "monitor" or (self._planned.hold_s and exercise.kind == "hold"):
            return self._begin(t_s, "I'm watching" if exercise.monitor else "Hold it there")
        if self._speech.free(t_s):
            self.stage, self._go_s = "ready", t_s + GO_S
            self._speech.add("Ready", "prompt", t_s)
        return False

    @property
    def owed(self) -> str:
        """What must still be said in this set; empty if nothing."""
        return self._needed[0] if self._needed else ""

    def catch_up(self, moment: Moment) -> None:
        """Say in a pause of the set what somebody was too fast for: it takes nothing away from count and cues."""
        t_s = moment.t_s
        resting = moment.phase in (Phase.REST, Phase.HOLD)
        self._resting_s = (t_s if math.isnan(self._resting_s) else self._resting_s) if resting else math.nan
        if t_s - self._resting_s >= QUIET_S and self._needed and self._speech.free(t_s):
            self._speech.add(self._needed.pop(0), "notice", t_s)

    def again(self) -> None:
        """Out of position before anything was done: from the beginning, without the introduction."""
        self.stage, self._entered_s, self._waited_s = "set-up", math.nan, math.nan

    def countdown_s(self, t_s: float) -> float | None:
        """Seconds until "Go"; None before "Ready"."""
        return max(self._go_s - t_s, 0.0) if self.stage == "ready" else None

    def _begin(self, t_s: float, text: str) -> bool:
        if text:
            self._speech.add(text, "prompt", t_s)
        self._needed = [line for line in self._needed if line in (SAFETY, HOW_TO_STOP)]
        self._useful = []
        return True

    def _introduce(self, t_s: float, lines: list[str], longest: int | None = None) -> None:
        """The next line of the introduction, once the one before was said; of a longer one its beginning."""
        if lines and self._speech.free(t_s):
            line = lines[0]
            self._speech.add(phrases.shortened(line, longest) if longest else line, "prompt", t_s)
            (self._needed if line in self._needed else self._useful).remove(line)

    def _guide_in(self, t_s: float, lasted_s: float) -> None:
        """What keeps the set from beginning; never while something else is being said."""
        if not self._speech.free(t_s):
            self._waited_s = t_s
            return
        text = self._help.text
        if text:
            if lasted_s >= HELP_S and (text != self._helped or t_s - self._helped_s >= HELP_AGAIN_S):
                self._helped, self._helped_s, self._waited_s = text, t_s, t_s
                self._speech.add(text, "prompt", t_s)
        elif t_s - self._waited_s >= self._patience_s and self._reminders < REMINDERS:
            self._reminders, self._waited_s = self._reminders + 1, t_s
            self._useful, self._patience_s = phrases.setup(self._planned.exercise), REMIND_S
