"""Programs that some tests need. On CI, which installs them all, no test may be skipped, for whatever reason."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator
from typing import Any

import pytest

NOTHING_SKIPPED = bool(os.environ.get("CI")) and sys.platform == "linux"
"""Elsewhere than on Linux some tests cannot run."""


def program(*names: str) -> str:
    """The path of the first of these programs that is there, or nothing."""
    return next((found for name in names if (found := shutil.which(name))), "")


def needs(*names: str) -> pytest.MarkDecorator:
    """Skip where none of these programs, which do the same, is there."""
    return pytest.mark.skipif(not program(*names), reason=f"no {' or '.join(names)} on the PATH")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails on CI."""
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a file of tests that is skipped as a whole."""
    return _no_skip((yield))


def _no_skip(report: Any) -> Any:
    if NOTHING_SKIPPED and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"on CI nothing may be skipped: {report.longrepr[2]}"
    return report
