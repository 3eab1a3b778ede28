"""The voice with real processes, but a made-up pyttsx3 and player: no sound device and no espeak are needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck.cli import doctor
from formcheck.errors import OutputError
from formcheck.utterance import Utterance
from formcheck.voice import Spoken, Voice, open_voice, render, speaker, worker
from formcheck.voice.process import SoundProcess

ENGINE = """
import os, time, types, wave

class Engine:
    def __init__(self):
        if {broken!r}:
            raise RuntimeError("no driver")

    def connect(self, topic, callback):
        self.callback = callback

    def getProperty(self, name):
        return "anna" if name == "voice" else [types.SimpleNamespace(id="anna", name="Anna", languages=["en_US"])]

    def setProperty(self, name, value):
        pass

    def save_to_file(self, text, path):
        self.text, self.path = text, path

    def runAndWait(self):
        print("pyttsx3 prints what it likes")
        if self.text == "crash":
            os._exit(9)
        if self.text == "hang":
            time.sleep(60)
        with wave.open(self.path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(22050)
            file.writeframes((1000).to_bytes(2, "little") * 2205 + bytes(2) * 22050)
        self.callback(name=None, completed=True)
"""
"""Every text becomes a tenth of a second of loudness 1000 and a second of silence."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="the made-up player is a shell script")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Set up a machine with or without a voice and a player."""

    def set_up(broken: bool = False, player: str | None = "/bin/sleep 0.05") -> Path:
        package, programs = tmp_path / "site" / "pyttsx3", tmp_path / "bin"
        package.mkdir(parents=True)
        programs.mkdir()
        (package / "__init__.py").touch()
        (package / "engine.py").write_text(ENGINE.format(broken=broken), encoding="utf-8")
        for name in ("afplay", "aplay") if player else ():
            (programs / name).write_text(f"#!/bin/sh\necho $$ > {tmp_path}/player.pid\n{player}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PYTHONPATH", str(package.parent))
        monkeypatch.setenv("PATH", str(programs))
        return tmp_path

    return set_up


def line(text: str, kind: str = "prompt") -> Utterance:
    return Utterance(text, kind, 4.5)


def told(spoken: list[Spoken]) -> list[tuple[str, bool]]:
    return [(one.text, one.dropped) for one in spoken]


def process_of(voice: Voice) -> subprocess.Popen[str]:
    return voice._speaker._sound._process


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def until(what: Callable[[], bool]) -> bool:
    """Wait for something that another process does; long enough for a slow machine."""
    for _ in range(1000):
        if what():
            return True
        time.sleep(0.02)
    return False


@posix
def test_it_speaks_and_writes_down_what_it_said(machine: Callable[..., Path]) -> None:
    log = machine() / "said.txt"
    voice = open_voice(log=log)
    assert (voice.kind, voice.problem, voice.name) == ("system voice", "", "Anna")
    process, folder = process_of(voice), voice._speaker._sound._folder.name
    voice.say(line("lie down"))
    voice.say(Utterance("knees\tout\n", "cue", 5.0, fault_s=4.8))
    spoken = voice.close(20)
    assert told(spoken) == [("lie down", False), ("knees\tout\n", False)]
    assert all(one.asked_s <= one.began_s <= one.ended_s for one in spoken)
    assert spoken[0].ended_s <= spoken[1].began_s, "two voices over each other"
    rows = [row.split("\t") for row in log.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["asked_s", "began_s", "ended_s", "frame_s", "fault_s", "kind", "text"]
    assert [row[3:] for row in rows[1:]] == [
        ["4.500", "", "prompt", "lie down"],
        ["5.000", "4.800", "cue", "knees out"],
    ]
    assert process.poll() is not None
    assert not Path(folder).exists()
    assert voice.close() == spoken, "closing twice is closing once"


@posix
def test_no_voice_means_tones(machine: Callable[..., Path]) -> None:
    machine(broken=True)
    voice = Voice()
    assert voice.kind == "tones"
    assert voice.problem.startswith("no system voice: ")
    assert voice.name == ""
    voice.say(line("one", "count"))
    assert told(voice.close(20)) == [("one", False)]


@pytest.mark.parametrize("player", [None, pytest.param("exit 1", marks=posix)])
def test_nothing_that_plays_means_captions(machine: Callable[..., Path], player: str | None) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows plays by itself")
    machine(player=player)
    voice = Voice()
    assert voice.kind == "captions"
    assert voice.problem.startswith("no sound can be played: ")
    voice.say(line("one", "count"))
    (spoken,) = voice.close(20)
    assert not spoken.dropped
    assert spoken.ended_s > spoken.began_s


@posix
def test_a_crash_of_the_driver_takes_nothing_down(machine: Callable[..., Path]) -> None:
    machine()
    voice = Voice()
    assert voice.kind == "system voice"
    voice.say(line("crash"))
    assert until(lambda: voice.kind == "tones")
    assert voice.problem == "the system voice stopped working; cues come as tones and captions"
    voice.say(line("still there"))
    assert told(voice.close(20)) == [("crash", True), ("still there", False)]


@posix
def test_a_killed_process_is_noticed_while_nothing_is_said(machine: Callable[..., Path]) -> None:
    machine()
    voice = Voice()
    assert voice.kind == "system voice"
    process_of(voice).kill()
    assert until(lambda: voice.kind == "tones")
    process_of(voice).kill()
    assert until(lambda: voice.kind == "captions")
    voice.say(line("one", "count"))
    assert told(voice.close(20)) == [("one", True)]


@posix
def test_a_driver_that_hangs_is_given_up(machine: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    machine()
    monkeypatch.setattr(speaker, "SLACK_S", 0.1)
    voice = Voice()
    assert voice.kind == "system voice"
    process = process_of(voice)
    voice.say(line("hang"))
    assert until(lambda: voice.kind == "tones")
    assert process.poll() is not None
    assert told(voice.close(20)) == [("hang", True)]


@posix
def test_closing_leaves_no_process_even_while_it_hangs_or_plays(machine: Callable[..., Path]) -> None:
    folder = machine(player="cd ${0%/*}\n[ -e probed ] && : > playing && exec /bin/sleep 60\n: > probed")
    for text in ("plays for a minute", "hang"):
        voice = Voice()
        assert voice.kind == "system voice"
        process = process_of(voice)
        voice.say(line(text))
        assert until(lambda said=text: said == "hang" or (folder / "bin" / "playing").exists())
        spoken = voice.close(0.3)
        assert told(spoken) == [(text, text == "hang")]
        assert not voice._thread.is_alive()
        assert process.poll() is not None
        assert until(lambda: not running(int((folder / "player.pid").read_text())))
        (folder / "bin" / "probed").unlink(missing_ok=True)


@posix
def test_it_ends_when_its_parent_is_killed(machine: Callable[..., Path]) -> None:
    machine()
    code = (
        "import os\n"
        "from formcheck.voice import Voice\n"
        "voice = Voice()\n"
        "assert voice.kind == 'system voice'\n"
        "sound = voice._speaker._sound\n"
        "os.write(1, f'{sound._process.pid} {sound._folder.name}'.encode())\n"
        "os.kill(os.getpid(), 9)\n"
    )
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join([os.environ["PYTHONPATH"], root])
    parent = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path}
    )
    pid, folder = parent.stdout.split()
    assert until(lambda: not running(int(pid)))
    assert until(lambda: not Path(folder).exists())


def test_muted_starts_no_process() -> None:
    def never(*_: object) -> SoundProcess:
        raise AssertionError("a process was started")

    voice = Voice(mute=True, process=never)
    assert (voice.kind, voice.problem) == ("muted", "")
    voice.say(line("one", "count"))
    assert told(voice.close()) == [("one", True)]


def test_asking_does_not_wait_for_a_process_that_never_answers() -> None:
    asked: list[str] = []
    voice = Voice(process=lambda mode, answered: SimpleNamespace(send=asked.append, stop=lambda wait_s: None))
    for _ in range(1000):
        voice.say(line("lie down"))
    assert told(voice.close(0.1)) == [("lie down", True)] * 1000
    assert not asked


def test_a_log_that_cannot_be_written_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot write .*said\.txt: .*; free space or choose another -o"):
        open_voice(log=tmp_path / "missing" / "said.txt")


def test_a_full_disk_stops_the_log_and_nothing_else() -> None:
    voice = Voice(mute=True)
    assert voice.kind == "muted"
    voice._log = SimpleNamespace(add=_full, close=lambda: None)
    voice.say(line("one", "count"))
    voice.say(line("two", "count"))
    assert len(voice.close()) == 2
    assert voice.problem == "cannot write said.txt"


def _full(_: str) -> None:
    raise OutputError("cannot write said.txt")


@posix
def test_what_was_said_is_rendered_where_it_was_said(machine: Callable[..., Path], tmp_path: Path) -> None:
    machine(player=None)
    spoken = [
        Spoken("one", "count", 0.0, 0.9, 1.0, 1.2),
        Spoken("never", "cue", 0.0, 1.0, dropped=True),
        Spoken("two", "count", 0.0, 2.4, 2.5, 2.7),
    ]
    render(spoken, tmp_path / "all.wav")
    samples = sound(tmp_path / "all.wav")
    assert set(np.unique(samples)) == {0, 1000}
    loud = np.flatnonzero(samples) / worker.RATE_HZ
    assert (loud.min(), loud.max()) == (1.0, pytest.approx(2.6, abs=1e-3))
    assert len(loud) == 2 * 2205
    render(spoken, tmp_path / "later.wav", start_s=1.5)
    assert np.flatnonzero(sound(tmp_path / "later.wav"))[0] == worker.RATE_HZ


def test_it_is_rendered_as_tones_where_there_is_no_voice(machine: Callable[..., Path], tmp_path: Path) -> None:
    machine(broken=True)
    render([Spoken("one", "count", 0.0, 0.0, 0.5, 0.6)], tmp_path / "beep.wav")
    spectrum = np.abs(np.fft.rfft(sound(tmp_path / "beep.wav")[worker.RATE_HZ // 2 :]))
    hertz = spectrum.argmax() * worker.RATE_HZ / (2 * (len(spectrum) - 1))
    assert hertz == pytest.approx(worker.TONES["count"][0][0], abs=15)


def test_nothing_said_is_an_empty_file(machine: Callable[..., Path], tmp_path: Path) -> None:
    machine(broken=True)
    render([], tmp_path / "empty.wav")
    assert len(sound(tmp_path / "empty.wav")) == 0
    with pytest.raises(OutputError, match="cannot write"):
        render([], tmp_path / "missing" / "empty.wav")


@posix
def test_a_voice_that_dies_while_rendering_is_one_clear_line(machine: Callable[..., Path], tmp_path: Path) -> None:
    machine()
    with pytest.raises(OutputError, match="the system voice stopped working"):
        render([Spoken("crash", "cue", 0.0, 0.0, 0.5, 0.6)], tmp_path / "none.wav")


def sound(path: Path) -> np.ndarray:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, worker.RATE_HZ)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


@pytest.mark.parametrize("kind", worker.TONES)
def test_a_tone_is_as_long_as_its_parts_and_begins_and_ends_softly(kind: str, tmp_path: Path) -> None:
    worker.write_tone(kind, tmp_path / "tone.wav")
    samples = sound(tmp_path / "tone.wav").astype(int)
    assert len(samples) / worker.RATE_HZ == pytest.approx(sum(s for _, s in worker.TONES[kind]), abs=1e-3)
    assert max(abs(samples[0]), abs(samples[-1])) < 100
    assert (np.abs(samples).max() > 8000) == (kind != "silence")


def test_the_silence_at_the_end_of_a_text_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "text.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(worker.RATE_HZ)
        file.writeframes(np.r_[np.full(4000, 900), np.full(9000, 5)].astype("<i2").tobytes())
    worker.trim(path)
    kept = sound(path)
    assert len(kept) == 4000 + worker.RATE_HZ // 20
    assert (kept[:4000] == 900).all()


def test_an_english_voice_is_taken_and_the_systems_own_if_it_is_one() -> None:
    german = SimpleNamespace(id="g", languages=["de-DE"])
    english = SimpleNamespace(id="e", languages=["en_GB"])
    espeak = SimpleNamespace(id="s", languages=[b"\x05en-us"])
    silent = SimpleNamespace(id="n", languages=None)
    assert worker.english([german, english, espeak], "g") == "e"
    assert worker.english([german, english, espeak], "s") is None
    assert worker.english([german, silent], "g") is None
    assert worker.english([silent, espeak], "n") == "s"


@pytest.mark.process
def test_the_process_loads_nothing_heavy() -> None:
    code = (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('worker', {worker.__file__!r})\n"
        "spec.loader.exec_module(importlib.util.module_from_spec(spec))\n"
        "sys.stdout.write(' '.join(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True).stdout
    assert not set(loaded.split()) & {"numpy", "formcheck", "cv2", "mediapipe", "pyttsx3", "typer"}


def test_doctor_tells_what_the_voice_is_or_what_it_needs(machine: Callable[..., Path]) -> None:
    machine(player=None)
    finding = doctor._voice()
    assert (finding.name, finding.needed) == ("voice", False)
    if not finding.ok:  # Windows plays by itself
        assert finding.detail == "no sound can be played; what is said is shown as captions only"
        assert finding.advice.endswith(", or use 'live --mute'")


@posix
def test_doctor_names_the_voice(machine: Callable[..., Path]) -> None:
    machine()
    finding = doctor._voice()
    assert (finding.ok, finding.detail) == (True, "system voice: Anna")


@pytest.mark.process
def test_the_system_voice_writes_one_text_after_the_other(tmp_path: Path) -> None:
    voice = Voice()
    name = voice.name
    voice.close(0)
    if not name:
        pytest.skip("this machine has no voice")
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    render([Spoken(word, "count", 0.0, n, n, n + 0.9) for n, word in enumerate(words)], tmp_path / "counted.wav")
    samples = sound(tmp_path / "counted.wav")
    seconds = [samples[n * worker.RATE_HZ : (n + 1) * worker.RATE_HZ].astype(float) for n in range(len(words))]
    assert all(np.abs(second).max() > 1000 for second in seconds)
