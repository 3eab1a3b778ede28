"""What the person hears: the system's voice in a process of its own, tones where there is none, or nothing."""

from __future__ import annotations

from pathlib import Path

from formcheck.voice.rendering import render
from formcheck.voice.speaker import VoiceKind
from formcheck.voice.spoken import Spoken
from formcheck.voice.voice import Voice

__all__ = ["Spoken", "Voice", "VoiceKind", "open_voice", "render"]


def open_voice(mute: bool = False, log: Path | None = None) -> Voice:
    """Open the voice; returns at once, while the voice is still being looked for.

    Parameters
    ----------
    mute : bool
        Say nothing.
    log : Path, optional
        Text file that gets one line for each utterance: when it was asked for, began and ended.

    Raises
    ------
    OutputError
        If the log cannot be written.
    """
    return Voice(mute=mute, log=log)
