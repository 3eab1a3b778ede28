"""People in postures to learn from: pictures and recordings with truth by eye, and drawn people."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from real_truth import Expected, Truth, read_toml

from formcheck import PoseTrack, synthetic
from formcheck.landmarks import SEEN
from formcheck.metrics.learned_postures import SPREAD
from formcheck.synthetic.landmarks import landmarks_m
from formcheck.synthetic.performances import SCRIPTS

Array = NDArray[np.float64]

YAWS_DEG = (-70, -45, -20, 0, 20, 45, 70)
MARGIN_S = (0.2, 0.7)
"""A hold's own frames begin so long after its said beginning; what lies so far outside is something else for sure."""
STEP_S = 0.5


@dataclass(frozen=True)
class Labels:
    """``posture_labels.toml``, see there."""

    postures: dict[str, int]
    positions: dict[str, str]
    undecided: dict[str, list[str]]
    unjudged: dict[str, list[str]]
    holds: dict[str, str]
    passed: dict[str, list[str]]
    passed_by_others: list[str]
    drawn: dict[str, list[str]]

    @classmethod
    def read(cls, path: Path) -> Labels:
        """From a file."""
        return cls(**tomllib.loads(path.read_text(encoding="utf-8")))

    def row(self, posture: str = "", undecided: tuple[str, ...] | list[str] = ()) -> Array:
        """(P,) 1 in the posture, 0 not, NaN not known."""
        names = list(self.postures)
        row = np.zeros(len(names))
        row[[names.index(name) for name in undecided if name in names]] = np.nan
        if posture:
            row[names.index(posture)] = 1.0
        return row


@dataclass(frozen=True)
class Examples:
    """Frames of people.

    Attributes
    ----------
    image : (N, 33, 2) float
        Pixels.
    world : (N, 33, 3) float
        Any unit.
    truth : (N, P) float
        1 in the posture, 0 not, NaN not known.
    weight : (N,) float
    group : (N,) str
        Who, or from where: never learnt on and tested on at once.
    flat : (N,) bool
        The world landmarks' sides and heights are those of the picture.
    kind : (N,) str
        "picture", "unjudged" picture, "clip" or "drawn".
    """

    image: Array
    world: Array
    truth: Array
    weight: Array
    group: np.ndarray
    flat: np.ndarray
    kind: np.ndarray

    def __getitem__(self, which: np.ndarray) -> Examples:
        return Examples(*(getattr(self, f.name)[which] for f in fields(self)))

    @classmethod
    def join(cls, parts: list[Examples]) -> Examples:
        """One after the other."""
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))


def _examples(image: Array, world: Array, truth: Array, weight: float, group: object, kind: object) -> Examples:
    n = len(image)
    flat = np.zeros(n, bool)
    return Examples(image, world, truth, np.full(n, weight), np.full(n, group), flat, np.full(n, kind))


def pictures(path: Path, labels: Labels) -> Examples:
    """Photographs as landmarks, whole bodies only; see ``real_pictures.still`` for what the file holds."""
    with np.load(path) as stored:
        data = {name: stored[name] for name in stored.files}
    rows = whole(data)
    data = {name: values[rows] for name, values in data.items()}
    image = _filled(data["image_px"].astype(float))
    world = _filled(data["world_m"].astype(float)) if "world_m" in data else _world(image, data["z_px"].astype(float))
    truth, kinds = [], []
    for i, position in enumerate(map(str, data["position"])):
        said = [position, *(str(data[name][i]) for name in ("asana", "remark") if name in data)]
        near = [p for word, postures in labels.undecided.items() if _fits(word, said) for p in postures]
        mine = labels.positions.get(position, "")
        truth.append(labels.row("" if mine in near else mine, near))
        kinds.append("unjudged" if position in labels.unjudged["positions"] else "picture")
    group = data["source"] if "source" in data else np.arange(len(image)) % 6
    group = np.array([f"{path.stem} {name}" for name in group])
    flat = np.full(len(image), "world_m" not in data)
    return Examples(image, world, np.array(truth), np.ones(len(image)), group, flat, np.array(kinds))


