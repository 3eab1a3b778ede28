"""Pages in the distribution's Chromium, driven by Playwright, with a camera that plays a clip."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from chromium import BINARY
from playwright.sync_api import Browser, Page, sync_playwright


@contextlib.contextmanager
def chromium(clip: Path | None = None, *, allow: bool = True) -> Iterator[Browser]:
    """A browser; with a clip, its camera plays it again and again.

    Parameters
    ----------
    clip : Path, optional
        An MJPEG file; left out, there is no camera.
    allow : bool
        Whoever asks for the camera gets it.
    """
    flags = ["--no-sandbox"]
    if clip:
        flags += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    flags.append("--use-fake-ui-for-media-stream" if allow else "--deny-permission-prompts")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BINARY, args=flags)
        yield browser
        browser.close()


class Watched:
    """A page whose complaints are kept: what its console says of errors, and what it asks of other machines."""

    def __init__(self, browser: Browser, at: str, size: tuple[int, int] = (1280, 800), scheme: str = "dark") -> None:
        self.at = at
        self.complaints: list[str] = []
        self.page: Page = browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="light" if scheme == "light" else "dark",
        )
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asks)

    def _asks(self, request: object) -> None:
        address = str(getattr(request, "url", ""))
        if not address.startswith((self.at, "data:", "blob:", self.at.replace("http", "ws"))):
            self.complaints.append(f"asked for {address}")

    def open(self, path: str) -> Page:
        self.page.goto(self.at + path)
        return self.page
