-- The history of one user. Times inside a set are seconds from its first frame.
CREATE TABLE IF NOT EXISTS sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  began REAL NOT NULL,            -- unix seconds
  utc_offset_s INTEGER NOT NULL,  -- of the place and day it was done, so that a day stays that day
  exercise TEXT NOT NULL,
  kind TEXT NOT NULL,             -- live, recording
  source TEXT,
  settings TEXT NOT NULL,         -- JSON: dose, side, model, routine, versions
  finished INTEGER NOT NULL DEFAULT 0,
  ended_by TEXT,                  -- dose, left, stopped, pain, key, end; NULL while it runs, or when it was cut off
  pain INTEGER,                   -- 1 said so, 0 said no, NULL not asked or not answered
  duration_s REAL,
  frames INTEGER,
  frames_with_pose INTEGER,
  view TEXT,
  side TEXT,
  unknown_s TEXT,                 -- JSON: check id -> seconds
  -- since version 2
  pain_at_s REAL,                 -- NULL if it was added afterwards
  pain_after_rep INTEGER,         -- repetitions complete by then; NULL where none are counted
  pain_in_rep INTEGER,            -- 1: another one was under way
  pain_held_s REAL,               -- seconds in position by then; NULL where repetitions are counted
  pain_strength INTEGER,          -- 0 to 10, NULL no answer
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS reps (
  set_id INTEGER NOT NULL REFERENCES sets(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  side TEXT,
  start_s REAL NOT NULL,
  peak_s REAL,
  end_s REAL NOT NULL,
  peak REAL,
  top_s REAL,
  good INTEGER NOT NULL,          -- 1 good, 0 not good, -1 not fully seen
  measured TEXT NOT NULL,         -- JSON: check id -> value
  unknown TEXT NOT NULL,          -- JSON: check ids
  PRIMARY KEY (set_id, number)
) STRICT;
CREATE TABLE IF NOT EXISTS holds (
  set_id INTEGER NOT NULL REFERENCES sets(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  good_s REAL NOT NULL,
  unseen_s REAL NOT NULL DEFAULT 0,  -- seconds that were not fully seen
  variant TEXT,
  PRIMARY KEY (set_id, number)
) STRICT;
CREATE TABLE IF NOT EXISTS faults (
  set_id INTEGER NOT NULL REFERENCES sets(id) ON DELETE CASCADE,
  fault TEXT NOT NULL,            -- check id
  rep INTEGER,
  start_s REAL NOT NULL,
  end_s REAL NOT NULL,
  value REAL,
  "limit" REAL,
  unit TEXT NOT NULL,
  severity TEXT NOT NULL,
  cue TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sets_by_exercise ON sets (exercise, began);
CREATE INDEX IF NOT EXISTS faults_by_set ON faults (set_id);
