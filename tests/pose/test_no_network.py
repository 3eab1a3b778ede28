"""Nothing phones home: whole runs with every network call traced, the library itself, and the guard around it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from errno import EPERM
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from tools import needs

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import addresses

from formcheck.cli.doctor import examine
from formcheck.errors import ModelError
from formcheck.pose import landmarker, no_network

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "sample_videos" / "squat_side_good.mp4"
FORMCHECK = [sys.executable, "-m", "formcheck"]

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses sockets to a thread")
traced = needs("strace")

LANDMARKS = """
import sys
from formcheck.pose.landmarker import Landmarker
from formcheck.media import VideoFile
with Landmarker(sys.argv[1]) as landmarker:
    for frame, _ in zip(VideoFile(sys.argv[2]), range(10)):
        assert landmarker.detect(frame.bgr, frame.t_s).has_pose[0]
"""

THREADS = """
import sys
from pathlib import Path
def filters():
    texts = {task.name: (task / "status").read_text() for task in Path("/proc/self/task").iterdir()}
    return {task: int(text.partition("Seccomp_filters:")[2].split()[0]) for task, text in texts.items()}
import numpy as np
from formcheck.pose.landmarker import Landmarker
before = filters()
landmarker = Landmarker(sys.argv[1])
landmarker.detect(np.zeros((120, 160, 3), dtype=np.uint8), 0.0)
after = filters()
own = set(before.values())
print(own == {count for task, count in after.items() if task in before})
print(sorted({count - max(own) for task, count in after.items() if task not in before}))
"""
"""How many filters each thread runs under; a container may have put all of them under one."""

TOUCHES = """
import socket
from formcheck.pose.no_network import cut_off
for host, port in (("192.0.2.1", 9), ("127.0.0.1", 53), ("127.0.0.1", 9)):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect((host, port))
def try_one(_):
    try:
        socket.socket(socket.AF_INET)
    except PermissionError:
        pass
