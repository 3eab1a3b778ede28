from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import ModelError
from formcheck.landmarks import Landmark
from formcheck.media import VideoFile
from formcheck.pose.landmarker import Landmarker, rescaled
from formcheck.pose.models import list_models

SQUAT = Path(__file__).parents[2] / "sample_videos" / "squat_front_good.mp4"

CHILD = """
import sys
import numpy as np
from formcheck.pose.landmarker import Landmarker
assert "mediapipe" not in sys.modules
with Landmarker(sys.argv[1]) as pose:
    track = pose.detect(np.zeros((120, 160, 3), dtype=np.uint8), 0.0)
assert not track.has_pose[0] and track.size_wh == (160, 120)
assert "mediapipe" in sys.modules and "matplotlib" not in sys.modules
from mediapipe.tasks.python.vision import drawing_utils
assert drawing_utils.plt.Figure.__module__ == "matplotlib.figure"
"""


def test_start_is_silent_and_light_and_leaves_mediapipe_whole(model_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, str(model_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_model_on_this_machine_finds_the_person(model_path: Path) -> None:
    """The full one is always here; lite and heavy are where somebody fetched them."""
    frame = next(iter(VideoFile(str(SQUAT))))
    paths = {model_path, *(model.path for model in list_models() if model.path)}
    for path in paths:
        with Landmarker(path) as pose:
            track = pose.detect(*frame)
        x_px, y_px = track.image_px[0].T
        assert track.has_pose[0], path
        assert y_px[Landmark.NOSE] < y_px[Landmark.LEFT_HIP] < y_px[Landmark.LEFT_KNEE] < y_px[Landmark.LEFT_ANKLE]
        assert x_px[Landmark.RIGHT_SHOULDER] < x_px[Landmark.LEFT_SHOULDER], "seen from the front"
        assert track.visibility[0].min() > 0.5


def test_visibility_is_on_one_scale(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = next(iter(VideoFile(str(SQUAT))))
    with Landmarker(model_path) as pose:
        raw = pose.detect(*frame)
    monkeypatch.setattr("formcheck.pose.landmarker.seen_from", lambda path: 0.15)
    with Landmarker(model_path) as pose:
        scaled = pose.detect(*frame)
    assert np.array_equal(scaled.image_px, raw.image_px)
    assert np.array_equal(scaled.visibility, rescaled(raw.visibility, 0.15))
    assert rescaled(np.array([0.0, 0.15, 0.5, 1.0]), 0.15).round(3).tolist() == [0.0, 0.5, 0.85, 1.0]


def test_nobody_is_nan_and_times_may_be_close_or_equal_in_milliseconds(model_path: Path) -> None:
    empty = np.full((90, 160, 3), 90, dtype=np.uint8)
    with Landmarker(model_path) as pose:
        for t_s in (0.0, 0.0001, 0.0002, 1 / 240, 2 / 240, 0.5):
            track = pose.detect(empty, t_s)
            assert track.t_s.tolist() == [t_s]
            assert not track.has_pose[0]
            assert np.isnan(track.world_m).all()
        assert pose.detect(empty.transpose(1, 0, 2), 1.0).size_wh == (90, 160)
    pose.close()


def test_a_file_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.task"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"bad.task: mediapipe cannot load") as caught:
        Landmarker(path)
    assert "\n" not in str(caught.value)


def test_a_library_that_the_system_lacks_is_no_fault_of_the_model(
    model_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bare(*_: object) -> None:
        raise OSError("libGLESv2.so.2: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("mediapipe.tasks.vision.PoseLandmarker.create_from_options", bare)
    with pytest.raises(ModelError, match=r"^mediapipe needs libGLESv2\.so\.2: on Debian, apt install [^\n]*libgles2$"):
        Landmarker(model_path)
