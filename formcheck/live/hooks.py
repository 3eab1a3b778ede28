"""What a live run tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from formcheck.result import Event


@dataclass(frozen=True)
class Hooks:
    """What a live run tells while it goes on; everything is called on the main thread.

    Attributes
    ----------
    event : callable
        Takes each :class:`~formcheck.result.Event`.
    notice : callable
        Takes a line about the camera, the machine or a key.
    """

    event: Callable[[Event], None] = lambda _: None
    notice: Callable[[str], None] = lambda _: None
