"""While a set is under way: cues, praise, what cannot be seen, and how it ends."""

from __future__ import annotations

import math
from typing import Literal

from formcheck.coach import phrases
from formcheck.coach.counts import DoseCount
from formcheck.coach.cues import REPEAT_S, Cue, Praise, coach_for
from formcheck.coach.moments import Moment
from formcheck.coach.set_up import HELP_S, Lasting
from formcheck.coach.speech_queue import SpeechQueue
from formcheck.events import Attempt, Event
from formcheck.routines.plan import PlannedSet

LEFT_S = 6.0
LEFT_HOLD_S = 5.0
"""Out of position for this long after something was done: the set is over."""
BACK_S = 2.0
BACK_HOLD_S = 1.0
"""Out of position for this long: told how to go on."""
WRONG_SIDE_S = 2.0
"""The other side than the set's for this long is told."""
COUNTDOWN_S = 6.5
"""The last seconds of a hold belong to the countdown: no new cue."""
PRAISE = "That's better"
BACK = "Get back into position to go on"


class Work:
    """The stage in which a set is under way: cues, praise, what cannot be seen, and how it ends.

    Parameters
    ----------
    planned : PlannedSet
    count : DoseCount
    speech : SpeechQueue

    Attributes
    ----------
    cue : Cue or None
        What to correct: it was said a moment ago, or begins now.
    """

    def __init__(self, planned: PlannedSet, count: DoseCount, speech: SpeechQueue) -> None:
        self._planned, self._count, self._speech = planned, count, speech
        self._moves = planned.exercise.movement is not None
        self._coach = coach_for(planned.exercise)
        self.cue: Cue | None = None
        self._praise = Praise()
        self._away_s = math.nan
        self._called_back = self._told_unseen = self._told_side = False
        self._other_side_s = math.nan
        self._help = Lasting()
        self._reasons: set[str] = set()
        self._attempt_s = self._praised_s = -math.inf
        self._cued: set[tuple[str, float]] = set()

    def feed(self, moment: Moment, going: bool, help_text: str) -> Literal["dose", "left", "nothing"] | None:
        """How the set ends at this frame: its dose, leaving, or leaving before anything was done; None if it goes on.

        Parameters
        ----------
        moment : Moment
        going : bool
            False before the set and while it is interrupted: what happens is noted, nothing is said.
        help_text : str
        """
        lasted_s = self._help.feed(moment.t_s, help_text)
        ending: Literal["dose", "left", "nothing"] | None = None
        if not going:
            self._away_s = math.nan
        elif self._count.done:
            ending = "dose"
        else:
            self._tell_side(moment)
            ending = None if self._planned.exercise.monitor else self._gone(moment)
        self._correct(moment, going)  # after what goes before it: a cue that is given is heard
        if going and ending is None:
            self._tell_unseen(moment, lasted_s)
        return ending

    def _correct(self, moment: Moment, going: bool) -> None:
        t_s = moment.t_s
        left_s = self._count.left_s
        counting_down = left_s is not None and left_s < COUNTDOWN_S and self._planned.exercise.pace is None
        quiet = not going or not self._speech.free(t_s) or counting_down or self._count.done
        cue = self.cue = self._coach.feed(t_s, moment.events, quiet)
        if cue and cue.since_s == t_s:
            key = (cue.fault.id, cue.fault.start_s)
            self._speech.add(cue.text, "cue", t_s, None if key in self._cued else cue.fault.told_s)
            self._cued.add(key)
            self._praise.cued(cue.fault)
        better = self._praise.feed(t_s, moment.events, moment.verdict)
        if better and going and not counting_down and t_s - self._praised_s >= REPEAT_S:
            self._praised_s = t_s
            self._speech.add(PRAISE, "praise", t_s)
        for event in moment.events:
            if isinstance(event.item, Attempt) and going:
                self._explain(event)

    def _explain(self, event: Event) -> None:
        """Why a movement was not counted: the reason once, then only that it was not."""
        if event.t_s - self._attempt_s < REPEAT_S:
            return
        self._attempt_s = event.t_s
        reps = self._planned.exercise.reps
        reason = "go further" if reps and event.text == reps.turned_back else event.text
        self._speech.add("Not counted" if reason in self._reasons else f"Not counted: {reason}", "cue", event.t_s)
        self._reasons.add(reason)

    def _tell_unseen(self, moment: Moment, lasted_s: float) -> None:
        """Once a set: it is not praised, and it would be tiresome."""
        if moment.inside and lasted_s >= HELP_S and not self._told_unseen and self._speech.free(moment.t_s):
            self._told_unseen = True
            self._speech.add(self._help.text.partition(":")[0], "notice", moment.t_s)

    def _tell_side(self, moment: Moment) -> None:
        """Once a set: the other side is held than the one that it is for."""
        variants = self._planned.exercise.variants
        side = variants[moment.variant].id if moment.inside and moment.variant >= 0 else self._planned.side
        if self._planned.side is None or side not in ("left", "right") or side == self._planned.side:
            self._other_side_s = math.nan
        elif math.isnan(self._other_side_s):
            self._other_side_s = moment.t_s
        elif moment.t_s - self._other_side_s >= WRONG_SIDE_S and not self._told_side:
            self._told_side = True
            self._speech.add(f"The other side, please: {phrases.side_of(self._planned)}", "prompt", moment.t_s)

    def _gone(self, moment: Moment) -> Literal["left", "nothing"] | None:
        t_s = moment.t_s
        if moment.inside:
            self._away_s, self._called_back = math.nan, False
            return None
        if math.isnan(self._away_s):
            self._away_s = t_s
        away_s = t_s - self._away_s
        if not self._count.begun:
            return "nothing" if away_s >= BACK_S else None
        if away_s >= (LEFT_S if self._moves else LEFT_HOLD_S):
            return "left"
        if away_s >= (BACK_S if self._moves else BACK_HOLD_S) and not self._called_back:
            self._called_back = True
            self._speech.add(BACK, "prompt", t_s)
        return None
