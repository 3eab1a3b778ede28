"""On CI nothing may be skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = """
from tools import needs

@needs("no-such-tool", "nor-this")
def test_it():
    pass
"""
PACKAGE = """
import pytest

pytest.importorskip("no_such_package")
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere some tests cannot run, on CI as well")
def test_a_test_that_is_skipped_fails_on_ci(tmp_path: Path) -> None:
    (tmp_path / "test_tool.py").write_text(TOOL)
    (tmp_path / "test_package.py").write_text(PACKAGE)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tools",
        "--continue-on-collection-errors",
        "-rs",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    ended = {}
    for ci in ("", "true"):
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent / "fixtures"), "CI": ci}
        ended[ci] = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "2 skipped" in ended[""].stdout
    assert "2 errors" in ended["true"].stdout
    for reason in ("no no-such-tool or nor-this on the PATH", "could not import 'no_such_package'"):
        assert reason in ended[""].stdout
        assert f"on CI nothing may be skipped: Skipped: {reason}" in ended["true"].stdout
