"""Check a running camera, hands-free: find the exercise, lead through its sets, say and show what to change."""

from formcheck.live.camera_frames import FOUND, LOST, RETRY_WAITS_S, camera_frames
from formcheck.live.files import write_json, write_json_lines
from formcheck.live.hooks import Hooks, Journal
from formcheck.live.messages import CheckerFailed
from formcheck.live.run import LiveOutcome, live
from formcheck.live.set_sequence import DoneSet
from formcheck.live.spoken_log import SpokenLog
from formcheck.live.stats import Stats

__all__ = [
    "FOUND",
    "LOST",
    "RETRY_WAITS_S",
    "CheckerFailed",
    "DoneSet",
    "Hooks",
    "Journal",
    "LiveOutcome",
    "SpokenLog",
    "Stats",
    "camera_frames",
    "live",
    "write_json",
    "write_json_lines",
]
