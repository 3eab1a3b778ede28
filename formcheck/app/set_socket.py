"""The websocket of a set: frames and keys in, screens and words out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.app.context import Context
from formcheck.app.sentences import say
from formcheck.app.set_request import Refused, SetRequest, read_request
from formcheck.app.set_run import SetRun

MOST_BYTES = 2_000_000
"""Of one message: a JPEG of a frame takes 22 kB."""
_SWEEP_S = 0.5
_TEXT_MOST = 10_000
_WRITING_S = 30.0
_PICTURES_MOST = 8


class SetSockets:
    """Serves ``/ws/set``; one set runs at a time.

    Parameters
    ----------
    context : Context
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._leaving = False

    async def serve(self, socket: WebSocket) -> None:
        """Run what the page asks for, until it is over or the page is gone."""
        await socket.accept()
        context = self._context
        try:
            asked = read_request(_message(await socket.receive_text()))
            await self._begin()
        except Refused as refused:
            await _last(socket, {"type": "refused", "text": str(refused)})
            return
        except (WebSocketDisconnect, KeyError):
            return
        try:
            context.tabs.set_in = socket
            await context.tabs.tell()
            await self._run(socket, asked)
        finally:
            context.tabs.set_in, self._leaving = None, False
            context.running.release()
            context.model.prepare()
            await context.tabs.tell()

    async def _begin(self) -> None:
        """Be the one set that runs; one whose page has gone is given the time to write its files.

        Raises
        ------
        Refused
            If another one runs.
        """
        context, until_s = self._context, time.monotonic() + _WRITING_S
        while not context.running.acquire(blocking=False):
            if not self._leaving or time.monotonic() > until_s:
                raise Refused(say("server.running"))
            await asyncio.sleep(0.05)

    async def _run(self, socket: WebSocket, asked: SetRequest) -> None:
        loop = asyncio.get_running_loop()
        outbox: asyncio.Queue[str | bytes] = asyncio.Queue()

        def send(message: str | bytes) -> None:
            if isinstance(message, str) or outbox.qsize() < _PICTURES_MOST:  # one that reads slowly misses pictures
                loop.call_soon_threadsafe(outbox.put_nowait, message)

        try:
            run = SetRun(self._context, asked, send)
        except Refused as refused:
            await _last(socket, {"type": "refused", "text": str(refused)})
            return
        run.start()
        tasks = [asyncio.create_task(each) for each in (_listen(socket, run), _tell(socket, outbox), _sweep(run))]
        listening, telling, sweeping = tasks
        try:
            while not run.over and not listening.done() and not telling.done():
                await asyncio.wait(tasks[:2], timeout=_SWEEP_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._leaving = True
            run.leave()
            await _until_over(run)
            sweeping.cancel()
            listening.cancel()
            await asyncio.sleep(0)
            while not outbox.empty() and not telling.done():
                await asyncio.sleep(0.01)
            telling.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close()


async def _listen(socket: WebSocket, run: SetRun) -> None:
    """Hand on what the page sends until it is gone."""
    while True:
        received = await socket.receive()
        if received["type"] == "websocket.disconnect":
            return
        if (frame := received.get("bytes")) is not None:
            run.frame(frame)
        elif (text := received.get("text")) is not None:
            with contextlib.suppress(Refused):
                run.receive(_message(text))


async def _tell(socket: WebSocket, outbox: asyncio.Queue[str | bytes]) -> None:
    """Send what the run has to say, in its order, until the page is gone."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            message = await outbox.get()
            await (socket.send_text(message) if isinstance(message, str) else socket.send_bytes(message))


async def _sweep(run: SetRun) -> None:
    while True:
        await asyncio.sleep(_SWEEP_S)
        run.tell_dropped()


async def _until_over(run: SetRun) -> None:
    """Wait until everything is written, whatever happens to the page meanwhile."""
    while not run.over:
        await asyncio.sleep(0.02)


async def _last(socket: WebSocket, message: dict[str, Any]) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_json(message)
        await socket.close()


def _message(text: str) -> dict[str, Any]:
    """A message of the page.

    Raises
    ------
    Refused
        If it is none.
    """
    try:
        message = json.loads(text) if len(text) <= _TEXT_MOST else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise Refused(say("server.no_start"))
    return message
