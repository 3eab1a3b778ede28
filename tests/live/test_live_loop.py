"""The threads of a live run: the newest wins, what is dropped is counted, nobody waits for one that failed."""

from __future__ import annotations

import itertools
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import SIZE_WH, Footage, Pane, Puppet, opened, performed

from formcheck import PoseTrack, exercises
from formcheck.concurrency.handover import Handover
from formcheck.live import CheckerFailed, Hooks, LiveOutcome, Stats, live
from formcheck.live.load_shedding import ENOUGH_FPS, PERIOD_S, LoadShedder
from formcheck.live.stats import STAGES, Spread
from formcheck.media import Frame, SourceLost
from formcheck.routines.plan import PlannedSet


def run(folder: Path | None, source: Any, estimator: Any, **more: Any) -> LiveOutcome:
    return live(
        lambda: source,
        [PlannedSet(exercises.get("squat"), None, 0, 0.0, 0, 0.0, 1, 1)],
        folder,
        estimator=estimator,
        **more,
    )


def test_the_newest_wins_and_the_others_are_counted() -> None:
    hand: Handover[int] = Handover()
    assert all(hand.put(i) for i in range(5))
    assert hand.take(0.0) == 4
    assert hand.take(0.0) is None
    assert (hand.seen, hand.dropped) == (5, 4)


def test_what_waits_at_the_end_can_still_be_taken() -> None:
    hand: Handover[int] = Handover()
    hand.put(1)
    hand.close()
    assert not hand.over
    assert hand.take(0.0) == 1
    assert hand.over
    assert not hand.put(2)


def test_taking_turns() -> None:
    hand: Handover[int] = Handover("rendezvous")
    got: list[int] = []

    def give() -> None:
        for i in range(20):
            hand.put(i)
        hand.close()

    giver = threading.Thread(target=give)
    giver.start()
    while not hand.over:
        if (item := hand.take(1.0)) is not None:
            got.append(item)
            hand.done()
    giver.join()
    assert got == list(range(20))
    assert hand.dropped == 0


def test_each_item_is_taken_and_the_next_may_wait() -> None:
    hand: Handover[int] = Handover("block")
    assert hand.put(1)  # returns at once
    giver = threading.Thread(target=lambda: hand.put(2))
    giver.start()
    assert hand.take(5.0) == 1
    assert hand.take(5.0) == 2
    giver.join()
    assert hand.dropped == 0


def test_closing_wakes_who_waits() -> None:
    hand: Handover[int] = Handover("rendezvous")
    giver = threading.Thread(target=lambda: hand.put(1))
    giver.start()
    hand.close()
    giver.join(5.0)
    assert not giver.is_alive()


class Crowd(Footage):
    """Delivers all frames but the last while the landmarker is busy with the first."""

    def __init__(self, track: PoseTrack, busy: threading.Event, delivered: threading.Event) -> None:
        super().__init__(track)
        self._busy, self._delivered = busy, delivered

    def __iter__(self) -> Any:
        for i, frame in enumerate(super().__iter__()):
            yield frame
            if i == 0:
                assert self._busy.wait(5.0)
        self._delivered.set()


class Slow(Puppet):
    """Is busy with the first frame until all others have been delivered."""

    def __init__(self, track: PoseTrack, busy: threading.Event, delivered: threading.Event) -> None:
        super().__init__(track)
        self.times: list[float] = []
        self._busy, self._delivered = busy, delivered

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        self.times.append(t_s)
        self._busy.set()
        assert self._delivered.wait(5.0)
        return super().detect(bgr, t_s)


def test_a_slow_landmarker_sees_the_newest_frame(tmp_path: Path) -> None:
    busy, delivered = threading.Event(), threading.Event()
    track = performed("squat")[:20]
    estimator = Slow(track, busy, delivered)
    outcome = run(tmp_path, Crowd(track, busy, delivered), estimator)
    assert estimator.times == [track.t_s[0], track.t_s[-1]]
    assert (outcome.stats.seen, outcome.stats.checked, outcome.stats.dropped) == (20, 2, 18)
    assert len(PoseTrack.load(tmp_path / "track.npz")) == 2


class Broken(Puppet):
    """Fails at its third frame."""

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        if self.asked == 2:
            raise RuntimeError("graph has errors")
        return super().detect(bgr, t_s)


