"""From raw landmarks to points that can be measured: visibility gate, cuts, swap repair, view, near side, facing.

Everything is causal and carries its state, so a recording fed in any chunks gives the same bits. There is no smoothing
of positions here: in VIDEO mode MediaPipe already applies a One-Euro filter, and a second one only adds delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck import geometry
from formcheck.landmarks import MIRROR, Landmark
from formcheck.track import PoseTrack
from formcheck.trailing import Latch, TrailingMean

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Side = Literal["left", "right"]

SEEN = 0.5
"""Visibility from which a landmark is measured: BlazePose's own scale, 0.5 = as likely visible as not."""

GUESSED = 0.1
"""Visibility below which even a guess is worth nothing: hidden arms of the far side read 0.0-0.2 and stay where
they were when the arm moves, hidden legs 0.2-0.4 and follow (side-view recordings on all fours)."""

VIEW_WINDOW_S = 0.5
CUT_TRUNKS = 0.5
CUT_TRUNKS_PER_S = 8.0
"""A cut or another person: shoulders and hips jump by half a trunk length, faster than anybody moves."""

SWAP_TRUNKS = 0.25
SWAP_RATIO = 0.4
SWAP_MAX_S = 1.0
"""Left and right are taken to be swapped when exchanging them explains a jump of over a quarter of the trunk to 60 %;
after a second the model is believed again."""

FRONT_WIDTH = 0.55
"""Mean of shoulder and hip width over trunk length of a person seen from the front (turning-round recording)."""

_TORSO = np.array([11, 12, 23, 24])
_VIEWED = np.array([[11, 12], [23, 24], [25, 26], [27, 28]])
_CHAINS = (np.arange(25, 33), np.arange(13, 23))


@dataclass(frozen=True)
class Signals:
    """Cleaned landmarks of a chunk.

    Attributes
    ----------
    t_s : (T,) float
    image_px : (T, 33, 2) float
        Left and right repaired; NaN where there is no person. Nothing is gated yet.
    seen, guessed : (T, 33) bool
        Visible and inside the frame; good enough for a coarse signal.
    cut : (T,) bool
        The picture jumped before this frame.
    left_near : (T,) bool
    yaw_deg : (T,) float
        View: 0 front, +-90 side (+ the left side nearer), +-180 back; NaN unknown. See ``geometry.axis_yaw_deg``.
    trunk_px : (T,) float
        Length from the middle of the shoulders to the middle of the hips.
    """

    t_s: FloatArray
    image_px: FloatArray
    seen: BoolArray
    guessed: BoolArray
    cut: BoolArray
    shot_s: FloatArray
    left_near: BoolArray
    yaw_deg: FloatArray
    trunk_px: FloatArray


class SignalFilter:
    """Turns chunks of a :class:`PoseTrack` into :class:`Signals`.

    Parameters
    ----------
    side : {"left", "right"}, optional
        The side nearer to the camera, where the user says so; else it is found.
    """

    def __init__(self, side: Side | None = None) -> None:
        self._side = side
        self._view = TrailingMean(VIEW_WINDOW_S, 2)
        self._near = Latch(0.0)
        self._last: tuple[float, FloatArray] | None = None
        self._shot_s = -np.inf
        self._swaps = [_SwapRepair(chain) for chain in _CHAINS]

    def feed(self, track: PoseTrack) -> Signals:
        """Clean the next chunk; its times must follow the last one's."""
        t, raw = track.t_s, track.image_px
        before_t, before = self._last if self._last else (t[0] - 1.0, np.full_like(raw[0], np.nan))
        dt = np.diff(t, prepend=before_t)
        previous = np.concatenate([before[None], raw[:-1]])
        trunk = _trunk(raw)
        cut = _cuts(raw, previous, trunk, dt)
        shot = np.maximum.accumulate(np.where(cut, t, self._shot_s))
        self._last, self._shot_s = (float(t[-1]), raw[-1]), float(shot[-1])

        order = np.broadcast_to(np.arange(33), raw.shape[:2]).copy()
        for repair in self._swaps:
            swapped = repair.feed(t, raw, previous, trunk, dt, cut)
            if swapped.any():
                order[np.ix_(swapped, repair.chain)] = MIRROR[repair.chain]
        if any(repair.active for repair in self._swaps) or (order != np.arange(33)).any():
            raw = np.take_along_axis(raw, order[..., None], axis=1)
            visibility = np.take_along_axis(track.visibility, order, axis=1)
        else:
            visibility = track.visibility

        view = self._view.feed(t, _view_vector(track, trunk), shot)
        sine = view[:, 1]
        decisive = np.where((np.abs(sine) > 0.25) | cut, np.sign(np.nan_to_num(sine)), 0.0)
        latched = self._near.feed(decisive)
        left_near = np.where(latched == 0, ~(sine < 0), latched > 0)
        if self._side:
            left_near = np.full(len(t), self._side == "left")
        width, height = track.size_wh
        inside = (raw[..., 0] >= 0) & (raw[..., 0] <= width) & (raw[..., 1] >= 0) & (raw[..., 1] <= height)
        return Signals(
            t, raw, inside & (visibility >= SEEN), visibility >= GUESSED, cut, shot, left_near,
            np.degrees(np.arctan2(view[:, 1], view[:, 0])), trunk,
        )  # fmt: skip


