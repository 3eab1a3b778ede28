"""Recordings: what each stage costs a frame, and whole commands beside the bare minimum, in turn.

    python benchmarks/speed_clips.py CLIP ...

is that minimum for some clips in one process: decode each and find the pose in every frame.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import cv2
import numpy as np
from accuracy_table import Table

from formcheck import Session, exercises, overlay
from formcheck.concurrency.processes import cores
from formcheck.media import VideoFile
from formcheck.media.video_writer import VideoWriter
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model
from formcheck.replay.pipeline import Drawing

R = TypeVar("R")

STAGES = ("decode", "landmarker", "feed", "display", "draw", "encode")
HEIGHTS = (360, 720, 1080)
JOBS_CLIPS = 8


def tables(clips: Sequence[Path], rounds: int, quick: bool) -> list[Table]:
    """All tables of recordings."""
    with tempfile.TemporaryDirectory() as folder:
        scaled = {h: enlarged(clips[0], h, Path(folder)) for h in (HEIGHTS[1:2] if quick else HEIGHTS)}
        found = [stages(scaled[720], exercise_of(clips[0])), whole(scaled, exercise_of(clips[0]), rounds)]
        if not quick:
            found += [whole_clips(clips, rounds), several(clips, rounds, Path(folder))]
        return found


def exercise_of(clip: Path) -> str:
    """The exercise of a clip: of the truth beside it."""
    return str(json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))["exercise"])


def enlarged(clip: Path, height: int, folder: Path) -> Path:
    """The clip at another height."""
    source = VideoFile(str(clip))
    width = round(source.size_wh[0] * height / source.size_wh[1] / 2) * 2
    path = folder / f"{clip.stem}-{height}.mp4"
    with VideoWriter(path, (width, height), fps_hint=source.fps) as writer:
        for frame in source:
            writer.write(np.asarray(cv2.resize(frame.bgr, (width, height)), np.uint8), frame.t_s)
    return path


def stages(clip: Path, exercise: str) -> Table:
    """Milliseconds a frame of each stage, one after the other in one thread."""
    times: dict[str, list[float]] = defaultdict(list)

    def timed(stage: str, do: Callable[[], R]) -> R:
        begin = perf_counter()
        result = do()
        times[stage].append((perf_counter() - begin) * 1e3)
        return result

    source, session, drawing = VideoFile(str(clip)), Session(exercise), Drawing(exercises.get(exercise))
    frames = iter(source)
    with (
        tempfile.TemporaryDirectory() as folder,
        Landmarker(find_model()) as landmarker,
        VideoWriter(Path(folder) / "out.mp4", source.size_wh, fps_hint=source.fps) as writer,
    ):
        while (frame := timed("decode", partial(next, frames, None))) is not None:
            track = timed("landmarker", partial(landmarker.detect, frame.bgr, frame.t_s))
            update = timed("feed", partial(session.feed, track))
            screen = timed("display", partial(drawing.feed, track, update))
            timed("draw", partial(overlay.draw, frame.bgr, screen))
            timed("encode", partial(writer.write, frame.bgr, frame.t_s))
    rows = [[name, *(f"{np.percentile(times[name], p):.2f}" for p in (50, 95))] for name in STAGES]
    total = sum(float(np.median(times[name])) for name in STAGES)
    rows.append(["all", f"{total:.2f}", "-"])
    return f"Stages, {source.size_wh[0]} x {source.size_wh[1]}", ["stage", "ms a frame, median", "ms, p95"], rows


def run_s(arguments: Sequence[str]) -> float:
    """How long a whole process takes."""
    begin = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return perf_counter() - begin


def in_turn(commands: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Median seconds of each command; they take turns, so that a busy moment meets all of them."""
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, run in commands.items():
            found[name].append(run())
    return {name: float(np.median(times)) for name, times in found.items()}


def bare_s(clips: Sequence[Path]) -> float:
    """The least that any checker must do with some clips, in a process of its own."""
    return run_s([__file__, *map(str, clips)])


def replay_s(clips: Sequence[Path], exercise: str | None, *more: str) -> float:
    """``formcheck replay`` of some clips."""
    chosen = ["-e", exercise] if exercise else []
    with tempfile.TemporaryDirectory() as folder:
        return run_s(
            ["-m", "formcheck", "replay", *map(str, clips), *chosen, "-o", folder, "--model", str(find_model()), *more]
        )


def whole(scaled: dict[int, Path], exercise: str, rounds: int) -> Table:
    """Commands beside bare, at several resolutions of one clip."""
    return (
        "Whole, by resolution (1 = bare)",
        _HEAD,
        [_row(f"{height} lines", [clip], exercise, rounds) for height, clip in scaled.items()],
    )


def whole_clips(clips: Sequence[Path], rounds: int) -> Table:
    """Commands beside bare, for each clip."""
    return "Whole, each clip (1 = bare)", _HEAD, [_row(c.stem, [c], exercise_of(c), rounds) for c in clips]


_HEAD = ["clip", "frames", "bare s", "--no-video / bare", "with video / bare"]


def _row(name: str, clips: Sequence[Path], exercise: str, rounds: int) -> list[str]:
    seconds = in_turn(
        {
            "bare": partial(bare_s, clips),
            "plain": partial(replay_s, clips, exercise, "--no-video"),
            "video": partial(replay_s, clips, exercise),
        },
        rounds,
    )
    frames = sum(VideoFile(str(clip)).n_frames_estimate or 0 for clip in clips)
    ratios = [f"{seconds['bare'] / seconds[name]:.2f}" for name in ("plain", "video")]
    return [name, str(frames), f"{seconds['bare']:.2f}", *ratios]


def several(clips: Sequence[Path], rounds: int, folder: Path) -> Table:
    """Eight recordings of one exercise, by the number of processes."""
    copies = []
    for number in range(JOBS_CLIPS):
        copies.append(folder / f"clip-{number}.mp4")
        copies[-1].write_bytes(clips[0].read_bytes())
    exercise = exercise_of(clips[0])
    commands: dict[str, Callable[[], float]] = {"bare": partial(bare_s, copies)}
    for jobs in sorted({1, 2, cores()}):
        commands[str(jobs)] = partial(replay_s, copies, exercise, "--no-video", "--jobs", str(jobs))
    seconds = in_turn(commands, rounds)
    rows = [[name, f"{s:.2f}", f"{seconds['bare'] / s:.2f}"] for name, s in seconds.items()]
    title = f"{JOBS_CLIPS} recordings without video (1 = bare, one process)"
    return title, ["jobs", "s", "throughput / bare"], rows


def bare(clips: Sequence[str]) -> None:
    """Decode the clips and find the pose in every frame."""
    for clip in clips:
        with Landmarker(find_model()) as landmarker:
            for frame in VideoFile(clip):
                landmarker.detect(frame.bgr, frame.t_s)


if __name__ == "__main__":
    bare(sys.argv[1:])
