"""What the threads of a live run hand to each other, and what looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from formcheck.arrays import Image
from formcheck.errors import FormcheckError
from formcheck.media import Frame
from formcheck.screen.keys import Pressed
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack


class CheckerFailed(FormcheckError):
    """Something that should not happen happened while a frame was checked; what came before is kept."""


def failed(mistake: Exception) -> CheckerFailed:
    """The one line for something that should not happen; what happened is its cause."""
    error = CheckerFailed(f"stopped by a mistake of the program ({type(mistake).__name__}: {mistake})")
    error.__cause__ = mistake
    return error


class Watch(Protocol):
    """Whatever is fed the landmarks of a live run: a set, a rest, the questions after pain, all of them in a row."""

    @property
    def looking(self) -> bool:
        """Whether it wants landmarks; False while paused."""

    @property
    def over(self) -> bool:
        """Whether all is done."""

    def step(self, track: PoseTrack, bgr: Image) -> Screen:
        """Take a frame and say what to show over it.

        Parameters
        ----------
        track : PoseTrack
            Length 1.
        bgr : (H, W, 3) uint8
            Its picture.
        """

    def obey(self, action: Pressed) -> None:
        """Do what a key asks for."""

    def announce(self, text: str) -> None:
        """Say a line about the camera or the machine at once."""


@dataclass(frozen=True, eq=False)
class CapturedFrame:
    """A frame and when it came, on the loop's clock."""

    frame: Frame
    at_s: float


@dataclass(frozen=True, eq=False)
class DetectedFrame:
    """A frame with its landmarks, known since `known_s`."""

    frame: Frame
    at_s: float
    track: PoseTrack
    known_s: float


@dataclass(frozen=True, eq=False)
class CheckedFrame:
    """A frame to show. The cue it may carry came with an earlier frame, if that one was not shown."""

    bgr: Image
    screen: Screen
    number: int
    at_s: float
    cue: str
    cue_at_s: float
    cue_known_s: float
