"""Make the weights of ``formcheck.metrics.learned_postures`` from people with truth by eye, and say how right they are.

``python benchmarks/posture_model.py --pictures LIST.toml --clips LIST.toml [--tracks FOLDER] [--write]``

Both lists are those of ``real.py`` (see README.md here); ``--tracks`` is where the files of the pictures lie, clips are
tracks beside their list. ``posture_labels.toml`` says which positions are which posture. Drawn people are added by
itself. The tables test pictures on models that have not seen them, nor a copy of them: each source left out, a sixth of
all pictures at a time, and half of them; then what the whole program says with those models, whose limits do not
come from the tested pictures either. Nothing of the data but the weights is written. Ten minutes.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from posture_examples import Examples, Labels, alike, changed, clips, drawn, pictures, whole
from posture_verdicts import Asked, asked, judge, limits, pictures_of, same_posture
from real_truth import Truth, read_toml

from formcheck.metrics.learned_postures import CLIP, MODEL, PostureModel, geometry

Array = NDArray[np.float64]

DRAWN, COPIES, HIDDEN, EPOCHS, BATCH = 4000, 2, 144, 25, 256
RATE, DECAY, DROPPED, DROPPED_HIDDEN, SMOOTH = 4e-3, 0.1, 0.1, 0.2, 0.01
FOLDS = 6
HOW = ("each source left out", "a sixth of the pictures left out", "half of the pictures left out")
LOWEST = -2.2
"""No limit of a posture that no exercise asks for lies below this: one in ten."""


def main() -> None:
    """Train, test, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True, metavar="LIST")
    parser.add_argument("--clips", type=Path, required=True, metavar="LIST")
    parser.add_argument("--tracks", type=Path, metavar="FOLDER", help="where the files of the pictures lie")
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("posture_labels.toml"))
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}")
    given = parser.parse_args()
    labels = Labels.read(given.labels)
    truth, folder = read_toml(given.pictures, Truth), given.tracks or given.pictures.parent
    files = [folder / each.file for each in truth.pictures]
    shown = Examples.join([pictures(file, labels) for file in files])
    others = Examples.join([clips(given.clips, labels), drawn(labels, DRAWN)])
    data = Data(shown, others)
    print(f"{len(shown.image)} pictures, {sum(others.kind == 'clip')} frames of clips, {DRAWN} of drawn people")
    seen = pictures_of(truth, folder, [whole(dict(np.load(file))) for file in files])
    names = list(labels.postures)
    verdicts = same_posture(asked(seen, lambda posture: np.isnan(shown.truth[:, names.index(posture)])))
    first = alike(shown)
    tests = [data.tested(labels, data.folds(first, how)) for how in HOW]
    for how, test in zip(HOW, tests, strict=True):
        found = _limits(labels, verdicts, shown, test.scores[None], np.full(len(seen), True))
        table(how, test.scores, shown, labels, found)
    if given.write:
        said = f"{len(shown.image)} pictures, {len(set(shown.group))} sources or folds; benchmarks/posture_model.py"
        scores = np.array([test.scores for test in tests[:2]])
        found = _limits(labels, verdicts, shown, scores, np.full(len(seen), True))
        _write(_limited(data.train(labels, np.full(len(data.fold_of), True)), found), said)
        print(f"wrote {MODEL.name}, {MODEL.stat().st_size / 1000:.0f} kB")
    for how, test in zip(HOW, tests, strict=True):
        each = [_limits(labels, verdicts, shown, test.scores[None], test.fold != k) for k in range(len(test.models))]
        limited = [_limited(model, found) for model, found in zip(test.models, each, strict=True)]
        judge(how, seen, test.fold, limited, shown, labels)


def _limits(
    labels: Labels, verdicts: dict[str, list[Asked]], shown: Examples, scores: Array, among: np.ndarray
) -> Array:
    """(P, 2) from which score (S, N, P) on a posture is sure, and below which refused."""
    found = []
    for k, (name, allowed) in enumerate(labels.postures.items()):
        if name in verdicts:
            found.append(limits(verdicts[name], scores[..., k], among))
        else:
            others = (shown.truth[:, k] == 0) & (shown.kind == "picture") & among
            highest = float(np.median([np.sort(score[others])[-1 - allowed] for score in scores[..., k]]))
            found.append((max(highest, LOWEST), -np.inf))
    return np.array(found)


