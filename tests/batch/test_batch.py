from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import SIZE_WH, Puppet, nobody, performed
from pyarrow import parquet
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import PoseTrack, analyze
from formcheck.batch import BatchJournal, check_item, find_files, items_of, read_plan, still_to_do
from formcheck.batch.find import BatchPlan
from formcheck.batch.journal import NAME
from formcheck.cli import app
from formcheck.concurrency.processes import Done, JobError
from formcheck.errors import OutputError, SourceError, SpecError
from formcheck.exercises import get


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def table(folder: Path, name: str = "sets") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Stored landmarks of some people, and what else lies about."""
    tracks = {
        "ann/track.npz": performed("squat", "depth"),
        "ben/track.npz": performed("plank"),
        "cat/track.npz": nobody(2.0),
        "dan/track.npz": performed("bird-dog"),
    }
    for name, track in tracks.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        track.save(tmp_path / "in" / name)
    (tmp_path / "in" / "bad").mkdir()
    (tmp_path / "in" / "bad" / "track.npz").write_bytes(b"no track")
    (tmp_path / "in" / "ann" / "annotated.mp4").write_bytes(b"drawn by formcheck")
    (tmp_path / "in" / "notes.txt").write_text("notes")
    return tmp_path / "in"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Spares the start of processes where nothing depends on them."""

    def in_turn(do: Any, items: Any, jobs: int, *, progress: Any, stop: threading.Event) -> Iterator[Done[Any]]:
        for index, item in enumerate(items):
            if not stop.is_set():
                yield Done(index, do(item, lambda done, expected, index=index: progress(index, done, expected)))

    if "processes" not in request.node.name:
        monkeypatch.setattr("formcheck.concurrency.processes.in_processes", in_turn)


def test_a_row_a_file_and_a_row_a_rep(folder: Path, tmp_path: Path) -> None:
    result = run("batch", folder, "-o", tmp_path / "out")
    assert result.exit_code == 1  # one file is none
    assert "5 recordings: 3 checked, 1 with nobody in it, 1 failed" in result.output
    rows = {row["file"]: row for row in table(tmp_path / "out")}
    assert list(rows) == [f"{name}/track.npz" for name in ("ann", "bad", "ben", "cat", "dan")]
    ann, bad, ben, cat, dan = rows.values()
    assert (ann["exercise"], ann["reps"], ann["good"], ann["faults.depth"]) == ("squat", 2, 0, 2)
    assert (bad["status"], cat["status"], cat["frames_with_pose"]) == ("error", "nobody", 0)
    assert bad["error"].startswith("bad/track.npz: not a readable track file")
    assert bad["reps"] is None
    assert ben["good_s"] == pytest.approx(analyze(PoseTrack.load(folder / "ben/track.npz"), "plank").good_s, abs=1e-4)
    assert (dan["left"], dan["right"], dan["faults.depth"]) == (1, 1, None)
    assert ann["confidence"] is not None
    assert len(ann["sha256"]) == 64
    assert ann["formcheck"]
    parts = table(tmp_path / "out", "reps")
    assert [(part["file"][:3], part["kind"], part["number"]) for part in parts] == [
        ("ann", "rep", 1),
        ("ann", "rep", 2),
        ("ben", "hold", 1),
        ("dan", "rep", 1),
        ("dan", "rep", 2),
    ]
    assert [part["faults"] for part in parts[:2]] == ["depth", "depth"]
    assert [part["side"] for part in parts[3:]] == [rep.side for rep in analyze(performed("bird-dog"), "bird-dog").reps]


def test_what_is_finished_is_skipped_until_something_changes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("batch", folder, "-e", "squat", "-o", out)
    first = table(out)
    again = run("batch", folder, "-e", "squat", "-o", out)
    assert "5 were finished before" in again.output
    assert table(out) == first
    os.utime(folder / "ann" / "track.npz", (1, 1))  # another time, the same content
    assert "5 were finished before" in run("batch", folder, "-e", "squat", "-o", out).output
    performed("squat").save(folder / "bad" / "track.npz")
    result = run("batch", folder, "-e", "squat", "-o", out)
    assert "4 were finished before" in result.output
    assert result.exit_code == 0
    assert "finished before" not in run("batch", folder, "-e", "plank", "-o", out).output
    assert "finished before" not in run("batch", folder, "-e", "plank", "-o", out, "--again").output


