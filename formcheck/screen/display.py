"""Turns what the coach decided, and what the session found, into a :class:`~formcheck.screen.screen.Screen`."""

from __future__ import annotations

from math import isfinite

from formcheck.coach.guidance import Guidance
from formcheck.events import Update
from formcheck.exercises.spec import Check, Exercise
from formcheck.frames import Phase
from formcheck.landmarks import GUESSED, SEEN
from formcheck.routines.plan import PlannedSet
from formcheck.screen.aims import Aims
from formcheck.screen.clock_stop import ClockStop
from formcheck.screen.failing import FailingParts
from formcheck.screen.gauge import Gauge
from formcheck.screen.keys import Key
from formcheck.screen.layout import Placement
from formcheck.screen.newest_frame import NewestFrame
from formcheck.screen.scoreboard import Scoreboard
from formcheck.screen.screen import Banner, PixelPoint, Screen, TargetLine
from formcheck.screen.words import PAUSED, status_of
from formcheck.track import PoseTrack


class Display:
    """The screens of a set; feed it the same chunks as session and guide, the newest frame is shown.

    Parameters
    ----------
    exercise : Exercise
    goal : str
        What is to be done, to stand beside the count: "of 10"; empty for an open end.
    part : str
        Which set of how many, and which side.
    theme : str
        See :data:`formcheck.screen.themes.THEMES`.
    """

    def __init__(self, exercise: Exercise, *, goal: str = "", part: str = "", theme: str = "dark") -> None:
        self._exercise, self._goal, self._part, self._theme = exercise, goal, part, theme
        self._scoreboard, self._gauge, self._clock_stop = Scoreboard(exercise), Gauge(exercise), ClockStop(exercise)
        self._failing, self._aims = FailingParts(exercise), Aims(exercise)
        self._placement = Placement()

    def feed(self, track: PoseTrack, update: Update, guidance: Guidance, keys: tuple[Key, ...] = ()) -> Screen:
        """The screen for the last frame of a chunk.

        Parameters
        ----------
        track : PoseTrack
        update : Update
            Of the session, for the same frames.
        guidance : Guidance
            Of the guide, or of a review, for the same frames.
        keys : tuple of Key
            Those that work now.
        """
        self._scoreboard.feed(update)
        newest = NewestFrame.of(self._exercise, track, update.frames)
        # while it is asked whether it hurts, nothing is to be reached and nothing corrected
        asking = guidance.stage == "asking"
        failing = [] if asking else self._failing.checks(newest, guidance.cue)
        points_px, seen = body(track)
        scoreboard, t_s = self._scoreboard, float(track.t_s[-1])
        return Screen(
            t_s=t_s,
            size_wh=track.size_wh,
            points_px=points_px,
            seen=seen,
            near=newest.near,
            failing=self._failing.landmarks(failing, newest, guidance.cue, scoreboard.rep_side),
            target_lines=() if asking else self._lines(newest, failing),
            exercise=self._exercise.name,
            part=self._part,
            count=scoreboard.count,
            unit=scoreboard.unit,
            sides=scoreboard.sides,
            goal=self._goal,
            form=scoreboard.form,
            gauge=self._gauge.value(newest),
            progress=guidance.progress,
            countdown_s=guidance.countdown_s,
            stage=guidance.stage,
            status=status_of(guidance.stage, newest.phase),
            clock_stopped=self._clock_stop.feed(newest, guidance),
            active=newest.phase != Phase.NONE,
            view_is_right=newest.view_is_right,
            banner=banner_of(guidance),
            caption=guidance.caption,
            keys=keys,
            spot=self._placement.feed(t_s, track.image_px[-1], track.visibility[-1], track.size_wh),
            theme=self._theme,
        )

    def _lines(self, newest: NewestFrame, failing: list[Check]) -> tuple[TargetLine, ...]:
        moves = self._exercise.movement
        # at rest nobody knows which side comes next
        if newest.phase == Phase.NONE or (moves and moves.sides and newest.phase == Phase.REST):
            return ()
        return self._aims.lines(newest, failing)


def bare_screen(
    track: PoseTrack, guidance: Guidance, status: str, *, theme: str, keys: tuple[Key, ...], following: str = ""
) -> Screen:
    """A person of whom nothing is counted, and a line.

    Parameters
    ----------
    track : PoseTrack
        Its last frame is shown.
    guidance : Guidance
        Its caption, countdown and stage are shown.
    status : str
        Where one is, in words.
    theme : str
    keys : tuple of Key
        Those that work now.
    following : str
        Name of the exercise that comes next.
    """
    points_px, seen = body(track)
    return Screen(
        exercise=following,
        part="next" if following else "",
        t_s=float(track.t_s[-1]),
        size_wh=track.size_wh,
        points_px=points_px,
        seen=seen,
        near="right",
        countdown_s=guidance.countdown_s,
        stage=guidance.stage,
        status=status,
        caption=guidance.caption,
        keys=keys,
        theme=theme,
    )


def goal_of(planned: PlannedSet) -> str:
    """What is to be done, beside the count: "of 10"; empty for an open end."""
    amount = planned.reps or planned.hold_s
    return f"of {amount:g}" if amount else ""


def part_of(planned: PlannedSet) -> str:
    """Which set of how many, and which side: "set 2 of 3, left side"; empty for a set alone that has no side."""
    which = (f"set {planned.number} of {planned.of}",) if planned.of > 1 else ()
    return ", ".join((*which, *((f"{planned.side} side",) if planned.side else ())))


def banner_of(guidance: Guidance) -> Banner | None:
    """What matters most: that nothing goes on, else what to correct, else what is wrong with the picture."""
    if guidance.stage == "paused":
        return Banner("pause", PAUSED)
    if guidance.cue:
        return Banner("cue", guidance.cue.text)
    return Banner("help", guidance.help) if guidance.help else None


def body(track: PoseTrack) -> tuple[tuple[PixelPoint | None, ...], tuple[int, ...]]:
    """The landmarks to draw of the last frame of a track.

    Returns
    -------
    points_px : tuple of (x, y) or None
        33 landmarks; None for one that is not even guessed.
    seen : tuple of int
        Those that are clearly seen.
    """
    points, visibility = track.image_px[-1].tolist(), track.visibility[-1].tolist()
    drawn = tuple(
        (x, y) if v >= GUESSED and isfinite(x) and isfinite(y) else None
        for (x, y), v in zip(points, visibility, strict=True)
    )
    return drawn, tuple(i for i, v in enumerate(visibility) if v >= SEEN and drawn[i] is not None)
