"""Frames of a camera, across the times it is lost and found again."""

from __future__ import annotations

from collections.abc import Callable, Generator

from formcheck.errors import SourceError
from formcheck.media import Frame, Source, SourceLost

RETRY_WAITS_S = (1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0, 8.0)
"""How long is waited before each try to open a lost camera again: three quarters of a minute to find the plug."""
LOST, FOUND = "camera lost: trying to find it again", "camera found again"


def camera_frames(
    source: Source,
    reopen: Callable[[], Source],
    notice: Callable[[str], None],
    clock: Callable[[], float],
    sleep: Callable[[float], object],
) -> Generator[Frame, None, None]:
    """Frames of a camera, across the times it is lost and found again; time goes on meanwhile.

    Parameters
    ----------
    source : Source
        Open; closed in the end.
    reopen : callable
        Opens it again.
    notice : callable
        Told when it is lost and found.
    clock : callable
        Seconds, monotonic.
    sleep : callable
        Waits; true if nobody wants frames any more.

    Raises
    ------
    SourceLost
        If it stays lost.
    """
    offset_s = last_s = 0.0
    try:
        while True:
            try:
                for frame in source:
                    last_s = frame.t_s + offset_s
                    yield Frame(frame.bgr, last_s)
                return
            except SourceLost as lost:
                began_s = clock()
                source.close()
                notice(LOST)
                found = _found_again(reopen, source.size_wh, sleep, lost)
                if found is None:
                    return
                source = found
                offset_s = last_s + max(clock() - began_s, 1e-3)
                notice(FOUND)
    finally:
        source.close()


def _found_again(
    reopen: Callable[[], Source], size_wh: tuple[int, int], sleep: Callable[[float], object], lost: SourceLost
) -> Source | None:
    """The camera; None if nobody wants it any more."""
    for wait_s in RETRY_WAITS_S:
        if sleep(wait_s):
            return None
        try:
            source = reopen()
        except SourceError:
            continue
        if source.size_wh == size_wh:
            return source
        source.close()  # another camera has taken its place
    raise lost
