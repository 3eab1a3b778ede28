"""Lets in only who belongs here, whatever is asked for: the right host, our own pages, the cookie. Sets the headers."""

from __future__ import annotations

import logging
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from formcheck.app.answers import refusal
from formcheck.app.keys import Keys

_log = logging.getLogger("formcheck.app")

ENTER, AGAIN = "/enter", "/again"
"""Where a token becomes a cookie; where another start of formcheck asks for a token."""
_READS = ("GET", "HEAD")
_SELF = "'self'"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
    " connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}"
)
_REPORT_POLICY = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; connect-src 'none'"
"""Beside the one that the report itself carries, which names its script and style by hash and forbids the rest."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


class Guard:
    """The door of the server, before every request and every websocket.

    Parameters
    ----------
    app : ASGI application
    port : int
        At which it listens.
    keys : Keys

    Notes
    -----
    A page of the network cannot name its own host ours (`Host`), another tab cannot ask in our name (`Origin`,
    `Sec-Fetch-Site`), another program of this machine has no cookie. What is refused never reaches the application.
    """

    def __init__(self, app: ASGIApp, port: int, keys: Keys) -> None:
        self._app, self._keys = app, keys
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self.cookie_name = f"formcheck-{port}"  # cookies do not tell ports apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._may(scope):
            try:
                await self._app(scope, receive, _with_headers(scope, send))
            except Exception:  # noqa: BLE001 - the page has its answer; what happened is for whoever mends it
                _log.exception("a mistake of the program")
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403})
        else:
            answer = refusal(scope, "server.forbidden", 403)
            await answer(scope, receive, _with_headers(scope, send))

    def _may(self, scope: Scope) -> bool:
        headers, path = Headers(scope=scope), scope["path"]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return False
        origin, method = headers.get("origin"), scope.get("method", "")
        if path == AGAIN:  # no browser asks here: it would say where from
            asked = headers.get("authorization", "").removeprefix("Bearer ")
            return origin is None and "sec-fetch-site" not in headers and self._keys.is_secret(asked)
        if origin is None and (scope["type"] == "websocket" or method not in _READS):
            return False
        if origin is not None and origin != f"http://{hosts[0]}":
            return False
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        return path == ENTER or self._has_cookie(headers)

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            cookies: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        found = cookies.get(self.cookie_name)
        return found is not None and self._keys.is_cookie(found.value)


def _with_headers(scope: Scope, send: Send) -> Send:
    path = scope["path"]
    report = path.startswith("/report/")
    kept = path.startswith(("/static/", "/demo/"))

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=_raw(message))
            headers["Content-Security-Policy"] = _REPORT_POLICY if report else _POLICY.format("'none'")
            for name, value in _HEADERS.items():
                headers[name] = value
            if not kept or message["status"] >= 400:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending


def _raw(message: Message) -> dict[str, Any]:
    message.setdefault("headers", [])
    return message  # type: ignore[return-value]
