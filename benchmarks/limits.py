"""Where the limits come from: how far labelled classes are apart, and how well the limits in the files tell them.

    python benchmarks/limits.py plank FOLDER     FOLDER/*.csv   labels C correct, L hips low, H hips high
    python benchmarks/limits.py squat FOLDER     FOLDER/stage.csv   labels up, down; FOLDER/mlkit_*.csv
    python benchmarks/limits.py lunge FOLDER     FOLDER/knee_over_toe.csv   labels C, L knee past the toes

The tables are those of the public repositories NgoQuocBao1010/Exercise-Correction (MIT) and googlesamples/mlkit
(Apache-2.0); they are not part of this project.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from labelled import Labelled, mlkit, read

from formcheck import PoseTrack, analyze, exercises
from formcheck.metrics.measure import Measurer

TAIL = 2.0
"""Percent of a class's frames that may lie beyond its edge: the frames at which people move into or out of it."""


def values_of(recordings: Iterable[Labelled], exercise: str, metric: str) -> list[tuple[str, str, np.ndarray]]:
    """(recording, label, values of the metric) for every label of every recording with ten frames or more."""
    found = []
    for recording in recordings:
        values = analyze(recording.track, exercise).frames.metrics[metric]
        for label in sorted(set(recording.labels)):
            mine = values[recording.labels == label]
            if np.isfinite(mine).sum() >= 10:
                found.append((recording.name, str(label), mine))
    return found


def widest_gap(found: list[tuple[str, str, np.ndarray]], low: str, high: str) -> float:
    """Print each recording's edge of each class; the limit is halfway between the nearest edges of the two."""
    edges: dict[str, list[float]] = {low: [], high: []}
    for name, label, values in found:
        if label in edges:
            edge = float(np.nanpercentile(values, 100 - TAIL if label == low else TAIL))
            edges[label].append(edge)
            median = np.nanmedian(values)
            print(f"  {name:34s} {label:>4s} {len(values):5d} frames  median {median:+.3f}  edge {edge:+.3f}")
    top, bottom = float(np.median(edges[low])), float(np.median(edges[high]))
    print(f"  edges: worst {max(edges[low]):+.3f} / {min(edges[high]):+.3f}, median {top:+.3f} / {bottom:+.3f}")
    limit = (max(edges[low]) + min(edges[high])) / 2
    print(f"  widest gap between '{low}' and '{high}': limit {limit:+.3f}")
    return limit


def f1(truth: np.ndarray, said: np.ndarray, label: str) -> float:
    """F1 of one label; NaN where nobody has it and nobody says it."""
    hit = int(((truth == label) & (said == label)).sum())
    wrong = int(((truth == label) ^ (said == label)).sum())
    return 2 * hit / (2 * hit + wrong) if hit + wrong else float("nan")


def plank(folder: Path) -> None:
    recordings = [r for path in sorted(folder.glob("*.csv")) for r in read(path)]
    found = values_of(recordings, "plank", "line")
    print("sag: L below C")
    widest_gap(found, "L", "C")
    print("pike: C below H")
    widest_gap(found, "C", "H")
    for metric in ("elbows_ahead", "knee_bend"):
        correct = np.concatenate([v for _, label, v in values_of(recordings, "plank", metric) if label == "C"])
        low, high = np.nanpercentile(correct, [2, 98])
        print(f"correct frames, {metric}: 2 % {low:+.2f}, 98 % {high:+.2f}")
    wander = [np.ptp(np.nanpercentile(v, [2, 98])) for _, label, v in found if label == "C" and len(v) >= 300]
    print(f"correct recordings of 10 s and more, wander of the line: {', '.join(f'{w:.3f}' for w in wander)}")
    print("\nverdicts with the limits in plank.toml (C = both pass, ? = unknown)")
    truth, said, scores = [], [], []
    for recording in recordings:
        checks = analyze(recording.track, "plank").frames.checks
        verdict = np.full(len(recording.labels), "?")
        verdict[(checks["hips-sag"] == 1) & (checks["hips-high"] == 1)] = "C"
        verdict[checks["hips-high"] == 0] = "H"
        verdict[checks["hips-sag"] == 0] = "L"
        per = {label: f1(recording.labels, verdict, label) for label in sorted(set(recording.labels))}
        scores.append(float(np.mean(list(per.values()))))
        shown = "  ".join(f"{label} {value:.3f}" for label, value in per.items())
        print(f"  {recording.name:34s} {shown}  unknown {np.mean(verdict == '?'):.3f}")
        truth.append(recording.labels)
        said.append(verdict)
    truth, said = np.concatenate(truth), np.concatenate(said)
    per = {label: f1(truth, said, label) for label in "CLH"}
    shown = "  ".join(f"{label} {value:.3f}" for label, value in per.items())
    print(f"all frames: {shown}  macro F1 {np.mean(list(per.values())):.3f}")
    print(f"mean over {len(scores)} recordings of the macro F1 of their labels: {np.mean(scores):.3f}")


