"""A set was stopped: is it pain, or does it go on? Answered without a keyboard."""

from __future__ import annotations

from typing import Literal

Answer = Literal["pain", "stopped", "go on"]

PATIENCE_S = 20.0
"""No answer for this long ends the set."""
BACK_S = 3.0
"""In position for this long, with the hand down, is the answer that the set goes on."""
QUESTION = ("Stopped. Is it pain?", "Hold the pose again for pain.", "Get back into position to go on.")


class Asking:
    """Waits for the answer.

    Parameters
    ----------
    t_s : float
        When the set was stopped.
    heard_s : float
        When the question will have been spoken: nobody who lies still while it is, has answered it.
    """

    def __init__(self, t_s: float, heard_s: float) -> None:
        self._until_s = max(t_s, heard_s) + PATIENCE_S
        self._heard_s = heard_s
        self._ready_s: float | None = None

    def left_s(self, t_s: float) -> float:
        """Seconds until the set ends without an answer."""
        return max(self._until_s - t_s, 0.0)

    def feed(self, t_s: float, inside: bool, showing: bool, shown_again: bool) -> Answer | None:
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
        if showing or not inside or t_s < self._heard_s:
            self._ready_s = None
        elif self._ready_s is None:
            self._ready_s = t_s
        elif t_s - self._ready_s >= BACK_S:
            return "go on"
        return "stopped" if t_s >= self._until_s and not showing else None
