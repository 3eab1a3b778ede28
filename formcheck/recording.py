"""The files of one set while it runs: landmarks written through, video drawn and encoded on a thread of its own."""

from __future__ import annotations

import math
import queue
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formcheck import overlay, report
from formcheck.errors import FormcheckError, OutputError
from formcheck.pose import Image
from formcheck.result import SetResult
from formcheck.screen import Screen
from formcheck.sources import VideoFile
from formcheck.track import PoseTrack
from formcheck.track_log import TrackLog
from formcheck.video_out import VideoWriter

_AHEAD = 8
"""Frames that may wait to be encoded: a 720p one takes 2.8 MB."""


@dataclass
class Outcome:
    """How a set ended and what it left behind.

    Attributes
    ----------
    files : list of Path
        Those that were written.
    error : FormcheckError or None
        What stopped it early; everything up to then is in `result` and `files`.
    interrupted : bool
        Stopped by Ctrl-C.
    warning : str or None
        One line about what had to be left out.
    """

    result: SetResult
    folder: Path
    files: list[Path] = field(default_factory=list)
    error: FormcheckError | None = None
    interrupted: bool = False
    warning: str | None = None


class Recording:
    """Writes ``track.npz``, ``annotated.mp4``, ``reps.csv`` and ``summary.json`` of a set into a folder.

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
        self._painter: _Painter | None = None

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
        self._log.add(track)
        if self._with_video and bgr is not None:
            if self._painter is None:
                path, fps = self._folder / "annotated.mp4", self._fps if math.isfinite(self._fps) else 30.0
                self._painter = _Painter(VideoWriter(path, self._size_wh, fps_hint=fps, audio_from=self._audio_from))
            self._painter.put(bgr, screen, float(track.t_s[-1]))

    def track(self) -> PoseTrack | None:
        """Everything kept so far."""
        return self._log.track()

    def restart(self) -> None:
        """Forget what was kept; the next frame is the first."""
        self._log.clear()
        if self._painter:
            self._painter.finish()
            self._painter = None

    def finish(
        self,
        result: SetResult,
        source: str,
        versions: dict[str, str],
        error: FormcheckError | None = None,
        *,
        interrupted: bool = False,
    ) -> tuple[list[Path], FormcheckError | None]:
        """Close the video and write the other files; one that fails does not keep the next from being written.

        Parameters
        ----------
        error : FormcheckError, optional
        interrupted : bool
            What ended the set early; noted in the summary.

        Returns
        -------
        files : list of Path
        error : FormcheckError or None
            `error`, else the first that happened here.
        """
        files: list[Path] = []
        stopped = str(error) if error else "interrupted" if interrupted else None
        csv, summary = self._folder / "reps.csv", self._folder / "summary.json"
        video = self._folder / "annotated.mp4"
        steps: list[tuple[Path, Any]] = [
            (video, lambda: self._painter is not None and self._painter.finish()),
            (self._folder / "track.npz", lambda: self._log.save(self._folder / "track.npz")),
            (csv, lambda: report.write_reps_csv(csv, result)),
            (summary, lambda: report.write_summary(summary, result, source, versions, stopped_early=stopped)),
        ]
        for path, step in steps:
            try:
                written = step()
            except OutputError as failure:
                error = error or failure
                written = path == video and path.exists()
            if written is not False:
                files.append(path)
        return files, error


class _Painter:
    """Draws and encodes on a thread, so that the landmarker need not wait."""

    def __init__(self, writer: VideoWriter) -> None:
        self._writer = writer
        self._waiting: queue.Queue[tuple[Image, Screen | None, float] | None] = queue.Queue(_AHEAD)
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="formcheck-video", daemon=True)
        self._thread.start()

    def put(self, bgr: Image, screen: Screen | None, t_s: float) -> None:
        if self._failure:
            raise self._failure
        self._waiting.put((bgr, screen, t_s))

    def finish(self) -> bool:
        """Wait for the last frame and close the file."""
        self._waiting.put(None)
        self._thread.join()
        if self._failure:
            raise self._failure
        self._writer.close()
        return True

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            if self._failure:
                continue  # nothing more can be written, but whoever fills the queue must not be blocked
            bgr, screen, t_s = item
            try:
                if screen is not None:
                    overlay.draw(bgr, screen)
                self._writer.write(bgr, t_s)
            except Exception as error:  # noqa: BLE001 - raised again by put and finish, on the caller's thread
                self._failure = error
