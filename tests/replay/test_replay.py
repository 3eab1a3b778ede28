from __future__ import annotations

import csv
import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from fakes import SIZE_WH, Footage, Puppet, nobody, performed, video_of
from helpers import emptied
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import PoseTrack, Session, analyze, exercises
from formcheck.cli import app
from formcheck.errors import OutputError, SourceError, TrackError
from formcheck.io.track_log import TrackLog, load_track
from formcheck.media import VideoFile
from formcheck.recorder.set_recorder import Outcome
from formcheck.replay.pipeline import Drawing, replay
from formcheck.replay.read_ahead import read_ahead
from formcheck.screen.screen import Screen

FIXTURES = str(Path(__file__).parents[1] / "fixtures")


def replayed(
    folder: Path, track: PoseTrack, exercise: str = "squat", footage: Footage | None = None, **more: object
) -> Outcome:
    return replay(footage or Footage(track), exercises.get(exercise), folder, estimator=Puppet(track), **more)  # type: ignore[arg-type]


def summary_of(folder: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return loaded


def test_all_files_and_the_same_result_as_analyze(tmp_path: Path) -> None:
    track = performed("squat", "depth")
    outcome = replayed(tmp_path, track, name="clip.mp4", versions={"formcheck": "x"})
    all_of_them = ["annotated.mp4", "report.html", "reps.csv", "summary.json", "track.npz"]
    assert sorted(p.name for p in outcome.files) == all_of_them
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in outcome.files)
    stored = PoseTrack.load(tmp_path / "track.npz")
    np.testing.assert_allclose(stored.image_px, track.image_px, atol=1e-3)
    again = analyze(stored, "squat")
    assert [(r.faults, r.good) for r in outcome.result.reps] == [(("depth",), False)] * 2
    assert [r.faults for r in again.reps] == [r.faults for r in outcome.result.reps]
    summary = summary_of(tmp_path)
    assert summary["source"] == "clip.mp4"
    assert summary["versions"] == {"formcheck": "x"}
    assert summary["reps"]["count"] == 2  # type: ignore[index]
    assert summary["stopped_early"] is None


@pytest.mark.parametrize(("exercise", "fault"), [("bird-dog", "limb-level"), ("plank", None)])
def test_chunks_are_shown_as_frames_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exercise: str, fault: str | None
) -> None:
    track = performed(exercise, fault)
    shown: list[Screen] = []
    monkeypatch.setattr("formcheck.overlay.draw", lambda bgr, screen: shown.append(screen))
    outcome = replayed(tmp_path, track, exercise)
    session, drawing = Session(exercise), Drawing(exercises.get(exercise))
    frames = [track[i : i + 1] for i in range(len(track))]
    assert shown == [drawing.feed(frame, session.feed(frame)) for frame in frames]
    assert repr(outcome.result) == repr(session.result())