def _limited(model: PostureModel, found: Array) -> PostureModel:
    """The model with its limits."""
    sure, refused = found.T
    return replace(model, second_bias=model.second_bias - sure, refused=refused - sure)


@dataclass(frozen=True)
class Test:
    """What models say of pictures that they have not seen.

    Attributes
    ----------
    fold : (N,) int
        Which model a picture was left out of.
    models : list of PostureModel
    scores : (N, P) float
    """

    fold: Array
    models: list[PostureModel]
    scores: Array


class Data:
    """Everything to learn from, as numbers of the model.

    Parameters
    ----------
    shown : Examples
        Pictures, which the model is tested on as well.
    others : Examples
        Clips and drawn people.
    """

    def __init__(self, shown: Examples, others: Examples) -> None:
        rng = np.random.default_rng(0)
        real = np.concatenate([np.arange(len(shown.image))] * (1 + COPIES))
        clip, made = others[others.kind == "clip"], others[others.kind == "drawn"]
        parts = [shown, *(changed(shown, rng) for _ in range(COPIES)), clip, changed(made, rng)]
        everything = Examples.join(parts)
        self.shown = shown
        self.numbers = geometry(everything.image, everything.world).astype(np.float32)
        self.truth, self.weight, self.group = everything.truth, everything.weight, everything.group
        self.fold_of = np.concatenate([real, np.full(len(everything.image) - len(real), -1)])

    def folds(self, first: Array, how: str) -> Array:
        """(M,) in which fold a row is tested, one of `HOW`; -1 = never, always learnt from."""
        rng = np.random.default_rng(5)
        names, count = np.unique(self.shown.group, return_counts=True)
        order = {str(name): min(i, FOLDS - 1) for i, name in enumerate(names[np.argsort(-count)])}
        sources = [n for n in order if not n.rsplit(" ", 1)[-1].isdigit()]
        order |= {name: i % FOLDS for i, name in enumerate(n for n in order if n not in sources)}
        order |= {name: min(i, FOLDS - 1) for i, name in enumerate(sources)}
        count_of = 2 if how == HOW[2] else FOLDS
        random = rng.integers(0, count_of, len(first))
        fold = np.array([order[str(g)] for g in self.shown.group]) if how == HOW[0] else random
        fold = fold[first]
        clip = {str(g): int(rng.integers(count_of)) for g in np.unique(self.group) if str(g).startswith("clip")}
        of_others = np.array([clip.get(str(g), -1) for g in self.group])
        return np.where(self.fold_of >= 0, fold[self.fold_of], of_others)

    def tested(self, labels: Labels, fold: Array) -> Test:
        """The pictures by models that have not seen their fold."""
        count = len(self.shown.image)
        scores, models = np.zeros((count, len(labels.postures))), []
        for each in range(int(fold.max()) + 1):
            out = fold[:count] == each
            models.append(self.train(labels, fold != each))
            scores[out] = models[-1].of_numbers(self.numbers[:, :count][:, out].astype(float))
        return Test(fold[:count], models, scores)

    def train(self, labels: Labels, rows: np.ndarray, seed: int = 0) -> PostureModel:
        """Two layers, by Adam with decaying weights, numbers and hidden units left out at random."""
        rng = np.random.default_rng(seed)
        numbers = self.numbers[:, rows]
        mean, scale = numbers.mean((0, 1)), numbers.std((0, 1)) + np.float32(0.03)
        a, b = np.clip((numbers - mean) / scale, -CLIP, CLIP)
        known = np.isfinite(self.truth[rows])
        truth = np.where(known, np.nan_to_num(self.truth[rows]) * (1 - 2 * SMOOTH) + SMOOTH, 0.0).astype(np.float32)
        weight = (known * self.weight[rows, None]).astype(np.float32)
        shapes = (len(mean), HIDDEN), (HIDDEN,), (HIDDEN, truth.shape[1]), (truth.shape[1],)
        spread = len(mean) ** -0.5, 0.0, HIDDEN**-0.5, 0.0
        params = [(rng.normal(0, 1, s) * k).astype(np.float32) for s, k in zip(shapes, spread, strict=True)]
        params[3] -= 3.0
        adam = Adam(params, EPOCHS * (len(a) // BATCH))
        for _ in range(EPOCHS):
            order = rng.permutation(len(a))
            for start in range(0, len(a) - BATCH + 1, BATCH):
                i = order[start : start + BATCH]
                adam.step(_gradient(params, a[i], b[i], truth[i], weight[i], rng))
        first, first_bias, second, second_bias = (each.astype(float) for each in params)
        names, none = tuple(labels.postures), np.full(len(second_bias), -np.inf)
        return PostureModel(
            names, mean.astype(float), scale.astype(float), first, first_bias, second, second_bias, none
        )


class Adam:
    """Adam with decoupled decay and a rate that falls like a cosine; changes `params` in place."""

    def __init__(self, params: list[NDArray[np.float32]], steps: int) -> None:
        self._params, self._steps, self._done = params, steps, 0
        self._mean = [np.zeros_like(p) for p in params]
        self._square = [np.zeros_like(p) for p in params]

    def step(self, gradient: list[NDArray[np.float32]]) -> None:
        """One step down."""
        self._done += 1
        rate = RATE * 0.5 * (1 + np.cos(np.pi * self._done / self._steps))
        for i, (p, g) in enumerate(zip(self._params, gradient, strict=True)):
            self._mean[i] += np.float32(0.1) * (g - self._mean[i])
            self._square[i] += np.float32(0.001) * (g * g - self._square[i])
            move = self._mean[i] / (1 - 0.9**self._done)
            move /= np.sqrt(self._square[i] / (1 - 0.999**self._done)) + 1e-8
            p[...] -= (rate * (move + (DECAY * p if p.ndim == 2 else 0.0))).astype(np.float32)


def _gradient(
    params: list[NDArray[np.float32]], a: Array, b: Array, truth: Array, weight: Array, rng: np.random.Generator
) -> list[NDArray[np.float32]]:
    first, first_bias, second, second_bias = params
    kept = (rng.random(a.shape, dtype=np.float32) >= DROPPED) / np.float32(1 - DROPPED)
    on = (rng.random((len(a), HIDDEN), dtype=np.float32) >= DROPPED_HIDDEN) / np.float32(2 * (1 - DROPPED_HIDDEN))
    a, b = a * kept, b * kept
    of_a, of_b = a @ first + first_bias, b @ first + first_bias
    hidden = (np.maximum(of_a, 0) + np.maximum(of_b, 0)) * on
    error = (1 / (1 + np.exp(-(hidden @ second + second_bias))) - truth) * weight / len(a)
    back = error @ second.T * on
    back_a, back_b = back * (of_a > 0), back * (of_b > 0)
    return [a.T @ back_a + b.T @ back_b, (back_a + back_b).sum(0), hidden.T @ error, error.sum(0)]


def table(title: str, scores: Array, shown: Examples, labels: Labels, found: Array) -> None:
    """Print how right the scores alone are, at the limits found and at so many others."""
    print(f"\n{title:36s} n    met  wrong   at 0    1    2    5 others   unjudged   limits: sure, refused")
    judged = shown.kind == "picture"
    for k, name in enumerate(labels.postures):
        truth, (sure, refused) = shown.truth[:, k], found[k]
        mine, others = scores[truth == 1, k], np.sort(scores[(truth == 0) & judged, k])[::-1]
        shares = " ".join(f"{np.mean(mine > others[n]):.2f}" for n in (0, 1, 2, 5))
        over = int((scores[(truth == 0) & ~judged, k] >= sure).sum())
        print(
            f"{name:34s} {len(mine):3d}   {np.mean(mine >= sure):.2f}    {sum(others >= sure):3d}     {shares}", end=""
        )
        print(f"   {over:15d} {sure:12.2f} {refused:8.2f}")


def _write(model: PostureModel, said: str) -> None:
    stored: dict[str, NDArray[np.generic]] = {"names": np.array(model.names), "source": np.array(said)}
    for name, weights in (("first", model.first), ("second", model.second)):
        step = np.abs(weights).max(0) / 127
        stored |= {name: np.round(weights / step).astype(np.int8), f"{name}_step": step.astype(np.float32)}
    for name in ("mean", "scale", "first_bias", "second_bias", "refused"):
        stored[name] = getattr(model, name).astype(np.float32)
    np.savez_compressed(MODEL, **stored)


if __name__ == "__main__":
    main()
