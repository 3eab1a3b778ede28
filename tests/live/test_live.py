from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import Footage, Pane, Puppet, opened, performed, video_of

from formcheck import PoseTrack, exercises
from formcheck.errors import OutputError, SourceError
from formcheck.events import Event
from formcheck.live import RETRY_WAITS_S, Hooks, LiveOutcome, camera_frames, live
from formcheck.media import Frame, Source, SourceLost
from formcheck.recorder.set_recorder import Outcome
from formcheck.routines.plan import PlannedSet
from formcheck.screen.screen import Screen
from formcheck.utterance import Utterance


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds


def open_end(exercise: str) -> PlannedSet:
    """A set without a dose."""
    return PlannedSet(exercises.get(exercise), None, 0, 0.0, 0, 0.0, 1, 1)


def run_all(
    folder: Path | None,
    plan: list[PlannedSet],
    track: PoseTrack,
    pane: Pane | None = None,
    sources: list[Source | Exception] | None = None,
    **more: Any,
) -> LiveOutcome:
    """A live run of a drawn person; `sources` are what opening the camera gives, one after the other."""
    left = sources or [Footage(track)]

    def open_source() -> Source:
        source = left.pop(0)
        if isinstance(source, Exception):
            raise source
        return source

    clock = Clock()
    given = {"every_frame": True, "estimator": Puppet(track), "clock": clock, "sleep": clock.sleep} | more
    return live(open_source, plan, folder, window=opened(pane) if pane else None, **given)


def run(
    folder: Path,
    exercise: str = "squat",
    pane: Pane | None = None,
    sources: list[Source | Exception] | None = None,
    **more: Any,
) -> Outcome:
    """A set without a dose."""
    whole = run_all(folder, [open_end(exercise)], performed(exercise), pane, sources, **more)
    outcome = whole.sets[0].outcome
    assert outcome.error is whole.error
    assert outcome.interrupted is whole.interrupted
    return outcome


def test_a_set_without_a_window(tmp_path: Path) -> None:
    events: list[Event] = []
    outcome = run(tmp_path, hooks=Hooks(events.append))
    assert len(outcome.result.reps) == 2
    assert [e.text for e in events if e.kind == "rep"] == ["1", "2"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "reps.csv", "summary.json", "track.npz"]


def test_pictures_are_kept_only_when_asked_for(tmp_path: Path) -> None:
    outcome = run(tmp_path, record=True, pane=Pane({}))
    assert len(video_of(tmp_path / "annotated.mp4")[0]) == outcome.result.n_frames


def test_every_frame_is_shown(tmp_path: Path) -> None:
    pane = Pane({})
    outcome = run(tmp_path, pane=pane)
    assert len(pane.shown) == outcome.result.n_frames
    assert pane.closed == 1
    assert outcome.result.side == "right"


@pytest.mark.parametrize(("seconds", "frames"), [(1.0, 11), (0.1, 2)])
def test_it_ends_by_itself(tmp_path: Path, seconds: float, frames: int) -> None:
    assert run(tmp_path, seconds=seconds).result.n_frames == frames


def test_quit(tmp_path: Path) -> None:
    footage = Footage(performed("squat"))
    outcome = run(tmp_path, pane=Pane({24: "quit"}), sources=[footage])
    assert outcome.result.n_frames == 25
    assert len(PoseTrack.load(tmp_path / "track.npz")) == 25
    assert footage.closed


def test_pause_looks_at_nobody_and_keeps_no_picture(tmp_path: Path) -> None:
    track, pane = performed("plank"), Pane({19: "pause", 39: "pause"})
    estimator = Puppet(track)
    outcome = run(tmp_path, "plank", pane, estimator=estimator, record=True)
    assert outcome.result.n_frames == len(track)
    assert outcome.result.n_frames_with_pose == estimator.asked == len(track) - 20
    assert len(outcome.result.holds) == 2
    assert len(video_of(tmp_path / "annotated.mp4")[0]) == len(track) - 20


