"""What a set in the page costs: delays, the processor's time a frame beside `live` without a window, memory.

    python benchmarks/page.py [--seconds 40] [--fps 15] [--model full] [-o FILE]

Chromium takes a sample clip for its camera, 640 x 360, and the least page that runs a set sends it. The processor's
time is that of the server alone, between the tenth second and the last; `live` plays the same film at its own pace. For
memory give 1200 seconds. Linux, with Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
CLIP = ROOT / "sample_videos" / "glute_bridge_good.mp4"
SIZE_WH = (640, 360)
WARM_S = 10.0
FLAGS = ("--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def cpu_s(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Memory of a process that is in use."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def film_of(folder: Path, seconds: float, fps: int) -> Path:
    """The clip over and over as a file that `live` plays at its own pace."""
    film = folder / "film.mp4"
    with av.open(str(CLIP)) as given:
        frames = [frame.reformat(*SIZE_WH, format="yuv420p") for frame in given.decode(video=0)]
        rate = float(given.streams.video[0].average_rate)
    with av.open(str(film), "w") as made:
        stream = made.add_stream("libx264", rate=fps, options={"preset": "veryfast"})
        stream.width, stream.height = SIZE_WH
        for i in range(round(seconds * fps)):
            frame = frames[round(i * rate / fps) % len(frames)]
            frame.pts = i
            made.mux(stream.encode(frame))
        made.mux(stream.encode())
    return film


def live(film: Path, seconds: float, model: str, folder: Path) -> tuple[float, int]:
    """Seconds of the processor and checked frames of `live` without a window."""
    command = [sys.executable, "-m", "formcheck", "live", "glute-bridge", "--free", "--no-window", "--mute", "--stats"]
    command += ["--model", model, "--camera", str(film), "--seconds", str(seconds), "-o", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    used = os.wait4(process.pid, 0)[2]
    process.returncode = 0
    frames = json.loads((folder / "stats.json").read_text())["frames"]
    return used.ru_utime + used.ru_stime, frames["checked"]


def in_page(page: Page, pid: int, seconds: float) -> dict[str, Any]:
    """A set of so many seconds in the page."""
    began_s, memory, before = time.monotonic(), [], (0.0, 0)
    while (passed_s := time.monotonic() - began_s) < seconds:
        page.wait_for_timeout(1000)
        if not before[1] and passed_s > WARM_S:
            before = cpu_s(pid), page.evaluate("got.delays.length")
        if len(memory) * seconds / 20 <= passed_s:
            memory.append(resident_mb(pid))
    frames = page.evaluate("got.delays.length")
    used = cpu_s(pid) - before[0]
    delays = 1000 * np.array(page.evaluate("got.delays")[before[1] :])
    dropped = page.evaluate("got.messages.filter((each) => each.type === 'dropped').length")
    return {
        "first_frame_s": round(page.evaluate("got.first - got.asked"), 2),
        "frames": frames,
        "dropped": dropped,
        "delay_ms": {f"p{p}": round(float(np.percentile(delays, p)), 1) for p in (50, 95, 99)},
        "cpu_ms_a_frame": round(1000 * used / max(frames - before[1], 1), 1),
        "memory_mb": [round(mb) for mb in memory],
    }


def page_run(folder: Path, seconds: float, fps: int, model: str) -> dict[str, Any]:
    """The server in a process of its own, and Chromium with the film for a camera."""
    sys.path.insert(0, str(FIXTURES))
    from least_page import camera_film  # noqa: PLC0415 - a fixture of the tests

    film = camera_film(CLIP, folder / "camera.mjpeg", SIZE_WH)
    places = {"XDG_DATA_HOME": str(folder), "FORMCHECK_HISTORY": str(folder / "history.db"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(FIXTURES / "least_page.py"), "--no-browser", "--model", model]
    server = subprocess.Popen(command, env=os.environ | places, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = re.search(r"http://\S+", server.stdout.readline())
    assert address
    try:
        with sync_playwright() as playwright:
            flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
            page = chromium.new_page()
            page.goto(address[0])
            time.sleep(4.0)  # somebody reads, while the model is loaded
            page.goto(f"{address[0].split('/enter')[0]}/least?exercise=glute-bridge&free=true&fps={fps}")
            page.wait_for_timeout(500)
            return in_page(page, server.pid, seconds)
    finally:
        server.terminate()
        server.wait(30)


def main() -> None:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--model", default="full")
    parser.add_argument("-o", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        film = film_of(folder, min(given.seconds, 60.0), given.fps)
        short, long = (live(film, s, given.model, folder / f"live-{s}") for s in (WARM_S, min(given.seconds, 60.0)))
        alone_ms = 1000 * (long[0] - short[0]) / (long[1] - short[1])
        found = page_run(folder, given.seconds, given.fps, given.model)
    found |= {"live_cpu_ms_a_frame": round(alone_ms, 1), "added": round(found["cpu_ms_a_frame"] / alone_ms - 1, 3)}
    warm = found["memory_mb"][2:]
    print(
        f"{found['frames']} frames, {found['dropped']} dropped; the first {found['first_frame_s']} s after start\n"
        f"capture to answer, ms: {found['delay_ms']}\n"
        f"processor a frame: {found['cpu_ms_a_frame']} ms, live without a window {found['live_cpu_ms_a_frame']} ms:"
        f" {100 * found['added']:+.0f} %\n"
        f"memory, MB: {' '.join(map(str, found['memory_mb']))}; {warm[-1] - warm[0]:+d} after the first tenth"
    )
    if given.o:
        given.o.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
