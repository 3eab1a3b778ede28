from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from videos import times, write_video

from formcheck.errors import SourceError
from formcheck.media import Camera, PacedFile, SourceLost, VideoFile, camera, open_source


class Clock:
    """Time that passes only when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


class FakeCapture:
    """A camera that hands out a picture each time the test allows one."""

    def __init__(self, pictures: int, size_wh: tuple[int, int] = (640, 480)) -> None:
        self.left = pictures
        self.size_wh = size_wh
        self.allowed = threading.Semaphore(1)
        self.released = False

    def isOpened(self) -> bool:
        return True

    def set(self, key: int, value: float) -> bool:
        return True

    def get(self, key: int) -> float:
        return 30.0

    def read(self) -> tuple[bool, Any]:
        self.allowed.acquire()
        if self.left == 0:
            return False, None
        self.left -= 1
        return True, np.full((self.size_wh[1], self.size_wh[0], 3), self.left, dtype=np.uint8)

    def release(self) -> None:
        self.released = True


def paced(path: Path, clock: Clock) -> PacedFile:
    return PacedFile(VideoFile(path), clock=clock, sleep=clock.sleep)


def test_a_fast_consumer_gets_every_frame_when_it_is_due(tmp_path: Path) -> None:
    clock = Clock()
    source = paced(write_video(tmp_path / "v.mp4", times(30, 2)), clock)
    for frame in source:
        assert clock.now_s - 100.0 == pytest.approx(frame.t_s, abs=1e-6)
    assert source.dropped == 0


def test_a_slow_consumer_misses_frames_and_stays_in_the_present(tmp_path: Path) -> None:
    clock = Clock()
    source = paced(write_video(tmp_path / "v.mp4", times(30, 3)), clock)
    got = []
    for frame in source:
        assert clock.now_s - 100.0 - frame.t_s <= 1 / 30 + 1e-6
        got.append(frame.t_s)
        clock.sleep(0.1)
    assert source.dropped + len(got) == 90
    assert np.diff(got) == pytest.approx(0.1, abs=0.034)


def test_a_hopelessly_slow_decoder_still_delivers(tmp_path: Path) -> None:
    clock = Clock()
    video = VideoFile(write_video(tmp_path / "v.mp4", times(30, 2)))

    class Slow:
        size_wh, fps = video.size_wh, video.fps

        def __iter__(self) -> Iterator[Any]:
            for frame in video:
                clock.sleep(0.2)
                yield frame

    got = list(PacedFile(Slow(), clock=clock, sleep=clock.sleep))  # type: ignore[arg-type]
    assert len(got) >= 20


def test_no_camera_is_one_clear_line(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SourceError, match=r"no camera 97: .*formcheck doctor"):
        Camera(97)
    with pytest.raises(SourceError, match=r"no stream at rtsp://127.0.0.1:9/x: check the address"):
        Camera("rtsp://127.0.0.1:9/x")


def test_camera_times_start_at_zero_and_pictures_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    capture, clock = FakeCapture(5, (1920, 1080)), Clock()
    monkeypatch.setattr(camera, "_open_capture", lambda spec: capture)
    source = Camera(0, clock=clock)
    got = []
    try:
        for frame in source:
            got.append(frame)
            if len(got) == 4:
                break
            clock.sleep(0.04)
            capture.allowed.release()
    finally:
        capture.allowed.release()
        source.close()
    assert source.size_wh == (1280, 720)
    assert source.fps == 30
    assert [frame.t_s for frame in got] == pytest.approx([0.0, 0.04, 0.08, 0.12])
    assert all(frame.bgr.shape == (720, 1280, 3) for frame in got)
    assert capture.released


def test_an_unplugged_camera_is_lost_after_its_last_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    capture, clock = FakeCapture(3), Clock()
    monkeypatch.setattr(camera, "_open_capture", lambda spec: capture)
    source = Camera(0, clock=clock)
    got = []

    def consume() -> None:
        for frame in source:
            got.append(frame.t_s)
            clock.sleep(0.04)
            capture.allowed.release()

    with pytest.raises(SourceLost, match="camera 0 stopped delivering") as caught:
        consume()
    source.close()
    assert isinstance(caught.value, SourceError)
    assert len(got) == 3
    assert all(a < b for a, b in pairwise(got))


def test_open_source_tells_files_cameras_and_streams_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_video(tmp_path / "v.mp4", times(30, 0.2))
    assert isinstance(open_source(path, live=False), VideoFile)
    assert isinstance(open_source(str(path), live=True), PacedFile)
    opened: list[Any] = []

    def refuse(spec: int | str) -> None:
        opened.append(spec)
        raise SourceError("no")

    monkeypatch.setattr(camera, "_open_capture", refuse)
    for spec in (1, "2", "rtsp://cam/1", "/dev/video9"):
        with pytest.raises(SourceError, match="no"):
            open_source(spec, live=True)
    assert opened == [1, 2, "rtsp://cam/1", "/dev/video9"]
    with pytest.raises(SourceError, match="no such file"):
        open_source(tmp_path / "missing.mp4", live=True)
