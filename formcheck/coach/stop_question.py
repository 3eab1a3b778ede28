"""A set was stopped: does it hurt? Without an answer the set ends; going on takes a deliberate act."""

from __future__ import annotations

from typing import Literal

StopAnswer = Literal["pain", "stopped", "go on"]

PATIENCE_S = 20.0
"""No answer for this long ends the set."""
AWAY_S = 2.0
"""Out of position for this long is leaving it: less is a landmark that flickers, or an arm on its way to the ear."""
BACK_S = 3.0
"""After that, in position for this long with the hand down is the answer that the set goes on."""
QUESTION = (
    "Stopped. Does it hurt?",
    "Hand to your ear again for yes.",
    "To go on, leave the position and come back.",
    "No answer ends the set.",
)


class Asking:
    """The wait for an answer to whether it hurts.

    Parameters
    ----------
    t_s : float
        When the set was stopped.
    heard_s : float
        When the question will have been spoken: what somebody does while it is, answers nothing.

    Notes
    -----
    In half of the exercises the start position is one to rest in, and it is where somebody in pain stays: staying in it
    never answers. Nor does getting back into it from whatever was done before the question was heard: knees that are
    drawn up again after a stretch are a relief and no wish to go on.
    """

    def __init__(self, t_s: float, heard_s: float) -> None:
        self._until_s = max(t_s, heard_s) + PATIENCE_S
        self._heard_s = heard_s
        self._in_after_question = self._left = False
        self._away_s: float | None = None
        self._ready_s: float | None = None

    def left_s(self, t_s: float) -> float:
        """Seconds until the set ends without an answer."""
        return max(self._until_s - t_s, 0.0)

    def feed(self, t_s: float, inside: bool, showing: bool, shown_again: bool) -> StopAnswer | None:
        """The answer, once there is one.

        Parameters
        ----------
        t_s : float
        inside : bool
            In position.
        showing, shown_again : bool
            The stop pose is shown now; it has been held long enough for a second time.
        """
        if shown_again:
            return "pain"
        if t_s >= self._heard_s and self._came_back(t_s, inside and not showing, not inside and not showing):
            return "go on"
        return "stopped" if t_s >= self._until_s and not showing else None

    def _came_back(self, t_s: float, inside: bool, outside: bool) -> bool:
        """The position was left and taken up again, both since the question was heard and with the hand down."""
        self._in_after_question = self._in_after_question or inside
        self._away_s = (t_s if self._away_s is None else self._away_s) if outside else None
        if self._away_s is not None and t_s - self._away_s >= AWAY_S:
            self._left = self._in_after_question
        self._ready_s = (t_s if self._ready_s is None else self._ready_s) if inside and self._left else None
        return self._ready_s is not None and t_s - self._ready_s >= BACK_S
