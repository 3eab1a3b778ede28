"""What became of an utterance, and the log of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from formcheck.outputs import private, unwritable
from formcheck.utterance import Kind

LOG_HEAD = "asked_s\tbegan_s\tended_s\tframe_s\tfault_s\tkind\ttext"


@dataclass(frozen=True)
class Spoken:
    """What became of an utterance.

    Attributes
    ----------
    text, kind : str
        As in :class:`~formcheck.utterance.Utterance`.
    t_s : float
        Time of the frame that gave rise to it, on the source's clock.
    asked_s, began_s, ended_s : float
        When it was asked for, began to sound and ended: seconds since the voice was opened; NaN where it never did.
        Where nothing can sound ("captions") they tell when it would have.
    dropped : bool
        It was late, overtaken, or the voice was muted or closed.
    fault_s : float or None
        For a cue: when its fault had lasted long enough to be told, on the source's clock.
    """

    text: str
    kind: Kind
    t_s: float
    asked_s: float
    began_s: float = math.nan
    ended_s: float = math.nan
    dropped: bool = False
    fault_s: float | None = None

    def line(self) -> str:
        """One line of the log, as :data:`LOG_HEAD` names its columns; empty where nothing is known."""
        numbers = (self.asked_s, self.began_s, self.ended_s, self.t_s, self.fault_s)
        told = ["" if n is None or math.isnan(n) else f"{n:.3f}" for n in numbers]
        return "\t".join([*told, self.kind, " ".join(self.text.split()) + (" (dropped)" if self.dropped else "")])


class SpeechLog:
    """A text file that gets a line as soon as something has been said, and so is whole after a crash.

    Raises
    ------
    OutputError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO = self._try_open()
        self.add(LOG_HEAD)

    def add(self, line: str) -> None:
        """Append a line."""
        try:
            self._file.write(line + "\n")
            self._file.flush()
        except OSError as error:
            raise unwritable(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _try_open(self) -> TextIO:
        try:
            return open(self._path, "x", encoding="utf-8", opener=private)
        except OSError as error:
            raise unwritable(self._path, error) from error
