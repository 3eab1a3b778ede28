"""Where a flag or a code changes, and the stretches of frames in which it stays the same."""

from __future__ import annotations

from itertools import pairwise

from formcheck.arrays import BoolArray, CodeArray


def changes(codes: CodeArray | BoolArray, before: int) -> list[int]:
    """Frames whose flag or code is not that of the frame before.

    Parameters
    ----------
    codes : (T,) int8 or bool
        At least one frame.
    before : int
        The code of the frame before the first.
    """
    (steps,) = (codes[1:] != codes[:-1]).nonzero()
    later: list[int] = (steps + 1).tolist()
    return [0, *later] if codes[0] != before else later


def spans(codes: CodeArray | BoolArray) -> list[tuple[int, int]]:
    """(first frame, frame after the last) of every stretch of one flag or code, in order of time; see `changes`."""
    return list(pairwise([0, *changes(codes, int(codes[0])), len(codes)]))
