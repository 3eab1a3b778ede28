"""How long somebody has been sitting, and when to get up."""

from __future__ import annotations

from formcheck.coach import phrases
from formcheck.coach.counts import CountLine
from formcheck.coach.moments import Moment
from formcheck.exercises.spec import Monitor


class Sitting:
    """The dose count of sitting: seconds in position since the last break, without an end.

    Parameters
    ----------
    monitor : Monitor
    """

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._sat_s = self._up_s = self._all_s = 0.0
        self._next_s = monitor.stand_up_every_s
        self.done = False
        self.share: float | None = None
        self.left_s: float | None = None

    @property
    def begun(self) -> bool:
        """Somebody has been sitting."""
        return self._all_s >= 1.0

    @property
    def summary(self) -> str:
        """How long in all."""
        return phrases.capital(phrases.seconds(self._all_s))

    def feed(self, moment: Moment, going: bool) -> list[CountLine]:
        """The reminder to stand up; parameters as of :meth:`formcheck.coach.counts.DoseCount.feed`."""
        if moment.inside:
            self._sat_s += moment.step_s
            self._all_s += moment.step_s
            self._up_s = 0.0
        else:
            self._up_s += moment.step_s
            if self._up_s >= self._monitor.stand_up_s:
                self._sat_s, self._next_s = 0.0, self._monitor.stand_up_every_s
        if not going or self._sat_s < self._next_s:
            return []
        self._next_s += self._monitor.stand_up_s  # still sitting after the time that the break should take
        return [CountLine(f"Time to stand up for {phrases.seconds(self._monitor.stand_up_s)}", "prompt")]
