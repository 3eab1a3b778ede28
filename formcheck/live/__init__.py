"""Check a running camera."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.live.capture import LOST, RETRY_WAITS_S, camera_frames
from formcheck.live.hooks import Hooks
from formcheck.live.loop import CheckerFailed, Loop
from formcheck.live.stats import Stats
from formcheck.live.watch import SetWatch
from formcheck.pose import PoseEstimator
from formcheck.recording import Outcome, Recording
from formcheck.report import make_folder
from formcheck.signals import Side
from formcheck.sources import Source
from formcheck.window import Screen as Shown

T = TypeVar("T")

__all__ = ["RETRY_WAITS_S", "CheckerFailed", "Hooks", "Stats", "camera_frames", "live"]


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
    every_frame: bool = False,
    lighter: Callable[[], PoseEstimator] | None = None,
    versions: dict[str, str] | None = None,
    hooks: Hooks | None = None,
    stats: Stats | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] | None = None,
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
    every_frame : bool
        Wait for each frame to be dealt with instead of taking the newest: for sources that can wait.
    lighter : callable, optional
        Makes a faster estimator, for a slow machine.
    stats : Stats, optional
        Filled with what was counted and timed.
    clock, sleep : callable
        Seconds, monotonic, and how to wait; replaced in tests.

    Returns
    -------
    Outcome
        See :func:`formcheck.replay.replay`, which also tells the other parameters.

    Raises
    ------
    SourceError, OutputError
        If the camera, the folder or the window cannot be opened.
    """
    hooks, stats = hooks or Hooks(), stats or Stats(clock)
    source = open_source()
    try:
        recording = Recording(make_folder(folder), source.size_wh, source.fps, video=record)
        shown = window(source.size_wh) if window else None
    except FormcheckError:
        source.close()
        raise
    messages: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    posted = Hooks(_posted(messages, hooks.event), _posted(messages, hooks.notice))
    watch = SetWatch(exercise, side, recording, posted, stats, pictures=record)
    loop = Loop(
        watch, estimator, shown, stats=stats, seconds=seconds, every_frame=every_frame, lighter=lighter,
        notice=hooks.notice, messages=messages,
    )  # fmt: skip

    def notice(line: str) -> None:
        loop.banner("Camera lost: check its plug" if line == LOST else "")
        posted.notice(line)

    error: FormcheckError | None = None
    interrupted = False
    try:
        loop.run(
            lambda: contextlib.closing(camera_frames(source, open_source, notice, clock, sleep or loop.stopped.wait))
        )
    except KeyboardInterrupt:
        interrupted = True
    except FormcheckError as failure:
        error = failure
    finally:
        if shown:
            shown.close()
    result = watch.session.result()
    files, error = recording.finish(result, name, versions or {}, error, interrupted=interrupted)
    return Outcome(result, folder, files, error, interrupted)


def _posted(messages: queue.SimpleQueue[Callable[[], None]], hook: Callable[[T], None]) -> Callable[[T], None]:
    """The hook, called on the main thread."""
    return lambda item: messages.put(partial(hook, item))
