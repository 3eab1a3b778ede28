"""Files of a set, each written in one step: a half-written one never takes the place of a whole one."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

from formcheck import outputs
from formcheck.report.table import rep_table
from formcheck.result import SetResult


def write_summary(
    path: str | os.PathLike[str], result: SetResult, source: str | None, versions: dict[str, str], **more: Any
) -> None:
    """Write ``summary.json``.

    Parameters
    ----------
    path : path
    result : SetResult
    source : str or None
        Camera or recording.
    versions : dict of str
        Of what the numbers depend on.
    more : dict
        Further keys.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    summary = result.to_dict(source, versions) | more
    outputs.write_text(Path(path), [json.dumps(summary, indent=2, ensure_ascii=False) + "\n"])


def write_reps_csv(path: str | os.PathLike[str], result: SetResult) -> None:
    """Write ``reps.csv``: one row a rep, or a hold; numbers as they are, unknown ones empty.

    Parameters
    ----------
    path : path
    result : SetResult

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
    outputs.write_text(Path(path), [text.getvalue()])
