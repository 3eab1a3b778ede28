"""No password of a camera is stored or shown: the function, and a whole run of each kind against a server that asks."""

from __future__ import annotations

import base64
import http.server
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import SIZE_WH, Puppet, performed
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner
from videos import times, write_video

from formcheck import report
from formcheck.addresses import redacted
from formcheck.cli import app
from formcheck.cli.app import complain
from formcheck.errors import SourceError
from formcheck.history import History
from formcheck.media import VideoFile

MARKS = "QXZ"
"""Letters that stand in no address here but in its secrets."""
SECRET = st.text(alphabet=MARKS + "@:/?#=&;% []\\.\n", min_size=1)
HOST = st.sampled_from(["camera.example", "10.0.0.2:554", "[::1]:8554", "cam"])
PATH = st.sampled_from(["", "/", "/live/1", "/a%20b/clip.mp4"])
SECRETS = (b"anna", b"gehe1m", b"he1m", b"s3cret")
SCHEME = st.sampled_from(["rtsp", "RTSP", "http", "https", "rtmps"])


@given(SCHEME, SECRET, SECRET, HOST, PATH)
def test_no_user_and_no_password_survives(scheme: str, user: str, password: str, host: str, path: str) -> None:
    for login in (user, f"{user}:{password}"):
        assert not set(redacted(f"{scheme}://{login}@{host}{path}")) & set(MARKS)


@given(SCHEME, HOST, PATH, SECRET, SECRET)
@example("rtsp", "cam", "", "X", "Z")
def test_no_query_and_no_fragment_survives(scheme: str, host: str, path: str, one: str, other: str) -> None:
    query, path_query = f"?a=1&token={one}#{other}", f"/user=x&password={one}/{other}"
    for end in (f"?token={one}", query, f"#{one}", path_query, f"/;k={one}"):
        assert not set(redacted(f"{scheme}://{host}{path}{end}")) & set(MARKS)


@given(SCHEME, HOST, PATH)
def test_what_is_no_secret_stays(scheme: str, host: str, path: str) -> None:
    address = f"{scheme}://{host}{path}"
    assert redacted(address) == address
    assert redacted(f"{scheme}://me:{MARKS}@{host}{path}?token={MARKS}") == address


@given(st.text())
@example("rtsp://a/b@c")
def test_once_is_enough(source: str) -> None:
    assert redacted(redacted(source)) == redacted(source)


@given(st.text().filter(lambda text: "://" not in text))
@example("0")
@example("clips/ann@home?.mp4")
@example("C:\\clips\\a#1@2.mp4")
@example("/dev/video2")
def test_a_file_stays_what_it_is(name: str) -> None:
    assert redacted(name) == name


def test_an_error_of_another_library(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    address = "http://anna:Q X@camera.example/Z.mp4?token=QXZ"

    def refuse(*_: object, **__: object) -> None:
        raise OSError(f"Connection refused: '{address}'")

    monkeypatch.setattr("formcheck.media.video_file.av.open", refuse)
    with pytest.raises(SourceError, match=r"refused: 'http://camera\.example/Z\.mp4'") as caught:
        VideoFile(address)
    assert "anna" not in str(caught.value)
    complain(SourceError("OpenCV: no stream (rtsp://anna:Q@camera.example/1?token=X), give up"))
    assert capsys.readouterr().err == "formcheck: OpenCV: no stream (rtsp://camera.example/1 give up\n"


class Guarded(http.server.SimpleHTTPRequestHandler):
    """Files for who knows the password."""

    def do_GET(self) -> None:
        if self.headers.get("Authorization") != f"Basic {base64.b64encode(b'anna:gehe1m').decode()}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.end_headers()
            return
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a recording, with user, password and token."""
    (tmp_path / "served").mkdir()
    write_video(tmp_path / "served" / "clip.mp4", times(10, float(performed("squat").t_s[-1])), size_wh=SIZE_WH)

    def handler(*given: Any) -> Guarded:
        return Guarded(*given, directory=str(tmp_path / "served"))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://anna:gehe1m@127.0.0.1:{server.server_port}/clip.mp4?token=s3cret.1"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_nothing_of_a_password_is_left_by_any_command(
    address: str, tmp_path: Path, own_history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.pose.models.find_model", lambda *_, **__: Path("fake.task"))
    monkeypatch.setattr("formcheck.pose.first_person.FirstPerson", lambda make: Puppet(performed("squat")))
    monkeypatch.chdir(tmp_path)
    quiet = ("--no-window", "--mute")
    told = ""
    for expected, arguments in (
        (0, ("replay", address, "-e", "squat", "--history")),
        (0, ("replay", address, address, "-e", "squat", "--no-video", "--end", "1", "--jobs", "1")),
        (0, ("live", "squat", "--camera", address, *quiet, "--seconds", "1", "--record", "-o", "live")),
        (0, ("report", "live")),
        (0, ("history", "--json")),
        (0, ("history", "export", "exported", "--as", "json")),
        (1, ("replay", address.replace("clip", "none"), "-e", "squat")),
        (1, ("replay", address, "-e", "squat", "--start", "99")),
        (1, ("live", "squat", "--camera", "rtsp://anna:gehe1m@127.0.0.1:9/1?token=s3cret", *quiet)),
        (1, ("live", "squat", "--camera", "rtsp://anna:ge/he1m@127.0.0.1:9/1?token=s3cret", *quiet)),
        (0, ("doctor", "--camera", "rtsp://anna:gehe1m@127.0.0.1:9/1?token=s3cret")),
    ):
        if arguments[0] == "replay" and "--jobs" in arguments:
            monkeypatch.setattr("formcheck.concurrency.processes.in_processes", _here)
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == expected, (arguments, result.output)
        told += result.output
        stored = own_history.read_bytes() if own_history.exists() else b""
        assert not [secret for secret in SECRETS if secret in stored], arguments
    assert "no stream at rtsp://127.0.0.1:9/1: check" in told
    assert not [secret for secret in SECRETS if secret in told.encode()]
    files = [*own_history.parent.iterdir(), *(path for path in tmp_path.rglob("*") if path.is_file())]
    assert len(files) > 20
    assert not [path for path in files for secret in SECRETS if secret in path.read_bytes() + path.name.encode()]
    history = History()
    assert {row["source"] for row in history.rows("sets")} == {redacted(address)}
    history.close()


def _here(do: Any, items: Any, jobs: int, **_: Any) -> Iterator[Any]:
    from formcheck.concurrency.processes import Done

    for index, item in enumerate(items):
        yield Done(index, do(item, lambda *_: None))


def test_what_an_earlier_version_stored_is_stripped(own_history: Path) -> None:
    history = History()
    history.begin("squat", source="clips/a@b?.mp4")
    history.begin("squat", source="to be replaced")
    history.close()
    with sqlite3.connect(own_history) as db:
        db.execute("UPDATE sets SET source = 'rtsp://anna:gehe1m@cam/1?token=s3cret' WHERE id = 2")
    db.close()
    assert b"gehe1m" in own_history.read_bytes()
    history = History()
    assert [row["source"] for row in history.rows("sets")] == ["clips/a@b?.mp4", "rtsp://cam/1"]
    history.close()
    assert b"gehe1m" not in own_history.read_bytes()


def test_a_report_of_an_earlier_version_shows_none(tmp_path: Path) -> None:
    from formcheck.report.page.content import source_words

    assert source_words("rtsp://anna:gehe1m@cam:554/1?token=s3cret") == "rtsp://cam/1"
    assert report.when("rtsp://not-shown") is not None
