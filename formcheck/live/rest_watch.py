"""The rest between two sets, and the time to get into the next position."""

from __future__ import annotations

import numpy as np

from formcheck.arrays import Image
from formcheck.coach.guide import REST_NOW, Guidance, Rest
from formcheck.live.hooks import Hooks
from formcheck.live.stats import Stats
from formcheck.routines.plan import PlannedSet
from formcheck.screen.display import Screen
from formcheck.screen.keys import REST_LINE, Pressed
from formcheck.track import PoseTrack
from formcheck.utterance import Utterance, speaking_s


class RestWatch:
    """A rest; nothing of it is kept.

    Parameters
    ----------
    planned, following : PlannedSet
        The set that was done and the one that comes.

    Attributes
    ----------
    hurts : bool
        It ended because something hurts.
    t_s, quiet_s : float
        Time of the newest frame; when what is being said to the stop will be over.
    """

    def __init__(self, planned: PlannedSet, following: PlannedSet, hooks: Hooks, stats: Stats, theme: str) -> None:
        self._rest = Rest(planned, following)
        self._hooks, self._stats, self._theme = hooks, stats, theme
        self.looking, self.over, self.hurts = True, False, False
        self.t_s = self.quiet_s = 0.0

    def step(self, track: PoseTrack, bgr: Image) -> Screen:  # noqa: ARG002 - the form of every watch
        """Take a frame."""
        self.t_s = float(track.t_s[-1])
        with self._stats.timed("screen"):
            guidance: Guidance = self._rest.feed(track)
            for utterance in guidance.say:
                self._hooks.say(utterance)
        self.over = self.over or guidance.done
        return bare_screen(
            track,
            guidance.caption,
            "Rest",
            self._theme,
            REST_LINE,
            countdown_s=guidance.countdown_s,
            stage=guidance.stage,
        )

    def obey(self, action: Pressed) -> None:
        """Go on at once, or stop for pain."""
        if action == "pain" and not self.over:
            self.hurts, text = True, f"Stopped. {REST_NOW}"
            self._hooks.say(Utterance(text, "prompt", self.t_s))
            self.quiet_s = self.t_s + speaking_s(text)
        self.over = self.over or action in ("next", "pain")


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
        track.image_px[-1],
        np.nan_to_num(track.visibility[-1]),
        "right",
        frozenset(),
        "",
        "",
        "",
        phase,
        False,
        None,
        None,
        None,
        hint,
        caption,
        countdown_s=countdown_s,
        stage=stage,
        theme=theme,
    )
