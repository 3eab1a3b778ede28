"""One picture of a moment: cut out of the video, or drawn from the landmarks where there is none."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from formcheck import demonstrations
from formcheck.errors import SourceError
from formcheck.progress import ProgressCallback
from formcheck.report.page.skeleton import Crop, Figure, failing_parts, figure
from formcheck.report.page.study import Study


@dataclass(frozen=True)
class Picture:
    """A JPEG as a ``data:`` address, or a drawn person."""

    address: str = ""
    figure: Figure | None = None


def pictures(
    times_s: Iterable[float], study: Study, crop: Crop, video: Path | None, progress: ProgressCallback | None = None
) -> dict[float, Picture]:
    """One picture for each time.

    Parameters
    ----------
    times_s : iterable of float
        On the clock of the track; the video begins at its first frame.
    study : Study
    crop : Crop
        What part of the picture is shown.
    video : Path or None
        None: drawn from the landmarks, as is what a video cannot show.
    progress : callable, optional
        ``progress(pictures_done, pictures_in_all)``.
    """
    wanted, track, near = sorted(set(times_s)), study.track, study.result.side
    by_time: dict[float, Picture] = {}
    if video is not None:
        by_time = _from_video(wanted, float(track.t_s[0]), video, crop.shares(track.size_wh), progress)
    failing: dict[float, set[int]] = {}
    for fault in study.result.faults:
        failing.setdefault(fault.worst_s, set()).update(failing_parts(fault, study))
    return {t: by_time.get(t) or Picture(figure=figure(track, t, crop, near, failing.get(t, set()))) for t in wanted}


def done_well(exercise: str, check: str) -> str:
    """The still of a fault done well, as a ``data:`` address; empty if there is none.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    check : str
        Id of the check that tells the fault.
    """
    path = demonstrations.done_well(exercise, check)
    return f"data:image/webp;base64,{base64.b64encode(path.read_bytes()).decode()}" if path else ""


def _from_video(
    times_s: list[float],
    start_s: float,
    video: Path,
    part: tuple[float, float, float, float],
    progress: ProgressCallback | None,
) -> dict[float, Picture]:
    from formcheck.media.stills import stills  # noqa: PLC0415 - PyAV and OpenCV, only where there is a video

    try:
        taken = stills(video, [t - start_s for t in times_s], part=part, progress=progress)
    except SourceError:  # the page says itself that the video cannot be shown
        return {}
    return {
        t: Picture(f"data:image/jpeg;base64,{base64.b64encode(data).decode()}")
        for t, data in zip(times_s, taken, strict=True)
        if data
    }
