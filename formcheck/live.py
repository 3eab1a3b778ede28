"""Check a running camera: one loop from frame to cue, on the main thread because windows need it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck import overlay
from formcheck.errors import FormcheckError, SourceError
from formcheck.exercises.spec import Exercise
from formcheck.pose import PoseEstimator
from formcheck.recording import Outcome, Recording
from formcheck.report import make_folder
from formcheck.result import Event
from formcheck.screen import Display, Screen
from formcheck.session import Session
from formcheck.signals import Side
from formcheck.sources import Frame, Source, SourceLost
from formcheck.track import PoseTrack
from formcheck.window import KEY_LINE, Action
from formcheck.window import Screen as Shown

RETRY_WAITS_S = (1.0, 2.0, 4.0)
"""How long is waited before each try to open a lost camera again."""
_PAUSED = "Paused: press space to go on"


@dataclass(frozen=True)
class Hooks:
    """What a live set tells while it runs.

    Attributes
    ----------
    event : callable
        Takes each :class:`~formcheck.result.Event`.
    notice : callable
        Takes a line about the camera or a key.
    """

    event: Callable[[Event], None] = lambda _: None
    notice: Callable[[str], None] = lambda _: None


def live(
    open_source: Callable[[], Source],
    exercise: Exercise,
    folder: Path,
    *,
    estimator: PoseEstimator,
    window: Callable[[tuple[int, int]], Shown] | None = None,
    name: str = "",
    side: Side | None = None,
    record: bool = False,
    seconds: float | None = None,
    versions: dict[str, str] | None = None,
    hooks: Hooks | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Check what a camera sees until the user ends it.

    Parameters
    ----------
    open_source : callable
        Opens the camera; called again when it is lost.
    window : callable, optional
        Makes the window for frames of a size; none is shown if left out.
    record : bool
        Keep the pictures as ``annotated.mp4``.
    seconds : float, optional
        End after this long.

    Returns
    -------
    Outcome
        See :func:`formcheck.replay.replay`, which also tells the other parameters.

    Raises
    ------
    SourceError, OutputError
        If the camera, the folder or the window cannot be opened.
    """
    source = open_source()
    try:
        recording = Recording(make_folder(folder), source.size_wh, source.fps, video=record)
        shown = window(source.size_wh) if window else None
    except FormcheckError:
        source.close()
        raise
    loop = _Loop(exercise, side, estimator, recording, shown, hooks or Hooks())
    error: FormcheckError | None = None
    interrupted = False
    try:
        with contextlib.closing(camera_frames(source, open_source, loop.hooks.notice, clock, sleep)) as frames:
            for frame in frames:
                if not loop.step(frame) or (seconds is not None and frame.t_s >= seconds):
                    break
    except KeyboardInterrupt:
        interrupted = True
    except FormcheckError as failure:
        error = failure
    finally:
        if shown:
            shown.close()
    result = loop.session.result()
    files, error = recording.finish(result, name, versions or {}, error, interrupted=interrupted)
    return Outcome(result, folder, files, error, interrupted)


def camera_frames(
    source: Source,
    reopen: Callable[[], Source],
    notice: Callable[[str], None],
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Generator[Frame, None, None]:
    """Frames of a camera, across the times it is lost and found again; time goes on meanwhile.

    Raises
    ------
    SourceLost
        If it stays lost.
    """
    offset_s = last_s = 0.0
    try:
        while True:
            try:
                for frame in source:
                    last_s = frame.t_s + offset_s
                    yield Frame(frame.bgr, last_s)
                return
            except SourceLost as lost:
                began_s = clock()
                source.close()
                notice("camera lost: trying to find it again")
                source = _found_again(reopen, source.size_wh, sleep, lost)
                offset_s = last_s + max(clock() - began_s, 1e-3)
                notice("camera found again")
    finally:
        source.close()


def _found_again(
    reopen: Callable[[], Source], size_wh: tuple[int, int], sleep: Callable[[float], None], lost: SourceLost
) -> Source:
    for wait_s in RETRY_WAITS_S:
        sleep(wait_s)
        try:
            source = reopen()
        except SourceError:
            continue
        if source.size_wh == size_wh:
            return source
        source.close()  # another camera has taken its place
    raise lost


class _Loop:
    """One set: what is done with a frame, and with a key."""

    def __init__(
        self,
        exercise: Exercise,
        side: Side | None,
        estimator: PoseEstimator,
        recording: Recording,
        window: Shown | None,
        hooks: Hooks,
    ) -> None:
        self.hooks = hooks
        self._exercise, self._side, self._estimator = exercise, side, estimator
        self._recording, self._window = recording, window
        self._paused = False
        self._start()

    def step(self, frame: Frame) -> bool:
        """Check, show and keep a frame; False when the user wants to end."""
        if self._paused:  # nobody is looked at: a position is left, a hold ends
            track = PoseTrack.no_person([frame.t_s], (frame.bgr.shape[1], frame.bgr.shape[0]))
        else:
            track = self._estimator.detect(frame.bgr, frame.t_s)
        update = self.session.feed(track)
        screen = self._display.feed(track, update)
        if self._paused:
            screen = replace(screen, phase="Paused", banner=("pause", _PAUSED))
        for event in update.events:
            self.hooks.event(event)
        action = self._show(frame, screen) if self._window else None
        # last: from here on the frame is drawn on by another thread
        self._recording.add(track, None if self._paused else frame.bgr, screen)
        self._near: Side = screen.near
        return self._obey(action)

    def _start(self) -> None:
        self.session, self._display = Session(self._exercise, self._side), Display(self._exercise)

    def _show(self, frame: Frame, screen: Screen) -> Action | None:
        assert self._window is not None
        mirrored = overlay.flip(frame.bgr)
        overlay.draw(mirrored, replace(screen, hint=KEY_LINE), mirrored=True)
        return self._window.show(mirrored)

    def _obey(self, action: Action | None) -> bool:
        if action == "pause":
            self._paused = not self._paused
        elif action == "reset":
            self._recording.restart()
            self._start()
            self.hooks.notice("started again")
        elif action == "side":
            self._side = "right" if self._near == "left" else "left"
            self._start()
            if (so_far := self._recording.track()) is not None:  # as if it had been said from the beginning
                self._display.feed(so_far, self.session.feed(so_far))
            self.hooks.notice(f"{self._side} side near the camera")
        return action != "quit"
