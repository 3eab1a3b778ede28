from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, performed

from formcheck import demonstrations
from formcheck.coach.guidance import Guidance
from formcheck.overlay import window
from formcheck.screen.display import bare_screen


def test_a_frame_is_shown_as_in_a_mirror_with_its_screen_and_is_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[np.ndarray] = []
    asked: dict[str, Any] = {name: lambda *_: 1 for name in ("namedWindow", "resizeWindow", "getWindowProperty")}
    cv2 = SimpleNamespace(
        **asked,
        imshow=lambda _, bgr: shown.append(bgr),
        waitKey=lambda _: ord("q"),
        **dict.fromkeys(("WINDOW_NORMAL", "WINDOW_KEEPRATIO", "WINDOW_GUI_NORMAL", "WND_PROP_VISIBLE"), 0),
    )
    monkeypatch.setattr(window, "cv2", cv2)
    monkeypatch.setattr(window, "display_problem", lambda: None)
    monkeypatch.setattr(window, "screen_wh", lambda: (1000, 800))
    width, height = SIZE_WH
    bgr = np.full((height, width, 3), 90, np.uint8)
    bgr[:, : width // 2] = 250  # the left half is bright
    before = bgr.copy()
    screen = bare_screen(performed("squat")[:1], Guidance("", caption="Watching"), "Watching", theme="dark", keys=())
    assert window.Window("formcheck", SIZE_WH).show(bgr, screen) == "quit"
    assert np.array_equal(bgr, before)
    bottom = shown[0][height // 2 : height - 30]
    assert np.median(bottom[:, : width // 2]) == 90
    assert np.median(bottom[:, width // 2 :]) == 250
    assert (shown[0] != before[:, ::-1]).any()  # something is drawn over it


def test_it_opens_as_large_as_the_screen_and_fills_it_by_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[tuple[int, int]] = []
    properties = {"VISIBLE": 1.0, "FULLSCREEN": 0.0}
    keys = iter("fFx")
    cv2 = SimpleNamespace(
        namedWindow=lambda *_: None,
        resizeWindow=lambda _, *wh: sizes.append(wh),
        waitKey=lambda _: ord(next(keys)),
        getWindowProperty=lambda _, name: properties[name],
        setWindowProperty=lambda _, name, value: properties.update({name: value}),
        WND_PROP_VISIBLE="VISIBLE",
        WND_PROP_FULLSCREEN="FULLSCREEN",
        WINDOW_FULLSCREEN=1.0,
        **dict.fromkeys(("WINDOW_NORMAL", "WINDOW_KEEPRATIO", "WINDOW_GUI_NORMAL"), 0),
    )
    monkeypatch.setattr(window, "cv2", cv2)
    monkeypatch.setattr(window, "display_problem", lambda: None)
    monkeypatch.setattr(window, "screen_wh", lambda: (1920, 1080))
    opened = window.Window("formcheck", (640, 360))
    assert sizes[0][1] == pytest.approx(0.92 * 1080, abs=1)
    assert sizes[0][0] == pytest.approx(sizes[0][1] * 640 / 360, abs=1)
    full = []
    for _ in range(3):
        assert opened.idle() is None
        full.append(properties["FULLSCREEN"])
    assert full == [1.0, 0.0, 0.0]


def test_before_a_set_a_film_shows_how_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[np.ndarray] = []
    cv2 = SimpleNamespace(
        namedWindow=lambda *_: None,
        resizeWindow=lambda *_: None,
        imshow=lambda _, bgr: shown.append(bgr),
        waitKey=lambda _: -1,
        getWindowProperty=lambda *_: 1.0,
        **dict.fromkeys(("WINDOW_NORMAL", "WINDOW_KEEPRATIO", "WINDOW_GUI_NORMAL", "WND_PROP_VISIBLE"), 0),
    )
    monkeypatch.setattr(window, "cv2", cv2)
    monkeypatch.setattr(window, "display_problem", lambda: None)
    monkeypatch.setattr(window, "screen_wh", lambda: (1000, 800))
    asked: list[str] = []

    def film_of(exercise: str) -> Path | None:
        asked.append(exercise)
        return demonstrations.loop("squat")

    width, height = SIZE_WH
    bgr, track = np.full((height, width, 3), 90, np.uint8), performed("squat")[:1]
    opened, plain = window.Window("a", SIZE_WH, film_of), window.Window("b", SIZE_WH)
    for stage in ("rest", "asking"):
        guidance = Guidance(stage, caption="Rest")  # type: ignore[arg-type]
        screen = bare_screen(track, guidance, "Rest", theme="dark", keys=(), following="Squat")
        for each in (opened, plain):
            each.show(bgr, screen)
    corner = (slice(0, height // 3), slice(round(0.8 * width), width))
    assert (shown[0][corner] != shown[1][corner]).mean() > 0.5
    assert (shown[2] == shown[3]).all()
    assert asked == ["Squat"]
