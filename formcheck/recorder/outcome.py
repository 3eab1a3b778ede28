"""How a set ended and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from formcheck.errors import FormcheckError
from formcheck.result import SetResult


@dataclass
class Outcome:
    """How a set ended and what it left behind.

    Attributes
    ----------
    files : list of Path
        Those that were written.
    error : FormcheckError or None
        What stopped it early; everything up to then is in `result` and `files`.
    interrupted : bool
        Stopped by Ctrl-C.
    warning : str or None
        One line about what had to be left out.
    """

    result: SetResult
    folder: Path
    files: list[Path] = field(default_factory=list)
    error: FormcheckError | None = None
    interrupted: bool = False
    warning: str | None = None
