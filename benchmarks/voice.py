"""What the voice costs and how late it is, on this machine.

    python benchmarks/voice.py [-o SOUND.wav]

It speaks for about half a minute (with nothing that plays: captions at the same pace) and prints how long the process
took to be ready, how long :meth:`Voice.say` held up its caller, and how long after it was asked for an utterance began:
the hand-over to the player, to which the delay of the sound device comes. ``-o`` keeps what was said as a sound file.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from formcheck.utterance import Kind, Utterance
from formcheck.voice import Voice, render

LINES: tuple[tuple[str, Kind], ...] = (
    ("Lie on your back", "prompt"),
    ("Ready", "prompt"),
    ("One", "count"),
    ("Two", "count"),
    ("Push your knees out", "cue"),
    ("Three", "count"),
    ("Halfway", "mark"),
    ("Good, knees in line", "praise"),
)
FRAME_S = 1 / 30
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", type=Path, help="keep what was said as a sound file")
    keep = parser.parse_args().o
    began_s = time.perf_counter()
    voice = Voice()
    opened_s = time.perf_counter() - began_s
    print(f"{voice.kind}: {voice.name or 'no voice'} {voice.problem}")
    print(f"opened in {opened_s * 1e3:.1f} ms, ready after {time.perf_counter() - began_s:.2f} s")
    costs_s = []
    for _ in range(ROUNDS):
        for text, kind in LINES:
            costs_s.append(_cost_s(voice, Utterance(text, kind, 0.0)))
            _busy_frames(1.7)
    spoken = voice.close()
    median_us, most_us = statistics.median(costs_s) * 1e6, max(costs_s) * 1e6
    print(f"say(): median {median_us:.0f} us, at most {most_us:.0f} us, {len(costs_s)} calls")
    for name, part in (("first time", spoken[: len(LINES)]), ("said before", spoken[len(LINES) :])):
        delays_ms = sorted((one.began_s - one.asked_s) * 1e3 for one in part if not one.dropped)
        dropped = sum(one.dropped for one in part)
        if delays_ms:
            delays = f"median {statistics.median(delays_ms):.0f} ms, at most {delays_ms[-1]:.0f} ms"
            print(f"asked to begun, {name}: {delays}, {dropped} of {len(part)} dropped")
    if keep:
        render(spoken, keep)
        print(keep)


def _cost_s(voice: Voice, utterance: Utterance) -> float:
    began_s = time.perf_counter()
    voice.say(utterance)
    return time.perf_counter() - began_s


def _busy_frames(seconds: float) -> None:
    """Frames that keep this process busy for half of the time, as checks and drawing do."""
    end_s = time.perf_counter() + seconds
    while time.perf_counter() < end_s:
        busy_s = time.perf_counter() + FRAME_S / 2
        while time.perf_counter() < busy_s:
            pass
        time.sleep(FRAME_S / 2)


if __name__ == "__main__":
    main()
