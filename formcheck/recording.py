"""The files of one set while it runs: landmarks written through, video drawn and encoded on a thread of its own."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import Any

from formcheck import overlay, report
from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.outcome import Outcome
from formcheck.pose import Image
from formcheck.result import SetResult
from formcheck.screen.display import Screen
from formcheck.sources import VideoFile
from formcheck.track import PoseTrack
from formcheck.track_log import TrackLog
from formcheck.video_out import VideoWriter
from formcheck.worker import Worker

__all__ = ["Outcome", "Recording"]

_AHEAD = 8
"""Frames that may wait to be encoded: a 720p one takes 2.8 MB."""

_Picture = tuple[Image, Screen | None, float]


class Recording:
    """Writes ``track.npz``, ``annotated.mp4``, ``reps.csv``, ``summary.json`` and ``report.html`` into a folder.

    Parameters
    ----------
    folder : Path
        Must exist.
    size_wh : (int, int)
    fps : float
        About how many frames a second will come; NaN if unknown.
    video : bool
        Also draw and encode the pictures.
    audio_from : VideoFile, optional
        Recording whose sound the video gets.
    """

    def __init__(
        self, folder: Path, size_wh: tuple[int, int], fps: float, *, video: bool, audio_from: VideoFile | None = None
    ) -> None:
        self._folder, self._size_wh, self._fps = folder, size_wh, fps
        self._audio_from = audio_from
        self._log = TrackLog(folder / "track.part", size_wh)
        self._with_video = video
        self._writer: VideoWriter | None = None
        self._painter: Worker[_Picture] | None = None

    def add(self, track: PoseTrack, bgr: Image | None, screen: Screen | None) -> None:
        """Keep a frame.

        Parameters
        ----------
        track : PoseTrack
            Length 1.
        bgr : (H, W, 3) uint8, optional
            Its picture; it is drawn on later and must not be used by the caller any more.
        screen : Screen, optional
            What to draw.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        self.keep(track)
        if bgr is not None:
            self.paint(bgr, screen, float(track.t_s[-1]))

    def keep(self, track: PoseTrack) -> None:
        """Keep the landmarks of one frame or more.

        Raises
        ------
        OutputError
            If they cannot be written.
        """
        self._log.add(track)

    def paint(self, bgr: Image, screen: Screen | None, t_s: float) -> None:
        """Keep the picture of a frame, as of :meth:`add`; nothing happens if no video was asked for.

        Raises
        ------
        OutputError
            If it, or one before it, cannot be written.
        """
        if not self._with_video:
            return
        if self._painter is None:
            path, fps = self._folder / "annotated.mp4", self._fps if math.isfinite(self._fps) else 30.0
            self._writer = VideoWriter(path, self._size_wh, fps_hint=fps, audio_from=self._audio_from)
            self._painter = Worker(partial(_draw, self._writer), ahead=_AHEAD, name="formcheck-video")
        self._painter.put((bgr, screen, t_s))

    def track(self) -> PoseTrack | None:
        """Everything kept so far."""
        return self._log.track()

    def restart(self) -> None:
        """Forget what was kept; the next frame is the first."""
        self._log.clear()
        self._close_video()
        self._painter = self._writer = None

    def finish(
        self,
        result: SetResult,
        source: str,
        versions: dict[str, str],
        error: FormcheckError | None = None,
        *,
        interrupted: bool = False,
        exercise: Exercise | None = None,
    ) -> tuple[list[Path], FormcheckError | None]:
        """Close the video and write the other files; one that fails does not keep the next from being written.

        Parameters
        ----------
        error : FormcheckError, optional
        interrupted : bool
            What ended the set early; noted in the summary.
        exercise : Exercise, optional
            What was checked, for the report; left out, the one that is found by the result's id.

        Returns
        -------
        files : list of Path
        error : FormcheckError or None
            `error`, else the first that happened here.
        """
        files: list[Path] = []
        stopped = str(error) if error else "interrupted" if interrupted else None
        csv, summary = self._folder / "reps.csv", self._folder / "summary.json"
        video, page = self._folder / "annotated.mp4", self._folder / "report.html"
        landmarks, recorded = self._folder / "track.npz", report.when(source)
        steps: list[tuple[Path, Any]] = [
            (video, self._close_video),
            (landmarks, lambda: self._log.save(landmarks)),
            (csv, lambda: report.write_reps_csv(csv, result)),
            (summary, lambda: report.write_summary(
                summary, result, source, versions, stopped_early=stopped, recorded=recorded and recorded.isoformat())),
            (page, lambda: landmarks in files and report.write_set(
                page, result, PoseTrack.load(landmarks), exercise, video=video if video in files else None,
                source=source, versions=versions, stopped=stopped, recorded=recorded)),
        ]  # fmt: skip
        for path, step in steps:
            try:
                written = step()
            except FormcheckError as failure:
                error = error or failure
                written = path == video and path.exists()
            if written is not False:
                files.append(path)
        return files, error

    def _close_video(self) -> bool:
        """Wait for the last picture and close the file; False if there was none."""
        if self._painter is None or self._writer is None:
            return False
        self._painter.finish()
        self._writer.close()
        return True


def _draw(writer: VideoWriter, picture: _Picture) -> None:
    bgr, screen, t_s = picture
    if screen is not None:
        overlay.draw(bgr, screen)
    writer.write(bgr, t_s)
