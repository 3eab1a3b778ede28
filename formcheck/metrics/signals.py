"""From raw landmarks to points that can be measured: visibility gate, cuts, swap repair, view, near side, facing.

Everything is causal and carries its state, so a recording fed in any chunks gives the same bits. There is no smoothing
of positions here: in VIDEO mode MediaPipe already applies a One-Euro filter, and a second one only adds delay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arrays import BoolArray, FloatArray
from formcheck.landmarks import MIRROR, Side
from formcheck.metrics import geometry
from formcheck.metrics.per_frame import (
    DEG,
    Flag,
    Number,
    Numbers,
    columns,
    filled,
    known,
    lesser,
    opposite,
    over,
    root,
    sign,
)
from formcheck.metrics.rolling import Latch, TrailingMean
from formcheck.track import PoseTrack

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

_SHOULDERS_AND_HIPS = (11, 12, 23, 24)
_TORSO = [2 * i + axis for i in _SHOULDERS_AND_HIPS for axis in (0, 1)]
_TORSO_WORLD = [3 * i + axis for i in _SHOULDERS_AND_HIPS for axis in (0, 2)]
_VIEWED = np.array([[11, 12], [23, 24], [25, 26], [27, 28]])
_CHAINS = (np.arange(25, 33), np.arange(13, 23))
_LIMBS = slice(13, 33)


@dataclass(slots=True)
class Signals:
    """Cleaned landmarks of a chunk; a ``Number`` or ``Flag`` is one of a frame, see ``per_frame``.

    Attributes
    ----------
    t_s : Number
    image_px : (T, 33, 2) float
        Left and right repaired; NaN where there is no person. Nothing is gated yet.
    visibility : (T, 33) float
        Repaired likewise.
    size_wh : (int, int)
        Of the picture.
    cut : Flag
        The picture jumped before this frame.
    shot_s : Number
        When the shot began that the frame belongs to; -inf before the first cut.
    left_near : Flag
    yaw_deg : Number
        View: 0 front, +-90 side (+ the left side nearer), +-180 back; NaN unknown. See ``geometry.axis_yaw_deg``.
    trunk_px : Number
        Length from the middle of the shoulders to the middle of the hips.
    """

    t_s: Number
    image_px: FloatArray
    visibility: FloatArray
    size_wh: tuple[int, int]
    cut: Flag
    shot_s: Number
    left_near: Flag
    yaw_deg: Number
    trunk_px: Number


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
        self._t_s: float | None = None
        self._torso: Sequence[float] = [np.nan] * len(_TORSO)
        self._image = np.full((1, 33, 2), np.nan)
        self._shot_s = -np.inf
        self._swaps = [_SwapRepair(chain) for chain in _CHAINS]

    def feed(self, track: PoseTrack) -> Signals:
        """Clean the next chunk; its times must follow the last one's."""
        raw, torso = track.image_px, columns(track.image_px, _TORSO)
        trunk = _trunk(torso)
        if len(track) == 1:
            t: Number = track.t_s.item()
            dt = 1.0 if self._t_s is None else t - self._t_s
            cut = _cut(torso, self._torso, trunk, dt)
            shot = self._shot_s = t if cut else self._shot_s
            previous, self._torso = self._image, torso
        else:
            t = track.t_s
            dt = np.diff(t, prepend=t[0] - 1.0 if self._t_s is None else self._t_s)
            before = np.array(self._torso)[:, None]
            cut = _cut(torso, np.concatenate([before, np.asarray(torso)[:, :-1]], axis=1), trunk, dt)
            shot = np.maximum.accumulate(np.where(cut, t, self._shot_s))
            previous = np.concatenate([self._image, raw[:-1]])
            self._shot_s, self._torso = float(shot[-1]), [float(row[-1]) for row in torso]
        self._t_s, self._image = track.t_s.item(-1), raw[-1:].copy()
        image, visibility = self._repaired(track, previous, trunk, dt, cut)
        view = self._view.feed(t, _view_vector(track, trunk), shot)
        return Signals(
            t,
            image,
            visibility,
            track.size_wh,
            cut,
            shot,
            self._left_near(view[1], cut),
            _degrees(view[1], view[0]),
            trunk,
        )

    def _left_near(self, sine: Number, cut: Flag) -> Flag:
        latched = self._near.feed(((abs(sine) > 0.25) | cut) * sign(sine))
        if self._side:
            return filled(sine, self._side == "left")
        return (latched > 0) | ((latched == 0) & opposite(sine < 0))

    def _repaired(
        self, track: PoseTrack, previous: FloatArray, trunk: Number, dt: Number, cut: Flag
    ) -> tuple[FloatArray, FloatArray]:
        """Landmarks and visibility with left and right of each chain exchanged where the model did."""
        raw = track.image_px
        jumps = np.abs(raw[:, _LIMBS] - previous[:, _LIMBS]).reshape(len(raw), -1)
        # what jumps by less than this in every direction cannot add up to a swap: hardly a frame is looked at closer
        (suspect,) = (np.fmax.reduce(jumps, axis=1) > 0.7 * SWAP_TRUNKS * trunk).nonzero()
        if not len(suspect) and not any(repair.active for repair in self._swaps):
            return raw, track.visibility
        t, trunk, dt, cut = track.t_s, np.atleast_1d(trunk), np.atleast_1d(dt), np.atleast_1d(cut)
        order = np.broadcast_to(np.arange(33), raw.shape[:2]).copy()
        for repair in self._swaps:
            toggles = np.zeros(len(raw), dtype=np.bool_)
            toggles[suspect] = repair.toggles(raw[suspect], previous[suspect], trunk[suspect], dt[suspect])
            swapped = repair.feed(t, toggles, cut)
            if swapped.any():
                order[np.ix_(swapped, repair.chain)] = MIRROR[repair.chain]
        image = np.take_along_axis(raw, order[..., None], axis=1)
        return image, np.take_along_axis(track.visibility, order, axis=1)


