from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fakes import SIZE_WH, Puppet, nobody, performed, video_of
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import PoseTrack, __version__, exercises
from formcheck.cli import app, demo_clip
from formcheck.cli.demo_clip import sample_clip
from formcheck.errors import ModelError
from formcheck.history import History, place
from formcheck.live import model_choice
from formcheck.live.camera_model import lighter_models
from formcheck.live.kept_run import KeptRun
from formcheck.media import VideoFile

SAMPLES = Path(__file__).parents[2] / "sample_videos"
COMMANDS = (
    "replay",
    "batch",
    "live",
    "check",
    "list",
    "show",
    "doctor",
    "demo",
    "new",
    "validate",
    "schema",
    "routine",
)


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def fake_pose(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a fake estimator in the landmarker's place; call it with the track to answer with."""

    def install(track: PoseTrack) -> None:
        monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
        monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(track))

    return install


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """As long as the fake squats."""
    return write_video(tmp_path / "clip.mp4", times(10, float(performed("squat").t_s[-1])), size_wh=SIZE_WH)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"formcheck {command}" in result.output
    assert "Example:" in result.output


@pytest.mark.parametrize("command", ["list", "fetch", "verify"])
def test_help_of_models(command: str) -> None:
    assert f"formcheck models {command}" in run("models", command, "--help").output


@pytest.mark.process
def test_help_and_version_load_nothing_heavy() -> None:
    code = "import sys; from formcheck.cli import app\napp(['--help'], standalone_mode=False)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    modules = set(done.stdout.split())
    assert "replay" in done.stdout
    assert not modules & {"mediapipe", "cv2", "av", "scipy", "rich.progress", "rich.table", "starlette", "uvicorn"}
    assert run("--version").output.strip() == __version__


@pytest.mark.process
def test_python_dash_m() -> None:
    done = subprocess.run([sys.executable, "-m", "formcheck", "list"], check=True, capture_output=True, text=True)
    assert all(name in done.stdout for name in exercises.names())


