"""Short films of every exercise done well and of its faults, as files of this package: where each lies.

What they show is what is checked: ``demonstrations/render.py`` makes them of the scripted performances, and
``tests/contract/test_demonstrations.py`` puts each through the checker.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
SIZE_WH = (400, 300)
"""Of every film and of every still, pixels."""
FPS = 12
"""Pictures a second of every film."""
SECONDS = (3.0, 6.0)
"""The shortest and the longest a film may be."""
WELL = ".well.webp"
"""How the name of a still ends that shows what a fault would look like done well."""


def file_name(exercise: str, fault: str | None, suffix: str) -> str:
    """The name that a film or a still has in this package.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    fault : str or None
        Id of the check that tells it; None for the exercise done well.
    suffix : str
        ".mp4" of a film, ".webp" of a still, :data:`WELL`.
    """
    return f"{exercise}{f'.{fault}' if fault else ''}{suffix}"


def loop(exercise: str, fault: str | None = None) -> Path | None:
    """A film (H.264 in MP4, without sound) that can be played over and over without a seam.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    fault : str, optional
        Id of the check that tells it; left out, the exercise is done well.

    Returns
    -------
    Path or None
        None if there is none, as for an exercise of the user's own.
    """
    return _there(file_name(exercise, fault, ".mp4"))


def poster(exercise: str, fault: str | None = None) -> Path | None:
    """The moment of a film that says most, as a still (WebP); None if there is none.

    Parameters
    ----------
    exercise, fault
        As of :func:`loop`.
    """
    return _there(file_name(exercise, fault, ".webp"))


def done_well(exercise: str, fault: str) -> Path | None:
    """A still of the moment of :func:`poster`, from the same place, without the fault: this is how it should look.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    fault : str
        Id of the check that tells it.

    Returns
    -------
    Path or None
        None if there is none: what is too fast or too short looks the same in a still.
    """
    return _there(file_name(exercise, fault, WELL))


def faults_shown(exercise: str) -> tuple[str, ...]:
    """The faults of an exercise of which there is a film, in alphabetical order.

    Parameters
    ----------
    exercise : str
        Id of the exercise.
    """
    start = f"{exercise}."
    names = (path.name.removesuffix(".mp4") for path in FOLDER.glob("*.mp4"))
    return tuple(sorted(name.removeprefix(start) for name in names if name.startswith(start)))


def _there(name: str) -> Path | None:
    path = FOLDER / name
    # an id never holds a separator; whatever does is not a file of this package
    return path if Path(name).name == name and path.is_file() else None
