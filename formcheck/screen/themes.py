"""Colours of the screen, each set readable from afar and told apart by colour-blind people."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.errors import ThemeError

Colour = tuple[int, int, int]
"""Blue, green, red: as OpenCV draws."""


def _rgb(code: int) -> Colour:
    return code & 255, code >> 8 & 255, code >> 16


@dataclass(frozen=True)
class Theme:
    """Colours of one look.

    Attributes
    ----------
    panel, text, quiet : Colour
        Ground of numbers and words, words on it, lesser words on it.
    panel_cover : float
        How much of the picture a panel hides, 0 to 1.
    good, bad, unsure : Colour
        Limbs in good form, limbs to be corrected, limbs that are only guessed.
    edge : Colour
        Around limbs and lines, so that they stand out from any room and any clothes.
    aim : Colour
        Lines to reach.
    cue, cue_text, help, help_text : Colour
        The banner of a correction, and of help with the picture.
    """

    panel: Colour
    text: Colour
    quiet: Colour
    panel_cover: float
    good: Colour
    bad: Colour
    unsure: Colour
    edge: Colour
    aim: Colour
    cue: Colour
    cue_text: Colour
    help: Colour
    help_text: Colour


# Blue and orange of Okabe & Ito, "Color Universal Design" (2008): told apart with any kind of colour blindness
_SKY, _BLUE, _ORANGE, _VERMILION = _rgb(0x56B4E9), _rgb(0x0072B2), _rgb(0xE69F00), _rgb(0xD55E00)
_INK, _WHITE, _BLACK = _rgb(0x14181E), _rgb(0xFFFFFF), _rgb(0x000000)

THEMES: dict[str, Theme] = {
    "dark": Theme(
        panel=_INK, text=_WHITE, quiet=_rgb(0xD4D9E0), panel_cover=0.72,
        good=_SKY, bad=_ORANGE, unsure=_rgb(0xAAAAAA), edge=_INK, aim=_WHITE,
        cue=_ORANGE, cue_text=_INK, help=_rgb(0x103E6E), help_text=_WHITE,
    ),
    "light": Theme(
        panel=_rgb(0xF6F4EF), text=_INK, quiet=_rgb(0x474D55), panel_cover=0.86,
        good=_BLUE, bad=_VERMILION, unsure=_rgb(0x777777), edge=_WHITE, aim=_INK,
        cue=_rgb(0xFFB22E), cue_text=_INK, help=_rgb(0xCDE6F7), help_text=_rgb(0x0B2C4D),
    ),
    "high-contrast": Theme(
        panel=_BLACK, text=_WHITE, quiet=_rgb(0xFFF200), panel_cover=1.0,
        good=_rgb(0x00C8FF), bad=_rgb(0xFF8A00), unsure=_WHITE, edge=_BLACK, aim=_rgb(0xFFF200),
        cue=_rgb(0xFFF200), cue_text=_BLACK, help=_BLACK, help_text=_WHITE,
    ),
}  # fmt: skip # a table, packed


def names() -> list[str]:
    """The themes there are; the first is the usual one."""
    return list(THEMES)


def get(name: str) -> Theme:
    """A theme by its name.

    Raises
    ------
    ThemeError
        If there is none of that name.
    """
    if name not in THEMES:
        raise ThemeError(f"no theme is called '{name}': choose one of {', '.join(THEMES)}")
    return THEMES[name]
