"""The scripts for a double-click: one small file each, which installs as the README does and opens the page."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = ("start.sh", "start.command", "start.bat")

pytestmark = pytest.mark.process


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the script and a lock file, where nothing is installed."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in ("start.sh", "start.command", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def stand_in(folder: Path, name: str, lines: str) -> None:
    """A program that does what some lines of shell say."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)


def started(script: Path, *arguments: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *arguments], capture_output=True, text=True, env={"PATH": path}, timeout=60, check=False
    )


@pytest.mark.parametrize("script", ["start.sh", "start.command"])
def test_the_page_is_opened_at_once_where_all_is_installed(copy: Path, script: str) -> None:
    stand_in(copy / ".venv" / "bin", "formcheck", 'echo "formcheck $*"')
    shutil.copy(copy / "requirements.lock", copy / ".venv" / "formcheck-ready")
    assert started(copy / script, "--port", "5").stdout == "formcheck app --port 5\n"


def test_it_installs_again_after_an_update_and_after_being_stopped_halfway(copy: Path) -> None:
    stand_in(copy / ".venv" / "bin", "formcheck", "echo opened")
    stand_in(copy / ".venv" / "bin", "python", 'case "$*" in *requirements.lock) exit 3;; esac')
    stand_in(copy / "bin", "python3", "true")
    path = f"{copy / 'bin'}:{os.environ['PATH']}"
    broken = started(copy / "start.sh", path=path)
    assert broken.returncode != 0
    assert "opened" not in broken.stdout
    assert not (copy / ".venv" / "formcheck-ready").exists()
    stand_in(copy / ".venv" / "bin", "python", 'echo "Collecting a"; echo "Collecting b"')
    done = started(copy / "start.sh", path=path)
    assert done.stdout.splitlines()[-1] == "opened"
    assert [line[:6] for line in done.stdout.splitlines() if " of 3" in line[:60]][-1] == "3 of 3"
    assert "2 parts" in done.stdout
    assert started(copy / "start.sh", path=path).stdout == "opened\n"


def test_without_a_python_it_says_what_to_install(copy: Path) -> None:
    stand_in(copy / "bin", "python3", "exit 1")
    for program in ("bash", "dirname", "cmp", "cat"):
        (copy / "bin" / program).symlink_to(shutil.which(program) or "")
    done = started(copy / "start.sh", path=str(copy / "bin"))
    assert done.returncode == 1
    assert done.stderr == "formcheck needs Python 3.11 or newer: install it, then start this again\n"


def test_the_three_do_the_same() -> None:
    texts = {name: (ROOT / name).read_text() for name in START}
    assert "start.sh" in texts["start.command"]
    for step in ("requirements.lock", "--no-deps --no-compile", "--no-deps -e .", "formcheck app", "1 of 3", "3 of 3"):
        assert step in texts["start.sh"]
        assert step in texts["start.bat"]
    assert (ROOT / "start.bat").read_bytes().count(b"\r\n") == len(texts["start.bat"].splitlines())
    assert all(os.access(ROOT / name, os.X_OK) for name in START[:2])
