"""The contract of every built-in exercise: found by themselves, so that a new file is tested without a new test."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import smallest_faults
from helpers import SCENARIOS, changed, emptied, ideal, noisy, performed, picked
from smallest_faults import STEP, Case, Smallest, said, share_of, told_of_good
from sweep import for_each

from formcheck import PoseTrack, SetResult, analyze, exercises, synthetic
from formcheck.exercises import Exercise
from formcheck.exercises.body_parts import check_landmarks
from formcheck.exercises.metric_spec import COMBINING
from formcheck.exercises.spec import TIMES, Check
from formcheck.landmarks import Landmark
from formcheck.synthetic.body import BODIES
from formcheck.synthetic.performances import SCRIPTS
from formcheck.synthetic.performances.idle import IDLE as IDLE_SCRIPTS

NAMES = exercises.names()
PERFORMED = [name for name in NAMES if name in SCRIPTS]
UNCOUNTED = [name for name in NAMES if exercises.get(name).kind in ("monitor", "paced")]
"""They guide or watch in a posture that people also take without exercising."""
IDLE = [scenario for scenario in SCENARIOS if SCENARIOS[scenario].exercise in IDLE_SCRIPTS]

MOST_WORDS = 10
"""A cue is spoken while somebody moves."""

FAULTS = smallest_faults.cases()
SMALLEST = smallest_faults.read()
LARGER = (0.75, 1.0, 1.25, 1.5)
"""Shares of a scripted amount at which a fault that is told from less on is looked for again."""
REWRITE = "If that is right, write the table again: python tests/contract/smallest_faults.py"

KIN: dict[str, set[str]] = {
    "glute-bridge-pulse": {"glute-bridge"},
    "glute-bridge": {"glute-bridge-pulse", "single-leg-bridge"},
    "side-plank-leg-lift": {"side-plank-leg-lift-pulse"},
    "seated-twist": {"piriformis-stretch"},
    "piriformis-stretch": {"seated-twist"},
}
"""Exercises of which one contains the other: a bridge goes up and down around its top or on one foot, a side
plank is held while the leg pulses, both twists turn the trunk."""

HIDDEN = {
    "bird-dog": {"limb-level", "leg-high", "same-side", "torso-still"},
    "donkey-kick-fire-hydrant": {"hydrant-missing", "kick-missing", "leg-high", "knee-straight"},
}
"""Checks that exactly from the side the near limbs hide: such a repetition is not fully seen."""

TRIED = {("bird-dog", "donkey-kick-fire-hydrant/good")}
"""A knee that opens to the side on all fours is a leg that was not stretched back: tried, and not counted."""


def of(name: str, kind: str) -> list[str]:
    """Scenarios of an exercise whose last part is `kind`."""
    return [s for s in SCENARIOS if SCENARIOS[s].exercise == name and s.rsplit("/", 1)[1] == kind]


def cases(kind: str) -> list[tuple[str, str]]:
    return [(name, scenario) for name in PERFORMED for scenario in of(name, kind)]


def first(case: tuple[str, ...]) -> str:
    """The exercise of a case."""
    return case[0]


def views(exercise: Exercise) -> list[str | None]:
    """Where the camera may stand: None is the script's own view."""
    return ["side", "front"] if exercise.view == "any" else [None]


