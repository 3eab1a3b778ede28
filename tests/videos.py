"""Small videos made on the spot, with known content and times."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

TIME_BASE = Fraction(1, 90_000)


def times(fps: float, seconds: float) -> list[float]:
    """Times of the frames of a video with a constant rate."""
    return [i / fps for i in range(round(fps * seconds))]


def picture(width: int, height: int, brightness: int) -> np.ndarray:
    """Grey, with a white top left quarter: shows which way is up."""
    bgr = np.full((height, width, 3), brightness, dtype=np.uint8)
    bgr[: height // 2, : width // 2] = 255
    return bgr


def write_video(
    path: Path,
    t_s: Sequence[float],
    *,
    size_wh: tuple[int, int] = (64, 48),
    rotation_deg: int = 0,
    sound: str | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """A video with pictures at ``t_s`` (brightness i % 100), and a tone as long as it if ``sound`` names a codec."""
    with av.open(str(path), "w", options=options or {}) as out:
        video = out.add_stream("libx264", rate=30, options={"preset": "ultrafast", "g": "10"})
        video.width, video.height, video.pix_fmt = *size_wh, "yuv420p"
        video.codec_context.time_base = video.time_base = TIME_BASE
        if rotation_deg:
            video.set_display_rotation(rotation_deg)
        audio = out.add_stream(sound, rate=48_000) if sound else None
        for i, t in enumerate(t_s):
            frame = av.VideoFrame.from_ndarray(picture(*size_wh, i % 100), format="bgr24").reformat(format="yuv420p")
            frame.pts, frame.time_base = round(t / TIME_BASE), TIME_BASE
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            _write_tone(out, audio, t_s[-1])
    return path


def write_sound(path: Path, seconds: float = 1.0) -> Path:
    """A file with sound and nothing else."""
    with av.open(str(path), "w") as out:
        _write_tone(out, out.add_stream("aac", rate=48_000), seconds)
    return path


def _write_tone(out: av.container.OutputContainer, audio: av.AudioStream, seconds: float) -> None:
    for i in range(max(1, round(seconds * 48_000 / 1024))):
        phase = (np.arange(1024) + i * 1024) * (2 * np.pi * 440 / 48_000)
        samples = (np.sin(phase) * 0.3).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, i * 1024, Fraction(1, 48_000)
        out.mux(audio.encode(frame))
    out.mux(audio.encode(None))