def gate_limits(size_wh: tuple[int, int], guess: bool) -> tuple[FloatArray, FloatArray]:
    """Least and greatest (2,) place of a landmark that is measured; one that may be guessed may be anywhere."""
    if guess:
        return np.full(2, -np.inf), np.full(2, np.inf)
    return np.zeros(2), np.array(size_wh, dtype=np.float64)


def _degrees(y: Number, x: Number) -> Number:
    # both through numpy, whose arc tangent is another one than Python's in the last bit
    angle = np.arctan2(y, x) * DEG
    return float(angle) if isinstance(y, float) else angle


def _trunk(torso: Numbers) -> Number:
    """Length from the middle of the shoulders to the middle of the hips; `torso` is x and y of those four."""
    across = (torso[4] + torso[6]) * 0.5 - (torso[0] + torso[2]) * 0.5
    down = (torso[5] + torso[7]) * 0.5 - (torso[1] + torso[3]) * 0.5
    return root(across * across + down * down)


def _cut(torso: Numbers, before: Numbers, trunk: Number, dt: Number) -> Flag:
    moved = []
    for k in range(0, len(_TORSO), 2):
        right, down = torso[k] - before[k], torso[k + 1] - before[k + 1]
        moved.append(root(right * right + down * down))
    least = lesser(lesser(moved[0], moved[1]), lesser(moved[2], moved[3]))
    return (least > CUT_TRUNKS * trunk) & (least > CUT_TRUNKS_PER_S * dt * trunk)


def _view_vector(track: PoseTrack, trunk: Number) -> tuple[Number, Number]:
    """Cosine and sine of the yaw: from world landmarks, else from widths and visibility in the image."""
    world = columns(track.world_m, _TORSO_WORLD)
    across = (world[0] - world[2]) + (world[4] - world[6])
    away = (world[1] - world[3]) + (world[5] - world[7])
    size = root(across * across + away * away)
    cosine, sine = over(across, size), over(-away, size)
    if isinstance(cosine, float):
        if known(cosine) or not known(trunk):
            return cosine, sine
        flat = _flat_view(track.image_px, track.visibility, np.array([trunk]))
        return flat[0].item(), flat[1].item()
    unknown = np.isnan(cosine)
    if unknown.any():
        cosine[unknown], sine[unknown] = _flat_view(track.image_px[unknown], track.visibility[unknown], trunk[unknown])
    return cosine, sine


def _flat_view(image_px: FloatArray, visibility: FloatArray, trunk: FloatArray) -> tuple[FloatArray, FloatArray]:
    spine = (image_px[:, 11] + image_px[:, 12]) - (image_px[:, 23] + image_px[:, 24])
    across = (image_px[:, 11] - image_px[:, 12]) + (image_px[:, 23] - image_px[:, 24])
    width = np.abs(across[:, 0] * spine[:, 1] - across[:, 1] * spine[:, 0]) / (4.0 * trunk * trunk)
    cosine = np.minimum(width / FRONT_WIDTH, 1.0)
    left, right = visibility[:, _VIEWED[:, 0]], visibility[:, _VIEWED[:, 1]]
    clearer = np.zeros(len(image_px))
    for k in range(len(_VIEWED)):
        clearer = clearer + np.nan_to_num(left[:, k] - right[:, k])
    return cosine, np.sqrt(1.0 - cosine * cosine) * np.where(clearer < 0, -1.0, 1.0)


class _SwapRepair:
    """Finds frames in which the model exchanged left and right of one chain of limbs."""

    def __init__(self, chain: NDArray[np.intp]) -> None:
        self.chain = chain
        self._since: float | None = None

    @property
    def active(self) -> bool:
        return self._since is not None

    def toggles(self, raw: FloatArray, previous: FloatArray, trunk: FloatArray, dt: FloatArray) -> BoolArray:
        """(T,) True where exchanging left and right explains how far the chain has jumped."""
        before = previous[:, self.chain]
        same = _total_length(raw[:, self.chain], before)
        crossed = _total_length(raw[:, MIRROR[self.chain]], before)
        return (same > SWAP_TRUNKS * len(self.chain) * trunk) & (crossed < SWAP_RATIO * same) & (dt < 0.2)

    def feed(self, t: FloatArray, toggles: BoolArray, cut: BoolArray) -> BoolArray:
        """(T,) True where the chain's left and right must be exchanged."""
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
    lengths = geometry.length(a.T, b.T)
    total: FloatArray = lengths[0]
    for more in lengths[1:]:
        total = total + more
    return total