def test_replay_prints_the_table_and_writes_the_files(fake_pose: Any, clip: Path, tmp_path: Path) -> None:
    fake_pose(performed("squat", "depth"))
    result = run("replay", clip, "-e", "squat", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "2 reps, 0 in good form" in result.output
    assert "Go a little lower" in result.output
    assert "Safety: " in result.output
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["source"] == str(clip)
    assert summary["versions"]["model"] == "fake.task"
    assert set(summary["versions"]) >= {"formcheck", "python", "mediapipe", "numpy", "opencv"}
    assert video_of(tmp_path / "out" / "annotated.mp4")[1] == "h264"


def test_replay_without_a_folder(fake_pose: Any, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_pose(performed("squat"))
    monkeypatch.chdir(tmp_path)
    assert run("replay", clip, "-e", "squat", "--no-video").exit_code == 0
    names = sorted(p.name for p in (tmp_path / "formcheck-out" / "clip-squat").iterdir())
    assert names == ["report.html", "reps.csv", "summary.json", "track.npz"]


def test_replay_of_a_part(fake_pose: Any, clip: Path, tmp_path: Path) -> None:
    fake_pose(performed("squat"))
    part = ("--start", 1, "--end", 3, "--side", "left")
    result = run("replay", clip, "-e", "squat", "-o", tmp_path / "o", "--no-video", *part)
    assert result.exit_code == 0
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert (summary["frames"], summary["duration_s"]) == (21, 2.0)


def test_check_gives_the_same_as_replay(fake_pose: Any, clip: Path, tmp_path: Path) -> None:
    fake_pose(performed("squat", "depth"))
    run("replay", clip, "-e", "squat", "-o", tmp_path / "a", "--no-video")
    result = run("check", tmp_path / "a" / "track.npz", "-e", "squat", "-o", tmp_path / "b", "--json")
    assert result.exit_code == 0
    first = json.loads((tmp_path / "a" / "summary.json").read_text())
    second = json.loads((tmp_path / "b" / "summary.json").read_text())
    printed = json.loads(result.output)
    assert first["reps"]["count"] == second["reps"]["count"] == printed["reps"]["count"] == 2
    assert [f["id"] for f in first["faults"]] == [f["id"] for f in printed["faults"]] == ["depth", "depth"]
    for part in ("", "track.npz", "reps.csv", "report.html"):  # the folder, or any file in it
        assert "2 reps" in run("check", tmp_path / "a" / part, "-e", "squat").output
    assert run("track", "export", tmp_path / "a", "--to", tmp_path / "a.csv").exit_code == 0


def test_live_from_a_recording(fake_pose: Any, tmp_path: Path) -> None:
    fake_pose(performed("squat"))
    clip = write_video(tmp_path / "short.mp4", times(20, 0.5), size_wh=SIZE_WH)
    result = run("live", "squat", "--camera", clip, "--no-window", "--mute", "--stats", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "report.html",
        "reps.csv",
        "said.jsonl",
        "said.txt",
        "stats.json",
        "summary.json",
        "track.npz",
    ]
    assert json.loads((tmp_path / "out" / "stats.json").read_text())["frames"]["checked"] > 0
    assert "detect" in result.output
    assert [row["exercise"] for row in History().rows("sets")] == ["squat"]


def test_replay_says_which_model_was_chosen(
    fake_pose: Any, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_pose(performed("squat"))
    monkeypatch.setattr("formcheck.pose.models.for_recordings", lambda: "heavy")
    arguments = ("replay", clip, "-e", "squat", "--no-video", "-o")
    assert "Pose model: heavy.\n" in run(*arguments, tmp_path / "auto").output
    assert "Pose model" not in run(*arguments, tmp_path / "asked", "--model", "heavy").output
    monkeypatch.setattr("formcheck.pose.models.for_recordings", lambda: "full")
    assert "Pose model" not in run(*arguments, tmp_path / "usual").output


def test_live_takes_the_model_that_the_machine_holds_and_says_so(
    fake_pose: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_pose(performed("squat"))
    monkeypatch.delenv("FORMCHECK_MODEL", raising=False)

    def here(name: str | None = None, *_: Any, **__: Any) -> Path:
        if name == "heavy":
            raise ModelError("not on this machine")
        return Path(f"{name}.task")

    monkeypatch.setattr("formcheck.pose.models.find_model", here)
    ticks = itertools.count()
    steady = partial(model_choice.heaviest, clock=lambda: next(ticks) / 50)  # 20 ms a frame
    monkeypatch.setattr("formcheck.live.camera_model.heaviest", steady)
    clip = write_video(tmp_path / "short.mp4", times(20, 0.5), size_wh=SIZE_WH)
    run_live = partial(run, "live", "squat", "--camera", clip, "--no-window", "--mute", "-o")
    result = run_live(tmp_path / "auto")
    assert result.exit_code == 0, result.output
    assert "Pose model: full (20 ms a frame)." in result.output
    versions = json.loads((tmp_path / "auto" / "summary.json").read_text())["versions"]
    assert (versions["model"], versions["model choice"]) == ("full.task", "full (20 ms a frame)")
    result = run_live(tmp_path / "lite", "--model", "lite")
    assert "Pose model" not in result.output
    versions = json.loads((tmp_path / "lite" / "summary.json").read_text())["versions"]
    assert (versions["model"], "model choice" in versions) == ("lite.task", False)
    assert [json.loads(row["settings"])["model"] for row in History().rows("sets")] == ["full.task", "lite.task"]


def test_a_slow_machine_steps_down_to_the_next_lighter_model(fake_pose: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_pose(performed("squat"))
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda name, **_: Path(f"{name}.task"))
    full, lite = Path("full.task"), Path("lite.task")
    assert list(lighter_models(Path("heavy.task")).items()) == [("full model", full), ("lite model", lite)]
    assert lighter_models(full) == {"lite model": lite}
    assert lighter_models(lite) == lighter_models(Path("mine.task")) == {}
    run = KeptRun([], "", None)
    run._versions = {"model": "heavy.task"}
    assert run._step_down(full, lambda path: path) == full
    assert run._versions["model"] == "heavy.task, later full.task"


def test_a_model_that_there_is_not(clip: Path, tmp_path: Path) -> None:
    for command in (("replay", clip, "-e", "squat"), ("demo",), ("live", "squat", "--camera", clip, "--no-window")):
        result = run(*command, "--model", "huge", "-o", tmp_path / "out")
        assert result.exit_code == 1
        assert "choose from auto, lite, full, heavy, or give a .task file" in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_live_and_private_leaves_nothing(fake_pose: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_pose(performed("squat"))
    monkeypatch.chdir(tmp_path)
    clip = write_video(tmp_path / "short.mp4", times(20, 0.5), size_wh=SIZE_WH)
    result = run("live", "squat", "--camera", clip, "--no-window", "--mute", "--private")
    assert result.exit_code == 0, result.output
    assert [path.name for path in tmp_path.iterdir()] == ["short.mp4"]
    assert not place().exists()


def test_a_routine_in_front_of_a_camera(fake_pose: Any, tmp_path: Path) -> None:
    fake_pose(performed("squat"))
    clip = write_video(tmp_path / "short.mp4", times(20, 0.5), size_wh=SIZE_WH)
    arguments = ("--camera", clip, "--no-window", "--mute", "-o", tmp_path / "out")
    result = run("routine", "desk-break", *arguments)
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "routine.json").read_text())
    assert [row["ended_by"] for row in told["sets"]] == ["end"]
    assert (tmp_path / "out" / told["sets"][0]["folder"] / "summary.json").exists()
    assert f"Set 1 of {told['planned']}" in result.output
    assert "choose one of dark" in run("routine", "desk-break", "--theme", "pink", *arguments).stderr


def test_live_without_an_exercise_asks(fake_pose: Any, tmp_path: Path) -> None:
    fake_pose(performed("squat"))
    clip = write_video(tmp_path / "short.mp4", times(20, 0.5), size_wh=SIZE_WH)
    result = run("live", "--camera", clip, "--no-window", "--mute", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "no exercise was recognised" in result.stderr


def test_what_live_tells(capsys: pytest.CaptureFixture[str]) -> None:
    from formcheck.analysis.session import Session
    from formcheck.cli.sets import tell_event

    for event in Session("bird-dog").feed(performed("bird-dog", "limb-level")).events:
        tell_event(event)
    told = capsys.readouterr().out
    assert "rep 1 (" in told
    assert "-> Lift your leg" in told
    assert "in position" in told


@pytest.mark.parametrize("name", exercises.names())
def test_show_tells_everything(name: str) -> None:
    spec, output = exercises.get(name), run("show", name).output
    for text in (spec.safety, spec.camera, spec.setup, *spec.cannot_see):
        assert text in output
    for check in spec.checks:
        assert check.id in output
        assert check.cue in output
        assert check.why in output
        assert check.source.words in output


def test_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FORMCHECK_EXERCISES", str(tmp_path))
    groups: dict[str, list[str]] = {}
    for line in run("list").output.splitlines():
        if line.startswith(" "):
            groups[list(groups)[-1]].append(line.split()[0])
        else:
            groups[line] = []
    assert sorted(name for names in groups.values() for name in names) == sorted(exercises.names())
    assert "squat" in groups["Strengthen, standing:"]
    assert "pigeon" in groups["Stretch, on the floor:"]


def test_doctor_tells_what_is_wrong_and_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    result = run("doctor", "--camera", 97)
    assert result.exit_code == 0, result.output
    assert "no camera 97" in result.output
    assert "ok   exactly one OpenCV" in result.output
    versions = {"opencv-contrib-python": "5.0", "opencv-python": "4.11", "mediapipe": "1.0.0"}
    monkeypatch.setattr("formcheck.cli.doctor.package_version", versions.get)
    broken = run("doctor", "--camera", 97)
    assert broken.exit_code == 1
    assert "NOT  exactly one OpenCV" in broken.output
    assert "pip uninstall" in broken.output
    assert "NOT  no network" in broken.output
    assert "NOT  numpy" in broken.output


def test_doctor_and_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "formcheck-out").write_text("a file")
    result = run("doctor", "--camera", 97)
    assert result.exit_code == 1
    assert "NOT  results folder" in result.output


def test_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert [line.split()[0] for line in run("models", "list").output.splitlines()] == ["lite", "full", "heavy"]
    damaged = tmp_path / "m.task"
    damaged.write_bytes(b"no model")
    result = run("models", "verify", damaged)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    monkeypatch.setattr("formcheck.pose.models.list_models", list)
    assert run("models", "verify").exit_code == 1


def test_nobody_found_has_its_own_exit_code(fake_pose: Any, clip: Path, tmp_path: Path) -> None:
    fake_pose(nobody(10.0))
    result = run("replay", clip, "-e", "squat", "-o", tmp_path / "o")
    assert result.exit_code == 3
    assert "nobody was found" in result.stderr
    assert json.loads((tmp_path / "o" / "summary.json").read_text())["frames_with_pose"] == 0
    assert run("check", tmp_path / "o" / "track.npz", "-e", "squat").exit_code == 3


def test_an_installed_package_brings_the_clip_of_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sample_clip() == SAMPLES / "glute_bridge_good.mp4"
    built = tomllib.loads((SAMPLES.parent / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]
    packed = built["wheel"]["force-include"][f"sample_videos/{sample_clip().name}"]
    monkeypatch.setattr(demo_clip, "__file__", str(tmp_path / "formcheck" / "cli" / "demo_clip.py"))
    assert sample_clip() == tmp_path / packed


def test_end_to_end_demo(model_path: Path, tmp_path: Path) -> None:
    """The real landmarker on the sample clip, and its annotated video."""
    result = run("demo", "-o", tmp_path, "--model", model_path)
    assert result.exit_code == 0, result.output
    assert "3 reps" in result.output
    source = VideoFile(SAMPLES / "glute_bridge_good.mp4")
    t_s, codec, _ = video_of(tmp_path / "annotated.mp4")
    assert codec == "h264"
    assert t_s == pytest.approx([frame.t_s for frame in source], abs=1e-3)
