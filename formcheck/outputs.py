"""Files of results: free names, written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from formcheck.errors import OutputError

OF_A_SET = ("annotated.mp4", "report.html", "reps.csv", "summary.json", "track.npz", "track.part")
"""What a set may leave in its folder."""
OF_A_RUN = ("said.txt", "said.jsonl", "stats.json", "routine.json")
"""What a run in front of a camera may leave beside its sets."""
STAGING = ".formcheck-"
"""What the name of a folder begins with in which files lie that are not whole yet."""

_FILE, _FOLDER = 0o600, 0o700


def private(path: str, flags: int) -> int:
    """An opener for :func:`open`: a file that it makes is for its owner only.

    Parameters
    ----------
    path : str
    flags : int
        As :func:`os.open` takes them.

    Returns
    -------
    int
        The descriptor.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    return os.open(path, flags, _FILE)


def tighten(path: Path) -> None:
    """Take a file or folder that an earlier version left open to others away from them; nothing to do on Windows.

    Notes
    -----
    Where that is not allowed (another owner, a disk without permissions) it stays as it is: it can still be used.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(FileNotFoundError, PermissionError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(mode & ~0o077)


def make_private(folder: Path) -> None:
    """Make a folder, and those above it, as far as they are missing, for their owner only.

    Raises
    ------
    OSError
        If they cannot be made.
    """
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        with contextlib.suppress(FileExistsError):  # another process was faster
            missing.mkdir(_FOLDER)


def make_folder(path: str | os.PathLike[str]) -> Path:
    """A folder that results can be written to, made by :func:`make_private` if need be.

    Raises
    ------
    OutputError
        If it cannot be made, or nothing can be written in it: told before the work starts, not after.
    """
    folder = Path(path)
    try:
        make_private(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _no_folder(folder, error) from error
    return folder


def fresh_folder(path: Path) -> Path:
    """A new folder `path`, or else ``path-2``, ``path-3``, ...: two processes at once never get the same one.

    Raises
    ------
    OutputError
        If none can be made.
    """
    try:
        make_private(path.parent)
        for folder in numbered(path):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(_FOLDER)
                return folder
    except OSError as error:
        raise _no_folder(path, error) from error
    raise AssertionError("there is always a next number")


def numbered(path: Path, ending: str = "") -> Iterator[Path]:
    """``name``, ``name-2``, ``name-3``, ... without end.

    Parameters
    ----------
    path : Path
    ending : str
        The number stands before it.

    Examples
    --------
    >>> names = numbered(Path("squat.trc"), ".trc")
    >>> [next(names).name for _ in range(3)]
    ['squat.trc', 'squat-2.trc', 'squat-3.trc']
    """
    yield path
    for number in itertools.count(2):
        yield path.with_name(f"{path.name.removesuffix(ending)}-{number}{ending}")


def must_be_free(folder: Path, names: Iterable[str]) -> None:
    """Refuse a folder in which something would be overwritten.

    Parameters
    ----------
    folder : Path
    names : iterable of str
        Of the files that are to be written.

    Raises
    ------
    OutputError
        If one of the files is there.
    """
    there = [name for name in names if os.path.lexists(folder / name)]
    if there:
        raise OutputError(f"{folder} already holds {there[0]}: give another folder with -o")


@contextlib.contextmanager
def claimed(path: Path, *, or_next: bool = False, option: str = "-o") -> Iterator[Path]:
    """A name for a file that nobody else can take; given back if what is written there in the block fails.

    Parameters
    ----------
    path : Path
    or_next : bool
        Where it is taken use ``name-2``, ``name-3``, ... instead of refusing.
    option : str
        With which the user names it.

    Raises
    ------
    OutputError
        If it is there already, or cannot be made.
    """
    names = numbered(path, path.suffix) if or_next else iter([path])
    free = next((name for name in names if _claim(name, option)), None)
    if free is None:
        raise OutputError(f"{path} is there already: give another {option}")
    try:
        yield free
    except BaseException:
        free.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def together(folder: Path) -> Iterator[Path]:
    """A hidden folder: what is written in it appears in `folder` all at once at the end, or not at all.

    Raises
    ------
    OutputError
        If it cannot be written, also for an OSError in the block.
    """
    try:
        with _staging(folder) as staging:
            yield staging
    except OSError as error:
        raise unwritable(folder, error) from error


@contextlib.contextmanager
def writing(path: Path, option: str = "-o") -> Iterator[Path]:
    """Where to write a file so that it takes the place of `path` when it is whole; its name is the same.

    Parameters
    ----------
    path : Path
    option : str
        With which the user names it.

    Raises
    ------
    OutputError
        If it cannot be written, also for an OSError in the block.
    """
    try:
        with _staging(path.parent) as staging:
            yield staging / path.name
    except OSError as error:
        raise unwritable(path, error, option) from error


def write_text(path: Path, parts: Iterable[str]) -> None:
    """Write a text file piece by piece; a half-written one never takes the place of a whole one.

    Parameters
    ----------
    path : Path
        Replaced if it is there.
    parts : iterable of str
        Written as they are, in UTF-8.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with writing(path) as part, open(part, "w", encoding="utf-8", newline="", opener=private) as file:
        file.writelines(parts)


def discard(folder: Path, names: Iterable[str], *, made: bool) -> None:
    """Delete the files of a run that came to nothing.

    Parameters
    ----------
    folder : Path
    names : iterable of str
        Those that are missing are passed over.
    made : bool
        The folder was made for them: it goes as well, unless something else is in it.
    """
    for name in names:
        (folder / name).unlink(missing_ok=True)
    if made:
        with contextlib.suppress(OSError):  # something else is in it
            folder.rmdir()


def unwritable(path: Path, error: Exception, option: str = "-o") -> OutputError:
    """The error, of one line, about a file that cannot be written.

    Parameters
    ----------
    path : Path
    error : Exception
        What went wrong.
    option : str
        With which the user names the file.
    """
    reason = getattr(error, "strerror", None) or error
    return OutputError(f"cannot write {shown(path)}: {reason}; free space or choose another {option}")


def shown(path: Path) -> Path:
    """A path as its file will be called: without the hidden folder in which it is made."""
    return Path(*(part for part in path.parts if not part.startswith(STAGING)))


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))  # for its owner only, and so is all that lies in it
    try:
        yield staging
        for path in sorted(staging.iterdir()):
            tighten(path)
            os.replace(path, folder / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _claim(path: Path, option: str) -> bool:
    """Make an empty file; False if there is one."""
    try:
        os.close(private(os.fspath(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    except OSError as error:
        raise unwritable(path, error, option) from error
    return True


def _no_folder(folder: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write to {folder}: {error.strerror or error}; choose another folder with -o")
