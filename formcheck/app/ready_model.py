"""The pose model, loaded before somebody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from formcheck.live.kept_run import Model
from formcheck.pose.landmarker import PoseEstimator

T = TypeVar("T")

PATIENCE_S = 3.0
"""So long it is waited for without a word."""


class ReadyModel:
    """A model with an estimator that is ready, for whoever begins next; while that one runs nothing is loaded.

    Parameters
    ----------
    choose : callable
        Finds the model; slow, and called on a thread of its own.
    """

    def __init__(self, choose: Callable[[], Model]) -> None:
        self._choose = choose
        self._lock = threading.Lock()
        self._model: Future[Model] | None = None
        self._estimator: Future[PoseEstimator] | None = None

    def prepare(self) -> None:
        """Load what is missing, on a thread of its own; returns at once."""
        with self._lock:
            if self._model is None or (self._model.done() and self._model.exception()):
                self._model = _later(self._choose)
            if self._estimator is None or (self._estimator.done() and self._estimator.exception()):
                self._estimator = _later(self._made)

    def take(self, waiting: Callable[[], None] = lambda: None) -> Model:
        """The model, with :attr:`Model.make` that gives the ready estimator first; waits until it is there.

        Parameters
        ----------
        waiting : callable
            Called every few seconds while it is not: the first time a model is fetched.

        Raises
        ------
        FormcheckError
            If there is no model.
        """
        self.prepare()
        with self._lock:
            model, estimator = self._model, self._estimator
            self._estimator = None
        assert model is not None
        assert estimator is not None
        while wait((estimator,), PATIENCE_S).not_done:  # made of the model
            waiting()
        found, ready = model.result(), [estimator.result()]

        def make(path: Path) -> PoseEstimator:
            return ready.pop() if ready and path == found.path else found.make(path)

        return replace(found, make=make)

    def close(self) -> None:
        """Free the estimator that waits."""
        with self._lock:
            estimator, self._estimator = self._estimator, None
        if estimator and estimator.done() and not estimator.exception():
            estimator.result().close()

    def _made(self) -> PoseEstimator:
        assert self._model is not None
        model = self._model.result()
        return model.make(model.path)


def _later(do: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()

    def work() -> None:
        try:
            future.set_result(do())
        except BaseException as error:  # noqa: BLE001 - raised by whoever waits for it
            future.set_exception(error)

    threading.Thread(target=work, name="formcheck-model", daemon=True).start()
    return future
