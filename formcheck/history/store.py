"""Opening, reading and deleting."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import platformdirs

from formcheck.addresses import redacted
from formcheck.errors import OutputError
from formcheck.history.log import SetLog, all_or_nothing, dumps
from formcheck.outputs import make_private, private, tighten

PLACE_VARIABLE = "FORMCHECK_HISTORY"
TABLES = ("sets", "reps", "holds", "faults")
_VERSION = 1
_WAIT_S = 2.0
_ADVICE = f"set {PLACE_VARIABLE} to another file, or use --private"


def place() -> Path:
    """The file: ``$FORMCHECK_HISTORY``, else ``history.db`` in the user's data folder."""
    named = os.environ.get(PLACE_VARIABLE)
    return Path(named) if named else default_place()


def default_place() -> Path:
    """``history.db`` in the user's data folder."""
    return platformdirs.user_data_path("formcheck") / "history.db"


class History:
    """The user's sets.

    Parameters
    ----------
    path : path, optional
        The file, made if need be; :func:`place` if left out.

    Raises
    ------
    OutputError
        If it cannot be opened or is no history.

    Notes
    -----
    Every event is committed as it happens, in SQLite's write-ahead mode: a process that is killed in the middle of a
    set leaves the set with everything up to its last repetition, marked as not finished. Deleted rows are overwritten.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = Path(path) if path is not None else place()
        try:
            self._make_private()
            # another thread than the one that opens it may keep a running set; only one does at a time
            self._db = sqlite3.connect(self.path, timeout=_WAIT_S, check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"cannot open the history {self.path}: {error}; {_ADVICE}") from error
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file; closing twice is allowed."""
        self._db.close()

    def begin(
        self,
        exercise: str,
        *,
        kind: str = "live",
        source: str | None = None,
        settings: dict[str, Any] | None = None,
        began: datetime | None = None,
    ) -> SetLog:
        """Begin a set; it is in the file from here on.

        Parameters
        ----------
        kind : {"live", "recording"}
        source : str, optional
            Camera or recording.
        settings : dict, optional
            What the set was done with: dose, model, versions, routine.
        began : datetime, optional
            Now, if left out.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        when = (began or datetime.now()).astimezone()
        offset = when.utcoffset()
        with self._told():
            cursor = self._db.execute(
                "INSERT INTO sets (began, utc_offset_s, exercise, kind, source, settings) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    when.timestamp(), int(offset.total_seconds()) if offset else 0, exercise, kind, source,
                    dumps(settings or {}),
                ),
            )  # fmt: skip
        assert cursor.lastrowid is not None
        return SetLog(self._db, cursor.lastrowid)

    def rows(self, table: str, ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """The rows of a table as plain values, oldest first.

        Parameters
        ----------
        table : str
            One of :data:`TABLES`.
        ids : sequence of int, optional
            Only of these sets.
        """
        if table not in TABLES:
            raise ValueError(f"no table '{table}': expected one of {', '.join(TABLES)}")
        key = "id" if table == "sets" else "set_id"
        with self._told():
            cursor = self._db.execute(f"SELECT * FROM {table} ORDER BY {key}, rowid")
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor]
        return found if ids is None else [row for row in found if row[key] in set(ids)]

    def columns(self, table: str) -> list[str]:
        """Names of a table's columns."""
        with self._told():
            return [row[1] for row in self._db.execute(f"PRAGMA table_info({table})")]

    def delete(self, ids: Sequence[int]) -> int:
        """Delete sets with all that belongs to them; how many there were."""
        with self._told():
            with all_or_nothing(self._db):
                gone = sum(self._db.execute("DELETE FROM sets WHERE id = ?", (each,)).rowcount for each in ids)
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("VACUUM")
        return gone

    def _make_private(self) -> None:
        """Make the file for its owner only, before SQLite does; take an earlier version's away from others."""
        make_private(self.path.parent)
        if self.path == default_place():
            tighten(self.path.parent)
        open(self.path, "ab", opener=private).close()
        for ending in ("", "-wal", "-shm"):
            tighten(self.path.with_name(self.path.name + ending))

    def _prepare(self) -> None:
        with self._told():
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            others = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            if version == 0 and not self._db.execute(others).fetchone()[0]:
                text = (resources.files("formcheck.history") / "schema.sql").read_text(encoding="utf-8")
                self._db.executescript(f"BEGIN IMMEDIATE; {text} PRAGMA user_version = {_VERSION}; COMMIT;")
            elif version != _VERSION:
                newer = "a newer formcheck's" if version > _VERSION else "no formcheck history"
                raise OutputError(f"{self.path} is {newer}: {_ADVICE}")
            self._redact()

    def _redact(self) -> None:
        """Strip the addresses that an earlier version stored with their passwords."""
        stored = self._db.execute("SELECT id, source FROM sets WHERE source LIKE '%://%'").fetchall()
        for number, source in stored:
            if redacted(source) != source:
                self._db.execute("UPDATE sets SET source = ? WHERE id = ?", (redacted(source), number))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite says into one line."""
        try:
            yield
        except sqlite3.Error as error:
            raise OutputError(f"the history {self.path} cannot be used: {error}; {_ADVICE}") from error
