"""The process that makes sound: texts in on stdin, one JSON object a line; what became of them out on stdout.

It is run as a file, ``python -P worker.py voice|tones|files FOLDER``, and imports the standard library and pyttsx3
alone, so that it is there in a tenth of a second. It ends when its stdin does.

Notes
-----
pyttsx3 speaks into files and a player of the system plays them. Its own ``say`` is not used: version 2.99 is silent
from the second text on under Windows (pyttsx3 issues 419 and 440), and plays through ``aplay`` alone under Linux,
without telling when that fails. Each text gets an engine of its own: a second ``runAndWait`` of one engine may hang
(issues 126 and 131).
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import subprocess
import sys
import threading
import time
import wave
from array import array
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

RATE_HZ = 22050
WORDS_A_MINUTE = 180
WRITTEN_S = 3.0
"""How long a text may take to become a file after pyttsx3 says that it is done: espeak writes in its own thread."""
PROBE_S = 2.0
QUIET = 60
"""Samples of 16 bit below this are silence."""
PLAYERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "darwin": (("afplay",),),
    "linux": (("pw-play",), ("paplay",), ("aplay", "-q")),
}
"""Programs that play a file and end with 0 if they could."""
TONES: dict[str, tuple[tuple[float, float], ...]] = {
    "count": ((1320, 0.08),),
    "mark": ((990, 0.16),),
    "cue": ((440, 0.12), (0, 0.06), (330, 0.18)),
    "praise": ((660, 0.1), (990, 0.14)),
    "prompt": ((660, 0.2),),
    "notice": ((330, 0.15), (0, 0.06), (330, 0.15), (0, 0.06), (330, 0.15)),
    "silence": ((0, 0.05),),
}
"""Kind of a text -> the tone for it where no voice is: (Hz, seconds) one after the other, 0 Hz a pause."""


def write_tone(kind: str, path: Path) -> None:
    """Write the tone of a kind as 16 bit mono, with ramps of 5 ms against clicks.

    Parameters
    ----------
    kind : str
        One of :data:`TONES`.
    path : Path
    """
    samples = array("h")
    for hertz, seconds in TONES[kind]:
        n = round(seconds * RATE_HZ)
        ramp = round(0.005 * RATE_HZ)
        for i in range(n):
            loud = min(1.0, i / ramp, (n - 1 - i) / ramp)
            samples.append(round(12000 * loud * math.sin(2 * math.pi * hertz * i / RATE_HZ)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


def trim(path: Path) -> None:
    """Cut the silence off the end of a WAV file: espeak adds 0.3 s, in which the next text could begin."""
    with wave.open(str(path), "rb") as file:
        layout = file.getparams()
        frames = array("h", file.readframes(layout.nframes))
    if layout.sampwidth != 2 or layout.nchannels != 1:
        return
    end = len(frames)
    while end > 0 and abs(frames[end - 1]) < QUIET:
        end -= 1
    with wave.open(str(path), "wb") as file:
        file.setparams(layout)
        file.writeframes(frames[: end + RATE_HZ // 20].tobytes())


def length_s(path: Path, about_s: float) -> float:
    """Length of a sound file, seconds.

    Parameters
    ----------
    path : Path
    about_s : float
        Taken where it is no WAV: macOS writes AIFF.
    """
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() / file.getframerate()
    except wave.Error:
        return about_s


def english(voices: Iterable[Any], current: str | None) -> str | None:
    """The id of the voice to take: the system's own if it speaks English, else the first that does; None: its own.

    Parameters
    ----------
    voices : iterable
        What pyttsx3 tells of each.
    current : str or None
        The id of the system's own.
    """
    speaking = [voice.id for voice in voices if any("en" in _language(name) for name in voice.languages or ())]
    return None if current in speaking or not speaking else str(speaking[0])


def _language(name: str | bytes) -> str:
    """``en`` of en-GB, en_US or espeak's b'\\x05en-gb'."""
    told = name.decode("utf-8", "ignore") if isinstance(name, bytes) else str(name)
    return "".join(c for c in told if c.isprintable())[:2].lower()


class SystemVoice:
    """A voice of the system, by pyttsx3."""

    def __init__(self) -> None:
        from pyttsx3.engine import Engine  # noqa: PLC0415 - only where a voice is wanted

        self._new: Callable[[], Any] = Engine
        engine = Engine()
        voices = list(engine.getProperty("voices"))
        if not voices:
            raise RuntimeError("the system has no voice")
        current = engine.getProperty("voice")
        self._voice = english(voices, current)
        self.name = next((str(v.name) for v in voices if v.id == (self._voice or current)), str(current))

    def save(self, text: str, path: Path) -> None:
        """Write a text as sound.

        Parameters
        ----------
        text : str
        path : Path

        Raises
        ------
        RuntimeError
            If there is no sound in the end.
        """
        engine = self._new()
        written = threading.Event()
        engine.connect("finished-utterance", lambda **_: written.set())
        engine.setProperty("rate", WORDS_A_MINUTE)
        if self._voice:
            engine.setProperty("voice", self._voice)
        engine.save_to_file(text, str(path))
        engine.runAndWait()
        if sys.platform != "win32":  # where the file is whole by now, and nobody is told
            written.wait(WRITTEN_S)
        if not path.exists() or path.stat().st_size < 100:
            raise RuntimeError(f"the voice wrote nothing for '{text}'")