def test_a_checker_that_fails_keeps_what_was(tmp_path: Path) -> None:
    pane, footage = Pane({}), Footage(performed("squat"))
    outcome = run(tmp_path, footage, Broken(performed("squat")), window=opened(pane), every_frame=True)
    assert isinstance(outcome.error, CheckerFailed)
    assert "graph has errors" in str(outcome.error)
    assert len(PoseTrack.load(tmp_path / "track.npz")) == 2
    assert footage.closed
    assert pane.closed == 1


def test_a_source_that_fails_keeps_what_was(tmp_path: Path) -> None:
    outcome = run(tmp_path, Footage(performed("squat"), ZeroDivisionError("driver"), 5), Puppet(performed("squat")))
    assert isinstance(outcome.error, CheckerFailed)
    assert "driver" in str(outcome.error)


def test_a_reader_of_the_output_that_went_away_loses_nothing(tmp_path: Path) -> None:
    def gone(event: object) -> None:
        raise BrokenPipeError("nobody reads")

    hooks = Hooks(event=gone)
    outcome = run(tmp_path, Footage(performed("squat")), Puppet(performed("squat")), every_frame=True, hooks=hooks)
    assert "nobody reads" in str(outcome.error)
    assert (tmp_path / "summary.json").exists()


def test_a_full_disk_ends_it_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from formcheck.errors import OutputError
    from formcheck.io.track_log import TrackLog

    add, calls = TrackLog.add, []

    def filling_up(self: TrackLog, track: PoseTrack) -> None:
        calls.append(1)
        if len(calls) > 15:
            raise OutputError("cannot write track.part: No space left on device")
        add(self, track)

    monkeypatch.setattr(TrackLog, "add", filling_up)
    outcome = run(tmp_path, Footage(performed("squat")), Puppet(performed("squat")), every_frame=True)
    assert "No space left" in str(outcome.error)
    assert len(PoseTrack.load(tmp_path / "track.npz")) == 15


class Patient(Pane):
    """A window that notes what is done while nothing new comes, and quits after the camera was lost for a while."""

    def __init__(self) -> None:
        super().__init__({})
        self.idled = 0

    def idle(self) -> str | None:
        self.idled += 1
        return "quit" if self.idled > 3 else None


def test_a_lost_camera_does_not_freeze_the_window(tmp_path: Path) -> None:
    pane, notices = Patient(), []
    left = [Footage(performed("squat"), SourceLost("gone"), 10)]
    outcome = live(
        left.pop,
        [PlannedSet(exercises.get("squat"), None, 0, 0.0, 0, 0.0, 1, 1)],
        tmp_path,
        estimator=Puppet(performed("squat")),
        window=opened(pane),
        every_frame=True,
        hooks=Hooks(notice=notices.append),
    )
    assert notices[0] == "camera lost: trying to find it again"
    assert len(pane.shown) == 11  # the last picture once more, with a line that says so
    assert pane.shown[-1] is pane.shown[-2]
    assert pane.screens[-1].banner.text == "Camera lost: check its plug"
    assert pane.idled > 3
    assert outcome.error is None


def test_percentiles() -> None:
    spread = Spread()
    assert np.isnan(spread.percentile(50))
    for i in range(1, 101):
        spread.add(i / 1000)
    found = [1000 * spread.percentile(p) for p in (50, 95, 99)]
    np.testing.assert_allclose(found, [50, 95, 99], atol=0.2)
    assert spread.summary() == {"n": 100, "p50_ms": 50.1, "p95_ms": 95.1, "p99_ms": 99.1, "max_ms": 100.0}


def test_what_took_how_long() -> None:
    pane = Pane({})
    outcome = run(None, Footage(performed("squat")), Puppet(performed("squat")), window=opened(pane), every_frame=True)
    told = outcome.stats.to_dict()
    frames = len(performed("squat"))
    assert told["frames"] == {"seen": frames, "checked": frames, "dropped": 0, "drawn": frames}
    assert {name: told["stages"][name]["n"] for name in STAGES} == dict.fromkeys(STAGES, frames)
    assert told["delays"]["frame"]["n"] == frames
    assert len([line for line in outcome.stats.lines() if line.startswith(("detect", "show"))]) == 2


