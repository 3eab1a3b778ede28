"""A recording dropped on the page: received, checked, asked about, refused in one sentence."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import stat
import time
from typing import Any, NamedTuple

import pytest
from fakes import nobody, performed
from served import Served, Tab
from test_set_socket import soon

from formcheck.app import videos
from formcheck.history import History

pytestmark = pytest.mark.media


def put(served: Served, body: bytes, query: str = "name=bridges.mp4") -> tuple[int, dict[str, Any]]:
    status, _, answer = served.ask(f"/video?{query}", "PUT", body)
    return status, json.loads(answer)


def state(served: Served, job: str) -> dict[str, Any]:
    status, _, answer = served.ask(f"/video/{job}")
    assert status == 200
    told: dict[str, Any] = json.loads(answer)
    return told


def ended(served: Served, job: str) -> dict[str, Any]:
    until_s = time.monotonic() + 60
    while (told := state(served, job))["state"] in ("waiting", "checking"):
        assert time.monotonic() < until_s, told
        time.sleep(0.05)
    return told


def test_a_video_is_checked_and_its_report_opens(served: Served, film: Any) -> None:
    clip = film(performed("squat"))
    status, answer = put(served, clip.read_bytes(), "name=My+squats+(1).MOV&exercise=squat")
    assert status == 201
    told = ended(served, answer["job"])
    assert (told["state"], told["exercise"], told["set"]) == ("done", "squat", 1)
    assert told["done"] == told["of"] > 10
    status, _, page = served.ask(f"{told['report']}/")
    assert status == 200
    assert b"Squat" in page
    (row,) = History().rows("sets")
    assert (row["kind"], row["source"], row["finished"]) == ("recording", "My squats (1).MOV", 1)
    assert len(History().rows("reps")) == 2
    (folder,) = served.context.sets.iterdir()
    assert folder.name.startswith("My-squats-1-squat")
    kept = [*served.context.uploads.rglob("*"), *served.context.sets.rglob("*")]
    assert not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in kept)
    soon(lambda: not served.context.busy)
    assert served.ask(f"/video/{answer['job']}", "DELETE")[0] == 204
    assert list(served.context.uploads.iterdir()) == []
    assert served.ask(f"{told['report']}/")[0] == 200  # it stays


def test_what_it_shows_is_offered_and_can_be_put_right(served: Served, film: Any) -> None:
    clip = film(performed("plank"))
    _, answer = put(served, clip.read_bytes(), "name=x&exercise=squat")
    told = ended(served, answer["job"])
    assert told["state"] == "done"
    assert [each["words"] for each in told["choices"]] == ["This looks like a plank."]
    assert served.ask(f"/video/{answer['job']}", "POST", {"exercise": "plank"})[0] == 204
    told = ended(served, answer["job"])
    assert (told["state"], told["exercise"], told["choices"]) == ("done", "plank", [])
    assert [row["exercise"] for row in History().rows("sets")] == ["plank"]  # the first try is gone
    assert len(list(served.context.sets.iterdir())) == 1


def test_it_asks_where_it_is_not_sure_and_does_not_look_again(
    served: Served, film: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = film(performed("squat"))
    with monkeypatch.context() as patch:
        patch.setattr("formcheck.analysis.recognition.CERTAIN", 2.0)
        _, answer = put(served, clip.read_bytes())
        told = ended(served, answer["job"])
    assert told["state"] == "asking"
    assert told["choices"][0] == {"exercise": "squat", "name": "Squat", "words": "This looks like a squat."}
    assert "confidence" not in json.dumps(told)
    monkeypatch.setattr("formcheck.replay.run.new_estimator", lambda _: pytest.fail("looked for again"))
    for wrong in ("headstand", "../x", 5):
        assert served.ask(f"/video/{answer['job']}", "POST", {"exercise": wrong})[0] == 400
    assert served.ask(f"/video/{answer['job']}", "POST", {"exercise": "squat"})[0] == 204
    told = ended(served, answer["job"])
    assert (told["state"], told["set"]) == ("done", 1)


BAD = {
    b"": "the file is empty",
    b"Dear diary,\nnothing moved today.\n" * 50: "this is a text, not a video",
    os.urandom(20_000): "",
    b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n": "",
    b"\x00\x00\x00\x18ftypmp42" + bytes(5_000): "",
}


@pytest.mark.parametrize("body", BAD, ids=["empty", "text", "noise", "playlist", "broken"])
def test_what_is_no_video_is_said_in_one_sentence(served: Served, film: Any, body: bytes) -> None:
    film(performed("squat"))
    name = "holiday.txt" if body.startswith(b"Dear") else "holiday.mp4"
    status, answer = put(served, body, f"name={name}")
    assert status == 201
    told = ended(served, answer["job"])
    assert told["state"] == "failed"
    assert BAD[body] in told["text"]
    assert "\n" not in told["text"]
    assert told["text"].startswith(name)
    assert "uploads" not in told["text"]
    assert History().rows("sets") == []
    assert not served.context.sets.exists() or not list(served.context.sets.iterdir())


def test_nobody_in_it(served: Served, film: Any) -> None:
    clip = film(nobody(2.0))
    for query in ("name=room.mp4", "name=room.mp4&exercise=squat"):
        _, answer = put(served, clip.read_bytes(), query)
        told = ended(served, answer["job"])
        assert told["text"].startswith("Nobody was found in it")
    assert list(served.context.sets.iterdir()) == []
    assert History().rows("sets") == []


def test_too_large(served: Served) -> None:
    given = served.headers | {"Content-Length": "4294967296"}
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        lines = ["PUT /video?name=a.mp4 HTTP/1.1", f"Host: {served.host}", *(f"{k}: {v}" for k, v in given.items())]
        raw.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b"".join(iter(lambda: raw.recv(10_000), b"")).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "larger than 2 GB" in answer
    assert not served.context.uploads.exists()


def test_more_than_was_stated(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(videos, "MOST_BYTES", 10_000)
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        lines = ["PUT /video?name=a.mp4 HTTP/1.1", f"Host: {served.host}", "Transfer-Encoding: chunked"]
        lines += [f"{k}: {v}" for k, v in served.headers.items()]
        raw.sendall("\r\n".join([*lines, "", ""]).encode())
        for _ in range(3):
            raw.sendall(b"1388\r\n" + bytes(5_000) + b"\r\n")
        assert raw.recv(10_000).startswith(b"HTTP/1.1 413")
    assert list(served.context.uploads.iterdir()) == []


def test_a_tab_that_is_closed_while_it_sends_leaves_nothing(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        lines = ["PUT /video?name=a.mp4 HTTP/1.1", f"Host: {served.host}", "Content-Length: 100000"]
        raw.sendall("\r\n".join([*lines, *(f"{k}: {v}" for k, v in served.headers.items()), "", ""]).encode())
        raw.sendall(bytes(5_000))
        soon(lambda: served.context.uploads.exists() and any(served.context.uploads.iterdir()))
        assert served.context.busy
    soon(lambda: not any(served.context.uploads.iterdir()))
    soon(lambda: not served.context.busy)


def test_a_full_disk(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: NamedTuple("Usage", [("free", int)])(1000))
        status, answer = put(served, b"x" * 100)
    assert (status, answer["text"][:25]) == (507, "There is no room for it o")

    async def full(*_: Any) -> bool:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(videos.Videos, "_copy", full)
    status, answer = put(served, b"x" * 100)
    assert (status, answer["text"][:25]) == (507, "There is no room for it o")
    assert list(served.context.uploads.iterdir()) == []


NAMES = ["../../../etc/passwd", "/etc/passwd", "..", "", "a\x00b.mp4", "C:\\x\\y.mp4", "é" * 300, "a.mp4/../../x"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_is_a_name_alone(served: Served, name: str) -> None:
    from urllib.parse import quote

    status, answer = put(served, b"x", f"name={quote(name)}")
    assert status == 201
    (folder,) = served.context.uploads.iterdir()
    assert folder.parent == served.context.uploads
    assert [path.stem for path in folder.iterdir()] == ["recording"]
    assert ended(served, answer["job"])["state"] == "failed"


def test_numbers_that_nobody_was_given(served: Served) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert served.ask("/video/0123", method, {"exercise": "squat"} if method == "POST" else None)[0] == 404
    assert put(served, b"x", "name=a&exercise=../x")[0] == 400
    assert put(served, b"x", "name=a&side=up")[0] == 400


def test_a_set_comes_first(served: Served, film: Any) -> None:
    clip = film(performed("squat"))
    tab = Tab(served, exercise="squat", free=True)
    tab.until("ready")
    _, answer = put(served, clip.read_bytes(), "name=a&exercise=squat")
    time.sleep(0.5)
    told = state(served, answer["job"])
    assert (told["state"], told["text"]) == ("waiting", "It is looked at as soon as the set that runs is over.")
    tab.socket.close()
    assert ended(served, answer["job"])["state"] == "done"


def test_delete_all(served: Served, film: Any) -> None:
    clip = film(performed("squat"))
    _, answer = put(served, clip.read_bytes(), "name=a&exercise=squat")
    assert ended(served, answer["job"])["state"] == "done"
    assert served.ask("/delete-all", "POST", {"sure": True})[0] == 204
    assert History().rows("sets") == []
    assert not served.context.sets.exists()
    assert not served.context.uploads.exists()


def test_files_that_cannot_be_deleted_are_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.context.sets.mkdir(parents=True)

    def locked(_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("formcheck.app.own_data.shutil.rmtree", locked)
    status, _, answer = served.ask("/delete-all", "POST", {"sure": True})
    assert status == 507
    assert "Permission denied" in json.loads(answer)["text"]