class TestFiles:
    def test_there_are_some(self) -> None:
        assert {"squat", "plank", "glute-bridge", "bird-dog"} <= set(NAMES)

    @pytest.mark.parametrize("name", NAMES)
    def test_the_file_is_named_as_the_exercise(self, name: str) -> None:
        assert exercises.get(name).id == name

    @pytest.mark.parametrize("name", NAMES)
    def test_other_names_find_it(self, name: str) -> None:
        exercise = exercises.get(name)
        for other in (exercise.name, *exercise.aliases, name.replace("-", "_")):
            assert exercises.get(other).id == name

    def test_no_name_belongs_to_two(self) -> None:
        told = [alias.lower() for name in NAMES for alias in {exercises.get(name).name, *exercises.get(name).aliases}]
        assert len(told) == len(set(told))

    @pytest.mark.parametrize("name", NAMES)
    def test_people_are_told_what_they_need(self, name: str) -> None:
        exercise = exercises.get(name)
        for text in (exercise.name, exercise.dose, exercise.camera, exercise.setup, exercise.safety):
            assert text.strip()
        assert exercise.cannot_see, "every camera has something that it cannot see"
        assert all(len(text) > 8 for text in exercise.cannot_see)

    @pytest.mark.parametrize("name", NAMES)
    def test_the_dose_is_given_in_numbers_too(self, name: str) -> None:
        exercise, target = exercises.get(name), exercises.get(name).target
        assert (exercise.kind == "monitor") != bool(target.reps or target.hold_s or target.breaths)
        numbers = {float(n) for n in re.findall(r"\d+", exercise.dose)}
        both = 2 if target.turns else 1
        assert ("a side" in exercise.dose or "a leg" in exercise.dose) <= bool(target.each_side or target.turns)
        assert not target.reps or target.reps / both in numbers
        assert target.reps or not target.hold_s or target.hold_s in numbers
        assert not target.breaths or target.breaths in numbers
        if exercise.kind == "hold":
            assert target.each_side == ({"left", "right"} <= {variant.id for variant in exercise.variants})

    @pytest.mark.parametrize("name", NAMES)
    def test_every_limit_has_a_source_and_every_cue_is_short(self, name: str) -> None:
        for check in exercises.get(name).checks:
            assert len(check.source.note.split()) >= 3, check.id
            for cue in (check.cue, check.cue_low):
                assert len(cue.split()) <= MOST_WORDS, cue
            assert check.cue[0].isupper()
            assert not check.cue.endswith((".", "!"))

    @pytest.mark.parametrize("name", NAMES)
    def test_every_metric_and_variant_is_used(self, name: str) -> None:
        exercise = exercises.get(name)
        conditions = [*exercise.position.conditions, *exercise.side_when]
        conditions += [c for variant in exercise.variants for c in variant.conditions]
        used = {c.metric.partition(".")[0] for c in conditions} | {check.metric for check in exercise.checks}
        used |= {exercise.position.still.metric} if exercise.position.still else set()
        used |= {exercise.movement.signal} if exercise.movement else set()
        used |= {condition.metric for condition in exercise.reps.resting} if exercise.reps else set()
        for other, metric in reversed(exercise.metrics.items()):
            assert other in used, f"{other} is measured for nothing"
            used |= {arg.removeprefix("-") for arg in metric.args} if metric.kind in COMBINING else set()
            used |= {c.metric.partition(".")[0] for c in metric.known_if}
        ids = [variant.id for variant in exercise.variants]
        assert len(ids) == len(set(ids))
        assert all(check.metric in exercise.metrics or check.metric in TIMES for check in exercise.checks)

    @pytest.mark.parametrize("name", NAMES)
    def test_checks_of_one_id_are_one_matter(self, name: str) -> None:
        by_id: dict[str, list[Check]] = {}
        for check in exercises.get(name).checks:
            by_id.setdefault(check.id, []).append(check)
        for check_id, group in by_id.items():
            assert len({check.severity for check in group}) == 1, check_id
            assert len({check.clock for check in group}) == 1, check_id

    @pytest.mark.parametrize("name", [n for n in NAMES if exercises.get(n).kind in ("reps", "pulses", "hold")])
    def test_the_clock_and_the_count_have_something_to_look_at(self, name: str) -> None:
        exercise = exercises.get(name)
        assert exercise.checks
        if exercise.reps:
            assert exercise.reps.min_s < exercise.reps.max_s

    def test_ids_other_programs_rely_on(self) -> None:
        for name, ids in {
            "plank": {"hips-sag", "hips-high"},
            "glute-bridge": {"hip-line", "foot-placement", "top-hold"},
            "squat": {"depth", "knee-over-toe", "knee-valgus", "heel-lift", "trunk-lean"},
            "bird-dog": {"limb-level", "hips-square", "torso-still"},
        }.items():
            assert ids <= {check.id for check in exercises.get(name).checks}


