"""Fixtures for every test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes import SIZE_WH, Puppet
from tools import pytest_make_collect_report, pytest_runtest_makereport
from videos import times, write_video

from formcheck import PoseTrack
from formcheck.pose.models import find_model

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The full pose model; fetched once if this machine does not have it."""
    return find_model("full")


@pytest.fixture(autouse=True)
def own_history(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test writes into the history of whoever runs it."""
    path = tmp_path_factory.mktemp("history") / "history.db"
    monkeypatch.setenv("FORMCHECK_HISTORY", str(path))
    return path


@pytest.fixture
def film(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Makes a clip as long as a track, in which the fake estimator finds that track."""

    def make(track: PoseTrack) -> Path:
        monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
        monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(track))
        monkeypatch.chdir(tmp_path)
        return write_video(tmp_path / "clip.mp4", times(10, float(track.t_s[-1])), size_wh=SIZE_WH)

    return make


@pytest.fixture
def no_own_exercises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The built-in exercises alone."""
    monkeypatch.setenv("FORMCHECK_EXERCISES", str(tmp_path / "none"))
