"""The pose model of a run in front of a camera: which one, and which lighter ones may take over."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from formcheck.errors import ModelError
from formcheck.live.load_shedding import Relief
from formcheck.live.model_choice import heaviest
from formcheck.media import Frame
from formcheck.pose import models
from formcheck.pose.landmarker import PoseEstimator


def model_for_camera(
    choice: str,
    fetch: Callable[[str], Path],
    make: Callable[[Path], PoseEstimator],
    sample: Callable[[], Sequence[Frame]],
) -> tuple[Path, str]:
    """The bundle of a ``--model``, and why, in words, if there was something to choose from.

    ``auto`` is what ``FORMCHECK_MODEL`` names, else chosen from the models that are on this machine, where there are
    several, else the full one: nothing is fetched that the machine might not hold.

    Parameters
    ----------
    choice : str
    fetch : callable
        The bundle of a name or a path, fetched if need be.
    make : callable
        Makes an estimator of a bundle.
    sample : callable
        Frames that models are timed on, as of :func:`formcheck.live.model_choice.heaviest`.

    Raises
    ------
    ModelError
        If there is no such model, or it cannot be fetched or loaded.
    """
    if choice != models.AUTO:
        return fetch(choice), ""
    own, here = os.environ.get(models.ENVIRONMENT), _models_here()
    if own or len(here) < 2:
        return fetch(own or models.DEFAULT), ""
    chosen = heaviest(here, make, sample())
    return here[chosen.name], chosen.words


def lighter_models(model: Path) -> dict[Relief, Path]:
    """The models lighter than this one that are on this machine, the heaviest first."""
    reliefs: dict[str, Relief] = {"full": "full model", "lite": "lite model"}
    here = list(_models_here().items())
    at = next((number for number, (_, path) in enumerate(here) if path == model), len(here))
    return {reliefs[name]: path for name, path in here[at + 1 :]}


def _models_here() -> dict[str, Path]:
    """The known models that are on this machine, the heaviest first."""
    here: dict[str, Path] = {}
    for name in ("heavy", "full", "lite"):
        try:
            path = models.find_model(name, offline=True)
        except ModelError:
            continue
        if path not in here.values():
            here[name] = path
    return here
