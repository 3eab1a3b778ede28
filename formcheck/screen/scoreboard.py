"""What has been counted so far, as the screen shows it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from formcheck.events import Hold, Rep, Update, Verdict
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.screen.words import clock_text


class Scoreboard:
    """Repetitions with their sides and verdicts, or the clock of a hold.

    Parameters
    ----------
    exercise : Exercise

    Attributes
    ----------
    rep_side : {"left", "right"} or None
        Of the newest repetition.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise, self._judged = exercise, exercise.form_judged
        self._total: dict[Side, int] = {"left": 0, "right": 0}
        self._verdicts: Counter[Verdict] = Counter()
        self._reps = 0
        self._clock_s = self._unseen_s = self._unseen_before_s = 0.0
        self.rep_side: Side | None = None

    def feed(self, update: Update) -> None:
        """Count what the newest frames have brought."""
        for event in update.events:
            if isinstance(event.item, Rep):
                self._count(event.item)
            elif isinstance(event.item, Hold):
                self._clock_s = event.item.good_s
                self._unseen_before_s += event.item.unseen_s
                self._unseen_s = self._unseen_before_s
        running = update.frames.clock_s[-1]
        if np.isfinite(running):
            self._clock_s = float(running)
            self._unseen_s = self._unseen_before_s + float(update.frames.unseen_s[-1])

    @property
    def count(self) -> str:
        """The large number."""
        return str(self._reps) if self._exercise.movement else clock_text(self._clock_s)

    @property
    def unit(self) -> str:
        """What it counts."""
        if self._exercise.movement is None:
            return "seconds"
        return "rep" if self._reps == 1 else "reps"

    @property
    def sides(self) -> str:
        """``left 2 · right 1``; empty for an exercise without sides."""
        moves = self._exercise.movement
        return "left {left} · right {right}".format(**self._total) if moves and moves.sides else ""

    @property
    def form(self) -> tuple[str, ...]:
        """How much of what was done was good, and how much nobody can say that of."""
        if not self._judged:
            return ()
        if self._exercise.movement is None:
            return (f"{int(self._unseen_s)} s not seen",) * (self._unseen_s >= 1.0)
        good, unseen = self._verdicts["good"], self._verdicts["not fully seen"]
        held = (f"{int(self._clock_s)} s held",) * (self._exercise.timed and self._clock_s >= 1.0)
        return (f"{good} good",) * (self._reps > 0) + (f"{unseen} not fully seen",) * (unseen > 0) + held

    def _count(self, rep: Rep) -> None:
        self._reps += 1
        self._verdicts[rep.verdict] += 1
        if rep.side:
            self.rep_side = "left" if rep.side == "left" else "right"
            self._total[self.rep_side] += 1
