"""Pages in the distribution's Chromium, driven by Playwright, with a camera that plays a clip."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import av
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


def mjpeg(clip: Path, folder: Path, seconds: float = 6.0) -> Path:
    """The first seconds of a clip as the file that Chromium's fake camera reads, 640 x 360."""
    made = folder / f"{clip.stem}.mjpeg"
    with av.open(str(clip)) as source, av.open(str(made), "w", format="mjpeg") as target:
        stream = target.add_stream("mjpeg", rate=15, options={"q": "3"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuvj420p"
        for frame in source.decode(video=0):
            if frame.time is not None and frame.time > seconds:
                break
            target.mux(stream.encode(frame.reformat(640, 360, "yuvj420p")))
        target.mux(stream.encode(None))
    return made


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
