"""Pain and notes in the history, and a history of the first version."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from fakes import performed
from typer.testing import CliRunner

from formcheck import analyze
from formcheck.cli import app
from formcheck.errors import OutputError
from formcheck.history import History
from formcheck.history.export import export
from formcheck.history.trends import done_sets
from formcheck.pain import Pain

RUNNER = CliRunner()

FIRST_VERSION = """
CREATE TABLE sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT, began REAL NOT NULL, utc_offset_s INTEGER NOT NULL, exercise TEXT NOT NULL,
  kind TEXT NOT NULL, source TEXT, settings TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0, ended_by TEXT,
  pain INTEGER, duration_s REAL, frames INTEGER, frames_with_pose INTEGER, view TEXT, side TEXT, unknown_s TEXT
) STRICT;
CREATE TABLE reps (
  set_id INTEGER NOT NULL REFERENCES sets(id) ON DELETE CASCADE, number INTEGER NOT NULL, side TEXT,
  start_s REAL NOT NULL, peak_s REAL, end_s REAL NOT NULL, peak REAL, top_s REAL, good INTEGER NOT NULL,
  measured TEXT NOT NULL, unknown TEXT NOT NULL, PRIMARY KEY (set_id, number)
) STRICT;
CREATE TABLE holds (
  set_id INTEGER NOT NULL REFERENCES sets(id) ON DELETE CASCADE, number INTEGER NOT NULL, start_s REAL NOT NULL,
  end_s REAL NOT NULL, good_s REAL NOT NULL, variant TEXT, PRIMARY KEY (set_id, number)
) STRICT;
CREATE TABLE faults (
  set_id INTEGER NOT NULL REFERENCES sets(id) ON DELETE CASCADE, fault TEXT NOT NULL, rep INTEGER,
  start_s REAL NOT NULL, end_s REAL NOT NULL, value REAL, "limit" REAL, unit TEXT NOT NULL, severity TEXT NOT NULL,
  cue TEXT NOT NULL
) STRICT;
INSERT INTO sets (began, utc_offset_s, exercise, kind, settings, finished, ended_by, pain)
  VALUES (1760000000, 0, 'squat', 'live', '{}', 1, 'pain', 1), (1760090000, 0, 'plank', 'live', '{}', 1, 'dose', NULL);
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A history as the first version wrote it."""
    path = tmp_path / "history.db"
    db = sqlite3.connect(path)
    db.executescript(FIRST_VERSION)
    db.close()
    return path


class TestHistory:
    def test_an_old_one_is_read_and_goes_on(self, old: Path) -> None:
        history = History(old)
        assert [(each.exercise, each.pain, each.note) for each in done_sets(history)] == [
            ("squat", Pain(), ""),
            ("plank", None, ""),
        ]
        history.begin("squat").hurts(Pain(3.0, 1, True, None, 4, "knee"))
        assert done_sets(history)[-1].pain == Pain(3.0, 1, True, None, 4, "knee")
        fresh = History(old.with_name("fresh.db"))
        assert set(history.columns("sets")) == set(fresh.columns("sets"))
        fresh.close()
        history.close()
        History(old).close()  # and a second time there is nothing to do

    def test_an_old_one_that_cannot_be_changed_stays_as_it_is(self, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from formcheck.history import store

        monkeypatch.setattr(store, "_FROM_1", (*store._FROM_1, "nonsense )"))
        with pytest.raises(OutputError, match="cannot be used"):
            History(old)
        db = sqlite3.connect(old)
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert len(db.execute("PRAGMA table_info(sets)").fetchall()) == 16
        db.close()

    def test_pain_is_there_before_the_set_is_finished(self, own_history: Path) -> None:
        history = History()
        log = history.begin("glute-bridge")
        log.hurts(Pain(12.0, 2, True))
        history.close()  # as if it had been killed
        row = RUNNER.invoke(app, ["history"]).output.splitlines()[2]
        assert row.endswith("pain at rep 3")

    def test_the_row_the_command_and_the_export(self, own_history: Path, tmp_path: Path) -> None:
        history = History()
        log = history.begin("squat")
        log.hurts(Pain(12.0, 2, strength=6))
        log.finish(analyze(performed("squat"), "squat"), ended_by="pain", pain=True)
        history.close()
        assert RUNNER.invoke(app, ["history"]).output.splitlines()[2].endswith("pain 6 of 10 after rep 2")
        told = RUNNER.invoke(app, ["history", "note", "1", "left hip", "--pain", "7"])
        assert told.output.splitlines()[2].endswith("pain 7 of 10 after rep 2  left hip")
        assert json.loads(RUNNER.invoke(app, ["history", "--json"]).output)[0]["pain"]["strength"] == 7
        history = History()
        files = export(history, tmp_path / "out", "csv")
        history.close()
        assert "pain_at_s,pain_after_rep,pain_in_rep,pain_held_s,pain_strength,note" in files[0].read_text()
        assert RUNNER.invoke(app, ["history", "note", "1", "--no-pain"]).exit_code == 0
        history = History()
        assert (done_sets(history)[0].pain, done_sets(history)[0].note) == (None, "left hip")
        history.close()

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["1"], 2),
            (["1", "--pain", "11"], 2),
            (["1", "--pain", "3", "--no-pain"], 2),
            (["7", "text"], 1),
        ],
    )
    def test_what_cannot_be_noted(self, own_history: Path, arguments: list[str], code: int) -> None:
        history = History()
        history.begin("squat")
        history.close()
        told = RUNNER.invoke(app, ["history", "note", *arguments])
        assert told.exit_code == code
        assert "Traceback" not in told.output
