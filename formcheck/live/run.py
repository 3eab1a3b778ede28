"""``live``: opens camera, window and files, runs the loop, and ends everything whatever happens."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from formcheck.analysis.recognition import Proposal
from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.live.camera_frames import FOUND, LOST, camera_frames
from formcheck.live.ended_sets import EndedSet, routine_table
from formcheck.live.files import write_json
from formcheck.live.hooks import Hooks
from formcheck.live.load_shedding import Relief
from formcheck.live.loop import Loop
from formcheck.live.messages import failed
from formcheck.live.set_sequence import SetSequence
from formcheck.live.stats import Stats
from formcheck.live.terms import Terms
from formcheck.live.viewer import Viewer
from formcheck.media import Frame, Source
from formcheck.outputs import make_folder
from formcheck.pose.landmarker import PoseEstimator
from formcheck.recorder.keeper import Keeper, Nowhere
from formcheck.recorder.set_recorder import SetRecorder
from formcheck.routines import plan
from formcheck.routines.plan import PlannedSet

T = TypeVar("T")
Messages = queue.SimpleQueue[Callable[[], None]]

_SPOKEN_NOTICES = {LOST: "Camera lost", FOUND: "The camera is back"}


@dataclass
class LiveOutcome:
    """How a run ended and what it left behind.

    Attributes
    ----------
    sets : list of EndedSet
        Those that were begun, in order.
    likeliest : list of Proposal
        If the exercise was not given and not found: what it may have been.
    files : list of Path
        Those that do not belong to one set.
    error : FormcheckError or None
        What stopped it early; everything up to then is in `sets`.
    interrupted : bool
        Stopped by Ctrl-C.
    """

    sets: list[EndedSet]
    stats: Stats
    likeliest: list[Proposal] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    error: FormcheckError | None = None
    interrupted: bool = False


def live(
    open_source: Callable[[], Source],
    plan: Sequence[PlannedSet],
    folder: Path | None,
    *,
    estimator: PoseEstimator,
    window: Callable[[tuple[int, int]], Viewer] | None = None,
    name: str = "",
    side: Side | None = None,
    record: bool = False,
    seconds: float | None = None,
    theme: str = "dark",
    routine: str = "",
    open_end: bool = False,
    every_frame: bool = False,
    lighter: Mapping[Relief, Callable[[], PoseEstimator]] | None = None,
    linger_s: float = 0.0,
    versions: dict[str, str] | None = None,
    hooks: Hooks | None = None,
    stats: Stats | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] | None = None,
) -> LiveOutcome:
    """Check what a camera sees until the plan is done or the user ends it.

    Parameters
    ----------
    open_source : callable
        Opens the camera; called again when it is lost.
    plan : sequence of PlannedSet
        See :mod:`formcheck.routines.plan`; empty to find out what is done.
    folder : Path or None
        Made if need be, must hold no other set; with several sets each gets its own in it. None: nothing is written.
    estimator : PoseEstimator
        Not closed here.
    window : callable, optional
        Makes the window for frames of a size; none is shown if left out.
    name : str
        Of the camera, for the summaries.
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.
    record : bool
        Keep the pictures as ``annotated.mp4``.
    seconds : float, optional
        End after this long.
    theme : str
        See :data:`formcheck.screen.themes.THEMES`.
    routine : str
        Its name, for ``routine.json``.
    open_end : bool
        An exercise that is found has no dose.
    every_frame : bool
        Wait for each frame to be dealt with instead of taking the newest: for sources that can wait.
    lighter : mapping of Relief -> callable, optional
        Makes faster estimators, for a slow machine; the mildest relief first.
    linger_s : float
        How long the last picture stays in the window when the plan is done; a key ends it.
    versions : dict of name -> str, optional
        For the summaries.
    hooks : Hooks, optional
    stats : Stats, optional
        Filled with what was counted and timed.
    clock, sleep : callable
        Seconds, monotonic, and how to wait; replaced in tests.

    Returns
    -------
    LiveOutcome
        Ctrl-C and errors on the way end up in it, together with everything found until then.

    Raises
    ------
    SourceError, OutputError
        If the camera, the folder or the window cannot be opened.
    """
    hooks, stats = hooks or Hooks(), stats or Stats(clock)
    messages: Messages = queue.SimpleQueue()
    source = open_source()
    shown: Viewer | None = None
    try:
        if folder is not None:
            make_folder(folder)
        shown = window(source.size_wh) if window else None
        terms = Terms(
            folder,
            partial(_keeper, source, record),
            _posted(messages, hooks),
            stats,
            messages.put,
            side,
            pictures=record and folder is not None,
            keys=window is not None,
            theme=theme,
            name=name,
            versions=versions or {},
        )
        sets = SetSequence(plan, partial(_set_of, open_end=open_end), terms)
    except FormcheckError:
        source.close()
        if shown:
            shown.close()
        raise
    loop = Loop(
        sets,
        estimator,
        shown,
        stats=stats,
        seconds=seconds,
        every_frame=every_frame,
        lighter=lighter,
        notice=hooks.notice,
        messages=messages,
    )
    notice = partial(_camera_notice, loop, messages, hooks)
    camera = partial(camera_frames, source, open_source, notice, clock, sleep or loop.stopped.wait)
    outcome = LiveOutcome([], stats)
    _run(outcome, loop, camera, partial(_linger, shown, linger_s, sets), shown)
    _end(outcome, sets, loop, messages)
    if folder is not None and len(plan) > 1 and outcome.sets:
        _write_routine(outcome, folder, routine_table(routine, outcome.sets, plan))
    return outcome


def _run(
    outcome: LiveOutcome,
    loop: Loop,
    camera: Callable[[], Generator[Frame]],
    linger: Callable[[], None],
    shown: Viewer | None,
) -> None:
    """Run the loop, and take the window off the screen whatever ends it; what ends it early is noted."""
    try:
        loop.run(lambda: contextlib.closing(camera()))
        linger()
    except KeyboardInterrupt:
        outcome.interrupted = True
    except FormcheckError as failure:
        outcome.error = failure
    except Exception as mistake:  # noqa: BLE001 - what was recorded is worth more than a traceback
        outcome.error = failed(mistake)
    finally:
        if shown:
            shown.close()


def _end(outcome: LiveOutcome, sets: SetSequence, loop: Loop, messages: Messages) -> None:
    """Write the files of the sets, and tell their journals."""
    outcome.sets = sets.finish(outcome.error, interrupted=outcome.interrupted)
    outcome.likeliest = sets.likeliest
    outcome.error = outcome.error or next((each.outcome.error for each in outcome.sets if each.outcome.error), None)
    while not messages.empty():
        try:
            loop.tell_all()
        except Exception as mistake:  # noqa: BLE001 - one that cannot be told must not keep the next from being told
            outcome.error = outcome.error or failed(mistake)


def _write_routine(outcome: LiveOutcome, folder: Path, table: dict[str, Any]) -> None:
    try:
        outcome.files.append(write_json(folder / "routine.json", table))
    except FormcheckError as failure:
        outcome.error = outcome.error or failure


def _linger(window: Viewer | None, seconds: float, sets: SetSequence) -> None:
    """Leave the last picture in the window when all is done."""
    until_s = time.monotonic() + seconds
    while window and sets.over and time.monotonic() < until_s and window.idle() is None:
        time.sleep(0.02)


def _keeper(source: Source, record: bool, folder: Path | None) -> Keeper:
    if folder is None:
        return Nowhere()
    return SetRecorder(make_folder(folder), source.size_wh, source.fps, video=record)


def _set_of(exercise: Exercise, *, open_end: bool) -> PlannedSet:
    """The set of an exercise that was found: which side works nobody has said."""
    planned = replace(plan.of_exercise(exercise, 1)[0], side=None, rest_s=0.0, number=1, of=1)
    return replace(planned, reps=0, hold_s=0.0, breaths=0) if open_end else planned


def _camera_notice(loop: Loop, messages: Messages, hooks: Hooks, line: str) -> None:
    """The camera is lost, looked for, or back: shown, printed and said; called on the camera's thread."""
    loop.banner("Camera lost: check its plug" if line == LOST else "")
    messages.put(partial(hooks.notice, line))
    if text := _SPOKEN_NOTICES.get(line):
        loop.announce(text)


def _posted(messages: Messages, hooks: Hooks) -> Hooks:
    """The hooks that are called on the main thread, called from another one."""

    def posting(hook: Callable[[T], None]) -> Callable[[T], None]:
        return lambda item: messages.put(partial(hook, item))

    return replace(hooks, event=posting(hooks.event), notice=posting(hooks.notice))
