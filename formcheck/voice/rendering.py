"""What was said in a set, as one sound file: every utterance at the time at which it was said."""

from __future__ import annotations

import queue
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import OutputError
from formcheck.outputs import writing
from formcheck.utterance import Kind
from formcheck.voice.process import GONE, Reply, SoundProcess
from formcheck.voice.speaker import SLACK_S, START_S, STOP_S
from formcheck.voice.spoken import Spoken
from formcheck.voice.worker import RATE_HZ


def render(spoken: Sequence[Spoken], path: Path, *, start_s: float = 0.0, tones: bool = False) -> None:
    """Write what was said as a mono WAV file.

    Parameters
    ----------
    spoken : sequence of Spoken
        What :meth:`Voice.close` gives; what was dropped is left out.
    path : Path
        The file to write.
    start_s : float
        Time on the voice's clock at which the file begins; what was said before is left out.
    tones : bool
        Tones instead of the system voice. They are taken too where there is no voice.

    Raises
    ------
    OutputError
        If the file cannot be written, or the voice fails.
    """
    said = [one for one in spoken if not one.dropped and one.began_s >= start_s]
    keys = list(dict.fromkeys((one.text, one.kind) for one in said))
    with tempfile.TemporaryDirectory(prefix="formcheck-voice-") as folder:
        files = {key: Path(folder) / f"{i}.wav" for i, key in enumerate(keys)}
        _make(files, tones)
        sounds = {key: _read(file) for key, file in files.items()}
    placed = [(round((one.began_s - start_s) * RATE_HZ), sounds[one.text, one.kind]) for one in said]
    mixed = np.zeros(max((at + len(sound) for at, sound in placed), default=0), dtype=np.int32)
    for at, sound in placed:
        mixed[at : at + len(sound)] += sound
    _write(path, np.clip(mixed, -32768, 32767).astype("<i2"))


def _make(files: dict[tuple[str, Kind], Path], tones: bool) -> None:
    answers: queue.SimpleQueue[Reply] = queue.SimpleQueue()
    process = SoundProcess("tones" if tones else "files", answers.put)
    try:
        _wait(answers, START_S)
        for i, ((text, kind), file) in enumerate(files.items()):
            process.send({"id": i, "text": text, "kind": kind, "save": str(file)})
            _wait(answers, SLACK_S)
    finally:
        process.stop(STOP_S)


def _wait(answers: queue.SimpleQueue[Reply], wait_s: float) -> None:
    try:
        answer = answers.get(timeout=wait_s)
    except queue.Empty:
        answer = GONE
    if answer == GONE:
        raise OutputError("the system voice stopped working: render with tones, or see 'formcheck doctor'")


def _read(path: Path) -> NDArray[np.int32]:
    """A sound at :data:`RATE_HZ`, mono."""
    with wave.open(str(path), "rb") as file:
        n, rate, channels = file.getnframes(), file.getframerate(), file.getnchannels()
        samples = np.frombuffer(file.readframes(n), dtype="<i2").reshape(-1, channels).mean(axis=1)
    if rate != RATE_HZ:
        times = np.arange(round(len(samples) * RATE_HZ / rate)) / RATE_HZ
        samples = np.interp(times, np.arange(len(samples)) / rate, samples)
    whole: NDArray[np.int32] = np.round(samples).astype(np.int32)
    return whole


def _write(path: Path, samples: NDArray[np.int16]) -> None:
    with writing(path) as part, part.open("wb") as out, wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
