"""Whatever a user does wrong: one clear line or a correct result, never a traceback, and what was recorded is kept."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from fakes import SIZE_WH, Footage, Puppet, performed, video_of
from helpers import changed
from typer.testing import CliRunner
from videos import times, write_sound, write_video

from formcheck import PoseTrack, exercises
from formcheck.cli import app
from formcheck.io.track_log import load_track
from formcheck.media import Frame, VideoFile
from formcheck.pose.first_person import FirstPerson
from formcheck.pose.landmarker import Landmarker
from formcheck.replay.pipeline import replay

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(autouse=True)
def fake_pose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test here needs a model, and none may leave files in the checkout."""
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(performed("squat")))
    monkeypatch.chdir(tmp_path)


def complaint(*arguments: object, code: int = 1) -> str:
    """The one line that a failing command says."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("formcheck: ")
    assert "Traceback" not in result.output
    return lines[0]


def squat_clip(path: Path, **more: Any) -> Path:
    return write_video(path, times(10, 3), size_wh=SIZE_WH, **more)


def test_missing_empty_and_unreadable_files(tmp_path: Path) -> None:
    assert "no such file" in complaint("replay", tmp_path / "none.mp4", "-e", "squat")
    (tmp_path / "empty.mp4").touch()
    assert "empty" in complaint("replay", tmp_path / "empty.mp4", "-e", "squat")
    (tmp_path / "text.mp4").write_text("no video at all\n" * 100)
    assert "not a readable video" in complaint("replay", tmp_path / "text.mp4", "-e", "squat")
    assert "folder" in complaint("replay", tmp_path, "-e", "squat")
    write_sound(tmp_path / "sound.m4a")
    assert "only sound" in complaint("replay", tmp_path / "sound.m4a", "-e", "squat")
    assert not (tmp_path / "formcheck-out").exists()


def test_a_truncated_file_gives_what_is_there(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mkv", times(10, 4), size_wh=SIZE_WH)
    (tmp_path / "cut.mkv").write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    result = CliRunner().invoke(app, ["replay", str(tmp_path / "cut.mkv"), "-e", "squat", "-o", str(tmp_path / "o")])
    assert result.exit_code == 0, result.output
    kept = len(PoseTrack.load(tmp_path / "o" / "track.npz"))
    assert 5 < kept < 40
    assert len(video_of(tmp_path / "o" / "annotated.mp4")[0]) == kept
    assert "breaks off" in result.stderr


@pytest.mark.parametrize("arguments", [["--start", 5, "--end", 2], ["--start", 99]])
def test_a_part_that_is_not_there(tmp_path: Path, arguments: list[object]) -> None:
    assert "--start" in complaint("replay", squat_clip(tmp_path / "c.mp4"), "-e", "squat", *arguments)


def test_a_wrong_exercise(tmp_path: Path) -> None:
    line = complaint("replay", squat_clip(tmp_path / "c.mp4"), "-e", "sqat")
    assert "no exercise 'sqat'" in line
    assert "did you mean squat?" in line
    assert "did you mean glute-bridge" in complaint("show", "glut bridge")
    assert "'formcheck list'" in complaint("show", "nothing")
    assert "no exercise" in complaint("live", "nothing")


def test_a_wrong_exercise_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    assert "cannot be read" in complaint("show", own)
    own.write_text("id = [")
    assert "not valid TOML" in complaint("show", own)
    own.write_text('schema = 1\nid = "Own"\nkind = "reps"\nsurprise = 1\n')
    line = complaint("check", tmp_path / "t.npz", "-e", own)
    assert "surprise" in line
    assert "name" in line


def test_a_wrong_track(tmp_path: Path) -> None:
    assert "no such track" in complaint("check", tmp_path / "none.npz", "-e", "squat")
    (tmp_path / "bad.npz").write_bytes(b"PK no zip")
    assert "not a readable track" in complaint("check", tmp_path / "bad.npz", "-e", "squat")


def test_wrong_options_are_usage_errors(tmp_path: Path) -> None:
    for arguments in (["replay"], ["replay", "a.mp4", "-e", "squat", "--side", "top"], ["jump"]):
        assert CliRunner().invoke(app, arguments).exit_code == 2


def test_no_camera() -> None:
    assert "no camera 97" in complaint("live", "squat", "--camera", 97, "--no-window")
    assert "no such file" in complaint("live", "squat", "--camera", "nothing.mp4", "--no-window")


def test_no_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    line = complaint("live", "squat", "--mute", "--camera", squat_clip(tmp_path / "c.mp4"))
    assert "no screen" in line
    assert "--no-window" in line


def test_a_screen_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCV would end the whole process here."""
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert "--no-window" in complaint("live", "squat", "--mute", "--camera", squat_clip(tmp_path / "c.mp4"))


