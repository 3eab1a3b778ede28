"""A film of performances: shots from one camera or several, cut anywhere, fast or slow; its landmarks and its truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from formcheck.synthetic.camera import PinholeCamera
from formcheck.synthetic.noise import NoiseModel, noisy_track_of
from formcheck.synthetic.performance import Performance
from formcheck.synthetic.truth import TrueFault, TrueHold, TrueRep, Truth
from formcheck.track import PoseTrack

SHORTEST_HOLD_S = 1.0
"""A hold of which a shot shows less is none."""
SMEAR_S = 0.05
"""A pose model that follows a person smooths a cut: so long until a landmark has gone 63 % of its way (recordings)."""


@dataclass(frozen=True)
class Shot:
    """A part of a performance as one camera shows it.

    Parameters
    ----------
    performance : Performance
    camera : PinholeCamera
    start_s, end_s : float
        Of the performance; what lies outside of it is not shown.
    speed : float
        2 is twice as fast as it was performed.
    noise : NoiseModel
        What a pose model makes of this shot.
    """

    performance: Performance
    camera: PinholeCamera
    start_s: float = 0.0
    end_s: float = np.inf
    speed: float = 1.0
    noise: NoiseModel = field(default_factory=NoiseModel)

    @property
    def until_s(self) -> float:
        """Where the shot ends, seconds of the performance."""
        return min(self.end_s, self.performance.duration_s)

    def frames(self, fps: float) -> int:
        """How many frames it has."""
        return int((self.until_s - self.start_s) / self.speed * fps + 1e-9)


def film(shots: Sequence[Shot], fps: float = 30.0, seed: int = 0) -> tuple[PoseTrack, Truth]:
    """Shots in a row as a pose model would see them, and what is in them; same seed, same film.

    Parameters
    ----------
    shots : sequence of Shot
        Of one picture size. The truth is named after the last one's performance.
    fps : float
        Frames a second.
    seed : int
        Of the random errors; each shot has other ones.

    Raises
    ------
    TrackError
        If there is no shot, or the picture sizes differ.
    """
    tracks, at = [], 0
    reps: list[TrueRep] = []
    attempts: list[TrueRep] = []
    holds: list[TrueHold] = []
    faults: list[TrueFault] = []
    for index, shot in enumerate(shots):
        count = shot.frames(fps)
        since_s = np.arange(count) / fps
        skeleton = shot.performance.pose(shot.start_s + since_s * shot.speed)
        tracks.append(noisy_track_of(skeleton, at / fps + since_s, shot.camera, shot.noise, fps, seed * 1000 + index))
        seen = _Seen(shot, at / fps)
        faults += seen.faults(len(reps))
        reps += seen.reps(shot.performance.truth.reps)
        attempts += seen.reps(shot.performance.truth.attempts)
        holds += seen.holds()
        at += count
    track = PoseTrack.concatenate([tracks[0], *(_smeared(a, b) for a, b in pairwise(tracks))])
    spans = [(rep.start_s, rep.end_s) for rep in (*reps, *attempts)] + [(hold.start_s, hold.end_s) for hold in holds]
    truth = replace(
        shots[-1].performance.truth,
        duration_s=at / fps,
        set_start_s=min((start for start, _ in spans), default=0.0),
        set_end_s=max((end for _, end in spans), default=at / fps),
        reps=tuple(reps),
        attempts=tuple(attempts),
        holds=tuple(holds),
        faults=tuple(faults),
    )
    return track, truth


def _smeared(before: PoseTrack, after: PoseTrack) -> PoseTrack:
    """A shot whose landmarks come from where they were at the end of the shot before, if somebody was there."""
    share = np.exp(-(after.t_s - before.t_s[-1]) / SMEAR_S)[:, None, None]
    image, world = (
        new + share * np.nan_to_num(old[-1] - new)
        for old, new in ((before.image_px, after.image_px), (before.world_m, after.world_m))
    )
    return PoseTrack(after.t_s, image, after.size_wh, world, after.visibility, after.presence)


@dataclass(frozen=True)
class _Seen:
    """What of a performance's truth a shot shows, in seconds of the film; the shot begins at ``at_s`` of it."""

    shot: Shot
    at_s: float

    def _later(self, t_s: float) -> float:
        inside = min(max(t_s, self.shot.start_s), self.shot.until_s)
        return round(self.at_s + (inside - self.shot.start_s) / self.shot.speed, 4)

    def _shown(self, rep: TrueRep) -> bool:
        """Its peak, and its way out from rest or back to it."""
        start, end = self.shot.start_s, self.shot.until_s
        return start <= rep.peak_s <= end and (start <= rep.start_s or rep.end_s <= end)

    def reps(self, of: Sequence[TrueRep]) -> list[TrueRep]:
        return [
            replace(r, start_s=self._later(r.start_s), peak_s=self._later(r.peak_s), end_s=self._later(r.end_s))
            for r in of
            if self._shown(r)
        ]

    def holds(self) -> list[TrueHold]:
        found = []
        for hold in self.shot.performance.truth.holds:
            start, end = self._later(hold.start_s), self._later(hold.end_s)
            if end - start >= SHORTEST_HOLD_S:
                share = (end - start) * self.shot.speed / (hold.end_s - hold.start_s)
                found.append(TrueHold(start, end, round(hold.good_s * share / self.shot.speed, 4)))
        return found

    def faults(self, before: int) -> list[TrueFault]:
        """Those of what is shown; ``before``: how many reps earlier shots show."""
        shown = [index for index, rep in enumerate(self.shot.performance.truth.reps) if self._shown(rep)]
        found = []
        for fault in self.shot.performance.truth.faults:
            start, end = self._later(fault.start_s), self._later(fault.end_s)
            if fault.rep < 0 and end > start:
                found.append(replace(fault, start_s=start, end_s=end))
            elif fault.rep in shown:
                found.append(replace(fault, rep=before + shown.index(fault.rep), start_s=start, end_s=end))
        return found
