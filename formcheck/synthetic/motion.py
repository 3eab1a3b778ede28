"""Time: ease between keyframes as people move, and the small restlessness of someone who holds still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from formcheck.arrays import FloatArray


def minimum_jerk(fraction: ArrayLike) -> FloatArray:
    """Position 0 to 1 of a movement of least jerk at a fraction 0 to 1 of its time: 10 s^3 - 15 s^4 + 6 s^5.

    Flash & Hogan 1985, J Neurosci 5:1688. Velocity and acceleration are zero at both ends.
    """
    s = np.clip(np.asarray(fraction, dtype=np.float64), 0.0, 1.0)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s**2), dtype=np.float64)


@dataclass(frozen=True)
class Keyframe:
    """Values of named parameters reached at a time."""

    t_s: float
    values: Mapping[str, float]


def play(keyframes: Sequence[Keyframe], t_s: ArrayLike) -> dict[str, FloatArray]:
    """Every parameter of the keyframes over time: minimum jerk between keyframes, still before and after.

    A parameter missing from a keyframe keeps no value there: each keyframe must name the same parameters.

    Parameters
    ----------
    keyframes : sequence of Keyframe
    t_s : (T,)
        Seconds.

    Returns
    -------
    dict of (T,)

    Raises
    ------
    ValueError
        If there is no keyframe, times go back, or the names differ.
    """
    if not keyframes:
        raise ValueError("a movement needs at least one keyframe")
    names = set(keyframes[0].values)
    times = np.array([key.t_s for key in keyframes])
    if (np.diff(times) < 0).any():
        raise ValueError(f"keyframe times go back: {times.tolist()}")
    if any(set(key.values) != names for key in keyframes):
        raise ValueError("every keyframe must name the same parameters")
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    after = np.clip(np.searchsorted(times, t, side="right"), 1, max(len(times) - 1, 1))
    before = after - 1
    after = np.minimum(after, len(times) - 1)
    span = np.maximum(times[after] - times[before], 1e-9)
    weight = minimum_jerk((t - times[before]) / span)
    result = {}
    for name in keyframes[0].values:
        values = np.array([key.values[name] for key in keyframes])
        result[name] = values[before] + (values[after] - values[before]) * weight
    return result


class Restlessness:
    """Sway and tremor: a sum of slow sines and a faint fast one, the same for the same seed at any time.

    Standing sway lies below 1 Hz and physiological tremor at 8-12 Hz; the tremor's share is a twentieth.
    """

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._hertz = np.concatenate([rng.uniform(0.15, 0.9, 4), rng.uniform(8.0, 11.0, 1)])
        self._phase = rng.uniform(0.0, 2 * np.pi, 5)
        self._share = np.array([0.55, 0.45, 0.4, 0.3, 0.05])

    def __call__(self, t_s: FloatArray) -> FloatArray:
        """(T,) values of about unit amplitude."""
        waves = np.sin(2 * np.pi * self._hertz * t_s[:, None] + self._phase)
        result: FloatArray = waves @ self._share
        return result


class PeriodicRestlessness:
    """The same restlessness, which is back where it began after a period: for a film that is shown over and over.

    Parameters
    ----------
    seed : int
    period_s : float
    """

    def __init__(self, seed: int, period_s: float) -> None:
        rng = np.random.default_rng(seed)
        self._turns = np.array([1.0, 2.0, 3.0])
        self._period_s = period_s
        self._phase = rng.uniform(0.0, 2 * np.pi, 3)
        self._share = np.array([0.55, 0.4, 0.2])

    def __call__(self, t_s: FloatArray) -> FloatArray:
        """(T,) values of about unit amplitude."""
        waves = np.sin(2 * np.pi * self._turns * t_s[:, None] / self._period_s + self._phase)
        result: FloatArray = waves @ self._share
        return result
