"""The live window: shows frames, tells which key was pressed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Literal, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import OutputError

Action = Literal["pause", "reset", "side", "pain", "next", "change", "quit"]
"""pain: it hurts, the set is over; next: the next set, now; change: to the exercise that is done instead."""


class Typed(str):
    """A key that is a letter or a digit of an answer; a line feed ends it, a backspace takes the last one back."""

    __slots__ = ()


Pressed = Action | Typed

_LETTERS: dict[str, Action] = {
    " ": "pause", "r": "reset", "s": "side", "p": "pain", "n": "next", "y": "change", "q": "quit",
}  # fmt: skip
KEYS: dict[int, Action] = {
    **{ord(letter): action for letter, action in _LETTERS.items()},
    **{ord(letter.upper()): action for letter, action in _LETTERS.items()},
    27: "quit",
}
_ENDINGS = {10: "\n", 13: "\n", 8: "\b", 127: "\b"}
KEY_LINE = "space: pause    p: stop, it hurts    r: start again    s: other side    q: end"
NEXT_LINE = "space: pause    p: stop, it hurts    n: next set    r: start again    s: other side    q: end"
REST_LINE = "n: go on now    p: stop, it hurts    q: end"
ASKING_LINE = "p: yes, it hurts    space: go on    n: no, end the set    q: end"
STRENGTH_LINE = "0 to 10: type it    Enter: done    q: end"
NOTE_LINE = "type, then Enter: done    Esc: end"
FINDER_LINE = "1, 2, 3: it is this one    p: stop, it hurts    q: end"
_OPENS_WH = (1280, 720)
"""A window opens as large as fits into this: small enough for a laptop's screen; it can be resized."""
_PROBE_S = 20.0


class Screen(Protocol):
    """What :func:`formcheck.live.live` needs of a window; tests put another in its place.

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


class Window:
    """A resizable window; it must be made and used on the main thread.

    Parameters
    ----------
    title : str
    size_wh : (int, int)
        Of the frames.

    Raises
    ------
    OutputError
        If there is no screen to show it on.
    """

    def __init__(self, title: str, size_wh: tuple[int, int]) -> None:
        if problem := display_problem():
            raise OutputError(problem)
        self._title = title
        self.writing = False
        cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        factor = min(most / given for most, given in zip(_OPENS_WH, size_wh, strict=True))
        cv2.resizeWindow(title, round(size_wh[0] * factor), round(size_wh[1] * factor))

    def show(self, bgr: NDArray[np.uint8]) -> Pressed | None:
        """Show a frame.

        Returns
        -------
        Action, Typed or None
            What the last key asks for; closing the window is *quit*.
        """
        cv2.imshow(self._title, bgr)
        return self.idle()

    def idle(self) -> Pressed | None:
        """Take a key, and let the window redraw itself."""
        key = cv2.waitKey(1)
        if cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) < 1:
            return "quit"
        return pressed(key & 0xFF, writing=self.writing) if key >= 0 else None

    def close(self) -> None:
        """Take the window off the screen; closing twice is allowed."""
        cv2.destroyAllWindows()


def pressed(code: int, *, writing: bool) -> Pressed | None:
    """What a key means, by its code in Latin-1; None for one that means nothing."""
    if code in _ENDINGS:
        return Typed(_ENDINGS[code])
    letter = chr(code)
    if letter.isdecimal() or (writing and letter.isprintable()):
        return Typed(letter)
    return KEYS.get(code)


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
