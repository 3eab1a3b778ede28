"""The live window: shows frames, tells which key was pressed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2

from formcheck import overlay
from formcheck.arrays import Image
from formcheck.errors import OutputError
from formcheck.overlay.film import STAGES, Film
from formcheck.screen.keys import Key, Pressed, pressed
from formcheck.screen.screen import Screen

_USUAL_WH = (1366, 768)
"""The smallest screen that is usual on a laptop."""
_FULL_SCREEN = Key("f", "full screen")
"""Fills the screen, and goes back; only the window knows it."""
_PROBE_S = 20.0


class Window:
    """A resizable window that shows frames as in a mirror; it must be made and used on the main thread.

    Parameters
    ----------
    title : str
    size_wh : (int, int)
        Of the frames.
    film_of : callable
        From the name of an exercise to a film of how it is done, shown before a set and in rests.

    Raises
    ------
    OutputError
        If there is no screen to show it on.
    """

    paints = True

    def __init__(
        self, title: str, size_wh: tuple[int, int], film_of: Callable[[str], Path | None] = lambda _: None
    ) -> None:
        if problem := display_problem():
            raise OutputError(problem)
        self._title = title
        self._writing = False
        self._film_of = film_of
        self._films: dict[str, Film | None] = {}
        cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        room = [round(0.92 * side) for side in screen_wh()]  # bars of the desktop and the title stay free
        factor = min(most / given for most, given in zip(room, size_wh, strict=True))
        cv2.resizeWindow(title, round(size_wh[0] * factor), round(size_wh[1] * factor))

    def show(self, bgr: Image, screen: Screen) -> Pressed | None:
        """Show a frame with its screen drawn over it.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
            As it came from the camera; it is not changed.
        screen : Screen

        Returns
        -------
        Action, Typed or None
            What the last key asks for; closing the window is *quit*.
        """
        mirrored = overlay.flip(bgr)
        keys = (*screen.keys, _FULL_SCREEN) if screen.keys and not screen.writing else screen.keys
        overlay.draw(mirrored, replace(screen, keys=keys), mirrored=True)
        if screen.stage in STAGES and (film := self._film(screen.exercise)):
            film.draw(mirrored, screen)
        self._writing = screen.writing
        cv2.imshow(self._title, mirrored)
        return self.idle()

    def _film(self, exercise: str) -> Film | None:
        if exercise not in self._films:
            path = self._film_of(exercise)
            self._films[exercise] = Film(path) if path else None
        return self._films[exercise]

    def idle(self) -> Pressed | None:
        """Take a key, and let the window redraw itself."""
        key = cv2.waitKey(1)
        if cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) < 1:
            return "quit"
        if key >= 0 and chr(key & 0xFF).lower() == _FULL_SCREEN.key and not self._writing:
            full = cv2.getWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
            cv2.setWindowProperty(
                self._title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_NORMAL if full else cv2.WINDOW_FULLSCREEN
            )
            return None
        return pressed(key & 0xFF, writing=self._writing) if key >= 0 else None

    def close(self) -> None:
        """Take the window off the screen; closing twice is allowed."""
        cv2.destroyAllWindows()


def screen_wh() -> tuple[int, int]:
    """Width and height of the screen, px; :data:`_USUAL_WH` where nobody can tell.

    Notes
    -----
    OpenCV does not tell. Tk does; it is asked in another process, since two libraries of windows do not share one.
    """
    code = "import tkinter; root = tkinter.Tk(); print(root.winfo_screenwidth(), root.winfo_screenheight())"
    try:
        asked = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=_PROBE_S, check=False)
        width, height = map(int, asked.stdout.split())
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return _USUAL_WH
    return width, height


def display_problem() -> str | None:
    """Why no window can be shown, and what to do; None if one can.

    Notes
    -----
    Without a screen OpenCV's window library ends the whole process, so another process tries it first.
    """
    advice = "use --no-window, or run it on a machine with a screen"
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return f"no screen to show a window on: {advice}"
    code = "import cv2; cv2.namedWindow('formcheck'); cv2.destroyAllWindows()"
    try:
        probe = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=_PROBE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return f"the screen does not answer: {advice}"
    return None if probe.returncode == 0 else f"no window can be shown on this screen: {advice}"
