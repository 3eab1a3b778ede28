"""formcheck: a form checker for back and hip exercises in front of a camera."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.analysis.session import Session, analyze
    from formcheck.errors import FormcheckError
    from formcheck.events import Attempt, Event, Fault, Hold, Rep, Update
    from formcheck.frames import Frames
    from formcheck.landmarks import Landmark
    from formcheck.result import SetResult
    from formcheck.track import PoseTrack

__version__ = "0.1.0"

__all__ = [
    "Attempt",
    "Event",
    "Fault",
    "FormcheckError",
    "Frames",
    "Hold",
    "Landmark",
    "PoseTrack",
    "Rep",
    "Session",
    "SetResult",
    "Update",
    "__version__",
    "analyze",
]

_HOME = {
    "FormcheckError": "errors",
    "Frames": "frames",
    "Landmark": "landmarks",
    "PoseTrack": "track",
    "SetResult": "result",
    "Session": "analysis.session",
    "analyze": "analysis.session",
}
"""Module of each public name; those that are not here are in ``events``."""


def __getattr__(name: str) -> Any:
    """Load the core when it is asked for: a command that only prints its help needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module 'formcheck' has no attribute '{name}'")
    value = getattr(import_module(f"formcheck.{_HOME.get(name, 'events')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