def whole(data: dict[str, np.ndarray]) -> np.ndarray:
    """(n,) rows of a file of pictures in which the whole body is seen."""
    seen = np.median(data["visibility"][:, SPREAD], axis=1) >= SEEN
    return np.flatnonzero(np.isfinite(data["image_px"][:, SPREAD]).all((1, 2)) & seen)


def _fits(word: str, said: list[str]) -> bool:
    """Whether a word is the position, or with a capital a part of the asana's name or of a remark."""
    return word == said[0] or (word[0].isupper() and any(word in each for each in said[1:]))


def clips(path: Path, labels: Labels) -> Examples:
    """Recordings in a list with truth by eye, their tracks beside it."""
    truth: Truth = read_toml(path, Truth)
    found = [_clip(path.parent / f"{each.name}.npz", each, labels) for each in truth.clip if not each.robust]
    return Examples.join([each for each in found if each is not None])


def _clip(path: Path, said: Expected, labels: Labels) -> Examples | None:
    track = PoseTrack.load(path)
    whole = np.isfinite(track.image_px[:, SPREAD]).all((1, 2))
    at = np.searchsorted(track.t_s, np.arange(track.t_s[0], track.t_s[-1], STEP_S))
    at = at[whole[at]]
    if not len(at):
        return None
    truth = np.tile(labels.row(undecided=labels.passed.get(said.exercise, [])), (len(at), 1))
    posture = labels.holds.get(said.exercise)
    column = list(labels.postures).index(posture) if posture else -1
    if said.negative and posture and posture not in labels.passed_by_others:
        truth[:, column] = 0.0
    if posture and said.spans:
        t = track.t_s[at]
        inner, outer = MARGIN_S
        truth[:, column] = 0.0
        for start, end in said.spans:
            truth[(t >= start - outer) & (t <= end + outer) & (truth[:, column] == 0), column] = np.nan
        for start, end in said.spans:
            truth[(t >= start + inner) & (t <= end - inner), column] = 1.0
    person = said.person or said.name.split("-")[0]
    return _examples(track.image_px[at], track.world_m[at], truth, 0.5, f"clip {person}", "clip")


def drawn(labels: Labels, count: int, seed: int = 0) -> Examples:
    """Frames of scripted people of all bodies, seen from all around, `count` of them."""
    rng = np.random.default_rng(seed)
    all_of_them = Examples.join([each for exercise in SCRIPTS for each in _performances(exercise, labels, rng)])
    return all_of_them[np.sort(rng.choice(len(all_of_them.image), count, replace=False))]


def _performances(exercise: str, labels: Labels, rng: np.random.Generator) -> Iterator[Examples]:
    for variant in SCRIPTS[exercise]:
        for body in synthetic.BODIES:
            performance = synthetic.perform(
                exercise, variant=variant or None, body=body, reps=2, hold_s=4.0, seed=int(rng.integers(1000))
            )
            names = labels.drawn.get(exercise, [""])
            if "knees" in variant or variant == "chair":
                names = ["?"]
            times = [
                (h.start_s + f * (h.end_s - h.start_s), names[0]) for h in performance.truth.holds for f in (0.3, 0.7)
            ]
            times += [(t, n) for r in performance.truth.reps for t, n in ((r.start_s, names[0]), (r.peak_s, names[-1]))]
            times = sorted(times) or [(performance.duration_s / 2, names[0])]
            points = landmarks_m(performance.pose([t for t, _ in times]))
            unknown = list(labels.postures)
            truth = np.array([labels.row(undecided=unknown) if n == "?" else labels.row(n) for _, n in times])
            for near in ("left", "right"):
                for yaw in YAWS_DEG:
                    camera = performance.camera(
                        None, near, float(yaw + rng.uniform(-10, 10)), height_m=float(rng.uniform(0.3, 1.5))
                    )
                    yield _examples(
                        camera.project(points), camera.camera_m(points), truth, 0.3, f"drawn {exercise}", "drawn"
                    )


