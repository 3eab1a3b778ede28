"""From raw landmarks to points that can be measured: visibility gate, cuts, swap repair, view, near side, facing.

Everything is causal and carries its state, so a recording fed in any chunks gives the same bits. There is no smoothing
of positions here: in VIDEO mode MediaPipe already applies a One-Euro filter, and a second one only adds delay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.arrays import BoolArray, FloatArray, IntArray
from formcheck.landmarks import MIRROR, N_LANDMARKS, Side
from formcheck.metrics import geometry
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

_TORSO = np.array([11, 12, 23, 24])
"""Left and right shoulder, left and right hip."""
_VIEWED = np.array([[11, 12], [23, 24], [25, 26], [27, 28]])
_CHAINS = (np.arange(25, 33), np.arange(13, 23))
_LIMBS = slice(13, 33)


@dataclass(frozen=True, slots=True)
class Signals:
    """Cleaned landmarks of a chunk of T frames.

    Attributes
    ----------
    t_s : (T,) float
        Seconds of the track.
    image_px : (T, 33, 2) float
        Pixels, x to the right and y down. Left and right repaired; NaN where there is no person. Nothing is gated yet.
    visibility : (T, 33) float
        0 to 1, repaired likewise.
    size_wh : (int, int)
        Width and height of the picture, pixels.
    cut : (T,) bool
        The picture jumped before this frame.
    shot_s : (T,) float
        When the shot began that the frame belongs to, seconds of the track; -inf before the first cut.
    left_near : (T,) bool
        The person's left side is nearer to the camera.
    yaw_deg : (T,) float
        View: 0 front, +-90 side (+ the left side nearer), +-180 back; NaN unknown. See ``geometry.axis_yaw_deg``.
    trunk_px : (T,) float
        Length from the middle of the shoulders to the middle of the hips; NaN where one of the four is unknown.
    """

    t_s: FloatArray
    image_px: FloatArray
    visibility: FloatArray
    size_wh: tuple[int, int]
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
        # of the last frame
        self._t_s, self._shot_s = np.nan, -np.inf
        self._image, self._torso = np.full((1, N_LANDMARKS, 2), np.nan), np.full((2, len(_TORSO), 1), np.nan)
        self._swaps = [_SwapRepair(chain) for chain in _CHAINS]

    def feed(self, track: PoseTrack) -> Signals:
        """Clean the next chunk; its times must follow the last one's."""
        t, raw = track.t_s, track.image_px
        torso = np.ascontiguousarray(raw.take(_TORSO, axis=1).T)
        before = np.concatenate([self._torso, torso[..., :-1]], axis=-1)
        previous = np.concatenate([self._image, raw[:-1]])
        dt = t - np.concatenate([[self._t_s], t[:-1]])
        trunk = geometry.length((torso[:, 0] + torso[:, 1]) * 0.5, (torso[:, 2] + torso[:, 3]) * 0.5)
        cut = _cut(torso, before, trunk, dt)
        shot_s = np.maximum.accumulate(np.where(cut, t, self._shot_s))
        self._t_s, self._shot_s = t.item(-1), shot_s.item(-1)
        self._image, self._torso = raw[-1:].copy(), torso[..., -1:]
        image, visibility = self._repaired(track, previous, trunk, dt, cut)
        cosine, sine = self._view.feed(t, _view_vector(track, trunk), shot_s)
        yaw_deg = np.degrees(np.arctan2(sine, cosine))
        return Signals(t, image, visibility, track.size_wh, cut, shot_s, self._left_near(sine, cut), yaw_deg, trunk)

    def _left_near(self, sine: FloatArray, cut: BoolArray) -> BoolArray:
        """(T,) the left side is nearer; near the front and back view the side that was nearer stays so."""
        decided = (np.abs(sine) > 0.25) | (cut & ~np.isnan(sine))
        latched = self._near.feed(np.where(decided, np.sign(sine), 0.0))
        if self._side:
            return np.full(len(sine), self._side == "left")
        left_near: BoolArray = (latched > 0) | ((latched == 0) & ~(sine < 0))
        return left_near

    def _repaired(
        self, track: PoseTrack, previous: FloatArray, trunk: FloatArray, dt: FloatArray, cut: BoolArray
    ) -> tuple[FloatArray, FloatArray]:
        """Landmarks and visibility with left and right of each chain exchanged where the model did."""
        raw = track.image_px
        jumps = np.abs(raw[:, _LIMBS] - previous[:, _LIMBS]).reshape(len(raw), -1)
        # what jumps by less than this in every direction cannot add up to a swap: hardly a frame is looked at closer
        (suspect,) = (np.fmax.reduce(jumps, axis=1) > 0.7 * SWAP_TRUNKS * trunk).nonzero()
        if not len(suspect) and not any(repair.active for repair in self._swaps):
            return raw, track.visibility
        order = np.broadcast_to(np.arange(N_LANDMARKS), raw.shape[:2]).copy()
        for repair in self._swaps:
            toggles = np.zeros(len(raw), dtype=np.bool_)
            toggles[suspect] = repair.toggles(raw[suspect], previous[suspect], trunk[suspect], dt[suspect])
            swapped = repair.feed(track.t_s, toggles, cut)
            if swapped.any():
                order[np.ix_(swapped, repair.chain)] = MIRROR[repair.chain]
        image = np.take_along_axis(raw, order[..., None], axis=1)
        return image, np.take_along_axis(track.visibility, order, axis=1)


