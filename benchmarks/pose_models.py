"""The pose models beside each other: how right the checker is with each, and what a frame costs.

    python benchmarks/pose_models.py PLACE ... [--tracks FOLDER] [--model lite --model heavy]

A place is one of ``real.py``; its videos and photographs are what differs. Landmarks are kept in a cache.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
from accuracy_table import Table, markdown
from accuracy_tracks import default_cache
from real import examined, misses, summary
from real_judge import Finding
from real_truth import VIDEOS, recordings

from formcheck.errors import FormcheckError
from formcheck.media import VideoFile
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import model_of

N_FRAMES, WARM_UP = 60, 5
"""How many frames of a video are timed, after how many."""


def beside(findings: dict[str, list[Finding]]) -> Table:
    """A row a model: all that was compared, right / compared."""
    tables = {model: summary(each, "exercise")[0] for model, each in findings.items()}
    heads = {model: dict(zip(head, body[-1], strict=True)) for model, (_, head, body) in tables.items() if body}
    columns = list(dict.fromkeys(column for row in heads.values() for column in row if column != "exercise"))
    rows = [[model, *(row.get(column, "-") for column in columns)] for model, row in heads.items()]
    return "Pose models beside each other (right / compared)", ["model", *columns], rows


def frame_ms(video: Path, model: Path) -> list[float]:
    """What each of the first frames of a video costs, milliseconds."""
    frames, times = list(islice(VideoFile(str(video)), WARM_UP + N_FRAMES)), []
    with Landmarker(model) as landmarker:
        for frame in frames:
            begin = perf_counter()
            landmarker.detect(frame.bgr, frame.t_s)
            times.append(1e3 * (perf_counter() - begin))
    return times[WARM_UP:]


def speed(videos: Sequence[Path], models: dict[str, Path]) -> Table:
    """A row a model: milliseconds a frame; the models take turns, so that a busy moment meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in models}
    for video in videos:
        for name, model in models.items():
            times[name] += frame_ms(video, model)
    least = min((float(np.median(each)) for each in times.values() if each), default=1.0)
    rows = []
    for name, each in times.items():
        if each:
            median, late = np.percentile(each, [50, 95])
            rows.append([name, str(len(each)), f"{median:.1f}", f"{late:.1f}", f"{median / least:.2f}"])
    return "What a frame costs", ["model", "frames", "ms, median", "ms, p95", "of the fastest"], rows


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", type=Path, nargs="+", help="a folder, or a list (.toml)")
    parser.add_argument("--tracks", type=Path, help="look for the files of lists in this folder")
    parser.add_argument("--model", action="append", help="lite, full, heavy, or a .task file; repeatable")
    parser.add_argument("--misses", action="store_true", help="also a line for each miss, with its cause")
    parser.add_argument("--cache", type=Path, default=default_cache())
    asked = parser.parse_args()
    try:
        models = {Path(name).stem: model_of(name) for name in asked.model or ("lite", "full", "heavy")}
        found = {
            name: [each for place in asked.place for each in examined(place, asked.tracks, asked.cache, model)]
            for name, model in models.items()
        }
        files = [each.path for place in asked.place for each in recordings(place, asked.tracks)]
        costs = speed([path for path in files if path.suffix.lower() in VIDEOS], models)
    except FormcheckError as error:
        parser.exit(1, f"{error}\n")
    findings = {name: [each for each in all_ if isinstance(each, Finding)] for name, all_ in found.items()}
    print("\n".join(markdown(table) for table in (beside(findings), costs) if table[2]))
    if asked.misses:
        print("\n".join(f"{name}:\n{misses(each)}\n" for name, each in findings.items()))


if __name__ == "__main__":
    main()
