"""What is asked of sets that are over: their reports, and what is known of a pain afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck.app.answers import refusal, sentence
from formcheck.app.context import Context
from formcheck.errors import OutputError

_BODY_MOST = 10_000
_WRITING_S = 20.0
"""How long a report may take to be written after its set is over."""


class PastSets:
    """The sets of the history, by their numbers; no path comes from the browser.

    Parameters
    ----------
    context : Context
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        return [
            Route("/report/{number:int}", self.to_report),
            Route("/report/{number:int}/", self.report),
            Route("/report/{number:int}/annotated.mp4", self.video),
            Route("/pain", self.pain, methods=["POST"]),
        ]

    def folder(self, number: int) -> Path | None:
        """The folder of a set; None if there is no such set, or it has none."""
        with contextlib.closing(self._context.open_history()) as history:
            row = next(iter(history.rows("sets", [number])), None)
        named = json.loads(row["settings"]).get("folder") if row else None
        return Path(named) if named else None

    def has_report(self, number: int) -> bool:
        """Whether there is a report of a set."""
        folder = self.folder(number)
        return folder is not None and (folder / "report.html").is_file()

    async def to_report(self, request: Request) -> Response:
        """The report's own address: a film beside it is asked for below it."""
        return RedirectResponse(f"/report/{request.path_params['number']}/", 307)

    async def report(self, request: Request) -> Response:
        """The report of a set; one that is being written is waited for."""
        folder = await asyncio.to_thread(self.folder, request.path_params["number"])
        if folder is None:
            return refusal(request.scope, "server.no_set", 404)
        page, until_s = folder / "report.html", time.monotonic() + _WRITING_S
        while not page.is_file() and (folder / "track.part").exists() and time.monotonic() < until_s:
            await asyncio.sleep(0.1)
        if not page.is_file():
            return refusal(request.scope, "server.no_report", 404)
        return FileResponse(page, media_type="text/html")

    async def video(self, request: Request) -> Response:
        """The film beside a report."""
        folder = await asyncio.to_thread(self.folder, request.path_params["number"])
        film = folder / "annotated.mp4" if folder else None
        if film is None or not film.is_file():
            return refusal(request.scope, "server.nothing", 404)
        return FileResponse(film, media_type="video/mp4")

    async def pain(self, request: Request) -> Response:
        """Keep what is known of a pain afterwards."""
        asked = await read_json(request)
        number, strength, hurt, note = (asked.get(name) for name in ("set", "strength", "pain", "note"))
        good = (
            _whole(number)
            and (strength is None or (_whole(strength) and 0 <= strength <= 10))
            and (note is None or (isinstance(note, str) and len(note) <= 2000))
            and (hurt is None or isinstance(hurt, bool))
        )
        if not good or not isinstance(number, int):
            return refusal(request.scope, "server.not_json", 400)

        def keep() -> bool:
            with contextlib.closing(self._context.open_history()) as history:
                return history.note(number, note, strength=strength, pain=hurt)

        return await kept(request, keep, "server.no_set")


async def kept(request: Request, keep: Callable[[], bool], missing: str) -> Response:
    """Keep something: nothing to tell if that went well.

    Parameters
    ----------
    request : Request
    keep : callable
        Does it, on another thread; False if what it belongs to is not there.
    missing : str
        The sentence for that.
    """
    try:
        found = await asyncio.to_thread(keep)
    except OutputError as error:
        return sentence(request.scope, str(error), 507)
    return Response(status_code=204) if found else refusal(request.scope, missing, 404)


async def read_json(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an empty one where it is none, or too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _BODY_MOST:
            return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
