"""The threads of a live run: one takes frames, one finds landmarks in the newest, one checks them, the main one shows.

macOS wants windows on the main thread; so it shows and takes keys, prints, and keeps the history. It never waits for
a camera or a landmarker, and a thread that fails never leaves it waiting.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from formcheck.concurrency.handover import Handover
from formcheck.errors import FormcheckError
from formcheck.live.load_shedding import LoadShedder, Relief
from formcheck.live.messages import CapturedFrame, CheckedFrame, CheckerFailed, DetectedFrame, Watch, failed
from formcheck.live.stats import Stats
from formcheck.live.viewer import Viewer
from formcheck.media import Frame
from formcheck.pose.landmarker import PoseEstimator
from formcheck.screen.keys import Pressed
from formcheck.screen.screen import Banner, Screen
from formcheck.track import PoseTrack

_TICK_S = 0.05
"""How long the main thread waits for something to show before it looks after window and messages."""
_PATIENCE_S = 10.0
"""How long a thread may take to end."""


class Loop:
    """The threads of a live run: a watch over the frames of a camera.

    Parameters
    ----------
    watch : Watch
    estimator : PoseEstimator
        Not closed here.
    window : Viewer, optional
    stats : Stats
        Its clock is the loop's.
    seconds : float, optional
        End at the first frame of this time or later.
    every_frame : bool
        Wait for each frame to be dealt with instead of taking the newest: for sources that can wait.
    lighter : mapping of Relief -> callable, optional
        Makes faster estimators, for a slow machine; the mildest relief first.
    notice : callable
        Takes a line about the camera or the machine, on the main thread.
    messages : queue
        Of callables to be called on the main thread, in their order.
    """

    def __init__(
        self,
        watch: Watch,
        estimator: PoseEstimator,
        window: Viewer | None,
        *,
        stats: Stats,
        seconds: float | None = None,
        every_frame: bool = False,
        lighter: Mapping[Relief, Callable[[], PoseEstimator]] | None = None,
        notice: Callable[[str], None] = lambda _: None,
        messages: queue.SimpleQueue[Callable[[], None]] | None = None,
    ) -> None:
        self._watch, self._estimator, self._window, self._stats = watch, estimator, window, stats
        self._seconds, self._lighter, self._notice = seconds, lighter or {}, notice
        self._messages = messages or queue.SimpleQueue()
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._arrived: Handover[CapturedFrame] = Handover("rendezvous" if every_frame else "overwrite")
        self._detected: Handover[DetectedFrame] = Handover("rendezvous" if every_frame else "block")
        self._checked: Handover[CheckedFrame] = Handover("rendezvous" if every_frame else "overwrite")
        self.stopped = threading.Event()
        self._failure: FormcheckError | None = None
        reliefs: list[Relief] = [*self._lighter]
        reliefs += ["every second frame drawn"] if window and window.paints else []
        self._shedder = LoadShedder((*reliefs, "landmarks on every second frame"))
        self._owned: list[PoseEstimator] = []
        self._spared: set[Relief] = set()
        self._cue = ("", 0.0, 0.0)
        self._said = self._banner = ""
        self._shown: CheckedFrame | None = None

    def run(self, frames: Callable[[], AbstractContextManager[Iterator[Frame]]]) -> None:
        """Run until the source or the watch is done or the user ends it.

        Parameters
        ----------
        frames : callable
            Opens the frames; called, used and closed on a thread of its own.

        Raises
        ------
        FormcheckError
            What stopped it.
        """
        threads = [
            threading.Thread(target=self._capture, args=(frames,), name="formcheck-capture", daemon=True),
            threading.Thread(target=self._detect, name="formcheck-detect", daemon=True),
            threading.Thread(target=self._check, name="formcheck-check", daemon=True),
        ]
        try:
            for thread in threads:
                thread.start()
            self._show_until_over()
        finally:
            self.stopped.set()
            for end in (self._arrived, self._detected, self._checked):
                end.close()
            for thread in threads:
                thread.join(_PATIENCE_S)
            self._stats.seen = self._arrived.seen
            self.tell_all()
            for estimator in self._owned:
                estimator.close()
        if any(thread.is_alive() for thread in threads):
            self._failure = self._failure or CheckerFailed("a camera or landmarker does not answer; ended without it")
        if self._failure:
            raise self._failure

    def banner(self, text: str) -> None:
        """Show a line over the last picture until the next frame comes."""
        self._banner = text

    def announce(self, text: str) -> None:
        """Have the watch say a line, on the thread that checks."""
        self._orders.put(partial(self._watch.announce, text))

    def _capture(self, frames: Callable[[], AbstractContextManager[Iterator[Frame]]]) -> None:
        with self._failing_well(self._arrived), frames() as opened:
            for frame in opened:
                if not self._arrived.put(CapturedFrame(frame, self._stats.clock())):
                    break

    def _detect(self) -> None:
        with self._failing_well(self._arrived, self._detected):
            while not self._arrived.over and not self.stopped.is_set():
                arrived = self._arrived.take(_TICK_S)
                if arrived is None:
                    continue
                if not self._left_out() and not self._detected.put(self._landmarks(arrived)):
                    break
                self._arrived.done()

    def _landmarks(self, arrived: CapturedFrame) -> DetectedFrame:
        stats, (bgr, t_s) = self._stats, arrived.frame
        stats.since("wait", arrived.at_s)
        if self._watch.looking:
            with stats.timed("detect"):
                track = self._estimator.detect(bgr, t_s)
        else:  # paused: nobody is looked at, a position is left, a hold ends
            track = PoseTrack.no_person([t_s], (bgr.shape[1], bgr.shape[0]))
        return DetectedFrame(arrived.frame, arrived.at_s, track, stats.clock())

    def _check(self) -> None:
        with self._failing_well(self._arrived, self._detected, self._checked):
            while not self._detected.over and not self.stopped.is_set():
                detected = self._detected.take(_TICK_S)
                with contextlib.suppress(queue.Empty):
                    while True:
                        self._orders.get_nowait()()
                if detected is None:
                    continue
                self._checked.put(self._look(detected))
                self._detected.done()
                late = self._seconds is not None and detected.frame.t_s >= self._seconds
                if self._watch.over or late:
                    break

    @contextlib.contextmanager
    def _failing_well(self, *ends: Handover[Any]) -> Iterator[None]:
        """Whatever goes wrong on a thread is kept for the main one, and nobody waits for it."""
        try:
            yield
        except FormcheckError as error:
            self._failure = self._failure or error
        except Exception as mistake:  # noqa: BLE001 - told in one line by the main thread
            self._failure = self._failure or failed(mistake)
        finally:
            for end in ends:
                end.close()

    def _left_out(self) -> bool:
        return "landmarks on every second frame" in self._spared and self._arrived.seen % 2 == 1

    def _look(self, detected: DetectedFrame) -> CheckedFrame:
        """Everything that is done with landmarks before they are shown."""
        stats, (bgr, t_s) = self._stats, detected.frame
        stats.offset_s = detected.at_s - t_s
        screen = self._watch.step(detected.track, bgr)
        stats.checked += 1
        cue = screen.banner.text if screen.banner and screen.banner.kind == "cue" else ""
        if cue != self._cue[0]:
            self._cue = (cue, detected.at_s, detected.known_s)
        self._relieve(t_s)
        return CheckedFrame(bgr, screen, stats.checked, detected.at_s, *self._cue)

    def _relieve(self, t_s: float) -> None:
        relief = self._shedder.feed(t_s, self._arrived.seen + self._stats.missed, self._stats.checked)
        if relief is None:
            return
        if relief in self._lighter:
            self._estimator = self._lighter[relief]()
            self._owned.append(self._estimator)  # the one before may still be at work: closed at the end
        self._spared.add(relief)
        self._stats.fallbacks.append(f"{relief}, from {t_s:.0f} s on")
        self._messages.put(partial(self._notice, f"this machine is slow; from now on: {relief}"))
        if len(self._stats.fallbacks) == 1:
            self._watch.announce("This machine is slow")

    def _show_until_over(self) -> None:
        while not self._checked.over:
            item = self._checked.take(_TICK_S)
            self.tell_all()
            action = self._show(item) if item else self._idle()
            if action == "quit":
                return
            if action:
                self._orders.put(partial(self._watch.obey, action))
            if item:
                self._checked.done()

    def _idle(self) -> Pressed | None:
        """Keep the window alive while no frame comes."""
        if self._window is None:
            return None
        text, self._banner = self._banner, ""
        if text and self._shown:
            return self._paint(self._shown, replace(self._shown.screen, banner=Banner("help", text)))
        return self._window.idle()

    def tell_all(self) -> None:
        """Call what was posted; only on the main thread."""
        while not self._messages.empty():
            self._messages.get()()

    def _show(self, item: CheckedFrame) -> Pressed | None:
        stats = self._stats
        if "every second frame drawn" in self._spared and item.number % 2:
            return self._idle()
        action = self._paint(item, item.screen) if self._window else None
        stats.drawn += self._window is not None
        stats.since("frame", item.at_s)
        if item.cue and item.cue != self._said:
            stats.since("cue", item.cue_at_s)
            stats.since("cue after landmarks", item.cue_known_s)
        self._said, self._shown = item.cue, item
        return action

    def _paint(self, item: CheckedFrame, screen: Screen) -> Pressed | None:
        assert self._window is not None
        with self._stats.timed("show"):
            return self._window.show(item.bgr, screen)
