"""Whatever shows a set and takes its keys."""

from __future__ import annotations

from typing import Protocol

from formcheck.arrays import Image
from formcheck.screen.keys import Pressed
from formcheck.screen.screen import Screen


class Viewer(Protocol):
    """What :func:`formcheck.live.live` needs of whatever shows a set: a window, a page, or what tests put in its place.

    Attributes
    ----------
    paints : bool
        It paints on the pictures, which a slow machine does only for every second one.
    """

    paints: bool

    def show(self, bgr: Image, screen: Screen) -> Pressed | None:
        """Show a frame and all that belongs over it; what the user wants, if anything.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
            As it came from the camera; not to be written to.
        screen : Screen
        """

    def idle(self) -> Pressed | None:
        """Look after keys while there is nothing new to show; what the user wants, if anything."""

    def close(self) -> None:
        """Take it off the screen."""
