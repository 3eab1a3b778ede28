"""Check a recording: frames, landmarks, session and video overlap; memory does not grow with its length."""

from __future__ import annotations

import contextlib
import queue
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.pose import Image, PoseEstimator
from formcheck.recording import Outcome, Recording
from formcheck.report import make_folder
from formcheck.screen import Display
from formcheck.session import Session
from formcheck.signals import Side
from formcheck.sources import Frame, Source, VideoFile
from formcheck.track import PoseTrack
from formcheck.track_log import TrackLog

_AHEAD = 8
_WAIT_S = 0.1

Progress = Callable[[int, int | None], None]


def replay(
    source: Source,
    exercise: Exercise,
    folder: Path,
    *,
    estimator: PoseEstimator,
    name: str = "",
    side: Side | None = None,
    video: bool = True,
    versions: dict[str, str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Check a recording and write its files.

    Parameters
    ----------
    source : Source
        Every frame of it is used.
    exercise : Exercise
    folder : Path
        Made if need be.
    estimator : PoseEstimator
        Fresh; it is not closed here.
    name : str
        Of the recording, for the summary.
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.
    video : bool
        Also write ``annotated.mp4``.
    progress : callable, optional
        ``progress(frames_done, frames_expected_or_None)`` after every frame.

    Returns
    -------
    Outcome
        Ctrl-C and errors on the way end up in it, together with everything found until then.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    session, display = Session(exercise, side), Display(exercise)
    recorded = source if isinstance(source, VideoFile) else None
    recording = Recording(make_folder(folder), source.size_wh, source.fps, video=video, audio_from=recorded)
    expected = recorded.n_frames_estimate if recorded else None
    error: FormcheckError | None = None
    interrupted = False
    try:
        for done, frame in enumerate(ahead(source), start=1):
            track = estimator.detect(frame.bgr, frame.t_s)
            update = session.feed(track)
            recording.add(track, frame.bgr, display.feed(track, update) if video else None)
            if progress:
                progress(done, expected)
    except KeyboardInterrupt:
        interrupted = True
    except FormcheckError as failure:
        error = failure
    result = session.result()
    files, error = recording.finish(result, name, versions or {}, error, interrupted=interrupted)
    return Outcome(result, folder, files, error, interrupted, recorded.warning if recorded else None)


def read_landmarks(
    source: Source, estimator: PoseEstimator, progress: Progress | None = None
) -> tuple[PoseTrack, FormcheckError | None]:
    """Only the landmarks of a recording, for finding out which exercise it is.

    Parameters
    ----------
    source, estimator, progress
        As of :func:`replay`.

    Returns
    -------
    track : PoseTrack
        One row a frame; empty if there was none.
    error : FormcheckError or None
        What stopped it early.
    """
    expected = source.n_frames_estimate if isinstance(source, VideoFile) else None
    error: FormcheckError | None = None
    with tempfile.TemporaryDirectory(prefix="formcheck-") as scratch:
        log = TrackLog(Path(scratch) / "track.part", source.size_wh)
        try:
            for done, frame in enumerate(ahead(source), start=1):
                log.add(estimator.detect(frame.bgr, frame.t_s))
                if progress:
                    progress(done, expected)
        except FormcheckError as failure:
            error = failure
        track = log.track()
        log.close()
    return PoseTrack.no_person([], source.size_wh) if track is None else track, error


class Stored:
    """A pose estimator that answers with the rows of a track, one after the other.

    Parameters
    ----------
    track : PoseTrack
        The landmarks of every frame that will be asked for, see :func:`read_landmarks`.
    """

    def __init__(self, track: PoseTrack) -> None:
        self._track, self._at = track, 0

    def detect(self, bgr: Image, t_s: float) -> PoseTrack:  # noqa: ARG002 - the form of every estimator
        """Landmarks of the next frame."""
        self._at += 1
        return self._track[self._at - 1 : self._at]

    def close(self) -> None:
        """Nothing to free."""


def ahead(source: Source) -> Iterator[Frame]:
    """The frames of a source, read some in advance on another thread.

    Notes
    -----
    What goes wrong over there is raised here, after the frames before it.
    """
    waiting: queue.Queue[Frame | BaseException | None] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def put(item: Frame | BaseException | None) -> None:
        while not stopped.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(item, timeout=_WAIT_S)
                return

    def read() -> None:
        try:
            for frame in source:
                put(frame)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - raised again on the caller's thread
            put(error)

    thread = threading.Thread(target=read, name="formcheck-frames", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        source.close()
        thread.join()