def assert_counted(result: SetResult, performance: synthetic.Performance) -> None:
    """The reps, attempts and seconds of the truth, at their times."""
    truth = performance.truth
    exercise = exercises.get(result.exercise)
    assert len(result.reps) == len(truth.reps)
    assert len(result.attempts) == (0 if exercise.pulses else len(truth.attempts)), "a smaller pulse is none at all"
    for rep, true in zip(result.reps, truth.reps, strict=True):
        assert rep.start_s == pytest.approx(true.start_s, abs=0.8)
        assert rep.end_s == pytest.approx(true.end_s, abs=0.8)
        if exercise.movement and exercise.movement.sides:
            assert rep.side == (truth.variant if true.side == "both" else true.side)
    if not exercise.movement:
        assert result.good_s == pytest.approx(sum(hold.good_s for hold in truth.holds), abs=1.5)


@pytest.mark.slow
@for_each([(*case, near) for case in cases("good") for near in ("right", "left")], by=first)
def test_a_good_set_is_counted_and_has_no_fault(name: str, scenario: str, near: str) -> None:
    for view in views(exercises.get(name)):
        result = analyze(ideal(scenario, 20.0, view, near=near), name)
        assert_counted(result, performed(scenario))
        assert not result.faults
        for rep in result.reps:
            assert rep.good or (rep.verdict == "not fully seen" and set(rep.unknown) <= HIDDEN.get(name, set()))


@pytest.mark.slow
@for_each(cases("good"), by=first)
def test_a_good_set_as_a_pose_model_sees_it(name: str, scenario: str) -> None:
    """How many seconds of a hold were good, a limit near the truth may say otherwise; that it was held, it may not."""
    result = analyze(noisy(scenario, 15.0, 1), name)
    if exercises.get(name).movement:
        assert_counted(result, performed(scenario))
    else:
        held_s = sum(hold.end_s - hold.start_s for hold in result.holds)
        assert held_s == pytest.approx(sum(h.end_s - h.start_s for h in performed(scenario).truth.holds), abs=1.5)


@pytest.mark.slow
@for_each([(*case, body) for case in cases("good") for body in ("tall", "broad")], by=first)
def test_a_good_set_of_another_body(name: str, scenario: str, body: str) -> None:
    performance = SCENARIOS[scenario].perform(body=body, seed=3)
    result = analyze(synthetic.ideal_track(performance, performance.camera(yaw_deg=-8.0), 15.0), name)
    assert_counted(result, performance)
    assert not result.faults


@pytest.mark.slow
@for_each([c for c in cases("good") if exercises.get(c[0]).movement], by=first)
def test_who_begins_in_position_and_moves_at_once_is_counted(name: str, scenario: str) -> None:
    """Twice as fast, a recording may begin where any repetition begins, and so may the time that the person is seen."""
    performance, exercise = SCENARIOS[scenario].perform(tempo=2.0), exercises.get(name)
    for view in views(exercise):
        whole = synthetic.ideal_track(performance, performance.camera(view, yaw_deg=8.0), 20.0)
        for left, rep in enumerate(reversed(performance.truth.reps), start=1):
            early = whole.t_s < rep.start_s
            assert len(analyze(picked(whole, ~early), name).reps) == left
            # a pulse is told from the way to where it is made by that being held
            if exercise.reps:
                assert len(analyze(emptied(whole, early), name).reps) == left


@pytest.mark.slow
@for_each([c for c in cases("attempts") if exercises.get(c[0]).reps], by=first)
def test_attempts_are_attempts(name: str, scenario: str) -> None:
    result = analyze(ideal(scenario), name)
    assert_counted(result, performed(scenario))
    for attempt in result.attempts:
        assert attempt.reason
        assert attempt.peak < attempt.needed


