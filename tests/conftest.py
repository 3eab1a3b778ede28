"""Fixtures for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.models import find_model


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The full pose model; fetched once if this machine does not have it."""
    return find_model("full")
