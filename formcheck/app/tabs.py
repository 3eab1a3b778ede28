"""The tabs in which the page is open: the second is told that it is, and without any the server has nothing to do."""

from __future__ import annotations

import contextlib

from starlette.websockets import WebSocket, WebSocketDisconnect


class Tabs:
    """The open tabs, oldest first."""

    def __init__(self) -> None:
        self._open: list[WebSocket] = []
        self.any_yet = False
        self.set_in: object = None
        """The tab's socket in which a set runs, or None."""

    @property
    def open(self) -> int:
        """How many there are."""
        return len(self._open)

    async def serve(self, socket: WebSocket) -> None:
        """Keep a tab in the list as long as it is open."""
        await socket.accept()
        self._open.append(socket)
        self.any_yet = True
        try:
            await self.tell()
            while True:
                if (await socket.receive())["type"] == "websocket.disconnect":
                    break
        finally:
            self._open.remove(socket)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close()
            await self.tell()

    async def tell(self) -> None:
        """Tell every tab which one it is."""
        for number, socket in enumerate(list(self._open)):
            told = {"type": "tab", "second": number > 0, "set_elsewhere": self.set_in is not None}
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_json(told)
