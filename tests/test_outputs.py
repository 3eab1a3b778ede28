"""Names that are free, files that are whole or not there, and nobody but their owner who may read them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from formcheck import outputs
from formcheck.errors import OutputError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")


@pytest.fixture(autouse=True)
def _everything_is_open() -> Iterator[None]:
    """The user's mask closes nothing here."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_many_at_once_get_a_folder_each(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "clip.v1-squat"
    with ThreadPoolExecutor(16) as crew:
        found = list(crew.map(lambda _: outputs.fresh_folder(place), range(16)))
    assert sorted(path.name for path in found) == sorted(
        ["clip.v1-squat", *(f"clip.v1-squat-{n}" for n in range(2, 17))]
    )
    assert {mode(path) for path in (*found, place.parent)} == {0o700}


def test_a_file_in_the_way_of_a_fresh_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    assert outputs.fresh_folder(tmp_path / "a") == tmp_path / "a-2"
    with pytest.raises(OutputError, match="choose another folder"):
        outputs.fresh_folder(tmp_path / "a" / "b")


def test_a_folder_of_the_users_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "desktop").mkdir(mode=0o755)
    outputs.make_folder(tmp_path / "desktop" / "one" / "two")
    assert [mode(tmp_path / "desktop" / name) for name in ("", "one", "one/two")] == [0o755, 0o700, 0o700]
    assert not list((tmp_path / "desktop" / "one" / "two").iterdir())


def test_what_is_there_is_refused(tmp_path: Path) -> None:
    outputs.must_be_free(tmp_path / "none", outputs.OF_A_SET)
    outputs.must_be_free(tmp_path, outputs.OF_A_SET)
    (tmp_path / "track.part").symlink_to("nowhere")
    with pytest.raises(OutputError, match=r"already holds track.part: give another folder with -o"):
        outputs.must_be_free(tmp_path, outputs.OF_A_SET)


def test_a_name_is_claimed_and_given_back(tmp_path: Path) -> None:
    plot = tmp_path / "squat.png"
    with outputs.claimed(plot) as path:
        assert path == plot
        assert mode(plot) == 0o600
        with pytest.raises(OutputError, match=r"squat.png is there already: give another -o"), outputs.claimed(plot):
            pytest.fail("two have it")
        with outputs.claimed(plot, or_next=True) as second:
            assert second == tmp_path / "squat-2.png"
    with pytest.raises(ZeroDivisionError), outputs.claimed(tmp_path / "failed.png"):
        raise ZeroDivisionError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["squat-2.png", "squat.png"]
    nowhere = tmp_path / "no" / "a"
    with pytest.raises(OutputError, match=r"cannot write .*--to"), outputs.claimed(nowhere, option="--to"):
        pytest.fail("there is no such folder")


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_files_appear_together(tmp_path: Path) -> None:
    with outputs.together(tmp_path) as staging:
        (staging / "a").write_text("1")
        outputs.write_text(staging / "b", ["2", "3"])
        assert mode(staging) == 0o700
        assert visible(tmp_path) == []
    assert {path.name: (path.read_text(), mode(path)) for path in tmp_path.iterdir()} == {
        "a": ("1", 0o600),
        "b": ("23", 0o600),
    }


def fail_on_the_way(folder: Path, failure: BaseException) -> None:
    with outputs.together(folder) as staging:
        (staging / "a").write_text("new")
        (staging / "b").write_text("new")
        raise failure


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt(), ZeroDivisionError()])
def test_or_not_at_all(tmp_path: Path, failure: BaseException) -> None:
    (tmp_path / "b").write_text("old")
    expected = OutputError if isinstance(failure, OSError) else type(failure)
    with pytest.raises(expected) as caught:
        fail_on_the_way(tmp_path, failure)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("b", "old")]
    assert not isinstance(failure, OSError) or "No space left on device; free space or choose" in str(caught.value)


def test_an_error_names_the_file_as_it_will_be_called(tmp_path: Path) -> None:
    with outputs.together(tmp_path) as staging, pytest.raises(OutputError) as caught:
        outputs.write_text(staging / "b", _failing())
    told = "No space left on device; free space or choose another -o"
    assert str(caught.value) == f"cannot write {tmp_path / 'b'}: {told}"


def _failing() -> Iterator[str]:
    yield "half"
    raise OSError(28, "No space left on device")


def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.touch(mode=0o644)
    outputs.tighten(old)
    assert mode(old) == 0o600
    old.chmod(0o400)
    outputs.tighten(old)
    assert mode(old) == 0o400
    outputs.tighten(tmp_path / "none")


def test_what_was_begun_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "said.txt").touch()
    (tmp_path / "run" / "photo.jpg").touch()
    outputs.discard(tmp_path / "run", ["said.txt"], made=True)
    assert visible(tmp_path / "run") == ["photo.jpg"]
    (tmp_path / "run" / "photo.jpg").unlink()
    outputs.discard(tmp_path / "run", ["said.txt"], made=False)
    assert visible(tmp_path) == ["run"]
    outputs.discard(tmp_path / "run", ["said.txt"], made=True)
    assert visible(tmp_path) == []
