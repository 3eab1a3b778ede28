"""Files of a set, each written in one step: a half-written one never takes the place of a whole one."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from formcheck.errors import OutputError
from formcheck.report.table import rep_table
from formcheck.result import SetResult


def make_folder(path: str | os.PathLike[str]) -> Path:
    """A folder that results can be written to, made if need be.

    Raises
    ------
    OutputError
        If it cannot be made, or nothing can be written in it: told before the work starts, not after.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"cannot write to {folder}: {reason}; choose another folder with -o") from error
    return folder


def write_summary(
    path: str | os.PathLike[str], result: SetResult, source: str | None, versions: dict[str, str], **more: Any
) -> None:
    """Write ``summary.json``; `more` adds keys to it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    summary = result.to_dict(source, versions) | more
    write_parts(Path(path), [json.dumps(summary, indent=2, ensure_ascii=False) + "\n"])


def write_reps_csv(path: str | os.PathLike[str], result: SetResult) -> None:
    """Write ``reps.csv``: one row a rep, or a hold; numbers as they are, unknown ones empty.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    table = rep_table(result)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([["" if cell is None else cell for cell in row] for row in table.rows])
    write_parts(Path(path), [text.getvalue()])


def write_parts(path: Path, parts: Iterable[str]) -> None:
    """Write a text file piece by piece; a half-written one never takes the place of a whole one.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; free space or choose another -o") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