@pytest.mark.slow
@for_each([c for c in cases("entry-exit") if c[0] not in UNCOUNTED], by=first)
def test_the_way_in_and_out_counts_nothing(name: str, scenario: str) -> None:
    result = analyze(ideal(scenario), name)
    assert_counted(result, performed(scenario))
    assert not result.faults
    alone = analyze(ideal(scenario.replace("entry-exit", "good")), name)
    assert [rep.side for rep in result.reps] == [rep.side for rep in alone.reps]
    usual = max(result.holds, key=lambda hold: hold.good_s, default=None)
    assert (usual.variant if usual else None) == (alone.holds[0].variant if alone.holds else None)


WORTHLESS = {
    "all guessed": lambda track: changed(track, visibility=np.full_like(track.visibility, 0.49)),
    "all outside": lambda track: changed(track, image_px=track.image_px + 10_000.0),
}
"""What leaves nothing to be judged, but much to be counted."""


@pytest.mark.slow
@for_each([(name, how) for name in PERFORMED if exercises.get(name).form_judged for how in WORTHLESS], by=first)
def test_what_nobody_saw_is_never_good(name: str, spoilt: str) -> None:
    exercise = exercises.get(name)
    for scenario in of(name, "good"):
        for view in views(exercise):
            result = analyze(WORTHLESS[spoilt](ideal(scenario, 15.0, view)), name)
            assert result.count("good") == 0
            assert result.good_s == 0.0


@pytest.mark.slow
@for_each([c for c in cases("good") if exercises.get(c[0]).movement], by=first)
def test_each_major_check_that_is_hidden_for_a_rep_leaves_it_not_good(name: str, scenario: str) -> None:
    """The landmarks of one check after the other are hidden while the second repetition is done."""
    exercise, track = exercises.get(name), ideal(scenario, 15.0)
    whole = analyze(track, exercise)
    first, second = whole.reps[:2]
    for check in exercise.checks:
        marks = check_landmarks(exercise, check, whole.side if whole.side != "unknown" else "left", None)
        if check.severity != "major" or not marks or check.view not in ("any", whole.view):
            continue
        visibility = track.visibility.copy()
        visibility[np.ix_((track.t_s > first.end_s) & (track.t_s < second.end_s), sorted(marks))] = 0.2
        result = analyze(changed(track, visibility=visibility), exercise)
        within = [rep for rep in result.reps if second.start_s < rep.peak_s < second.end_s]
        assert not any(rep.good for rep in within), check.id


def counted(result: SetResult) -> list[str]:
    """What a set would wrongly claim."""
    found = [f"rep at {rep.start_s:.1f} s" for rep in result.reps]
    found += [f"attempt at {attempt.start_s:.1f} s" for attempt in result.attempts]
    found += [f"hold of {hold.good_s:.1f} s" for hold in result.holds if hold.good_s >= 1.0]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNCOUNTED])
def test_whoever_does_no_exercise_counts_nothing(name: str) -> None:
    assert {s: found for s in IDLE if (found := counted(analyze(ideal(s, 10.0), name)))} == {}


def test_sitting_down_and_resting_in_the_squat_are_no_squats() -> None:
    """Whoever stays down for longer than a repetition takes."""
    for scenario in ("deep-squat-rest/front", "elevated-quad-stretch/left", "piriformis-stretch/chair"):
        assert not analyze(ideal(f"{scenario}/entry-exit", 10.0, "front"), "squat").reps


