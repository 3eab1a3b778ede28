from __future__ import annotations

import numpy as np
import pytest

from formcheck.errors import ThemeError
from formcheck.screen import themes
from formcheck.screen.themes import THEMES, Colour, Theme

ROOMS: list[Colour] = [(255, 255, 255), (0, 0, 0), (120, 120, 120)]

# Linear RGB as seen without one kind of cone: Machado, Oliveira & Fernandes 2009, severity 1.0
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(bgr: Colour) -> np.ndarray:
    rgb = np.array(bgr[::-1]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(a: np.ndarray, b: np.ndarray) -> float:
    """WCAG 2 contrast ratio of two colours in linear RGB."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted(float(np.clip(c, 0, 1) @ weights) for c in (a, b))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour in linear RGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.clip(to_xyz @ np.clip(rgb, 0, 1), 1e-6, None) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def on(theme: Theme, room: Colour) -> Colour:
    """A panel over a room of one colour."""
    mixed = [p * theme.panel_cover + r * (1 - theme.panel_cover) for p, r in zip(theme.panel, room, strict=True)]
    return round(mixed[0]), round(mixed[1]), round(mixed[2])


@pytest.mark.parametrize("name", themes.names())
@pytest.mark.parametrize("room", ROOMS)
def test_text_on_panels_can_be_read_in_any_room(name: str, room: Colour) -> None:
    theme = THEMES[name]
    ground = linear(on(theme, room))
    assert contrast(linear(theme.text), ground) >= 4.5
    assert contrast(linear(theme.quiet), ground) >= 4.5


@pytest.mark.parametrize("name", themes.names())
def test_text_on_banners_can_be_read(name: str) -> None:
    theme = THEMES[name]
    assert contrast(linear(theme.cue_text), linear(theme.cue)) >= 7
    assert contrast(linear(theme.help_text), linear(theme.help)) >= 7


@pytest.mark.parametrize("name", themes.names())
def test_limbs_and_lines_stand_out_from_their_edges(name: str) -> None:
    theme = THEMES[name]
    for colour in (theme.good, theme.bad, theme.aim):
        assert contrast(linear(colour), linear(theme.edge)) >= 3


@pytest.mark.parametrize("name", themes.names())
@pytest.mark.parametrize("kind", [None, *BLIND])
def test_good_and_bad_are_told_apart_with_every_kind_of_sight(name: str, kind: str | None) -> None:
    theme = THEMES[name]
    seen = np.array(BLIND[kind]) if kind else np.eye(3)
    good, bad = (lab(seen @ linear(colour)) for colour in (theme.good, theme.bad))
    assert np.linalg.norm(good - bad) >= 40  # twenty times what is just noticed


def test_a_theme_that_does_not_exist_is_told_in_one_line() -> None:
    with pytest.raises(ThemeError) as caught:
        themes.get("pink")
    assert str(caught.value) == "no theme is called 'pink': choose one of dark, light, high-contrast"
