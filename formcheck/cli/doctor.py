"""Checks of the machine: Python, packages, model, folders, voice, screen, camera."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from formcheck import history
from formcheck.addresses import redacted
from formcheck.errors import FormcheckError
from formcheck.pose import no_network
from formcheck.pose.models import cache_dir, list_models
from formcheck.report.versions import PACKAGES, package_version
from formcheck.voice import open_voice

CV2_PACKAGES = ("opencv-contrib-python", "opencv-python", "opencv-contrib-python-headless", "opencv-python-headless")
"""Packages that put themselves into the same ``cv2`` folder: two of them break each other silently."""

EXTRAS = (
    ("pyarrow", "tables", "batch, no CSV or Parquet of landmarks"),
    ("matplotlib", "plot", "'history plot'"),
)
"""Packages that are installed apart, their extra, and what is not there without them."""


@dataclass(frozen=True)
class Finding:
    """The result of one check of the machine.

    Attributes
    ----------
    needed : bool
        Nothing works without it; else only ``formcheck live`` wants it.
    advice : str
        What to do if it is not well.
    """

    name: str
    ok: bool
    detail: str
    advice: str = ""
    needed: bool = True


def examine(camera: int | str = 0) -> Iterator[Finding]:
    """Check everything, one thing after the other; slow ones (camera, screen) last."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), python, "install Python 3.11 or newer")
    yield from _packages()
    yield _one_cv2()
    yield _no_network()
    yield from _models()
    yield _folder("results folder", Path("formcheck-out"))
    yield _folder("model folder", cache_dir())
    yield _folder("history folder", history.place().parent, "set FORMCHECK_HISTORY to another file, or use --private")
    yield _voice()
    yield _screen()
    yield _camera(camera)


def _packages() -> Iterator[Finding]:
    for package in dict.fromkeys([*PACKAGES.values(), "typer", "rich", "platformdirs", "jinja2", "pyttsx3"]):
        version = package_version(package)
        yield Finding(package, version is not None, version or "not installed", f"pip install {package}")
    for package, extra, lacking in EXTRAS:
        version = package_version(package)
        detail = version or f"not installed: no {lacking}"
        yield Finding(package, version is not None, detail, f"pip install 'formcheck[{extra}]'", needed=False)


def _one_cv2() -> Finding:
    installed = [name for name in CV2_PACKAGES if package_version(name)]
    advice = f"pip uninstall {' '.join(installed)} && pip install opencv-contrib-python"
    return Finding("exactly one OpenCV", len(installed) == 1, ", ".join(installed) or "none", advice)


def _no_network() -> Finding:
    """Whether nothing phones home: the version, what is in its library, what the system refuses to it."""
    name, version = "no network", package_version("mediapipe")
    if version is None:
        return Finding(name, False, "mediapipe is not installed", no_network.ADVICE)
    traced, libraries = version in no_network.CHECKED, no_network.libraries()
    try:
        uploading = sorted({text for path in libraries for text in no_network.uploader_strings(path)})
    except OSError as error:
        return Finding(name, False, f"{error.filename}: {error.strerror}", no_network.ADVICE)
    well = traced and bool(libraries) and not uploading
    seen = "made no call when traced on Linux" if traced else "was not traced"
    inside = f"its library holds {', '.join(uploading) or 'no uploader'}" if libraries else "its library is not there"
    refused = "can open no socket" if no_network.sockets_are_refused() else "is not kept from opening a socket"
    detail = f"{'checked: ' if well else ''}mediapipe {version} {seen}; {inside}; here it {refused}"
    return Finding(name, well, detail, no_network.ADVICE)


def _models() -> Iterator[Finding]:
    known = {model.name: model for model in list_models() if model.path}
    if not known:
        advice = "it is fetched at the first use, or now with 'formcheck models fetch full'"
        yield Finding("pose model", False, "none on this machine yet", advice, needed=False)
    for name, model in known.items():
        advice = f"delete it and run 'formcheck models fetch {name}'"
        yield Finding(f"pose model {name}", model.verified, f"{model.path}", advice)


def _folder(name: str, path: Path, advice: str = "choose another with -o, or change its permissions") -> Finding:
    existing = next(parent for parent in (path, *path.absolute().parents) if parent.exists())
    try:
        if not existing.is_dir():
            raise NotADirectoryError(20, "not a folder")
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return Finding(name, False, f"{path}: {error.strerror}", advice)
    return Finding(name, True, f"{path} can be written to")


def _voice() -> Finding:
    voice = open_voice()
    try:
        kind, name, problem = voice.kind, voice.name, voice.problem
    finally:
        voice.close(0.0)
    missing, _, then = problem.partition(": ")
    advice, _, instead = then.partition("; ")
    detail = f"{missing}; {instead}" if problem else f"{kind}: {name}"
    return Finding("voice", not problem, detail, f"{advice}, or use 'live --mute'", needed=False)


def _screen() -> Finding:
    from formcheck.overlay.window import display_problem

    problem = _problem(display_problem)
    detail = problem or "a window can be shown"
    return Finding("screen", problem is None, detail, "use 'live --no-window'", needed=False)


def _camera(number: int | str) -> Finding:
    def open_it() -> str | None:
        from formcheck.media import Camera

        Camera(number).close()
        return None

    problem, name = _problem(open_it), redacted(str(number))
    advice = "plug a camera in and close other programs that use it; recordings work without"
    return Finding("camera", problem is None, problem or f"camera {name} delivers pictures", advice, needed=False)


def _problem(look: Callable[[], str | None]) -> str | None:
    try:
        return look()
    except (FormcheckError, ImportError, OSError) as error:
        return str(error)