def test_lifting_a_leg_is_no_squat() -> None:
    """Three times to 80 degrees, seen from the front, where a lifted leg is a short one; the hips stay up."""
    standing = ideal("stand/good", 30.0, "front")
    up_deg = 80.0 * np.sin(np.pi * np.clip((standing.t_s - 1.0) % 1.8, 0.0, 1.0)) ** 2 * (standing.t_s > 1.0)
    leg = [Landmark[f"LEFT_{part}"] for part in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")]
    image, hip = standing.image_px.copy(), standing.image_px[:, Landmark.LEFT_HIP, None, 1]
    image[:, leg, 1] = hip + (image[:, leg, 1] - hip) * np.cos(np.radians(up_deg))[:, None]
    assert counted(analyze(changed(standing, image_px=image), "squat")) == []


@pytest.mark.parametrize(("seed", "yaw_deg"), [(1, 0.0), (7, -60.0), (9, 0.0), (11, 0.0)])
def test_walking_in_and_out_are_no_squats(seed: int, yaw_deg: float) -> None:
    """The hips sink as the feet part, by as much as in the shallowest squats of real people."""
    performance = synthetic.perform("squat", reps=1, entry=True, exit=True, seed=seed, body=tuple(BODIES)[seed % 5])
    camera = performance.camera(yaw_deg=yaw_deg, size_wh=(640, 360))
    result = analyze(synthetic.noisy_track(performance, camera, 20.0, seed=seed), "squat")
    assert len(result.reps) == 1


def test_squats_after_walking_away_from_the_camera_are_counted() -> None:
    """The hips of somebody near are many pixels high, more than they ever are in the place of the exercise."""
    performance = SCENARIOS["squat/entry-exit"].perform(body="tall", seed=2, walk_from="right")
    result = analyze(synthetic.ideal_track(performance, performance.camera("side", yaw_deg=-8.0), 20.0), "squat")
    assert_counted(result, performance)


@pytest.mark.parametrize("yaw_deg", [0.0, 40.0, 90.0])
def test_squats_count_where_hips_and_knees_are_seen_beside_their_place(yaw_deg: float) -> None:
    """Offsets twice those of painted people make like legs look unlike, the more the shorter the shanks are seen."""
    performance = SCENARIOS["squat/good"].perform(body="short", seed=7)
    noise = synthetic.NoiseModel(bias=0.08)
    track = synthetic.noisy_track(performance, performance.camera(yaw_deg=yaw_deg), 30.0, noise, seed=7)
    assert_counted(analyze(track, "squat"), performance)


def test_hydrants_from_aside_are_not_told_to_open_the_knee() -> None:
    """A knee that opens towards a camera thirty degrees off looks as if it went back, as in a kick."""
    performance = SCENARIOS["donkey-kick-fire-hydrant/good"].perform()
    for yaw_deg in (-30.0, 30.0):
        track = synthetic.ideal_track(performance, performance.camera(yaw_deg=yaw_deg), 20.0)
        result = analyze(track, "donkey-kick-fire-hydrant")
        assert len(result.reps) == len(performance.truth.reps)
        assert not result.faults
        assert "hydrant-missing" in result.reps[0].unknown


def test_a_thigh_that_points_at_the_camera_tells_no_angle() -> None:
    """Filmed from the feet the model may put the knees onto the hips: what is left of the thigh has any direction."""
    performance = SCENARIOS["glute-bridge/good"].perform()
    track = synthetic.ideal_track(performance, performance.camera(), 20.0)
    result = analyze(track, "glute-bridge")
    assert result.frames is not None
    up, image = result.frames.signal > 0.8, track.image_px.copy()
    for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP):
        thigh = image[up, hip + 2] - image[up, hip]
        image[up, hip + 2] = image[up, hip] + 0.12 * thigh @ np.array([[0.0, -1.0], [1.0, 0.0]])
    seen = analyze(changed(track, image_px=image), "glute-bridge")
    assert len(seen.reps) == len(result.reps)
    assert not {"over-arch", "hip-line", "foot-placement"} & {fault.id for fault in seen.faults}
    assert all("over-arch" in rep.unknown for rep in seen.reps)


