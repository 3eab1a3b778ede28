"""The benchmark of real recordings: what is compared, and the cause that a miss is given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import motion_capture
import pose_models
import real
import real_judge
import real_peer
import real_pictures
import real_truth
from accuracy_table import Table
from helpers import picked

from formcheck import synthetic
from formcheck.errors import SpecError, TrackError
from formcheck.landmarks import Landmark
from formcheck.track import PoseTrack


def one_frame(scenario: str, t_s: float) -> PoseTrack:
    performance = synthetic.perform(scenario)
    track = synthetic.ideal_track(performance, performance.camera(), 30.0)
    return picked(track, slice(int(t_s * 30), int(t_s * 30) + 1))


def test_labels_of_a_table_become_verdicts() -> None:
    from formcheck import analyze

    performance = synthetic.perform("squat", reps=1)
    result = analyze(synthetic.ideal_track(performance, performance.camera(), 15.0), "squat")
    said = real.verdicts(result, {"up": "depth < -0.6", "down": "depth > -0.6"})
    rep = performance.truth.reps[0]
    assert said[round(rep.peak_s * 15)] == "down"
    assert said[0] == said[-1] == "up"


def analyzed(scenario: str, checked_as: str | None = None, **truth: Any) -> list[real_judge.Finding]:
    from formcheck import analyze

    performance = synthetic.perform(scenario, reps=2)
    track = synthetic.ideal_track(performance, performance.camera(), 30.0)
    expected = real_truth.Expected(exercise=checked_as or scenario, **truth)
    recording = real_truth.Recording(Path("anna-clip.npz"), expected)
    return real_judge.judge(recording, analyze(track, expected.exercise))


def missed(findings: list[real_judge.Finding]) -> dict[str, str]:
    return {finding.measure: finding.miss for finding in findings if finding.right < finding.of}


def test_what_is_right_is_no_miss() -> None:
    findings = analyzed(
        "squat", reps=[1, 2], faults=[], tops=[rep.peak_s for rep in synthetic.perform("squat").truth.reps[:2]]
    )
    assert missed(findings) == {}
    assert {finding.measure for finding in findings} == {"counted", "within one", "clean"}
    assert findings[0].person == "anna"


def test_a_miss_says_its_cause() -> None:
    found = missed(analyzed("squat", reps=4, tops=[0.2], faults=["depth|heel-lift"]))
    assert found["counted"].startswith("2 for 4: at 0.2 s signal up to 0.0")
    assert found["counted"].count("where none is") == 2
    assert found["told"] == "not told: depth|heel-lift"
    assert missed(analyzed("squat", negative=True))["something else"].count("counted") == 2
    assert missed(analyzed("plank", hold=[0.0, 2.0]))["held"].endswith("10.0 s held besides, from 2.0 s")
    taken_for = missed(analyzed("plank", checked_as="childs-pose", hold=[0.0, 2.0]))["held"]
    assert "2.0 s not held: hip_bend" in taken_for


def test_a_list_names_what_is_in_many_recordings(tmp_path: Path) -> None:
    performance = synthetic.perform("squat", reps=2)
    synthetic.ideal_track(performance, performance.camera(), 20.0).save(tmp_path / "anna-squats.npz")
    listed = tmp_path / "list.toml"
    listed.write_text('[[clip]]\nname = "anna-squats"\nexercise = "squat"\nreps = 3\n')
    (table, *_), findings = tables_of(listed)
    assert table[2][0] == ["anna", "0 / 1", "1 / 1"]
    assert real.misses(findings).startswith("anna-squats, squat, counted: 2 for 3")
    listed.write_text('[[clip]]\nname = "berta"\nexercise = "squat"\n')
    with pytest.raises(SpecError, match="no recording 'berta'"):
        tables_of(listed)


def tables_of(place: Path) -> tuple[list[Table], list[real_judge.Finding]]:
    findings = [
        each
        for each in real.examined(place, None, place.parent, Path("none.task"))
        if isinstance(each, real_judge.Finding)
    ]
    return real.summary(findings, "person"), findings


def test_markers_become_landmarks_seen_from_all_around() -> None:
    """A person of sticks, facing +x: its left is on the right of the picture from the front, and near from its left."""
    places = dict.fromkeys(motion_capture._needed(), (0.0, 0.0, 1700.0))
    for sign, letter in ((1, "L"), (-1, "R")):
        places |= {
            f"{letter}SHO": (0, 200 * sign, 1450), f"{letter}ASI": (90, 120 * sign, 950),
            f"{letter}PSI": (-90, 50 * sign, 960), f"{letter}KNE": (0, 120 * sign, 500),
            f"{letter}ANK": (0, 120 * sign, 90), f"{letter}HEE": (-50, 120 * sign, 40),
            f"{letter}TOE": (120, 120 * sign, 40),
            f"{letter}FHD": (80, 60 * sign, 1700), f"{letter}BHD": (-80, 60 * sign, 1700),
        }  # fmt: skip # a marker a place
    markers = np.array([[places[name] for name in sorted(places)]] * 2, dtype=float)
    points = motion_capture.landmarks_mm(markers, sorted(places))
    hip, knee = points[0, Landmark.LEFT_HIP], points[0, Landmark.LEFT_KNEE]
    assert hip[0] < 90, "the joint lies behind the front of the pelvis"
    assert 0 < hip[1] < 120, "and inwards of it"
    assert knee[2] < hip[2] < 950, "and below it"
    front = motion_capture.filmed(points, 0.0, 30.0)
    assert front.image_px[0, Landmark.LEFT_HIP, 0] > front.image_px[0, Landmark.RIGHT_HIP, 0]
    left = motion_capture.filmed(points, 90.0, 30.0)
    assert left.world_m[0, Landmark.LEFT_HIP, 2] < left.world_m[0, Landmark.RIGHT_HIP, 2]
    assert left.image_px[0, Landmark.LEFT_FOOT_INDEX, 0] < left.image_px[0, Landmark.LEFT_HEEL, 0]
    with pytest.raises(TrackError, match="lacks the markers LTOE"):
        motion_capture.landmarks_mm(markers[:, :-1], [name if name != "LTOE" else "X" for name in sorted(places)][:-1])


def test_a_picture_of_another_position_is_not_held() -> None:
    performance = synthetic.perform("plank")
    frame = one_frame("plank", performance.truth.holds[0].start_s + 2.0)
    data = {
        "name": np.array(["a"]), "position": np.array(["plank"]), "image_px": frame.image_px, "world_m": frame.world_m,
        "visibility": frame.visibility, "size_wh": np.array([frame.size_wh]),
    }  # fmt: skip # a table, packed
    met = real_truth.Pictures(file="x.npz", positions={"plank": ["plank"]})
    assert missed(list(real_pictures.judged(met, data, 0))) == {}
    other = real_truth.Pictures(file="x.npz", positions={"plank": ["childs-pose"]})
    found = missed(list(real_pictures.judged(other, data, 0)))
    assert found["nothing else held"] == "held: plank"
    assert found["position"].startswith("childs-pose: ")


def test_the_simplest_counter_stands_beside_ours(tmp_path: Path) -> None:
    """It counts a squat and, as it knows no position, also somebody who gets down to the floor."""
    listed = tmp_path / "list.toml"
    text = ""
    for scenario, exercise, truth in (
        ("squat", "squat", "reps = 3"),
        ("childs-pose", "squat", "negative = true"),
        ("plank", "plank", "hold = [0, 12]"),
    ):
        performance = synthetic.perform(scenario, entry=scenario == "childs-pose")
        synthetic.ideal_track(performance, performance.camera(near="left"), 20.0).save(
            tmp_path / f"anna-{scenario}.npz"
        )
        text += f'[[clip]]\nname = "anna-{scenario}"\nexercise = "{exercise}"\n{truth}\n'
    listed.write_text(text)
    _, findings = tables_of(listed)
    title, head, body = real_peer.table(findings)
    assert "limits" in title
    assert head[1:3] == ["counted: ours", "counted: one angle"]
    assert body == [[row, "1 / 1", "1 / 1", "1 / 1", "1 / 1", "1 / 1", "0 / 1"] for row in ("squat", "all")]
    assert "peer" not in real.misses(findings)
    assert real_peer.beaten(findings) == ""
    listed.write_text(text.replace("reps = 3", "reps = 2"))
    squats = next(f for f in tables_of(listed)[1] if f.measure == "counted")
    peer = real_judge.Finding("squat", "anna", "anna-squat", real_peer.PEER + "counted", 1, 1)
    assert real_peer.beaten([squats, peer]).startswith("one angle is right: anna-squat, squat, counted: 3 for 2")


def test_a_wrong_description_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "clip.toml"
    path.write_text('exercise = "squat"\nrepz = 3\n')
    with pytest.raises(SpecError, match=r"clip\.toml: repz"):
        real_truth.read_toml(path, real_truth.Expected)


def test_a_row_a_model() -> None:
    found = {"full": analyzed("squat", reps=2), "lite": analyzed("squat", reps=3) + analyzed("plank", hold=[0.0, 2.0])}
    _, head, rows = pose_models.beside(found)
    assert head == ["model", "counted", "within one", "held"]
    assert rows == [["full", "1 / 1", "1 / 1", "-"], ["lite", "0 / 1", "1 / 1", "0 / 1"]]
