"""Check a running camera, hands-free: find the exercise, lead through its sets, say and show what to change."""

from formcheck.live.capture import FOUND, LOST, RETRY_WAITS_S, camera_frames
from formcheck.live.conductor import DoneSet
from formcheck.live.files import write_json, write_json_lines
from formcheck.live.hooks import Hooks, Journal
from formcheck.live.passing import CheckerFailed
from formcheck.live.run import LiveOutcome, live
from formcheck.live.said import Said
from formcheck.live.stats import Stats

__all__ = [
    "FOUND", "LOST", "RETRY_WAITS_S", "CheckerFailed", "DoneSet", "Hooks", "Journal", "LiveOutcome", "Said", "Stats",
    "camera_frames", "live", "write_json", "write_json_lines",
]  # fmt: skip