cut_off(try_one)
"""

LOOKED_UP = r"""
socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, 0) = 6
connect(6, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 6
connect(6, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.255.255.53")}, 16) = 0
sendto(6, "\376\306\1\0\0\1\0\0\0\0\0\0\4play\ngoogleapis\3com\0\0\1\0\1", 37, MSG_NOSIGNAL, NULL, 0) = 37
"""
"""What mediapipe 0.10.35 does, as strace wrote it."""


@pytest.fixture
def screen() -> Iterator[str]:
    """An X server of its own."""
    to_read, to_write = os.pipe()
    command = ["Xvfb", "-displayfd", str(to_write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[to_write], stderr=subprocess.DEVNULL)
    os.close(to_write)
    with os.fdopen(to_read) as number:
        name = f":{number.readline().strip()}"
    yield name
    server.kill()
    server.wait()


def touched(command: list[str], **environment: str) -> list[str]:
    """Addresses that a command touches and that are not this machine's; it must end well."""
    found, done = addresses.trace(command, env=os.environ | environment, timeout_s=300)
    assert done.returncode == 0
    return [str(address) for address in found if not address.local]


@traced
def test_a_replay_touches_no_address(model_path: Path, tmp_path: Path) -> None:
    assert touched([*FORMCHECK, "replay", str(CLIP), "-e", "squat", "-o", str(tmp_path / "out")]) == []
    assert (tmp_path / "out" / "annotated.mp4").exists()


@traced
@needs("Xvfb")
def test_a_live_set_with_window_and_voice_touches_no_address(model_path: Path, tmp_path: Path, screen: str) -> None:
    command = [*FORMCHECK, "live", "squat", "--camera", str(CLIP), "--record", "-o", str(tmp_path / "out")]
    assert touched(command, DISPLAY=screen) == []
    assert (tmp_path / "out" / "said.txt").exists()


@traced
def test_the_landmarker_touches_no_address(model_path: Path) -> None:
    assert touched([sys.executable, "-c", LANDMARKS, str(model_path), str(CLIP)]) == []


@pytest.mark.process
@traced
@linux
def test_what_the_trace_would_find() -> None:
    assert [line.split(None, 2)[2] for line in touched([sys.executable, "-c", TOUCHES])] == [
        "connect   192.0.2.1 port 9",
        "connect   127.0.0.1 port 53",
        "refused   a socket of AF_INET",
    ]


def test_a_look_up_is_named() -> None:
    found = list(addresses.addresses(LOOKED_UP.splitlines()))
    assert [(address.what, address.local) for address in found] == [
        ("10.255.255.53 port 53", False),
        ("play.googleapis.com", False),
    ]


@pytest.mark.parametrize(
    ("call", "local"),
    [
        ('connect(3, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X7"}, 20) = 0', True),
        ('connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0', False),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.2")}, 16) = 0', True),
        ('connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0', False),
        (
            "connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6,"
            ' "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 EINPROGRESS (Operation now in progress)',
            False,
        ),
        (
            "bind(3, {sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), inet_pton(AF_INET6,"
            ' "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
            True,
        ),
        ('bind(3, {sa_family=AF_INET, sin_port=htons(8786), sin_addr=inet_addr("0.0.0.0")}, 16) = 0', False),
        ('sendto(3, "", 0, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, 16) = 0', False),
        ("connect(3, {sa_family=AF_VSOCK, svm_cid=VMADDR_CID_HOST, svm_port=0x1}, 16) = 0", False),
        ("socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = -1 EPERM (Operation not permitted)", False),
        ("socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = -1 EPERM (Operation not permitted)", True),
    ],
)
def test_what_is_this_machine(call: str, local: bool) -> None:
    (found,) = addresses.addresses([call])
    assert found.local is local


def test_nothing_there_is_no_address() -> None:
    assert not list(
        addresses.addresses(
            [
                "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3",
                "bind(3, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0",
                'connect(3, {sa_family=AF_UNIX, sun_path="/run/user/0/pulse/native"}, 110) = -1 ENOENT (No such file)',
            ]
        )
    )


def test_the_library_holds_nothing_of_an_uploader(tmp_path: Path) -> None:
    libraries = no_network.libraries()
    assert libraries
    assert {library: no_network.uploader_strings(library) for library in libraries} == {each: [] for each in libraries}
    uploading = tmp_path / "libmediapipe.so"
    uploading.write_bytes(libraries[0].read_bytes()[:1000] + b"\0https://play.goo\0\xffgetlibcurl/8.0")
    assert no_network.uploader_strings(uploading) == ["https://play.goo", "libcurl"]


def test_only_checked_versions_are_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = (text for text in project["dependencies"] if text.startswith("mediapipe"))
    released = [f"0.10.{n}" for n in (*range(5, 34), 35)] + ["1.0.0", "1.2.2"]
    assert tuple(SpecifierSet(wanted.removeprefix("mediapipe")).filter(released)) == no_network.CHECKED
    assert wanted in no_network.ADVICE
    locked = re.search(r"^mediapipe==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert locked[1] in no_network.CHECKED


@linux
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK])
def test_no_socket_can_be_opened_there_and_any_elsewhere(family: int) -> None:
    refused: list[bool] = []

    def open_one() -> None:
        try:
            socket.socket(family, socket.SOCK_DGRAM).close()
            refused.append(False)
        except OSError as error:  # there may be no IPv6
            refused.append(error.errno == EPERM)

    def open_here_and_in_a_thread(cut_off: bool) -> threading.Thread:
        assert cut_off
        open_one()
        thread = threading.Thread(target=lambda: (may_go.wait(), open_one()))
        thread.start()
        return thread

    may_go = threading.Event()
    thread = no_network.cut_off(open_here_and_in_a_thread)
    open_one()
    may_go.set()  # the thread that started it is gone
    thread.join()
    assert refused == [True, False, True]


def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        no_network.cut_off(lambda _: 1 // 0)


@linux
def test_all_threads_of_the_landmarker_are_cut_off_and_no_others(model_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", THREADS, str(model_path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["True", "[1]"]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that cannot refuse sockets."""
    monkeypatch.setattr("platform.machine", lambda: "riscv64")


@pytest.mark.usefixtures("elsewhere")
def test_where_it_cannot_be_cut_off_only_a_checked_one_runs(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not no_network.sockets_are_refused()
    landmarker.Landmarker(model_path).close()
    monkeypatch.setattr("mediapipe.__version__", "0.10.35")
    with pytest.raises(ModelError, match=r"^mediapipe 0\.10\.35 may .*: pip install 'mediapipe[^\n]*'$"):
        landmarker.Landmarker(model_path)


def no_network_line() -> Any:
    return next(finding for finding in examine(97) if finding.name == "no network")


@linux
def test_doctor_says_what_was_checked() -> None:
    found = no_network_line()
    assert found.ok
    assert re.fullmatch(
        r"checked: mediapipe 0\.10\.3\d made no call when traced on Linux; its library holds no uploader;"
        r" here it can open no socket",
        found.detail,
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m.setattr("formcheck.cli.doctor.package_version", lambda _: "0.10.35"), "0.10.35 was not traced"),
        (lambda m: m.setattr(no_network, "UPLOADER", ("mediapipe",)), "its library holds mediapipe"),
        (lambda m: m.setattr(no_network, "libraries", list), "its library is not there"),
        (lambda m: m.setattr(no_network, "libraries", lambda: [Path("gone.so")]), "gone.so: No such file"),
        (lambda m: m.setattr("formcheck.cli.doctor.package_version", lambda _: None), "not installed"),
    ],
)
def test_doctor_says_what_is_wrong(
    change: Callable[[pytest.MonkeyPatch], None], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(monkeypatch)
    found = no_network_line()
    assert not found.ok
    assert says in found.detail
    assert not found.detail.startswith("checked")
    assert found.advice == no_network.ADVICE


@pytest.mark.usefixtures("elsewhere")
def test_doctor_where_it_cannot_be_cut_off() -> None:
    assert no_network_line().ok
    assert no_network_line().detail.endswith("here it is not kept from opening a socket")
