"""Download one file of known size; give up quickly where nobody answers."""

from __future__ import annotations

import queue
import threading
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from formcheck.errors import ModelError
from formcheck.progress import ProgressCallback

_CONNECT_S = 5.0
"""How long a server may take to answer before the next way is tried."""
_STALL_S = 15.0
_CHUNK = 1 << 16


def download(url: str, size: int, progress: ProgressCallback | None) -> bytes:
    """The file, in memory: what is incomplete is never written anywhere.

    Parameters
    ----------
    url : str
    size : int
        Bytes expected; what is longer is not read to its end.
    progress : callable or None

    Raises
    ------
    ModelError
        If the server does not answer within a few seconds, or the transfer breaks off.
    """
    received = bytearray()
    try:
        with _open(url) as response:
            while len(received) <= size and (chunk := response.read(_CHUNK)):
                received += chunk
                if progress:
                    progress(len(received), size)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise ModelError(f"{urlsplit(url).hostname} cannot be reached ({reason})") from error
    return bytes(received)


def _open(url: str) -> Any:
    """``urlopen`` that gives up after ``_CONNECT_S`` in all.

    A timeout of urlopen's own is per address and does not cover the name lookup: behind a firewall that drops
    packets it would add up to minutes.
    """
    answer: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def connect() -> None:
        try:
            answer.put(urllib.request.urlopen(url, timeout=_STALL_S))
        except (OSError, HTTPException) as error:
            answer.put(error)

    threading.Thread(target=connect, daemon=True).start()
    try:
        result = answer.get(timeout=_CONNECT_S)
    except queue.Empty as error:
        raise TimeoutError(f"no answer in {_CONNECT_S:.0f} s") from error
    if isinstance(result, Exception):
        raise result
    return result
