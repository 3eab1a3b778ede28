"""The report of a stored set: its values frame by frame from the stored landmarks, its date, its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from formcheck import exercises
from formcheck.addresses import is_url
from formcheck.analysis.session import analyze
from formcheck.errors import OutputError, SpecError
from formcheck.exercises.spec import Exercise
from formcheck.outputs import shown
from formcheck.pain import Pain
from formcheck.progress import ProgressCallback
from formcheck.report.page.html import write_html
from formcheck.result import SetResult
from formcheck.track import PoseTrack

_FIRST_YEAR = 1990
"""Cameras without a clock write earlier years."""


def with_frames(result: SetResult, track: PoseTrack, exercise: Exercise) -> SetResult:
    """A result with values frame by frame, which a running set does not keep; everything else stays as it is.

    Parameters
    ----------
    result : SetResult
        Of a set that ran frame by frame.
    track : PoseTrack
        All its landmarks: checked in one piece they give the same numbers.
    exercise : Exercise
    """
    return replace(result, frames=analyzed(track, exercise, result.side).frames)


def analyzed(track: PoseTrack, exercise: Exercise, side: str) -> SetResult:
    """A stored set analyzed again, with values frame by frame, from the side that it was seen from.

    Parameters
    ----------
    track : PoseTrack
    exercise : Exercise
    side : str
        Nearer to the camera; where it is found to be another one, it is analyzed with this one.
    """
    result = analyze(track, exercise)
    if result.side != side and side in ("left", "right"):
        return analyze(track, exercise, "left" if side == "left" else "right")
    return result


def write_set(
    path: Path,
    result: SetResult,
    track: PoseTrack,
    exercise: Exercise | None,
    *,
    video: Path | None,
    source: str,
    versions: dict[str, str],
    stopped: str | None,
    recorded: datetime | None,
    progress: ProgressCallback | None = None,
    pain: Pain | None = None,
) -> bool:
    """Write the report of a set that has just ended, or of one that was stored.

    Parameters
    ----------
    path : Path
    result : SetResult
    track : PoseTrack
    exercise : Exercise or None
        None: the one of the result's id.
    video : Path or None
        Goes into the page, or is played beside it; None: a skeleton is drawn.
    source : str
        Camera or recording.
    versions : dict of str
        Of what the numbers depend on.
    stopped : str or None
        Why the set ended early, in words.
    recorded : datetime or None
        When the set was done; None: nobody knows.
    progress : callable, optional
        ``progress(pictures_done, pictures_in_all)``.
    pain : Pain, optional

    Returns
    -------
    bool
        False if there is no exercise of that id any more.

    Raises
    ------
    OutputError
        Whatever goes wrong, in one line: the other files of the set are whole and must be told.
    """
    try:
        exercise = exercise or exercises.get(result.exercise)
        write_html(
            path,
            with_frames(result, track, exercise),
            track,
            exercise,
            video=video,
            source=source,
            versions=versions,
            stopped=stopped,
            recorded=recorded,
            progress=progress,
            pain=pain,
        )
    except SpecError:
        return False
    except OutputError:
        raise
    except Exception as error:
        line = f"cannot make {shown(path)}: {error!r}; the other files are whole, please report this"
        raise OutputError(line) from error
    return True


def when(source: str) -> datetime | None:
    """When a set was recorded, local time: what the recording says of itself; now for a camera; None if unknown."""
    from formcheck.media.stills import recorded_at  # noqa: PLC0415 - PyAV and OpenCV

    stamp = recorded_at(source)
    if stamp is not None:
        local = stamp.astimezone()
        return local if local.year >= _FIRST_YEAR else None
    return datetime.now().astimezone() if source.isdecimal() or is_url(source) else None
