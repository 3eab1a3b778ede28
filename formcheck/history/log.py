"""The record of one set in the database while it runs."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from formcheck.events import Event, Fault, Hold, Rep, Verdict
from formcheck.pain import Pain
from formcheck.result import SetResult

_REP = (
    "INSERT OR REPLACE INTO reps (set_id, number, side, start_s, peak_s, end_s, peak, top_s, good, measured, unknown)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_HOLD = (
    "INSERT OR REPLACE INTO holds (set_id, number, start_s, end_s, good_s, unseen_s, variant)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_FAULT = (
    'INSERT INTO faults (set_id, fault, rep, start_s, end_s, value, "limit", unit, severity, cue)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORM: dict[Verdict, int] = {"good": 1, "not good": 0, "not fully seen": -1}
_HURTS = (
    "UPDATE sets SET ended_by = CASE WHEN finished THEN ended_by ELSE 'pain' END, pain = 1, pain_at_s = ?,"
    " pain_after_rep = ?, pain_in_rep = ?, pain_held_s = ?, pain_strength = ?, note = ? WHERE id = ?"
)
_FINISH = (
    "UPDATE sets SET finished = 1, ended_by = ?, pain = ?, duration_s = ?, frames = ?, frames_with_pose = ?,"
    " view = ?, side = ?, unknown_s = ? WHERE id = ?"
)


class SetLog:
    """The record of a running set in the database, written event by event; see :meth:`formcheck.history.History.begin`.

    Attributes
    ----------
    id : int
        Of the set.
    problem : str
        Why nothing more is written, in one line; empty while all is well. A set is worth more than its record: it
        goes on without one, and whoever runs it tells the user.
    """

    def __init__(self, db: sqlite3.Connection, number: int) -> None:
        self._db, self.id = db, number
        self._holds = 0
        self.problem = ""

    def event(self, event: Event) -> None:
        """Insert a repetition, a hold or a fault that has just been found."""
        if self.problem:
            return
        try:
            if isinstance(event.item, Rep):
                self._db.execute(_REP, _rep_row(self.id, event.item))
            elif isinstance(event.item, Hold):
                self._holds += 1
                self._db.execute(_HOLD, _hold_row(self.id, self._holds, event.item))
            elif isinstance(event.item, Fault) and event.kind == "fault":
                self._db.execute(_FAULT, _fault_row(self.id, event.item))
        except sqlite3.Error as error:
            self.problem = f"the history cannot be written: {error}; the set goes on without it"

    def restart(self) -> None:
        """Delete what was inserted so far: the set begins anew."""
        self._replace([], [], [])
        self._holds = 0

    def hurts(self, pain: Pain) -> None:
        """Store pain, or what more is known of it, at once and before the set is finished."""
        row = (pain.at_s, pain.after_rep, pain.in_rep, pain.held_s, pain.strength, pain.note, self.id)
        try:
            self._db.execute(_HURTS, row)
        except sqlite3.Error as error:
            self.problem = f"the history cannot be written: {error}; the set goes on without it"

    def finish(self, result: SetResult, *, ended_by: str, pain: bool | None = None) -> None:
        """Replace what was inserted so far by the final result.

        Parameters
        ----------
        result : SetResult
        ended_by : str
            ``dose``, ``left``, ``stopped``, ``pain``, ``key``, ``changed``, ``interrupted``, ``end`` or ``error``.
        pain : bool, optional
            What the person answered, if asked.
        """
        reps = [_rep_row(self.id, rep) for rep in result.reps]
        holds = [_hold_row(self.id, i, hold) for i, hold in enumerate(result.holds, start=1)]
        faults = [_fault_row(self.id, fault) for fault in result.faults]
        end = (
            ended_by,
            pain,
            result.duration_s,
            result.n_frames,
            result.n_frames_with_pose,
            result.view,
            result.side,
            dumps(result.unknown_s),
            self.id,
        )
        self._replace(reps, holds, faults, end)

    def _replace(
        self,
        reps: list[tuple[Any, ...]],
        holds: list[tuple[Any, ...]],
        faults: list[tuple[Any, ...]],
        end: tuple[Any, ...] | None = None,
    ) -> None:
        try:
            with all_or_nothing(self._db):
                for table in ("reps", "holds", "faults"):
                    self._db.execute(f"DELETE FROM {table} WHERE set_id = ?", (self.id,))
                self._db.executemany(_REP, reps)
                self._db.executemany(_HOLD, holds)
                self._db.executemany(_FAULT, faults)
                if end:
                    self._db.execute(_FINISH, end)
        except sqlite3.Error as error:
            self.problem = f"the history cannot be written: {error}; the files of the set are complete"


@contextmanager
def all_or_nothing(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction that is rolled back if anything in it fails."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def dumps(value: dict[str, Any] | list[str]) -> str:
    """JSON text; numbers that are not known become null."""
    if isinstance(value, dict):
        value = {key: _number(item) if isinstance(item, float) else item for key, item in value.items()}
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _rep_row(set_id: int, rep: Rep) -> tuple[Any, ...]:
    return (
        set_id,
        rep.number,
        rep.side,
        rep.start_s,
        _number(rep.peak_s),
        rep.end_s,
        _number(rep.peak),
        _number(rep.top_s),
        _FORM[rep.verdict],
        dumps(rep.values),
        dumps(list(rep.unknown)),
    )


def _hold_row(set_id: int, number: int, hold: Hold) -> tuple[Any, ...]:
    return set_id, number, hold.start_s, hold.end_s, hold.good_s, hold.unseen_s, hold.variant


def _fault_row(set_id: int, fault: Fault) -> tuple[Any, ...]:
    return (
        set_id,
        fault.id,
        fault.rep,
        fault.start_s,
        fault.end_s,
        _number(fault.value),
        _number(fault.limit),
        fault.unit,
        fault.severity,
        fault.cue,
    )


def _number(value: float) -> float | None:
    """NaN is NULL: SQLite would make it one anyway, JSON would not."""
    return float(value) if math.isfinite(value) else None
