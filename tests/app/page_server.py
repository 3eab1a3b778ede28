"""The pages alone behind a real server, with the headers that the app gives them; the sockets are played by tests."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.app.pages import Desk, Pages
from formcheck.app.settings import SettingsFile
from formcheck.history import History

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'"
)


class Headers:
    """What the app's middleware says of every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLICY.encode())]
            await send(message)

        await self._app(scope, receive, sending)


async def tab(socket: WebSocket) -> None:
    """The heartbeat of a tab."""
    await socket.accept()
    await socket.send_json({"type": "tab", "second": False})
    with contextlib.suppress(Exception):
        while True:
            await socket.receive()


def desk(folder: Path, **given: object) -> Desk:
    return Desk(
        SettingsFile(folder / "settings.json"),
        lambda: History(folder / "history.db"),
        folder / "sets",
        lambda number: number % 2 == 0,
        **given,  # type: ignore[arg-type]
    )


def app(made: Desk, more: list[BaseRoute] | None = None) -> Starlette:
    routes = [*(more or []), *Pages(made).routes(), WebSocketRoute("/ws/tab", tab)]
    return Starlette(routes=routes, middleware=[Middleware(Headers)])


@contextlib.contextmanager
def served(made: Starlette, port: int = 0) -> Iterator[str]:
    """The address at which an app is served, on a thread."""
    server = uvicorn.Server(
        uvicorn.Config(made, host="127.0.0.1", port=port, log_level="warning", ws="websockets-sansio")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]


def fetch(at: str, path: str) -> Answer:
    """What a path gives, asked for as it stands: nothing of it is tidied up on the way."""
    connection = http.client.HTTPConnection(at.removeprefix("http://"), timeout=10)
    connection.request("GET", path)
    reply = connection.getresponse()
    return Answer(reply.status, reply.read().decode("utf-8", "replace"), dict(reply.getheaders()))


class PlayedSet:
    """A socket of a set that plays messages, one screen a frame, and keeps what the page sent.

    Attributes
    ----------
    sent : list
        Messages of the page, and of each frame its time and length.
    jpegs : list of bytes
    hold : Event
        While it is set, frames stay without an answer.
    """

    def __init__(self, messages: list[dict[str, Any]], *, pause_s: float = 0.0) -> None:
        self._messages, self._pause_s = messages, pause_s
        self.sent: list[Any] = []
        self.jpegs: list[bytes] = []
        self.hold = threading.Event()
        self.closed = threading.Event()

    async def play(self, socket: WebSocket) -> None:
        """The endpoint."""
        await socket.accept()
        self.sent.append(await socket.receive_json())
        with contextlib.suppress(WebSocketDisconnect):
            for message in self._messages:
                if message["type"] == "screen":
                    capture_s = await self._frame(socket)
                    while self.hold.is_set():
                        await asyncio.sleep(0.02)
                    await asyncio.sleep(self._pause_s)
                    await socket.send_json({"capture_s": capture_s, **message})
                else:
                    await socket.send_json(message)
        self.closed.set()

    async def _frame(self, socket: WebSocket) -> float:
        """The next frame's time; what comes before it is kept."""
        while True:
            received = await socket.receive()
            if received["type"] == "websocket.disconnect":
                raise WebSocketDisconnect
            if received.get("bytes"):
                data = received["bytes"]
                self.jpegs.append(data[8:])
                return float(struct.unpack("<d", data[:8])[0])
            self.sent.append(json.loads(received["text"]))