@pytest.mark.parametrize(("sagging_s", "told"), [(0.5, set()), (1.2, {"hips-sag"})])
def test_hips_that_sink_on_the_way_out_of_a_plank_are_no_fault(sagging_s: float, told: set[str]) -> None:
    """People lower the hips for about half a second before they are out of position."""
    performance = SCENARIOS["plank/elbows/good"].perform()
    track = synthetic.ideal_track(performance, performance.camera(), 20.0)
    until_s = performance.truth.holds[0].end_s
    image, sagging = track.image_px.copy(), (track.t_s > until_s - sagging_s) & (track.t_s <= until_s)
    length = np.linalg.norm(image[:, Landmark.LEFT_SHOULDER] - image[:, Landmark.LEFT_ANKLE], axis=1).max()
    image[np.ix_(sagging, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], [1])] += 0.07 * length
    result = analyze(changed(track, image_px=image), "plank")
    assert {fault.id for fault in result.faults} == told


def test_a_twist_that_the_camera_cannot_tell_stops_no_clock() -> None:
    """Real people who are turned look as wide as people who are not: it is a hint, and the seconds count."""
    performance = SCENARIOS["seated-twist/right/no-rotation"].perform()
    result = analyze(synthetic.ideal_track(performance, performance.camera(), 20.0), "seated-twist")
    assert {(fault.id, fault.severity) for fault in result.faults} == {("no-rotation", "hint")}
    assert result.good_s == pytest.approx(
        performance.truth.holds[0].end_s - performance.truth.holds[0].start_s, abs=1.0
    )


def test_sitting_on_the_floor_is_no_lunge() -> None:
    """Seen from the front the legs are so short that noise makes them look straight."""
    performance = SCENARIOS["seated-twist/right/good"].perform(body="broad", seed=3)
    noise = synthetic.NoiseModel()
    track = synthetic.noisy_track(performance, performance.camera(near="left", yaw_deg=0.0), 30.0, noise, seed=3)
    assert counted(analyze(track, "reverse-lunge")) == []


@pytest.mark.parametrize(("yaw_deg", "amount"), [(-30.0, 0.0), (30.0, 0.0), (-15.0, 0.22), (15.0, 0.22)])
def test_side_lunges_count_from_a_corner_and_where_they_are_shallow(yaw_deg: float, amount: float) -> None:
    performance = synthetic.perform("side-lunge", "depth" if amount else None, amount)
    track = synthetic.ideal_track(performance, performance.camera("front", yaw_deg=yaw_deg), 20.0)
    assert_counted(analyze(track, "side-lunge"), performance)


@pytest.mark.parametrize("yaw_deg", [-60.0, -45.0, 45.0])
@pytest.mark.parametrize("fault", [None, "short-step"])
def test_lunges_count_from_far_off_the_side(yaw_deg: float, fault: str | None) -> None:
    performance = synthetic.perform("reverse-lunge", fault)
    track = synthetic.ideal_track(performance, performance.camera("side", yaw_deg=yaw_deg), 20.0)
    sides = [rep.side for rep in analyze(track, "reverse-lunge").reps]
    assert sides == [rep.side for rep in performance.truth.reps]


def test_bird_dogs_count_where_a_bent_hip_looks_half_straight() -> None:
    """From a corner, all fours read as much as a leg on its way back."""
    performance = synthetic.perform("bird-dog", reps=4)
    track = synthetic.ideal_track(performance, performance.camera("side", yaw_deg=-60.0), 20.0)
    assert len(analyze(track, "bird-dog").reps) == 4


