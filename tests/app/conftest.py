"""The server on a thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import performed
from served import Served, serving


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A server whose model sees squats."""
    with serving(tmp_path / "data", performed("squat")) as running:
        yield running
