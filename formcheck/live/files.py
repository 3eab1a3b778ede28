"""Files of a run that do not belong to one set."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from formcheck.outputs import write_text


def write_json(path: Path, value: dict[str, Any]) -> Path:
    """Write a JSON file.

    Parameters
    ----------
    path : Path
    value : dict
        Of plain values.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_text(path, [json.dumps(value, indent=2, ensure_ascii=False) + "\n"])
    return path


def write_json_lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Write one line of JSON a row.

    Parameters
    ----------
    path : Path
    rows : sequence of dict
        Of plain values.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_text(path, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path
