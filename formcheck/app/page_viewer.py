"""The page as what shows a set: it gets the screen of each frame as JSON, and no picture back."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from typing import Any

from formcheck.arrays import Image
from formcheck.screen.keys import Pressed
from formcheck.screen.screen import Screen


class PageViewer:
    """A :class:`~formcheck.live.viewer.Viewer` whose window is a page.

    Parameters
    ----------
    captured_s : callable
        From a picture to the time at which it was captured; None for one that has been shown.
    dropped : callable
        The times of the pictures that will not be shown, since the last call.
    send : callable
        Takes a text message; from any thread.
    set_number : callable
        Which set of the run it is.
    """

    paints = False

    def __init__(
        self,
        captured_s: Callable[[Image], float | None],
        dropped: Callable[[], list[float]],
        send: Callable[[str], None],
        set_number: Callable[[], int],
    ) -> None:
        self._captured_s, self._dropped, self._send, self._set_number = captured_s, dropped, send, set_number
        self._pressed: queue.SimpleQueue[Pressed] = queue.SimpleQueue()
        self._last_s: float | None = None
        self.gone = False

    def press(self, action: Pressed) -> None:
        """Take a key; from any thread."""
        self._pressed.put(action)

    def leave(self) -> None:
        """The page was closed: that ends the run as a window that is closed does."""
        self.gone = True

    def show(self, bgr: Image, screen: Screen) -> Pressed | None:
        """Send the screen of a frame; parameters as of :meth:`formcheck.live.viewer.Viewer.show`."""
        captured_s = self._captured_s(bgr)
        self._last_s = self._last_s if captured_s is None else captured_s
        self.tell_dropped()
        message = {"type": "screen", "capture_s": self._last_s, "set": self._set_number(), "screen": screen.to_dict()}
        self._send(dumped(message))
        return self.idle()

    def tell_dropped(self) -> None:
        """Tell which pictures will not be shown."""
        for captured_s in self._dropped():
            self._send(dumped({"type": "dropped", "capture_s": captured_s}))

    def idle(self) -> Pressed | None:
        """See :class:`~formcheck.live.viewer.Viewer`."""
        if self.gone:
            return "quit"
        return None if self._pressed.empty() else self._pressed.get()

    def close(self) -> None:
        """The page stays."""


def dumped(message: dict[str, Any]) -> str:
    """A message as text."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
