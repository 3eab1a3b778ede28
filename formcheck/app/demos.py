"""Where the page finds the demonstrations: addresses for templates, files for those addresses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from formcheck.demonstrations import faults_shown, loop, poster


@dataclass(frozen=True)
class Pictures:
    """The addresses of a loop and of a still of it, below ``/demo``.

    Attributes
    ----------
    loop, poster : str
        An H.264 film without sound that can be repeated without a seam, and the moment of it that says most. Where
        there is no film, a skeleton's loop (JSON), and no poster.
    """

    loop: str
    poster: str


def pictures(exercise: str, fault: str | None = None) -> Pictures | None:
    """The demonstration of an exercise done well, or with one of its faults; None if there is none.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    fault : str, optional
        Id of the check that tells it.
    """
    if not (loop(exercise, fault) and poster(exercise, fault)):
        return None
    place = f"/demo/{exercise}" + (f"/{fault}" if fault else "")
    return Pictures(f"{place}.mp4", f"{place}.webp")


def file_of(exercise: str, fault: str | None, ending: str) -> Path | None:
    """The file of an address, None where there is none; no part of the address reaches the file system unchecked.

    Parameters
    ----------
    exercise : str
    fault : str or None
    ending : str
        "mp4" or "webp".
    """
    if fault is not None and fault not in faults_shown(exercise):
        return None
    if ending == "mp4":
        return loop(exercise, fault)
    return poster(exercise, fault) if ending == "webp" else None
