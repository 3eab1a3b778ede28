"""Versions that a result depends on."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

PACKAGES = {
    "mediapipe": "mediapipe",
    "numpy": "numpy",
    "opencv": "opencv-contrib-python",
    "av": "av",
    "pydantic": "pydantic",
}


def versions(model: Path | None = None) -> dict[str, str]:
    """Versions of formcheck, Python and the packages that numbers depend on, and the file name of the model."""
    from formcheck import __version__  # noqa: PLC0415 - the package imports its parts first

    known = {"formcheck": __version__, "python": platform.python_version()}
    known |= {name: package_version(package) or "missing" for name, package in PACKAGES.items()}
    return known | ({"model": model.name} if model else {})


def package_version(package: str) -> str | None:
    """Version of an installed package; None if it is not there."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
