"""The whole history as CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, Literal

from formcheck.extras import needs
from formcheck.history.store import TABLES, History
from formcheck.outputs import make_folder, must_be_free, together

Format = Literal["csv", "json", "parquet"]


def export(history: History, folder: Path, form: Format) -> list[Path]:
    """Write each table into a file of its own; JSON columns stay JSON text in CSV and Parquet.

    Parameters
    ----------
    history : History
    folder : Path
        Made if need be; must hold no such tables.
    form : {"csv", "json", "parquet"}

    Raises
    ------
    OutputError
        If it cannot be written, or one of the files is there.
    """
    write = {"csv": _csv, "json": _json, "parquet": _parquet}[form]
    names = [f"{table}.{form}" for table in TABLES]
    must_be_free(folder, names)
    with together(make_folder(folder)) as staging:
        for table, name in zip(TABLES, names, strict=True):
            write(history.rows(table), history.columns(table), staging / name)
    return [folder / name for name in names]


def _csv(rows: list[dict[str, Any]], columns: list[str], path: Path) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def _json(rows: list[dict[str, Any]], columns: list[str], path: Path) -> None:  # noqa: ARG001 - the form of every writer
    plain = [{key: _unfolded(key, value) for key, value in row.items()} for row in rows]
    path.write_text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _unfolded(key: str, value: Any) -> Any:
    return json.loads(value) if key in ("settings", "unknown_s", "measured", "unknown") and value else value


def _parquet(rows: list[dict[str, Any]], columns: list[str], path: Path) -> None:
    with needs("tables"):
        import pyarrow as pa  # noqa: PLC0415 - slow, and only needed here
        from pyarrow import parquet  # noqa: PLC0415

    parquet.write_table(pa.table({name: [row[name] for row in rows] for name in columns}), path)
