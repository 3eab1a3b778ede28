"""Check a running camera, hands-free: find the exercise, lead through its sets, say and show what to change."""

from formcheck.live.camera_frames import FOUND, LOST, RETRY_WAITS_S, camera_frames
from formcheck.live.ended_sets import EndedSet
from formcheck.live.files import write_json, write_json_lines
from formcheck.live.hooks import Hooks, SetJournal
from formcheck.live.messages import CheckerFailed
from formcheck.live.run import LiveOutcome, live
from formcheck.live.spoken_log import SpokenLog
from formcheck.live.stats import Stats

__all__ = [
    "FOUND",
    "LOST",
    "RETRY_WAITS_S",
    "CheckerFailed",
    "EndedSet",
    "Hooks",
    "LiveOutcome",
    "SetJournal",
    "SpokenLog",
    "Stats",
    "camera_frames",
    "live",
    "write_json",
    "write_json_lines",
]
