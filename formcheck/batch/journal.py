"""The log of finished recordings, by which a batch that was killed goes on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from formcheck.batch.find import BatchItem
from formcheck.batch.work import Record, ResultRow, sha256_of
from formcheck.errors import OutputError
from formcheck.outputs import private, tighten, unwritable

NAME = "batch.jsonl"
_SCHEMA = "formcheck.batch/1"


@dataclass(frozen=True)
class JournalEntry:
    """A finished recording: its rows, and the size, time and key that say whether it must be checked again."""

    file: str
    size: int
    mtime_ns: int
    key: str
    final: bool
    row: ResultRow
    parts: list[ResultRow]

    def fits(self, item: BatchItem) -> bool:
        """Whether it is about this recording as it is now, with the same version, model, exercise and side."""
        if not self.final or self.key != item.key or self.size != item.size:
            return False
        if self.mtime_ns == item.mtime_ns:
            return True
        try:
            return bool(self.row.get("sha256") == sha256_of(item.path, item.size, item.mtime_ns))
        except OSError:  # it cannot be read any more: its row will say so
            return False


class BatchJournal:
    """The log of finished recordings in a folder of results: one line of JSON each, appended and synced.

    Parameters
    ----------
    folder : Path
        Must exist when something is added.

    Attributes
    ----------
    recordings : str or None
        The folder that it is about; None if it does not say.

    Raises
    ------
    OutputError
        If the file in it is another's.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.entries: dict[str, JournalEntry] = {}
        try:
            lines = self.path.read_bytes().splitlines() if self.path.exists() else []
        except OSError as error:
            raise OutputError(f"cannot read {self.path}: {error.strerror or error}; choose another -o") from error
        self.recordings = next(filter(None, map(_recordings, lines)), None)
        for line in lines:
            entry = _entry(line)
            if entry:
                self.entries[entry.file] = entry
        if lines and not self.entries and not _is_ours(lines[0]):
            raise OutputError(f"{self.path} was not written by formcheck batch: choose another folder with -o")

    def add(self, record: Record) -> None:
        """Append a record; it is on the disk before this returns.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        item = record.item
        entry = JournalEntry(item.file, item.size, item.mtime_ns, item.key, record.final, record.row, record.parts)
        self._append(asdict(entry))
        self.entries[item.file] = entry

    def begin(self, recordings: Path) -> None:
        """Write which folder of recordings the journal is about, if it does not say.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        if self.recordings is None:
            self.recordings = str(recordings.resolve())
            self._append({"recordings": self.recordings})

    def is_about(self, recordings: Path) -> bool:
        """Whether the journal names this folder of recordings."""
        return self.recordings == str(recordings.resolve())

    def _append(self, content: dict[str, Any]) -> None:
        line = json.dumps({"schema": _SCHEMA, **content}, ensure_ascii=False, allow_nan=False)
        tighten(self.path)  # an earlier version left it open
        try:
            with open(self.path, "ab", opener=private) as file:
                # the empty line ends one that a crash cut off
                file.write((b"\n" if file.tell() else b"") + line.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise unwritable(self.path, error) from error


def still_to_do(items: Sequence[BatchItem], journal: BatchJournal, *, again: bool = False) -> list[BatchItem]:
    """The recordings that are not finished: new or changed ones, and those of another version, model or exercise.

    Parameters
    ----------
    items : sequence of BatchItem
    journal : BatchJournal
    again : bool
        All of them, finished or not.
    """
    if again:
        return list(items)
    return [item for item in items if item.file not in journal.entries or not journal.entries[item.file].fits(item)]


def _entry(line: bytes) -> JournalEntry | None:
    """An entry; None for a line that a crash cut off."""
    try:
        fields: dict[str, Any] = json.loads(line)
        if fields.pop("schema") != _SCHEMA:
            return None
        return JournalEntry(**fields)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _recordings(line: bytes) -> str | None:
    """The folder that a line names; None for one that names none."""
    try:
        return str(json.loads(line)["recordings"])
    except (ValueError, KeyError, TypeError):
        return None


def _is_ours(line: bytes) -> bool:
    return line.startswith(b'{"schema": "formcheck.batch/') or not line.strip()
