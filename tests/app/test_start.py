"""Starting the page: one at a time, a port that is taken, no browser, a kill in the middle of a set."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import performed
from served import Served, Tab
from typer.testing import CliRunner

from formcheck.app.instance import Instance, Running
from formcheck.cli import app
from formcheck.errors import OutputError
from formcheck.history import History
from formcheck.io.track_log import load_track

FIXTURES = Path(__file__).parents[1] / "fixtures"
START = """
import sys, webbrowser
sys.path.insert(0, sys.argv[1])
from unittest import mock
from fakes import Puppet, performed
from pathlib import Path
from formcheck.cli import main
from formcheck.live.kept_run import Model

model = Model(Path("fake.task"), lambda _: Puppet(performed("squat")))
with mock.patch("formcheck.cli.live_run.model_in_front", lambda _: model), \
     mock.patch.object(webbrowser, "open", lambda address: False):
    sys.argv = ["formcheck", *sys.argv[2:]]
    main()
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts formcheck with a model that sees squats, and no browser on the machine."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        places = {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(FIXTURES), *arguments],
            env=os.environ | places,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def entered(address: str) -> str:
    """The cookie that an address gives."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    try:
        opener.open(address, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer.headers.get("Set-Cookie", "").split(";")[0]
    raise AssertionError("not redirected")


@pytest.mark.process
def test_a_second_start_opens_the_page_of_the_first(start: Start, tmp_path: Path) -> None:
    first = start()
    opened = re.fullmatch(r"formcheck is open at (http://127\.0\.0\.1:(\d+)/enter\?token=\S+) .*\n", line_of(first))
    assert opened
    kept = tmp_path / "data" / "formcheck" / "app.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "token" not in kept.read_text()
    second = start("app")
    again = re.fullmatch(r"formcheck is open already at (http://\S+)\n", line_of(second))
    assert second.wait(20) == 0
    assert again
    assert again[1].startswith(f"http://127.0.0.1:{opened[2]}/enter?token=")
    assert entered(again[1]) == entered(opened[1]) != ""
    assert entered(again[1]) == ""  # once
    assert second.stderr is not None
    assert second.stderr.read() == "formcheck: no browser was found: open the address above in one\n"
    first.send_signal(signal.SIGINT)
    assert first.wait(20) == 130
    assert first.stderr is not None
    assert first.stderr.read().count("\n") == 2  # no browser; stopped
    assert not kept.exists()


def ended(process: subprocess.Popen[str]) -> int:
    """The port of a formcheck that has come up, after its end."""
    found = re.search(r":(\d+)/", line_of(process))
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert found
    return int(found[1])


@pytest.mark.process
def test_the_port_stays_the_same_while_it_is_free(start: Start, tmp_path: Path) -> None:
    first = ended(start("app", "--no-browser"))
    kept = tmp_path / "data" / "formcheck" / "port.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert ended(start("app", "--no-browser")) == first
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        given = other.getsockname()[1]
    assert ended(start("app", "--no-browser", "--port", str(given))) == given
    assert json.loads(kept.read_text()) == first  # one that is asked for changes nothing
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", first))
        other.listen()
        second = ended(start("app", "--no-browser"))
    assert second != first
    assert json.loads(kept.read_text()) == second


@pytest.mark.parametrize("text", ["", "[]", "80", "true", '"9000"', "70000", "nan"])
def test_a_kept_port_that_is_none(tmp_path: Path, text: str) -> None:
    instance = Instance(tmp_path)
    assert instance.last_port() == 0
    instance.keep_port(9000)
    assert instance.last_port() == 9000
    (tmp_path / "port.json").write_text(text)
    assert instance.last_port() == 0


@pytest.mark.process
def test_of_two_starts_at_once_one_serves_and_the_other_opens_its_page(start: Start) -> None:
    both = [start("app", "--no-browser") for _ in range(2)]
    lines = [line_of(process) for process in both]
    assert {line.split(" at http")[0] for line in lines} == {"formcheck is open", "formcheck is open already"}
    ports = {re.search(r"127\.0\.0\.1:(\d+)", line)[1] for line in lines}  # type: ignore[index]
    assert len(ports) == 1


@pytest.mark.process
def test_a_port_that_is_taken(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start("app", "--port", str(port))
        assert process.wait(30) == 1
    assert process.stderr is not None
    assert process.stderr.read() == f"formcheck: port {port} is taken: give another --port, or leave it out\n"


def test_a_first_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.app.instance._WAIT_S", 0.3)
    instance = Instance(tmp_path)
    with instance.held() as first, instance.held() as second:
        assert (first, second) == (True, False)
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            instance.publish(Running(nobody.getsockname()[1], "secret"))
            with pytest.raises(OutputError, match="another formcheck is running and does not answer"):
                instance.other()
    with instance.held() as free:
        assert free


def test_a_data_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    result = CliRunner().invoke(app, ["app"])
    assert result.exit_code == 1
    assert result.stderr.startswith("formcheck: cannot write")
    assert result.stderr.count("\n") == 1


def remote(address: str) -> Served:
    """A server in another process, to be asked like one of ours."""
    served = Served.__new__(Served)
    served.port = int(address.split(":")[2].split("/", maxsplit=1)[0])
    served.host = f"127.0.0.1:{served.port}"
    served.origin = f"http://{served.host}"
    served.cookie = entered(address)
    served.headers = {"Cookie": served.cookie, "Origin": served.origin}
    served.open_sockets()
    return served


@pytest.mark.process
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_server_that_ends_in_the_middle_of_a_set(start: Start, tmp_path: Path, how: signal.Signals) -> None:
    process = start("app", "--no-browser")
    address = re.search(r"http://\S+", line_of(process))
    assert address
    tab = Tab(remote(address[0]), exercise="squat", free=True)
    track = performed("squat")
    tab.perform(track)
    process.send_signal(how)
    process.wait(30)
    (folder,) = (tmp_path / "data" / "formcheck" / "sets").iterdir()
    (row,) = History().rows("sets")
    assert len(History().rows("reps")) == 2
    if how is signal.SIGKILL:
        assert len(load_track(folder / "track.part")) >= len(track) - 2
        assert not row["finished"]
    else:
        assert json.loads((folder / "summary.json").read_text())["reps"]["count"] == 2
        assert (row["finished"], row["ended_by"]) == (1, "end")


@pytest.mark.process
@pytest.mark.media
def test_the_camera_of_the_machine(start: Start, tmp_path: Path) -> None:
    from videos import times, write_video

    clip = write_video(tmp_path / "clip.mp4", times(10, 3.0))
    process = start("app", "--no-browser", "--camera", str(clip))
    address = re.search(r"http://\S+", line_of(process))
    assert address
    tab = Tab(remote(address[0]), exercise="squat", camera="machine", free=True)
    pictures, until_s = 0, time.monotonic() + 30
    while "over" not in tab.kinds():
        assert time.monotonic() < until_s
        received = tab.socket.recv(20)
        if isinstance(received, bytes):
            assert received[8:11] == b"\xff\xd8\xff"
            pictures, stamp = pictures + 1, received[:8]
            continue
        tab.note(json.loads(received))
        if tab.answered and len(tab.screens) == pictures:
            assert tab.answered[-1][0] == struct.unpack("<d", stamp)[0]
    assert pictures == len(tab.screens) > 10
    (row,) = History().rows("sets")
    assert row["source"] == str(clip)