def gate(image_px: FloatArray, keep: BoolArray) -> FloatArray:
    """Landmarks (T, 33, 2) with those NaN that `keep` (T, 33) leaves out."""
    return np.where(keep[..., None], image_px, np.nan)


def _trunk(image_px: FloatArray) -> FloatArray:
    shoulders = (image_px[:, Landmark.LEFT_SHOULDER] + image_px[:, Landmark.RIGHT_SHOULDER]) * 0.5
    hips = (image_px[:, Landmark.LEFT_HIP] + image_px[:, Landmark.RIGHT_HIP]) * 0.5
    return geometry.length(shoulders, hips)


def _cuts(raw: FloatArray, previous: FloatArray, trunk: FloatArray, dt: FloatArray) -> BoolArray:
    moved = geometry.length(raw[:, _TORSO], previous[:, _TORSO])
    least = np.minimum(np.minimum(moved[:, 0], moved[:, 1]), np.minimum(moved[:, 2], moved[:, 3]))
    jump = least / trunk
    return (jump > CUT_TRUNKS) & (jump > CUT_TRUNKS_PER_S * dt)


def _view_vector(track: PoseTrack, trunk: FloatArray) -> FloatArray:
    """(T, 2) cosine and sine of the yaw: from world landmarks, else from widths and visibility in the image."""
    world = track.world_m
    across = (world[:, 11] - world[:, 12]) + (world[:, 23] - world[:, 24])
    size = np.sqrt(across[:, 0] * across[:, 0] + across[:, 2] * across[:, 2])
    out = np.stack([across[:, 0], -across[:, 2]], axis=1) / np.where(size > 0, size, np.nan)[:, None]
    flat = np.isnan(out[:, 0])
    if flat.any():
        out[flat] = _flat_view(track.image_px[flat], track.visibility[flat], trunk[flat])
    return out


def _flat_view(image_px: FloatArray, visibility: FloatArray, trunk: FloatArray) -> FloatArray:
    spine = (image_px[:, 11] + image_px[:, 12]) - (image_px[:, 23] + image_px[:, 24])
    across = (image_px[:, 11] - image_px[:, 12]) + (image_px[:, 23] - image_px[:, 24])
    width = np.abs(across[:, 0] * spine[:, 1] - across[:, 1] * spine[:, 0]) / (4.0 * trunk * trunk)
    cosine = np.minimum(width / FRONT_WIDTH, 1.0)
    left, right = visibility[:, _VIEWED[:, 0]], visibility[:, _VIEWED[:, 1]]
    clearer = np.zeros(len(image_px))
    for k in range(len(_VIEWED)):
        clearer = clearer + np.nan_to_num(left[:, k] - right[:, k])
    return np.stack([cosine, np.sqrt(1.0 - cosine * cosine) * np.where(clearer < 0, -1.0, 1.0)], axis=1)


class _SwapRepair:
    """Finds frames in which the model exchanged left and right of one chain of limbs."""

    def __init__(self, chain: NDArray[np.intp]) -> None:
        self.chain = chain
        self._since: float | None = None

    @property
    def active(self) -> bool:
        return self._since is not None

    def feed(
        self, t: FloatArray, raw: FloatArray, previous: FloatArray, trunk: FloatArray, dt: FloatArray, cut: BoolArray
    ) -> BoolArray:
        """(T,) True where the chain's left and right must be exchanged."""
        before = previous[:, self.chain]
        same = _total_length(raw[:, self.chain], before)
        crossed = _total_length(raw[:, MIRROR[self.chain]], before)
        toggles = (same > SWAP_TRUNKS * len(self.chain) * trunk) & (crossed < SWAP_RATIO * same) & (dt < 0.2)
        swapped = np.zeros(len(t), dtype=np.bool_)
        if self._since is None and not toggles.any():
            return swapped
        at = 0
        for event in [*np.flatnonzero(toggles | cut).tolist(), len(t)]:
            if self._since is not None:
                end = min(event, int(np.searchsorted(t, self._since + SWAP_MAX_S)))
                swapped[at:end] = True
                if end < event:
                    self._since = None
            if event < len(t):
                self._since = None if cut[event] or self._since is not None else float(t[event])
            at = event
        return swapped


def _total_length(a: FloatArray, b: FloatArray) -> FloatArray:
    lengths = geometry.length(a, b)
    total = lengths[:, 0]
    for k in range(1, lengths.shape[1]):
        total = total + lengths[:, k]
    return total
