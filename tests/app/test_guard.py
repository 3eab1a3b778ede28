"""Nobody else gets in: what a page of the network, another tab or another program could try, and the answer."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from served import Served
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from formcheck.app.keys import Keys

GET = ("/", "/exercise/squat", "/history", "/settings", "/static/css/tokens.css", "/report/1/", "/nothing", "/set")


def test_without_the_cookie_there_is_one_sentence(served: Served) -> None:
    for path in GET:
        for cookie in ({}, {"Cookie": f"formcheck-{served.port}=guess"}, {"Cookie": "=;;\x80"}):
            status, headers, body = served.ask(path, headers={"Accept": "text/html", **cookie})
            assert status == 403, path
            assert b"start formcheck" in body
            assert "set-cookie" not in headers
    for path in ("/pain", "/settings", "/delete-all", "/video"):
        status, _, body = served.ask(path, "POST", {"sure": True}, {"Origin": served.origin})
        assert (status, list(json.loads(body))) == (403, ["text"])


def test_a_token_works_once_and_becomes_a_strict_cookie(served: Served) -> None:
    token = served.keys.issue()
    assert served.ask("/enter?token=guess", headers={})[0] == 403
    status, headers, _ = served.ask(f"/enter?token={token}", headers={})
    assert (status, headers["location"]) == (303, "/")
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert "Path=/" in cookie
    assert served.ask("/", headers={"Cookie": cookie.split(";")[0]})[0] == 200
    assert served.ask(f"/enter?token={token}", headers={})[0] == 403


def test_a_token_that_nobody_used_does_not_work_for_ever() -> None:
    now_s = [0.0]
    keys = Keys(lambda: now_s[0])
    early, late = keys.issue(), keys.issue()
    assert keys.redeem(early)
    now_s[0] = 601.0
    assert not keys.redeem(late)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", ""]
)
def test_a_name_that_was_rebound_to_this_machine_is_refused(served: Served, host: str) -> None:
    host = host.format(port=served.port)
    assert served.ask("/", headers=served.headers | {"Host": host})[0] in (400, 403)
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        served.dial("/ws/set", Host=host or "x", Origin=f"http://{host}")


def test_two_hosts_are_none(served: Served) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        lines = ["GET / HTTP/1.1", f"Host: {served.host}", "Host: evil.example", f"Cookie: {served.cookie}", "", ""]
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(100).split()[1] in (b"400", b"403")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}", None]
)
def test_another_tab_cannot_ask_in_our_name(served: Served, origin: str | None) -> None:
    given = {"Cookie": served.cookie} | ({"Origin": origin.format(port=served.port)} if origin else {})
    for path in ("/pain", "/settings", "/delete-all"):
        assert served.ask(path, "POST", {"sure": True}, given)[0] == 403
    assert served.ask("/video?name=a.mp4", "PUT", b"x", given)[0] == 403
    for path in ("/ws/set", "/ws/tab"):
        with pytest.raises((InvalidStatus, ConnectionClosed)) as refused:
            served.dial(path, Origin=given.get("Origin"))
        assert "403" in str(refused.value)


def test_a_link_in_another_page_opens_nothing(served: Served) -> None:
    for site in ("cross-site", "same-site", "nonsense"):
        assert served.ask("/", headers=served.headers | {"Sec-Fetch-Site": site})[0] == 403
    assert served.ask("/", headers={"Cookie": served.cookie, "Sec-Fetch-Site": "none"})[0] == 200


def test_a_websocket_without_the_cookie_is_refused(served: Served) -> None:
    for path in ("/ws/set", "/ws/tab"):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            served.dial(path, Cookie="formcheck=guess")
    assert not served.context.tabs.open


def test_another_start_gets_a_token_for_its_secret_and_a_browser_does_not(served: Served) -> None:
    secret = {"Authorization": f"Bearer {served.keys.secret}"}
    status, _, body = served.ask("/again", "POST", b"", secret)
    assert status == 200
    assert served.keys.redeem(json.loads(body)["token"])
    assert served.ask("/again", "POST", b"", {"Authorization": "Bearer guess"})[0] == 403
    assert served.ask("/again", "POST", b"", secret | {"Origin": served.origin})[0] == 403
    assert served.ask("/again", "POST", b"", secret | {"Sec-Fetch-Site": "none"})[0] == 403
    assert served.ask("/again", "POST", b"", served.headers)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../pyproject.toml",
        "/static/%2e%2e/%2e%2e/server.py",
        "/static/..%2f..%2fserver.py",
        "/static//etc/passwd",
        "/static/%00",
        "/demo/../../../etc/passwd.mp4",
        "/demo/..%2f..%2f..%2fetc%2fpasswd.mp4",
        "/demo/squat/..%2f..%2fpages.py",
        "/demo/squat.py",
        "/exercise/..%2f..%2f..%2fetc%2fpasswd",
        "/exercise/%2fetc%2fpasswd",
        "/report/..%2f..%2fetc%2fpasswd",
        "/report/1/../../app.json",
        "/report/1/track.npz",
        "/report/-1/",
        "/report/99999999999999999999999/",
        "/history/..%2f1",
        "/video/..%2fapp.json",
        "/set?exercise=/etc/passwd",
        "/set?exercise=..%2f..%2fsetup.toml",
        "/set?routine=../../x",
        "/history?month=../../etc",
    ],
)
def test_no_path_of_the_browser_reaches_the_file_system(served: Served, path: str) -> None:
    status, _, body = served.ask(path, headers=served.headers | {"Accept": "text/html"})
    assert status in (400, 404) or (status == 200 and path.startswith("/history?")), (path, status)
    assert b"root:" not in body
    assert b"import" not in body


def test_every_answer_says_how_it_may_be_used(served: Served) -> None:
    for path in ("/", "/nothing", "/static/css/tokens.css"):
        _, headers, _ = served.ask(path)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
    assert served.ask("/")[1]["cache-control"] == "no-store"


def drain(socket: ClientConnection) -> None:
    while True:
        socket.recv(20)


def test_a_message_that_is_too_large_ends_the_socket_and_not_the_server(served: Served) -> None:
    socket = served.dial("/ws/set")
    socket.send(json.dumps({"type": "start", "exercise": "squat", "voice": "off"}))
    assert json.loads(socket.recv(10))["type"] == "ready"

    def send_too_much() -> None:
        socket.send(bytes(3_000_000))  # may be cut off before all of it is sent, and then no reason arrives
        drain(socket)

    with pytest.raises(ConnectionClosed) as closed:
        send_too_much()
    assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
    assert served.ask("/")[0] == 200


def test_bodies_that_are_no_json_or_ask_for_nonsense(served: Served) -> None:
    bad = [
        b"",
        b"no",
        b"[]",
        b"[" * 9_000,
        b'{"set": 1, "strength": 11}',
        b'{"set": "1"}',
        b'{"set": 1e400}',
        b"x" * 50_000,
    ]
    for body in [*bad, b'{"set": true}', b'{"set": 99999999999999999999}', b'{"set": 1, "note": 5}']:
        status, _, answer = served.ask("/pain", "POST", body)
        assert status == 400, body[:40]
        assert json.loads(answer)["text"].endswith(".")
    assert served.ask("/pain", "POST", {"set": 7, "strength": 3})[0] == 404
    for body in (b"{}", b'{"sure": 1}'):
        assert served.ask("/delete-all", "POST", body)[0] == 400
    assert served.ask("/settings", "POST", {"theme": "purple"})[0] == 400
    assert served.ask("/settings", "POST", {"theme": "light", "text": "large"})[0] == 204
    settings = served.context.data / "settings.json"
    assert json.loads(settings.read_text())["theme"] == "light"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600


def test_methods_that_are_not_meant(served: Served) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert served.ask("/pain", method, b"")[0] in (400, 404, 405)


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path, served: Served) -> None:
    for path in (tmp_path / "data").rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
