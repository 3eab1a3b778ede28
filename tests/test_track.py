from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import OutputError, TrackError
from formcheck.track import SCHEMA, PoseTrack


def make(frames: int = 5, seed: int = 0) -> PoseTrack:
    rng = np.random.default_rng(seed)
    return PoseTrack(
        t_s=np.arange(frames) / 25.0,
        image_px=rng.uniform(0, 400, (frames, 33, 2)),
        size_wh=(640, 480),
        world_m=rng.normal(size=(frames, 33, 3)),
        visibility=rng.uniform(size=(frames, 33)),
        presence=rng.uniform(size=(frames, 33)),
    )


def assert_equal(a: PoseTrack, b: PoseTrack, rtol: float = 0.0) -> None:
    np.testing.assert_array_equal(a.t_s, b.t_s)
    assert a.size_wh == b.size_wh
    for name in ("image_px", "world_m", "visibility", "presence"):
        np.testing.assert_allclose(getattr(a, name), getattr(b, name), rtol=rtol, err_msg=name)


def test_what_is_left_out_is_unknown() -> None:
    image = np.zeros((2, 33, 2))
    image[1, 5] = np.nan
    track = PoseTrack([0.0, 0.1], image, (64, 48))
    assert np.isnan(track.world_m).all()
    assert track.world_m.shape == (2, 33, 3)
    assert np.isnan(track.visibility[1, 5])
    assert np.nansum(track.visibility) == 65
    np.testing.assert_array_equal(track.visibility, track.presence)


def test_nobody_is_nan_and_never_zero() -> None:
    track = PoseTrack.no_person([0.0, 1.0], (64, 48))
    assert len(track) == 2
    assert not track.has_pose.any()
    for array in (track.image_px, track.world_m, track.visibility, track.presence):
        assert np.isnan(array).all()


def test_has_pose_needs_one_landmark() -> None:
    image = np.full((3, 33, 2), np.nan)
    image[1, 20] = 7.0
    assert PoseTrack([0, 1, 2], image, (64, 48)).has_pose.tolist() == [False, True, False]


def test_whole_numbers_become_float64_and_contiguous() -> None:
    track = PoseTrack(range(3), np.ones((33, 3, 2), dtype=np.int32).transpose(1, 0, 2), [64, 48])
    assert track.t_s.dtype == track.image_px.dtype == np.float64
    assert track.image_px.flags.c_contiguous
    assert track.size_wh == (64, 48)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"t_s": np.zeros((5, 1))}, "t_s has shape (5, 1), expected (T,)"),
        ({"t_s": [0.0, 0.1, 0.1, 0.2, 0.3]}, "strictly increasing"),
        ({"t_s": [0.0, 0.1, np.nan, 0.2, 0.3]}, "strictly increasing"),
        ({"t_s": [0.0, 0.1, 0.2, 0.3, np.inf]}, "strictly increasing"),
        ({"t_s": [0.0, 0.1]}, "image_px has shape (5, 33, 2), expected (2, 33, 2)"),
        ({"image_px": np.zeros((5, 33, 3))}, "image_px has shape (5, 33, 3), expected (5, 33, 2)"),
        ({"image_px": np.full((5, 33, 2), np.inf)}, "image_px"),
        ({"world_m": np.zeros((5, 33, 2))}, "world_m has shape (5, 33, 2), expected (5, 33, 3)"),
        ({"visibility": np.zeros((5, 32))}, "visibility has shape (5, 32), expected (5, 33)"),
        ({"presence": np.zeros((4, 33))}, "presence has shape (4, 33), expected (5, 33)"),
        ({"size_wh": (0, 480)}, "size_wh is (0, 480)"),
        ({"size_wh": (640,)}, "size_wh is (640,)"),
    ],
)
def test_each_mistake_is_named(wrong: dict[str, object], words: str) -> None:
    good = make()
    arguments = {
        "t_s": good.t_s,
        "image_px": good.image_px,
        "size_wh": good.size_wh,
        "world_m": good.world_m,
        "visibility": good.visibility,
        "presence": good.presence,
    }
    with pytest.raises(TrackError) as caught:
        PoseTrack(**(arguments | wrong))  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(TrackError) as caught:
        PoseTrack([1.0, 0.0], np.zeros((2, 30, 2)), (-1, 5), visibility=np.zeros(3))
    for name in ("t_s", "image_px", "visibility", "size_wh"):
        assert name in str(caught.value)