@pytest.mark.parametrize("command", ["replay", "live", "check"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, command: str) -> None:
    clip = squat_clip(tmp_path / "c.mp4")
    performed("squat").save(tmp_path / "t.npz")
    below = tmp_path / "c.mp4" / "out"
    arguments = {
        "replay": [clip, "-e", "squat"],
        "live": ["squat", "--camera", clip, "--no-window", "--mute"],
        "check": [tmp_path / "t.npz", "-e", "squat"],
    }[command]
    assert "choose another" in complaint(command, *arguments, "-o", below)


def test_a_disk_that_fills_up_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("formcheck.outputs.os.replace", full)
    line = complaint("replay", squat_clip(tmp_path / "c.mp4"), "-e", "squat", "-o", tmp_path / "o")
    assert "No space left" in line
    part = tmp_path / "o" / "track.part"
    assert f"the landmarks are kept, for 'formcheck check {part} -e squat -o FOLDER'" in line
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["annotated.mp4", "track.part"]
    assert len(load_track(part)) == len(video_of(tmp_path / "o" / "annotated.mp4")[0]) == 30


def test_a_disk_that_fills_up_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder's own file is what fills a disk."""
    clip = squat_clip(tmp_path / "c.mp4")
    mux, calls = av.container.OutputContainer.mux, []

    class Full:
        def __init__(self, container: Any) -> None:
            self._container = container

        def __getattr__(self, name: str) -> Any:
            return getattr(self._container, name)

        def mux(self, packets: Any) -> None:
            calls.append(1)
            if len(calls) > 12:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            mux(self._container, packets)

    real = av.open
    monkeypatch.setattr(
        "formcheck.media.video_writer.av.open", lambda *a, **k: Full(real(*a, **k)) if "w" in a else real(*a, **k)
    )
    line = complaint("replay", clip, "-e", "squat", "-o", tmp_path / "o")
    assert "No space left" in line
    assert len(PoseTrack.load(tmp_path / "o" / "track.npz")) > 5
    assert json.loads((tmp_path / "o" / "summary.json").read_text())["stopped_early"] in line


def test_ctrl_c_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = VideoFile.__iter__

    def interrupted(self: VideoFile) -> Iterator[Frame]:
        for i, frame in enumerate(frames(self)):
            if i == 20:
                raise KeyboardInterrupt
            yield frame

    monkeypatch.setattr(VideoFile, "__iter__", interrupted)
    clip = squat_clip(tmp_path / "c.mp4")
    assert "kept" in complaint("replay", clip, "-e", "squat", "-o", tmp_path / "o", code=130)
    assert len(PoseTrack.load(tmp_path / "o" / "track.npz")) == 20
    assert len(video_of(tmp_path / "o" / "annotated.mp4")[0]) == 20


def test_ctrl_c_while_a_camera_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = VideoFile.__iter__

    def signalled(self: VideoFile) -> Iterator[Frame]:
        for i, frame in enumerate(frames(self)):
            if i == 20:
                os.kill(os.getpid(), signal.SIGINT)  # to the process, as a terminal does: it wakes the main thread
            yield frame

    monkeypatch.setattr(VideoFile, "__iter__", signalled)
    clip = squat_clip(tmp_path / "c.mp4")
    arguments = ("--camera", clip, "--no-window", "--mute", "-o", tmp_path / "l")
    gc.disable()  # hypothesis times it in a callback, and an interrupt that falls into one is lost
    try:
        assert "kept" in complaint("live", "squat", *arguments, code=130)
    finally:
        gc.enable()
    assert 0 < len(PoseTrack.load(tmp_path / "l" / "track.npz")) < 30


def test_ctrl_c_before_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr("formcheck.pose.models.find_model", interrupted)
    assert "stopped" in complaint("replay", squat_clip(tmp_path / "c.mp4"), "-e", "squat", code=130)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "jpg-called.mp4", "one-frame.mp4"])
