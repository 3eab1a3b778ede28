from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, nobody, performed
from helpers import emptied
from videos import times, write_video

from formcheck import PoseTrack, SetResult, analyze, demonstrations, exercises, report
from formcheck.errors import OutputError
from formcheck.report.page import html
from formcheck.report.table import with_unit

PICTURES = ("data:image/jpeg;base64,", "data:image/webp;base64,")
"""Of the person, and of a drawn one who does it well."""
EVIL = '"><script>window.hacked = 1</script><img src=x onerror=alert(1)>'


class Page(HTMLParser):
    """Elements with their attributes, the text that is read, and the contents of scripts and styles."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.words: list[str] = []
        self._open = ""
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag if tag in self.inside else ""
        if self._open:
            self.inside[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside[self._open][-1] += data
        elif data.strip():
            self.words.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def photographs(self) -> list[dict[str, str | None]]:
        """Pictures of the person."""
        return [image for image in self.all("img") if (image["src"] or "").startswith(PICTURES[0])]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def data(self) -> dict[str, Any]:
        index = next(i for i, script in enumerate(self.all("script")) if script.get("id") == "data")
        return dict(json.loads(self.inside["script"][index]))


@cache
def found(exercise: str, fault: str | None = None, reps: int = 2) -> tuple[SetResult, PoseTrack]:
    track = performed(exercise, fault, reps)
    return analyze(track, exercise), track


def written(folder: Path, exercise: str = "squat", fault: str | None = "depth", **more: Any) -> Page:
    result, track = found(exercise, fault)
    settings: dict[str, Any] = {"video": None, "source": "clip.mp4", "versions": {"formcheck": "1"}, "stopped": None}
    spec = more.pop("spec", exercises.get(exercise))
    report.write_html(folder / "report.html", result, track, spec, **(settings | more))
    return Page(folder / "report.html")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("clip") / "annotated.mp4", times(10, 12), size_wh=SIZE_WH)


def policy_of(page: Page) -> str:
    (policy,) = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    return policy


@pytest.mark.parametrize("with_video", [False, True])
def test_nothing_in_it_asks_for_the_network(tmp_path: Path, clip: Path, with_video: bool) -> None:
    page = written(tmp_path, video=clip if with_video else None)
    for tag, attributes in page.elements:
        for name in ("src", "href", "poster", "action", "data", "srcset"):
            assert (attributes.get(name) or "#").startswith(("#", *PICTURES)), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
    assert not {"link", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in page.elements}
    assert "url(" not in page.inside["style"][0].replace("url(#hatch)", "")
    assert not re.search(r"https?://|fetch\(|XMLHttp|import\(", page.inside["script"][-1])


def test_the_policy_allows_its_own_script_and_style_and_nothing_else(tmp_path: Path) -> None:
    page = written(tmp_path)
    policy = dict(part.split(" ", 1) for part in policy_of(page).split("; "))
    assert policy["default-src"] == "'none'"

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    assert policy["script-src"] == digest(page.inside["script"][-1])
    assert policy["style-src"] == digest(page.inside["style"][0])
    assert policy["media-src"] == "blob:"
    assert policy["img-src"] == "data:"


def test_what_users_write_is_text(tmp_path: Path, clip: Path) -> None:
    spec = exercises.get("squat")
    source = spec.source.model_copy(update={"note": EVIL})
    words = {"name": EVIL, "cue": EVIL, "why": EVIL, "source": source}
    checks = [check.model_copy(update=words) for check in spec.checks]
    marked = {"name": f"{EVIL} @@video@@", "safety": EVIL, "cannot_see": [EVIL], "checks": checks}
    evil = spec.model_copy(update=marked)
    page = written(tmp_path, spec=evil, source=f"dir/{EVIL}", versions={EVIL: EVIL}, stopped=EVIL, video=clip)
    assert len(page.all("script")) == 3
    assert not [image for image in page.all("img") if not (image["src"] or "").startswith("data:")]
    assert page.text.count(EVIL) >= 6
    assert base64.b64decode(page.inside["script"][1]) == clip.read_bytes()


def test_the_numbers_are_those_of_the_summary(tmp_path: Path) -> None:
    page = written(tmp_path, "squat", "depth")
    result, _ = found("squat", "depth")
    summary = result.to_dict()
    assert f"Repetitions {summary['reps']['count']} " in page.text
    assert f"In good form {summary['reps']['good']} " in page.text
    for rep in summary["reps"]["each"]:
        assert f" {100 * rep['peak']:.0f} % " in page.text
        assert f"· {rep['top_s']:.1f} ·" in page.text
        assert f"depth {with_unit(rep['values']['depth'], 'length')}" in page.text
    for fault in summary["faults"]:
        assert fault["cue"] in page.text
        assert with_unit(fault["value"], fault["unit"]) in page.text
    bars = [attributes for tag, attributes in page.elements if tag == "g" and "data-seek" in attributes]
    assert len(bars) == len(result.reps) + len(result.attempts) + len(result.faults)


def test_a_hold(tmp_path: Path) -> None:
    page = written(tmp_path, "plank", "hips-sag")
    result, _ = found("plank", "hips-sag")
    (hold,) = result.holds
    assert f"In good form {result.good_s:.1f} s of {hold.end_s - hold.start_s:.1f} s in position" in page.text
    assert "Hips sag" in page.text
    assert "on the elbows" in page.text
    assert "kept" in page.text


def test_without_a_video_there_is_no_picture(tmp_path: Path) -> None:
    page = written(tmp_path)
    assert not page.photographs
    assert not page.all("video")
    assert [svg for svg in page.all("svg") if svg.get("class") == "figure"]
    assert "no picture of you" in page.text
    drawn = page.data["drawn"]
    assert len(drawn["t"]) == len(drawn["p"])
    assert len(page.source) < 400_000


def test_the_landmarks_of_a_long_set_stay_few(tmp_path: Path) -> None:
    track = performed("squat")
    t_s = np.arange(60 * len(track)) / 30.0
    arrays = {
        name: np.tile(getattr(track, name), (60,) + (1,) * (getattr(track, name).ndim - 1))
        for name in ("image_px", "world_m", "visibility", "presence")
    }
    long = PoseTrack(t_s, size_wh=track.size_wh, **arrays)
    path = tmp_path / "report.html"
    report.write_html(
        path, analyze(long, "squat"), long, exercises.get("squat"), video=None, source="", versions={}, stopped=None
    )
    times_s = np.array(Page(path).data["drawn"]["t"])
    assert np.diff(times_s).min() > 1 / 16
    assert times_s[-1] == pytest.approx(t_s[-1], abs=0.1)


def test_the_video_is_in_it_to_the_byte(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_CHUNK", 300)
    page = written(tmp_path, video=clip)
    assert base64.b64decode(page.inside["script"][1], validate=True) == clip.read_bytes()
    assert page.data["video"] == {"address": "", "inside": True}
    assert page.data["drawn"] is None
    assert page.all("img")
    assert not list(tmp_path.glob("*.part"))


def test_a_large_video_stays_beside_it(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LARGEST_VIDEO_BYTES", 10)
    page = written(tmp_path, video=clip)
    assert page.data["video"] == {"address": "annotated.mp4", "inside": False}
    assert page.data["drawn"]["t"]
    assert "media-src blob: file:" in policy_of(page)
    assert {"href": "annotated.mp4"} in page.all("a")
    assert "too large" in page.text


def test_names_of_folders_and_passwords_are_left_out(tmp_path: Path) -> None:
    page = written(tmp_path, source="/home/ann/private/clip.mp4")
    assert "clip.mp4" in page.text
    assert "/home" not in page.source
    page = written(tmp_path, source="rtsp://ann:secret@10.0.0.7:554/stream")
    assert "rtsp://10.0.0.7/stream" in page.text
    assert "secret" not in page.source
    assert "camera 0" in written(tmp_path, source="0").text


@pytest.mark.parametrize("exercise", exercises.names())
def test_every_exercise_with_nobody_there(tmp_path: Path, exercise: str) -> None:
    track, spec = nobody(), exercises.get(exercise)
    path = tmp_path / "report.html"
    report.write_html(path, analyze(track, exercise), track, spec, video=None, source="", versions={}, stopped=None)
    page = Page(path)
    assert "Nothing could be judged" in page.text
    assert "A person was found in 0 of 10 pictures." in page.text
    assert spec.safety in page.text
    assert all(check.source.words in page.text for check in spec.checks)


def test_somebody_who_comes_late_and_a_set_that_ended_early(tmp_path: Path) -> None:
    track = emptied(performed("squat", "depth"), slice(0, 8))
    path = tmp_path / "report.html"
    report.write_html(
        path,
        analyze(track, "squat"),
        track,
        exercises.get("squat"),
        video=None,
        source="clip.mp4",
        versions={},
        stopped="camera lost",
    )
    page = Page(path)
    assert "Ended early: camera lost" in page.text
    assert f"{len(track) - 8} of {len(track)} pictures" in page.text


def test_one_frame_and_none(tmp_path: Path) -> None:
    result, track = found("squat", "depth")
    one = track[:1]
    path, spec = tmp_path / "report.html", exercises.get("squat")
    report.write_html(path, analyze(one, "squat"), one, spec, video=None, source="", versions={}, stopped=None)
    assert "No repetition was counted" in Page(path).text
    with pytest.raises(OutputError, match="no frame"):
        report.write_html(path, result, track[:0], spec, video=None, source="", versions={}, stopped=None)


def test_a_card_shows_how_it_looked_and_how_it_should_look(tmp_path: Path) -> None:
    page = written(tmp_path)
    should = [image["src"] or "" for image in page.all("img")]
    assert f"data:image/webp;base64,{base64.b64encode(still('squat', 'depth')).decode()}" in should
    assert page.text.count("how it should look") == len(should)
    assert max(len(address) for address in should) < 15_000


def still(exercise: str, fault: str) -> bytes:
    path = demonstrations.done_well(exercise, fault)
    assert path is not None
    return path.read_bytes()


def test_a_video_that_cannot_be_read_gives_drawn_pictures(tmp_path: Path) -> None:
    broken = tmp_path / "annotated.mp4"
    broken.write_bytes(b"not a video")
    page = written(tmp_path, video=broken)
    assert not page.photographs
    assert [svg for svg in page.all("svg") if svg.get("class") == "figure"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        written(tmp_path / "missing")