def test_a_flat_image_array_is_refused_in_one_line() -> None:
    with pytest.raises(TrackError, match="image_px has shape"):
        PoseTrack([0.0], np.zeros((33, 2)), (64, 48))


def test_slices_are_views() -> None:
    track = make(10)
    part = track[2:5]
    assert len(part) == 3
    assert np.shares_memory(part.image_px, track.image_px)
    np.testing.assert_array_equal(part.t_s, track.t_s[2:5])


def test_a_track_cannot_run_backwards() -> None:
    track = PoseTrack.no_person(np.arange(5.0), (640, 480))
    assert track[::2].t_s.tolist() == [0.0, 2.0, 4.0]
    with pytest.raises(TrackError, match="backwards"):
        track[::-1]


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.integers(1, 20), st.lists(st.integers(1, 19), max_size=5))
def test_joining_the_parts_gives_the_whole(frames: int, cuts: list[int]) -> None:
    track = make(frames)
    bounds = sorted({0, frames, *(cut for cut in cuts if cut < frames)})
    parts = [track[a:b] for a, b in pairwise(bounds)]
    assert_equal(PoseTrack.concatenate(parts), track)


def test_what_cannot_be_joined() -> None:
    track = make(6)
    with pytest.raises(TrackError, match="zero tracks"):
        PoseTrack.concatenate([])
    with pytest.raises(TrackError, match="different sizes"):
        PoseTrack.concatenate([track[:3], PoseTrack.no_person([9.0], (1, 1))])
    with pytest.raises(TrackError, match="increasing"):
        PoseTrack.concatenate([track[3:], track[:3]])


def test_save_and_load(tmp_path: Path) -> None:
    track = make(7)
    track.image_px[3] = np.nan
    path = tmp_path / "track.npz"
    track.save(path)
    assert_equal(PoseTrack.load(path), track, rtol=1e-6)
    assert [p.name for p in tmp_path.iterdir()] == ["track.npz"]


def test_a_stored_track_of_no_frame_can_be_read(tmp_path: Path) -> None:
    PoseTrack.no_person([], (640, 480)).save(tmp_path / "empty.npz")
    assert len(PoseTrack.load(tmp_path / "empty.npz")) == 0


def test_files_that_are_no_track(tmp_path: Path) -> None:
    whole = tmp_path / "whole.npz"
    make().save(whole)
    truncated, text, other, missing_key = (tmp_path / f"{n}.npz" for n in ("truncated", "text", "other", "key"))
    truncated.write_bytes(whole.read_bytes()[:-300])
    text.write_text("hello")
    np.savez(other, schema=np.array("formcheck.track/99"))
    np.savez(missing_key, schema=np.array(SCHEMA), t_s=np.zeros(1))
    empty = tmp_path / "nothing.npz"
    empty.write_bytes(b"")
    for path, words in (
        (tmp_path / "none.npz", "no such track file"),
        (truncated, "not a readable track"),
        (text, "not a readable track"),
        (missing_key, "not a readable track"),
        (empty, "not a readable track"),
        (other, "formcheck.track/99"),
        (tmp_path, "not a readable track"),
    ):
        with pytest.raises(TrackError, match=words) as caught:
            PoseTrack.load(path)
        assert "\n" not in str(caught.value)


def test_an_array_alone_is_no_track(tmp_path: Path) -> None:
    path = tmp_path / "array.npy"
    np.save(path, np.zeros(3))
    with pytest.raises(TrackError, match="not a readable track"):
        PoseTrack.load(path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        make().save(tmp_path / "missing" / "track.npz")


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "track.npz"
    make(4).save(path)

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        make(9).save(path)
    assert len(PoseTrack.load(path)) == 4
    assert [p.name for p in tmp_path.iterdir()] == ["track.npz"]
