"""Check a recording: frames, landmarks, session and video overlap; memory does not grow with its length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from formcheck.analysis.recognition import looks_like
from formcheck.analysis.session import Session
from formcheck.arrays import Image
from formcheck.coach.review import Review
from formcheck.concurrency.background import BackgroundThread
from formcheck.errors import FormcheckError
from formcheck.events import Update
from formcheck.exercises.spec import Exercise
from formcheck.frames import Frames
from formcheck.landmarks import Side
from formcheck.media import Source, VideoFile
from formcheck.outputs import make_folder
from formcheck.pose.landmarker import PoseEstimator
from formcheck.progress import ProgressCallback
from formcheck.recorder.set_recorder import Outcome, SetRecorder
from formcheck.replay.read_ahead import read_ahead
from formcheck.screen.display import Display
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack

_CHUNK = 8
"""Frames that are checked together."""
_Chunk = list[tuple[PoseTrack, Image | None]]


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
    progress: ProgressCallback | None = None,
) -> Outcome:
    """Check a recording and write its files.

    Parameters
    ----------
    source : Source
        Every frame of it is used.
    exercise : Exercise
    folder : Path
        Made if need be; must hold no other set.
    estimator : PoseEstimator
        Fresh; it is not closed here.
    name : str
        Of the recording, for the summary.
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.
    video : bool
        Also write ``annotated.mp4``.
    versions : dict of name -> str, optional
        Of what it is made with, for the summary.
    progress : callable, optional
        ``progress(frames_done, frames_expected_or_None)`` after every frame.

    Returns
    -------
    Outcome
        Ctrl-C and errors on the way end up in it, together with everything found until then.

    Raises
    ------
    OutputError
        If the folder cannot be written to, or holds another set.
    """
    session = Session(exercise, side)
    recorded = source if isinstance(source, VideoFile) else None
    recording = SetRecorder(make_folder(folder), source.size_wh, source.fps, video=video, audio_from=recorded)
    expected = recorded.n_frames_estimate if recorded else None
    error: FormcheckError | None = None
    interrupted = False
    checker = _Checker(session, Drawing(exercise) if video else None, recording)
    try:
        try:
            for done, frame in enumerate(read_ahead(source), start=1):
                checker.add(estimator.detect(frame.bgr, frame.t_s), frame.bgr)
                if progress:
                    progress(done, expected)
        finally:
            checker.finish()
    except KeyboardInterrupt:
        interrupted = True
    except FormcheckError as failure:
        error = failure
    result = session.result()
    result = replace(result, looks_like=looks_like(result, exercise, recording.track))
    files, error = recording.finish(result, name, versions or {}, error, interrupted=interrupted, exercise=exercise)
    return Outcome(result, folder, files, error, interrupted, recorded.warning if recorded else None)


class Drawing:
    """What is drawn over the frames of a recording: nobody is led, so the coach reviews.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._review, self._display = Review(exercise), Display(exercise)

    def feed(self, track: PoseTrack, update: Update) -> Screen:
        """The screen of a frame; parameters as of :meth:`formcheck.coach.review.Review.feed`."""
        return self._display.feed(track, update, self._review.feed(track, update))


class _Checker:
    """Checks and shows what the landmarker found, on a thread of its own and some frames at a time.

    Notes
    -----
    A chunk costs little more than a frame, and while it is checked the landmarker goes on.
    """

    def __init__(self, session: Session, drawing: Drawing | None, recording: SetRecorder) -> None:
        self._session, self._drawing, self._recording = session, drawing, recording
        self._worker: BackgroundThread[_Chunk] = BackgroundThread(self._check, ahead=1, name="formcheck-checks")
        self._chunk: _Chunk = []

    def add(self, track: PoseTrack, bgr: Image) -> None:
        """Take a frame; what went wrong with one before it is raised here or by :meth:`finish`.

        Parameters
        ----------
        track : PoseTrack
            Length 1.
        bgr : (H, W, 3) uint8
            Its picture; it is drawn on later.
        """
        self._chunk.append((track, bgr if self._drawing else None))
        if len(self._chunk) == _CHUNK:
            chunk, self._chunk = self._chunk, []
            self._worker.put(chunk)

    def finish(self) -> None:
        """Wait until every frame is checked."""
        try:
            if self._chunk:
                self._worker.put(self._chunk)
        finally:
            self._worker.finish()

    def _check(self, chunk: _Chunk) -> None:
        tracks = [track for track, _ in chunk]
        joined = PoseTrack.concatenate(tracks)
        self._recording.keep(joined)
        update = self._session.feed(joined)
        if self._drawing is None:
            return
        for (track, bgr), one in zip(chunk, _frame_by_frame(update), strict=True):
            assert bgr is not None
            self._recording.paint(bgr, self._drawing.feed(track, one), float(track.t_s[-1]))


def _frame_by_frame(update: Update) -> Iterator[Update]:
    """The updates that the session would have given for each frame of a chunk alone."""
    frames = update.frames
    for i, t_s in enumerate(frames.t_s.tolist()):
        at = slice(i, i + 1)
        parts: dict[str, Any] = {
            name: {key: rows[at] for key, rows in value.items()} if isinstance(value, dict) else value[at]
            for name, value in vars(frames).items()
        }
        yield Update(Frames(**parts), [event for event in update.events if event.t_s == t_s])
