"""One set in front of a camera: landmarks in, checks, what to show, what to keep."""

from __future__ import annotations

from dataclasses import replace

from formcheck.exercises.spec import Exercise
from formcheck.live.hooks import Hooks
from formcheck.live.stats import Stats
from formcheck.pose import Image
from formcheck.recording import Recording
from formcheck.screen import Display, Screen
from formcheck.session import Session
from formcheck.signals import Side
from formcheck.track import PoseTrack
from formcheck.window import Action

_PAUSED = "Paused: press space to go on"


class SetWatch:
    """One set.

    Parameters
    ----------
    exercise : Exercise
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.
    recording : Recording
    hooks : Hooks
    stats : Stats
    """

    def __init__(
        self, exercise: Exercise, side: Side | None, recording: Recording, hooks: Hooks, stats: Stats, *, pictures: bool
    ) -> None:
        self._exercise, self._side = exercise, side
        self._recording, self._hooks, self._stats = recording, hooks, stats
        self._pictures = pictures
        self._near: Side = "right"
        self.looking, self.over = True, False
        self._start()

    def step(self, track: PoseTrack, bgr: Image) -> Screen:
        """Check a frame and keep it."""
        with self._stats.timed("feed"):
            update = self.session.feed(track)
        with self._stats.timed("screen"):
            screen = self._display.feed(track, update)
        self._near = screen.near
        if not self.looking:
            screen = replace(screen, phase="Paused", banner=("pause", _PAUSED))
        for event in update.events:
            self._hooks.event(event)
        with self._stats.timed("keep"):
            # a copy: the recording draws on its pictures while the window shows this one
            self._recording.add(track, bgr.copy() if self.looking and self._pictures else None, screen)
        return screen

    def obey(self, action: Action) -> None:
        """Do what a key asks for."""
        if action == "pause":
            self.looking = not self.looking
        elif action == "reset":
            self._recording.restart()
            self._start()
            self._hooks.notice("started again")
        elif action == "side":
            self._side = "right" if self._near == "left" else "left"
            self._start()
            if (so_far := self._recording.track()) is not None:  # as if it had been said from the beginning
                self._display.feed(so_far, self.session.feed(so_far))
            self._hooks.notice(f"{self._side} side near the camera")

    def _start(self) -> None:
        self.session, self._display = Session(self._exercise, self._side), Display(self._exercise)
