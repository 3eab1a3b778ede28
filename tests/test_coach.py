from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.coach import LATE_S, REPEAT_S, SHOWN_S, Coach
from formcheck.result import Event, Fault


def fault(name: str, severity: str = "major", start_s: float = 0.0, rep: int | None = None) -> Fault:
    return Fault(name, rep, start_s, start_s, 1.0, 0.0, "deg", severity, f"mind the {name}", start_s)  # type: ignore[arg-type]


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
