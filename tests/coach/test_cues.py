from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.coach.cues import LATE_S, REPEAT_S, SHOWN_S, STALE_S, WELL_S, Coach, Cue, Praise
from formcheck.events import Event, Fault


def fault(name: str, severity: str = "major", start_s: float = 0.0, rep: int | None = None) -> Fault:
    return Fault(name, rep, start_s, start_s, 1.0, 0.0, "deg", severity, f"mind the {name}", start_s, 0, start_s)  # type: ignore[arg-type]


def begins(f: Fault, t_s: float) -> Event:
    return Event("fault", t_s, f.cue, f)


def ends(f: Fault, t_s: float) -> Event:
    return Event("fault-over", t_s, f.cue, f)


def texts(events: list[Event], until_s: float, step_s: float = 0.1) -> list[tuple[float, str]]:
    """Times at which the shown cue changes, and to what."""
    coach, shown, changes = Coach(), "", []
    for i in range(round(until_s / step_s) + 1):
        t_s = i * step_s
        cue = coach.feed(t_s, [e for e in events if t_s - step_s < e.t_s <= t_s + 1e-9])
        text = cue.text if cue else ""
        if text != shown:
            changes.append((round(t_s, 3), text))
            shown = text
    return changes


def test_nothing_happens_nothing_is_said() -> None:
    assert texts([], 5.0) == []


def test_a_cue_is_shown_for_its_time() -> None:
    assert texts([begins(fault("hips", rep=1), 1.0)], 8.0) == [(1.0, "mind the hips"), (1.0 + SHOWN_S, "")]


def test_a_fault_that_goes_on_is_told_again_but_not_before_its_time() -> None:
    changes = texts([begins(fault("hips"), 1.0)], 9.0)
    assert changes[0] == (1.0, "mind the hips")
    assert changes[2] == (pytest.approx(1.0 + REPEAT_S, abs=0.11), "mind the hips")


def test_a_fault_that_is_over_is_not_told_again() -> None:
    hips = fault("hips")
    assert len(texts([begins(hips, 1.0), ends(hips, 2.0)], 12.0)) == 2


def test_the_worst_comes_first_and_takes_over() -> None:
    together = texts([begins(fault("toes", "hint", rep=1), 1.0), begins(fault("hips", rep=1), 1.0)], 1.5)
    assert together == [(1.0, "mind the hips")]
    later = texts([begins(fault("toes", "hint"), 1.0), begins(fault("hips"), 2.0)], 3.0)
    assert later == [(1.0, "mind the toes"), (2.0, "mind the hips")]


def test_a_lesser_one_waits_and_is_dropped_when_late() -> None:
    events = [begins(fault("hips", rep=1), 1.0), begins(fault("toes", "hint", rep=1), 1.0)]
    assert [text for _, text in texts(events, 9.0)] == ["mind the hips", ""]
    in_time = 1.0 + SHOWN_S - LATE_S / 2
    events = [begins(fault("hips", rep=1), 1.0), begins(fault("toes", "hint", rep=1), in_time)]
    assert [text for _, text in texts(events, 9.0)] == ["mind the hips", "mind the toes", ""]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 30),
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["major", "minor", "hint"]),
            st.booleans(),
        ),
        max_size=25,
    )
)
def test_never_the_same_within_its_time(raw: list[tuple[float, str, str, bool]]) -> None:
    events = [
        begins(fault(name, severity, t_s, 1 if finished else None), t_s)
        for t_s, name, severity, finished in sorted(raw)
    ]
    begun: dict[str, float] = {}
    for t_s, text in texts(events, 35.0):
        if text:
            assert t_s - begun.get(text, -REPEAT_S) >= REPEAT_S - 1e-6
            begun[text] = t_s


class TestQuietAndPatience:
    def test_no_new_cue_while_something_is_said(self) -> None:
        coach, hips = Coach(), fault("hips", rep=1)
        assert coach.feed(1.0, [begins(hips, 1.0)], quiet=True) is None
        assert coach.feed(1.5, []) == Cue("mind the hips", 1.5, hips)
        late = Coach()
        assert late.feed(1.0, [begins(hips, 1.0)], quiet=True) is None
        assert late.feed(1.0 + LATE_S + 0.1, []) is None

    def test_each_time_it_waits_longer(self) -> None:
        coach, hips = Coach(), fault("hips")
        shown = [coach.feed(t / 10, [begins(hips, 0.0)] if t == 0 else []) for t in range(800)]
        assert sorted({cue.since_s for cue in shown if cue}) == [0.0, REPEAT_S, 3 * REPEAT_S, 7 * REPEAT_S]

    def test_a_lesser_fault_waits_while_a_worse_one_lasts(self) -> None:
        coach = Coach()
        assert coach.feed(0.0, [begins(fault("hips"), 0.0), begins(fault("toes", "hint"), 0.0)])
        assert coach.feed(SHOWN_S, []) is None
        cue = coach.feed(SHOWN_S + 1.0, [ends(fault("hips"), SHOWN_S + 1.0)])
        assert cue is not None
        assert cue.text == "mind the toes"


class TestPraise:
    """Repetitions are tested with the guide, where they come from."""

    def praised(self, events: list[Event], verdict: int, until_s: float = 20.0, cued_s: float = 1.0) -> list[float]:
        praise, found = Praise(), []
        for i in range(round(until_s * 10)):
            t_s = i / 10
            if t_s == cued_s:
                praise.cued(fault("hips"))
            if praise.feed(t_s, [e for e in events if t_s - 0.1 < e.t_s <= t_s], lambda _: verdict):
                found.append(t_s)
        return found

    def test_once_when_it_is_well(self) -> None:
        hips = fault("hips")
        over = [begins(hips, 0.5), ends(hips, 4.0)]
        assert self.praised(over, 1) == [pytest.approx(1.0 + WELL_S, abs=0.11)]
        assert self.praised([begins(hips, 0.5)], 1) == []

    def test_never_for_what_is_unknown_or_fails(self) -> None:
        assert self.praised([], -1) == []
        assert self.praised([], 0) == []

    def test_never_without_a_cue(self) -> None:
        assert self.praised([], 1, cued_s=-1.0) == []

    def test_not_long_afterwards(self) -> None:
        toes = fault("toes")
        assert self.praised([begins(toes, 0.5), ends(toes, 1.0 + STALE_S + 1.0)], 1) == []
