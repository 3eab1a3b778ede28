"""How fast it is: the core alone for every exercise, each stage of a recording, and the whole beside the bare minimum.

    python benchmarks/speed.py [--quick] [--core] [--exercise NAME ...] [--json FILE] [CLIP ...]

Without CLIP it takes the sample clips. `--core` leaves recordings out and needs no pose model. The core is timed in
seconds of its processor, recordings on the clock. Ratios of one run are what counts: *bare* (decode and landmarker,
nothing else) runs in turn with every command that is held against it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path

import numpy as np
import speed_clips
import speed_core
from accuracy_table import Table, markdown

from formcheck import exercises
from formcheck.concurrency.processes import cores

SAMPLES = Path(__file__).parent.parent / "sample_videos"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path, metavar="CLIP", help="with its truth NAME.json beside it")
    parser.add_argument("--quick", action="store_true", help="a few exercises, short sets, one clip, one round")
    parser.add_argument("--core", action="store_true", help="the core alone")
    parser.add_argument("--exercise", action="append", metavar="NAME", help="the core with this exercise; repeatable")
    parser.add_argument("--rounds", type=int, help="rounds of which the median is told (3; quick 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save the tables")
    wanted = parser.parse_args()
    rounds = wanted.rounds or (1 if wanted.quick else 3)
    names = wanted.exercise or (["squat", "plank", "bird-dog"] if wanted.quick else list(exercises.names()))
    tables = speed_core.tables(names, rounds, wanted.quick)
    if not wanted.core:
        clips = wanted.clips or sorted(SAMPLES.glob("*.mp4"))
        tables += speed_clips.tables(clips[:1] if wanted.quick else clips, rounds, wanted.quick)
    print(f"{where()}\n")
    for table in tables:
        print(markdown(table))
    if wanted.json:
        save(wanted.json, tables)


def where() -> str:
    """The machine and the packages that decide."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{cores()} cores{load}, {platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}"


def save(path: Path, tables: list[Table]) -> None:
    """The tables as JSON: title, and a row as names with texts."""
    plain = [
        {"title": title, "rows": [dict(zip(head, row, strict=True)) for row in body]} for title, head, body in tables
    ]
    path.write_text(json.dumps({"where": where(), "tables": plain}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
