"""The server of the page: what is asked for where, on the loopback alone, until the last tab is gone."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from formcheck.app.answers import refusal, sentence
from formcheck.app.context import Context
from formcheck.app.guard import AGAIN, ENTER, Guard
from formcheck.app.keys import Keys
from formcheck.app.own_data import own_data_routes
from formcheck.app.pages import Desk, Pages
from formcheck.app.past_sets import PastSets
from formcheck.app.set_socket import MOST_BYTES, SetSockets
from formcheck.app.settings import SettingsFile
from formcheck.app.videos import Videos
from formcheck.errors import OutputError

LEFT_S = 20.0
"""How long after the last tab the server goes on: a page that is loaded again comes back within it."""
_LOOK_S = 1.0
_PATIENCE_S = 15


def application(context: Context, port: int, keys: Keys, more: Sequence[BaseRoute] = ()) -> ASGIApp:
    """Everything that is served, behind its guard.

    Parameters
    ----------
    context : Context
    port : int
        At which it listens.
    keys : Keys
    more : sequence of BaseRoute
        Further ones, for tests.
    """
    guard_name = f"formcheck-{port}"
    settings, past = SettingsFile(context.data / "settings.json"), PastSets(context)

    desk = Desk(
        settings,
        context.open_history,
        context.sets,
        past.has_report,
        camera=context.camera,
        set_folder=past.folder,
    )

    def enter(request: Request) -> Response:
        if not keys.redeem(request.query_params.get("token", "")):
            return refusal(request.scope, "server.forbidden", 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(guard_name, keys.cookie, path="/", httponly=True, samesite="strict")
        return answer

    def again(_: Request) -> Response:
        return JSONResponse({"token": keys.issue()})

    async def nothing(request: Request, _: Exception) -> Response:
        return refusal(request.scope, "server.nothing", 404)

    async def broken(request: Request, _: Exception) -> Response:
        return refusal(request.scope, "server.broken", 500)

    async def unusable(request: Request, error: Exception) -> Response:
        return sentence(request.scope, str(error), 507)

    routes = [
        Route(ENTER, enter),
        Route(AGAIN, again, methods=["POST"]),
        WebSocketRoute("/ws/set", SetSockets(context).serve),
        WebSocketRoute("/ws/tab", context.tabs.serve),
        *past.routes(),
        *Videos(context).routes(),
        *own_data_routes(context, settings),
        *Pages(desk).routes(),
        *more,
    ]
    app = Starlette(
        routes=routes, exception_handlers={404: nothing, 405: nothing, OutputError: unusable, Exception: broken}
    )
    app.state.context = context
    return Guard(app, port, keys)


def log_to(path: Path) -> None:
    """Write mistakes of the program into a file, for whoever mends them, and not on the terminal."""
    for name in ("formcheck.app", "uvicorn"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.handlers = [logging.FileHandler(path, encoding="utf-8", delay=True)]


def listening(port: int) -> socket.socket:
    """A socket on the loopback.

    Parameters
    ----------
    port : int
        0: any that is free.

    Raises
    ------
    OutputError
        If it is taken.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # elsewhere this would let two listen at one port
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(("127.0.0.1", port))
        found.listen(64)
    except OSError as error:
        found.close()
        raise OutputError(f"port {port} is taken: give another --port, or leave it out") from error
    return found


def listening_again(port: int) -> socket.socket:
    """A socket on the loopback, at a port if it is free, else at any.

    Parameters
    ----------
    port : int
        0: any that is free.

    Raises
    ------
    OutputError
        If none is free.
    """
    try:
        return listening(port)
    except OutputError:
        return listening(0)


class Server(uvicorn.Server):
    """A server that ends itself when nobody needs it any more.

    Parameters
    ----------
    app : ASGI application
    context : Context
    started : callable
        Called once it answers.
    left_s : float
        How long after the last tab it goes on.
    """

    def __init__(
        self, app: ASGIApp, context: Context, started: Callable[[], None] = lambda: None, left_s: float = LEFT_S
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                ws_max_size=MOST_BYTES,
                ws_ping_interval=None,
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=_PATIENCE_S,
            )
        )
        self._context, self._told, self._left_s = context, started, left_s

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._told()
        self._watching = asyncio.create_task(self._end_when_left())

    async def _end_when_left(self) -> None:
        left_since_s: float | None = None
        while not self.should_exit:
            await asyncio.sleep(_LOOK_S)
            if not (self._context.tabs.any_yet and self._context.idle):
                left_since_s = None
            elif left_since_s is None:
                left_since_s = time.monotonic()
            elif time.monotonic() - left_since_s >= self._left_s:
                self.should_exit = True