def test_the_table_of_reps(tmp_path: Path) -> None:
    outcome = replayed(tmp_path, performed("bird-dog"), "bird-dog", video=False)
    with open(tmp_path / "reps.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["side"] for row in rows) == ["left", "right"]
    assert [float(row["end_s"]) for row in rows] == [pytest.approx(rep.end_s, abs=1e-3) for rep in outcome.result.reps]
    assert not (tmp_path / "annotated.mp4").exists()


def test_the_table_of_holds(tmp_path: Path) -> None:
    outcome = replayed(tmp_path, performed("plank"), "plank", video=False)
    with open(tmp_path / "reps.csv", encoding="utf-8", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert row["variant"] == "elbows"
    assert float(row["good_s"]) == pytest.approx(outcome.result.good_s, abs=1e-3)


def test_the_video_keeps_times_size_and_sound(tmp_path: Path) -> None:
    t_s = [t + 0.01 * (i % 3) for i, t in enumerate(times(15, 2))]
    clip = write_video(tmp_path / "clip.mp4", t_s, size_wh=SIZE_WH, sound="aac")
    source = VideoFile(clip)
    outcome = replay(source, exercises.get("squat"), tmp_path / "out", estimator=Puppet(performed("squat")))
    written, codec, sound = video_of(outcome.folder / "annotated.mp4")
    assert (codec, sound) == ("h264", True)
    assert written == pytest.approx([t - t_s[0] for t in t_s], abs=1e-3)
    assert VideoFile(outcome.folder / "annotated.mp4").size_wh == SIZE_WH
    assert outcome.result.n_frames == len(t_s)


def test_progress_is_told(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", times(10, 1), size_wh=SIZE_WH)
    told: list[tuple[int, int | None]] = []
    estimator = Puppet(performed("squat"))
    replay(
        VideoFile(clip),
        exercises.get("squat"),
        tmp_path,
        estimator=estimator,
        video=False,
        progress=lambda done, expected: told.append((done, expected)),
    )
    assert told == [(i, 10) for i in range(1, 11)]


def test_the_side_is_passed_on(tmp_path: Path) -> None:
    assert replayed(tmp_path, performed("squat"), side="left", video=False).result.side == "left"


@pytest.mark.parametrize("failure", [SourceError("the file breaks off: record it again"), KeyboardInterrupt()])
def test_what_was_recorded_is_kept(tmp_path: Path, failure: BaseException) -> None:
    track = performed("squat")
    at = len(track) - 15
    outcome = replayed(tmp_path, track, footage=Footage(track, failure, at))
    assert outcome.interrupted == isinstance(failure, KeyboardInterrupt)
    assert outcome.error is (failure if isinstance(failure, SourceError) else None)
    assert len(PoseTrack.load(tmp_path / "track.npz")) == outcome.result.n_frames == at
    assert len(video_of(tmp_path / "annotated.mp4")[0]) == at
    assert summary_of(tmp_path)["stopped_early"] == ("interrupted" if outcome.interrupted else str(failure))


def test_nothing_at_all_before_the_failure(tmp_path: Path) -> None:
    outcome = replayed(tmp_path, performed("squat"), footage=Footage(nobody(), SourceError("gone"), 0))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reps.csv", "summary.json"]
    assert outcome.result.n_frames == 0


def test_a_full_disk_stops_the_video_and_keeps_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def write(self: object, bgr: np.ndarray, t_s: float) -> None:
        if len(written) == 20:
            raise OutputError("cannot write annotated.mp4: No space left on device; free space or choose another -o")
        written.append(t_s)

    monkeypatch.setattr("formcheck.recorder.set_recorder.VideoWriter.write", write)
    outcome = replayed(tmp_path, performed("squat"))
    assert "No space left" in str(outcome.error)
    stored = PoseTrack.load(tmp_path / "track.npz")
    assert 20 <= len(stored) < len(performed("squat"))
    assert summary_of(tmp_path)["frames"] == len(stored)


def test_a_full_disk_for_landmarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, add = [], TrackLog.add

    def full(self: TrackLog, track: PoseTrack) -> None:
        if sum(kept) + len(track) > 30:
            raise OutputError("cannot write track.part: No space left on device; free space or choose another -o")
        kept.append(len(track))
        add(self, track)

    monkeypatch.setattr(TrackLog, "add", full)
    outcome = replayed(tmp_path, performed("squat"))
    assert "No space left" in str(outcome.error)
    stored = PoseTrack.load(tmp_path / "track.npz")
    assert 15 < len(stored) <= 30
    assert len(stored) == outcome.result.n_frames


def test_the_device_that_is_always_full(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    log = TrackLog("/dev/full", SIZE_WH)
    with pytest.raises(OutputError, match="No space left"):
        log.add(performed("squat"))  # more than a buffer
    log.close()


def test_a_person_who_leaves_and_comes_back(tmp_path: Path) -> None:
    track = performed("squat")
    middle = slice(len(track) // 2 - 8, len(track) // 2 + 8)
    outcome = replayed(tmp_path, emptied(track, middle), video=False)
    assert outcome.result.n_frames_with_pose == len(track) - 16
    assert outcome.error is None
    assert len(outcome.result.reps) <= 2


def test_nobody_in_the_whole_clip(tmp_path: Path) -> None:
    outcome = replayed(tmp_path, nobody(3.0))
    assert (outcome.result.n_frames, outcome.result.n_frames_with_pose) == (30, 0)
    assert not outcome.result.reps
    assert len(video_of(tmp_path / "annotated.mp4")[0]) == 30


def test_reading_ahead_gives_every_frame_and_ends_its_thread() -> None:
    before = threading.active_count()
    footage = Footage(performed("squat"))
    assert [f.t_s for f in read_ahead(footage)] == performed("squat").t_s.tolist()
    frames = read_ahead(Footage(performed("squat")))
    next(frames)
    frames.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    assert footage.closed


def test_a_track_log_is_what_was_added(tmp_path: Path) -> None:
    track = performed("squat")
    log = TrackLog(tmp_path / "t.part", SIZE_WH)
    assert log.track() is None
    for i in range(0, len(track), 7):
        log.add(track[i : i + 7])
    so_far = log.track()
    assert so_far is not None
    np.testing.assert_array_equal(so_far.t_s, track.t_s)
    np.testing.assert_allclose(so_far.world_m, track.world_m, atol=1e-6)
    log.clear()
    log.add(track[:3])
    assert log.save(tmp_path / "t.npz")
    assert len(load_track(tmp_path / "t.part")) == len(PoseTrack.load(tmp_path / "t.npz")) == 3
    log.remove()
    assert [p.name for p in tmp_path.iterdir()] == ["t.npz"]


@pytest.mark.process
def test_a_killed_process_leaves_every_frame(tmp_path: Path) -> None:
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from fakes import Footage, Killed, performed
from formcheck import exercises
from formcheck.replay.pipeline import replay

track = performed("squat")
replay(Footage(track), exercises.get("squat"), sys.argv[2], estimator=Killed(track), video=False)
"""
    done = subprocess.run([sys.executable, "-c", code, FIXTURES, str(tmp_path / "o")], check=False)
    assert done.returncode != 0
    part = tmp_path / "o" / "track.part"
    rescued, track = load_track(part), performed("squat")
    assert len(rescued) >= 60 - 3 * 8  # all but the chunks on their way
    np.testing.assert_allclose(rescued.image_px, track.image_px[: len(rescued)], atol=1e-3)
    assert rescued.size_wh == SIZE_WH
    result = CliRunner().invoke(app, ["check", str(part), "-e", "squat", "-o", str(tmp_path / "rescued")])
    assert result.exit_code == 0, result.output
    assert len(PoseTrack.load(tmp_path / "rescued" / "track.npz")) == len(rescued)


def test_a_working_file_with_a_torn_end(tmp_path: Path) -> None:
    log, track = TrackLog(tmp_path / "track.part", SIZE_WH), performed("squat")
    log.add(track)
    log.close()
    whole = (tmp_path / "track.part").read_bytes()
    (tmp_path / "half.part").write_bytes(whole[:-1])
    assert len(load_track(tmp_path / "half.part")) == len(track) - 1
    (tmp_path / "power.part").write_bytes(whole + b"\0" * 5000)
    assert len(load_track(tmp_path / "power.part")) == len(track)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no such file"),
        (b"", "not a working file"),
        (b"something else" * 9, "not a working file"),
        ("head", "before its first frame"),
    ],
)
def test_no_working_file(tmp_path: Path, content: bytes | str | None, told: str) -> None:
    path = tmp_path / "track.part"
    if content == "head":
        TrackLog(path, SIZE_WH).close()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(TrackError, match=told):
        load_track(path)
