"""What the whole program, rules and learned postures together, says of pictures; and the limits that follow from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
import real_pictures
from numpy.typing import NDArray
from posture_examples import Examples, Labels
from real_truth import Pictures, Truth

from formcheck import PoseTrack, Session, exercises
from formcheck.arrays import BoolArray, FloatArray
from formcheck.metrics import learned_postures, measure
from formcheck.metrics.learned_postures import PostureModel

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

HELD, INSIDE = 1.0, 0.1
"""What it costs that somebody in something else is held, and is in position at all, where to miss one costs 1."""
LEAST, STEP, NEARLY = -2.2, 0.2, 0.5
"""No posture is sure below the first score, which is one in ten; between limits that are tried; limits that cost so
little more than the best are as good."""


@dataclass(frozen=True)
class Picture:
    """One of the pictures that are learnt from, as the program gets it."""

    of: Pictures
    data: dict[str, np.ndarray]
    row: int

    @property
    def position(self) -> str:
        return str(self.data["position"][self.row])

    @property
    def home(self) -> list[str]:
        """Exercises in the position of which it is."""
        return self.of.positions.get(self.position, [])

    def other(self, exercise: str) -> bool:
        """Whether it is judged, and the exercise must not be held in it."""
        allowed = [*self.home, *self.of.near.get(self.position, []), *self.of.unjudged]
        return self.position not in self.of.unjudged and exercise not in allowed


def pictures_of(truth: Truth, folder: Path, rows: list[np.ndarray]) -> list[Picture]:
    """All pictures of the lists, `rows` of each."""
    found = []
    for pictures, of_it in zip(truth.pictures, rows, strict=True):
        with np.load(folder / pictures.file) as stored:
            data = {name: stored[name] for name in stored.files}
        found += [Picture(pictures, data, int(i)) for i in of_it]
    return found


class Says:
    """In place of a learned position: sure of everybody, or of nobody."""

    def __init__(self, sure: bool) -> None:
        self._sure = sure

    def feed(self, track: PoseTrack, _shot_s: FloatArray) -> tuple[BoolArray, BoolArray, BoolArray]:
        sure, no = np.full(len(track), self._sure), np.zeros(len(track), dtype=np.bool_)
        return sure, sure, no


@dataclass(frozen=True)
class Asked:
    """An exercise that asks a posture, by what the program would say of each picture.

    Attributes
    ----------
    home, other : (N,) bool
        The picture is of its position; it must not be held.
    ruled, sure : (N, 2) bool
        In position and held, if the rules alone decide; if the posture is sure.
    """

    exercise: str
    posture: str
    home: Flags
    other: Flags
    ruled: Flags
    sure: Flags

    def cost(self, score: Array, least: float, refused: float, among: Flags) -> float:
        """Missed and wrongly held pictures with those limits."""
        taken, out = score >= least, score < refused
        met = np.where(taken, self.sure[:, 0], self.ruled[:, 0] & ~out)
        held = np.where(taken, self.sure[:, 1], self.ruled[:, 1] & ~out)
        wrong = HELD * held + INSIDE * met
        return float((self.home & ~met & among).sum() + wrong[self.other & among].sum())


def asked(pictures: list[Picture], undecided: Callable[[str], Flags]) -> list[Asked]:
    """The exercises that ask for a posture; pictures that are undecided for it count nowhere."""
    return [
        Asked(name, posture, *_flags(name, pictures, undecided(posture)))
        for name in exercises.names()
        if (posture := exercises.get(name).position.learned)
    ]


def _flags(exercise: str, pictures: list[Picture], undecided: Flags) -> tuple[Flags, Flags, Flags, Flags]:
    home = np.array([exercise in each.home for each in pictures]) & ~undecided
    other = np.array([each.other(exercise) for each in pictures]) & ~undecided
    said = np.zeros((2, len(pictures), 2), dtype=np.bool_)
    for k, sure in enumerate((False, True)):
        with patch.object(measure, "LearnedPosition", lambda *_, sure=sure: Says(sure)):
            for i in np.flatnonzero(home | other):
                said[k, i] = _said(exercise, real_pictures.still(pictures[i].data, pictures[i].row))
    return home, other, said[0], said[1]


def _said(exercise: str, track: PoseTrack) -> tuple[bool, bool]:
    """Whether the person gets into position; and whether it is held."""
    session = Session(exercise)
    update = session.feed(track)
    inside = any(event.kind == "in-position" for event in update.events)
    keeps_time = exercises.get(exercise).kind == "hold"
    return inside, inside and keeps_time and session.result(update.frames).good_s > real_pictures.HELD_S


def limits(of: list[Asked], scores: Array, among: Flags) -> tuple[float, float]:
    """Score from which on a posture is sure, and below which it is refused, at the least cost of those that ask it.

    Parameters
    ----------
    of : list of Asked
        All of one posture.
    scores : (S, N) float
        Of the posture, by models that have not seen the picture, several times.
    among : (N,) bool
        The pictures that count.
    """
    home = np.any([each.home for each in of], axis=0) & among
    other = np.any([each.other for each in of], axis=0) & among
    near = [scores[:, home], -np.sort(-scores[:, other])[:, :16]]
    tried = np.unique(np.round(np.concatenate([each.ravel() for each in near]) / STEP)) * STEP
    tried = tried[(tried >= LEAST) & (tried <= 2.0)]
    pairs = [(least, refused) for least in tried for refused in (-np.inf, *tried[tried <= least])]
    costs = np.array([sum(each.cost(score, *pair, among) for each in of for score in scores) for pair in pairs])
    good = np.array(pairs)[costs <= costs.min() + NEARLY * len(scores)]
    return float(np.median(good[:, 0])), float(np.median(good[:, 1]))


def judge(
    title: str, pictures: list[Picture], fold: Array, models: list[PostureModel], shown: Examples, labels: Labels
) -> None:
    """Print what the program says of each picture with the model that has not seen it."""
    met: Counter[str] = Counter()
    of: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for i, each in enumerate(pictures):
        posture = labels.positions.get(each.position)
        if posture and np.isnan(shown.truth[i, list(labels.postures).index(posture)]):
            continue
        if each.position in each.of.unjudged:
            continue
        with patch.object(learned_postures, "model", lambda i=i: models[int(fold[i])]):
            for finding in real_pictures.judged(each.of, each.data, each.row):
                if finding.measure == "position":
                    met[f"{each.of.file} {each.position}"] += finding.right
                    of[f"{each.of.file} {each.position}"] += 1
                elif finding.miss:
                    held.update(finding.miss.removeprefix("held: ").split(", "))
    judged = sum(each.position not in each.of.unjudged for each in pictures)
    many = [name for name, n in of.items() if n >= 10]
    print(f"\nthe whole program, {title}: met {sum(met[n] for n in many)} of {sum(of[n] for n in many)}, ", end="")
    print(f"{sum(held.values())} wrongly held on {judged}: {dict(held.most_common())}")
    for name in sorted(many, key=lambda n: met[n] / of[n]):
        print(f"  {name:60s} {met[name]:3d} of {of[name]:3d} = {met[name] / of[name]:.2f}")


def same_posture(of: list[Asked]) -> dict[str, list[Asked]]:
    """By posture."""
    return {posture: [each for each in of if each.posture == posture] for posture in {each.posture for each in of}}
