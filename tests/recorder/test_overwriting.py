"""Nothing that exists is overwritten: a run goes into a free name or is refused, and is whole or not there at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, Footage, Puppet, nobody, performed
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import PoseTrack, analyze, exercises
from formcheck.cli import app
from formcheck.errors import OutputError, SourceError
from formcheck.history import History
from formcheck.io.track_log import load_track
from formcheck.recorder.set_recorder import SetRecorder
from formcheck.replay.pipeline import replay
from formcheck.report import again

FIXTURES = str(Path(__file__).parents[1] / "fixtures")

SET = ["report.html", "reps.csv", "summary.json", "track.npz"]
asked: list[Puppet] = []


@pytest.fixture(autouse=True)
def fake_pose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No model is needed; every estimator that was made can be looked at."""

    def make(_: object) -> Puppet:
        asked.append(Puppet(performed("squat")))
        return asked[-1]

    asked.clear()
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", make)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "clip.mp4", times(10, float(performed("squat").t_s[-1])), size_wh=SIZE_WH)


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.output


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(*arguments: object) -> str:
    """The one line of a command that changes nothing."""
    before = contents(Path())
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 1, result.output
    assert contents(Path()) == before
    (line,) = [line for line in result.stderr.splitlines() if line.strip()]
    return line


@pytest.mark.parametrize("given", [("-e", "squat"), ("-e", "squat", "--no-video"), ()])
def test_a_run_never_rewrites_its_own_input(clip: Path, tmp_path: Path, given: tuple[str, ...]) -> None:
    run("replay", clip, "-e", "squat", "-o", "io")
    n = len(asked)
    told = "formcheck: io already holds annotated.mp4: give another folder with -o"
    assert refused("replay", "io/annotated.mp4", "-o", "io", *given) == told
    assert all(estimator.asked == 0 for estimator in asked[n:])  # before the work, not after it
    assert told in refused("live", "squat", "--camera", "io/annotated.mp4", "--no-window", "--mute", "-o", "io")


def test_the_same_name_again_is_another_folder(clip: Path, tmp_path: Path) -> None:
    first = run("replay", clip, "-e", "squat", "--no-video")
    before = contents(Path("formcheck-out"))
    (tmp_path / "other").mkdir()
    other = write_video(tmp_path / "other" / "clip.mp4", times(10, 2), size_wh=SIZE_WH)
    second = run("replay", other, "-e", "squat", "--no-video")
    assert "In formcheck-out/clip-squat: " in first
    assert "In formcheck-out/clip-squat-2: " in second
    assert {name: content for name, content in contents(Path("formcheck-out")).items() if name in before} == before
    sources = {json.loads(p.read_text())["source"] for p in Path("formcheck-out").glob("*/summary.json")}
    assert sources == {str(clip), str(other)}


def test_two_of_one_name_given_together(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.concurrency.processes import Done

    def here(do: Any, items: Any, jobs: int, **_: Any) -> Any:
        return [Done(index, do(item, lambda *_: None)) for index, item in enumerate(items)]

    monkeypatch.setattr("formcheck.concurrency.processes.in_processes", here)
    (tmp_path / "other").mkdir()
    other = write_video(tmp_path / "other" / "clip.mp4", times(10, 2), size_wh=SIZE_WH)
    for numbers in (["", "-2"], ["-2", "-2-2"]):
        told = run("replay", clip, other, "-e", "squat", "--no-video", "-o", "results")
        first, second = f"results/clip-squat{numbers[0]}", f"results/clip-2-squat{'-2' if numbers[0] else ''}"
        assert f"In {first}: " in told
        assert f"In {second}: " in told
        assert [json.loads((Path(folder) / "summary.json").read_text())["source"] for folder in (first, second)] == [
            str(clip),
            str(other),
        ]


def test_a_demo_can_be_seen_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda _: Puppet(performed("glute-bridge")))
    assert "In formcheck-out/demo: " in run("demo", "--no-video")
    assert "In formcheck-out/demo-2: " in run("demo", "--no-video")


def test_a_folder_of_the_users_is_taken_as_it_is(clip: Path) -> None:
    Path("mine").mkdir()
    Path("mine/photo.jpg").write_bytes(b"mine")
    assert "In mine: " in run("replay", clip, "-e", "squat", "--no-video", "-o", "mine")
    assert sorted(contents(Path("mine"))) == ["photo.jpg", *SET]
    assert Path("mine/photo.jpg").read_bytes() == b"mine"


