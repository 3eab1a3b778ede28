"""Where a limit should lie: proposes limits of checks from labelled people, each person left out once.

    python benchmarks/calibrate.py LIST.toml ... [--tracks FOLDER] [--check depth] [--draft squat.toml]

A list (TOML) is one of ``real.py``, see README.md here: ``[[frames]]`` are frames whose label says which check fails,
``[[capture]]`` is motion capture done right and wrong on purpose, filmed by a camera made of code, ``[[clip]]`` are
recordings with the faults that are in them. A repetition that is wrong in some way counts as wrong for every check, so
that of motion capture only the border matters, and how many right repetitions lie beyond it.

Printed for each check and source: how well its metric orders wrong above right (AUC), how well our limit parts them
(mean of the shares of wrong and of right that are told so), the border that parts them best, and how well the border
of all others parts a person, or a block of frames, that had no say in it. ``all`` gives each source the same weight: a
limit has to hold everywhere.

Example: python benchmarks/calibrate.py labels.toml --tracks data/ --check trunk-lean
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import motion_capture
import numpy as np
from accuracy_table import markdown
from accuracy_tracks import default_cache
from real import landmarks
from real_truth import TRACKS, VIDEOS, Capture, Frames, Recording, lists, recordings

from formcheck import PoseTrack, analyze, exercises
from formcheck.errors import FormcheckError, SpecError
from formcheck.events import Rep
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Phase
from formcheck.metrics.view import VIEWS, view_codes
from formcheck.pose.models import find_model
from formcheck.result import SetResult

FPS = 30.0
"""Of labelled frames, which need not have followed each other."""
MOST_BORDERS = 400
"""Borders that are tried: quantiles, where there are more values than that."""

Key = tuple[str, int]
"""Exercise, index of the check in it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A frame or a repetition as one check measured it.

    Attributes
    ----------
    source : str
        Which data it is from.
    group : str
        A person, or a block of frames, that is left out as a whole.
    wrong : bool
        It has the fault.
    beyond : float
        How far it is beyond the limit, in the unit of the check; less than 0 inside, NaN not measured.
    """

    source: str
    group: str
    wrong: bool
    beyond: float


def of_frames(folder: Path, labelled: Frames, exercise: Exercise) -> Iterator[tuple[int, Example]]:
    """Examples of labelled frames, for the checks that look at one frame alone."""
    with np.load(folder / labelled.file) as data:
        labels = data["label"]
        image, visibility = data["image_px"].astype(float), data["visibility"].astype(float)
        world = np.concatenate([image, data["z_px"].astype(float)[..., None]], axis=-1)
        size = (int(data["size_wh"][0]), int(data["size_wh"][1]))
    track = PoseTrack(np.arange(len(labels)) / FPS, image, size, world, visibility, visibility)
    frames = analyze(track, exercise).frames
    assert frames is not None
    block = np.zeros(len(labels), dtype=int)
    for label in set(labels):
        mine = np.flatnonzero(labels == label)
        block[mine] = np.arange(len(mine)) * labelled.blocks // len(mine)
    for i, check in enumerate(exercise.checks):
        if check.against or check.metric not in frames.metrics:
            continue
        values = beyond(check, frames.metrics[check.metric])
        wrong = [label for label, fails in labelled.wrong.items() if fails == check.id]
        asked = np.isin(labels, [labelled.good, *wrong]) & in_view(check, exercise, frames.yaw_deg)
        for at in np.flatnonzero(asked) if wrong else ():
            is_wrong = bool(labels[at] != labelled.good)
            yield i, Example(Path(labelled.file).stem, f"block {block[at]}", is_wrong, float(values[at]))


def of_capture(folder: Path, capture: Capture, exercise: Exercise) -> Iterator[tuple[int, Example]]:
    """Examples of the repetitions of motion capture, from each camera."""
    if capture.form == "other":
        return
    for film in motion_capture.films(folder, capture):
        print(f"{film.path.stem} from {film.yaw_deg:.0f} deg", file=sys.stderr, flush=True)
        result = analyze(film.track, exercise)
        for i, value in measured(exercise, result):
            yield i, Example(f"capture {film.yaw_deg:.0f} deg", film.person, capture.form == "wrong", value)


def of_recording(recording: Recording, track: PoseTrack, exercise: Exercise) -> Iterator[tuple[int, Example]]:
    """Examples of the repetitions of a recording; of a fault that may be told or not, none."""
    expected = recording.expected
    if expected.faults is None or expected.negative or expected.robust:
        return
    there = {one for choice in expected.faults for one in choice.split("|")}
    for i, value in measured(exercise, analyze(track, exercise, expected.side)):
        if exercise.checks[i].id not in expected.allow:
            yield i, Example("recordings", recording.person, exercise.checks[i].id in there, value)


def measured(exercise: Exercise, result: SetResult) -> Iterator[tuple[int, float]]:
    """(check index, how far a repetition is beyond its limit) for every repetition and check that was made on it."""
    for rep in result.reps:
        for i, check in enumerate(exercise.checks):
            if check.take is None:
                value = _lasting(exercise, result, rep, i)
            elif rep.value_checks.get(check.id) == i:
                value = float(beyond(check, np.array([rep.values[check.id]]))[0])
            else:
                value = np.nan
            if not np.isnan(value):
                yield i, value


def _lasting(exercise: Exercise, result: SetResult, rep: Rep, i: int) -> float:
    """How far a repetition is beyond the limit of a frame check for as long as a fault must last; NaN never."""
    check, frames = exercise.checks[i], result.frames
    assert frames is not None
    values = frames.metrics.get(check.metric, frames.metrics.get(f"{check.metric}.{rep.side}"))
    if values is None:
        return np.nan
    inside = (frames.t_s >= rep.start_s) & (frames.t_s <= rep.end_s)
    asked = (
        inside
        & in_view(check, exercise, frames.yaw_deg)
        & np.isin(frames.phase, [p for p in Phase if not check.when or p.name.lower() in check.when])
    )
    over = np.where(asked, beyond(check, values - frames.base[:, i]), np.nan)[inside]
    step_s = float(np.median(np.diff(frames.t_s)))
    n = max(1, int(np.ceil(check.for_s / step_s)) + 1)
    if len(over) < n:
        return np.nan
    lowest = np.lib.stride_tricks.sliding_window_view(over, n).min(axis=1)
    return float(np.nanmax(lowest)) if not np.isnan(lowest).all() else np.nan


def in_view(check: Check, exercise: Exercise, yaw_deg: np.ndarray) -> np.ndarray:
    """(T,) whether a check is made in the views (T,)."""
    from_side = np.abs(np.abs(yaw_deg) - 90.0)
    square = np.minimum(from_side, 90.0 - from_side) <= check.yaw_within_deg
    if check.view == "any":
        return square
    return square & (view_codes(yaw_deg, exercise.view_tolerance_deg) == VIEWS.index(check.view))


def beyond(check: Check, values: np.ndarray) -> np.ndarray:
    """How far values are beyond the limits of a check; less than 0 inside."""
    return np.maximum(check.min - values, values - check.max)


def auc(wrong: np.ndarray, right: np.ndarray) -> float:
    """The share of pairs in which the wrong one is farther beyond; equal ones count half."""
    below = np.searchsorted(np.sort(right), wrong, side="left")
    upto = np.searchsorted(np.sort(right), wrong, side="right")
    return float(np.mean(below + upto) / (2 * len(right)))


def balanced(examples: Sequence[Example], border: float) -> float:
    """Mean over the sources of the mean of two shares: wrong beyond the border, right within; NaN without both."""
    shares = []
    for group in _by(examples, "source").values():
        wrong = np.array([e.beyond for e in group if e.wrong])
        right = np.array([e.beyond for e in group if not e.wrong])
        told = [*([np.mean(wrong > border)] if len(wrong) else []), *([np.mean(right <= border)] if len(right) else [])]
        shares.append(float(np.mean(told)))
    return float(np.mean(shares)) if shares else np.nan


def best_border(examples: Sequence[Example]) -> float:
    """The border that parts wrong from right best: the middle of the widest stretch of equally good ones."""
    values = np.unique([e.beyond for e in examples])
    if len(values) > MOST_BORDERS:
        values = np.unique(np.quantile(values, np.linspace(0, 1, MOST_BORDERS)))
    if len(values) < 2:
        return np.nan
    borders = [(a + b) / 2 for a, b in pairwise(values)]
    scores = np.array([balanced(examples, border) for border in borders])
    good = np.flatnonzero(scores >= scores.max() - 1e-9)
    runs = np.split(good, np.flatnonzero(np.diff(good) > 1) + 1)
    widest = max(runs, key=lambda run: values[run[-1] + 1] - values[run[0]])
    return float((values[widest[0]] + values[widest[-1] + 1]) / 2)


def left_out(examples: Sequence[Example]) -> float:
    """Mean over the groups of how well the border of all others parts each; NaN with one group alone."""
    groups = _by(examples, "group")
    scores = []
    for name, mine in groups.items():
        others = [e for e in examples if e.group != name]
        if len({e.wrong for e in others}) == 2:
            scores.append(balanced(mine, best_border(others)))
    return float(np.mean(scores)) if scores and len(groups) > 1 else np.nan


def _by(examples: Iterable[Example], name: str) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        found[getattr(example, name)].append(example)
    return found


def rows(check: Check, examples: Sequence[Example]) -> list[list[str]]:
    """A row for each source of a check, and one of all that have wrong and right ones."""
    sources = _by(examples, "source")
    both = [e for group in sources.values() if len({e.wrong for e in group}) == 2 for e in group]
    named = [*sources.items(), *([("all", both)] if len(_by(both, "source")) > 1 else [])]
    return [[_name(check), source, *_scores(check, group)] for source, group in named]


def _scores(check: Check, examples: Sequence[Example]) -> list[str]:
    known = [e for e in examples if not np.isnan(e.beyond)]
    wrong, right = (np.array([e.beyond for e in known if e.wrong is is_wrong]) for is_wrong in (True, False))
    counts = [str(len(right)), str(len(wrong)), f"{1 - len(known) / len(examples):.2f}"]
    kept = f"{np.mean(right <= 0):.3f}" if len(right) else "-"
    if not len(wrong) or not len(right):
        return [*counts, "-", kept, "-", "-", "-", "-"]
    border = best_border(known)
    scores = [balanced(known, 0.0), balanced(known, border), left_out(known)]
    ours, best, out = ("-" if np.isnan(score) else f"{score:.3f}" for score in scores)
    return [*counts, f"{auc(wrong, right):.3f}", kept, ours, _limit(check, border), best, out]


def _limit(check: Check, border: float) -> str:
    """The limits of a check if they lay so far beyond where they are."""
    low = f">= {check.min - border:.3g}" if np.isfinite(check.min) else ""
    high = f"<= {check.max + border:.3g}" if np.isfinite(check.max) else ""
    return " ".join(filter(None, [low, high]))


def _name(check: Check) -> str:
    view = "" if check.view == "any" else f" ({check.view})"
    return f"{check.id}{view}: {check.metric} {_limit(check, 0.0)}"


def examples_of(
    place: Path, tracks: Path | None, draft: Exercise | None, cache: Path
) -> dict[Key, tuple[Check, list[Example]]]:
    """What each check measured at a place.

    Parameters
    ----------
    place : Path
        A list, or a folder of them.
    tracks : Path or None
        Folder in which the files of lists are looked for, in place of theirs.
    draft : Exercise or None
        Takes the place of the exercise of its id, and nothing else is looked at.
    cache : Path
        Folder in which the landmarks of videos are kept.
    """
    found: dict[Key, tuple[Check, list[Example]]] = {}

    def exercise_of(name: str) -> Exercise | None:
        if draft is None:
            return exercises.get(name)
        return draft if draft.id == name else None

    def take(exercise: Exercise, each: Iterable[tuple[int, Example]]) -> None:
        for i, example in each:
            found.setdefault((exercise.id, i), (exercise.checks[i], []))[1].append(example)

    for path, truth in lists(place):
        folder = tracks or path.parent
        for labelled in truth.frames:
            if exercise := exercise_of(labelled.exercise):
                take(exercise, of_frames(folder, labelled, exercise))
        for capture in truth.capture:
            if exercise := exercise_of(capture.exercise):
                take(exercise, of_capture(folder, capture, exercise))
    for recording in recordings(place, tracks):
        exercise = exercise_of(recording.expected.exercise)
        if exercise and exercise.movement and recording.path.suffix.lower() in (*TRACKS, *VIDEOS):
            print(recording.path.name, file=sys.stderr, flush=True)
            take(exercise, of_recording(recording, landmarks(recording.path, cache, find_model()), exercise))
    return found


HEAD = ["check", "source", "right", "wrong", "unknown", "AUC", "right within", "ours", "best limit", "best", "left out"]


def main(arguments: list[str] | None = None) -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", type=Path, nargs="+", help="a list (.toml), or a folder of lists")
    parser.add_argument("--tracks", type=Path, help="look for the files of lists in this folder")
    parser.add_argument("--check", action="append", help="only checks of this id; may be given several times")
    parser.add_argument("--draft", help="an exercise file that takes the place of the exercise of its id")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parsed = parser.parse_args(arguments)
    table: dict[str, list[list[str]]] = defaultdict(list)
    try:
        draft = exercises.get(parsed.draft) if parsed.draft else None
        found: dict[Key, tuple[Check, list[Example]]] = {}
        for place in parsed.place:
            for key, (check, examples) in examples_of(place, parsed.tracks, draft, parsed.cache).items():
                found.setdefault(key, (check, []))[1].extend(examples)
        if parsed.check and not any(check.id in parsed.check for check, _ in found.values()):
            raise SpecError(f"{parsed.place[0]}: nothing in it is measured by a check '{', '.join(parsed.check)}'")
    except (FormcheckError, OSError, KeyError) as error:
        parser.exit(1, f"{error}\n")
    for (exercise, _), (check, examples) in sorted(found.items(), key=lambda item: item[0]):
        if not parsed.check or check.id in parsed.check:
            table[exercise] += rows(check, examples)
    if not table:
        parser.error(f"{parsed.place[0]}: no labelled frames, motion capture or recordings with repetitions in it")
    for exercise, body in table.items():
        print(markdown((exercise, HEAD, body)))


if __name__ == "__main__":
    main()
