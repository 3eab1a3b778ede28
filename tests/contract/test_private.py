"""What formcheck writes about a person is open to nobody else: a walk through all that its commands leave."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, Puppet, performed
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import PoseTrack
from formcheck.cli import app
from formcheck.history import History, place, store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")


@pytest.fixture(autouse=True)
def _everything_is_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The user's mask closes nothing; no model is needed; the history is in a folder that has to be made."""
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Looking(performed("squat"), tmp_path))
    monkeypatch.setenv("FORMCHECK_HISTORY", str(tmp_path / "data" / "history.db"))
    monkeypatch.chdir(tmp_path)
    before = os.umask(0)
    yield
    os.umask(before)


class Looking(Puppet):
    """Looks at the files of the run in its 15th frame."""

    def __init__(self, track: PoseTrack, folder: Path) -> None:
        super().__init__(track)
        self._folder = folder

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        if self.asked == 15:
            seen.update(open_to_others(self._folder))
            names.update(path.name for path in self._folder.rglob("*"))
        return super().detect(bgr, t_s)


seen: dict[str, str] = {}
names: set[str] = set()


def open_to_others(folder: Path) -> dict[str, str]:
    """Files that are not 0600 and folders that are not 0700, below a folder."""
    found = {}
    for path in folder.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.name != "clip.mp4" and mode != (0o700 if path.is_dir() else 0o600):
            found[str(path.relative_to(folder))] = oct(mode)
    return found


def run(*arguments: object) -> Any:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code in (0, 2), result.output
    return result


@pytest.mark.slow
def test_everything_that_any_command_leaves(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", times(10, float(performed("squat").t_s[-1])), size_wh=SIZE_WH)
    live = ("--camera", clip, "--no-window", "--mute", "--record", "--stats", "--seconds", 2)
    seen.clear()
    names.clear()
    run("replay", clip, "-e", "squat", "--history")
    run("replay", clip, "-e", "squat", "-o", "one/two")
    run("live", "squat", *live, "-o", "lived")
    run("routine", "desk-break", *live)
    assert {"track.part", "annotated.mp4", "said.txt", "history.db", "history.db-wal", "history.db-shm"} <= names
    assert not seen
    run("check", "one/two/track.npz", "-e", "squat", "-o", "checked")
    run("report", "one/two")
    run("batch", ".", "--pattern", "track.npz", "-e", "squat", "-o", "march")
    for form in ("csv", "json", "parquet"):
        run("history", "export", "exported", "--as", form)
        run("track", "export", "one/two/track.npz", "--to", f"track.{form.replace('json', 'trc')}")
    for ending in ("png", "svg", "pdf"):
        run("history", "plot", "squat", "-o", f"plot.{ending}")
    run("history", "plot", "squat")
    run("track", "import", "track.csv", "-o", "back.npz")
    run("track", "import", "track.csv")
    assert not open_to_others(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    endings = {path.suffix for path in files}
    assert endings == {
        ".mp4",
        ".npz",
        ".csv",
        ".json",
        ".html",
        ".txt",
        ".jsonl",
        ".parquet",
        ".trc",
        ".png",
        ".svg",
        ".pdf",
        ".db",
    }
    assert not list(tmp_path.rglob(".*"))


def test_a_found_exercise_that_is_uncertain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    still = PoseTrack.concatenate([performed("squat")[:1]])
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(still))
    clip = write_video(tmp_path / "clip.mp4", times(10, 2), size_wh=SIZE_WH)
    assert "formcheck-out/clip/track.npz" in run("replay", clip).output.replace("\n", "")
    assert not open_to_others(tmp_path)


def test_the_history_of_an_earlier_version_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORMCHECK_HISTORY")
    monkeypatch.setattr(store.platformdirs, "user_data_path", lambda name: tmp_path / name)
    History().close()
    files = [place().with_name(place().name + ending) for ending in ("", "-wal", "-shm")]
    for file in files:
        file.touch()
        file.chmod(0o644)
    place().parent.chmod(0o755)
    history = History()
    assert len(open_to_others(tmp_path)) == 0
    assert sorted(path.name for path in place().parent.iterdir()) == sorted(path.name for path in files)
    history.close()


def test_a_folder_that_the_user_named_for_the_history_stays_as_it_is(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    history = History(tmp_path / "mine" / "history.db")
    assert open_to_others(tmp_path) == {"mine": "0o755"}
    history.close()
