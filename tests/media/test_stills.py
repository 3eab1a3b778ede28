from __future__ import annotations

import itertools
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from videos import times, write_video

from formcheck.errors import SourceError
from formcheck.media import VideoFile
from formcheck.media.stills import recorded_at, stills


def brightness(data: bytes | None) -> float:
    assert data is not None
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return float(bgr[-6:, -6:].mean())


@cache
def shown(clip: Path, number: int) -> float:
    """The brightness of a picture of the recording as the other reader gives it."""
    with closing(VideoFile(clip)) as video:
        return float(next(itertools.islice(video, number, None)).bgr[-6:, -6:].mean())


NO_DIFFERENCE = pytest.approx([0.0] * 6, abs=0.4)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds, the brightness of a picture is its number."""
    return write_video(tmp_path_factory.mktemp("stills") / "clip.mp4", times(10, 8))


def test_pictures_are_those_at_the_times_asked_for_in_any_order(clip: Path) -> None:
    numbers = [70, 23, 20, 44, 24, 43]
    found = stills(clip, [n / 10 for n in numbers])
    assert [brightness(data) - shown(clip, n) for data, n in zip(found, numbers, strict=True)] == NO_DIFFERENCE


def test_between_two_pictures_it_is_the_later_and_after_the_end_the_last(clip: Path) -> None:
    between, after = stills(clip, [2.03, 99.0])
    assert brightness(between) == pytest.approx(shown(clip, 21), abs=0.4)
    assert brightness(after) == pytest.approx(shown(clip, 79), abs=0.4)


def test_the_same_time_twice_and_none(clip: Path) -> None:
    first, second = stills(clip, [5.0, 5.0])
    assert first == second
    assert stills(clip, []) == []


def test_size_and_part(clip: Path) -> None:
    (whole,) = stills(clip, [1.0], max_side=32)
    (part,) = stills(clip, [1.0], part=(0.0, 0.0, 0.5, 0.25))
    shapes = [cv2.imdecode(np.frombuffer(data or b"", np.uint8), 1).shape[:2] for data in (whole, part)]
    assert shapes == [(24, 32), (12, 32)]


def test_progress_is_told(clip: Path) -> None:
    told: list[tuple[int, int | None]] = []
    stills(clip, [1.0, 2.0], progress=lambda done, expected: told.append((done, expected)))
    assert told == [(1, 2), (2, 2)]


def test_a_turned_recording_is_upright(tmp_path: Path) -> None:
    turned = write_video(tmp_path / "turned.mp4", times(10, 1), size_wh=(64, 48), rotation_deg=90)
    (data,) = stills(turned, [0.2])
    assert data is not None
    assert cv2.imdecode(np.frombuffer(data, np.uint8), 1).shape[:2] == (64, 48)


def test_what_is_no_video(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    for path in (broken, tmp_path / "missing.mp4"):
        with pytest.raises(SourceError, match="no pictures can be read"):
            stills(path, [0.0])
        assert recorded_at(path) is None


def test_the_date_that_a_recording_tells(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "dated.mp4"
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as out:
        out.metadata["creation_time"] = "2024-05-06T07:08:09Z"
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")))
        out.mux(stream.encode(None))
    assert recorded_at(path) == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert recorded_at(clip) is None
