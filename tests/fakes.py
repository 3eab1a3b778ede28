"""A source, a pose estimator and a window that need no camera, no model and no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import av
import numpy as np
from helpers import picked, scaled

from formcheck import PoseTrack, synthetic
from formcheck.media import Frame

SIZE_WH = (320, 180)


@cache
def performed(exercise: str, fault: str | None = None, reps: int = 2) -> PoseTrack:
    """Landmarks of a drawn person in small frames, ten a second."""
    kept = {"hold_s": 6.0} if exercise == "plank" else {"reps": reps}
    performance = synthetic.perform(exercise, fault=fault, **kept)
    track = synthetic.ideal_track(performance, performance.camera(size_wh=(960, 540)), 10)
    return scaled(track, SIZE_WH[0] / 960)


def nobody(seconds: float = 1.0) -> PoseTrack:
    """Ten frames a second without a person."""
    return PoseTrack.no_person(np.arange(round(seconds * 10)) / 10, SIZE_WH)


class Footage:
    """A source of grey frames at a track's times; `fails` is raised before frame `at`."""

    def __init__(self, track: PoseTrack, fails: BaseException | None = None, at: int = 0) -> None:
        self.size_wh, self.fps = SIZE_WH, 10.0
        self.closed = 0
        self._t_s, self._fails, self._at = track.t_s, fails, at

    def __iter__(self) -> Iterator[Frame]:
        for i, t_s in enumerate(self._t_s.tolist()):
            if self._fails and i == self._at:
                raise self._fails
            yield Frame(np.full((SIZE_WH[1], SIZE_WH[0], 3), 90, np.uint8), t_s)

    def close(self) -> None:
        self.closed += 1


class Puppet:
    """A pose estimator that answers with the row of a track that is nearest in time."""

    def __init__(self, track: PoseTrack) -> None:
        self._track = track
        self.asked = 0

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        self.asked += 1
        nearest = int(np.abs(self._track.t_s - t_s).argmin())
        row = picked(self._track, slice(nearest, nearest + 1))
        return PoseTrack([t_s], row.image_px, row.size_wh, row.world_m, row.visibility, row.presence)

    def close(self) -> None:
        pass


class Pane:
    """A window that presses keys: frame number -> action."""

    def __init__(self, keys: dict[int, str]) -> None:
        self.keys, self.shown, self.closed = keys, [], 0

    def show(self, bgr: np.ndarray) -> str | None:
        self.shown.append(bgr)
        return self.keys.get(len(self.shown) - 1)

    def idle(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


def opened(pane: Pane) -> Callable[[tuple[int, int]], Pane]:
    """What makes this window."""
    return lambda size_wh: pane


def video_of(path: Path) -> tuple[list[float], str, bool]:
    """Times, codec and whether there is sound in a video."""
    with av.open(str(path)) as container:
        times = [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]
        return times, container.streams.video[0].codec_context.name, bool(container.streams.audio)