def squat(folder: Path) -> None:
    recordings = read(folder / "stage.csv")
    found = values_of(recordings, "squat", "depth")
    print("up below down")
    widest_gap(found, "up", "down")
    truth = np.concatenate([r.labels for r in recordings])
    depth = np.concatenate([analyze(r.track, "squat").frames.metrics["depth"] for r in recordings])
    said = np.where(depth >= -0.6, "down", "up")
    score = np.mean([f1(truth, said, label) for label in ("up", "down")])
    print(f"up / down, split at thighs two thirds of the way to level: macro F1 {score:.4f}")
    for path in sorted(folder.glob("mlkit*.csv")):
        pictures(path)


def pictures(path: Path) -> None:
    labels, points = mlkit(path)
    size = (int(points[..., 0].max()) + 1, int(points[..., 1].max()) + 1)
    print(f"{path.name}: percentiles 2, 5, 50, 90, 95, 98")
    values, side, front, names = pictured("squat", points, size)
    for label, seen, metric in (
        ("squats_up", side, "knee_bend"),
        ("squats_up", side | front, "depth"),
        ("squats_down", side, "depth"),
        ("squats_down", side, "trunk_lean"),
        ("squats_down", side, "knee_past_toe"),
        ("squats_down", front, "hip_shift"),
        ("squats_down", front, "knees_out"),
        ("squats_up", front, "knees_out"),
        ("squats_down", side, "balance"),
    ):
        print_percentiles(label, metric, values[(labels == label) & seen, names[metric]])
    values, side, front, names = pictured("plank", points, size)
    for metric in ("line", "head_line", "hands_ahead", "knee_bend"):
        print_percentiles("pushups_up", metric, values[(labels == "pushups_up") & side, names[metric]])
    values, side, front, names = pictured("seated-twist", points, size)
    print_percentiles("squats_up", "turned", values[(labels == "squats_up") & front, names["turned"]])


def pictured(
    exercise: str, points: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, int]]:
    """Metric values (N, M) of single pictures, which of them are seen from the side and from the front, and columns."""
    spec = exercises.get(exercise)
    rows, yaw = [], []
    for point in points:
        measured = Measurer(spec).feed(PoseTrack([0.0], point[None, :, :2], size, point[None] / 1000.0))
        rows.append(measured.values[:, 0])
        yaw.append(measured.yaw_deg)
    from_axis = np.abs(np.abs(yaw) - 90)
    side, front = from_axis <= spec.view_tolerance_deg, from_axis >= 90 - spec.view_tolerance_deg
    return np.array(rows), side, front, Measurer(spec).metrics.column


def print_percentiles(label: str, metric: str, values: np.ndarray) -> None:
    shown = "  ".join(f"{p:+7.2f}" for p in np.nanpercentile(values, [2, 5, 50, 90, 95, 98]))
    print(f"  {label:12s} {metric:14s} n {np.isfinite(values).sum():4d}  {shown}")


def lunge(folder: Path) -> None:
    recordings = read(folder / "knee_over_toe.csv")
    found = values_of(recordings, "reverse-lunge", "knee_past_toe")
    print("front knee ahead of its toes, in shank lengths: C below L")
    widest_gap(found, "C", "L")
    truth = np.concatenate([np.full(len(v), label) for _, label, v in found])
    past = np.concatenate([v for _, _, v in found])
    for limit in (-0.25, -0.2, -0.15, -0.1, 0.0, 0.1):
        said = np.where(past > limit, "L", "C")
        print(f"  limit {limit:+.2f}: macro F1 {np.mean([f1(truth, said, x) for x in 'CL']):.3f}")
    print("percentiles 2, 5, 25, 50, 75, 95, 98, 99")
    stages = read(folder / "stage.csv")
    for source, label in ((recordings, "C"), (recordings, "L"), (stages, "D"), (stages, "M")):
        for metric in ("rear_knee_down", "lunge", "knee_past_toe", "trunk_lean", "step"):
            values = [v for _, mine, v in values_of(source, "reverse-lunge", metric) if mine == label]
            if values:
                shown = np.nanpercentile(np.concatenate(values), [2, 5, 25, 50, 75, 95, 98, 99])
                print(f"  {label} {metric:15s} {'  '.join(f'{p:+7.2f}' for p in shown)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["plank", "squat", "lunge"])
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    {"plank": plank, "squat": squat, "lunge": lunge}[arguments.what](arguments.folder)


if __name__ == "__main__":
    main()
