"""What a live run costs: its memory over a long time, and its delays with a recording played as a camera.

    python benchmarks/live.py memory [--frames 100000] [--window]
    python benchmarks/live.py delay CLIP EXERCISE [--window] [--voice] [--record] [--rounds 2]

`memory` runs without camera and model: squats without end, 30 a second by their times, as fast as they go.
`delay` plays a recording at its own pace, with voice off and on in turn if asked for. -o FILE saves JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from formcheck import PoseTrack, exercises, synthetic
from formcheck.live import Hooks, Stats, live
from formcheck.media import Frame, PacedFile, VideoFile
from formcheck.overlay.window import Window
from formcheck.pose.first_person import FirstPerson
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model
from formcheck.routines.plan import PlannedSet
from formcheck.voice import open_voice

_WH = (320, 180)
_WARM_UP = 0.1


def open_end(exercise: str) -> PlannedSet:
    """A set without a dose."""
    return PlannedSet(exercises.get(exercise), None, 0, 0.0, 0, 0.0, 1, 1)


class Endless:
    """Grey frames, 30 a second by their times; notes the memory of the process on the way."""

    size_wh, fps = _WH, 30.0

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self.memory_mb: list[float] = []

    def __iter__(self) -> Iterator[Frame]:
        picture = np.full((_WH[1], _WH[0], 3), 90, np.uint8)
        for i in range(self._frames):
            if i % max(1, self._frames // 20) == 0:
                self.memory_mb.append(resident_mb())
            yield Frame(picture, i / 30)
        self.memory_mb.append(resident_mb())

    def close(self) -> None:
        """Nothing to free."""


class Performer:
    """Landmarks of squats, over and over."""

    def __init__(self) -> None:
        performance = synthetic.perform("squat", reps=10)
        self._track = synthetic.ideal_track(performance, performance.camera(size_wh=_WH), 30)
        self._at = 0

    def detect(self, bgr: Any, t_s: float) -> PoseTrack:  # noqa: ARG002 - the form of every estimator
        """The next row."""
        row = self._track[self._at : self._at + 1]
        self._at = (self._at + 1) % len(self._track)
        return PoseTrack([t_s], row.image_px, row.size_wh, row.world_m, row.visibility, row.presence)

    def close(self) -> None:
        """Nothing to free."""


def resident_mb() -> float:
    """Memory of this process that is in use, as the system counts it (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS in /proc/self/status")


def memory(frames: int, window: bool) -> dict[str, Any]:
    """Growth of a run of `frames` after its first tenth."""
    source, stats = Endless(frames), Stats(time.monotonic)
    began_s = time.monotonic()
    # the report of the set is made when the run is over, and is not what is asked here
    with tempfile.TemporaryDirectory() as folder, mock.patch("formcheck.report.write_set", return_value=False):
        outcome = live(
            lambda: source,
            [open_end("squat")],
            Path(folder),
            estimator=Performer(),
            every_frame=True,
            stats=stats,
            window=_window if window else None,
        )
    took_s = time.monotonic() - began_s
    warm = source.memory_mb[max(1, round(len(source.memory_mb) * _WARM_UP)) :]
    return {
        "frames": stats.checked,
        "reps": len(outcome.sets[0].outcome.result.reps),
        "mb": source.memory_mb,
        "growth_mb": warm[-1] - warm[0],
        "frames_per_s": stats.checked / took_s,
    }


def delay(clip: str, exercise: str, *, window: bool, voice: bool, record: bool) -> dict[str, Any]:
    """One run of a recording at its own pace."""
    source = PacedFile(VideoFile(clip))
    stats = Stats(time.monotonic)
    speaker = open_voice(not voice)
    model = find_model()
    estimator = FirstPerson(lambda: Landmarker(model))
    kind = speaker.kind
    with tempfile.TemporaryDirectory() as folder:
        live(
            lambda: source,
            [open_end(exercise)],
            Path(folder),
            estimator=estimator,
            stats=stats,
            record=record,
            window=_window if window else None,
            hooks=Hooks(say=speaker.say),
        )
    spoken = speaker.close()
    estimator.close()
    waits = [1000 * (each.began_s - each.asked_s) for each in spoken if not each.dropped]
    return {
        "voice": kind,
        "dropped_by_file": source.dropped,
        "said": len(waits),
        "asked_to_heard_ms": sorted(round(wait) for wait in waits),
        **stats.to_dict(),
    }


def _window(size_wh: tuple[int, int]) -> Window:
    return Window("formcheck", size_wh)


def _line(run: dict[str, Any]) -> str:
    frames, stages, delays = run["frames"], run["stages"], run["delays"]
    numbers = {name: stages[name] for name in ("wait", "detect", "feed", "screen", "show") if name in stages}
    numbers |= {f"{name} delay": delays[name] for name in delays}
    cells = "  ".join(f"{name} {row['p50_ms']}/{row['p95_ms']}/{row['p99_ms']}" for name, row in numbers.items())
    return (
        f"voice {run['voice']}: {frames['checked']} of {frames['seen']} frames, {run['dropped_by_file']} lost by the"
        f" file\n  p50/p95/p99 ms: {cells}"
    )


def main() -> None:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["memory", "delay"])
    parser.add_argument("clip", nargs="?")
    parser.add_argument("exercise", nargs="?")
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    for flag in ("--window", "--voice", "--record"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("-o", type=Path)
    given = parser.parse_args()
    found: Any
    if given.what == "memory":
        found = memory(given.frames, given.window)
        print(
            f"{found['frames']} frames, {found['reps']} reps: {found['growth_mb']:+.1f} MB after the first tenth;"
            f" {found['frames_per_s']:.0f} frames/s"
        )
    else:
        if not given.clip or not given.exercise:
            parser.error("delay needs a CLIP and an EXERCISE")
        found = []
        voices = [False, True] if given.voice else [False]
        run: Callable[..., dict[str, Any]] = delay
        for voice in voices * given.rounds:
            found.append(run(given.clip, given.exercise, window=given.window, voice=voice, record=given.record))
            print(_line(found[-1]), flush=True)
    if given.o:
        given.o.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
