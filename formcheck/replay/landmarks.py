"""The landmarks of a recording, found without checking anything; and an estimator that gives them again."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from formcheck.arrays import Image
from formcheck.errors import FormcheckError
from formcheck.io.track_log import TrackLog
from formcheck.media import Source, VideoFile
from formcheck.pose.landmarker import PoseEstimator
from formcheck.progress import ProgressCallback
from formcheck.replay.read_ahead import read_ahead
from formcheck.track import PoseTrack


@dataclass(frozen=True)
class RecordedLandmarks:
    """What was found in the pictures of a recording.

    Attributes
    ----------
    track : PoseTrack
        One row a frame; empty if there was none.
    error : FormcheckError or None
        What stopped it early.
    interrupted : bool
        Stopped by Ctrl-C.
    """

    track: PoseTrack
    error: FormcheckError | None = None
    interrupted: bool = False


def read_landmarks(
    source: Source, estimator: PoseEstimator, progress: ProgressCallback | None = None
) -> RecordedLandmarks:
    """Only the landmarks of a recording.

    Parameters
    ----------
    source, estimator, progress
        As of :func:`formcheck.replay.pipeline.replay`.

    Returns
    -------
    RecordedLandmarks
        With everything up to where it was stopped.
    """
    expected = source.n_frames_estimate if isinstance(source, VideoFile) else None
    error: FormcheckError | None = None
    interrupted = False
    with tempfile.TemporaryDirectory(prefix="formcheck-") as scratch:
        log = TrackLog(Path(scratch) / "track.part", source.size_wh)
        try:
            for done, frame in enumerate(read_ahead(source), start=1):
                log.add(estimator.detect(frame.bgr, frame.t_s))
                if progress:
                    progress(done, expected)
        except KeyboardInterrupt:
            interrupted = True
        except FormcheckError as failure:
            error = failure
        track = log.track()
        log.close()
    return RecordedLandmarks(PoseTrack.no_person([], source.size_wh) if track is None else track, error, interrupted)


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
        """Landmarks of the next frame; parameters as of :meth:`formcheck.pose.landmarker.PoseEstimator.detect`."""
        self._at += 1
        return self._track[self._at - 1 : self._at]

    def close(self) -> None:
        """Nothing to free."""
