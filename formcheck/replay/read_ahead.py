"""Frames of a source that are decoded on a thread of their own, some in advance."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator

from formcheck.media import Frame, Source

_AHEAD = 8
"""Frames that may wait: a 720p one takes 2.8 MB."""
_WAIT_S = 0.1


def read_ahead(source: Source) -> Iterator[Frame]:
    """The frames of a source, read some in advance on another thread.

    Notes
    -----
    What goes wrong over there is raised here, after the frames before it.
    """
    waiting: queue.Queue[Frame | BaseException | None] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def put(item: Frame | BaseException | None) -> None:
        while not stopped.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(item, timeout=_WAIT_S)
                return

    def read() -> None:
        try:
            for frame in source:
                put(frame)
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:  # noqa: BLE001 - raised again on the caller's thread
            put(error)

    thread = threading.Thread(target=read, name="formcheck-frames", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
        source.close()
        thread.join()