def gate_limits(size_wh: tuple[int, int], guess: bool) -> tuple[FloatArray, FloatArray]:
    """Least and greatest (2,) place of a landmark that is measured, pixels; one that may be guessed may be anywhere.

    Parameters
    ----------
    size_wh : (int, int)
        Width and height of the picture, pixels.
    guess : bool
        The landmark is measured where it is hidden or outside as well.
    """
    if guess:
        return np.full(2, -np.inf), np.full(2, np.inf)
    return np.zeros(2), np.array(size_wh, dtype=np.float64)


def _cut(torso: FloatArray, before: FloatArray, trunk: FloatArray, dt: FloatArray) -> BoolArray:
    """(T,) shoulders and hips (2, 4, T) have all jumped since the frame before."""
    least = np.minimum.reduce(geometry.length(before, torso), axis=0)
    jumped: BoolArray = (least > CUT_TRUNKS * trunk) & (least > CUT_TRUNKS_PER_S * dt * trunk)
    return jumped


def _view_vector(track: PoseTrack, trunk: FloatArray) -> FloatArray:
    """(2, T) cosine and sine of the yaw: from world landmarks, else from widths and visibility in the image."""
    left_shoulder, right_shoulder, left_hip, right_hip = track.world_m.take(_TORSO, axis=1)[..., ::2].swapaxes(0, 1)
    right_to_left = ((left_shoulder - right_shoulder) + (left_hip - right_hip)).T
    across, away = right_to_left[0], right_to_left[1]
    size = np.sqrt(across * across + away * away)
    vector = geometry.quotient(np.array([across, -away]), size)
    unknown = np.isnan(vector[0])
    if unknown.any():
        vector[:, unknown] = _flat_view(track.image_px[unknown], track.visibility[unknown], trunk[unknown])
    return vector


def _flat_view(image_px: FloatArray, visibility: FloatArray, trunk: FloatArray) -> FloatArray:
    """The same (2, T) without world landmarks: the width tells how far from the front, visibility which side."""
    spine = (image_px[:, 11] + image_px[:, 12]) - (image_px[:, 23] + image_px[:, 24])
    across = (image_px[:, 11] - image_px[:, 12]) + (image_px[:, 23] - image_px[:, 24])
    width = np.abs(across[:, 0] * spine[:, 1] - across[:, 1] * spine[:, 0]) / (4.0 * trunk * trunk)
    cosine = np.minimum(width / FRONT_WIDTH, 1.0)
    left, right = visibility[:, _VIEWED[:, 0]], visibility[:, _VIEWED[:, 1]]
    clearer = np.add.accumulate(np.nan_to_num(left - right), axis=1)[:, -1]
    return np.array([cosine, np.sqrt(1.0 - cosine * cosine) * np.where(clearer < 0, -1.0, 1.0)])


class _SwapRepair:
    """Finds frames in which the model exchanged left and right of one chain of limbs."""

    def __init__(self, chain: IntArray) -> None:
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
    """(T,) summed distances of the landmarks (T, N, 2) of a chain from those of the other."""
    total: FloatArray = np.add.accumulate(geometry.length(a.T, b.T))[-1]
    return total
