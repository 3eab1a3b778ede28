"""Without what is installed apart: one line that says what to do, before any work; the rest works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fakes import performed

from formcheck import analyze
from formcheck.history import History

pytestmark = pytest.mark.process

WITHOUT = "import sys; sys.modules.update(dict.fromkeys(sys.argv[1].split(','))); from formcheck.cli import main; "


def run(missing: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command on a machine without some packages."""
    code = WITHOUT + "sys.argv[:] = ['formcheck', *sys.argv[2:]]; main()"
    return subprocess.run(
        [sys.executable, "-c", code, missing, *map(str, arguments)], check=False, capture_output=True, text=True
    )


@pytest.fixture
def track(tmp_path: Path) -> Path:
    performed("squat").save(tmp_path / "track.npz")
    return tmp_path / "track.npz"


@pytest.mark.parametrize("command", ["batch", "export", "history"])
def test_a_table_is_refused_in_one_line(command: str, track: Path, tmp_path: Path, own_history: Path) -> None:
    arguments: dict[str, list[object]] = {
        "batch": ["batch", track.parent, "-e", "squat", "-o", tmp_path / "out"],
        "export": ["track", "export", track, "--to", tmp_path / "out.parquet"],
        "history": ["history", "export", tmp_path / "out", "--as", "parquet"],
    }
    done = run("pyarrow", *arguments[command])
    assert done.returncode == 1
    told = "formcheck: this needs pyarrow, which is not installed: pip install 'formcheck[tables]'"
    assert done.stderr.strip() == told
    assert not list(tmp_path.glob("out*/*.parquet"))


def test_a_picture_of_the_history_is_refused_in_one_line(tmp_path: Path, own_history: Path) -> None:
    history = History()
    history.begin("squat").finish(analyze(performed("squat"), "squat"), ended_by="dose")
    history.close()
    done = run("matplotlib", "history", "plot", "squat", "-o", tmp_path / "squat.png")
    assert done.returncode == 1
    line = "formcheck: this needs matplotlib, which is not installed: pip install 'formcheck[plot]'"
    assert done.stderr.strip() == line
    assert not (tmp_path / "squat.png").exists()


def test_people_made_of_code_say_what_they_need() -> None:
    code = "import sys; sys.modules['scipy'] = None; from formcheck import synthetic"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1].endswith(
        "ExtraError: this needs scipy, which is not installed: pip install 'formcheck[synthetic]'"
    )


def test_a_recording_is_checked_without_tables(track: Path, tmp_path: Path) -> None:
    done = run("pyarrow,distributed", "check", track, "-e", "squat", "-o", tmp_path / "checked")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "checked" / "report.html").is_file()
