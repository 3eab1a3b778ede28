"""The core alone: landmarks in, reps, holds and faults out; no pictures and no pose model.

Times are those of the processor, so that what else the machine does is left out; the core waits for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path
from time import thread_time, thread_time_ns

import numpy as np
from accuracy_table import Table

from formcheck import PoseTrack, Session, analyze, synthetic

TYPICAL = "glute-bridge"
LONG = 100_000


def tables(names: list[str], rounds: int, quick: bool) -> list[Table]:
    """All tables of the core."""
    long = 2_000 if quick else LONG
    return [
        every_exercise(names, rounds, 3_000 if quick else 30_000),
        by_length(TYPICAL, rounds, [1, 8, 300, long]),
        side_by_side(names, 100 if quick else 1_000),
        over_time(TYPICAL, long),
    ]


@cache
def performed(exercise: str) -> PoseTrack:
    """A good set as a pose model would give it, 30 frames a second."""
    scenario = next(s for s in synthetic.scenarios() if s.exercise == exercise and not s.fault)
    performance = scenario.perform()
    return synthetic.noisy_track(performance, performance.camera(yaw_deg=8.0), 30.0)


def repeated(track: PoseTrack, frames: int) -> PoseTrack:
    """The same set again and again, so many frames of it."""
    period_s = float(track.t_s[-1] - track.t_s[0]) + 1 / 30
    turns = -(-frames // len(track))
    t_s = np.concatenate([track.t_s + turn * period_s for turn in range(turns)])[:frames]
    arrays = (track.image_px, track.world_m, track.visibility, track.presence)
    image, world, visibility, presence = (np.concatenate([array] * turns)[:frames] for array in arrays)
    return PoseTrack(t_s, image, track.size_wh, world, visibility, presence)


def one_by_one(track: PoseTrack) -> list[PoseTrack]:
    """The frames of a track."""
    return [track[i : i + 1] for i in range(len(track))]


def frame_times_us(session: Session, frames: list[PoseTrack]) -> list[float]:
    """What each frame costs the session."""
    found = []
    for frame in frames:
        begin = thread_time_ns()
        session.feed(frame)
        found.append((thread_time_ns() - begin) / 1e3)
    return found


def streaming_us(exercise: str, frames: list[PoseTrack], rounds: int) -> np.ndarray:
    """(T,) cost of each frame: the median of the rounds, so that what else the machine did is left out."""
    return np.median([frame_times_us(Session(exercise), frames) for _ in range(rounds)], axis=0)


def batch_fps(exercise: str, track: PoseTrack, rounds: int) -> float:
    """Frames a second of a whole recording at once, median of the rounds."""
    found = []
    for _ in range(rounds):
        begin = thread_time()
        analyze(track, exercise)
        found.append(len(track) / (thread_time() - begin))
    return float(np.median(found))


def every_exercise(names: list[str], rounds: int, long: int) -> Table:
    """Streaming and batch, the costliest exercise first."""
    found = []
    for name in names:
        track = performed(name)
        times = streaming_us(name, one_by_one(track), rounds)
        found.append((np.median(times), np.percentile(times, 99), batch_fps(name, repeated(track, long), rounds), name))
    found.sort(reverse=True)
    rows = [[name, f"{median:.0f}", f"{p99:.0f}", f"{fps:,.0f}"] for median, p99, fps, name in found]
    middle = [np.median([row[k] for row in found]) for k in range(3)]
    rows.append(["(median)", f"{middle[0]:.0f}", f"{middle[1]:.0f}", f"{middle[2]:,.0f}"])
    head = ["exercise", "streaming us, median", "streaming us, p99", "batch frames/s"]
    return "Core alone, every exercise", head, rows


def by_length(exercise: str, rounds: int, lengths: list[int]) -> Table:
    """How the cost of a frame falls with the number that is fed at once."""
    track = repeated(performed(exercise), max(lengths))
    rows = []
    for length in lengths:
        parts = [track[at : at + length] for at in range(0, min(len(track), 200 * length), length)]
        times = []
        for _ in range(rounds):
            session, begin = Session(exercise), thread_time()
            for part in parts:
                session.feed(part)
            times.append((thread_time() - begin) / sum(map(len, parts)))
        rows.append([f"{length:,}", f"{np.median(times) * 1e6:.2f}", f"{1 / np.median(times):,.0f}"])
    return f"Frames fed at once ({exercise})", ["frames at once", "us a frame", "frames/s"], rows


def side_by_side(names: list[str], frames: int) -> Table:
    """Several exercises watched at once, each in a session of its own, fed with the same frames."""
    track = one_by_one(performed(TYPICAL)[:frames])
    rows = []
    for count in sorted({1, 2, 5, 10, len(names)} & set(range(1, len(names) + 1))):
        sessions = [Session(name) for name in names[:count]]
        times = []
        for frame in track:
            begin = thread_time_ns()
            for session in sessions:
                session.feed(frame)
            times.append((thread_time_ns() - begin) / 1e3)
        rows.append([str(count), f"{np.median(times):.0f}", f"{np.median(times) / count:.0f}"])
    return "Exercises watched side by side", ["sessions", "us a frame", "us a session"], rows


def over_time(exercise: str, frames: int) -> Table:
    """One session fed frame by frame for a long time: its memory and its speed at the beginning and at the end."""
    part = performed(exercise)
    period_s = float(part.t_s[-1] - part.t_s[0]) + 1 / 30
    session = Session(exercise)
    times = np.full(frames, np.nan)
    memory = [resident_mb()]
    for number, frame in zip(range(frames), _endless(part, period_s), strict=False):
        begin = thread_time_ns()
        session.feed(frame)
        times[number] = (thread_time_ns() - begin) / 1e3
        if number == len(part) - 1:  # the first set fills the session's window
            memory = [resident_mb()]
    memory.append(resident_mb())
    share = len(times) // 10
    reps = len(session.result().reps)
    row = [
        f"{frames:,}",
        str(reps),
        f"{memory[1] - memory[0]:.1f}",
        f"{np.median(times[:share]):.0f}",
        f"{np.median(times[-share:]):.0f}",
    ]
    head = ["frames", "reps", "memory growth MB", "us a frame, first tenth", "us a frame, last tenth"]
    return f"One frame at a time for a long time ({exercise})", head, [row]


def _endless(part: PoseTrack, period_s: float) -> Iterator[PoseTrack]:
    for number, i in enumerate(cycle(range(len(part)))):
        t_s = part.t_s[i : i + 1] + (number // len(part)) * period_s
        frame = part[i : i + 1]
        yield PoseTrack(t_s, frame.image_px, frame.size_wh, frame.world_m, frame.visibility, frame.presence)


def resident_mb() -> float:
    """Memory of this process that is in use; NaN where the system does not tell it (other than Linux)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), np.nan)
