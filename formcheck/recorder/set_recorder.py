"""The files of one set while it runs: landmarks written through, video drawn and encoded on a thread of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

from formcheck import overlay, report
from formcheck.arrays import Image
from formcheck.concurrency.background import BackgroundThread
from formcheck.errors import FormcheckError, OutputError
from formcheck.exercises.spec import Exercise
from formcheck.io.track_log import TrackLog
from formcheck.media import VideoFile
from formcheck.media.video_writer import VideoWriter
from formcheck.outputs import OF_A_SET, claimed, must_be_free, together
from formcheck.pain import Pain
from formcheck.recorder.outcome import Outcome
from formcheck.result import SetResult
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack

__all__ = ["Outcome", "SetRecorder"]

_AHEAD = 8
"""Frames that may wait to be encoded: a 720p one takes 2.8 MB."""

_Picture = tuple[Image, Screen | None, float]

_LANDMARKS = "track.npz"
_Steps = list[tuple[str, Callable[[], object]]]
"""Name of each file, and what writes it."""


class SetRecorder:
    """Writes ``track.npz``, ``annotated.mp4``, ``reps.csv``, ``summary.json`` and ``report.html`` into a folder.

    Parameters
    ----------
    folder : Path
        Must exist, and hold no other set.
    size_wh : (int, int)
    fps : float
        About how many frames a second will come; NaN if unknown.
    video : bool
        Also draw and encode the pictures.
    audio_from : VideoFile, optional
        Recording whose sound the video gets.

    Raises
    ------
    OutputError
        If the folder holds another set or cannot be written to.

    Notes
    -----
    While the set runs, ``track.part`` and the video hold everything so far and are readable if the process is killed.
    The other files appear all at once when it ends; only then ``track.part`` goes.
    """

    def __init__(
        self, folder: Path, size_wh: tuple[int, int], fps: float, *, video: bool, audio_from: VideoFile | None = None
    ) -> None:
        self._folder, self._size_wh, self._fps = folder, size_wh, fps
        self._audio_from = audio_from
        must_be_free(folder, OF_A_SET)
        with claimed(folder / "track.part") as working:  # of two processes with the same folder the second is refused
            self._log = TrackLog(working, size_wh)
        self._with_video = video
        self._writer: VideoWriter | None = None
        self._painter: BackgroundThread[_Picture] | None = None

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
        """Keep the picture of a frame; nothing happens if no video was asked for.

        Parameters
        ----------
        bgr, screen
            As of :meth:`add`.
        t_s : float
            Time of the frame, seconds on the source's clock.

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
            self._painter = BackgroundThread(partial(_draw, self._writer), ahead=_AHEAD, name="formcheck-video")
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
        ended_by: str | None = None,
        pain: Pain | None = None,
    ) -> tuple[list[Path], FormcheckError | None]:
        """Close the video and write the other files; one that fails does not keep the next from being written.

        Parameters
        ----------
        result : SetResult
        source : str
            Name of the recording or the camera.
        versions : dict of name -> str
        error : FormcheckError, optional
        interrupted : bool
            What ended the set early; noted in the summary.
        exercise : Exercise, optional
            What was checked, for the report; left out, the one that is found by the result's id.
        ended_by : str, optional
            How a set that was led ended; noted in the summary.
        pain : Pain, optional
            That ended it; noted in the summary and the report.

        Returns
        -------
        files : list of Path
        error : FormcheckError or None
            `error`, else the first that happened here.
        """
        stopped = str(error) if error else "interrupted" if interrupted else None
        video, error = self._video(error)

        def steps(folder: Path) -> _Steps:
            return self._steps(folder, result, exercise, video, source, versions, stopped, ended_by, pain)

        written, stored, error = self._write(steps, error)
        if stored:
            self._log.remove()
        else:  # on a full disk: what was recorded stays as it is
            self._log.close()
            written.append(self._log.path.name)
            again = f"formcheck check {self._log.path} -e {result.exercise} -o FOLDER"
            error = OutputError(f"{error}; the landmarks are kept, for '{again}'")
        return [*([video] if video else []), *(self._folder / name for name in written)], error

    def _video(self, error: FormcheckError | None) -> tuple[Path | None, FormcheckError | None]:
        """The video, closed, if there is one; and `error`, else what went wrong with it."""
        path = self._folder / "annotated.mp4"
        try:
            return path if self._close_video() else None, error
        except FormcheckError as failure:
            return path if path.exists() else None, error or failure

    def _write(
        self, steps: Callable[[Path], _Steps], error: FormcheckError | None
    ) -> tuple[list[str], bool, FormcheckError | None]:
        """Write the other files together: their names, whether no landmarks are lost, and `error` or the first."""
        written: list[str] = []
        stored = True
        try:
            with together(self._folder) as staging:
                for name, step in steps(staging):
                    try:
                        if step() is not False:
                            written.append(name)
                    except FormcheckError as failure:
                        error = error or failure
                        stored = stored and name != _LANDMARKS
        except OutputError as failure:
            return [], False, error or failure
        return written, stored, error

    def _steps(
        self,
        folder: Path,
        result: SetResult,
        exercise: Exercise | None,
        video: Path | None,
        source: str,
        versions: dict[str, str],
        stopped: str | None,
        ended_by: str | None,
        pain: Pain | None,
    ) -> _Steps:
        """What writes each file into a folder, by the file's name; what gives False has nothing to write."""
        landmarks, recorded = folder / _LANDMARKS, report.when(source)
        led = {"ended_by": ended_by, "pain": pain and pain.to_dict()} if ended_by else {}
        return [
            (_LANDMARKS, lambda: self._log.save(landmarks)),
            ("reps.csv", lambda: report.write_reps_csv(folder / "reps.csv", result)),
            (
                "summary.json",
                lambda: report.write_summary(
                    folder / "summary.json",
                    result,
                    source,
                    versions,
                    stopped_early=stopped,
                    recorded=recorded and recorded.isoformat(),
                    **led,
                ),
            ),
            (
                "report.html",
                lambda: (
                    landmarks.exists()
                    and report.write_set(
                        folder / "report.html",
                        result,
                        PoseTrack.load(landmarks),
                        exercise,
                        video=video,
                        source=source,
                        versions=versions,
                        stopped=stopped,
                        recorded=recorded,
                        pain=pain,
                    )
                ),
            ),
        ]

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
