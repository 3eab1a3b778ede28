"""The server on a thread, and a browser with a camera."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium_pages import chromium
from fakes import performed
from least_page import camera_film
from playwright.sync_api import Browser
from served import Served, serving

CLIPS = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server whose model sees squats."""
    with serving(tmp_path / "data", performed("squat")) as running:
        yield running


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a camera in which somebody does bridges."""
    film = camera_film(CLIPS / "glute_bridge_good.mp4", tmp_path_factory.mktemp("camera") / "bridge.mjpeg")
    with chromium(film) as browser:
        yield browser
