"""Fixtures for every test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
import typer.testing
from fakes import SIZE_WH, Puppet
from tools import pytest_make_collect_report, pytest_runtest_makereport
from videos import times, write_video

from formcheck import PoseTrack
from formcheck.pose.models import find_model

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]

TESTS = Path(__file__).parent
BY_FOLDER = {"synthetic": "synthetic", "media": "media"}
BY_FIXTURE = {
    "film": "media",
    "clip": "media",
    "model_path": "model",
    "browser": "browser",
    "cluster": "process",
    "machine": "process",
    "screen": "process",
}
SLOW = ("model", "browser", "process")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a test needs, where that is certain, before ``-m`` chooses; other tests are marked where they stand."""
    for item in items:
        marks = [BY_FOLDER[folder] for folder in item.path.relative_to(TESTS).parts if folder in BY_FOLDER]
        marks += [mark for fixture, mark in BY_FIXTURE.items() if fixture in getattr(item, "fixturenames", ())]
        for mark in marks:
            item.add_marker(mark)
        if any(item.get_closest_marker(mark) for mark in SLOW):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The full pose model; fetched once if this machine does not have it."""
    return find_model("full")


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    """A page compiles its templates, once a process as a rule; tests write hundreds of pages in one."""
    compile_, compiled = jinja2.Environment.compile, {}

    def once(self: jinja2.Environment, source: str, *names: str | None) -> Any:
        key = (source, *names, self.autoescape, self.trim_blocks, self.lstrip_blocks)
        if key not in compiled:
            compiled[key] = compile_(self, source, *names)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_commands_are_built_once() -> Iterator[None]:
    """Typer builds all commands, once a process as a rule; tests run hundreds of them in one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(typer.testing._get_command))
        yield


@pytest.fixture(autouse=True)
def own_history(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test writes into the history of whoever runs it."""
    # not mktemp, which looks at all that were made before
    path = Path(tempfile.mkdtemp(prefix="history-", dir=tmp_path_factory.getbasetemp())) / "history.db"
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
