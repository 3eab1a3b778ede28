"""The panel with the count, and the words: banner of a cue, what is being said, keys."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from formcheck.arrays import Image
from formcheck.overlay.scale import scale_sticker
from formcheck.overlay.stickers import (
    CAP,
    LINE,
    NARROWEST,
    Canvas,
    PixelBox,
    Sticker,
    fitted,
    number,
    paste,
    text_width,
)
from formcheck.screen.layout import Box, layouts
from formcheck.screen.screen import Panel, Screen
from formcheck.screen.themes import Colour, Theme
from formcheck.screen.words import QUESTIONS

RING = 0.38
"""Diameter of the ring around the count over the picture's height."""


class _Places(NamedTuple):
    """The sticker, and boxes (left, top, width, height) in it: the gauge, and the ring of the dose."""

    sticker: Sticker
    gauge: PixelBox
    ring: PixelBox


def draw_panels(bgr: Image, screen: Screen, theme: Theme, unit: float) -> None:
    """The count, and the words.

    Parameters
    ----------
    bgr : (H, W, 3) uint8
        Drawn on in place.
    screen : Screen
    theme : Theme
    unit : float
        A hundredth of the picture's shorter side, px.
    """
    height, width = bgr.shape[:2]
    spots = layouts(width, height)
    layout = spots.get(screen.spot, spots["bottom"])
    panel = screen.panel
    made = _count(panel, theme, (width, height))
    margin = round(2 * unit)
    strips = _strips(screen, theme, (width, height), layout.words)
    if layout.words.right - layout.words.left == 1.0:
        top = _from_below(bgr, strips, unit)
    else:
        top = height
        _beside(bgr, strips, layout.words, margin + made.sticker.size[1], unit)
    at = margin, max(margin, top - margin - made.sticker.size[1]) if layout.low else margin
    paste(bgr, made.sticker, *at)
    if panel.gauge and screen.gauge is not None:
        _gauge(bgr, screen.gauge, made.gauge, at, theme)
    if panel.progress and screen.progress is not None:
        _fill_ring(bgr, screen.progress, made.ring, at, theme)


