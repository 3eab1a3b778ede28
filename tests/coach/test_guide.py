"""The coach that leads a set: every stage, every ending, what is said when, and how it does not depend on chunks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from guided import Help, attempt, cut, fault, film, lead, lines, planned, rep
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.coach.cues import LATE_S, REPEAT_S
from formcheck.coach.guide import Guide
from formcheck.coach.phrases import REST_NOW, number
from formcheck.coach.set_up import HOW_TO_STOP, QUIET_S, READY_S, SAFETY
from formcheck.coach.stop_question import AWAY_S, BACK_S, PATIENCE_S, QUESTION
from formcheck.coach.work import BACK, LEFT_HOLD_S, LEFT_S, PRAISE
from formcheck.events import UNKNOWN, Event
from formcheck.utterance import speaking_s

IN_S = 10.0
"""In the sets below somebody gets into position at this time."""
ALWAYS = ((IN_S, 1e3),)


def bridge(**changes: Any) -> Guide:
    return Guide(planned("glute-bridge", **{"reps": 10, "hold_s": 0.0} | changes), last=True)


def plank(hold_s: float = 30.0) -> Guide:
    return Guide(planned("plank", hold_s=hold_s), last=True)


def ten(*, of: int = 10, first_s: float = 16.0, every_s: float = 4.0, **more: Any) -> list[Event]:
    return [rep(i + 1, first_s + i * every_s, **more) for i in range(of)]


class TestSetUp:
    def test_name_safety_and_set_up_come_one_after_the_other(self) -> None:
        said, guidances = lead(bridge(), film(20, ()))
        assert [u.text for u in said] == [
            SAFETY,
            "Glute bridge, ten reps.",
            HOW_TO_STOP,
            "Lie on your back, knees bent to about 90 degrees at the top, feet flat and hip-width apart.",
        ]
        assert all(b.t_s - a.t_s > len(a.text) / 20 for a, b in pairwise(said))
        assert {g.stage for g in guidances} == {"set-up"}
        assert guidances[0].caption == said[0].text

    def test_every_set_begins_with_safety_and_how_to_stop_is_told_once_a_session(self) -> None:
        def told(exercise: str = "squat", **more: Any) -> list[str]:
            return [u.text for u in lead(Guide(planned(exercise, **more), last=False), film(12, ()))[0]]

        assert [text in told(number=1, of=3) for text in (SAFETY, HOW_TO_STOP)] == [True, True]
        assert [text in told(number=2, of=3) for text in (SAFETY, HOW_TO_STOP)] == [True, False]
        assert [text in told("seated-posture") for text in (SAFETY, HOW_TO_STOP)] == [True, False]
        assert speaking_s(SAFETY) < 1.5

    @pytest.mark.parametrize("begun_s", [0.3, 1.3, 2.5, 3.2])
    def test_whoever_hurries_hears_safety_the_first_number_and_the_first_cue(self, begun_s: float) -> None:
        first_s = round(begun_s + 1.8, 1)
        events = [*fault("depth", first_s, number=1), *ten(of=3, first_s=first_s, every_s=2.5)]
        moving = [(begun_s + 2.5 * i, begun_s + 1.8 + 2.5 * i) for i in range(3)]
        filmed = film(20, [(0, 99)], events, moving=moving, checks={"depth": UNKNOWN})
        said, guidances = lead(bridge(hold_s=2.0), filmed)
        assert lines(said)[0] == (0.0, SAFETY)
        assert guidances[2].caption == SAFETY
        told = {text: t for t, text in lines(said)}
        assert told["One"] - first_s <= LATE_S
        assert told["mind the depth"] - first_s <= LATE_S
        assert [text for _, text in lines(said, "count")] == ["One", "Two", "Three"]

    def test_how_to_stop_waits_for_a_pause(self) -> None:
        events = ten(of=3, first_s=5.0, every_s=5.0)
        moving = [(0.7 + 5 * i, 5.0 + 5 * i) for i in range(3)]
        said, guidances = lead(bridge(), film(20, [(0, 99)], events, moving=moving))
        assert lines(said, "notice") == [(pytest.approx(15.0 + QUIET_S, abs=0.11), HOW_TO_STOP)]
        assert guidances[90].caption == HOW_TO_STOP  # and till then it is shown

    def test_help_is_told_when_it_lasts_and_not_for_ever(self) -> None:
        words = "I can't see your feet: move back"
        said, _ = lead(bridge(), film(60, ()), help_text=[(15, 16, "You are far away: come closer"), (20, 50, words)])
        times = [t for t, text in lines(said) if text == words]
        assert times[0] == pytest.approx(22.0, abs=0.2)
        assert [round(b - a) for a, b in pairwise(times)] == [10, 10]
        assert "You are far away: come closer" not in [u.text for u in said]

    def test_a_new_help_does_not_wait_for_the_old_one(self) -> None:
        said, _ = lead(bridge(), film(40, ()), help_text=[(15, 20, "a: left"), (20, 40, "b: right")])
        assert [(t, x) for t, x in lines(said) if t > 14][:2] == [(17.0, "a: left"), (22.0, "b: right")]

    def test_the_set_up_is_told_again_but_not_for_ever(self) -> None:
        said, _ = lead(bridge(), film(200, ()))
        assert sum(u.text.startswith("Lie on your back") for u in said) == 3

    def test_ready_and_go(self) -> None:
        said, guidances = lead(bridge(), film(30, [(20, 99)]))
        assert lines(said)[-2:] == [(22.0, "Ready"), (23.0, "Go")]
        stages = [g.stage for g in guidances]
        assert (stages.index("ready"), stages.index("go")) == (220, 230)
        assert guidances[225].countdown_s == pytest.approx(0.5)

    def test_ready_waits_for_the_safety_line(self) -> None:
        said, _ = lead(bridge(), film(20, [(0, 99)]))
        assert [text for _, text in lines(said)] == [SAFETY, "Glute bridge, ten reps.", HOW_TO_STOP, "Ready", "Go"]

    def test_a_position_that_is_left_is_no_start(self) -> None:
        said, guidances = lead(bridge(), film(30, [(IN_S, IN_S + READY_S - 0.2), (20.0, 22.7)]))
        assert {g.stage for g in guidances} == {"set-up", "ready"}
        assert guidances[-1].stage == "set-up"
        assert "Go" not in [u.text for u in said]

    def test_moving_needs_no_go(self) -> None:
        said, guidances = lead(bridge(), film(20, ALWAYS, moving=[(12.5, 13.5)]))
        assert guidances[125].stage == "go"
        assert "Go" not in [u.text for u in said]

    def test_a_hold_has_begun_already(self) -> None:
        said, guidances = lead(plank(), film(30, [(20, 99)], hold=True))
        assert "ready" not in {g.stage for g in guidances}
        assert (22.0, "Hold it there") in lines(said, "prompt")


class TestReps:
    def test_numbers_and_the_last_two(self) -> None:
        said, guidances = lead(bridge(), film(60, ALWAYS, ten()))
        numbers = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Two more", "Last one"]
        assert lines(said, "count") == [(16.0 + 4 * i, text) for i, text in enumerate(numbers)]
        assert [g.progress for g in guidances if g.stage == "go"][-1] == pytest.approx(0.9)
        assert (guidances[-1].stage, guidances[-1].ended_by, guidances[-1].progress) == ("done", "dose", 1.0)
        assert lines(said)[-1] == (52.0, "Done. Ten reps, all in good form.")
        assert guidances[-1].caption == said[-1].text

    def test_nothing_done_is_lost(self) -> None:
        _, guidances = lead(bridge(), film(60, ALWAYS, ten(first_s=11.0)))
        assert guidances[110].stage == "go"
        assert guidances[-1].ended_by == "dose"

    def test_after_the_end_nothing_is_said(self) -> None:
        said, _ = lead(bridge(reps=2), film(60, ALWAYS, ten()))
        assert said[-1].text == "Done. Two reps, all in good form."

    def test_unknown_is_not_called_good(self) -> None:
        events = [*ten(of=2), rep(3, 30.0, verdict="not good"), rep(4, 34.0, verdict="not fully seen")]
        said, _ = lead(bridge(reps=4), film(60, ALWAYS, events))
        assert said[-1].text == "Done. Four reps, two in good form, one I could not see fully."

    def test_an_open_end_counts_on(self) -> None:
        said, guidances = lead(bridge(reps=0), film(80, ((IN_S, 60.0),), ten(of=11)))
        assert lines(said, "count")[-1] == (56.0, "Eleven")
        assert {g.progress for g in guidances} == {None}
        assert guidances[-1].ended_by == "left"

    def test_quick_pulses_are_not_all_said_but_all_counted(self) -> None:
        guide = Guide(planned("glute-bridge-pulse", reps=20), last=True)
        said, guidances = lead(guide, film(60, ALWAYS, ten(of=20, every_s=0.4)))
        times = [u.t_s for u in said if u.kind == "count"]
        assert min(b - a for a, b in pairwise(times)) >= 1.0
        assert lines(said, "count")[:3] == [(16.0, "One"), (17.2, "Four"), (18.4, "Seven")]
        assert said[-1].text.startswith("Done. Twenty reps")
        assert guidances[-1].ended_by == "dose"

    def test_sides_in_turn(self) -> None:
        events = [rep(i + 1, 16.0 + 4 * i, side="right" if i % 2 == 0 else "left") for i in range(6)]
        said, guidances = lead(Guide(planned("bird-dog", reps=6), last=True), film(60, ALWAYS, events))
        assert [u.text for u in said if u.kind == "count"] == [
            "Right one",
            "Left one",
            "Right two",
            "Two more",
            "Last one",
        ]
        assert guidances[-1].ended_by == "dose"

    def test_one_side_after_the_other(self) -> None:
        events = [rep(i + 1, 16.0 + 4 * i, side="right" if i < 4 else "left") for i in range(7)]
        said, guidances = lead(Guide(planned("bird-dog", reps=6), last=True), film(60, ALWAYS, events))
        assert [(t, x) for t, x in lines(said, "prompt") if "side now" in x] == [
            (24.0, "Left side now, three to go"),
            (28.0, "Left side now, three to go"),
        ]
        assert guidances[-1].ended_by == "dose"

    def test_the_wrong_side_is_told_and_counted(self) -> None:
        guide = Guide(planned("side-plank-leg-lift", side="left", reps=4), last=True)
        said, guidances = lead(guide, film(60, ALWAYS, ten(of=4, side="right")))
        assert [(round(t), x) for t, x in lines(said, "prompt") if "side, please" in x] == [
            (16, "Left side, please"),
            (24, "Left side, please"),
        ]
        assert guidances[-1].ended_by == "dose"

    def test_held_repetitions(self) -> None:
        filmed = film(30, ALWAYS, [rep(1, 20.5)], moving=[(15.0, 15.5), (19.5, 20.5)], peak=[(15.5, 19.5)])
        said, _ = lead(bridge(hold_s=2.0), filmed)
        assert lines(said, "mark") == [(pytest.approx(17.7, abs=0.11), "And back")]

    def test_why_a_movement_was_not_counted(self) -> None:
        exercise = planned("squat").exercise
        assert exercise.reps is not None
        events = [attempt(t_s, exercise.reps.turned_back) for t_s in (16.0, 19.0, 25.0)]
        said, _ = lead(Guide(planned("squat"), last=True), film(30, ALWAYS, events))
        assert lines(said, "cue") == [(16.0, "Not counted: go further"), (25.0, "Not counted")]


class TestHolds:
    def test_marks_in_order(self) -> None:
        said, guidances = lead(plank(40), film(60, ALWAYS, hold=True))
        assert lines(said, "mark") == [
            (30.0, "Halfway"),
            (40.0, "Ten seconds left"),
            (45.0, "Five"),
            (46.0, "Four"),
            (47.0, "Three"),
            (48.0, "Two"),
            (49.0, "One"),
        ]
        assert lines(said)[-1] == (50.0, "Done. Forty seconds.")
        assert guidances[300].countdown_s == pytest.approx(20.0)
        assert guidances[300].progress == pytest.approx(0.5)

    def test_the_clock_waits_for_good_form(self) -> None:
        said, _ = lead(plank(30), film(60, ALWAYS, hold=True, bad=[(15.0, 20.0)]))
        assert lines(said)[-1] == (45.0, "Done. Thirty seconds.")

    def test_a_position_that_is_lost_and_found_goes_on(self) -> None:
        said, guidances = lead(plank(20), film(60, [(10.0, 20.0), (23.0, 99.0)], hold=True))
        assert (21.0, BACK) in lines(said, "prompt")
        assert guidances[-1].ended_by == "dose"
        assert lines(said)[-1][0] == pytest.approx(33.1, abs=0.11)
        marks = [text for _, text in lines(said, "mark")]
        assert marks == ["Halfway, ten seconds left", "Five", "Four", "Three", "Two", "One"]

    def test_an_open_end_tells_every_half_minute(self) -> None:
        said, _ = lead(plank(0), film(80, [(10, 72.0)], hold=True))
        assert lines(said, "mark") == [(40.0, "Thirty seconds"), (70.0, "One minute")]
        assert said[-1].text == "Set over. One minute one."

    def test_the_other_side_of_a_hold(self) -> None:
        guide = Guide(planned("kneeling-hip-flexor-stretch", side="left", hold_s=15.0), last=True)
        right = [v.id for v in planned("kneeling-hip-flexor-stretch").exercise.variants].index("right")
        said, _ = lead(guide, film(40, ALWAYS, hold=True, variant=right))
        assert [text for _, text in lines(said) if "other side" in text] == ["The other side, please: left hip"]


class TestPace:
    def test_cycles_of_work(self) -> None:
        guide = Guide(planned("kegel", reps=4), last=True)
        said, guidances = lead(guide, film(70, ALWAYS, hold=True))
        squeeze, relax = "Squeeze and lift", "Let go completely"
        texts = [squeeze, relax, f"Two. {squeeze}", relax, f"Three. {squeeze}", relax, f"Last one. {squeeze}", relax]
        assert [text for _, text in lines(said, "mark")] == texts
        times = [t for t, _ in lines(said, "mark")]
        assert [b - a for a, b in pairwise(times)] == [pytest.approx(5.0, abs=0.11)] * 7
        assert said[-1].text == "Done. Four reps."
        assert guidances[-1].ended_by == "dose"

    def test_breaths_of_a_hold(self) -> None:
        said, _ = lead(Guide(planned("childs-pose", breaths=2), last=True), film(50, ALWAYS, hold=True))
        begun_s = lines(said, "mark")[0][0]
        assert [(round(t - begun_s), text) for t, text in lines(said, "mark")] == [
            (0, "Breathe in"),
            (4, "Breathe out"),
            (10, "Last one. Breathe in"),
            (14, "Breathe out"),
        ]
        assert said[-1].text == "Done. Two breaths."

    def test_the_tempo_waits_for_the_position(self) -> None:
        guide = Guide(planned("kegel", reps=2), last=True)
        said, guidances = lead(guide, film(60, [(10.0, 20.0), (23.0, 99.0)], hold=True))
        done = next(i for i, g in enumerate(guidances) if g.done)
        assert done / 10 == pytest.approx(lines(said, "mark")[0][0] + 20.0 + 3.0, abs=0.2)


class TestSitting:
    def test_it_does_not_end_and_reminds(self) -> None:
        guide = Guide(planned("seated-posture"), last=True)
        said, guidances = lead(guide, film(8000, [(10, 3700), (3800, 9999)], hold=True, fps=1.0), lengths=(5,))
        reminders = [t for t, text in lines(said, "prompt") if text.startswith("Time to stand up")]
        assert reminders[0] == pytest.approx(3610, abs=10)
        assert next(t for t in reminders if t > 3700) == pytest.approx(7400, abs=10)
        assert not any(g.done for g in guidances)

    def test_a_hand_at_the_head_means_nothing(self) -> None:
        guide = Guide(planned("seated-posture"), last=True)
        _, guidances = lead(guide, film(60, ALWAYS, hold=True, at_ear=[(20, 40)]))
        assert guidances[-1].stage == "go"

    def test_slumping_all_day_is_not_told_every_six_seconds(self) -> None:
        guide = Guide(planned("seated-posture"), last=True)
        filmed = film(600, ALWAYS, fault("slump", 20.0, 590.0), hold=True, checks={"slump": 0}, fps=2.0)
        assert len(lines(lead(guide, filmed)[0], "cue")) == 4


class TestCues:
    def test_the_worst_first_and_one_at_a_time(self) -> None:
        both = [*fault("toes", 16.0, 30.0, "hint"), *fault("hips", 16.0, 30.0)]
        said, _ = lead(plank(60), film(60, ALWAYS, both, hold=True, checks={"hips": 1, "toes": 1}))
        assert lines(said, "cue") == [(16.0, "mind the hips"), (22.0, "mind the hips")]

    def test_when_it_was_told(self) -> None:
        said, _ = lead(plank(60), film(60, ALWAYS, fault("hips", 16.0, 24.0), hold=True, checks={"hips": 1}))
        assert [u.fault_s for u in said if u.kind == "cue"] == [16.0, None]

    def test_after_the_number_and_never_late(self) -> None:
        events = [*fault("depth", 16.0, number=1), rep(1, 16.0, faults=("depth",), verdict="not good")]
        said, _ = lead(bridge(), film(30, ALWAYS, events, checks={"depth": UNKNOWN}))
        assert lines(said, "count", "cue") == [(16.0, "One"), (pytest.approx(16.5, abs=0.11), "mind the depth")]
        late = [*fault("depth", 11.0, number=1), rep(1, 16.0)]  # told while the set is not yet going
        assert not lines(lead(bridge(), film(30, ALWAYS, late, checks={"depth": UNKNOWN}))[0], "cue")

    def test_the_countdown_is_not_talked_over(self) -> None:
        said, _ = lead(plank(30), film(60, ALWAYS, fault("hips", 35.0, 39.0), hold=True, checks={"hips": 1}))
        assert not lines(said, "cue")
        assert [text for _, text in lines(said, "mark")][-5:] == ["Five", "Four", "Three", "Two", "One"]

    def test_praise_when_a_cued_fault_of_a_hold_is_gone(self) -> None:
        said, _ = lead(plank(60), film(60, ALWAYS, fault("hips", 16.0, 20.0), hold=True, checks={"hips": 1}))
        assert [text for _, text in lines(said, "praise")] == [PRAISE]
        unseen = film(60, ALWAYS, fault("hips", 16.0, 20.0), hold=True, checks={"hips": UNKNOWN})
        assert not lines(lead(plank(60), unseen)[0], "praise")

    def test_no_praise_while_something_else_is_wrong(self) -> None:
        events = [*fault("hips", 16.0, 20.0), *fault("knees", 18.0, 50.0, "minor")]
        said, _ = lead(plank(60), film(60, ALWAYS, events, hold=True, checks={"hips": 1, "knees": 0}))
        assert not lines(said, "praise")

    def test_praise_for_the_next_good_repetition(self) -> None:
        bad = [*fault("depth", 16.0, number=1), rep(1, 16.0, faults=("depth",), verdict="not good")]
        good = rep(2, 20.0, values={"depth": 1.0})
        unseen = rep(2, 20.0, values={"depth": 1.0}, unknown=("depth",))
        other = rep(2, 20.0, values={"depth": 1.0}, faults=("speed",), verdict="not good")
        for following, praised in ((good, True), (unseen, False), (other, False)):
            filmed = film(30, ALWAYS, [*bad, following], checks={"depth": UNKNOWN})
            assert bool(lines(lead(bridge(), filmed)[0], "praise")) == praised

    def test_what_cannot_be_seen_is_told_once_a_set(self) -> None:
        words = "I can't see your feet: is something in front?"
        helped = [(20.0, 30.0, words), (40.0, 55.0, words)]
        said, _ = lead(bridge(), film(60, ALWAYS, ten(of=2)), help_text=helped)
        assert lines(said, "notice") == [(22.0, "I can't see your feet")]


class TestEndings:
    @pytest.mark.parametrize(("guide", "hold", "after_s"), [(bridge(), False, LEFT_S), (plank(), True, LEFT_HOLD_S)])
    def test_leaving(self, guide: Guide, hold: bool, after_s: float) -> None:
        said, guidances = lead(guide, film(60, [(10.0, 25.1)], ten(of=2) if not hold else [], hold=hold))
        done = next(i for i, g in enumerate(guidances) if g.done)
        assert done / 10 == pytest.approx(25.1 + after_s, abs=0.11)
        assert guidances[-1].ended_by == "left"
        assert said[-1].text == ("Set over. Fifteen seconds." if hold else "Set over. Two reps, all in good form.")
        assert BACK in [u.text for u in said]

    def test_who_did_nothing_does_not_leave(self) -> None:
        said, guidances = lead(bridge(), film(90, [(10.0, 25.0), (70.0, 80.0)]))
        assert guidances[260].stage == "go"
        assert guidances[-1].stage == "set-up"
        assert sum(u.text == "Ready" for u in said) == 2

    def test_the_last_set_of_many(self) -> None:
        guide = Guide(planned("glute-bridge", reps=1, number=3, of=3), last=True)
        assert lead(guide, film(30, ALWAYS, ten(of=1)))[0][-1].text == (
            "Done. One rep, one in good form. That was the last set."
        )

    def test_a_pause_ends_nothing(self) -> None:
        guide = bridge()
        track, update = film(60, [(10.0, 20.0)], ten(of=1))
        guide.framing = Help()
        guide.feed(track[:200], cut(update, 0, 200))
        guide.pause(True)
        assert guide.feed(track[200:500], cut(update, 200, 500)).stage == "paused"
        guide.pause(False)
        assert guide.feed(track[500:], cut(update, 500, 600)).ended_by == "left"


class TestStop:
    def stopped(self, *spans: tuple[float, float], keys: Sequence[tuple[float, str]] = (), **more: Any) -> Any:
        inside = more.pop("inside", ALWAYS)
        return lead(bridge(), film(80, inside, more.pop("events", ten(of=1)), at_ear=spans), keys=keys)

    def test_it_asks(self) -> None:
        said, guidances = self.stopped((20.0, 24.0))
        asked = next(i for i, g in enumerate(guidances) if g.stage == "asking")
        assert asked / 10 == pytest.approx(23.0, abs=0.11)
        assert tuple(u.text for u in said if u.t_s >= 22.9)[:4] == QUESTION
        assert guidances[asked].caption == " ".join(QUESTION)
        assert guidances[asked].countdown_s is not None

    def test_a_short_touch_is_nothing(self) -> None:
        _, guidances = self.stopped((20.0, 22.8), (24.0, 26.8))
        assert "asking" not in {g.stage for g in guidances}

    def test_shown_again_is_pain(self) -> None:
        said, guidances = self.stopped((20.0, 24.0), (26.0, 30.0))
        assert (guidances[-1].stage, guidances[-1].ended_by) == ("done", "pain")
        assert said[-1].text == f"Set over. {REST_NOW}"

    def test_holding_on_is_one_stop(self) -> None:
        _, guidances = self.stopped((20.0, 75.0))
        assert guidances[740].stage == "asking"
        assert guidances[-1].ended_by == "stopped"

    def test_staying_in_position_is_no_answer(self) -> None:
        said, guidances = self.stopped((20.0, 24.0), events=ten(of=1))
        assert "Going on" not in [u.text for u in said]
        assert guidances[-1].ended_by == "stopped"
        assert said[-1].text == "Stopped. One rep, one in good form."

    HEARD_S = 23.0 + sum(map(speaking_s, QUESTION))

    def back_at(self, *away: tuple[float, float]) -> tuple[list[float], str | None]:
        """When it went on, and how it ended, of somebody who is out of position at these times."""
        begun = [10.0, *(end for _, end in away)]
        inside = list(zip(begun, [*(start for start, _ in away), 1e3], strict=True))
        said, guidances = self.stopped((20.0, 24.0), inside=inside, events=ten(of=10, first_s=52.0, every_s=2.5))
        return [t for t, text in lines(said) if text == "Going on"], guidances[-1].ended_by

    def test_leaving_the_position_and_coming_back_goes_on(self) -> None:
        left_s = self.HEARD_S + 1.0
        assert self.back_at((left_s, left_s + AWAY_S + 1.0)) == (
            [pytest.approx(left_s + AWAY_S + 1.0 + BACK_S, abs=0.21)],
            "dose",
        )

    @pytest.mark.parametrize(
        "away",
        [
            (18.0, 26.0),  # the arm on its way to the ear
            (24.5, 28.0),  # stretched out for a moment, while the question is spoken
            (HEARD_S - 1.0, HEARD_S + 5.0),
            (HEARD_S + 2.0, HEARD_S + 2.0 + AWAY_S - 0.2),
        ],
    )
    def test_what_is_no_wish_to_go_on(self, away: tuple[float, float]) -> None:
        assert self.back_at(away) == ([], "stopped")

    def test_no_answer_ends_it(self) -> None:
        said, guidances = self.stopped((20.0, 24.0), inside=[(10.0, 25.0)])
        done = next(i for i, g in enumerate(guidances) if g.done)
        assert guidances[-1].ended_by == "stopped"
        assert 23.0 + PATIENCE_S < done / 10 < 23.0 + PATIENCE_S + 9.0
        assert said[-1].text == "Stopped. One rep, one in good form."

    def test_what_comes_after_the_stop_is_not_told_as_done(self) -> None:
        said, _ = self.stopped((20.0, 24.0), events=ten(of=4, first_s=16.0, every_s=10.0))
        assert said[-1].text == "Stopped. One rep, one in good form."

    @pytest.mark.parametrize(
        ("key", "ended_by", "painless"),
        [
            ("pain", "pain", False),
            ("stop", "stopped", False),
            ("well", "stopped", True),
        ],
    )
    def test_keys(self, key: str, ended_by: str, painless: bool) -> None:
        guide = bridge()
        _, guidances = lead(guide, film(80, ALWAYS, ten(of=1)), keys=[(20.0, "stop"), (22.0, key)])
        assert guidances[201].stage == "asking"
        assert (guidances[-1].ended_by, guide.painless) == (ended_by, painless)
        assert (guide.pain is not None) == (key == "pain")

    def test_it_hurts_asks_nothing_first(self) -> None:
        said, guidances = self.stopped(keys=[(20.0, "pain")])
        assert "asking" not in {g.stage for g in guidances}
        assert (guidances[200].done, guidances[200].ended_by) == (True, "pain")
        assert lines(said)[-1] == (19.9, f"Set over. {REST_NOW}")

    def test_it_hurts_before_anything_was_seen(self) -> None:
        guide = bridge()
        assert guide.hurts().ended_by == "pain"
        assert guide.pain is not None
        assert guide.pain.place == "before the first rep"

    def test_a_key_goes_on(self) -> None:
        said, guidances = self.stopped(keys=[(20.0, "stop"), (22.0, "go on")])
        assert guidances[230].stage == "go"
        assert "Going on" in [u.text for u in said]

    @pytest.mark.parametrize(
        ("spans", "keys", "at_s", "place"),
        [
            ([(20.0, 24.0), (26.0, 30.0)], [], 19.9, "after rep 1"),  # when the hand came up, not when it was believed
            ([(14.5, 19.0), (26.0, 30.0)], [], 14.4, "at rep 1"),
            ([], [(15.0, "pain")], 14.9, "at rep 1"),
            ([], [(12.0, "pain")], 11.9, "before the first rep"),
            ([], [(20.0, "stop"), (30.0, "pain")], 20.0, "after rep 1"),
        ],
    )
    def test_where_it_hurt(self, spans: Any, keys: Any, at_s: float, place: str) -> None:
        guide = bridge()
        filmed = film(80, ALWAYS, ten(of=4, every_s=9.0), at_ear=spans, moving=[(14.0, 16.0), (23.0, 25.0)])
        lead(guide, filmed, keys=keys)
        assert guide.pain is not None
        assert (guide.pain.at_s, guide.pain.place) == (pytest.approx(at_s), place)

    def test_where_in_a_hold_it_hurt(self) -> None:
        guide = plank(60)
        lead(guide, film(60, ALWAYS, hold=True, bad=[(11, 30)]), keys=[(24.0, "pain")])
        assert guide.pain is not None
        assert guide.pain.place == "after 14 s"

    def test_nobody_is_praised_for_pushing_on(self) -> None:
        said, _ = self.stopped((20.0, 24.0), (26.0, 30.0))
        assert not lines(said, "praise")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_any_pieces_give_the_same(lengths: list[int]) -> None:
    events = [
        *ten(of=6),
        *fault("hips", 18.0, 22.0),
        *fault("depth", 28.0, number=4),
        *fault("toes", 28.5, 31.0, "hint"),
    ]
    filmed = film(
        60, [(10.0, 34.0), (38.0, 99.0)], events, at_ear=[(40, 44)], checks={"hips": 1, "depth": 1, "toes": 1}
    )
    one, whole = bridge(), bridge()
    said, guidances = lead(one, filmed)
    again, others = lead(whole, filmed, lengths=lengths)
    assert again == said
    assert others[-1] == guidances[-1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(11, 70), st.sampled_from("abc"), st.sampled_from(["major", "minor", "hint"]), st.floats(0, 9)
        ),
        max_size=15,
    ),
    st.lists(st.floats(14, 70), max_size=20),
)
def test_whatever_happens(faults: list[tuple[float, str, str, float]], reps: list[float]) -> None:
    events = [rep(i + 1, round(t, 1)) for i, t in enumerate(sorted(reps))]
    for told_s, name, severity, lasts_s in faults:
        last = round(told_s + lasts_s, 1) if lasts_s else None
        events += fault(name, round(told_s, 1), last, severity, None if lasts_s else 1)
    said, guidances = lead(bridge(reps=12), film(75, ALWAYS, events, checks=dict.fromkeys("abc", 1)))
    given_s: dict[str, float] = {}
    for each in said:
        if each.kind == "cue":
            assert each.t_s - given_s.get(each.text, -REPEAT_S) >= REPEAT_S - 1e-6
            assert each.fault_s is None or each.t_s >= each.fault_s - 1e-6
            given_s[each.text] = each.t_s
    numbers = [i for u in said if u.kind == "count" for i in range(13) if u.text.lower() == number(i)]
    assert numbers == sorted(set(numbers))
    shares = [g.progress or 0.0 for g in guidances]
    assert shares == sorted(shares)
    assert all(b.t_s >= a.t_s - LATE_S for a, b in pairwise(said))
