"""Recordings that are dropped on the page: received into a private folder, then checked in the background."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import shutil
from pathlib import Path
from typing import IO

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from formcheck import outputs
from formcheck.app.answers import refusal, sentence
from formcheck.app.context import Context
from formcheck.app.past_sets import read_json
from formcheck.app.video_job import VideoJob, plain_ending, plain_name
from formcheck.app.wall import by_id
from formcheck.errors import FormcheckError

MOST_BYTES = 2_000_000_000
"""Of a recording: an hour and more from a phone."""
_SPARE_BYTES = 200_000_000
"""What must stay free on the disk, for what is made of it."""
_PIECE = 1 << 20


class Videos:
    """The recordings of this server, by numbers that nobody can guess.

    Parameters
    ----------
    context : Context
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._jobs: dict[str, VideoJob] = {}

    def routes(self) -> list[BaseRoute]:
        """The routes."""
        return [
            Route("/video", self.receive, methods=["PUT"]),
            Route("/video/{job}", self.progress, methods=["GET"]),
            Route("/video/{job}", self.answer, methods=["POST"]),
            Route("/video/{job}", self.give_up, methods=["DELETE"]),
        ]

    async def receive(self, request: Request) -> Response:
        """Take a recording and begin to check it."""
        asked = request.query_params
        exercise, side = asked.get("exercise") or None, asked.get("side") or None
        if exercise is not None and by_id(exercise) is None:
            return refusal(request.scope, "server.no_exercise", 400, why=exercise)
        if side not in (None, "left", "right"):
            return refusal(request.scope, "server.not_json", 400)
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > MOST_BYTES:
            return self._too_large(request)
        self._forget_old()
        self._context.busy += 1
        try:
            return await self._receive(request, asked.get("name", ""), exercise, side, int(stated or 0))
        finally:
            self._context.busy -= 1

    async def _receive(
        self, request: Request, name: str, exercise: str | None, side: str | None, stated: int
    ) -> Response:
        folder: Path | None = None
        try:
            folder = await asyncio.to_thread(outputs.fresh_folder, self._context.uploads / plain_name(name))
            if shutil.disk_usage(folder).free < stated + _SPARE_BYTES:
                raise OSError(errno.ENOSPC, "no space")
            path = folder / f"recording{plain_ending(name)}"
            with open(path, "xb", opener=outputs.private) as file:
                whole = await self._copy(request, file)
            if not whole:
                return self._too_large(request)
            job = VideoJob(self._context, path, name, exercise, side)
            self._jobs[job.id] = job
            job.start()
            folder = None  # the job's from now on
        except ClientDisconnect:
            return Response(status_code=400)
        except FormcheckError as error:
            return sentence(request.scope, str(error), 507)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            key = "server.video.disk_full" if full else "server.video.not_written"
            return refusal(request.scope, key, 507, why=error.strerror or str(error))
        finally:
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
        return JSONResponse({"job": job.id}, 201)

    async def _copy(self, request: Request, file: IO[bytes]) -> bool:
        """Write what comes in, in pieces; False if it is more than may come."""
        waiting, got = bytearray(), 0
        async for part in request.stream():
            got += len(part)
            if got > MOST_BYTES:
                return False
            waiting += part
            if len(waiting) >= _PIECE:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(file.write, bytes(waiting))
        return True

    def _too_large(self, request: Request) -> Response:
        return refusal(request.scope, "server.video.too_large", 413, most=f"{MOST_BYTES / 1e9:g} GB")

    async def progress(self, request: Request) -> Response:
        """How far a recording is."""
        job = self._jobs.get(request.path_params["job"])
        return JSONResponse(job.status()) if job else refusal(request.scope, "server.video.gone", 404)

    async def answer(self, request: Request) -> Response:
        """Which exercise it is."""
        job = self._jobs.get(request.path_params["job"])
        if job is None:
            return refusal(request.scope, "server.video.gone", 404)
        named = (await read_json(request)).get("exercise")
        if not isinstance(named, str) or by_id(named) is None:
            return refusal(request.scope, "server.no_exercise", 400, why=str(named)[:50])
        if not await asyncio.to_thread(job.check_as, named):
            return refusal(request.scope, "server.video.busy", 409)
        return Response(status_code=204)

    async def give_up(self, request: Request) -> Response:
        """Forget a recording."""
        job = self._jobs.pop(request.path_params["job"], None)
        if job is None:
            return refusal(request.scope, "server.video.gone", 404)
        await asyncio.to_thread(job.give_up)
        return Response(status_code=204)

    def _forget_old(self) -> None:
        """Those that are over make room."""
        for number, job in list(self._jobs.items()):
            if job.over:
                with contextlib.suppress(KeyError):
                    del self._jobs[number]
                job.give_up()
