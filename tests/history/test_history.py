"""The history: what is kept, what survives a kill, what deleting leaves, and what it says."""

from __future__ import annotations

import json
import math
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from typer.testing import CliRunner

from formcheck import Session, SetResult, analyze
from formcheck.cli import app
from formcheck.errors import OutputError
from formcheck.history import TABLES, History
from formcheck.history.export import export
from formcheck.history.trends import done_sets, streaks, trends
from tests.fixtures.helpers import ideal

BRIDGE = "glute-bridge/hip-line"
RUNNER = CliRunner()


def kept(history: History, scenario: str = BRIDGE, began: datetime | None = None) -> SetResult:
    """A scripted set, put down as a live loop does."""
    track, exercise = ideal(scenario), scenario.split("/", maxsplit=1)[0]
    log = history.begin(exercise, began=began, settings={"dose": "10 reps"})
    session = Session(exercise)
    for at in range(0, len(track), 7):
        for event in session.feed(track[at : at + 7]).events:
            log.event(event)
    result = session.result()
    log.finish(result, ended_by="dose")
    assert log.problem == ""
    return result


@pytest.fixture
def history(tmp_path: Path):
    opened = History(tmp_path / "deep" / "history.db")
    yield opened
    opened.close()


def test_a_finished_set_is_what_the_result_says(history: History) -> None:
    result = kept(history)
    assert result.reps
    assert result.faults
    (row,) = history.rows("sets")
    assert (row["exercise"], row["finished"], row["ended_by"], row["pain"]) == ("glute-bridge", 1, "dose", None)
    assert json.loads(row["settings"]) == {"dose": "10 reps"}
    assert json.loads(row["unknown_s"]) == pytest.approx(result.unknown_s)
    reps = history.rows("reps")
    assert [(r["number"], r["start_s"], bool(r["good"])) for r in reps] == [
        (r.number, r.start_s, r.good) for r in result.reps
    ]
    for rep, found in zip(result.reps, reps, strict=True):
        measured = json.loads(found["measured"])
        assert {k for k, v in measured.items() if v is None} == {k for k, v in rep.values.items() if math.isnan(v)}
    assert [(f["fault"], f["rep"], f["cue"]) for f in history.rows("faults")] == [
        (f.id, f.rep, f.cue) for f in result.faults
    ]


def test_holds_are_kept(history: History) -> None:
    result = kept(history, "plank/elbows/good")
    assert [(h["start_s"], h["good_s"]) for h in history.rows("holds")] == [(h.start_s, h.good_s) for h in result.holds]
    assert done_sets(history)[0].held_s == pytest.approx(result.good_s)