def test_a_picture_is_no_video(tmp_path: Path, name: str) -> None:
    grey = np.full((SIZE_WH[1], SIZE_WH[0], 3), 90, np.uint8)
    if name == "one-frame.mp4":
        write_video(tmp_path / name, [0.0], size_wh=SIZE_WH)
    elif name.endswith(".gif"):
        with av.open(str(tmp_path / name), "w") as container:
            stream = container.add_stream("gif", rate=10)
            stream.width, stream.height, stream.pix_fmt = (*SIZE_WH, "rgb8")
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="bgr24").reformat(format="rgb8")))
            container.mux(stream.encode(None))
    else:
        made = tmp_path / f"made{Path(name).suffix.replace('.mp4', '.jpg')}"
        cv2.imwrite(str(made), grey)
        made.rename(tmp_path / name)
    told = "this is a picture, not a video: film the exercise and give the recording"
    for arguments in (("replay",), ("replay", "-e", "squat"), ("live", "squat", "--no-window", "--mute", "--camera")):
        assert complaint(*arguments, tmp_path / name) == f"formcheck: {tmp_path / name}: {told}"
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_text_is_no_video(tmp_path: Path) -> None:
    """FFmpeg would draw its letters."""
    (tmp_path / "notes.txt").write_text("Squats: 3 times 10\n" * 100)
    assert "this is a text, not a video" in complaint("replay", tmp_path / "notes.txt", "-e", "squat")


@pytest.mark.parametrize("rotation_deg", [90, 180, 270])
def test_a_turned_phone_video_is_written_upright(tmp_path: Path, rotation_deg: int) -> None:
    clip = write_video(tmp_path / "c.mp4", times(10, 1), size_wh=(64, 96), rotation_deg=rotation_deg)
    estimator = Puppet(changed(performed("squat"), size_wh=VideoFile(clip).size_wh))
    outcome = replay(VideoFile(clip), exercises.get("squat"), tmp_path / "o", estimator=estimator)
    assert VideoFile(outcome.folder / "annotated.mp4").size_wh == VideoFile(clip).size_wh
    assert outcome.result.n_frames == 10


@pytest.mark.parametrize("fps", [1, 240])
def test_odd_frame_rates(tmp_path: Path, fps: int) -> None:
    clip = write_video(tmp_path / "c.mp4", times(fps, 3 if fps == 1 else 0.5), size_wh=SIZE_WH)
    outcome = replay(VideoFile(clip), exercises.get("squat"), tmp_path / "o", estimator=Puppet(performed("squat")))
    assert outcome.error is None
    assert len(video_of(outcome.folder / "annotated.mp4")[0]) == outcome.result.n_frames


def test_cuts_and_title_cards_count_nothing(tmp_path: Path) -> None:
    """Two reps, each followed by two seconds of a card; the second scene is filmed from elsewhere."""
    track = performed("squat")
    n, card = len(track), 20
    t_s = np.arange(2 * n + 2 * card) / 10
    image, world = np.full((len(t_s), 33, 2), np.nan), np.full((len(t_s), 33, 3), np.nan)
    visibility = np.full((len(t_s), 33), np.nan)
    for at, shift in ((0, 0.0), (n + card, 60.0)):
        image[at : at + n] = track.image_px * 0.7 + shift
        world[at : at + n], visibility[at : at + n] = track.world_m, track.visibility
    both = PoseTrack(t_s, image, SIZE_WH, world, visibility)
    outcome = replay(Footage(both), exercises.get("squat"), tmp_path / "o", estimator=Puppet(both), video=False)
    assert len(outcome.result.reps) == 4
    assert not outcome.result.attempts
    assert outcome.result.n_frames_with_pose == 2 * n


def test_end_to_end_with_title_cards(tmp_path: Path, model_path: Path) -> None:
    """The real landmarker: a card, the first half of a clip, another card."""
    clip = VideoFile(SAMPLES / "glute_bridge_good.mp4", end_s=8.0)

    class Cards:
        size_wh, fps = clip.size_wh, clip.fps

        def __iter__(self) -> Iterator[Frame]:
            width, height = self.size_wh
            card = np.full((height, width, 3), 40, np.uint8)
            cv2.putText(card, "GLUTE BRIDGE", (60, height // 2), cv2.FONT_HERSHEY_SIMPLEX, 3, (250, 250, 250), 6)
            yield from (Frame(card.copy(), i / 20) for i in range(20))
            yield from (Frame(f.bgr, f.t_s + 1.0) for f in clip)
            yield from (Frame(card.copy(), 9.5 + i / 20) for i in range(20))

        def close(self) -> None:
            clip.close()

    estimator = FirstPerson(lambda: Landmarker(model_path))
    result = replay(Cards(), exercises.get("glute-bridge"), tmp_path / "b", estimator=estimator, video=False).result
    estimator.close()
    truth = json.loads((SAMPLES / "glute_bridge_good.json").read_text())["reps"]
    assert len(result.reps) == sum(rep["end_s"] < 7.5 for rep in truth) >= 1
    assert not result.attempts
    assert result.n_frames - result.n_frames_with_pose >= 30
