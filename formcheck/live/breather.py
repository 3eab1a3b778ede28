"""The rest between two sets, and the time to get into the next position."""

from __future__ import annotations

import numpy as np

from formcheck.guide.guide import Guidance, Rest
from formcheck.live.hooks import Hooks
from formcheck.live.stats import Stats
from formcheck.pose import Image
from formcheck.programme import PlannedSet
from formcheck.screen.display import Screen
from formcheck.track import PoseTrack
from formcheck.window import REST_LINE, Action


class RestWatch:
    """A rest; nothing of it is kept.

    Parameters
    ----------
    planned, following : PlannedSet
        The set that was done and the one that comes.
    """

    def __init__(self, planned: PlannedSet, following: PlannedSet, hooks: Hooks, stats: Stats, theme: str) -> None:
        self._rest = Rest(planned, following)
        self._hooks, self._stats, self._theme = hooks, stats, theme
        self.looking, self.over = True, False

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Take a frame."""
        with self._stats.timed("screen"):
            guidance: Guidance = self._rest.feed(track)
            for utterance in guidance.say:
                self._hooks.say(utterance)
        self.over = self.over or guidance.done
        return bare_screen(
            track, guidance.caption, "Rest", self._theme, REST_LINE,
            countdown_s=guidance.countdown_s, stage=guidance.stage,
        )  # fmt: skip

    def obey(self, action: Action) -> None:
        """Go on at once."""
        self.over = self.over or action == "next"


def bare_screen(
    track: PoseTrack,
    caption: str,
    phase: str,
    theme: str,
    hint: str,
    *,
    countdown_s: float | None = None,
    stage: str = "set-up",
) -> Screen:
    """A person of whom nothing is counted, and a line."""
    return Screen(
        track.image_px[-1], np.nan_to_num(track.visibility[-1]), "right", frozenset(), "", "", "", phase, False,
        None, None, None, hint, caption, countdown_s=countdown_s, stage=stage, theme=theme,
    )  # fmt: skip
