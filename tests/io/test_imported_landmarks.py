"""Landmarks for other tools and of theirs: round trips, formats as others write them, one clear line for bad files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import changed, ideal, outline
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from formcheck import PoseTrack, analyze, io
from formcheck.cli import app
from formcheck.errors import OutputError, TrackError
from formcheck.io.keypoint_names import COCO17, HALPE26, SPORTS2D, landmark_of
from formcheck.landmarks import N_LANDMARKS, Landmark

FEET = (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL, Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX)


def random_track(seed: int, frames: int, *, world: bool = True, nobody: Iterable[int] = ()) -> PoseTrack:
    rng = np.random.default_rng(seed)
    image = rng.uniform(-50, 1300, (frames, N_LANDMARKS, 2))
    metres = rng.uniform(-1, 1, (frames, N_LANDMARKS, 3)) if world else np.full((frames, N_LANDMARKS, 3), np.nan)
    visibility = rng.uniform(0, 1, (frames, N_LANDMARKS))
    presence = rng.uniform(0, 1, (frames, N_LANDMARKS))
    for array in (image, metres, visibility, presence):
        array[[i for i in nobody if i < frames]] = np.nan
    return PoseTrack(np.cumsum(rng.uniform(0.01, 0.1, frames)), image, (1280, 720), metres, visibility, presence)


def assert_same(track: PoseTrack, other: PoseTrack, atol: float = 0.0) -> None:
    assert track.size_wh == other.size_wh
    for name in ("t_s", "image_px", "world_m", "visibility", "presence"):
        np.testing.assert_allclose(getattr(other, name), getattr(track, name), rtol=0, atol=atol, err_msg=name)


def as_coco(track: PoseTrack, order: tuple[Landmark | None, ...] = COCO17, **more: Any) -> list[dict[str, Any]]:
    """What an estimator with these points would write; nothing for frames without a person."""
    return [
        {
            "image_id": i,
            "category_id": 1,
            "score": 0.9,
            **more,
            "keypoints": [
                value
                for point in order
                for value in (
                    (0, 0, 0)
                    if point is None
                    else (*track.image_px[i, point].tolist(), float(track.visibility[i, point]))
                )
            ],
        }
        for i in range(len(track))
        if track.has_pose[i]
    ]


def saved(path: Path, document: object) -> Path:
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


slow_folder = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@slow_folder
@given(seed=st.integers(0, 9999), frames=st.integers(1, 12), world=st.booleans(), gap=st.sets(st.integers(1, 11)))
def test_tables_lose_nothing(tmp_path: Path, suffix: str, seed: int, frames: int, world: bool, gap: set[int]) -> None:
    track = random_track(seed, frames, world=world, nobody=gap)
    io.write(track, tmp_path / f"track{suffix}")
    found = io.read(tmp_path / f"track{suffix}")
    assert_same(track, found.track)
    assert found.missing == found.ignored == found.notes == ()


@slow_folder
@given(seed=st.integers(0, 9999), frames=st.integers(1, 12), gap=st.sets(st.integers(1, 11)))
def test_trc_in_pixels_keeps_the_places_of_what_is_seen(tmp_path: Path, seed: int, frames: int, gap: set[int]) -> None:
    track = random_track(seed, frames, nobody=gap)
    io.write(track, tmp_path / "track.trc", pixels=True)
    found = io.read(tmp_path / "track.trc", size_wh=(1280, 720)).track
    seen = track.visibility >= 0.5
    np.testing.assert_allclose(found.t_s, track.t_s, atol=1e-6)
    np.testing.assert_allclose(found.image_px, np.where(seen[:, :, None], track.image_px, np.nan), atol=1e-6)
    np.testing.assert_array_equal(found.visibility[found.has_pose], seen[found.has_pose])
    assert np.isnan(found.world_m).all()
    io.write(found, tmp_path / "again.trc")
    assert_same(found, io.read(tmp_path / "again.trc", size_wh=(1280, 720)).track)


@slow_folder
@given(seed=st.integers(0, 9999), frames=st.integers(2, 12))
def test_trc_in_metres_keeps_the_world_and_shows_it_from_the_front(tmp_path: Path, seed: int, frames: int) -> None:
    track = changed(random_track(seed, frames), visibility=np.ones((frames, N_LANDMARKS)))
    io.write(track, tmp_path / "track.trc")
    found = io.read(tmp_path / "track.trc").track
    hips = track.world_m[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1, keepdims=True)
    np.testing.assert_allclose(found.world_m, track.world_m - hips, atol=3e-6)
    width, height = found.size_wh
    assert (found.image_px >= 0).all()
    assert (found.image_px <= (width, height)).all()
    # the picture is the world without its depth, at one scale
    spread = np.ptp(found.image_px.reshape(-1, 2), axis=0) / np.ptp(track.world_m[..., :2].reshape(-1, 2), axis=0)
    assert spread[0] == pytest.approx(spread[1], rel=1e-4)
    lower = track.world_m[0, Landmark.LEFT_KNEE, 1] > track.world_m[0, Landmark.NOSE, 1]
    assert (found.image_px[0, Landmark.LEFT_KNEE, 1] > found.image_px[0, Landmark.NOSE, 1]) == lower


def test_a_trc_file_is_laid_out_as_opensim_reads_it(tmp_path: Path) -> None:
    track = random_track(1, 3, nobody=[1])
    io.write(track, tmp_path / "walk.trc")
    lines = (tmp_path / "walk.trc").read_text(encoding="utf-8").split("\n")
    assert lines[0] == "PathFileType\t4\t(X/Y/Z)\twalk.trc"
    head = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    assert head["NumFrames"] == head["OrigNumFrames"] == "3"
    assert (head["NumMarkers"], head["Units"], head["OrigDataStartFrame"]) == ("33", "m", "1")
    rate = 1 / np.median(np.diff(track.t_s))
    assert float(head["DataRate"]) == float(head["CameraRate"]) == pytest.approx(rate, abs=1e-2)
    assert lines[3].split("\t")[:9] == ["Frame#", "Time", "Nose", "", "", "LEyeInner", "", "", "LEye"]
    assert lines[4].split("\t")[:6] == ["", "", "X1", "Y1", "Z1", "X2"]
    assert [len(line.split("\t")) for line in lines[3:8]] == [2 + 99] * 5
    assert lines[6] == f"2\t{track.t_s[1]:.6f}" + "\t" * 99, "nobody: empty cells"
    assert lines[8] == ""


def test_metres_for_opensim_have_y_up_and_are_right_handed(tmp_path: Path) -> None:
    track = changed(random_track(1, 2), visibility=np.ones((2, N_LANDMARKS)))
    io.write(track, tmp_path / "walk.trc")
    cells = (tmp_path / "walk.trc").read_text(encoding="utf-8").splitlines()[5].split("\t")
    right, down, away = track.world_m[0, 0]
    assert [float(cell) for cell in cells[2:5]] == pytest.approx([right, -down, -away], abs=1e-6)


SPORTS2D_FILE = (
    "PathFileType\t4\t(X/Y/Z)\tdemo_Sports2D_px_person00.trc\n"
    "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
    "30\t30\t2\t4\t{units}\t30\t0\t2\n"
    "Frame#\tTime\tRHip\t\t\tRBigToe\t\t\tNeck\t\t\tNose\t\t\t\n"
    "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\tX3\tY3\tZ3\tX4\tY4\tZ4\n"
    "0\t0.0\t100.5\t200.0\t0.0\t90\t400\t0\t101\t90\t0\t110\t50\t0\n"
    "1\t0.033333\t101.5\t201.0\t0.0\t\t\t\t101\t90\t0\t110\t51\t0\n"
)
"""Layout and names of Sports2D, which writes 'm' over pixels too."""


@pytest.mark.parametrize("units", ["m", "px"])
def test_pixels_of_sports2d(tmp_path: Path, units: str) -> None:
    found = io.read(saved(tmp_path / "demo.trc", SPORTS2D_FILE.format(units=units)), size_wh=(640, 480))
    assert found.landmarks == (Landmark.NOSE, Landmark.RIGHT_HIP, Landmark.RIGHT_FOOT_INDEX)
    assert found.ignored == ("Neck",)
    track = found.track
    np.testing.assert_allclose(track.image_px[:, Landmark.RIGHT_HIP], [[100.5, 200], [101.5, 201]])
    assert np.isnan(track.image_px[1, Landmark.RIGHT_FOOT_INDEX]).all()
    assert (track.visibility[0, Landmark.RIGHT_FOOT_INDEX], track.visibility[1, Landmark.RIGHT_FOOT_INDEX]) == (1, 0)
    np.testing.assert_allclose(track.t_s, [0, 0.033333])
    assert bool(found.notes) == (units == "m")


def test_millimetres_and_metres_are_the_same_picture(tmp_path: Path) -> None:
    in_mm = io.read(saved(tmp_path / "mm.trc", SPORTS2D_FILE.format(units="mm")))
    in_m = io.read(saved(tmp_path / "cm.trc", SPORTS2D_FILE.format(units="cm")))
    np.testing.assert_allclose(in_mm.track.image_px, in_m.track.image_px)
    assert np.isnan(in_mm.track.world_m).all(), "no depth was measured"
    y = in_mm.track.image_px[0, :, 1]
    assert y[Landmark.NOSE] > y[Landmark.RIGHT_FOOT_INDEX], "Y is up in metres"


def test_a_frame_is_as_large_as_it_must_be_and_that_is_told(tmp_path: Path) -> None:
    found = io.read(saved(tmp_path / "demo.trc", SPORTS2D_FILE.format(units="px")))
    assert found.track.size_wh == (111, 401)
    assert "111x401" in found.notes[0]


@pytest.mark.parametrize("landmark", Landmark)
def test_names_of_other_tools(landmark: Landmark) -> None:
    name = landmark.name.lower()
    other = SPORTS2D[landmark]
    for each in (name, name.upper(), name.replace("_", " "), name.replace("_", ""), other, other.lower()):
        assert landmark_of(each) is landmark, each
    if name.startswith(("left_", "right_")):
        side, part = name.split("_", maxsplit=1)
        assert landmark_of(f"{side[0]}_{part}") is landmark_of(f"{part}_{side}") is landmark


@pytest.mark.parametrize("name", ["Neck", "Head", "CHip", "Hip", "RSmallToe", "", "x", "shoulder", "midhip"])
def test_names_that_are_no_landmark(name: str) -> None:
    assert landmark_of(name) is None


@pytest.mark.parametrize("order", [COCO17, HALPE26, tuple(Landmark)])
def test_coco_results_keep_what_they_have_and_no_more(tmp_path: Path, order: tuple[Landmark | None, ...]) -> None:
    track = random_track(3, 6, world=False, nobody=[2, 3])
    found = io.read(saved(tmp_path / "results.json", as_coco(track, order)), fps=25, size_wh=(1280, 720))
    known = [point for point in order if point is not None]
    assert set(found.landmarks) == set(known)
    assert set(found.missing) == set(Landmark) - set(known)
    np.testing.assert_allclose(found.track.t_s, np.arange(6) / 25)
    np.testing.assert_allclose(found.track.image_px[:, known], track.image_px[:, known])
    np.testing.assert_allclose(found.track.visibility[:, known], track.visibility[:, known])
    assert np.isnan(found.track.image_px[:, found.missing]).all()
    assert (found.track.visibility[0, found.missing] == 0).all()
    assert found.track.has_pose.tolist() == [True, True, False, False, True, True]
    assert np.isnan(found.track.world_m).all()


def test_pictures_are_numbered_by_what_stands_in_their_names(tmp_path: Path) -> None:
    track = random_track(4, 4)
    items = as_coco(track)
    for item in items:
        item["image_id"] = f"frame_{item['image_id'] + 20:06d}.jpg"
    found = io.read(saved(tmp_path / "results.json", items[::-1]), fps=10, size_wh=(1280, 720))
    np.testing.assert_allclose(found.track.image_px[:, COCO17], track.image_px[:, COCO17])


def test_of_several_people_the_first_one_is_followed(tmp_path: Path) -> None:
    large, small = random_track(5, 5), random_track(6, 5)
    near = changed(large, image_px=large.image_px[:1] + np.arange(5)[:, None, None] * 20.0)
    far = changed(small, image_px=np.repeat(small.image_px[:1] * 0.2 + 3000.0, 5, axis=0))
    mixed = [item for pair in zip(as_coco(far), as_coco(near), strict=True) for item in pair]
    found = io.read(saved(tmp_path / "results.json", mixed), fps=10)
    np.testing.assert_allclose(found.track.image_px[:, COCO17], near.image_px[:, COCO17])


def test_points_at_zero_without_confidence_were_not_found(tmp_path: Path) -> None:
    items = as_coco(random_track(7, 2))
    items[1]["keypoints"][:3] = [0, 0, 0]
    items[0]["keypoints"][3:6] = [5, 6, 17.0]
    found = io.read(saved(tmp_path / "results.json", items), fps=10, size_wh=(1280, 720)).track
    assert np.isnan(found.image_px[1, Landmark.NOSE]).all()
    assert found.visibility[0, Landmark.LEFT_EYE] == 1.0, "heat map values above 1 are certain"


def frames_of(track: PoseTrack, form: str) -> list[Any]:
    """The same frames as four tools write them."""
    share = track.image_px / track.size_wh
    found: list[Any] = []
    for i in range(len(track)):
        points = [(*xy, v) for xy, v in zip(track.image_px[i].tolist(), track.visibility[i].tolist(), strict=True)]
        found.append(
            None
            if not track.has_pose[i]
            else points
            if form == "lists"
            else [value for x, y, v in points for value in (x, y, 0.0, v)]
            if form == "flat"
            else [
                {"x": x, "y": y, "z": 0.1, "visibility": v}
                for (x, y), (_, _, v) in zip(share[i].tolist(), points, strict=True)
            ]
            if form == "mediapipe"
            else [
                {"name": landmark.name.lower(), "x": x, "y": y, "score": v}
                for landmark, (x, y, v) in zip(Landmark, points, strict=True)
            ]
        )
    return found


@pytest.mark.parametrize("form", ["lists", "flat", "mediapipe", "named"])
def test_frames_of_blazepose(tmp_path: Path, form: str) -> None:
    track = random_track(8, 5, world=False, nobody=[2])
    bare = saved(tmp_path / "bare.json", frames_of(track, form))
    found = io.read(bare, layout="blazepose", fps=30, size_wh=(1280, 720)).track
    np.testing.assert_allclose(found.image_px, track.image_px)
    np.testing.assert_allclose(found.visibility, track.visibility)
    timed = zip(track.t_s.tolist(), frames_of(track, form), strict=True)
    dressed = [{"t_s": t, "landmarks": points} for t, points in timed]
    whole = io.read(saved(tmp_path / "whole.json", {"size": [1280, 720], "frames": dressed})).track
    assert_same(changed(track, presence=track.visibility), whole, atol=1e-9)


def test_columns_of_other_tools(tmp_path: Path) -> None:
    text = "time,RHip_x,RHip_y,RHip_likelihood,neck_x,comment\n0.0,100,200,0.9,1,a\n0.1,101,,0.1,1,b\n"
    found = io.read(saved(tmp_path / "dlc.csv", text), size_wh=(640, 480))
    assert found.landmarks == (Landmark.RIGHT_HIP,)
    assert found.ignored == ("neck_x", "comment")
    assert found.track.visibility[:, Landmark.RIGHT_HIP].tolist()[0] == 0.9
    assert found.track.has_pose.tolist() == [True, False]
    again = io.read(tmp_path / "dlc.csv", fps=5).track
    np.testing.assert_allclose(again.t_s, [0, 0.2])


@pytest.mark.parametrize(
    "scenario",
    [
        "glute-bridge/good",
        "glute-bridge/hip-line",
        "glute-bridge/entry-exit",
        "plank/elbows/good",
        "plank/hands/hips-sag",
        "squat/good",
        "squat/depth",
        "squat/attempts",
    ],
)
def test_checks_on_seventeen_points_count_and_judge_the_same(tmp_path: Path, scenario: str) -> None:
    track = ideal(scenario, 15.0)
    exercise = scenario.split("/", maxsplit=1)[0]
    path = saved(tmp_path / "results.json", as_coco(track))
    found = io.read(path, fps=15, size_wh=track.size_wh).track
    full, few = analyze(track, exercise), analyze(found, exercise)
    for one, other in zip(full.reps, few.reps, strict=True):
        assert (one.end_s, one.faults) == (pytest.approx(other.end_s), other.faults)
        without_feet = exercise == "squat" and one.good  # whether the heels stay down is not known then
        assert other.verdict == ("not fully seen" if without_feet else one.verdict)
    for part in ("attempts", "holds", "faults", "view", "side"):
        assert outline(few)[part] == outline(full)[part] or part == "attempts", part
    assert [attempt.reason for attempt in few.attempts] == [attempt.reason for attempt in full.attempts]


def test_what_needs_the_feet_is_unknown_without_them(tmp_path: Path) -> None:
    track = ideal("squat/heel-lift", 15.0)
    full = analyze(track, "squat")
    path = saved(tmp_path / "results.json", as_coco(track))
    few = analyze(io.read(path, fps=15, size_wh=track.size_wh).track, "squat")
    assert "heel-lift" in {fault.id for fault in full.faults}
    assert not {fault.id for fault in few.faults} & {"heel-lift", "knee-over-toe"}
    for check in ("heel-lift", "knee-over-toe"):
        assert few.unknown_s[check] > full.unknown_s.get(check, 0.0) + 1.0
    assert len(few.reps) == len(full.reps)


def test_a_lunge_is_not_counted_without_feet_and_is_with_those_of_halpe(tmp_path: Path) -> None:
    track = ideal("reverse-lunge/good", 15.0)
    results = {
        name: analyze(io.read(path, fps=15).track, "reverse-lunge")
        for name, path in (
            ("coco", saved(tmp_path / "coco.json", as_coco(track))),
            ("halpe", saved(tmp_path / "halpe.json", as_coco(track, HALPE26))),
        )
    }
    assert len(results["coco"].reps) == 0
    assert len(results["halpe"].reps) == len(analyze(track, "reverse-lunge").reps) == 3


@pytest.mark.parametrize("scenario", ["squat/good", "squat/depth", "glute-bridge/good", "plank/elbows/hips-sag"])
@pytest.mark.parametrize("pixels", [True, False])
def test_checks_on_a_trc_file_count_the_same(tmp_path: Path, scenario: str, pixels: bool) -> None:
    track = ideal(scenario, 15.0)
    exercise = scenario.split("/", maxsplit=1)[0]
    io.write(track, tmp_path / "set.trc", pixels=pixels, guesses=True)
    found = io.read(tmp_path / "set.trc", size_wh=track.size_wh).track
    full, back = analyze(track, exercise), analyze(found, exercise)
    assert (len(back.reps), len(back.holds)) == (len(full.reps), len(full.holds))
    assert {fault.id for fault in back.faults} == {fault.id for fault in full.faults}


HEAD = SPORTS2D_FILE.format(units="px")
BAD = {
    "none.trc": (None, "no such file"),
    "empty.trc": ("", "not a TRC file: expected a first line PathFileType"),
    "text.trc": ("Dear diary,\nFrame#\n", "not a TRC file"),
    "inch.trc": (SPORTS2D_FILE.format(units="inch"), "units 'inch': expected mm, m or px"),
    "strange.trc": (HEAD.replace("RHip", "A").replace("RBigToe", "B").replace("Nose", "C"), "none of its markers"),
    "word.trc": (HEAD.replace("100.5", "far"), "line 6: could not convert string to float: 'far'"),
    "still.trc": (HEAD.replace("0.033333", "0.0"), "strictly increasing"),
    "bare.trc": ("\n".join(HEAD.split("\n")[:5]), "no frames in it"),
    "nameless.trc": (HEAD.replace("RHip\t\t\tRBigToe\t\t\tNeck\t\t\tNose", ""), "no marker names in line 4"),
    "gone.trc": ("\n".join([*HEAD.split("\n")[:5], "0\t0.0"]), "no landmark|none of its markers"),
    "cut.json": ('[{"image_id": 1', "not JSON: line 1"),
    "number.json": ("17", "expected COCO results"),
    "nothing.json": ("[]", "expected COCO results"),
    "words.json": ('["a", "b"]', "expected COCO results|points a person"),
    "few.json": ([[[1, 2, 1]] * 5], r"5 points a person: expected 17 \(coco17\), 26 \(halpe26\)"),
    "faceless.json": ([{"image_id": 3, "keypoints": [0] * 51}], "no landmark in it"),
    "anonymous.json": ([{"image_id": "a.jpg", "keypoints": [1] * 51}], "image_id 'a.jpg' has no number"),
    "photos.json": ([{"image_id": i, "keypoints": [9] * 51} for i in (139, 9_000_000)], "not the numbers of"),
    "share.json": ([[[0.1, 0.2, 1]] * 33] * 2, "shares of the picture: give its size with --size WxH"),
    "empty.csv": ("", "not a table with named columns"),
    "header.csv": ("time,left_hip_x,left_hip_y\n", "no frames in it"),
    "other.csv": ("time,name\n0.0,Anna\n", "expected columns like left_hip_x"),
    "words.csv": ("time,left_hip_x,left_hip_y\n0.0,left,right\n", "column left_hip_x: .*expected numbers"),
    "false.parquet": ("not parquet", "not a table with named columns"),
    "movie.mp4": ("", "cannot read '.mp4': expected one of .trc, .json, .csv, .parquet"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    path = tmp_path / name
    if content is not None:
        saved(path, content)
    with pytest.raises(TrackError, match=message) as caught:
        io.read(path, fps=30 if path.suffix == ".json" else None)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["bytes.trc", "bytes.json", "bytes.csv", "bytes.parquet"])
def test_a_file_of_any_bytes_is_one_clear_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(bytes(range(256)) * 3)
    with pytest.raises(TrackError, match=name):
        io.read(tmp_path / name, fps=30)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["frames", "image_id", "keypoints", "x", "y", "name", "t_s"]), inner)
        ),
        max_leaves=12,
    )
)
@slow_folder
def test_no_json_ends_in_a_traceback(tmp_path: Path, document: object) -> None:
    with pytest.raises(TrackError):
        io.read(saved(tmp_path / "any.json", document), fps=30)


def test_times_are_asked_for_where_the_file_has_none(tmp_path: Path) -> None:
    track = random_track(9, 2)
    for name, content in (
        ("coco.json", as_coco(track)),
        ("frames.json", frames_of(track, "lists")),
        ("t.csv", "LHip_x,LHip_y\n1,2\n"),
    ):
        with pytest.raises(TrackError, match="give --fps"):
            io.read(saved(tmp_path / name, content))


def test_what_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    track = random_track(1, 2)
    with pytest.raises(OutputError, match=r"cannot write '.mot': choose one of .trc, .csv, .parquet"):
        io.write(track, tmp_path / "a.mot")
    for suffix in io.EXPORTS:
        with pytest.raises(OutputError, match=r"cannot write .*free space or choose another --to"):
            io.write(track, tmp_path / "missing" / f"a{suffix}")


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    track = ideal("squat/good", 15.0)
    track.save("track.npz")
    for name in ("squats.trc", "squats.csv", "squats.parquet"):
        done = run("track", "export", "track.npz", "--to", name)
        assert (done.exit_code, done.output) == (0, f"{name}\n")
    done = run("track", "import", "squats.csv", "-o", "back.npz")
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"back.npz: {len(track)} frames, ")
    assert "33 of 33 landmarks" in done.output
    assert_same(PoseTrack.load("track.npz"), PoseTrack.load("back.npz"))
    saved(tmp_path / "results.json", as_coco(track))
    done = run("track", "import", "results.json", "--from", "coco17", "--fps", 15, "--size", "1280x720", "-o", "c.npz")
    assert done.exit_code == 0, done.output
    assert "17 of 33 landmarks" in done.output
    assert "left_heel" in done.output.split("Unknown: ")[1]
    assert run("check", "c.npz", "-e", "squat").exit_code == 0


def test_the_commands_tell_mistakes_in_one_line(tmp_path: Path) -> None:
    done = run("track", "import", tmp_path / "none.trc")
    assert done.exit_code == 1
    assert done.output.strip().endswith("none.trc: no such file")
    assert run("track", "import", "a.json", "--size", "wide").exit_code == 2
    assert run("track", "export", tmp_path / "none.npz", "--to", "a.trc").exit_code == 1
