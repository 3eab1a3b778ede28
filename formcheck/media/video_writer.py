"""Write H.264 video that browsers play, with true times and the sound of the recording it was made from."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import OutputError
from formcheck.media import VideoFile
from formcheck.outputs import private, tighten, unwritable, writing

_TIME_BASE = Fraction(1, 90_000)
_AS_IS = ("aac", "mp3")
"""Sound that is put into an MP4 as it is; any other is encoded anew."""
_FAILURES = (av.error.FFmpegError, OSError)


class VideoWriter:
    """An MP4 file, written frame by frame.

    Parameters
    ----------
    path : path
        ``.mp4`` file to write; replaced if it exists.
    size_wh : (int, int)
        Size of the frames. Odd sides are made even by one pixel, as H.264 demands.
    fps_hint : float
        About how many frames a second will come; for the encoder's planning only, times are the frames' own.
    audio_from : VideoFile, optional
        Recording whose sound goes with the frames. Their ``t_s`` must be its times.

    Raises
    ------
    OutputError
        If the file cannot be written: folder missing or read-only, disk full. What was written is kept.

    Notes
    -----
    While writing, the file is a fragmented MP4, readable up to its last second even if the process is killed.
    ``close`` turns it into an ordinary one with the index in front, in which every player can jump about.
    The first frame is at time 0 of the file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        size_wh: tuple[int, int],
        *,
        fps_hint: float,
        audio_from: VideoFile | None = None,
    ) -> None:
        self.path = Path(path)
        self._audio_from = audio_from
        self._first_s = self._last_s = math.nan
        self._last_pts = -1
        self._closed = False
        rate = fps_hint if 0 < fps_hint < 1000 else 30.0
        with self._errors():
            with open(self.path, "wb", opener=private):  # the encoder takes what is there, for its owner only
                tighten(self.path)
            options = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "flush_packets": "1"}
            self._container: Any = av.open(str(self.path), "w", format="mp4", options=options)
            stream = self._container.add_stream("libx264", rate=Fraction(rate).limit_denominator(1001))
            stream.width, stream.height = max(2, size_wh[0] // 2 * 2), max(2, size_wh[1] // 2 * 2)
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = stream.time_base = _TIME_BASE
            # A key frame a second bounds what a killed process loses; without B-frames nothing is reordered.
            stream.options = {"preset": "superfast", "crf": "23", "g": str(max(1, round(rate))), "bf": "0"}
            stream.codec_context.thread_count = 1  # more cost a tenth and win nothing here
            self._stream: Any = stream
            self._container.start_encoding()  # opens the file, so that a wrong folder is told at once

    def write(self, bgr: NDArray[np.uint8], t_s: float) -> None:
        """Add a frame.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
        t_s : float
            Later than the frame before.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        if self._closed:
            raise OutputError(f"{self.path}: already closed: open a new file for more frames")
        if math.isnan(self._first_s):
            self._first_s = t_s
        self._last_s = t_s
        frame = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(bgr), format="bgr24")
        frame = frame.reformat(self._stream.width, self._stream.height, "yuv420p", threads=1)
        frame.time_base = _TIME_BASE
        self._last_pts = max(self._last_pts + 1, round((t_s - self._first_s) / _TIME_BASE))
        frame.pts = self._last_pts
        with self._errors():
            self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        """Finish the file, add the sound, and make it ordinary; closing twice is allowed.

        Raises
        ------
        OutputError
            If that fails; what was written before stays readable.
        """
        if self._closed:
            return
        with self._errors():
            self._container.mux(self._stream.encode(None))
            self._container.close()
        self._closed = True
        if math.isnan(self._first_s):
            return
        with self._errors(), writing(self.path) as finished:
            self._remux(finished)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OutputError):  # already told; what is on disk is readable
            return
        self.close()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            self._abandon()
            raise unwritable(self.path, error) from error

    def _abandon(self) -> None:
        """Close the file after a failure, which also fails on a full disk; the fragments on it are whole."""
        if not self._closed and hasattr(self, "_container"):
            self._closed = True
            with contextlib.suppress(*_FAILURES):
                self._container.close()

    def _remux(self, target: Path) -> None:
        with (
            av.open(str(self.path)) as written,
            av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as out,
            _sound(self._audio_from) as sound,
        ):
            picture = out.add_stream_from_template(written.streams.video[0])
            track = _sound_track(out, sound) if sound else None
            pictures = (packet for packet in written.demux(video=0) if packet.dts is not None)
            sounds = self._sound_packets(sound, track) if sound else iter(())
            _interleave(out, pictures, picture, sounds)

    def _sound_packets(self, sound: Any, track: Any) -> Iterator[Any]:
        """Packets of the part of the sound that goes with the frames, from time 0 of the new file."""
        assert self._audio_from is not None
        begin_s = self._audio_from.origin_s + self._first_s
        end_s = self._audio_from.origin_s + self._last_s
        if begin_s > 1.0:  # a file that cannot be searched is read from its beginning
            with contextlib.suppress(*_FAILURES):
                sound.container.seek(int((begin_s - 1.0) / sound.time_base), stream=sound, backward=True)
        copied = track.codec_context is None or sound.codec_context.name in _AS_IS
        for packet in sound.container.demux(sound):
            if packet.pts is None:
                continue
            t_s = float(packet.pts * packet.time_base)
            if t_s > end_s:
                break
            if t_s < begin_s:
                continue
            shift = round(begin_s / packet.time_base)
            if copied:
                packet.pts, packet.dts = packet.pts - shift, packet.pts - shift
                packet.stream = track
                yield packet
            else:
                for frame in packet.decode():
                    frame.pts -= shift
                    yield from track.encode(frame)
        if not copied:
            yield from track.encode(None)


@contextlib.contextmanager
def _sound(source: VideoFile | None) -> Iterator[Any]:
    """The first sound stream of a recording, None if there is none."""
    if source is None or not source.has_audio:
        yield None
        return
    with av.open(source.path, metadata_errors="replace") as container:
        yield container.streams.audio[0]


def _sound_track(out: Any, sound: Any) -> Any:
    if sound.codec_context.name in _AS_IS:
        return out.add_stream_from_template(sound)
    return out.add_stream("aac", rate=sound.codec_context.sample_rate, layout="stereo")


def _interleave(out: Any, pictures: Iterator[Any], picture: Any, sounds: Iterator[Any]) -> None:
    """Mux both in the order of time, so that a player need not read far ahead."""
    sound = next(sounds, None)
    for packet in pictures:
        while sound is not None and sound.pts * sound.time_base <= packet.pts * packet.time_base:
            out.mux(sound)
            sound = next(sounds, None)
        packet.stream = picture
        out.mux(packet)
    while sound is not None:
        out.mux(sound)
        sound = next(sounds, None)
