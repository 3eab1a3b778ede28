"""Render the demonstrations: ``python demonstrations/render.py [EXERCISE ...] [--only-missing] [--fast]``.

Films and stills go to ``formcheck/demonstrations/``, with the lines to reach and the limb that fails drawn as in a
set. The same code and the same machine give the same bytes. ``--sheet FILE`` draws a picture of all there are.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import av
import cv2
import numpy as np
from loops import LEAD_S, Loop, loops

from formcheck import Session, demonstrations, exercises
from formcheck.arrays import Image
from formcheck.coach.review import Review
from formcheck.overlay.person import draw_skeleton, draw_target
from formcheck.screen import themes
from formcheck.screen.display import Display
from formcheck.screen.screen import Screen
from formcheck.synthetic import paint_fast, paint_fine
from formcheck.synthetic.scene import Scene

BEFORE = 3
"""Rounds before the one whose lines are drawn: by then its faults have been found."""
NEAR_SHARE = 0.12
"""Of a round: so far from its moment a fault may be shown in the still."""
QUALITY = "28"
STILL_QUALITY = 64
FILM, STILL = ".mp4", ".webp"


def screens(loop: Loop) -> list[Screen]:
    """What `formcheck` shows of each picture of a round, when the movement has been made some times."""
    exercise = exercises.get(loop.exercise)
    session, review, display = Session(exercise), Review(exercise), Display(exercise)
    track = loop.track(BEFORE + 1)
    shown = []
    for i in range(len(track)):
        row = track[i : i + 1]
        update = session.feed(row)
        shown.append(display.feed(row, update, review.feed(row, update)))
    start = round(LEAD_S * demonstrations.FPS) + BEFORE * loop.frames
    return shown[start : start + loop.frames]


def best_of(loop: Loop, shown: list[Screen]) -> int:
    """The number of the picture that says most: where a fault is drawn, if that is near its moment."""
    failing = [i for i, screen in enumerate(shown) if screen.failing]
    nearest = min(failing, key=lambda i: abs(i - loop.best_frame), default=loop.best_frame)
    return nearest if abs(nearest - loop.best_frame) <= NEAR_SHARE * loop.frames else loop.best_frame


def picture(scene: Scene, index: int, screen: Screen, fast: bool = False) -> Image:
    """A picture of a round, with what is to be reached and what fails drawn on it."""
    paint = paint_fast.paint if fast else paint_fine.paint
    image = np.ascontiguousarray(paint(scene, index / demonstrations.FPS, index))
    _draw(image, screen)
    return image


def _draw(image: Image, screen: Screen) -> None:
    """Lines to reach, and of the skeleton no more than what fails."""
    theme, unit = themes.get(screen.theme), min(image.shape[:2]) / 100
    for line in screen.target_lines:
        draw_target(image, line, theme, unit)
    points = np.array([point or (np.nan, np.nan) for point in screen.points_px])
    points[[i for i in range(len(points)) if i not in screen.failing]] = np.nan
    draw_skeleton(image, points, screen, theme, unit)


def write_film(path: Path, images: Iterable[Image]) -> None:
    """H.264 in MP4, small: slow, and with one thread so that the bytes repeat."""
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(demonstrations.FPS))
        stream.width, stream.height = demonstrations.SIZE_WH
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.options = {"crf": QUALITY, "preset": "veryslow"}
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())


def render(loop: Loop, folder: Path = demonstrations.FOLDER, fast: bool = False) -> int:
    """Render one film and its still; how many bytes both have.

    Parameters
    ----------
    loop : Loop
    folder : Path
    fast : bool
        Painted plainly, in a tenth of the time.
    """
    cv2.setNumThreads(1)
    shown, scene = screens(loop), loop.scene()
    images = [picture(scene, index, screen, fast) for index, screen in enumerate(shown)]
    best = best_of(loop, shown)
    film, still, well = (
        folder / demonstrations.file_name(*_key(loop), end) for end in (FILM, STILL, demonstrations.WELL)
    )
    write_film(film, images * loop.rounds)
    _write_still(still, images[best])
    same = loop.done_well
    if same:
        index = min(round(best / loop.frames * same.frames), same.frames - 1)
        _write_still(well, picture(same.scene(), index, screens(same)[index], fast))
    return sum(path.stat().st_size for path in (film, still, well) if path.exists())


def _write_still(path: Path, image: Image) -> None:
    written, data = cv2.imencode(".webp", image, [cv2.IMWRITE_WEBP_QUALITY, STILL_QUALITY])
    assert written
    path.write_bytes(data.tobytes())


def _render(loop: Loop, fast: bool) -> tuple[str, int]:
    return str(loop), render(loop, fast=fast)


def sheet(path: Path, wide: int = 8) -> None:
    """A picture of every still, with its name and the size of its film."""
    cells = []
    for loop in loops():
        still, film = (demonstrations.poster(*_key(loop)), demonstrations.loop(*_key(loop)))
        if still is None or film is None:
            continue
        image = cv2.imread(str(still))
        text = f"{loop} {film.stat().st_size // 1024}k"
        for colour, thick in ((20, 3), (255, 1)):
            cv2.putText(image, text, (6, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (colour,) * 3, thick, cv2.LINE_AA)
        cells.append(image)
    cells += [np.zeros_like(cells[0])] * (-len(cells) % wide)
    cv2.imwrite(str(path), np.vstack([np.hstack(cells[i : i + wide]) for i in range(0, len(cells), wide)]))


def _key(loop: Loop) -> tuple[str, str | None]:
    return loop.exercise, loop.fault


def main() -> None:
    """Parse the command line and render."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", help="ids, default all")
    parser.add_argument("--only-missing", action="store_true", help="leave those that are there")
    parser.add_argument("--fast", action="store_true", help="the fast painter: to look at, not to keep")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--sheet", type=Path, help="render nothing; draw all stills into this picture")
    asked = parser.parse_args()
    if asked.sheet:
        sheet(asked.sheet)
        return
    unknown = set(asked.exercises) - set(exercises.names())
    if unknown:
        parser.error(f"no exercise {', '.join(sorted(unknown))}: use {', '.join(exercises.names())}")
    wanted = [
        each
        for each in loops()
        if (not asked.exercises or each.exercise in asked.exercises)
        and not (asked.only_missing and demonstrations.loop(*_key(each)))
    ]
    wanted.sort(key=lambda each: each.fault is not None)
    # Each painter works on one core: numpy's threads would only get in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with get_context("spawn").Pool(asked.processes) as pool:
        for done, (name, size) in enumerate(pool.imap(partial(_render, fast=asked.fast), wanted), start=1):
            sys.stdout.write(f"{done} of {len(wanted)}: {name}, {size / 1024:.0f} KiB\n")
            sys.stdout.flush()
    total = sum(path.stat().st_size for path in demonstrations.FOLDER.iterdir() if path.suffix in (FILM, STILL))
    sys.stdout.write(f"all together {total / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
