"""How right the checker is on recordings of your own: ``python benchmarks/real.py PLACE ...``.

A place is a folder, or a list of recordings (TOML); see README.md here. Beside each video, landmark track, photograph
or landmark table lies a TOML file of the same name that says what is in it, or a list names many of them. Landmarks
of videos and photographs are kept in a cache, so a second run costs seconds.

Example: python benchmarks/real.py clips/ --by person --misses
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import motion_capture
import numpy as np
import real_peer
import real_pictures
import real_shaken
from accuracy_table import Table, markdown
from accuracy_tracks import default_cache
from labelled import read
from limits import f1
from photos import IMAGES, detect, photo_row, to_and_fro
from real_judge import MEASURES, Finding, judge
from real_truth import TABLES, TRACKS, Expected, Recording, lists, recordings

from formcheck import PoseTrack, analyze
from formcheck.errors import FormcheckError, SpecError
from formcheck.events import FAIL, PASS
from formcheck.frames import Frames
from formcheck.media import VideoFile
from formcheck.pose.first_person import FirstPerson
from formcheck.pose.landmarker import Landmarker
from formcheck.pose.models import find_model, model_of
from formcheck.result import SetResult

COLUMNS = (*MEASURES, "good reps good", "wrong reps told", "position", "nothing else held")


def landmarks(path: Path, cache: Path, model: Path) -> PoseTrack:
    """What MediaPipe sees in a video, as ``formcheck replay`` has it, or in a photograph; a stored track as it is.

    Parameters
    ----------
    path : Path
    cache : Path
        Folder in which the landmarks are kept.
    model : Path
        Bundle of the pose model.
    """
    if path.suffix.lower() in TRACKS:
        return PoseTrack.load(path)
    digest = hashlib.sha256(path.read_bytes() + model.read_bytes() + version("mediapipe").encode())
    kept = cache / f"{digest.hexdigest()[:24]}.npz"
    if kept.is_file():
        return PoseTrack.load(kept)
    track = detect(path, model) if path.suffix.lower() in IMAGES else _followed(path, model)
    cache.mkdir(parents=True, exist_ok=True)
    track.save(kept)
    return track


def _followed(path: Path, model: Path) -> PoseTrack:
    estimator = FirstPerson(lambda: Landmarker(model))
    try:
        return PoseTrack.concatenate([estimator.detect(frame.bgr, frame.t_s) for frame in VideoFile(path)])
    finally:
        estimator.close()


def table_rows(path: Path, wanted: Expected) -> list[list[str]]:
    """F1 per label over the frames of a landmark table, and the share of frames with no verdict."""
    truth, said = [], []
    for recording in read(path):
        truth.append(recording.labels)
        said.append(verdicts(analyze(recording.track, wanted.exercise, wanted.side), wanted.labels))
    labels, verdict = np.concatenate(truth), np.concatenate(said)
    lines = []
    for label in (*(label for label in wanted.labels if (labels == label).any()), "macro"):
        mine = labels == label if label != "macro" else np.ones(len(labels), dtype=bool)
        score = f1(labels, verdict, label) if label != "macro" else np.mean([float(line[4]) for line in lines])
        unknown = float(np.mean(verdict[mine] == "?"))
        lines.append([path.stem, wanted.exercise, label, str(int(mine.sum())), f"{score:.3f}", f"{unknown:.3f}"])
    return lines


def verdicts(result: SetResult, labels: dict[str, str]) -> np.ndarray:
    """(T,) label of each frame as the checker sees it; "?" where it cannot tell."""
    assert result.frames is not None
    said = np.full(len(result.frames.t_s), "?", dtype=object)
    checks = result.frames.checks
    ids = [meaning for meaning in labels.values() if meaning in checks]
    for label, meaning in labels.items():
        if meaning in checks:
            said[checks[meaning] == FAIL] = label
        elif meaning == "good":
            said[(said == "?") & np.all([checks[i] == PASS for i in ids], axis=0)] = label
        else:
            said[_holds(result.frames, meaning)] = label
    return said.astype(str)


def _holds(frames: Frames, condition: str) -> np.ndarray:
    """(T,) where ``METRIC > NUMBER`` or ``METRIC < NUMBER`` holds."""
    metric, sign, number = [*condition.split(), "", ""][:3]
    if metric not in frames.metrics or sign not in ("<", ">"):
        raise SpecError(f"label '{condition}': expected a check id, 'good', or METRIC < NUMBER with one of its metrics")
    values = frames.metrics[metric]
    return np.asarray(values > float(number) if sign == ">" else values < float(number))


def summary(findings: Sequence[Finding], by: str) -> list[Table]:
    """One row an exercise, or a person: right / compared, and a last row of all.

    Parameters
    ----------
    findings : sequence of Finding
    by : {"exercise", "person"}
    """
    used = [column for column in COLUMNS if any(finding.measure == column for finding in findings)]
    sums: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for finding in findings:
        for row in (getattr(finding, by), "all"):
            sums[row][finding.measure, "right"] += finding.right
            sums[row][finding.measure, "of"] += finding.of
    rows = [*sorted(row for row in sums if row != "all"), *(["all"] if sums else [])]
    body = [[row, *(_share(sums[row][column, "right"], sums[row][column, "of"]) for column in used)] for row in rows]
    return [("Recordings, motion capture and pictures (right / compared)", [by, *used], body)]


def _share(right: int, of: int) -> str:
    return f"{right} / {of}" if of else "-"


def misses(findings: Sequence[Finding]) -> str:
    """One line for each thing that was wrong, with its cause."""
    ours = [f for f in findings if f.miss and not f.measure.startswith(real_peer.PEER)]
    return "\n".join(f"{f.name}, {f.exercise}, {f.measure}: {f.miss}" for f in ours)


def examined(place: Path, tracks: Path | None, cache: Path, model: Path) -> Iterator[Finding | Table]:
    """What is found at a place, and the tables of photographs and labelled frames in it.

    Parameters
    ----------
    place : Path
        A folder or a list.
    tracks : Path or None
        Folder in which the files of lists are looked for, in place of theirs.
    cache, model : Path
        As of :func:`landmarks`.
    """
    photos: list[list[str]] = []
    frames: list[list[str]] = []
    found = list(recordings(place, tracks))
    for index, each in enumerate(found, start=1):
        print(f"{index}/{len(found)} {each.path.name}", file=sys.stderr, flush=True)
        if each.path.suffix.lower() in TABLES:
            frames += table_rows(each.path, each.expected)
        elif each.path.suffix.lower() in IMAGES:
            photos.append(_photo(each, cache, model))
        else:
            track = landmarks(each.path, cache, model)
            yield from judge(each, analyze(track, each.expected.exercise, each.expected.side))
            yield from real_peer.findings(each, track)
    for path, truth in lists(place):
        if truth.capture or truth.pictures:
            print(f"{path.name}: motion capture and pictures", file=sys.stderr, flush=True)
        yield from motion_capture.findings(tracks or path.parent, truth)
        yield from real_pictures.findings(tracks or path.parent, truth)
    head = ["photograph", "exercise", "in position", "reps", "faults", "taken for"]
    yield "Photographs (bold where they differ from what was expected)", head, photos
    yield "Labelled frames", ["table", "exercise", "label", "frames", "F1", "unknown"], frames


def _photo(recording: Recording, cache: Path, model: Path) -> list[str]:
    """The row of a photograph, or of the way from one to another and back."""
    path, wanted = recording.path, recording.expected
    reps = wanted.range[0] if wanted.range else 3
    first = landmarks(path, cache, model)
    second = landmarks(path.with_name(wanted.to), cache, model) if wanted.to else first
    track = to_and_fro(first, second, reps if wanted.to else 0)
    name = f"{path.stem} to {Path(wanted.to).stem}" if wanted.to else path.stem
    return photo_row(name, wanted.exercise, track, wanted.held, wanted.range and reps)


def shaken(found: Sequence[Recording], beside: Path | None) -> str:
    """Tables of what stays the same, and the recordings that change most."""
    results = real_shaken.examined(found, beside)
    shown = [markdown(table) for table in real_shaken.tables(results)]
    return "\n".join([*shown, real_shaken.least_robust(results)])


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", type=Path, nargs="+", help="a folder, or a list (.toml)")
    parser.add_argument("--tracks", type=Path, help="look for the files of lists in this folder")
    parser.add_argument("--by", choices=["exercise", "person"], default="exercise", help="what a row of the table is")
    parser.add_argument("--misses", action="store_true", help="also a line for each miss, with its cause")
    parser.add_argument("--peer", action="store_true", help="also the simplest counter, and where it beats ours")
    parser.add_argument("--shaken", action="store_true", help="instead: are verdicts the same once tracks are shaken?")
    parser.add_argument("--beside", type=Path, help="with --shaken: folder of the same tracks by another pose model")
    parser.add_argument("--json", type=Path, help="also save every finding to this file")
    parser.add_argument("--model", help="pose model of videos and photographs: lite, full, heavy, or a .task file")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parsed = parser.parse_args(arguments)
    try:
        if parsed.shaken:
            print(shaken([each for place in parsed.place for each in recordings(place, parsed.tracks)], parsed.beside))
            return
        model = model_of(parsed.model) if parsed.model else find_model()
        found = [each for place in parsed.place for each in examined(place, parsed.tracks, parsed.cache, model)]
    except FormcheckError as error:
        parser.exit(1, f"{error}\n")
    findings = [each for each in found if isinstance(each, Finding)]
    tables = [*summary(findings, parsed.by), *(each for each in found if not isinstance(each, Finding))]
    tables += [real_peer.table(findings)] if parsed.peer else []
    if not any(table[2] for table in tables):
        parser.error(f"{parsed.place[0]}: no recording with a .toml of the same name beside it, and no list of any")
    print("\n".join(markdown(table) for table in tables if table[2]))
    if parsed.misses:
        print(misses(findings))
    if parsed.peer:
        print(real_peer.beaten(findings))
    if parsed.json:
        parsed.json.write_text(json.dumps([asdict(finding) for finding in findings], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