def test_bridges_count_on_after_a_film_has_dissolved_to_a_second_camera() -> None:
    """Which sees the floor at another height of the hips; a picture that does not jump is no cut."""
    performance = synthetic.perform("glute-bridge")
    first, second = (
        synthetic.ideal_track(performance, performance.camera("side", yaw_deg=yaw_deg), 20.0) for yaw_deg in (40.0, 0.0)
    )
    share = np.linspace(0.0, 1.0, 12)[:, None, None]
    between = {
        name: (1.0 - share) * getattr(first, name)[-1] + share * getattr(second, name)[0]
        for name in ("image_px", "world_m")
    }
    dissolve = changed(first[:12], **between)
    frames = [first, dissolve, second]
    starts = np.cumsum([0, *(len(each) for each in frames[:-1])]) / 20.0
    track = PoseTrack.concatenate(
        [changed(each, t_s=each.t_s - each.t_s[0] + at) for each, at in zip(frames, starts, strict=True)]
    )
    assert len(analyze(track, "glute-bridge").reps) == 6


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNCOUNTED])
def test_other_exercises_count_nothing(name: str) -> None:
    others = [s for other in PERFORMED if other != name and other not in KIN.get(name, ()) for s in of(other, "good")]
    found = {s: counted(analyze(ideal(s, 10.0), name)) for s in others}
    tried = {s: [what for what in told if not what.startswith("attempt")] for s, told in found.items()}
    assert {s: told for s, told in found.items() if (tried[s] if (name, s) in TRIED else told)} == {}


def test_every_scripted_fault_is_in_the_table_and_the_table_is_as_it_is_written() -> None:
    assert {name: list(rows) for name, rows in SMALLEST.items()} == {
        name: [case.key for case in FAULTS if case.exercise == name]
        for name in dict.fromkeys(case.exercise for case in FAULTS)
    }
    assert smallest_faults.text_of(SMALLEST) == smallest_faults.TABLE.read_text(encoding="utf-8"), REWRITE


@pytest.mark.slow
@for_each(FAULTS, by=lambda case: case.exercise)
def test_a_scripted_fault_is_told_from_the_amount_in_the_table_on(case: Case) -> None:
    """And not below it, nor of a good set; and from there on nothing that has it is called good."""
    row = SMALLEST[case.exercise][case.key]
    assert (row.scripted, row.unit) == (case.flaw.amount, case.flaw.unit), "a script's fault is another one"
    assert bool(row.why) == smallest_faults.needs_reason(row), "say why it is not told"
    if not case.checks:
        assert math.isinf(row.told_from)
        return
    assert case.fault not in told_of_good(case.exercise, case.variant, case.view)
    tried = {share: said(case, share) for share in shares_to_try(case, row)}
    first, again = share_of(case, row.told_from), share_of(case, row.good_again_from or math.inf)
    below, amount = round(first - STEP, 2), f"{row.told_from:g} {row.unit}"
    assert tried.get(first, "told") == "told", f"told from a larger amount than {amount} on: {tried}"
    assert tried.get(below) != "told", f"told from a smaller amount than {amount} on. {REWRITE}"
    assert tried.get(again, "good") == "good", f"no longer called good from {row.good_again_from} on. {REWRITE}"
    larger = {share: what for share, what in tried.items() if first < share < again}
    assert all(what == "told" for share, what in larger.items() if share <= 1.0), f"not told at a larger one: {larger}"
    assert "good" not in larger.values(), f"called good at a larger one: {larger}"


def shares_to_try(case: Case, row: Smallest) -> list[float]:
    """The smallest that is told, the next smaller one, and larger ones; those where it is called good again."""
    around = [share_of(case, amount) for amount in (row.told_from, row.good_again_from) if amount is not None]
    steps = [round(share - less, 2) for share in around for less in (0.0, STEP)]
    return [share for share in case.shares if share in steps or (share > around[0] and share in LARGER)]


@pytest.mark.parametrize("view", ["side", "front"])
def test_a_shallow_squat_is_a_repetition_with_a_fault(view: str) -> None:
    """Two of five people of motion capture went 0.27 to 0.29 of the way to level thighs."""
    performance = synthetic.perform("squat", fault="depth", amount=56.0, reps=3)
    result = analyze(synthetic.ideal_track(performance, performance.camera(view), 15.0), "squat")
    assert len(result.reps) == 3
    assert all(0.27 <= rep.peak <= 0.29 and "depth" in rep.faults for rep in result.reps)
