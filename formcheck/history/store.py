"""The SQLite database of the sets that were done: open, read, delete."""

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
from formcheck.pain import Pain

PLACE_VARIABLE = "FORMCHECK_HISTORY"
TABLES = ("sets", "reps", "holds", "faults")
_VERSION = 2
_FROM_1 = (
    "sets ADD COLUMN pain_at_s REAL",
    "sets ADD COLUMN pain_after_rep INTEGER",
    "sets ADD COLUMN pain_in_rep INTEGER",
    "sets ADD COLUMN pain_held_s REAL",
    "sets ADD COLUMN pain_strength INTEGER",
    "sets ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "holds ADD COLUMN unseen_s REAL NOT NULL DEFAULT 0",
)
"""What the first version has not got."""
_WAIT_S = 2.0
_ADVICE = f"set {PLACE_VARIABLE} to another file, or use --private"


def place() -> Path:
    """Path of the database: ``$FORMCHECK_HISTORY``, else ``history.db`` in the user's data folder."""
    named = os.environ.get(PLACE_VARIABLE)
    return Path(named) if named else default_place()


def default_place() -> Path:
    """``history.db`` in the user's data folder."""
    return platformdirs.user_data_path("formcheck") / "history.db"


class History:
    """The SQLite database of the user's sets.

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
        """Insert a set and return the log that it is written through.

        Parameters
        ----------
        exercise : str
            Its id.
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
        with self._errors_as_ours():
            cursor = self._db.execute(
                "INSERT INTO sets (began, utc_offset_s, exercise, kind, source, settings) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    when.timestamp(),
                    int(offset.total_seconds()) if offset else 0,
                    exercise,
                    kind,
                    source,
                    dumps(settings or {}),
                ),
            )
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
        with self._errors_as_ours():
            cursor = self._db.execute(f"SELECT * FROM {table} ORDER BY {key}, rowid")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return rows if ids is None else [row for row in rows if row[key] in set(ids)]

    def columns(self, table: str) -> list[str]:
        """Names of a table's columns."""
        with self._errors_as_ours():
            return [row[1] for row in self._db.execute(f"PRAGMA table_info({table})")]

    def note(
        self, number: int, text: str | None = None, *, strength: int | None = None, pain: bool | None = None
    ) -> bool:
        """Update what is known of a set afterwards; what is left out stays as it is.

        Parameters
        ----------
        number : int
            Of the set.
        text : str, optional
        strength : int, optional
            Of the pain, 0 to 10.
        pain : bool, optional
            It hurt, or it did not: then where and how strong is forgotten.

        Returns
        -------
        bool
            False if there is no such set.

        Raises
        ------
        ValueError
            If the strength is not on the scale.
        """
        Pain(strength=strength)
        given = {"note": text, "pain_strength": strength, "pain": pain}
        changed: dict[str, str | int | None] = {name: value for name, value in given.items() if value is not None}
        if pain is False:
            gone = ("pain_at_s", "pain_after_rep", "pain_in_rep", "pain_held_s", "pain_strength")
            changed |= dict.fromkeys(gone)
        elif strength is not None:
            changed["pain"] = True
        columns = ", ".join(f"{name} = ?" for name in changed) or "id = id"
        with self._errors_as_ours():
            cursor = self._db.execute(f"UPDATE sets SET {columns} WHERE id = ?", (*changed.values(), number))
        return cursor.rowcount == 1

    def delete(self, ids: Sequence[int]) -> int:
        """Delete sets with all that belongs to them; returns how many there were."""
        with self._errors_as_ours():
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
        with self._errors_as_ours():
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            version = self._version()
            others = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            if version == 0 and not self._db.execute(others).fetchone()[0]:
                text = (resources.files("formcheck.history") / "schema.sql").read_text(encoding="utf-8")
                self._db.executescript(f"BEGIN IMMEDIATE; {text} PRAGMA user_version = {_VERSION}; COMMIT;")
            elif version == 1:
                self._bring_up()
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

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _bring_up(self) -> None:
        """Add what the first version has not got; its sets stay as they are."""
        with all_or_nothing(self._db):
            if self._version() == 1:  # or another process has done it
                for change in _FROM_1:
                    self._db.execute(f"ALTER TABLE {change}")
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _errors_as_ours(self) -> Iterator[None]:
        """Turn what SQLite says into one line."""
        try:
            yield
        except sqlite3.Error as error:
            raise OutputError(f"the history {self.path} cannot be used: {error}; {_ADVICE}") from error
