"""Loops for exercises without a demonstration: the skeleton of somebody's best repetition in the newest stored set."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from formcheck.app.best_part import best_part
from formcheck.app.demos import Pictures, pictures
from formcheck.app.skeleton_loop import SkeletonLoop, skeleton_loop
from formcheck.errors import FormcheckError
from formcheck.history import History
from formcheck.landmarks import Side
from formcheck.result import SetResult
from formcheck.track import PoseTrack

_MOST_SETS = 10
"""So many sets are looked at, the newest first: one that was ended at once shows nothing."""


class StoredLoops:
    """Finds what an exercise is shown by: its demonstration, else a loop of somebody's own set.

    Parameters
    ----------
    open_history : callable
        Closed here.
    folder_of : callable
        The folder of the set of a number; None where there is none.
    """

    def __init__(self, open_history: Callable[[], History], folder_of: Callable[[int], Path | None]) -> None:
        self._open_history, self._folder_of = open_history, folder_of

    def pictures(self, exercise: str) -> Pictures | None:
        """What an exercise is shown by; None where there is neither.

        Parameters
        ----------
        exercise : str
            Id of the exercise.
        """
        film = pictures(exercise)
        return film or (Pictures(f"/demo/{exercise}.json", "") if self.loop(exercise) else None)

    def loop(self, exercise: str) -> tuple[SkeletonLoop, Side] | None:
        """The loop of the newest set that has a part to show, and the side that is nearer in it.

        Parameters
        ----------
        exercise : str
            Id of the exercise.
        """
        with contextlib.closing(self._open_history()) as history:
            numbers = [row["id"] for row in history.rows("sets") if row["exercise"] == exercise and row["finished"]]
        for number in numbers[: -_MOST_SETS - 1 : -1]:
            folder = self._folder_of(number)
            if folder and (found := _of_folder(folder)):
                return found
        return None


def _of_folder(folder: Path) -> tuple[SkeletonLoop, Side] | None:
    try:
        written = (folder / "summary.json").stat().st_mtime_ns
    except OSError:  # of a set that is being written, or was moved away
        return None
    return _read(folder, written)


@lru_cache(maxsize=64)
def _read(folder: Path, written: int) -> tuple[SkeletonLoop, Side] | None:  # noqa: ARG001 - read again when rewritten
    try:
        result = SetResult.from_dict(json.loads((folder / "summary.json").read_text(encoding="utf-8")))
        part = best_part(result)
        made = skeleton_loop(PoseTrack.load(folder / "track.npz"), part) if part else None
    except (FormcheckError, OSError, ValueError):  # of an older formcheck, or damaged: another set may do
        return None
    return (made, "left" if result.side == "left" else "right") if made else None