@lru_cache(maxsize=256)
def _count(panel: Panel, theme: Theme, wh: tuple[int, int]) -> _Places:
    """The panel: the lines beside the head, so that it stays above somebody on the floor."""
    width, height = wh
    unit = min(wh) / 100
    landscape = width >= height
    pad, bar = round(2.4 * unit), max(1, round(1.6 * unit))
    widest = round((0.4 if landscape else 0.6) * width)
    ring = 0 if panel.in_words else round(min(RING * height, widest))
    head = _words_mask(panel.head, widest, unit) if panel.in_words else _in_ring(panel.head, ring, bar)
    size, room = max(1, round((5.0 if landscape else 6.0) * unit)), max(1, round((0.17 if landscape else 0.29) * width))
    blocks = [fitted(line, room, (size, max(1, round(0.7 * size))), 2, 500) for line in panel.lines]
    lines = [(line, at, i == len(blocks) - 1) for i, (at, parts) in enumerate(blocks) for line in parts]
    wide = max((round(text_width(line, at, 500)) for line, at, _ in lines), default=0)
    high = sum(round(LINE * at) for _, at, _ in lines)
    across, down = (ring, ring) if ring else (head.shape[1], head.shape[0])
    gauge = (pad + across + pad // 2, pad, bar, down)
    left = pad + across + (bar + pad // 2 if panel.gauge else 0) + (pad if wide else 0)
    box = left + wide + pad, max(down, high) + 2 * pad
    middle = round((box[1] - down) / 2)
    canvas = Canvas(*box)
    canvas.box((0, 0, *box), theme.panel, theme.panel_cover, radius=round(2.5 * unit))
    if ring:
        canvas.stamp(_circle(ring, bar), (pad, middle), _between(theme.panel, theme.text, 0.28))
    at_head = pad + (across - head.shape[1]) // 2, middle + (down - head.shape[0]) // 2
    canvas.stamp(head, at_head, theme.text if panel.active else theme.quiet)
    y = round((box[1] - high) / 2)
    for line, at, last in lines:
        y += round(LINE * at)
        canvas.text(line, (left, y - round(0.25 * at)), at, 500, theme.text if last else theme.quiet)
    if panel.gauge:
        canvas.box(gauge, _between(theme.panel, theme.text, 0.28), radius=bar // 2)
    return _Places(canvas.sticker(), gauge, (pad, middle, ring, bar))


def _in_ring(text: str, across: int, thick: int) -> Image:
    """A mask of digits as large as a ring has room for, `across` px wide and `thick` px thick."""
    room = max(1, across - 2 * thick - round(0.04 * across))
    as_drawn = number(text, room, 10 * room)
    share = as_drawn.shape[1] / as_drawn.shape[0]
    share *= 1.0 if share < NARROWEST else NARROWEST  # one digit is narrow enough
    high = min(0.82 * room, room / math.hypot(1.0, share))
    return number(text, round(high), math.ceil(high * share))


def _circle(across: int, thick: int) -> Image:
    """A mask of the ring around a number."""
    mask = np.zeros((across, across), np.uint8)
    centre = across // 2
    cv2.circle(mask, (centre, centre), max(1, centre - thick // 2 - 1), (255,), thick, cv2.LINE_AA)
    return mask


def _words_mask(text: str, width: int, unit: float) -> Image:
    """Large words as a mask."""
    size, lines = fitted(text, max(1, width), (max(1, round(13 * unit)), max(1, round(8 * unit))), 3, 700)
    canvas = Canvas(round(max(text_width(line, size, 700) for line in lines)), round((LINE * len(lines) - 0.1) * size))
    for i, line in enumerate(lines):
        canvas.text(line, (0, round((0.82 + LINE * i) * size)), size, 700, (255, 255, 255))  # room for an accent
    return canvas.cover


def _between(a: Colour, b: Colour, share: float) -> Colour:
    first, second, third = (round(p + (q - p) * share) for p, q in zip(a, b, strict=True))
    return first, second, third


def _gauge(bgr: Image, value: float, place: PixelBox, at: tuple[int, int], theme: Theme) -> None:
    """A bar that fills up to the tick of the target."""
    left, top, width, height = place[0] + at[0], place[1] + at[1], place[2], place[3]
    tick = top + round(0.14 * height)
    filled = top + height - round(min(max(value, 0.0), 1.16) * (top + height - tick))
    if filled < top + height:
        cv2.rectangle(bgr, (left, max(filled, top)), (left + width - 1, top + height - 1), theme.good, -1)
    over = max(1, width // 3)
    thick = max(1, width // 4)
    cv2.rectangle(bgr, (left - over, tick - thick // 2), (left + width - 1 + over, tick + thick // 2), theme.text, -1)


def _fill_ring(bgr: Image, value: float, place: PixelBox, at: tuple[int, int], theme: Theme) -> None:
    """The part of the ring that stands for what is done of the dose, from the top clockwise."""
    left, top, across, thick = place[0] + at[0], place[1] + at[1], place[2], place[3]
    done = min(max(value, 0.0), 1.0) * 360
    if done and across:
        centre, radius = (left + across // 2, top + across // 2), max(1, across // 2 - thick // 2 - 1)
        cv2.ellipse(bgr, centre, (radius, radius), -90, 0, done, theme.good, thick)


def _strips(screen: Screen, theme: Theme, wh: tuple[int, int], words: Box) -> list[Sticker]:
    """A sticker for each line of the words, the scale of pain among them; `words` is the room for them."""
    room = round((words.right - words.left) * wh[0])
    asked = screen.stage in QUESTIONS
    lines = list(screen.words)
    forms: dict[str, str] = {
        "caption": "caption" if screen.banner and not asked else "caption alone",
        "keys": "keys" if asked else "hint",
    }
    if asked and room == wh[0]:  # at the lower edge the keys stand under the question
        lines.sort(key=lambda each: each.kind != "keys")
    strips = [_strip(forms.get(each.kind, each.kind), each.text, wh, room, theme) for each in lines]
    if screen.scale:
        strips.insert(1, scale_sticker(screen.count, wh, room, theme))
    return strips


def _from_below(bgr: Image, strips: list[Sticker], unit: float) -> int:
    """Strips on each other, the first at the lower edge; returns where they begin, px."""
    height, width = bgr.shape[:2]
    bottom = int(height)
    for i, strip in enumerate(strips):
        bottom -= strip.size[1] + (round(1.2 * unit) if i or strip.size[0] < width else 0)
        paste(bgr, strip, (width - strip.size[0]) // 2, bottom)
    return bottom


def _beside(bgr: Image, strips: list[Sticker], words: Box, count_bottom: int, unit: float) -> None:
    """Strips under each other in a part of the picture."""
    height, width = bgr.shape[:2]
    gap = round(1.2 * unit)
    top = round(words.top * height)
    if width < height:
        top = max(top, count_bottom + gap)
    elif words.bottom > 0.5:  # beside somebody who stands: at the height of the chest
        top = max(top, round(0.55 * height) - sum(strip.size[1] + gap for strip in strips) // 2)
    for strip in strips:
        left = (width - strip.size[0]) // 2 if width < height else round(words.right * width) - strip.size[0]
        paste(bgr, strip, left, top)
        top += strip.size[1] + gap


class _TextForm(NamedTuple):
    """Largest and smallest size of the text in hundredths of the picture, its most lines, and its weight."""

    largest: float
    smallest: float
    lines: int
    weight: int


_KINDS = {
    "cue": _TextForm(10.0, 5.5, 3, 700),
    "help": _TextForm(8.5, 5.0, 3, 700),
    "pause": _TextForm(8.5, 5.0, 2, 700),
    "caption": _TextForm(5.6, 4.2, 3, 500),
    "caption alone": _TextForm(7.4, 4.6, 3, 500),
    "keys": _TextForm(5.6, 3.6, 2, 500),
    "hint": _TextForm(3.0, 2.0, 1, 500),
}


@lru_cache(maxsize=128)
def _strip(kind: str, text: str, wh: tuple[int, int], room: int, theme: Theme) -> Sticker:
    """A line or more of text on a ground: over the whole width at the bottom, else as wide as the text."""
    unit = min(wh) / 100
    form = _KINDS[kind]
    bold = form.weight == 700
    across = room == wh[0] and bold
    pad = round((3.0 if bold else 1.6) * unit)
    inner = max(1, room - 2 * pad - (0 if across else round(2 * unit)))
    sizes = max(1, round(form.largest * unit)), max(1, round(form.smallest * unit))
    weight = form.weight
    size, lines = fitted(text, inner, sizes, min(form.lines, 2) if across else form.lines, weight)
    widths = [round(text_width(line, size, weight)) for line in lines]
    upper = round(0.55 * pad + 0.12 * size)
    high = round((CAP + LINE * (len(lines) - 1)) * size) + 2 * upper + round(0.12 * size)
    wide = room if across else max(widths, default=0) + 2 * pad
    ground, ink = {
        "cue": (theme.cue, theme.cue_text),
        "help": (theme.help, theme.help_text),
        "pause": (theme.help, theme.help_text),
        "hint": (theme.panel, theme.quiet),
    }.get(kind, (theme.panel, theme.text))
    canvas = Canvas(wide, high)
    cover = 1.0 if bold else theme.panel_cover
    canvas.box((0, 0, wide, high), ground, cover, radius=0 if across else round(1.6 * unit))
    for i, (line, text_wide) in enumerate(zip(lines, widths, strict=True)):
        canvas.text(line, ((wide - text_wide) // 2, upper + round((CAP + LINE * i) * size)), size, weight, ink)
    return canvas.sticker()