def test_what_is_named_and_there_is_refused(clip: Path) -> None:
    run("replay", clip, "-e", "squat", "--no-video", "-o", "io", "--history")
    run("history", "export", "exported")
    run("history", "plot", "squat", "-o", "plot.png")
    run("track", "export", "io/track.npz", "--to", "walk.csv")
    run("track", "import", "walk.csv", "-o", "back.npz")
    run("live", "squat", "--camera", clip, "--no-window", "--mute", "--seconds", 0.5, "-o", "lived")
    run("new", "half-squat-hold", "-o", "half-squat-hold.toml")
    run("batch", "lived", "-e", "squat", "-o", "march")
    live = ("--camera", clip, "--no-window", "--mute", "-o")
    for arguments, told in (
        (("replay", clip, "-e", "squat", "-o", "io"), "io already holds report.html"),
        (("check", "io/track.npz", "-e", "squat", "-o", "io"), "io already holds report.html"),
        (("check", "io/track.npz", "-e", "squat", "-o", "lived"), "lived already holds report.html"),
        (("live", "squat", *live, "lived"), "lived already holds said.txt"),
        (("live", "squat", *live, "io"), "io already holds report.html"),
        (("routine", "desk-break", *live, "lived"), "lived already holds said.txt"),
        (("history", "export", "exported"), "exported already holds sets.csv"),
        (("history", "plot", "squat", "-o", "plot.png"), "plot.png is there already: give another -o"),
        (("track", "export", "io/track.npz", "--to", "walk.csv"), "walk.csv is there already: give another --to"),
        (("track", "import", "walk.csv", "-o", "back.npz"), "back.npz is there already: give another -o"),
        (("new", "half-squat-hold", "-o", "half-squat-hold.toml"), "half-squat-hold.toml is there already"),
        (("batch", "io", "-e", "squat", "-o", "march"), "march holds the batch of "),
    ):
        assert told in refused(*arguments)


def test_what_is_not_named_gets_the_next_number(clip: Path) -> None:
    run("replay", clip, "-e", "squat", "--no-video", "-o", "io", "--history")
    run("track", "export", "io/track.npz", "--to", "walk.csv")
    first = contents(Path("io"))
    assert "io/report-2.html: open it" in run("report", "io")
    assert "io/report-3.html: open it" in run("report", "io")
    assert first.items() <= contents(Path("io")).items()
    assert [run("history", "plot", "squat").strip() for _ in range(2)] == ["squat.png", "squat-2.png"]
    assert [run("track", "import", "walk.csv").split(":")[0] for _ in range(2)] == ["track.npz", "track-2.npz"]


def test_what_fails_gives_its_name_back(clip: Path) -> None:
    run("replay", clip, "-e", "squat", "--no-video", "-o", "io", "--history")
    for arguments in (
        ("track", "export", "io/track.npz", "--to", "walk.mot"),
        ("history", "plot", "squat", "-o", "squat.txt"),
        ("track", "import", "none.csv", "-o", "back.npz"),
        ("check", "io/none.npz", "-e", "squat", "-o", "new"),
        ("live", "squat", "--camera", "none.mp4", "--no-window", "-o", "new"),
    ):
        refused(*arguments)


