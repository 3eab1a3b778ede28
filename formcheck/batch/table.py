"""The tables of a batch as Parquet: ``sets.parquet``, a row a recording; ``reps.parquet``, a row a rep or hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from formcheck.batch.journal import JournalEntry
from formcheck.extras import needs
from formcheck.outputs import together

SETS, REPS = "sets.parquet", "reps.parquet"

_SETS = {
    "file": str, "status": str, "exercise": str, "confidence": float, "reps": int, "good": int, "not_good": int,
    "not_fully_seen": int, "left": int, "right": int, "attempts": int, "holds": int, "hold_s": float, "good_s": float,
    "unseen_s": float, "faults": int, "unknown_s": float, "duration_s": float, "frames": int, "frames_with_pose": int,
    "view": str, "side": str, "looks_like": str, "error": str, "warning": str, "size": int, "sha256": str,
}  # fmt: skip # a table, packed
_REPS = {
    "file": str, "exercise": str, "kind": str, "number": int, "side": str, "variant": str, "start_s": float,
    "peak_s": float, "end_s": float, "peak": float, "top_s": float, "verdict": str, "good_s": float, "unseen_s": float,
    "faults": str, "unknown": str,
}  # fmt: skip # a table, packed
_BY_START = {"faults.": int, "unknown_s.": float, "value.": float}
"""Columns that come with the checks of the exercises that were found."""


def check_tables() -> None:
    """Raise an error before the work if the tables could not be written after it.

    Raises
    ------
    ExtraError
        If what writes them is not installed.
    """
    with needs("tables"):
        import pyarrow  # noqa: F401, PLC0415


def write_tables(folder: Path, entries: Iterable[JournalEntry]) -> list[Path]:
    """Write both tables, sorted by file; half-written ones never take the place of whole ones.

    Parameters
    ----------
    folder : Path
    entries : iterable of JournalEntry

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    ordered = sorted(entries, key=lambda entry: entry.file)
    sets = [entry.row for entry in ordered]
    parts = [row for entry in ordered for row in entry.parts]
    with together(folder) as staging:
        _write(staging / SETS, sets, _SETS)
        _write(staging / REPS, parts, _REPS)
    return [folder / SETS, folder / REPS]


def _write(path: Path, rows: list[dict[str, Any]], known: dict[str, type]) -> None:
    with needs("tables"):
        import pyarrow as pa  # noqa: PLC0415 - slow, and only needed here
        from pyarrow import parquet  # noqa: PLC0415

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    names = {name for row in rows for name in row} - set(known)
    checks = sorted(name for name in names if _kind(name) is not str)
    columns = [*known, *checks, *sorted(names - set(checks))]
    schema = pa.schema([(name, kinds[known.get(name) or _kind(name)]) for name in columns])
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def _kind(name: str) -> type:
    return next((kind for start, kind in _BY_START.items() if name.startswith(start)), str)
