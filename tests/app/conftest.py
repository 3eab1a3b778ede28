"""Fixtures of the app's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium_pages import chromium, mjpeg
from playwright.sync_api import Browser

CLIPS = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a camera in which somebody does bridges."""
    with chromium(mjpeg(CLIPS / "glute_bridge_good.mp4", tmp_path_factory.mktemp("camera"))) as browser:
        yield browser
