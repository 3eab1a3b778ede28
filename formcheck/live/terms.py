"""What all sets of a run share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.coach.speech_queue import SpeechQueue
from formcheck.landmarks import Side
from formcheck.live.hooks import Hooks
from formcheck.live.stats import Stats
from formcheck.recorder.keeper import Keeper
from formcheck.utterance import Utterance


@dataclass
class Terms:
    """What all sets of a run share.

    Attributes
    ----------
    folder : Path or None
        None: nothing is written.
    open_keeper : callable
        From a set's folder to its keeper.
    hooks : Hooks
    stats : Stats
    post : callable
        Has something called on the main thread.
    side : {"left", "right"} or None
        The side nearer to the camera; None: found by itself.
    pictures : bool
        The pictures are kept as well.
    keys : bool
        There is a window, and so a way to type how strong a pain is.
    theme : str
    name : str
        Of the camera.
    versions : dict of name -> str
    speech : SpeechQueue
        All that is said in the run goes through it, on the thread that checks.
    """

    folder: Path | None
    open_keeper: Callable[[Path | None], Keeper]
    hooks: Hooks
    stats: Stats
    post: Callable[[Callable[[], None]], None]
    side: Side | None = None
    pictures: bool = False
    keys: bool = False
    theme: str = "dark"
    name: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    speech: SpeechQueue = field(default_factory=SpeechQueue)

    def say(self, *lines: Utterance) -> None:
        """Hand lines that begin now on to the voice."""
        for line in lines:
            self.hooks.say(line)
