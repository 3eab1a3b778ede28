"""``report.html``: one file that opens offline, with the video or a drawn skeleton in it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from formcheck import exercises
from formcheck.analysis.recognition import other_words, with_article
from formcheck.errors import OutputError
from formcheck.exercises.spec import Exercise
from formcheck.outputs import write_text
from formcheck.pain import Pain
from formcheck.progress import ProgressCallback
from formcheck.report.page import content, curves, timeline
from formcheck.report.page.axes import TimeAxis
from formcheck.report.page.caps import MOST_PLACES
from formcheck.report.page.certainty import certainty, unseen
from formcheck.report.page.drift import drift
from formcheck.report.page.pictures import pictures
from formcheck.report.page.skeleton import crop_of, player
from formcheck.report.page.study import Study
from formcheck.report.table import limit_text
from formcheck.report.text import clock
from formcheck.result import SetResult
from formcheck.track import PoseTrack

LARGEST_VIDEO_BYTES = 80_000_000
"""A larger video is not put into the page; the page plays the file beside it."""
_CHUNK = 3 * (1 << 20)
_VIDEO = "@@video@@"


def write_html(
    path: Path,
    result: SetResult,
    track: PoseTrack,
    exercise: Exercise,
    *,
    video: Path | None,
    source: str,
    versions: dict[str, str],
    stopped: str | None,
    recorded: datetime | None = None,
    progress: ProgressCallback | None = None,
    pain: Pain | None = None,
) -> None:
    """Write the report of a set.

    Parameters
    ----------
    path : Path
    result : SetResult
        With frames, as of :func:`formcheck.analyze`.
    track : PoseTrack
        The landmarks it was made from.
    exercise : Exercise
    video : Path or None
        The annotated video, its first picture at the first time of `track`. None: a skeleton is drawn instead, and no
        picture of the person is in the page.
    source : str
        Name of the recording; its folder and any password are left out.
    versions : dict of str -> str
    stopped : str or None
        What ended the set early.
    recorded : datetime, optional
        When it was recorded.
    progress : callable, optional
        ``progress(pictures_done, pictures_in_all)`` while pictures are taken from the video.
    pain : Pain, optional
        That ended the set: it is the first thing that is told.

    Raises
    ------
    OutputError
        If it cannot be written or there is no frame in it.
    """
    if not len(track):
        raise OutputError(f"cannot write {path}: there is no frame to report on")
    linked = video is not None and video.stat().st_size > LARGEST_VIDEO_BYTES
    source = content.source_words(source)
    text = _render(result, track, exercise, video, linked, source, versions, stopped, recorded, progress, pain)
    write_text(path, [text] if video is None or linked else _with_video(text, video))


def _with_video(text: str, video: Path) -> Iterator[str]:
    """The page, a piece of the video at a time; its place is the last one of that name."""
    before, _, after = text.rpartition(_VIDEO)
    yield before
    with open(video, "rb") as file:
        while chunk := file.read(_CHUNK):  # a multiple of three bytes: the pieces join without padding
            yield base64.b64encode(chunk).decode()
    yield after


def _render(
    result: SetResult,
    track: PoseTrack,
    exercise: Exercise,
    video: Path | None,
    linked: bool,
    source: str,
    versions: dict[str, str],
    stopped: str | None,
    recorded: datetime | None,
    progress: ProgressCallback | None,
    pain: Pain | None,
) -> str:
    import jinja2  # noqa: PLC0415 - only a report needs it
    from markupsafe import Markup  # noqa: PLC0415

    across = TimeAxis(float(track.t_s[0]), float(track.t_s[-1]))
    study, crop = Study(result, exercise, track), crop_of(track)
    cards, every_row = content.cards(study), content.rows(study)
    rows = content.listed(every_row)
    times_s = [card.picture_s for card in cards] + [row.picture_s for row in rows if row.pictured]
    css, js = _text("page.css"), _text("page.js")
    data = {
        "start": across.start_s,
        "end": across.end_s,
        "video": {"address": video.name if linked and video else "", "inside": video is not None and not linked},
        "drawn": player(study, crop) if video is None or linked else None,
    }
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_text),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"clock": clock, "lasting": content.lasting}
    environment.filters["limit"] = lambda check: limit_text(check, exercise)
    policy = (
        f"default-src 'none'; script-src '{_digest(js)}'; style-src '{_digest(css)}'; img-src data:; "
        f"media-src blob:{' file:' if linked else ''}; base-uri 'none'; form-action 'none'"
    )
    return environment.get_template("template.html").render(
        policy=policy,
        css=Markup(css),
        js=Markup(js),
        data=Markup(_json(data)),
        video_mark=_VIDEO,
        exercise=exercise,
        result=result,
        source=source,
        versions=versions,
        stopped=stopped,
        recorded=recorded,
        pain=pain,
        other=_other(result, exercise),
        video=video,
        linked=linked,
        tiles=content.tiles(study),
        cards=cards,
        rows=rows,
        left_out=content.left_out(rows, len(every_row)),
        attempts=result.attempts[:MOST_PLACES],
        lanes=timeline.lanes(study, across),
        across=across,
        charts=curves.charts(study, across),
        drift=drift(study),
        unseen=unseen(study),
        sure=certainty(study),
        pictures=pictures(times_s, study, crop, video, progress),
    )


def _other(result: SetResult, exercise: Exercise) -> str:
    """That another exercise was done, in words; empty if not."""
    if result.looks_like is None:
        return ""
    other = exercises.get(result.looks_like)
    return f"{other_words(other, exercise)}. Check the recording again as {with_article(other.name)}."


def _text(name: str) -> str:
    return (resources.files("formcheck.report.page") / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """How a content security policy names an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(data: dict[str, Any]) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
