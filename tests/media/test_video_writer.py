from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from videos import picture, times, write_video

from formcheck.errors import OutputError
from formcheck.media import VideoFile
from formcheck.media.video_writer import VideoWriter

FILL = """
import resource, signal, sys
import numpy as np
from formcheck.errors import OutputError
from formcheck.media.video_writer import VideoWriter

if sys.argv[2] == "full":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
noise = np.random.default_rng(0)
try:
    with VideoWriter(sys.argv[1], (320, 240), fps_hint=30) as out:
        for i in range(600):
            out.write(noise.integers(0, 255, (240, 320, 3), dtype=np.uint8), i / 30)
            if sys.argv[2] == "kill" and i == 150:
                signal.raise_signal(signal.SIGKILL)
except OutputError as error:
    print(error)
"""


def write_all(path: Path, t_s: list[float], size_wh: tuple[int, int] = (64, 48)) -> None:
    with VideoWriter(path, size_wh, fps_hint=30) as out:
        for i, t in enumerate(t_s):
            out.write(picture(*size_wh, i % 100), t)


def test_times_and_pictures_come_back(tmp_path: Path) -> None:
    expected = [0.0, 0.033, 0.05, 0.4, 0.41, 1.7]
    write_all(tmp_path / "o.mp4", expected)
    frames = list(VideoFile(tmp_path / "o.mp4"))
    assert [f.t_s for f in frames] == pytest.approx(expected, abs=1e-4)
    for i, frame in enumerate(frames):
        assert frame.bgr[30:, 40:].mean() == pytest.approx(i, abs=4)
        assert frame.bgr[:20, :28].mean() == pytest.approx(255, abs=6)


def test_the_file_plays_in_browsers_and_has_its_index_in_front(tmp_path: Path) -> None:
    write_all(tmp_path / "o.mp4", times(30, 1))
    with av.open(str(tmp_path / "o.mp4")) as container:
        (video,) = container.streams.video
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
    data = (tmp_path / "o.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"moof" not in data
    assert [p.name for p in tmp_path.iterdir()] == ["o.mp4"]


def test_a_later_part_starts_at_zero_and_odd_sizes_become_even(tmp_path: Path) -> None:
    write_all(tmp_path / "o.mp4", [7.0, 7.5, 8.0], size_wh=(101, 67))
    video = VideoFile(tmp_path / "o.mp4")
    assert [f.t_s for f in video] == pytest.approx([0.0, 0.5, 1.0], abs=1e-4)
    assert video.size_wh == (100, 66)


@pytest.mark.parametrize(("name", "codec"), [("v.mp4", "aac"), ("v.mp4", "libmp3lame"), ("v.mkv", "pcm_s16le")])
@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, None), (2.0, 4.0)])
def test_the_sound_of_the_part_is_kept(
    tmp_path: Path, name: str, codec: str, start_s: float, end_s: float | None
) -> None:
    source = VideoFile(write_video(tmp_path / name, times(30, 5), sound=codec), start_s=start_s, end_s=end_s)
    assert source.has_audio
    with VideoWriter(tmp_path / "o.mp4", source.size_wh, fps_hint=source.fps, audio_from=source) as out:
        for frame in source:
            out.write(frame.bgr, frame.t_s)
    length_s = (end_s or 5.0) - start_s
    with av.open(str(tmp_path / "o.mp4")) as container:
        (sound,) = container.streams.audio
        assert sound.codec_context.name in ("aac", "mp3", "mp3float")
        heard = [(float(f.time), np.abs(f.to_ndarray()).max()) for f in container.decode(sound)]
    assert heard[0][0] == pytest.approx(0.0, abs=0.06)
    assert heard[-1][0] == pytest.approx(length_s, abs=0.1)
    assert heard[len(heard) // 2][1] > 0


def test_a_silent_source_gives_a_silent_file(tmp_path: Path) -> None:
    source = VideoFile(write_video(tmp_path / "v.mp4", times(30, 1)))
    with VideoWriter(tmp_path / "o.mp4", source.size_wh, fps_hint=30, audio_from=source) as out:
        for frame in source:
            out.write(frame.bgr, frame.t_s)
    assert not VideoFile(tmp_path / "o.mp4").has_audio


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot write .*o.mp4: No such file.*-o") as caught:
        VideoWriter(tmp_path / "missing" / "o.mp4", (64, 48), fps_hint=30)
    assert "\n" not in str(caught.value)


def test_a_closed_writer_refuses_frames_and_closes_twice(tmp_path: Path) -> None:
    out = VideoWriter(tmp_path / "o.mp4", (64, 48), fps_hint=30)
    out.write(picture(64, 48, 10), 0.0)
    out.close()
    out.close()
    with pytest.raises(OutputError, match="already closed"):
        out.write(picture(64, 48, 10), 1.0)


def test_no_frames_at_all_is_no_error(tmp_path: Path) -> None:
    VideoWriter(tmp_path / "o.mp4", (64, 48), fps_hint=float("nan")).close()
    assert (tmp_path / "o.mp4").exists()


def run_child(path: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", FILL, str(path), how], capture_output=True, text=True, check=False)


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="file size limits and SIGKILL are Unix")
@pytest.mark.parametrize("how", ["full", "kill"])
def test_what_was_written_survives_a_full_disk_and_a_kill(tmp_path: Path, how: str) -> None:
    path = tmp_path / "o.mp4"
    done = run_child(path, how)
    if how == "full":
        assert done.returncode == 0, done.stderr
        (line,) = done.stdout.splitlines()
        assert line.startswith(f"cannot write {path}: ")
        assert "free space" in line
    else:
        assert done.returncode == -9
    kept = list(VideoFile(path))
    assert len(kept) >= 15
    assert np.diff([f.t_s for f in kept]) == pytest.approx(1 / 30, abs=1e-3)
