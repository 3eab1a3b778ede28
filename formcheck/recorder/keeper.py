"""Where the landmarks and pictures of a set go: into files, or nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from formcheck.arrays import Image
from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.pain import Pain
from formcheck.result import SetResult
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack


class Keeper(Protocol):
    """What a set needs of :class:`formcheck.recorder.set_recorder.SetRecorder`."""

    def add(self, track: PoseTrack, bgr: Image | None, screen: Screen | None) -> None:
        """Keep a frame; parameters as of :meth:`formcheck.recorder.set_recorder.SetRecorder.add`."""

    def track(self) -> PoseTrack | None:
        """The landmarks that were kept."""

    def restart(self) -> None:
        """Forget what was kept."""

    def finish(
        self,
        result: SetResult,
        source: str,
        versions: dict[str, str],
        error: FormcheckError | None = None,
        *,
        interrupted: bool = False,
        exercise: Exercise | None = None,
        ended_by: str | None = None,
        pain: Pain | None = None,
    ) -> tuple[list[Path], FormcheckError | None]:
        """Write the files; parameters as of :meth:`formcheck.recorder.set_recorder.SetRecorder.finish`."""


class Nowhere:
    """Keeps nothing: for people who want no trace."""

    def add(self, track: PoseTrack, bgr: Image | None, screen: Screen | None) -> None:
        """Keep nothing of a frame; parameters as of :meth:`Keeper.add`."""

    def track(self) -> PoseTrack | None:
        """Nothing was kept."""
        return None

    def restart(self) -> None:
        """There is nothing to forget."""

    def finish(
        self,
        result: SetResult,  # noqa: ARG002 - the form of every keeper
        source: str,  # noqa: ARG002
        versions: dict[str, str],  # noqa: ARG002
        error: FormcheckError | None = None,
        *,
        interrupted: bool = False,  # noqa: ARG002
        exercise: Exercise | None = None,  # noqa: ARG002
        ended_by: str | None = None,  # noqa: ARG002
        pain: Pain | None = None,  # noqa: ARG002
    ) -> tuple[list[Path], FormcheckError | None]:
        """Write nothing; parameters as of :meth:`Keeper.finish`."""
        return [], error
