"""The report among the other files of a set, and the command that writes it again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fakes import Footage, Puppet, nobody, performed
from test_report_html import Page
from typer.testing import CliRunner

from formcheck import exercises, report
from formcheck.cli import app
from formcheck.errors import OutputError
from formcheck.recorder.set_recorder import Outcome
from formcheck.replay.pipeline import replay
from formcheck.report import again


def replayed(folder: Path, exercise: str = "squat", **more: Any) -> Outcome:
    track = performed("squat", "depth")
    settings: dict[str, Any] = {"name": "clip.mp4", "versions": {"formcheck": "1"}}
    return replay(Footage(track), exercises.get(exercise), folder, estimator=Puppet(track), **(settings | more))  # type: ignore[arg-type]


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.mark.process
def test_the_tables_of_a_terminal_load_nothing_of_the_page() -> None:
    heavy = {"jinja2", "av", "cv2", "mediapipe", "formcheck.report.page.html", "formcheck.report.page.curves"}
    code = f"import sys, formcheck.report; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_name_that_does_not_exist_is_told() -> None:
    assert all(hasattr(report, name) for name in report.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        report.nothing  # noqa: B018 - the asking is the test


def test_replay_writes_it_with_its_video(tmp_path: Path) -> None:
    outcome = replayed(tmp_path)
    assert tmp_path / "report.html" in outcome.files
    page = Page(tmp_path / "report.html")
    assert page.data["video"]["inside"]
    assert "clip.mp4" in page.text
    assert len([a for tag, a in page.elements if tag == "g" and "data-seek" in a]) >= len(outcome.result.reps)


def test_without_a_video_no_picture_reaches_the_disk(tmp_path: Path) -> None:
    replayed(tmp_path, video=False)
    assert not Page(tmp_path / "report.html").photographs
    assert b"image/jpeg;base64" not in (tmp_path / "report.html").read_bytes()


def test_a_report_that_fails_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise ZeroDivisionError("a mistake in the page")

    monkeypatch.setattr(again, "write_html", broken)
    outcome = replayed(tmp_path)
    assert sorted(p.name for p in outcome.files) == ["annotated.mp4", "reps.csv", "summary.json", "track.npz"]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in outcome.files)
    assert isinstance(outcome.error, OutputError)
    assert "a mistake in the page" in str(outcome.error)
    assert len(outcome.result.reps) == 2


def test_an_exercise_of_a_file_of_its_own(tmp_path: Path) -> None:
    own = exercises.get("squat").model_copy(update={"id": "my-own-squat", "name": "My own squat"})
    track = performed("squat", "depth")
    outcome = replay(Footage(track), own, tmp_path, estimator=Puppet(track), video=False)  # type: ignore[arg-type]
    assert tmp_path / "report.html" in outcome.files
    assert "My own squat" in Page(tmp_path / "report.html").text


def test_nobody_in_the_picture(tmp_path: Path) -> None:
    outcome = replay(Footage(nobody()), exercises.get("plank"), tmp_path, estimator=Puppet(nobody()), video=False)  # type: ignore[arg-type]
    assert outcome.error is None
    assert "Nothing could be judged" in Page(tmp_path / "report.html").text


def test_it_is_written_again(tmp_path: Path) -> None:
    replayed(tmp_path)
    page = tmp_path / "report.html"
    first = page.read_text(encoding="utf-8")
    page.unlink()
    result = run("report", tmp_path)
    assert result.exit_code == 0, result.output
    assert str(page) in result.output.replace("\n", "")
    assert "changed" not in result.output
    assert Page(page).text == Page(tmp_path / "report.html").text
    assert len(first) == pytest.approx(len(page.read_text(encoding="utf-8")), rel=0.05)
    (tmp_path / "annotated.mp4").unlink()
    assert str(tmp_path / "report-2.html") in run("report", tmp_path / "summary.json").output.replace("\n", "")
    assert not Page(tmp_path / "report-2.html").photographs
    assert Page(page).photographs


def test_it_tells_that_the_checks_have_changed(tmp_path: Path) -> None:
    replayed(tmp_path, video=False)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    summary["reps"]["count"] += 1
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert "reps differ from summary.json" in run("report", tmp_path).output.replace("\n", " ")


def test_check_writes_one_too(tmp_path: Path) -> None:
    replayed(tmp_path / "set", video=False)
    out = tmp_path / "again"
    assert run("check", tmp_path / "set" / "track.npz", "-e", "squat", "-o", out).exit_code == 0
    assert "Squat" in Page(out / "report.html").text


@pytest.mark.parametrize("text", [None, "", "[]", "{}", "not json"])
def test_what_is_no_set(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "summary.json").write_text(text, encoding="utf-8")
    result = run("report", tmp_path)
    assert result.exit_code == 1
    assert "summary.json" in result.output
    assert "Traceback" not in result.output