class Player:
    """Plays sound files through what the system has; waits for the end of each."""

    def __init__(self) -> None:
        known = PLAYERS.get(sys.platform, PLAYERS["linux"])
        self.commands = [list(command) for command in known if shutil.which(command[0])]

    def play(self, path: Path, at_most_s: float) -> bool:
        """Play a file; False if nothing could. The player that could is the first to be asked next time.

        Parameters
        ----------
        path : Path
        at_most_s : float
            A player that takes longer is ended.
        """
        if sys.platform == "win32":
            import winsound  # noqa: PLC0415 - only there

            with contextlib.suppress(RuntimeError):  # there is no device: told by the answer
                winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
                return True
            return False
        for command in list(self.commands):
            if _ends_well([*command, str(path)], at_most_s):
                self.commands.remove(command)
                self.commands.insert(0, command)
                return True
        return False


def _ends_well(command: list[str], at_most_s: float) -> bool:
    null = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=null, stdout=null, stderr=null) as process:
        try:
            return process.wait(at_most_s) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return False


class SoundMaker:
    """The loop of the sound process: answers requests, one after the other, until there are no more.

    Notes
    -----
    Requests: ``{"id", "text", "kind", "about_s"}`` is said, in about so many seconds; with ``"save": path`` the text is
    written to a WAV file instead.
    Answers: first ``{"ready", "voice", "why", "sound"}`` (``why``: why there is no voice), then of each text
    ``{"began": id}`` and ``{"ended": id, "sound": could it be heard}``.
    """

    def __init__(self, mode: str, folder: Path, out: TextIO) -> None:
        self._folder, self._out = folder, out
        self._voice: SystemVoice | None = None
        self._player = Player()
        self._made: dict[str, Path] = {}
        why = ""
        if mode != "tones":
            try:
                self._voice = SystemVoice()
            except Exception as error:  # noqa: BLE001 - drivers raise what they like; tones take over and the reason is told
                why = " ".join(f"{type(error).__name__}: {error}".split())
        silence = self._tone("silence")
        sound = mode != "files" and self._player.play(silence, PROBE_S)
        self.answer(ready=mode, voice=self._voice.name if self._voice else "", why=why, sound=sound)

    def answer(self, **what: object) -> None:
        """Tell the parent."""
        self._out.write(json.dumps(what) + "\n")
        self._out.flush()

    def serve(self, requests: Iterable[str]) -> None:
        """Say or save what is asked for."""
        for line in requests:
            request = json.loads(line)
            if "save" in request:
                self._save(request["text"], request["kind"], Path(request["save"]))
                self.answer(ended=request["id"])
            else:
                self._say(request["id"], request["text"], request["kind"], request["about_s"])

    def _say(self, number: int, text: str, kind: str, about_s: float) -> None:
        path = self._sound_of(text, kind)
        seconds = length_s(path, about_s)
        self.answer(began=number)
        began_s = time.monotonic()
        sound = self._player.play(path, seconds + 3.0)
        if not sound:  # as long as it would have taken: who reads the captions gets the same pace
            time.sleep(max(0.0, seconds - (time.monotonic() - began_s)))
        self.answer(ended=number, sound=sound)

    def _sound_of(self, text: str, kind: str) -> Path:
        """The sound file of a text, made once."""
        if self._voice is None:
            return self._tone(kind)
        if text not in self._made:
            path = self._folder / f"{len(self._made)}.{'aiff' if sys.platform == 'darwin' else 'wav'}"
            self._voice.save(text, path)
            if path.suffix == ".wav":
                trim(path)
            self._made[text] = path
        return self._made[text]

    def _tone(self, kind: str) -> Path:
        path = self._folder / f"tone-{kind}.wav"
        if not path.exists():
            write_tone(kind, path)
        return path

    def _save(self, text: str, kind: str, path: Path) -> None:
        made = self._sound_of(text, kind)
        if made.suffix == ".aiff":
            subprocess.run(["afconvert", "-f", "WAVE", "-d", f"LEI16@{RATE_HZ}", str(made), str(path)], check=True)
        else:
            shutil.copyfile(made, path)


def main() -> None:
    """Run as a process."""
    mode, folder = sys.argv[1:]
    # pyttsx3 and the players print what they like: stdout is kept for the answers
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        with contextlib.suppress(BrokenPipeError):  # the parent has gone: so does this
            SoundMaker(mode, Path(folder), out).serve(sys.stdin)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # a parent that was killed cannot


if __name__ == "__main__":
    main()
