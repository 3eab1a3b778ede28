"""Fixtures for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import pytest_make_collect_report, pytest_runtest_makereport

from formcheck.models import find_model

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