def test_a_run_that_cannot_begin_leaves_nothing(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_window(*_: object) -> None:
        raise OutputError("no screen: use --no-window")

    monkeypatch.setattr("formcheck.overlay.window.Window", no_window)
    assert "no screen" in refused("live", "squat", "--camera", clip, "--mute", "-o", "new")
    Path("mine").mkdir()
    refused("live", "squat", "--camera", clip, "--mute", "-o", "mine")
    assert sorted(path.name for path in Path().iterdir()) == ["clip.mp4", "mine"]


def test_batches_of_folders_of_one_name(tmp_path: Path) -> None:
    for name, n in (("ann", 60), ("ben", 50)):
        Path(name, "march").mkdir(parents=True)
        performed("squat")[:n].save(Path(name, "march", "track.npz"))
    assert "In formcheck-out/batch-march: " in run("batch", "ann/march", "-e", "squat")
    before = contents(Path("formcheck-out"))
    assert "In formcheck-out/batch-march-2: " in run("batch", "ben/march", "-e", "squat")
    assert before.items() <= contents(Path("formcheck-out")).items()
    for name, folder in (("ann", "batch-march"), ("ben", "batch-march-2")):  # and each goes on in its own
        told = run("batch", f"{name}/march", "-e", "squat")
        assert f"In formcheck-out/{folder}: " in told
        assert "1 were finished before" in told
    assert "batch of" in refused("batch", "ben/march", "-e", "squat", "-o", "formcheck-out/batch-march")
    Path("ann").rename("moved")  # the same recordings, at another place
    assert "finished before" in run("batch", "moved/march", "-e", "squat", "-o", "formcheck-out/batch-march")
    Path("tables").mkdir()
    Path("tables/sets.parquet").write_bytes(b"of another program")
    assert "already holds sets.parquet" in refused("batch", "ben/march", "-e", "squat", "-o", "tables")


def test_the_second_of_two_at_once_is_refused(tmp_path: Path) -> None:
    first = SetRecorder(tmp_path, SIZE_WH, 10.0, video=False)
    first.keep(performed("squat"))
    with pytest.raises(OutputError, match=r"already holds track.part"):
        SetRecorder(tmp_path, SIZE_WH, 10.0, video=False)
    assert len(load_track(tmp_path / "track.part")) == len(performed("squat"))


def test_a_failed_second_run_leaves_the_first_alone(tmp_path: Path) -> None:
    track = performed("squat")
    replay(Footage(track), exercises.get("squat"), tmp_path / "io", estimator=Puppet(track), video=False)
    before = contents(tmp_path)
    broken = Footage(nobody(), SourceError("gone"), 0)
    with pytest.raises(OutputError, match="already holds"):
        replay(broken, exercises.get("squat"), tmp_path / "io", estimator=Puppet(track), video=False)
    assert contents(tmp_path) == before


def test_the_files_of_a_set_appear_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there: list[list[str]] = []
    real = again.write_html

    def looked_at(path: Path, *arguments: Any, **more: Any) -> None:
        real(path, *arguments, **more)
        there.append(sorted(each.name for each in tmp_path.iterdir() if not each.name.startswith(".")))

    monkeypatch.setattr(again, "write_html", looked_at)
    track = performed("squat")
    replay(Footage(track), exercises.get("squat"), tmp_path, estimator=Puppet(track))
    assert there == [["annotated.mp4", "track.part"]]  # the last one is written, and none is there yet
    assert sorted(path.name for path in tmp_path.iterdir()) == ["annotated.mp4", *SET]


@pytest.mark.process
@pytest.mark.parametrize("how", ["kill", "interrupt"])
def test_what_is_stopped_while_it_writes_keeps_what_was_recorded(tmp_path: Path, how: str) -> None:
    code = f"""
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from fakes import Footage, Puppet, performed
from formcheck import exercises
from formcheck.replay.pipeline import replay
from formcheck.report import again

def stopped(*_, **__):
    if {how == "kill"}:
        os.kill(os.getpid(), 9)
    raise KeyboardInterrupt

again.write_html = stopped
track = performed("squat")
replay(Footage(track), exercises.get("squat"), Path(sys.argv[2]), estimator=Puppet(track), video=False)
"""
    done = subprocess.run([sys.executable, "-c", code, FIXTURES, str(tmp_path / "o")], check=False, capture_output=True)
    assert done.returncode != 0
    assert [path.name for path in (tmp_path / "o").iterdir() if not path.name.startswith(".")] == ["track.part"]
    assert len(load_track(tmp_path / "o" / "track.part")) == len(performed("squat"))
    run("check", tmp_path / "o" / "track.part", "-e", "squat", "-o", "rescued")
    assert len(analyze(PoseTrack.load("rescued/track.npz"), "squat").reps) == 2
    again_there = run("batch", tmp_path / "o", "-e", "squat", "-o", "march")
    assert "1 recordings: 1 checked" in again_there  # what is not whole is no recording


@pytest.mark.process
def test_a_live_run_that_is_killed_leaves_every_frame_where_the_history_says(tmp_path: Path, own_history: Path) -> None:
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from fakes import Footage, Killed, performed
from formcheck import exercises
from formcheck.history import History
from formcheck.live import Hooks, live
from formcheck.routines.plan import PlannedSet

track, history = performed("squat"), History()
plan = [PlannedSet(exercises.get("squat"), None, 0, 0.0, 0, 0.0, 1, 1)]
begin = lambda planned, folder: history.begin(planned.exercise.id)
live(lambda: Footage(track), plan, Path(sys.argv[2]), estimator=Killed(track), every_frame=True, record=True,
     hooks=Hooks(begin=begin))
"""
    done = subprocess.run([sys.executable, "-c", code, FIXTURES, str(tmp_path / "l")], check=False)
    assert done.returncode == -9
    assert sorted(path.name for path in (tmp_path / "l").iterdir()) == ["annotated.mp4", "track.part"]
    rescued = load_track(tmp_path / "l" / "track.part")
    assert len(rescued) >= 58
    np.testing.assert_allclose(rescued.image_px, performed("squat").image_px[: len(rescued)], atol=1e-3)
    history = History()
    assert [(row["exercise"], row["finished"]) for row in history.rows("sets")] == [("squat", 0)]
    history.close()
    assert "l already holds" in refused("live", "squat", "--camera", "0", "--no-window", "-o", "l")
