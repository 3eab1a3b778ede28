"""Words and panels as ready-made stickers: built once, then laid on every frame in two passes over few pixels."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np

from formcheck.arrays import Image
from formcheck.screen.themes import Colour

PixelBox = tuple[int, int, int, int]
"""Left, top, width, height, px."""

CAP = 0.7
"""Height of a capital letter or a digit over the font's size."""
LINE = 1.22
"""From one line of text to the next, over its size."""
NARROWEST = 0.74
"""Digits are narrowed to this share of their width before they are made smaller: height is what is seen from afar."""
EAST_ASIAN = 0x2E80
"""First letter, by its number in Unicode, of the scripts of East Asia."""
_fonts = threading.local()


class Sticker(NamedTuple):
    """What is laid on a picture: how much of it stays, and what is added; both (H, W, 3), 0 to 255."""

    keep: Image
    add: Image

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return self.keep.shape[1], self.keep.shape[0]


def paste(bgr: Image, sticker: Sticker, left: int, top: int) -> None:
    """Lay a sticker on a picture, in place; what is outside is cut off.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
    sticker : Sticker
    left, top : int
        Where its upper left corner comes, px.
    """
    here, inside = _overlap((bgr.shape[1], bgr.shape[0]), sticker.size, left, top)
    part = bgr[here]
    if part.size:
        cv2.add(cv2.multiply(part, sticker.keep[inside], scale=1 / 255), sticker.add[inside], dst=part)


