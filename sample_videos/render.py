"""Render the sample clips and the ground truth beside them: ``python sample_videos/render.py [NAME ...] [--fast]``.

The same clips come out of the same code: bodies, sway, grain and encoding are deterministic.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from formcheck import synthetic
from formcheck.arrays import Image
from formcheck.synthetic import paint_fast, paint_fine
from formcheck.synthetic.scene import LOOKS, ROOMS, Scene

FOLDER = Path(__file__).parent
FPS = 15
LARGE_WH = (960, 540)
SMALL_WH = (640, 360)


@dataclass(frozen=True)
class Clip:
    """One clip: arguments of ``synthetic.perform`` and of ``Performance.camera``, and how it looks."""

    exercise: str
    look: str
    room: str
    perform: dict[str, Any] = field(default_factory=dict)
    camera: dict[str, Any] = field(default_factory=dict)
    size_wh: tuple[int, int] = SMALL_WH

    def scene(self) -> Scene:
        """The clip's scene."""
        performance = synthetic.perform(self.exercise, **self.perform)
        camera = performance.camera(size_wh=self.size_wh, **self.camera)
        return Scene(performance, camera, LOOKS[self.look], ROOMS[self.room], grain=1.2)


CLIPS: dict[str, Clip] = {
    "glute_bridge_good": Clip("glute-bridge", "red", "living", {"reps": 3, "tempo": 1.05}, size_wh=LARGE_WH),
    "glute_bridge_faults": Clip(
        "glute-bridge",
        "blue",
        "bright",
        {"fault": ["hip-line", "top-hold", "lowering-speed"], "body": "broad", "seed": 2},
        {"yaw_deg": -8.0},
        LARGE_WH,
    ),
    "plank_good": Clip("plank", "green", "studio", {"hold_s": 12.0, "body": "slim", "seed": 3}),
    "plank_faults": Clip(
        "plank", "red", "living", {"fault": [None, "hips-sag", None, "hips-high", None], "hold_s": 16.0, "seed": 4}
    ),
    "squat_side_good": Clip("squat", "grey", "bright", {"reps": 3, "body": "tall", "seed": 5}),
    "squat_side_faults": Clip(
        "squat",
        "dark",
        "living",
        {"fault": ["depth", "knee-over-toe", "heel-lift", "trunk-lean"], "seed": 6},
        {"near": "left"},
    ),
    "squat_front_good": Clip("squat", "blue", "living", {"reps": 3, "seed": 7}, {"view": "front"}),
    "squat_front_faults": Clip(
        "squat",
        "green",
        "bright",
        {"fault": ["knee-valgus", None, "knee-valgus", "uneven"], "seed": 8, "body": "short"},
        {"view": "front"},
    ),
    "bird_dog_good": Clip("bird-dog", "grey", "living", {"reps": 2, "seed": 9}),
    "bird_dog_faults": Clip(
        "bird-dog",
        "blue",
        "bright",
        {"fault": ["limb-level", "same-side", "leg-high"], "seed": 10},
        {"yaw_deg": 8.0},
    ),
}


@lru_cache(maxsize=1)
def scene_of(name: str) -> Scene:
    """The scene of a clip, made once in each process."""
    return CLIPS[name].scene()


def frames(name: str, fast: bool, processes: int) -> Iterator[Image]:
    """All frames of a clip, in order."""
    scene = scene_of(name)
    if fast:
        yield from (image for _, image in paint_fast.paint_all(scene, FPS))
        return
    with get_context("spawn").Pool(processes) as pool:
        jobs = ((name, float(t), index) for index, t in enumerate(scene.performance.times(FPS)))
        yield from pool.imap(_paint_fine, jobs, chunksize=8)


def _paint_fine(job: tuple[str, float, int]) -> Image:
    cv2.setNumThreads(1)
    name, t_s, index = job
    return paint_fine.paint(scene_of(name), t_s, index)


def write_video(path: Path, images: Iterator[Image], size_wh: tuple[int, int]) -> None:
    """H.264 in MP4 for keeping in a repository: slow and small, one thread so that the bytes repeat.

    (``formcheck.media.video_writer`` is made for the opposite: fast, and never losing what a killed process wrote.)
    """
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(FPS))
        stream.width, stream.height = size_wh
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.options = {"crf": "26", "preset": "slow"}
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())


def render(name: str, fast: bool, processes: int) -> None:
    """Render one clip and write its truth beside it."""
    write_video(FOLDER / f"{name}.mp4", frames(name, fast, processes), CLIPS[name].size_wh)
    write_truth(name)


def write_truth(name: str) -> None:
    """The ground truth of a clip, with the angles of every frame."""
    scene = CLIPS[name].scene()
    angles = scene.performance.angles(scene.camera, FPS)
    text = scene.performance.truth.to_json(angles, scene.camera, FPS)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def contact_sheet() -> None:
    """``contact_sheet.jpg``: three frames of every clip."""
    rows = []
    for name in CLIPS:
        with av.open(str(FOLDER / f"{name}.mp4")) as container:
            images = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
        picked = [images[int(len(images) * share)] for share in (0.18, 0.5, 0.8)]
        row = np.hstack([cv2.resize(image, (320, 180), interpolation=cv2.INTER_AREA) for image in picked])
        cv2.putText(row, name, (8, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1, cv2.LINE_AA)
        rows.append(row)
    half = (len(rows) + 1) // 2
    sheet = np.hstack([np.vstack(rows[:half]), np.vstack(rows[half:])])
    cv2.imwrite(str(FOLDER / "contact_sheet.jpg"), sheet, [cv2.IMWRITE_JPEG_QUALITY, 82])


def main() -> None:
    """Parse the command line and render."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"clips, default all: {', '.join(CLIPS)}")
    parser.add_argument("--fast", action="store_true", help="the fast painter: seconds instead of minutes a clip")
    parser.add_argument("--truth-only", action="store_true", help="write the ground truth anew, leave the clips")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(CLIPS)
    if unknown:
        parser.error(f"no clip {', '.join(sorted(unknown))}: use {', '.join(CLIPS)}")
    # Each painter works on one core: numpy's threads would only get in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in arguments.names or CLIPS:
        if arguments.truth_only:
            write_truth(name)
            continue
        render(name, arguments.fast, arguments.processes)
        sys.stdout.write(f"{name}: {(FOLDER / f'{name}.mp4').stat().st_size / 1024:.0f} KiB\n")
        sys.stdout.flush()
    if all((FOLDER / f"{name}.mp4").exists() for name in CLIPS):
        contact_sheet()


if __name__ == "__main__":
    main()
