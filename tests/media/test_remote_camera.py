from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.media import remote_camera
from formcheck.media.remote_camera import RemoteCamera, decoded, encoded

WH = (64, 36)
BGR = np.full((WH[1], WH[0], 3), 90, np.uint8)


def written(ending: str, bgr: np.ndarray = BGR) -> bytes:
    return cv2.imencode(ending, bgr)[1].tobytes()


@pytest.mark.parametrize("ending", [".jpg", ".webp"])
def test_pictures_of_a_page(ending: str) -> None:
    bgr = decoded(written(ending))
    assert bgr is not None
    assert bgr.shape == BGR.shape
    large = decoded(written(ending, np.zeros((1080, 1920, 3), np.uint8)))
    assert large is not None
    assert large.shape == (720, 1280, 3)


def test_a_picture_that_says_it_is_huge_gets_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    jpeg = bytearray(written(".jpg"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = b"\xea\x60\xea\x60"  # 60,000 x 60,000
    monkeypatch.setattr(remote_camera.cv2, "imdecode", lambda *_: pytest.fail("decoded"))
    assert decoded(bytes(jpeg)) is None
    assert decoded(written(".png")) is None
    assert decoded(b"GIF89a" + bytes(100)) is None
    for length in range(40):
        assert decoded(written(".jpg")[:length]) is None


def test_the_newest_picture_wins_and_each_is_answered_once() -> None:
    camera = RemoteCamera()
    for captured_s in (1.0, 1.1, 1.2):
        camera.put(captured_s, written(".jpg"))
    frames = iter(camera.open())
    first = next(frames)
    assert (first.t_s, camera.take_dropped()) == (0.0, [1.0, 1.1])
    camera.put(1.3, written(".jpg", np.zeros((36, 36, 3), np.uint8)))  # of another shape
    camera.put(1.4, written(".jpg"))
    second = next(frames)
    assert second.t_s == pytest.approx(0.2)
    assert camera.answered(second.bgr) == 1.4
    assert camera.answered(second.bgr) is None
    assert sorted(camera.take_dropped()) == [1.2, 1.3]  # the first was never shown
    camera.close()
    assert list(frames) == []


def test_a_picture_of_this_machine_is_no_larger_than_asked_for() -> None:
    bgr = decoded(encoded(np.zeros((720, 1280, 3), np.uint8), 960))
    assert bgr is not None
    assert bgr.shape == (540, 960, 3)
