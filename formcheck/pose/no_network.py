"""Which versions of mediapipe open no connection, and a thread on which nothing can open one.

mediapipe 0.10.35 looks up play.googleapis.com whenever a landmarker is closed, and holds what it takes to upload a log.
"""

from __future__ import annotations

import ctypes
import platform
import socket
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from errno import EPERM
from importlib import metadata
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

CHECKED = ("0.10.30", "0.10.31", "0.10.32", "0.10.33")
"""Versions of mediapipe of which a whole replay was traced on Linux, without one network call, and whose libraries for
Linux, macOS and Windows hold none of the strings in :data:`UPLOADER`."""

ADVICE = "pip install 'mediapipe>=0.10.30,<0.10.34'"

UPLOADER = ("https://play.goo", "ogleapis.com/log", "core/logging/", "clearcut", "libcurl", "log_request.proto")
"""Texts of the uploader in mediapipe's library: at least four of them in 0.10.35 for Linux, macOS and Windows, all in
1.2.2. The compiler cuts the address for Linux in two, so it is not to be found in one piece."""

_LIBRARIES = {".so", ".dylib", ".dll", ".pyd"}


def libraries() -> list[Path]:
    """The native libraries of the installed mediapipe; empty if its installer kept no list of its files."""
    try:
        files = metadata.files("mediapipe") or []
    except metadata.PackageNotFoundError:
        return []
    return [path for file in files if file.suffix in _LIBRARIES and (path := Path(str(file.locate()))).is_file()]


def uploader_strings(library: Path) -> list[str]:
    """Strings of :data:`UPLOADER` that a file contains.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    content = library.read_bytes()
    return [text for text in UPLOADER if text.encode() in content]


def objection(version: str, *, cut_off: bool) -> str | None:
    """Why this version of mediapipe is refused; None if it was checked, or can open no socket.

    Parameters
    ----------
    version : str
    cut_off : bool
        It can open no socket.
    """
    if version in CHECKED or cut_off:
        return None
    return f"mediapipe {version} may report to its makers, and this system cannot keep it from the network: {ADVICE}"


def cut_off(do: Callable[[bool], T]) -> T:
    """Run a function on a thread that can open no socket of any kind.

    Parameters
    ----------
    do : callable
        Called with whether sockets are refused to it: True on Linux, on x86-64 and AArch64, unless the system does not
        allow it; False elsewhere.

    Returns
    -------
    object
        What it returns; what it raises is raised here.
    """
    with ThreadPoolExecutor(1, "formcheck-no-network") as thread:
        return thread.submit(lambda: do(_refuse_sockets())).result()


def sockets_are_refused() -> bool:
    """Whether :func:`cut_off` works on this machine, by trying."""

    def open_one(_: bool) -> bool:
        try:
            socket.socket().close()
        except PermissionError:
            return True
        return False

    return cut_off(open_one)


_NO_NEW_PRIVILEGES = 38
_FILTER, _AT_FULL_SPEED = 1, 4
"""Mode of seccomp(2), and its flag without which Linux before 5.16 slows the thread's arithmetic down."""
_CALLS = {"x86_64": (0xC000003E, 317, 41), "aarch64": (0xC00000B7, 277, 198)}
"""Of a machine: its number for audits, and those of its calls seccomp and socket."""
_IO_URING_SETUP = 425
"""Opens a queue that could open sockets without the call."""
_X32 = 0x40000000
"""Calls from this number on are the others in another form."""
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def _refuse_sockets() -> bool:
    """Let this thread, and those it will start, open no socket; False where the system cannot do that."""
    calls = _CALLS.get(platform.machine())
    if sys.platform != "linux" or calls is None or sys.maxsize < 1 << 32:
        return False
    machine, seccomp, open_socket = calls
    steps = [  # each: what, how many steps on if so, if not, with which value
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 0, 5, machine),
        (_LOAD, 0, 0, 0),
        (_IF_AT_LEAST, 3, 0, _X32),
        (_IF_EQUAL, 2, 0, open_socket),
        (_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        (_ANSWER, 0, 0, _ALLOW),
        (_ANSWER, 0, 0, _FAIL | EPERM),
    ]
    program = _Program(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    system = ctypes.CDLL(None)
    if system.prctl(*map(ctypes.c_long, (_NO_NEW_PRIVILEGES, 1, 0, 0, 0))):
        return False
    failed = system.syscall(*map(ctypes.c_long, (seccomp, _FILTER, _AT_FULL_SPEED)), ctypes.byref(program))
    return not failed
