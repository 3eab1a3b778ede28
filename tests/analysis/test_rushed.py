"""Repetitions of half a second from rest to rest, as rushed people do them."""

from __future__ import annotations

import pytest

from formcheck import analyze
from formcheck.synthetic.trainers import takes


@pytest.mark.parametrize("exercise", ["multifidus-walk-out", "side-plank-leg-lift"])
def test_rushed_repetitions_count(exercise: str) -> None:
    (rushed,) = (take for take in takes(exercise) if take.name == "rushed")
    track, truth = rushed.film()
    assert len(analyze(track, exercise).reps) == len(truth.reps)
