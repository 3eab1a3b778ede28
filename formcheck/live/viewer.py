"""Whatever shows a set and takes its keys."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.screen.keys import Pressed


class Viewer(Protocol):
    """What :func:`formcheck.live.live` needs of whatever shows a set: a window, or what tests put in its place.

    Attributes
    ----------
    writing : bool
        A text is being written: letters mean themselves, and not what they ask for else.
    """

    writing: bool

    def show(self, bgr: NDArray[np.uint8]) -> Pressed | None:
        """Show a frame; what the user wants, if anything."""

    def idle(self) -> Pressed | None:
        """Look after the window while there is nothing new to show; what the user wants, if anything."""

    def close(self) -> None:
        """Take it off the screen."""
