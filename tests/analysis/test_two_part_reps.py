"""Repetitions of two parts: joined where they follow each other, alone where one is missing."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import assert_identical, ideal, pieces, run

from formcheck import Session, analyze, exercises, synthetic
from formcheck.analysis.phases import Movement
from formcheck.analysis.two_part_reps import TwoPartReps
from formcheck.frames import Phase

NAME = "donkey-kick-fire-hydrant"


def part(start_s: float, end_s: float) -> Movement:
    return Movement(start_s, (start_s + end_s) / 2, end_s, None)


class TestPairs:
    def test_two_parts_are_one(self) -> None:
        pairs = TwoPartReps(2.0)
        assert pairs.take(part(0, 1), second=False) == []
        assert pairs.take(part(2, 3), second=True) == [Movement(0, 0.5, 3, None)]

    def test_a_first_part_before_another_one_stays_alone(self) -> None:
        pairs = TwoPartReps(2.0)
        pairs.take(part(0, 1), second=False)
        assert pairs.take(part(2, 3), second=False) == [part(0, 1)]
        assert pairs.take(part(4, 5), second=True) == [Movement(2, 2.5, 5, None)]

    def test_a_second_part_alone_or_too_late_stays_alone(self) -> None:
        pairs = TwoPartReps(2.0)
        assert pairs.take(part(0, 1), second=True) == [part(0, 1)]
        pairs.take(part(2, 3), second=False)
        assert pairs.take(part(5.5, 6), second=True) == [part(2, 3), part(5.5, 6)]

    @pytest.mark.parametrize(
        ("phases", "expected"),
        [
            ([Phase.REST] * 6, 4),
            ([Phase.REST, Phase.NONE, Phase.REST], 1),
            ([Phase.REST, Phase.OUT, Phase.PEAK, Phase.BACK, Phase.BACK, Phase.BACK], None),
        ],
    )
    def test_a_first_part_waits_for_as_long_as_a_second_can_come(
        self, phases: list[Phase], expected: int | None
    ) -> None:
        pairs = TwoPartReps(3.0)
        pairs.take(part(0, 1), second=False)
        t = 1.0 + np.arange(len(phases))
        late = pairs.overdue(t, np.array(phases, dtype=np.int8), 0, len(phases))
        assert late == (None if expected is None else (expected, part(0, 1)))
        assert pairs.overdue(t, np.array(phases, dtype=np.int8), 0, len(phases)) is None or expected is None


def test_a_kick_alone_is_told_once_it_is_sure() -> None:
    performance = synthetic.perform(NAME, fault="hydrant-missing", fps=15.0)
    result = analyze(synthetic.ideal_track(performance, performance.camera(), 15.0), NAME)
    assert [rep.faults for rep in result.reps] == [("hydrant-missing",)] * 3


def test_a_kick_before_the_recording_ends_is_a_rep_whose_hydrant_is_unknown() -> None:
    performance = synthetic.perform(NAME, reps=2, fps=15.0)
    track = synthetic.ideal_track(performance, performance.camera(), 15.0)
    second = performance.truth.reps[1]
    early = track[: int(np.searchsorted(track.t_s, (second.start_s + second.end_s) / 2 + 0.3))]
    session = Session(NAME)
    update = session.feed(early)
    assert sum(event.kind == "rep" for event in update.events) == 1
    _, last = session.result().reps
    assert last.faults == ()
    assert last.unknown == ("hydrant-missing",)
    session.feed(track[len(early) :])
    assert [(rep.faults, rep.unknown) for rep in session.result().reps] == [((), ())] * 2


@pytest.mark.parametrize("length", [1, 7, 40])
def test_the_same_for_every_cut(length: int) -> None:
    track = ideal(f"{NAME}/hydrant-missing", 15.0)
    whole = run(exercises.get(NAME), [track])
    assert_identical(run(exercises.get(NAME), pieces(track, [length])), whole)
