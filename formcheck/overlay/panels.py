"""The panel with the count, and the words: banner of a cue, what is being said, keys."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import cv2

from formcheck.overlay.stickers import (
    CAP,
    LINE,
    Canvas,
    Image,
    Sticker,
    fitted,
    number,
    paste,
    text_width,
)  # fmt: skip
from formcheck.placement import boxes
from formcheck.screen import Screen, clock_text
from formcheck.themes import Colour, Theme

DIGITS = 0.265
"""Height of the digits over the picture's height."""
_WIDEST = {True: 0.42, False: 0.62}
"""Width that digits may take, over the picture's, in landscape and in portrait."""


class _Count(NamedTuple):
    """All that the count's sticker is made from."""

    text: str
    below: tuple[str, ...]
    large: bool
    active: bool
    bars: tuple[bool, bool]
    wh: tuple[int, int]
    theme: Theme


class _Places(NamedTuple):
    """The sticker, and the boxes (left, top, width, height) in it of what moves: the gauge and the progress."""

    sticker: Sticker
    gauge: tuple[int, int, int, int]
    progress: tuple[int, int, int, int]


def draw_count(bgr: Image, screen: Screen, theme: Theme, unit: float) -> int:
    """The count, clock or countdown, top left; returns how far down it reaches, px."""
    height, width = bgr.shape[:2]
    text, large = screen.count, False
    gauge, progress = screen.gauge, screen.progress
    below = [f"{screen.unit} {screen.dose}".strip(), screen.sides, screen.stage or screen.phase]
    if screen.countdown_s is not None:
        text, below = clock_text(math.ceil(max(screen.countdown_s, 0.0))), [screen.stage or screen.phase]
        gauge = None
    elif screen.stage and not screen.active and screen.count.strip("0:") == "":
        text, below, large = screen.stage, [], True  # nothing counted yet: where to go matters more
        gauge = progress = None
    key = _Count(
        text, tuple(line for line in below if line), large, screen.active or screen.countdown_s is not None,
        (gauge is not None, progress is not None), (width, height), theme,
    )  # fmt: skip
    made = _count(key)
    margin = round(2 * unit)
    paste(bgr, made.sticker, margin, margin)
    if gauge is not None:
        _gauge(bgr, gauge, made.gauge, margin, theme)
    if progress is not None:
        _progress(bgr, progress, made.progress, margin, theme)
    return margin + made.sticker.size[1]