def test_a_journal_that_was_cut_off(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("batch", folder, "-e", "squat", "-o", out)
    first, journal = table(out), out / NAME
    journal.write_bytes(journal.read_bytes()[:-40])
    assert "4 were finished before" in run("batch", folder, "-e", "squat", "-o", out).output
    assert table(out) == first
    journal.write_text("a file of somebody's\n")
    result = run("batch", folder, "-e", "squat", "-o", out)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "not written by formcheck" in result.stderr


def test_which_file_shows_what(tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_text("file,exercise\nann/a.mp4,squat\n*_plank.mp4,plank\nann/*,bird-dog\n")
    plan = read_plan(tmp_path / "map.csv", get("glute-bridge"))
    found = [plan.exercise_of(name) for name in ("ann/a.mp4", "x/1_plank.mp4", "ann/b.mp4", "c.mp4")]
    assert [exercise.id for exercise in found if exercise] == ["squat", "plank", "bird-dog", "glute-bridge"]
    (tmp_path / "map.toml").write_text('"ann/a.mp4" = "squat"\n')
    plan = read_plan(tmp_path / "map.toml")
    assert plan.exercise_of("ann/a.mp4") == get("squat")
    assert plan.exercise_of("b.mp4") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.csv", "a,b\n1,2\n"),
        ("map.csv", "file,exercise\na.mp4,nonsense\n"),
        ("map.toml", "a = 1"),
        ("map.toml", "= ="),
        ("none.csv", None),
        ("map.csv", b"\xff\xfe\x00"),
    ],
)
def test_a_map_that_is_none(tmp_path: Path, folder: Path, name: str, content: str | bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SpecError, match=name):
        read_plan(tmp_path / name)
    result = run("batch", folder, "--exercises", tmp_path / name, "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_what_counts_as_a_recording(folder: Path, tmp_path: Path) -> None:
    (folder / "clip.MP4").write_bytes(b"x")
    (folder / "model.npz").write_bytes(b"x")
    names = [path.relative_to(folder).as_posix() for path in find_files(folder, folder / "dan")]
    assert names == ["ann/track.npz", "bad/track.npz", "ben/track.npz", "cat/track.npz", "clip.MP4"]
    assert [path.name for path in find_files(folder, tmp_path, "*.MP4")] == ["clip.MP4"]
    with pytest.raises(SourceError, match="no recordings"):
        find_files(folder, tmp_path, "*.avi")
    with pytest.raises(SourceError, match="no such folder"):
        find_files(folder / "clip.MP4", tmp_path)


def test_a_video(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(performed("squat")))
    (tmp_path / "in").mkdir()
    write_video(tmp_path / "in" / "clip.mp4", times(10, float(performed("squat").t_s[-1])), size_wh=SIZE_WH)
    result = run("batch", tmp_path / "in", "-e", "squat", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    (row,) = table(tmp_path / "out")
    assert (row["reps"], row["good"], row["confidence"]) == (2, 2, None)
    assert row["model"] == "fake.task"


def test_stopping_keeps_what_is_done(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add = BatchJournal.add

    def interrupted(self: BatchJournal, record: Any) -> None:
        add(self, record)
        if len(self.entries) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(BatchJournal, "add", interrupted)
    assert run("batch", folder, "-e", "squat", "-o", tmp_path / "out").exit_code == 130
    assert len(table(tmp_path / "out")) == 2
    monkeypatch.setattr(BatchJournal, "add", add)
    run("batch", folder, "-e", "squat", "-o", tmp_path / "out")
    assert len(table(tmp_path / "out")) == 5


def test_half_a_recording_is_never_told_as_a_whole_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stopped(done: int, expected: int | None) -> None:
        if done == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(performed("squat")))
    clip = write_video(tmp_path / "clip.mp4", times(10, 2), size_wh=SIZE_WH)
    (item,) = items_of(tmp_path, [clip], BatchPlan(other=get("squat")), model="full")
    with pytest.raises(KeyboardInterrupt):
        check_item(item, stopped)


def test_what_failed_for_another_reason_is_tried_again(folder: Path, tmp_path: Path) -> None:
    from formcheck.batch import failed

    (tmp_path / "out").mkdir()
    items = items_of(folder, find_files(folder, tmp_path / "out"), BatchPlan(), model="full")
    journal = BatchJournal(tmp_path / "out")
    journal.add(failed(items[0], JobError("its process ended"), final=False))
    journal.add(failed(items[1], SourceError("not a video"), final=True))
    assert still_to_do(items, BatchJournal(tmp_path / "out")) == [items[0], *items[2:]]
    assert still_to_do(items, journal, again=True) == items


def test_a_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    result = run("batch", folder, "-o", tmp_path / "out")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    (tmp_path / "o" / NAME).mkdir(parents=True)
    with pytest.raises(OutputError):
        BatchJournal(tmp_path / "o")


@pytest.mark.process
def test_processes_give_the_same_table(folder: Path, tmp_path: Path) -> None:
    result = run("batch", folder, "-e", "squat", "-o", tmp_path / "out", "--jobs", 2)
    assert result.exit_code == 1, result.output
    assert [(row["file"], row["reps"], row["error"]) for row in table(tmp_path / "out")] == here(folder, "squat")


def here(folder: Path, exercise: str) -> list[tuple[Any, ...]]:
    """File, reps and error of every recording, checked in this process."""
    items = items_of(folder, find_files(folder, folder.parent), BatchPlan(other=get(exercise)), model="full")
    rows = [check_item(item, lambda *_: None).row for item in items]
    return [(row["file"], row.get("reps"), row["error"]) for row in rows]


def test_without_the_extra(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("batch", folder, "-o", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "pip install 'formcheck[cluster]'" in result.stderr


def test_where_there_is_no_scheduler(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.batch.cluster._CONNECT_S", 0.3)
    result = run("batch", folder, "-o", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in result.stderr
