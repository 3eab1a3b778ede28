"""The benchmarks: a tiny run, and tables whose numbers can be checked by hand."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import accuracy
import accuracy_cases as cases
import accuracy_score as score
import accuracy_table as tables
import accuracy_tracks as tracks
import catalogue
import photos
import real_judge
import trainers
from helpers import picked

from formcheck import exercises, synthetic
from formcheck.synthetic.performances import SCRIPTS
from formcheck.track import PoseTrack


def a_set(**changes: object) -> score.SetRow:
    row = score.SetRow(
        id="x",
        name="squat/good",
        exercise="squat",
        through="noisy",
        view="side",
        yaw_deg=0.0,
        body="average",
        distance=1.0,
        height="usual",
        setting=0,
        true_reps=3,
        reps=3,
        sides_right=True,
        true_attempts=0,
        attempts=0,
        clean=True,
        hold_s=0.0,
        hold_error_s=0.0,
        cpu_s=0.01,
        pose_share=1.0,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def a_verdict(truth: str, said: score.Said, **changes: object) -> score.VerdictRow:
    row = score.VerdictRow(0, "depth", 0.0, True, truth, True, said, math.nan, math.nan, math.nan, math.nan)
    return replace(row, **changes)  # type: ignore[arg-type]


def column(table: tables.Table, name: str) -> list[str]:
    return [row[table[1].index(name)] for row in table[2]]


@pytest.fixture(scope="module")
def squat_case() -> cases.Case:
    arguments = {"exercise": "squat", "fault": [None, "depth"], "amount": [None, 40.0]}
    return cases.Case("squat/depth", "squat", arguments, "noisy")


def test_a_tiny_run_finds_the_reps_and_the_fault(squat_case: cases.Case, tmp_path: Path) -> None:
    good = replace(squat_case, name="squat/good", arguments={"exercise": "squat", "reps": 2})
    rows = accuracy.run([squat_case, good], jobs=1, cache=tmp_path, title="")
    assert [row.true_reps for row in rows] == [2, 2]
    assert [row.reps for row in rows] == [2, 2]
    told = {(v.unit, v.id): (v.truth, v.said) for v in rows[0].verdicts}
    assert told[0, "depth"] == ("good", "pass")
    assert told[1, "depth"] == ("bad", "fail")
    assert told[0, "knee-valgus"][1] == "unknown"
    assert rows[1].errors["depth"][1] < 0.1
    text = accuracy.report({"noisy": rows})
    assert "| squat | side | 0 | 2 | 100 % |" in text
    accuracy.save(tmp_path / "table", text, {"noisy": rows})
    assert (tmp_path / "table.md").read_text() == text


def test_counting_by_hand() -> None:
    rows = [a_set(), a_set(reps=2), a_set(reps=0, sides_right=False), a_set(reps=3)]
    rows[0].verdicts = [a_verdict("good", "fail"), a_verdict("good", "unknown", id="trunk-lean")]
    rows[3].verdicts = [a_verdict("good", "pass"), a_verdict("good", "pass", unit=1)]
    table = tables.counting(rows)
    assert column(table, "exact") == ["50 %"]
    assert column(table, "off by 1") == ["25 %"]
    assert column(table, "worse") == ["25 %"]
    assert column(table, "false / 100 good") == ["33.3"]  # one of three reps
    assert column(table, "unknown") == ["25 %"]


def test_hold_error_is_per_ten_seconds() -> None:
    rows = [a_set(true_reps=0, reps=0, hold_s=20.0, hold_error_s=-1.0), a_set(true_reps=0, reps=0, hold_s=5.0)]
    assert column(tables.counting(rows), "hold error s / 10 s") == ["0.25 (worst -0.5)"]


def test_recall_bins_by_the_metrics_own_error() -> None:
    row = a_set(clean=False, errors={"depth": (0.05, 0.1)})
    row.verdicts = [
        a_verdict("bad", "pass", excess=0.05, clean=False),
        a_verdict("bad", "fail", excess=0.15, clean=False),
        a_verdict("bad", "fail", excess=0.2, clean=False),
        a_verdict("bad", "pass", excess=0.9, clean=False),
        a_verdict("good", "pass", clean=False),
        a_verdict("open", "fail", clean=False),
    ]
    table = tables.recall([row], tables.errors_of([row]))
    assert [column(table, name) for name in ("told: < 1 error", "1-2", ">= 2")] == [["0/1"], ["1/1"], ["1/2"]]
    assert column(table, "error") == ["0.1"]
    assert column(table, "false / 100 with another fault") == ["0.0"]


def test_beyond_the_allowed_yaw_only_unknown_is_right() -> None:
    row = a_set(yaw_deg=60.0)
    row.verdicts = [
        a_verdict("good", "fail", allowed=False, off_deg=60.0),
        a_verdict("bad", "pass", allowed=False, off_deg=60.0),
        a_verdict("good", "pass", allowed=False, off_deg=60.0),
        a_verdict("good", "unknown", allowed=False, off_deg=60.0),
        a_verdict("good", "fail"),
    ]
    table = tables.beyond([row])
    assert table[2][-1][3:] == ["4", "1", "1", "2"]


def test_good_stretches_of_a_hold_leave_out_the_edges_of_faults() -> None:
    truth = synthetic.perform("plank", fault="hips-sag", hold_s=12.0).truth
    units = score.units_of(truth)
    fault = truth.faults[0]
    assert [unit.faults for unit in units] == [{"hips-sag"}, set(), set()]
    assert units[1].end_s == pytest.approx(fault.start_s - score.MARGIN_S)
    assert units[2].start_s == pytest.approx(fault.end_s + score.MARGIN_S)


def test_cases_cover_every_script_and_every_yaw() -> None:
    found = list(cases.landmark_cases({"squat"}, quick=False))
    scripted = {s.id for s in synthetic.scenarios() if s.exercise == "squat"}
    assert {case.name for case in found} >= scripted
    assert {case.yaw_deg for case in found} == set(cases.YAWS)
    assert {case.view for case in found} == {"side", "front"}
    assert len({case.id for case in found}) == len(found)


def test_a_painted_set_is_known_again_by_what_is_seen(squat_case: cases.Case, model_path: Path) -> None:
    assert model_path.is_file()
    performance = squat_case.perform()
    same = tracks.fingerprint(squat_case, performance)
    assert same == tracks.fingerprint(replace(squat_case, name="another name"), squat_case.perform())
    assert same != tracks.fingerprint(replace(squat_case, yaw_deg=15.0), performance)
    assert same != tracks.fingerprint(replace(squat_case, setting=1), performance)


@pytest.mark.parametrize("near", ["left", "right"])
def test_joint_angles_of_true_landmarks_are_the_projected_truth(squat_case: cases.Case, near: str) -> None:
    case = replace(squat_case, near=near, yaw_deg=20.0)
    performance = case.perform()
    camera = case.camera(performance)
    true = performance.angles(camera, cases.FPS)
    measured = tracks.flexions(synthetic.ideal_track(performance, camera, cases.FPS), near)
    for name, values in measured.items():
        np.testing.assert_allclose(values, true[name]["image"][near], atol=1e-6)


def test_the_catalogue_performs_every_script_in_every_variant() -> None:
    found = list(catalogue.catalogue_cases(set(exercises.names()), "noisy"))
    performed = {(case.check_as, case.arguments.get("variant")) for case in found if case.name.endswith("/good")}
    assert performed == {(name, v or None) for name in exercises.names() for v in SCRIPTS[name]}
    assert {case.view for case in found if case.check_as == "squat"} == {"side", "front"}
    twins = {case.name.split("/")[1] for case in found if case.check_as == "seated-twist" and "/faults" in case.name}
    assert twins == {"left"}, "the other side mirrors it"
    assert len({case.id for case in found}) == len(found)


def test_a_row_of_the_catalogue_by_hand() -> None:
    rows = [a_set(true_attempts=1, attempts=1), a_set(reps=2, sides_right=False)]
    rows[0].verdicts = [a_verdict("good", "fail"), a_verdict("good", "pass", unit=1)]
    rows[1].verdicts = [
        a_verdict("bad", "pass", id="depth"),
        a_verdict("bad", "fail", unit=1),
        a_verdict("bad", "pass", unit=2, allowed=False),
    ]
    (row,) = catalogue.summary(rows)[1]
    assert row == ["squat", "2", "5 / 6", "1 / 2", "1 / 2", "1 / 1", "-", "1 / 2 depth", "1 / 2", "depth"]


def test_a_guess_is_right_wrong_or_asks() -> None:
    def verdict(true: str, first: str, confidence: float) -> str:
        return catalogue.Guess("", true, first, 0.9, confidence, "none").verdict

    assert verdict("squat", "squat", 0.9) == "right"
    assert verdict("squat", "squat", 0.1) == "asks, right first"
    assert verdict("squat", "plank", 0.1) == "asks, wrong first"
    assert verdict("squat", "plank", 0.9) == "wrong"
    assert verdict("squat", "none", 0.0) == "none"
    assert verdict("stand", "none", 0.0) == verdict("kegel", "none", 0.0) == "right"
    assert verdict("stand", "squat", 0.9) == "wrong"


@pytest.mark.parametrize(
    ("more", "title", "sets"),
    [
        ([], "True landmarks", "1"),
        (["--confusion"], "Which exercise is it?", "2"),
        (["--trainers"], catalogue.FILMS["exercise"], "18 / 18"),
    ],
)
def test_the_catalogue_is_printed_and_saved(
    more: list[str],
    title: str,
    sets: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    saved = tmp_path / "found.json"
    monkeypatch.setattr("sys.argv", ["catalogue.py", "--exercise", "kegel", "--jobs", "1", "--json", str(saved), *more])
    catalogue.main()
    table = json.loads(saved.read_text())["tables"][title]
    assert table["rows"][0][:2] == ["kegel", sets]
    assert "| kegel |" in capsys.readouterr().out


def test_films_as_trainers_make_them_are_judged_as_recordings_are() -> None:
    found = trainers.findings_of("kneeling-hip-flexor-stretch")
    of = {(f.person, f.measure): f.of for f in found}
    assert of["yaw +60", "held"] == of["cut short", "clean"] == of["something else", "something else"] == 1
    assert "counted" not in {f.measure for f in found}
    told = [f for f in found if f.measure == "told"]
    assert len(told) == 2 * len(SCRIPTS["kneeling-hip-flexor-stretch"]["left"].flaws), "both sides"
    assert {f.person for f in told} == {"a fault"}
    monitored = {take.name for take in trainers.films("seated-posture")}
    assert "yaw +60" in monitored
    assert "talk first" not in monitored, "who talks may sit as well"


def test_the_most_frequent_causes_of_misses() -> None:
    def finding(measure: str, miss: str) -> real_judge.Finding:
        return real_judge.Finding("squat", "yaw +15", "squat yaw +15", measure, int(not miss), 1, miss)

    lost = "2 for 3: at {} s not in position: knee {}, expected <= 40 (in 9 % of it)"
    misses = [finding("counted", lost.format(1.5, 41.2)), finding("counted", lost.format(7, -3))]
    misses += [finding("clean", "told and not there: depth, heel-lift"), finding("held", "")]
    lines = trainers.worst(misses).splitlines()
    assert lines[0].startswith(
        "2 x squat, counted: at _ s not in position: knee _, expected <= _ (in _ % of it); as in"
    )
    assert [line[:9] for line in lines[1:]] == ["1 x squat"] * 2
    assert "told and not there depth" in lines[1]


def one_frame(scenario: str, t_s: float) -> PoseTrack:
    performance = synthetic.perform(scenario)
    track = synthetic.ideal_track(performance, performance.camera(), 30.0)
    return picked(track, slice(int(t_s * 30), int(t_s * 30) + 1))


def test_two_photographs_make_repetitions() -> None:
    rep = synthetic.perform("squat").truth.reps[0]
    standing, low = one_frame("squat", 0.0), one_frame("squat", rep.peak_s)
    track = photos.to_and_fro(standing, low, 2)
    row = photos.photo_row("a to b", "squat", track, True, 2)
    assert row == ["a to b", "squat", "yes", "2 = 2", "none", "squat"]
    assert photos.photo_row("a", "squat", track, False, 3)[2:4] == ["**yes**", "**2 for 3**"]


def test_a_photograph_of_something_else_says_why_not() -> None:
    standing = one_frame("squat", 0.0)
    row = photos.photo_row("a", "plank", photos.to_and_fro(standing, standing, 0), True, None)
    assert row[2].startswith("**no: thigh_tilt ")
    assert "expected <= 44" in row[2]
    assert row[3:] == ["-", "none", "none"]