def test_reset_forgets_what_was(tmp_path: Path) -> None:
    pane = Pane({29: "reset"})
    outcome = run(tmp_path, pane=pane, record=True)
    kept = len(performed("squat")) - 30
    assert outcome.result.n_frames == kept
    assert len(PoseTrack.load(tmp_path / "track.npz")) == kept
    assert len(video_of(tmp_path / "annotated.mp4")[0]) == kept


def test_the_other_side_holds_for_the_whole_set(tmp_path: Path) -> None:
    notices: list[str] = []
    outcome = run(tmp_path, pane=Pane({60: "side"}), hooks=Hooks(notice=notices.append))
    assert outcome.result.side == "left"
    assert outcome.result.n_frames == len(performed("squat"))
    assert notices == ["left side near the camera"]


class Interrupted(Pane):
    """Ctrl-C while frame `at` is shown."""

    def __init__(self, at: int) -> None:
        super().__init__({})
        self._at = at

    def show(self, bgr: np.ndarray, screen: Screen) -> str | None:
        if len(self.shown) == self._at:
            raise KeyboardInterrupt
        return super().show(bgr, screen)


def test_ctrl_c_keeps_everything(tmp_path: Path) -> None:
    footage, pane = Footage(performed("squat")), Interrupted(29)
    outcome = run(tmp_path, pane=pane, sources=[footage])
    assert outcome.interrupted
    assert json.loads((tmp_path / "summary.json").read_text())["frames"] == 30
    assert footage.closed
    assert pane.closed == 1


def test_no_camera(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no camera 7"):
        run(tmp_path, sources=[SourceError("no camera 7: plug one in")])


def test_no_screen_closes_the_camera(tmp_path: Path) -> None:
    footage = Footage(performed("squat"))

    def no_window(size_wh: tuple[int, int]) -> Pane:
        raise OutputError("no screen: use --no-window")

    with pytest.raises(OutputError, match="no screen"):
        live(lambda: footage, [open_end("squat")], tmp_path, estimator=Puppet(performed("squat")), window=no_window)
    assert footage.closed


def test_a_camera_that_is_lost_and_comes_back(tmp_path: Path) -> None:
    notices: list[str] = []
    said: list[Utterance] = []
    track = performed("squat")
    sources = [Footage(track, SourceLost("gone"), 30), SourceError("not yet"), Footage(track[:20])]
    outcome = run(tmp_path, sources=sources, hooks=Hooks(notice=notices.append, say=said.append))
    assert outcome.error is None
    assert notices == ["camera lost: trying to find it again", "camera found again"]
    assert [u.text for u in said if u.kind == "notice"] == ["Camera lost", "The camera is back"]
    stored = PoseTrack.load(tmp_path / "track.npz")
    assert len(stored) == 50
    gap_s = stored.t_s[30] - stored.t_s[29]
    assert gap_s == pytest.approx(sum(RETRY_WAITS_S[:2]) + track.t_s[0])


def test_a_camera_that_stays_away(tmp_path: Path) -> None:
    sources = [
        Footage(performed("squat"), SourceLost("camera 0 stopped"), 30),
        *[SourceError("no")] * len(RETRY_WAITS_S),
    ]
    outcome = run(tmp_path, sources=sources)  # type: ignore[arg-type]
    assert str(outcome.error) == "camera 0 stopped"
    assert len(PoseTrack.load(tmp_path / "track.npz")) == 30


def test_another_camera_in_its_place_is_not_taken() -> None:
    class Other(Footage):
        def __init__(self) -> None:
            super().__init__(performed("squat"))
            self.size_wh = (64, 48)

    others = [Other() for _ in RETRY_WAITS_S]
    left = list(others)
    clock, camera = Clock(), Footage(performed("squat"), SourceLost("gone"), 3)
    frames = camera_frames(camera, left.pop, lambda _: None, clock, clock.sleep)
    seen: list[Frame] = []
    with pytest.raises(SourceLost):
        seen.extend(frames)
    assert all(other.closed for other in others)
    assert tuple(clock.slept) == RETRY_WAITS_S
