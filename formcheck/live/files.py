"""Files of a run that do not belong to one set."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from formcheck.errors import OutputError


def write_json(path: Path, value: dict[str, Any]) -> Path:
    """Write a JSON file.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    return _write(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_json_lines(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Write one line of JSON a row.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    return _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write(path: Path, text: str) -> Path:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; free space or choose another -o") from error
    return path
