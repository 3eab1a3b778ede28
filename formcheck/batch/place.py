"""The folder for the results of a batch: that of the same recordings, where it goes on, or a free one."""

from __future__ import annotations

from pathlib import Path

from formcheck import outputs
from formcheck.batch.journal import BatchJournal
from formcheck.batch.table import REPS, SETS
from formcheck.errors import OutputError

_BASE = Path("formcheck-out")


def choose(recordings: Path, out: Path | None) -> Path:
    """The folder of results, which is not made yet.

    Parameters
    ----------
    recordings : Path
    out : Path or None
        The one that was named; None: the one in which these recordings were checked before, or else a free one.

    Raises
    ------
    OutputError
        If the named one holds the results of other recordings.
    """
    if out is None:
        places = outputs.numbered(_BASE / f"batch-{recordings.resolve().name}")
        return next(each for each in places if not each.exists() or BatchJournal(each).is_about(recordings))
    journal = BatchJournal(out)
    if not journal.path.exists():
        outputs.must_be_free(out, (SETS, REPS))
    elif journal.recordings and not journal.is_about(recordings) and Path(journal.recordings).is_dir():
        raise OutputError(f"{out} holds the batch of {journal.recordings}: give another folder with -o")
    return out


def begin(place: Path, recordings: Path, *, named: bool) -> BatchJournal:
    """Make the folder of results, and write into its journal which recordings it is about.

    Parameters
    ----------
    place : Path
    recordings : Path
        Folder of the recordings.
    named : bool
        Whether the user named the place; otherwise it must be new, or be about these recordings.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    folder = outputs.make_folder(place) if named or place.exists() else outputs.fresh_folder(place)
    journal = BatchJournal(folder)
    journal.begin(recordings)
    return journal
