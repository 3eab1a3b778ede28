"""The scale of pain: a box a number, the chosen one marked."""

from __future__ import annotations

from functools import lru_cache

from formcheck.overlay.stickers import CAP, Canvas, Sticker, text_width
from formcheck.pain import STRONGEST
from formcheck.screen.themes import Theme

_WEIGHT = 700


@lru_cache(maxsize=32)
def scale_sticker(chosen: str, wh: tuple[int, int], room: int, theme: Theme) -> Sticker:
    """The scale as wide as there is room for, at most three quarters of a wide picture.

    Parameters
    ----------
    chosen : str
        The number to mark; empty for none.
    wh : (int, int)
        Of the picture, px.
    room : int
        Width that may be used, px.
    theme : Theme
    """
    unit = min(wh) / 100
    pad, gap = round(1.6 * unit), max(1, round(0.6 * unit))
    inner = min(round(0.75 * max(wh)), room - round(2 * unit)) - 2 * pad
    box = max(1, (inner - STRONGEST * gap) // (STRONGEST + 1))
    high = min(box, round(9 * unit))
    size, small = max(1, round(0.6 * high)), max(1, round(min(4.0 * unit, 0.55 * box)))
    wide = (STRONGEST + 1) * box + STRONGEST * gap + 2 * pad
    canvas = Canvas(wide, high + 2 * small + 2 * pad)
    canvas.box((0, 0, wide, high + 2 * small + 2 * pad), theme.panel, theme.panel_cover, radius=round(1.6 * unit))
    for n in range(STRONGEST + 1):
        left, text, marked = pad + n * (box + gap), str(n), str(n) == chosen
        canvas.box((left, pad, box, high), theme.cue if marked else theme.help, radius=round(0.8 * unit))
        x = left + round((box - text_width(text, size, _WEIGHT)) / 2)
        y = pad + round((high + CAP * size) / 2)
        canvas.text(text, (x, y), size, _WEIGHT, theme.cue_text if marked else theme.help_text)
    y = pad + high + round(1.6 * small)
    canvas.text("no pain", (pad, y), small, 500, theme.text)
    worst = "worst pain"
    canvas.text(worst, (wide - pad - round(text_width(worst, small, 500)), y), small, 500, theme.text)
    return canvas.sticker()
