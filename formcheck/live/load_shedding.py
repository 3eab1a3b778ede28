"""A machine that cannot keep up is spared something, one thing after the other, and the user is told once each."""

from __future__ import annotations

from typing import Literal

Relief = Literal["full model", "lite model", "every second frame drawn", "landmarks on every second frame"]

PERIOD_S = 5.0
"""How long a machine is watched before it is called slow, and between two reliefs."""
ENOUGH_FPS = 18.0
"""Checked frames a second that are enough, however many the camera delivers: a fault lasts 0.3 s and more."""
LOST_SHARE = 0.25
"""A machine that checks more than the rest of what arrives is not slow, however few that is."""


class LoadShedder:
    """Decides what a machine that checks too few of the arriving frames is spared.

    Parameters
    ----------
    reliefs : sequence of Relief
        What can be done, the mildest first.
    """

    def __init__(self, reliefs: tuple[Relief, ...]) -> None:
        self._left = list(reliefs)
        self._since_s: float | None = None
        self._before = (0, 0)

    def feed(self, t_s: float, seen: int, checked: int) -> Relief | None:
        """What to do now, from the counts so far; None while all is well or nothing is left.

        Parameters
        ----------
        t_s : float
            Of the newest checked frame.
        seen, checked : int
            Frames that have arrived and been checked since the start.
        """
        if self._since_s is None or t_s < self._since_s:
            self._since_s, self._before = t_s, (seen, checked)
            return None
        passed_s = t_s - self._since_s
        if passed_s < PERIOD_S:
            return None
        arrived, done = seen - self._before[0], checked - self._before[1]
        self._since_s, self._before = t_s, (seen, checked)
        slow = done / passed_s < ENOUGH_FPS and arrived > 0 and 1 - done / arrived > LOST_SHARE
        return self._left.pop(0) if slow and self._left else None
