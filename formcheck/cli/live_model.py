"""The pose model of a run in front of a camera: which one, and which lighter ones may take over."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.cli.app import model_path
from formcheck.cli.demo_clip import sample_clip
from formcheck.errors import ModelError

if TYPE_CHECKING:
    from formcheck.live.load_shedding import Relief


def model_for_camera(choice: str) -> tuple[Path, str]:
    """The bundle of a ``--model``, and why, in words, if there was something to choose from.

    ``auto`` is what ``FORMCHECK_MODEL`` names, else chosen from the models that are on this machine, where there are
    several, else the full one: nothing is fetched that the machine might not hold.
    """
    from formcheck.live.model_choice import N_FRAMES, heaviest
    from formcheck.media import open_recording
    from formcheck.pose.models import AUTO, DEFAULT, ENVIRONMENT
    from formcheck.replay.run import new_estimator

    if choice != AUTO:
        return model_path(choice), ""
    own, here = os.environ.get(ENVIRONMENT), _models_here()
    if own or len(here) < 2:
        return model_path(own or DEFAULT), ""
    chosen = heaviest(here, new_estimator, list(islice(open_recording(sample_clip()), N_FRAMES)))
    return here[chosen.name], chosen.words


def lighter_models(model: Path) -> dict[Relief, Path]:
    """The models lighter than this one that are on this machine, the heaviest first."""
    reliefs: dict[str, Relief] = {"full": "full model", "lite": "lite model"}
    here = list(_models_here().items())
    at = next((number for number, (_, path) in enumerate(here) if path == model), len(here))
    return {reliefs[name]: path for name, path in here[at + 1 :]}


def _models_here() -> dict[str, Path]:
    """The known models that are on this machine, the heaviest first."""
    from formcheck.pose.models import find_model

    here: dict[str, Path] = {}
    for name in ("heavy", "full", "lite"):
        try:
            path = find_model(name, offline=True)
        except ModelError:
            continue
        if path not in here.values():
            here[name] = path
    return here