KILLED = """
import sys, time
from formcheck import Session
from formcheck.history import History
from tests.fixtures.helpers import ideal
track = ideal("glute-bridge/hip-line")
log = History(sys.argv[1]).begin("glute-bridge")
session, told = Session("glute-bridge"), 0
for i in range(len(track)):
    for event in session.feed(track[i : i + 1]).events:
        log.event(event)
        told += event.kind == "rep"
    if told == 2:
        print("two", flush=True)
        time.sleep(60)
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as set_:
        assert set_.stdout is not None
        assert set_.stdout.readline() == "two\n"
        set_.send_signal(signal.SIGKILL)
    history = History(path)
    (row,) = history.rows("sets")
    assert (row["finished"], row["ended_by"]) == (0, None)
    whole = analyze(ideal(BRIDGE), "glute-bridge")
    assert [r["start_s"] for r in history.rows("reps")] == [r.start_s for r in whole.reps[:2]]
    assert done_sets(history)[0].reps == 2
    kept(history)  # and it goes on
    assert [each.finished for each in done_sets(history)] == [False, True]
    history.close()


def test_beginning_anew_forgets(history: History) -> None:
    log = history.begin("squat")
    session = Session("squat")
    for event in session.feed(ideal("squat/good")).events:
        log.event(event)
    assert history.rows("reps")
    log.restart()
    assert not history.rows("reps")
    assert len(history.rows("sets")) == 1


def test_deleting_leaves_nothing_in_the_file(history: History) -> None:
    log = history.begin("squat", source="a-camera-nobody-should-know")
    other = history.begin("plank")
    assert history.delete([log.id, 999]) == 1
    assert [row["id"] for row in history.rows("sets")] == [other.id]
    history.close()
    left = b"".join(file.read_bytes() for file in history.path.parent.iterdir())
    assert b"a-camera-nobody-should-know" not in left


def test_deleting_a_set_deletes_what_belongs_to_it(history: History) -> None:
    kept(history)
    history.delete([1])
    assert not any(history.rows(table) for table in TABLES)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 20, None])
def test_a_file_that_is_no_history(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "history.db"
    if content:
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE theirs (a)")
        other.close()
    with pytest.raises(OutputError, match="FORMCHECK_HISTORY"):
        History(path)


def test_a_history_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    History(tmp_path / "h.db").close()
    with sqlite3.connect(tmp_path / "h.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(OutputError, match="newer"):
        History(tmp_path / "h.db")


def test_a_set_goes_on_when_the_history_cannot_be_written(history: History) -> None:
    log = history.begin("glute-bridge")
    history.close()
    for event in Session("glute-bridge").feed(ideal(BRIDGE)).events:
        log.event(event)
    assert log.problem.startswith("the history cannot be written")
    log.finish(analyze(ideal(BRIDGE), "glute-bridge"), ended_by="end")


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(0, 45))
def test_streaks(days: list[int], today: int) -> None:
    start = date(2026, 1, 1)
    current, longest = streaks([start + timedelta(days=d) for d in days], start + timedelta(days=today))
    done = sorted(set(days))
    runs = [1] * bool(done)
    for before, after in pairwise(done):
        if after - before == 1:
            runs[-1] += 1
        else:
            runs.append(1)
    assert longest == max(runs, default=0)
    assert current == (runs[-1] if done and today - done[-1] <= 1 else 0)


def test_a_day_is_the_day_of_the_place(history: History) -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    history.begin("squat", began=late)
    local = late.astimezone()
    assert done_sets(history)[0].began == local.replace(tzinfo=None)


def test_trends_set_the_latest_against_those_before(history: History) -> None:
    for day in range(1, 5):
        kept(history, BRIDGE if day == 1 else "glute-bridge/good", datetime(2026, 5, day, 12))
    (trend,) = trends(done_sets(history))
    bad = analyze(ideal(BRIDGE), "glute-bridge")
    assert trend.sets == 4
    assert trend.last == date(2026, 5, 4)
    assert trend.good_latest == 1.0
    assert trend.good_before == pytest.approx(sum(r.good for r in bad.reps) / len(bad.reps))


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_export(history: History, tmp_path: Path, form: str) -> None:
    kept(history)
    files = export(history, tmp_path / "out", form)  # type: ignore[arg-type]
    assert [file.name for file in files] == [f"{table}.{form}" for table in TABLES]
    if form == "parquet":
        assert parquet.read_table(files[1]).to_pylist() == history.rows("reps")
    elif form == "json":
        assert json.loads(files[1].read_text())[0]["measured"] == json.loads(history.rows("reps")[0]["measured"])
    else:
        assert len(files[1].read_text().splitlines()) == 1 + len(history.rows("reps"))


def test_the_command(own_history: Path, tmp_path: Path) -> None:
    assert "No sets yet" in RUNNER.invoke(app, ["history"]).output
    assert RUNNER.invoke(app, ["history", "where"]).output.strip() == str(own_history)
    history = History()
    kept(history, BRIDGE, datetime(2026, 5, 1, 12))
    kept(history, "plank/elbows/good", datetime(2026, 5, 2, 12))
    history.close()
    told = RUNNER.invoke(app, ["history"]).output
    assert "2026-05-01 12:00  glute-bridge" in told
    assert "Days in a row: 0 now, 2 at most" in told
    planks = json.loads(RUNNER.invoke(app, ["history", "--json", "-e", "plank"]).output)
    assert [each["exercise"] for each in planks] == ["plank"]
    for exercise in ("glute-bridge", "plank"):
        picture = tmp_path / f"{exercise}.png"
        assert RUNNER.invoke(app, ["history", "plot", exercise, "-o", str(picture)]).exit_code == 0
        assert picture.read_bytes().startswith(b"\x89PNG")
    assert RUNNER.invoke(app, ["history", "plot", "squat"]).exit_code == 1
    assert RUNNER.invoke(app, ["history", "delete"]).exit_code == 2
    assert RUNNER.invoke(app, ["history", "delete", "1"], input="n\n").exit_code == 1
    assert "1 sets deleted" in RUNNER.invoke(app, ["history", "delete", "--before", "2026-05-02", "-y"]).output
    assert "plank" in RUNNER.invoke(app, ["history"]).output
    assert RUNNER.invoke(app, ["history", "export", str(tmp_path / "x"), "--as", "odt"]).exit_code == 2


@pytest.mark.model
def test_a_recording_is_kept_where_asked(own_history: Path, tmp_path: Path) -> None:
    clip = Path(__file__).parents[2] / "sample_videos" / "glute_bridge_good.mp4"
    command = ["replay", str(clip), "-e", "glute-bridge", "--end", "6", "--no-video", "-o", str(tmp_path / "out")]
    assert RUNNER.invoke(app, command).exit_code == 0
    assert not own_history.exists()
    command[-1] = str(tmp_path / "kept")
    assert RUNNER.invoke(app, [*command, "--history"]).exit_code == 0
    history = History()
    (kept_set,) = done_sets(history)
    history.close()
    found = (kept_set.kind, kept_set.exercise, kept_set.reps, kept_set.ended_by)
    assert found == ("recording", "glute-bridge", 1, "end")
    assert kept_set.began == datetime.fromtimestamp(clip.stat().st_mtime)