class Canvas:
    """Where a sticker is made: what is laid later covers what is there."""

    def __init__(self, width: int, height: int) -> None:
        self._add = np.zeros((max(height, 1), max(width, 1), 3), np.uint8)
        self._keep = np.full((max(height, 1), max(width, 1)), 255, np.uint8)

    @property
    def cover(self) -> Image:
        """How much of the picture is hidden, (H, W), 0 to 255."""
        return np.asarray(255 - self._keep)

    def box(self, box: PixelBox, colour: Colour, cover: float = 1.0, radius: int = 0) -> None:
        """A filled rectangle (left, top, width, height) with round corners.

        Parameters
        ----------
        box : (left, top, width, height)
            px.
        colour : Colour
        cover : float
            How much of what is under it is hidden, 0 to 1.
        radius : int
            Of its corners, px.
        """
        left, top, width, height = box
        mask = np.zeros((max(height, 1), max(width, 1)), np.uint8)
        r = max(0, min(radius, (width - 1) // 2, (height - 1) // 2))
        cv2.rectangle(mask, (r, 0), (width - 1 - r, height - 1), 255, -1)
        cv2.rectangle(mask, (0, r), (width - 1, height - 1 - r), 255, -1)
        for x in (r, width - 1 - r):
            for y in (r, height - 1 - r):
                cv2.circle(mask, (x, y), r, 255, -1, cv2.LINE_AA)
        self.stamp(np.asarray(cv2.convertScaleAbs(mask, alpha=cover), np.uint8), (left, top), colour)

    def text(self, text: str, at: tuple[int, int], size: int, weight: int, colour: Colour) -> None:
        """A line of text.

        Parameters
        ----------
        text : str
        at : (x, y)
            The left end of its baseline, px.
        size, weight
            As of :func:`text_width`.
        colour : Colour
        """
        mask = np.zeros((2 * size, round(text_width(text, size, weight)) + size), np.uint8)
        cv2.putText(mask, text, (size // 2, round(1.4 * size)), (255,), font(), size, weight)
        self.stamp(mask, (at[0] - size // 2, at[1] - round(1.4 * size)), colour)

    def stamp(self, mask: Image, at: tuple[int, int], colour: Colour) -> None:
        """A shape in a colour.

        Parameters
        ----------
        mask : (H, W) uint8
            How much of what is under it is hidden, 0 to 255.
        at : (x, y)
            Where its upper left corner comes, px.
        colour : Colour
        """
        here, inside = _overlap((self._keep.shape[1], self._keep.shape[0]), (mask.shape[1], mask.shape[0]), *at)
        part = np.ascontiguousarray(mask[inside])
        if not part.size:
            return
        rest = np.asarray(255 - part)
        inked = cv2.merge([cv2.convertScaleAbs(part, alpha=channel / 255) for channel in colour])
        under = cv2.multiply(self._add[here], cv2.merge([rest, rest, rest]), scale=1 / 255)
        self._add[here] = cv2.add(inked, under)
        self._keep[here] = cv2.multiply(self._keep[here], rest, scale=1 / 255)

    def sticker(self) -> Sticker:
        """What has been drawn."""
        return Sticker(np.asarray(cv2.merge([self._keep] * 3), np.uint8), self._add)


def _overlap(
    outer_wh: tuple[int, int], wh: tuple[int, int], left: int, top: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Where something laid into something larger is seen: rows and columns of the larger, and of itself."""
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = max(x0, min(left + wh[0], outer_wh[0])), max(y0, min(top + wh[1], outer_wh[1]))
    return (slice(y0, y1), slice(x0, x1)), (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))


def font() -> Any:
    """OpenCV's own sans-serif font, one instance a thread: it caches what it has rendered.

    Notes
    -----
    Latin, Cyrillic and Hebrew are drawn in every weight. Other letters it takes from a second font inside OpenCV, in
    one weight: Greek, Chinese, Japanese, Korean. Arabic comes out unjoined; an emoji is a question mark.
    """
    if not hasattr(_fonts, "sans"):
        _fonts.sans = cv2.FontFace("sans")
    return _fonts.sans


def text_width(text: str, size: float, weight: int) -> float:
    """Width of a line of text, px.

    Parameters
    ----------
    text : str
    size : float
        Of the font, px.
    weight : int
        100 to 900; 400 is regular, 700 bold.
    """
    return _width_at_100(text, weight) * size / 100


@lru_cache(maxsize=2048)
def _width_at_100(text: str, weight: int) -> int:
    _, _, width, _ = cv2.getTextSize((8192, 8192), text, (0, 0), font(), 100, weight)
    return int(width)


@lru_cache(maxsize=64)
def number(text: str, height: int, width: int) -> Image:
    """A mask of digits exactly `height` high and at most `width` wide: narrowed first, made smaller when too narrow.

    Parameters
    ----------
    text : str
        Digits, with or without a colon.
    height, width : int
        px.
    """
    size = round(height / CAP)
    mask = np.zeros((2 * size, round(text_width(text, size, 700)) + size), np.uint8)
    cv2.putText(mask, text, (size // 2, round(1.5 * size)), (255,), font(), size, 700)
    left, top, wide_px, high_px = cv2.boundingRect(mask)
    if not wide_px:
        return np.zeros((max(height, 1), 1), np.uint8)
    glyphs = mask[top : top + high_px, left : left + wide_px]
    wide = glyphs.shape[1] * height / glyphs.shape[0]
    narrow = min(wide, width)
    high = height * min(1.0, narrow / (NARROWEST * wide))
    return np.asarray(cv2.resize(glyphs, (max(1, round(narrow)), max(1, round(high))), interpolation=cv2.INTER_AREA))


@lru_cache(maxsize=512)
def fitted(text: str, width: int, sizes: tuple[int, int], lines: int, weight: int) -> tuple[int, tuple[str, ...]]:
    """The size at which a text is laid in a width, and its lines.

    Parameters
    ----------
    text : str
    width : int
        px.
    sizes : (int, int)
        The largest, and the smallest that is still readable.
    lines : int
        As many as there is room for; fewer where the text then keeps most of its size, more where it would get
        smaller than is readable.
    weight : int
        As of :func:`text_width`.
    """
    largest, smallest = sizes
    for n in range(1, 100):
        size = largest
        while size > smallest and (
            _breaks_a_word(text, width, size, weight) or not _fits(text, width, size, n, weight)
        ):
            size -= 1
        fits = _fits(text, width, size, n, weight)
        if fits and (size >= 0.8 * largest or n >= lines):
            break
    return max(size, 1), wrapped(text, width, max(size, 1), weight)


def _breaks_a_word(text: str, width: int, size: int, weight: int) -> bool:
    """Whether a word is too long; Chinese and Japanese have no spaces, and may be broken anywhere."""
    return any(text_width(word, size, weight) > width and ord(max(word)) < EAST_ASIAN for word in text.split())


def _fits(text: str, width: int, size: int, lines: int, weight: int) -> bool:
    return len(_filled(_words(text, width, size, weight), width, size, weight)) <= lines


def wrapped(text: str, width: int, size: int, weight: int) -> tuple[str, ...]:
    """Lines of about the same length; words too long, and scripts without spaces, are cut anywhere.

    Parameters
    ----------
    text : str
    width : int
        That no line exceeds, px.
    size, weight
        As of :func:`text_width`.
    """
    words = _words(text, width, size, weight)
    lines = _filled(words, width, size, weight)
    while len(lines) > 1:
        width -= size
        evener = _filled(words, width, size, weight)
        if len(evener) > len(lines) or any(text_width(line, size, weight) > width for line in evener):
            break
        lines = evener
    return tuple(lines)


def _filled(words: list[str], width: int, size: int, weight: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _words(text: str, width: int, size: int, weight: int) -> list[str]:
    return [part for word in text.split() for part in _cut(word, width, size, weight)]


def _cut(word: str, width: int, size: int, weight: int) -> list[str]:
    if text_width(word, size, weight) <= width or len(word) == 1:
        return [word]
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size, weight) > width:
            parts.append("")
        parts[-1] += letter
    return parts