@lru_cache(maxsize=256)
def _count(key: _Count) -> _Places:
    width, height = key.wh
    unit = min(width, height) / 100
    pad, line = round(2.4 * unit), max(1, round((5 if width >= height else 6.4) * unit))
    widest = round(_WIDEST[width >= height] * width)
    bar = round(1.6 * unit)
    if key.large:
        size, lines = fitted(key.text, widest - 2 * pad, (round(13 * unit), round(8 * unit)), 3, 700)
        head_wh = (
            round(max(text_width(part, size, 700) for part in lines)),
            round((CAP + LINE * (len(lines) - 1)) * size),
        )
    else:
        digits = number(key.text, max(1, round(DIGITS * height)), widest)
        size, lines, head_wh = 0, (), (digits.shape[1], digits.shape[0])
    below = [fitted(text, widest, (line, line // 2), 1, 500) for text in key.below]
    inner = max([head_wh[0], *(round(text_width(part, at, 500)) for at, parts in below for part in parts)])
    beside = bar + round(1.6 * unit) if key.bars[0] else 0
    n_lines = sum(len(parts) for _, parts in below)
    under = (bar + pad if key.bars[1] else 0) + (round((LINE * n_lines - 0.35) * line) + pad // 2 if n_lines else 0)
    under += round(0.25 * size)  # what hangs below the last line of a word
    box = (inner + beside + 2 * pad, head_wh[1] + under + 2 * pad + (pad // 3 if n_lines else 0))
    canvas = Canvas(*box)
    canvas.box((0, 0, *box), key.theme.panel, key.theme.panel_cover, radius=round(2.5 * unit))
    ink = key.theme.text if key.active or key.large else key.theme.quiet
    for i, part in enumerate(lines):
        canvas.text(part, (pad, pad + round((CAP + LINE * i) * size)), size, 700, ink)
    if not key.large:
        canvas.stamp(digits, (pad, pad), ink)
    y = pad + head_wh[1]
    progress = (pad, y + pad, box[0] - 2 * pad, bar)
    y += bar + pad if key.bars[1] else 0
    y += pad // 3
    for at, parts in below:
        for part in parts:
            y += round(LINE * line)
            canvas.text(part, (pad, y), at, 500, key.theme.text if part == key.below[-1] else key.theme.quiet)
    gauge = (box[0] - pad - bar, pad, bar, head_wh[1])
    for kept, place in zip(key.bars, (gauge, progress), strict=True):
        if kept:
            canvas.box(place, _between(key.theme.panel, key.theme.text, 0.28), radius=bar // 2)
    return _Places(canvas.sticker(), gauge, progress)


def _between(a: Colour, b: Colour, share: float) -> Colour:
    first, second, third = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return first, second, third


def _gauge(bgr: Image, value: float, place: tuple[int, int, int, int], margin: int, theme: Theme) -> None:
    """A bar that fills up to the tick of the target."""
    left, top, width, height = place[0] + margin, place[1] + margin, place[2], place[3]
    tick = top + round(0.14 * height)
    filled = top + height - round(min(max(value, 0.0), 1.16) * (top + height - tick))
    if filled < top + height:
        cv2.rectangle(bgr, (left, max(filled, top)), (left + width - 1, top + height - 1), theme.good, -1)
    over = max(1, width // 3)
    thick = max(1, width // 4)
    cv2.rectangle(bgr, (left - over, tick - thick // 2), (left + width - 1 + over, tick + thick // 2), theme.text, -1)


def _progress(bgr: Image, value: float, place: tuple[int, int, int, int], margin: int, theme: Theme) -> None:
    """A bar of the dose that is done."""
    left, top, width, height = place[0] + margin, place[1] + margin, place[2], place[3]
    done = round(min(max(value, 0.0), 1.0) * width)
    if done:
        cv2.rectangle(bgr, (left, top), (left + done - 1, top + height - 1), theme.good, -1)


def draw_words(bgr: Image, screen: Screen, theme: Theme, unit: float, count_bottom: int) -> None:
    """The banner and what is being said, one above the other where the body is not; else the keys."""
    height, width = bgr.shape[:2]
    kind, text = screen.banner or ("", "")
    said = screen.caption if screen.caption != text else ""
    spots = boxes(width, height)
    spot = screen.spot if screen.spot in spots else "bottom"
    if not text and not said:
        if screen.hint:
            sticker = _strip("hint", screen.hint, (width, height), width, theme)
            paste(bgr, sticker, round(2 * unit), height - sticker.size[1] - round(2 * unit))
        return
    box = spots[spot]
    room = width if spot == "bottom" else round((box.right - box.left) * width)
    parts = [_strip(kind, text, (width, height), room, theme)] if text else []
    parts += [_strip("said", said, (width, height), room, theme)] if said else []
    gap = round(1.2 * unit)
    if spot == "bottom":
        bottom = height
        for i, part in enumerate(parts):
            bottom -= part.size[1] + (gap if i or not text else 0)
            paste(bgr, part, (width - part.size[0]) // 2, bottom)
        return
    high = sum(part.size[1] + gap for part in parts) - gap
    top = round(box.top * height)
    if spot == "side":
        top = max(top, round((box.top + box.bottom) / 2 * height) - high // 2)
    elif width < height:
        top = max(top, count_bottom + gap)
    for part in parts:
        left = round(box.right * width - part.size[0]) if width >= height else (width - part.size[0]) // 2
        paste(bgr, part, left, top)
        top += part.size[1] + gap


_SIZES = {
    "cue": (10.0, 5.5, 3),
    "help": (8.5, 5.0, 3),
    "pause": (8.5, 5.0, 2),
    "said": (5.6, 4.2, 3),
    "hint": (3.0, 2.0, 1),
}
"""Largest and smallest size of the text in hundredths of the picture, and how many lines it may take."""


@lru_cache(maxsize=128)
def _strip(kind: str, text: str, wh: tuple[int, int], room: int, theme: Theme) -> Sticker:
    """A line or more of text on a ground: over the whole width at the bottom, else as wide as the text."""
    unit = min(wh) / 100
    largest, smallest, most = _SIZES[kind]
    across = room == wh[0] and kind not in ("said", "hint")
    pad = round((3.0 if kind in ("cue", "help", "pause") else 1.6) * unit)
    weight = 700 if kind in ("cue", "help", "pause") else 500
    n = most - 1 if across and most > 1 else most
    inner = max(1, room - 2 * pad - (0 if across else round(2 * unit)))
    size, lines = fitted(text, inner, (max(1, round(largest * unit)), max(1, round(smallest * unit))), n, weight)
    widths = [round(text_width(line, size, weight)) for line in lines]
    upper = round(0.55 * pad + 0.12 * size)
    high = round((CAP + LINE * (len(lines) - 1)) * size) + 2 * upper + round(0.12 * size)
    wide = room if across else max(widths, default=0) + 2 * pad
    ground, ink = {
        "cue": (theme.cue, theme.cue_text), "said": (theme.panel, theme.text), "hint": (theme.panel, theme.quiet),
    }.get(kind, (theme.help, theme.help_text))  # fmt: skip
    canvas = Canvas(wide, high)
    cover = theme.panel_cover if kind in ("said", "hint") else 1.0
    canvas.box((0, 0, wide, high), ground, cover, radius=0 if across else round(1.6 * unit))
    for i, (line, text_wide) in enumerate(zip(lines, widths, strict=True)):
        canvas.text(line, ((wide - text_wide) // 2, upper + round((CAP + LINE * i) * size)), size, weight, ink)
    return canvas.sticker()
