"""The pose model is waited for with a word, if it takes long."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from fakes import Puppet, performed

from formcheck.app import ready_model
from formcheck.app.ready_model import ReadyModel
from formcheck.live.kept_run import Model


def chosen_after(seconds: float) -> Any:
    def choose() -> Model:
        time.sleep(seconds)
        return Model(Path("a.task"), lambda _: Puppet(performed("squat")), "", {})  # type: ignore[arg-type,return-value]

    return choose


@pytest.mark.parametrize(("takes_s", "words"), [(0.0, False), (0.5, True)])
def test_it_is_said_while_a_model_is_fetched(monkeypatch: pytest.MonkeyPatch, takes_s: float, words: bool) -> None:
    monkeypatch.setattr(ready_model, "PATIENCE_S", 0.1)
    said: list[str] = []
    model = ReadyModel(chosen_after(takes_s)).take(lambda: said.append("it comes"))
    assert model.path == Path("a.task")
    assert bool(said) == words