def changed(examples: Examples, rng: np.random.Generator) -> Examples:
    """The same people a little otherwise: turned, by a camera that is not level, with errors of the landmarks."""
    image, world = _in_spreads(examples.image), _in_spreads(examples.world)
    n = len(image)
    turned = (rng.random(n) < 0.35) & ~examples.flat
    angle = np.where(turned, np.radians(rng.normal(0, 22, n)), 0.0)
    world = _rotated(world, angle, 0, 2)
    image = np.where(turned[:, None, None], world[..., :2], image)
    roll = np.radians(rng.normal(0, 4, n))
    image, world = _rotated(image, roll, 0, 1), _rotated(world, roll, 0, 1)
    flattened = (rng.random(n) < 0.4) & ~examples.flat
    depth = world[..., 2] * rng.uniform(0.6, 1.3, (n, 1))
    world = np.where(flattened[:, None, None], np.concatenate([image, depth[..., None]], -1), world)
    size = np.where(examples.kind == "drawn", 1.3, 0.7) * np.where(rng.random(n) < 0.3, 2.0, 1.0)
    error = rng.normal(0, 0.025, (n, 33, 3)) * size[:, None, None] * np.where(rng.random((n, 33, 1)) < 0.05, 4.0, 1.0)
    image = (image + error[..., :2]) * np.stack([rng.normal(1, 0.04, n), np.ones(n)], -1)[:, None]
    world = world + error * np.array([1.0, 1.0, 2.5])
    return Examples(image, world, *(getattr(examples, f.name) for f in fields(examples)[2:]))


def _rotated(points: Array, angle: Array, a: int, b: int) -> Array:
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    turned = points.copy()
    turned[..., a] = points[..., a] * cosine - points[..., b] * sine
    turned[..., b] = points[..., a] * sine + points[..., b] * cosine
    return turned


def _in_spreads(points: Array) -> Array:
    centred = points - points[:, [23, 24]].mean(1, keepdims=True)
    result: Array = centred / np.sqrt((centred[:, SPREAD] ** 2).sum(-1).mean(1))[:, None, None]
    return result


def _filled(points: Array) -> Array:
    """Landmarks that a set of pictures does not have, at the nearest it has: toes and heels at the ankle."""
    points = points.copy()
    for missing, instead in ((31, 29), (32, 30), (29, 27), (30, 28), (31, 27), (32, 28), *((k, 0) for k in range(33))):
        gone = ~np.isfinite(points[:, missing]).all(-1)
        points[gone, missing] = points[gone, instead]
    return points


def _world(image_px: Array, z_px: Array) -> Array:
    depth = z_px - np.nanmean(z_px[:, 23:25], axis=1, keepdims=True)
    return _filled(np.concatenate([image_px, depth[..., None]], axis=-1))


def alike(examples: Examples, apart: float = 0.05) -> Array:
    """(N,) index of the first example whose picture is nearly the same, mirrored or not: copies of one photograph."""
    ones = _in_spreads(examples.image)[:, [0, *range(11, 17), *range(23, 29)]]
    mirror = np.array([0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11])
    others = ones[:, mirror] * np.array([-1.0, 1.0])
    flat, first = ones.reshape(len(ones), -1), np.arange(len(ones))
    for each in (flat, others.reshape(len(ones), -1)):
        square = (flat**2).sum(1)[:, None] + (each**2).sum(1) - 2 * flat @ each.T
        for i, j in zip(*np.where(np.tril(square < 13 * apart**2, -1)), strict=True):
            first[i] = min(first[i], first[j])
    return first
