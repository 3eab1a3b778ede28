"""Build the full model from an old mediapipe wheel of the package index, where its address cannot be reached.

mediapipe's wheels up to 0.10.21 hold the two networks of the *full* pose landmarker; later ones hold none.
The wheel is downloaded with pip, so that the user's own index settings are honoured, and never installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import ModelError
from formcheck.pose.tflite_metadata import add_normalisation
from formcheck.progress import ProgressCallback

MEMBERS = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
"""The two networks inside a ``.task`` file, by the names the Tasks API looks for."""

_POLL_S = 0.2


@dataclass(frozen=True)
class Networks:
    """Where in a package the two networks are, what they must hash to, and what is built of them."""

    detector: str
    detector_sha256: str
    landmarks: str
    landmarks_sha256: str
    built_size: int
    built_sha256: str


@dataclass(frozen=True)
class WheelSpec(Networks):
    """A wheel of the package index, and where in it the two networks are (``[models.full.wheel]``)."""

    requirement: str
    size: int


def bundle_from_index(spec: WheelSpec, progress: ProgressCallback | None = None) -> bytes:
    """Download the wheel and build the bundle.

    Parameters
    ----------
    spec : WheelSpec
    progress : callable, optional
        ``progress(bytes_so_far, bytes_expected)``.

    Returns
    -------
    bytes
        The content of a ``.task`` file; the same bytes on every machine.

    Raises
    ------
    ModelError
        If there is no pip, the index has no such wheel, or the networks in it are not the expected ones.
    """
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        wheel = _download_wheel(spec, Path(folder), progress)
        return build_bundle(wheel, spec)


def build_bundle(wheel: Path, spec: WheelSpec) -> bytes:
    """Build the ``.task`` file from a downloaded wheel.

    Parameters
    ----------
    wheel : Path
    spec : WheelSpec
        What is expected in it.

    Raises
    ------
    ModelError
        If the wheel is not readable or the networks in it are not the expected ones.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            detector = archive.read(spec.detector)
            landmarks = archive.read(spec.landmarks)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"the wheel of {spec.requirement} is damaged ({error}): try again") from error
    return bundle_of(detector, landmarks, spec, f"the wheel of {spec.requirement}")


def bundle_of(detector: bytes, landmarks: bytes, spec: Networks, package: str) -> bytes:
    """The content of the ``.task`` file; the same bytes on every machine.

    Parameters
    ----------
    detector, landmarks : bytes
        The networks as they are in the package.
    spec : Networks
    package : str
        What they were taken out of, for the error.

    Raises
    ------
    ModelError
        If the networks are not the expected ones.

    Notes
    -----
    The networks lack the input normalisation that the Tasks API demands. The values are those of mediapipe's own
    graphs: the detector wants pixels in [-1, 1], the landmark network in [0, 1].
    """
    for data, expected in ((detector, spec.detector_sha256), (landmarks, spec.landmarks_sha256)):
        if hashlib.sha256(data).hexdigest() != expected:
            raise ModelError(f"{package} holds another network than expected: not used")
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as archive:
        for name, data, mean, std in (
            (MEMBERS[0], detector, 127.5, 127.5),
            (MEMBERS[1], landmarks, 0.0, 255.0),
        ):
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # the same bytes on Windows as elsewhere
            archive.writestr(member, add_normalisation(data, mean, std))
    return bundle.getvalue()


def _download_wheel(spec: WheelSpec, folder: Path, progress: ProgressCallback | None) -> Path:
    # Any platform's wheel holds the same networks; this one exists whatever Python and system we run on.
    command = [
        *_pip_command(),
        "download",
        "--quiet",
        "--no-deps",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--no-input",
        "--retries",
        "1",
        "--only-binary=:all:",
        "--platform",
        "manylinux_2_28_x86_64",
        "--python-version",
        "3.12",
        "--implementation",
        "cp",
        "--abi",
        "cp312",
        "--dest",
        str(folder),
        spec.requirement,
    ]
    environment = os.environ | {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    if "UV_DEFAULT_INDEX" in environment:  # a uv user's index, unless pip has its own
        environment.setdefault("PIP_INDEX_URL", environment["UV_DEFAULT_INDEX"])
    log = folder / "pip.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment)
        try:
            while process.poll() is None:
                _report(folder, spec.size, progress)
                try:
                    process.wait(_POLL_S)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:  # Ctrl-C: leave no download behind
                process.terminate()
                process.wait()
    wheels = list(folder.glob("*.whl"))
    if process.returncode != 0 or not wheels:
        raise ModelError(f"pip cannot download {spec.requirement}: {_last_error(log)}")
    return wheels[0]


def _report(folder: Path, size: int, progress: ProgressCallback | None) -> None:
    """Tell ``progress`` how large the biggest file in pip's temporary folder has grown."""
    if progress is None:
        return
    sizes = [0]
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                sizes.append(os.stat(os.path.join(parent, name)).st_size)
            except FileNotFoundError:  # pip moved it meanwhile
                continue
    progress(min(max(sizes), size), size)


def _last_error(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["no reason given"]
    return errors[-1].removeprefix("ERROR: ")


def _pip_command() -> list[str]:
    """How to run pip here; environments made by uv have none of their own.

    Raises
    ------
    ModelError
        If no pip can be found.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    # The pip wheel that Python carries for `ensurepip` runs in place: nothing has to be installed.
    bundled = [Path(sysconfig.get_path("stdlib")) / "ensurepip" / "_bundled"]
    if system := sysconfig.get_config_var("WHEEL_PKG_DIR"):
        bundled.append(Path(system))
    for folder in bundled:
        for wheel in sorted(folder.glob("pip-*.whl")):
            return [sys.executable, str(wheel / "pip")]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "--quiet", "pip"]
    raise ModelError("there is no pip here to fetch the model with: run 'python -m ensurepip' first")
