"""MediaPipe's pose landmarker: frames in, landmarks of one person out; the only module that imports mediapipe."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Protocol, Self

import numpy as np

from formcheck.arrays import FloatArray, Image
from formcheck.errors import ModelError
from formcheck.landmarks import N_LANDMARKS
from formcheck.media import to_rgb
from formcheck.pose import no_network
from formcheck.pose.models import seen_from
from formcheck.track import PoseTrack


class PoseEstimator(Protocol):
    """The interface of a pose network; tests put a fake in its place."""

    def detect(self, bgr: Image, t_s: float) -> PoseTrack:
        """Landmarks in one frame, as a track of length 1.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
        t_s : float
            Seconds; later than that of the frame before.
        """

    def close(self) -> None:
        """Free what the estimator holds."""


class Landmarker:
    """BlazePose in VIDEO mode, one person.

    Parameters
    ----------
    model_path : path
        A ``.task`` bundle, see :func:`formcheck.pose.models.find_model`.
    min_confidence : float
        0 to 1; below it nobody is found, or a followed person is looked for anew.

    Raises
    ------
    ModelError
        If mediapipe is missing, may not be used, or cannot load the bundle.

    Notes
    -----
    The graph follows the person from frame to frame and applies its own One-Euro filter to the landmarks.
    It takes whole milliseconds that must increase; frames closer than that are moved apart by 1 ms for the
    filter only, the returned ``t_s`` is the one given.

    Visibility is put on the scale of the full model, whatever the bundle (:func:`formcheck.pose.models.seen_from`).

    mediapipe is loaded and the graph is made on a thread that can open no socket (:mod:`formcheck.pose.no_network`).
    All
    that the graph does later happens on threads started there: mediapipe sends every call to one of its own. Without
    a socket it does not get the window system's graphics either, which it asks for and does not use.
    """

    def __init__(self, model_path: str | os.PathLike[str], *, min_confidence: float = 0.5) -> None:
        self._last_ms = -1
        self._rgb: Image | None = None
        self._detected_once = False
        self._mediapipe: Any
        self._graph: Any
        try:
            self._mediapipe, self._graph = no_network.cut_off(partial(_make_graph, model_path, min_confidence))
        except (RuntimeError, ValueError, OSError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            if lacking := _LACKING.match(reason):
                raise ModelError(f"mediapipe needs {lacking[1]}: on Debian, apt install libegl1 libgles2") from error
            raise ModelError(
                f"{model_path}: mediapipe cannot load this model ({reason}): try another --model"
            ) from error
        self._seen = seen_from(Path(model_path))

    def detect(self, bgr: Image, t_s: float) -> PoseTrack:
        """Landmarks in the next frame.

        Parameters
        ----------
        bgr : (H, W, 3) uint8
            Any strides; landmarks come back in its pixels.
        t_s : float
            Later than the frame before.

        Returns
        -------
        PoseTrack
            Length 1; every landmark NaN if nobody is found.
        """
        height, width = bgr.shape[:2]
        # The last of the native chatter comes with the first person.
        with contextlib.nullcontext() if self._detected_once else _quiet_stderr():
            result = self._run(bgr, round(t_s * 1000))
        if not result.pose_landmarks:
            return PoseTrack.no_person([t_s], (width, height))
        self._detected_once = True
        image = np.array([(p.x, p.y, p.visibility, p.presence) for p in result.pose_landmarks[0]], dtype=np.float64)
        world = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[0]], dtype=np.float64)
        assert image.shape == (N_LANDMARKS, 4)
        return PoseTrack(
            t_s=[t_s],
            image_px=image[None, :, :2] * (width, height),
            world_m=world[None],
            visibility=rescaled(image[None, :, 2], self._seen),
            presence=image[None, :, 3],
            size_wh=(width, height),
        )

    def close(self) -> None:
        """Free the graph; closing twice is allowed."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, bgr: Image, t_ms: int) -> Any:
        self._last_ms = max(t_ms, self._last_ms + 1)
        self._rgb = to_rgb(bgr, self._rgb)  # ten times faster than numpy; mediapipe copies it once more
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=self._rgb)
        return self._graph.detect_for_video(image, self._last_ms)


def rescaled(visibility: FloatArray, seen: float) -> FloatArray:
    """Visibility whose odds are changed by one factor, so that `seen` becomes 0.5.

    Parameters
    ----------
    visibility : (...) float
        0 to 1.
    seen : float
        Between 0 and 1.
    """
    if seen == 0.5:
        return visibility
    return visibility * (1 - seen) / (visibility * (1 - seen) + (1 - visibility) * seen)


def _make_graph(model_path: str | os.PathLike[str], min_confidence: float, cut_off: bool) -> tuple[Any, Any]:
    """mediapipe and a new graph of it; `cut_off`: it can open no socket."""
    mediapipe = _import_mediapipe()
    if problem := no_network.objection(getattr(mediapipe, "__version__", "of unknown version"), cut_off=cut_off):
        raise ModelError(problem)
    vision = mediapipe.tasks.vision
    options = vision.PoseLandmarkerOptions(
        base_options=mediapipe.tasks.BaseOptions(model_asset_path=str(Path(model_path).resolve())),
        running_mode=vision.RunningMode.VIDEO,
        num_poses=1,
        min_pose_detection_confidence=min_confidence,
        min_pose_presence_confidence=min_confidence,
        min_tracking_confidence=min_confidence,
    )
    with _quiet_stderr():
        return mediapipe, vision.PoseLandmarker.create_from_options(options)


class _Later(ModuleType):
    """Stands in for a module while mediapipe is imported; the real one is loaded when it is first used."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


def _import_mediapipe() -> Any:
    """Import mediapipe without the plotting and audio libraries that its unused parts load (0.6 of 1 s).

    Raises
    ------
    ModelError
        If mediapipe is not installed or does not load.
    """
    heavy = [] if "mediapipe" in sys.modules else ["matplotlib", "matplotlib.pyplot", "sounddevice"]
    stand_ins = {name: _Later(name) for name in heavy if name not in sys.modules}
    if "matplotlib" in stand_ins and "matplotlib.pyplot" in stand_ins:
        vars(stand_ins["matplotlib"])["pyplot"] = stand_ins["matplotlib.pyplot"]
    sys.modules.update(stand_ins)
    try:
        return importlib.import_module("mediapipe")
    except (ImportError, OSError) as error:
        raise ModelError(f"mediapipe does not load ({error}): {no_network.ADVICE}") from error
    finally:
        for name in stand_ins:
            del sys.modules[name]


_LACKING = re.compile(r"(\S+): cannot open shared object file")

_CHATTER = re.compile(rb"INFO: |WARNING: All log messages before absl|[IW]\d{4} \d\d:\d\d:")
"""Lines the native library writes on every start; it obeys none of its documented log-level variables."""


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Hold back what native code writes to stderr; pass on afterwards what is not the usual chatter."""
    try:
        saved = os.dup(2)
    except OSError:  # a program without a console
        yield
        return
    with tempfile.TemporaryFile() as held:
        sys.stderr.flush()
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            held.seek(0)
            for line in held:
                if not _CHATTER.match(line):
                    os.write(2, line)