def test_the_delay_of_a_cue_counts_from_the_frame_that_brought_it() -> None:
    track = performed("squat", "depth")
    ticks = itertools.count()

    def clock() -> float:
        return next(ticks) / 1000

    outcome = run(
        None, Footage(track), Puppet(track), window=opened(Pane({})), every_frame=True, clock=clock, stats=Stats(clock)
    )
    cue = outcome.stats.spreads["cue"]
    assert cue.n >= 1
    assert 0.0 < cue.most_s <= outcome.stats.spreads["frame"].most_s + 0.002  # each look at the clock is a tick


def test_a_machine_that_keeps_up_is_spared_nothing() -> None:
    slowness = LoadShedder(("lite model",))
    assert not any(slowness.feed(i / 30, i, i) for i in range(600))
    fast_camera = LoadShedder(("lite model",))
    assert not any(fast_camera.feed(i / 25, 3 * i, i) for i in range(600))  # 75 frames a second: 25 are enough
    slow_camera = LoadShedder(("lite model",))
    assert not any(slow_camera.feed(i / 10, i, i) for i in range(600))


def test_a_slow_machine_is_spared_one_thing_after_the_other() -> None:
    slowness = LoadShedder(("lite model", "every second frame drawn"))
    fps = ENOUGH_FPS / 2
    found = [(i / fps, relief) for i in range(600) if (relief := slowness.feed(i / fps, round(30 * i / fps), i))]
    assert [relief for _, relief in found] == ["lite model", "every second frame drawn"]
    assert found[0][0] >= PERIOD_S
    assert found[1][0] - found[0][0] >= PERIOD_S


class Behind(Footage):
    """Ninety seconds in which three frames of four come while the landmarker is busy."""

    def __init__(self, turn: threading.Semaphore) -> None:
        super().__init__(performed("squat"))
        self._turn = turn

    def __iter__(self) -> Any:
        for i in range(1200):
            if i % 4 == 0:
                self._turn.acquire(timeout=5.0)
            yield Frame(np.full((SIZE_WH[1], SIZE_WH[0], 3), 90, np.uint8), i / 40)


class Busy(Puppet):
    """Lets the source deliver its next frames while it looks at one."""

    def __init__(self, turn: threading.Semaphore) -> None:
        super().__init__(performed("squat"))
        self._turn = turn

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        self._turn.release()
        return super().detect(bgr, t_s)


def test_lighter_models_take_over_one_after_the_other() -> None:
    turn = threading.Semaphore(1)
    full, lite, notices, said = Busy(turn), Busy(turn), [], []
    hooks = Hooks(notice=notices.append, say=lambda utterance: said.append(utterance.text))
    lighter = {"full model": lambda: full, "lite model": lambda: lite}
    outcome = run(None, Behind(turn), Busy(turn), lighter=lighter, hooks=hooks)
    assert outcome.stats.fallbacks[0].startswith("full model")
    assert full.asked > 0
    assert lite.asked > 0
    assert notices == [
        "this machine is slow; from now on: full model",
        "this machine is slow; from now on: lite model",
        "this machine is slow; from now on: landmarks on every second frame",
    ]
    assert said.count("This machine is slow") == 1
    assert outcome.stats.dropped > outcome.stats.checked


class Watched(Footage):
    """Six hundred frames of somebody who squats; notes the memory on the way."""

    def __init__(self) -> None:
        super().__init__(performed("squat"))
        self.bytes: list[int] = []

    def __iter__(self) -> Any:
        for i in range(601):
            if i % 300 == 0:
                self.bytes.append(tracemalloc.get_traced_memory()[0])
            yield Frame(np.full((SIZE_WH[1], SIZE_WH[0], 3), 90, np.uint8), i / 10)


class Again(Puppet):
    """Begins anew when the performance is over."""

    def detect(self, bgr: np.ndarray, t_s: float) -> PoseTrack:
        found = super().detect(bgr, t_s % float(self._track.t_s[-1]))
        return PoseTrack([t_s], found.image_px, found.size_wh, found.world_m, found.visibility, found.presence)


def test_memory_does_not_grow_with_the_frames(tmp_path: Path) -> None:
    source = Watched()
    tracemalloc.start()
    try:
        run(tmp_path, source, Again(performed("squat")), every_frame=True)
    finally:
        tracemalloc.stop()
    assert source.bytes[2] - source.bytes[1] < 150_000  # 300 frames of landmarks are 280 kB, of pictures 52 MB
