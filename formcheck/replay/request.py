"""What is to be done with a recording and what became of it; light, so that whoever only hands it on loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck import outputs
from formcheck.addresses import redacted

if TYPE_CHECKING:
    from formcheck.analysis.recognition import Proposal
    from formcheck.errors import FormcheckError
    from formcheck.exercises.spec import Exercise
    from formcheck.landmarks import Side
    from formcheck.recorder.outcome import Outcome


@dataclass(frozen=True)
class ReplayRequest:
    """A recording to check, and how.

    Attributes
    ----------
    path : str
        File or address.
    model : Path
        Bundle of the pose model.
    exercise : Exercise or None
        None: find it.
    folder : Path or None
        Where its files go; None: into ``BASE/NAME-EXERCISE``.
    numbered : bool
        Where a named `folder` exists take ``FOLDER-2``, ... instead of refusing it when it holds another set.
    base : Path
    name : str
    side, start_s, end_s, video
        As of :class:`~formcheck.media.VideoFile` and :func:`~formcheck.replay.pipeline.replay`.
    """

    path: str
    model: Path
    exercise: Exercise | None = None
    folder: Path | None = None
    numbered: bool = False
    base: Path = Path("formcheck-out")
    name: str = ""
    side: Side | None = None
    start_s: float = 0.0
    end_s: float | None = None
    video: bool = True

    @property
    def source(self) -> str:
        """The recording as it may be stored and shown."""
        return redacted(self.path)

    def must_be_free(self) -> None:
        """Refuse a named folder that holds another set, before anything is done.

        Raises
        ------
        OutputError
            If it does.
        """
        if self.folder and not self.numbered:
            outputs.must_be_free(self.folder, outputs.OF_A_SET)

    def make_folder(self, exercise: str = "") -> Path:
        """The folder for its files: the named one, or else a new one.

        Raises
        ------
        OutputError
            If it cannot be made or written to.
        """
        if self.folder and not self.numbered:
            return outputs.make_folder(self.folder)
        label = "-".join(filter(None, [self.name or name_of(self.path), exercise]))
        return outputs.fresh_folder(self.folder or self.base / label)


@dataclass(frozen=True)
class ReplayResult:
    """What became of a recording that was to be checked.

    Attributes
    ----------
    outcome : Outcome or None
        None if it was not checked, because the exercise is not known.
    exercise : Exercise or None
        The one that was checked.
    proposals : list of Proposal
        Best first, if the exercise was looked for.
    n_frames_with_pose : int
        Frames in which somebody was found.
    kept : Path or None
        Landmarks of a recording that was not checked.
    error, interrupted
        What stopped it before it could be checked.
    """

    outcome: Outcome | None = None
    exercise: Exercise | None = None
    proposals: tuple[Proposal, ...] = ()
    n_frames_with_pose: int = 0
    kept: Path | None = None
    error: FormcheckError | None = None
    interrupted: bool = False


def name_of(path: str) -> str:
    """A name for the results of a recording: its own without the ending."""
    return Path(redacted(path)).stem


def names_for(paths: Sequence[str]) -> list[str]:
    """A name for the results of each file: its own without the ending, numbered where two are the same."""
    found: list[str] = []
    for path in paths:
        stem = name_of(path)
        name, number = stem, 1
        while name in found:
            number += 1
            name = f"{stem}-{number}"
        found.append(name)
    return found
