"""Pain in the files of a set: the page, the page made again, and sets without any."""

from __future__ import annotations

import json
from pathlib import Path

from fakes import SIZE_WH, performed
from stopped import in_rest_after, page_of, run, squats, summary_of
from typer.testing import CliRunner

from formcheck import analyze
from formcheck.cli import app
from formcheck.coach.pain_talk import ENTER
from formcheck.recorder.set_recorder import SetRecorder
from formcheck.screen.keys import Typed

RUNNER = CliRunner()


def test_the_report_made_again_keeps_its_first_line(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 60.0)
    run(tmp_path, [squats()], track, {100: "pain", 150: Typed("6")})
    before = page_of(tmp_path)
    (tmp_path / "report.html").unlink()
    assert RUNNER.invoke(app, ["report", str(tmp_path)]).exit_code == 0
    first = '<p class="pain">Ended because of pain '
    assert first in before
    assert first in page_of(tmp_path)
    summary = summary_of(tmp_path)
    (tmp_path / "summary.json").write_text(json.dumps(summary | {"pain": {"strength": 60}}))
    told = RUNNER.invoke(app, ["report", str(tmp_path)])
    assert told.exit_code == 1
    assert "from 0 to 10" in told.output


def test_a_set_without_pain_says_nothing_of_it(tmp_path: Path) -> None:
    run(tmp_path, [squats(reps=2)], in_rest_after(2, 10.0)[0], {})
    assert summary_of(tmp_path)["pain"] is None
    assert 'class="pain"' not in page_of(tmp_path)
    (tmp_path / "by itself").mkdir()
    recording = SetRecorder(tmp_path / "by itself", SIZE_WH, 10.0, video=False)
    recording.keep(performed("squat"))
    recording.finish(analyze(performed("squat"), "squat"), "clip.mp4", {})
    assert not {"pain", "ended_by"} & set(summary_of(tmp_path / "by itself"))  # a recording knows nothing of it


def test_a_note_is_written_without_becoming_part_of_the_page(tmp_path: Path) -> None:
    track, _ = in_rest_after(2, 60.0)
    note = {170 + i: Typed(letter) for i, letter in enumerate("<b>&</b>")}
    run(tmp_path, [squats()], track, {100: "pain", 150: Typed(ENTER), **note})
    assert summary_of(tmp_path)["pain"]["note"] == "<b>&</b>"
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in page_of(tmp_path)
