"""One frame as plain numbers, many frames as arrays: the same arithmetic, written once, with the same bits.

What a function takes for a frame is a Python float, bool or int; for a chunk of T frames it is an array ``(T,)`` of
them. Sums, products and comparisons look the same for both; what does not is here. Numpy takes ten times as long as
Python for one number and a hundredth for each of many, so that live and recorded are both quick on one code path.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

DEG = 180.0 / math.pi

Number = Any
"""A float, or (T,) float64."""

Flag = Any
"""A bool, or (T,) bool."""

Code = Any
"""An int, or (T,) int8."""

Numbers = Any
"""n Numbers: a list of floats, or (n, T)."""

Codes = Any
"""n Codes: a list of ints, or (n, T) int8."""


def columns(array: NDArray[np.float64], places: Sequence[int]) -> Numbers:
    """Some numbers of each frame, by their flat index in ``array[frame]``: floats for one frame, else (n, T)."""
    if len(array) == 1:
        return [array.item(place) for place in places]
    return np.ascontiguousarray(array.reshape(len(array), -1)[:, places].T)


def each_row(array: NDArray[np.float64]) -> Numbers:
    """The rows of an array (n, T) or (n, m, T) as numbers."""
    return array[..., 0].tolist() if array.shape[-1] == 1 else array


def known(x: Number) -> Flag:
    """Set where `x` is not NaN."""
    return x == x  # noqa: PLR0124 - only NaN differs from itself; true of numbers and arrays alike


def either(flag: Flag, a: Any, b: Any) -> Any:
    """`a` where the flag is set, else `b`."""
    return (a if flag else b) if isinstance(flag, bool) else np.where(flag, a, b)


def opposite(flag: Flag) -> Flag:
    """Set where the flag is not."""
    return not flag if isinstance(flag, bool) else ~flag


def filled(like: Number, value: Any) -> Any:
    """`value` for every frame that `like` has."""
    return value if isinstance(like, float) else np.full(len(like), value)


def root(x: Number) -> Number:
    """Square root."""
    return math.sqrt(x) if isinstance(x, float) else np.sqrt(x)


def over(a: Number, b: Number) -> Number:
    """Quotient; NaN where `b` is 0."""
    if isinstance(b, float):
        return a / b if b else math.nan
    return a / np.where(b != 0, b, np.nan)


def angles_deg(y: Numbers, x: Numbers) -> Numbers:
    """Angles of n directions from the x axis; NaN where both `y` and `x` are 0."""
    # all of a frame through numpy, whose arc tangent is another one than Python's in the last bit
    up, along = np.asarray(y), np.asarray(x)
    angles = np.arctan2(up, along) * DEG
    if angles.ndim == 1:
        return [math.nan if a == b == 0 else angle for a, b, angle in zip(y, x, angles.tolist(), strict=True)]
    return np.where((up == 0) & (along == 0), np.nan, angles)


def lesser(a: Number, b: Number) -> Number:
    """The smaller one; NaN where either is."""
    if isinstance(a, float):
        return a if a < b or a != a else b  # noqa: PLR0124 - NaN
    return np.minimum(a, b)


def greater(a: Number, b: Number) -> Number:
    """The larger one; NaN where either is."""
    if isinstance(a, float):
        return a if a > b or a != a else b  # noqa: PLR0124 - NaN
    return np.maximum(a, b)


def sign(x: Number) -> Number:
    """-1, 0 or 1; 0 where unknown."""
    return (x > 0) * 1.0 - (x < 0) * 1.0


def as_code(x: Number) -> Code:
    """A whole number as a code."""
    return int(x) if isinstance(x, float | int) else x.astype(np.int8)


def as_rows(x: Numbers | Codes, dtype: Any) -> NDArray[Any]:
    """(n, T) array of n numbers or codes."""
    return np.array(x, dtype).reshape(len(x), -1)


def changes(x: Any, before: Any) -> list[int]:
    """Frames whose flag or code is not that of the frame before; `before` comes before the first."""
    if isinstance(x, bool | int):
        return [0] if x != before else []
    found: list[int] = (np.flatnonzero(x[1:] != x[:-1]) + 1).tolist()
    return [0, *found] if x[0] != before else found
