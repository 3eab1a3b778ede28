"""formcheck: a form checker for back and hip exercises in front of a camera."""

from __future__ import annotations

from formcheck.errors import FormcheckError
from formcheck.landmarks import Landmark
from formcheck.result import Attempt, Event, Fault, Frames, Hold, Rep, SetResult, Update
from formcheck.session import Session, analyze
from formcheck.track import PoseTrack

__version__ = "0.1.0"

__all__ = [
    "Attempt", "Event", "Fault", "FormcheckError", "Frames", "Hold", "Landmark", "PoseTrack", "Rep", "Session",
    "SetResult", "Update", "__version__", "analyze",
]  # fmt: skip
