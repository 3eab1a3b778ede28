"""The clips in ``sample_videos/`` are those that their script makes, and small."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from formcheck import synthetic
from formcheck.media import VideoFile

FOLDER = Path(__file__).parents[2] / "sample_videos"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render_samples", FOLDER / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


RENDER = script()


@pytest.mark.parametrize("name", RENDER.CLIPS)
def test_truth_file_is_that_of_the_script(name: str) -> None:
    scene = RENDER.CLIPS[name].scene()
    path = FOLDER / f"{name}.json"
    assert synthetic.Truth.load(path) == scene.performance.truth
    stored = synthetic.load_angles(path.read_text(encoding="utf-8"))
    fresh = scene.performance.angles(scene.camera, RENDER.FPS)
    for kind in ("sagittal", "space", "image"):
        np.testing.assert_allclose(stored["hip"][kind]["right"], fresh["hip"][kind]["right"], atol=0.01)


@pytest.mark.parametrize("name", RENDER.CLIPS)
def test_clip_is_as_long_and_large_as_the_script_says(name: str) -> None:
    clip = RENDER.CLIPS[name]
    scene = clip.scene()
    video = VideoFile(FOLDER / f"{name}.mp4")
    assert video.size_wh == clip.size_wh
    assert video.duration_s == pytest.approx(scene.performance.duration_s, abs=2 / RENDER.FPS)
    assert 10.0 <= scene.performance.duration_s <= 20.0


def test_all_clips_together_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 15e6
