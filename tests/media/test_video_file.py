from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from videos import picture, times, write_sound, write_video

from formcheck.errors import SourceError
from formcheck.media import VideoFile


def delivered_s(video: VideoFile) -> list[float]:
    return [frame.t_s for frame in video]


def bright_corner(bgr: np.ndarray) -> str:
    """Which quarter of the picture is the white one."""
    h, w = bgr.shape[0] // 2, bgr.shape[1] // 2
    quarters = {"top left": bgr[:h, :w], "top right": bgr[:h, w:]}
    quarters |= {"bottom left": bgr[h:, :w], "bottom right": bgr[h:, w:]}
    return max(quarters, key=lambda name: float(quarters[name].mean()))


@pytest.mark.parametrize("fps", [1, 24, 30, 60, 240])
def test_constant_rates_give_their_own_times(tmp_path: Path, fps: int) -> None:
    expected = times(fps, 3)
    video = VideoFile(write_video(tmp_path / "v.mp4", expected))
    assert delivered_s(video) == pytest.approx(expected, abs=1e-4)
    if fps > 1:  # the last frame has no length of its own: of three frames a second apart it skews the average
        assert video.fps == pytest.approx(fps, rel=0.01)
    assert video.duration_s == pytest.approx(3, abs=0.1) or fps == 1
    assert video.n_frames_estimate == pytest.approx(len(expected), abs=1)
    assert not video.has_audio
    assert not video.is_still
    assert video.warning is None


def test_variable_rate_keeps_every_time(tmp_path: Path) -> None:
    expected = [0.0, 0.04, 0.05, 0.3, 0.31, 1.0, 1.5, 1.533]
    assert delivered_s(VideoFile(write_video(tmp_path / "v.mp4", expected))) == pytest.approx(expected, abs=1e-4)


def test_first_picture_is_at_zero_whatever_the_file_says(tmp_path: Path) -> None:
    late = [5.0, 5.1, 5.2]
    video = VideoFile(write_video(tmp_path / "v.mkv", late))
    assert delivered_s(video) == pytest.approx([0.0, 0.1, 0.2], abs=2e-3)


def test_part_has_both_ends_and_can_be_read_twice(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", times(30, 4))
    video = VideoFile(path, start_s=1.0, end_s=2.0)
    expected = [t for t in times(30, 4) if 1.0 <= t <= 2.0]
    assert delivered_s(video) == pytest.approx(expected, abs=1e-4)
    assert delivered_s(video) == pytest.approx(expected, abs=1e-4)
    whole = {round(f.t_s, 3): f.bgr for f in VideoFile(path)}
    for frame in video:
        assert np.array_equal(frame.bgr, whole[round(frame.t_s, 3)])


@pytest.mark.parametrize(
    ("rotation_deg", "corner", "size_wh"),
    [
        (0, "top left", (64, 48)),
        (90, "bottom left", (48, 64)),
        (180, "bottom right", (64, 48)),
        (-90, "top right", (48, 64)),
    ],
)
def test_rotated_phone_video_is_upright(
    tmp_path: Path, rotation_deg: int, corner: str, size_wh: tuple[int, int]
) -> None:
    video = VideoFile(write_video(tmp_path / "v.mp4", times(30, 0.2), rotation_deg=rotation_deg))
    frames = list(video)
    assert video.size_wh == size_wh
    for frame in frames:
        assert frame.bgr.shape == (size_wh[1], size_wh[0], 3)
        assert bright_corner(frame.bgr) == corner


@pytest.mark.parametrize(
    ("size_wh", "expected"),
    [((3840, 2160), (1280, 720)), ((1080, 1920), (720, 1280)), ((640, 480), (640, 480)), ((62, 46), (62, 46))],
)
def test_frames_fit_and_are_contiguous(tmp_path: Path, size_wh: tuple[int, int], expected: tuple[int, int]) -> None:
    video = VideoFile(write_video(tmp_path / "v.mp4", times(30, 0.1), size_wh=size_wh))
    (first, *_) = list(video)
    assert video.size_wh == expected
    assert first.bgr.shape == (expected[1], expected[0], 3)
    assert first.bgr.dtype == np.uint8
    assert first.bgr.flags.c_contiguous
    assert bright_corner(first.bgr) == "top left"


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_still_image_of_odd_size_is_one_frame(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p{suffix}"
    av.VideoFrame.from_ndarray(picture(101, 67, 40), format="bgr24").save(str(path))
    video = VideoFile(path)
    (frame,) = list(video)
    assert frame.t_s == 0.0
    assert video.is_still
    assert video.n_frames_estimate == 1
    assert video.size_wh == (101, 67)
    assert np.isnan(video.fps)
    assert video.warning is None


def test_truncated_file_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", times(30, 10), size_wh=(320, 240), options={"movflags": "faststart"})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    video = VideoFile(path)
    got = delivered_s(video)
    assert 30 < len(got) < 300
    assert video.truncated
    assert video.warning is not None
    assert "breaks off" in video.warning
    assert "\n" not in video.warning


def test_broken_packets_are_left_out_and_counted(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", times(30, 4), size_wh=(320, 240), options={"movflags": "faststart"})
    with av.open(str(path)) as container:
        packets = [(p.pos, p.size) for p in container.demux(video=0) if p.pos is not None and p.size]
    data = bytearray(path.read_bytes())
    for position, size in packets[45:50]:
        data[position : position + size] = b"\xff" * size
    path.write_bytes(data)
    video = VideoFile(path)
    got = delivered_s(video)
    assert all(a < b for a, b in pairwise(got))
    assert 60 <= len(got) < 120
    assert got[-1] == pytest.approx(119 / 30, abs=1e-3)
    assert video.skipped > 0
    assert not video.truncated
    assert video.warning is not None
    assert f"{video.skipped} broken" in video.warning


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("missing.mp4", None, "no such file"),
        ("empty.mp4", b"", "is empty"),
        ("text.mp4", b"this is not a video\n" * 100, "not a readable video"),
    ],
)
def test_unusable_files_are_refused_in_one_line(tmp_path: Path, name: str, content: bytes | None, hint: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=hint) as caught:
        VideoFile(path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_folder_sound_only_and_headless_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="folder"):
        VideoFile(tmp_path)
    with pytest.raises(SourceError, match="only sound"):
        VideoFile(write_sound(tmp_path / "s.m4a"))
    path = write_video(tmp_path / "v.mp4", times(30, 2))  # its index comes last
    path.write_bytes(path.read_bytes()[:-1500])
    with pytest.raises(SourceError, match="its end is missing"):
        VideoFile(path)


@pytest.mark.parametrize(("start_s", "end_s"), [(2.0, 1.0), (1.0, 1.0), (-1.0, None), (60.0, None)])
def test_impossible_parts_are_refused(tmp_path: Path, start_s: float, end_s: float | None) -> None:
    path = write_video(tmp_path / "v.mp4", times(30, 2))
    with pytest.raises(SourceError, match="--start"):
        VideoFile(path, start_s=start_s, end_s=end_s)


def test_part_between_two_frames_has_none(tmp_path: Path) -> None:
    video = VideoFile(write_video(tmp_path / "v.mp4", times(1, 4)), start_s=1.2, end_s=1.8)
    with pytest.raises(SourceError, match=r"no frames between 1.2 s and 1.8 s"):
        list(video)


def test_close_ends_the_iteration(tmp_path: Path) -> None:
    video = VideoFile(write_video(tmp_path / "v.mp4", times(30, 2)))
    seen = 0
    for _ in video:
        seen += 1
        if seen == 5:
            video.close()
    assert seen == 5
    assert video.warning is None
