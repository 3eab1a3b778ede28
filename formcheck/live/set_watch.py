"""One set in front of a camera: landmarks in, checks, what to say and show, what to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from formcheck.analysis.recognition import with_article
from formcheck.analysis.session import Session
from formcheck.arrays import Image
from formcheck.coach.guide import Guidance, Guide
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.live.hooks import Diary, Hooks
from formcheck.live.other_exercise import OtherExercise
from formcheck.live.stats import Stats
from formcheck.pain import Pain
from formcheck.recorder.keeper import Keeper
from formcheck.result import Event, SetResult, Update
from formcheck.routines.plan import PlannedSet
from formcheck.screen.display import Display, Screen
from formcheck.screen.keys import ASKING_LINE, KEY_LINE, NEXT_LINE, Pressed
from formcheck.track import PoseTrack

_PAUSED = "Paused: press space to go on"


class SetWatch:
    """One set, from framing to its dose.

    Parameters
    ----------
    planned : PlannedSet
    first, last : bool
        How to stop has not been told yet; no set comes after it.
    side : {"left", "right"}, optional
        The side nearer to the camera; found by itself if left out.
    keeper : Keeper
    pictures : bool
        It keeps pictures as well.
    hooks : Hooks
    diary : Diary
    stats : Stats
    theme : str

    Attributes
    ----------
    ended_by : str or None
        Why it ended, in the words of :meth:`formcheck.history.SetLog.finish`; None while it runs.
    pain : Pain or None
        Where in the set it hurt, if it did.
    hurts : bool or None
        What was answered, if it was.
    changed_to : Exercise or None
        It ended for a set of this one, which was done instead.

    Notes
    -----
    A set ends where it was stopped: what happens while the answer is waited for, such as rolling over or getting up,
    belongs to it only if it goes on.
    """

    def __init__(
        self,
        planned: PlannedSet,
        *,
        first: bool,
        last: bool,
        side: Side | None,
        keeper: Keeper,
        pictures: bool,
        hooks: Hooks,
        diary: Diary,
        stats: Stats,
        theme: str,
    ) -> None:
        self.planned, self.keeper = planned, keeper
        self._last, self._side, self._pictures, self._theme = last, side, pictures, theme
        self._hooks, self._diary, self._stats = hooks, diary, stats
        self._dose = f"of {planned.reps or planned.hold_s:g}" if planned.reps or planned.hold_s else ""
        self._near: Side = side or "right"
        self._stopped: SetResult | None = None
        self._held_back: list[tuple[PoseTrack, Update]] = []
        self.looking = True
        self.ended_by: str | None = None
        self.pain: Pain | None = None
        self.hurts: bool | None = None
        self.changed_to: Exercise | None = None
        self._other = OtherExercise(planned.exercise)
        self._start(first=first)

    @property
    def over(self) -> bool:
        """The dose is reached, or the set was ended."""
        return self.ended_by is not None

    @property
    def asking(self) -> bool:
        """It was stopped, and nobody has said yet whether it hurts."""
        return self._stopped is not None and not self.over

    @property
    def quiet_s(self) -> float:
        """When what is being said will be over."""
        return self._guide.quiet_s

    def result(self) -> SetResult:
        """The set up to its end."""
        return self._stopped or self.session.result()

    def step(self, track: PoseTrack, bgr: Image) -> Screen:
        """Check a frame and keep it."""
        with self._stats.timed("feed"):
            update = self.session.feed(track)
            self._look_for_other(track, update)
        with self._stats.timed("screen"):
            screen = self._display.feed(track, update)
            guidance = self._guide.feed(track, update, help_of(screen))
            for utterance in guidance.say:
                self._hooks.say(utterance)
            screen = guided(screen, guidance, self._theme, self._dose)
            if not self.looking:
                screen = replace(screen, phase="Paused", stage="", caption="", banner=("pause", _PAUSED))
        self._near = screen.near
        self._keep(track, update, bgr, screen, guidance)
        keys = ASKING_LINE if self.asking else KEY_LINE if self._last else NEXT_LINE
        return replace(screen, hint=keys)

    def _keep(self, track: PoseTrack, update: Update, bgr: Image, screen: Screen, guidance: Guidance) -> None:
        """Keep a frame, and tell what it has shown; or hold both back until it is known whether the set goes on."""
        belongs = self._stopped is None
        if guidance.stage == "asking":
            self._stopped = self._stopped or self.session.result()
        elif not guidance.done:
            for earlier, its in self._held_back:
                self.keeper.add(earlier, None, None)
                self._tell(its.events)
            belongs, self._stopped, self._held_back = True, None, []
        self._take_note(guidance)
        if not belongs:
            self._held_back.append((track, update))
            return
        self._tell(update.events)
        with self._stats.timed("keep"):
            # a copy: the recording draws on its pictures while the window shows this one
            self.keeper.add(track, bgr.copy() if self.looking and self._pictures else None, screen)

    def obey(self, action: Pressed) -> None:
        """Do what a key asks for."""
        if action == "pain":
            self._end_now(self._guide.hurts())
        elif self.asking:
            self._answer(action)
        elif action == "pause":
            self.looking = not self.looking
            self._guide.pause(not self.looking)
        elif action == "next":
            self.ended_by = self.ended_by or "key"
        elif action == "change" and self._other.offered:
            self.ended_by, self.changed_to = "changed", self._other.offered
        elif action == "reset":
            self.keeper.restart()
            self._diary.restart()
            self._other = OtherExercise(self.planned.exercise)
            self._start(first=False)
            self._hooks.notice("started again")
        elif action == "side":
            self._side = "right" if self._near == "left" else "left"
            self._start(first=False)
            if (so_far := self.keeper.track()) is not None:
                self._diary.restart()
                self.catch_up(so_far)  # as if it had been said from the beginning
            self._hooks.notice(f"{self._side} side near the camera")

    def catch_up(self, track: PoseTrack, *, may_end: bool = True) -> None:
        """Take frames that were seen and kept before; nothing is said about them.

        Parameters
        ----------
        may_end : bool
            False: leaving the position in them does not end the set.
        """
        update = self.session.feed(track)
        screen = self._display.feed(track, update)
        self._guide.pause(not (self.looking and may_end))
        self._take_note(self._guide.feed(track, update, help_of(screen), earlier=True))
        self._guide.pause(not self.looking)
        self._tell(update.events)

    def of_other(self) -> PoseTrack:
        """What was seen of the exercise that the set is changed to."""
        return self._other.so_far()

    def _look_for_other(self, track: PoseTrack, update: Update) -> None:
        if not self.looking or self.asking:
            return
        if line := self._other.feed(track, update):
            self._guide.tell(line, float(track.t_s[-1]))
        offered = self._other.offered
        self._guide.note = f"Press y to change to {with_article(offered.name)}" if offered else ""

    def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            self._hooks.event(event)
            self._diary.event(event)

    def _take_note(self, guidance: Guidance) -> None:
        if guidance.done and self.ended_by is None:
            self.ended_by, self.pain = guidance.ended_by or "dose", self._guide.pain
            self.hurts = True if self.pain else False if self._guide.painless else None

    def _answer(self, action: Pressed) -> None:
        """The answer to "does it hurt?" by a key."""
        if action == "pause":
            self._guide.go_on()
        elif action == "next":
            self._end_now(self._guide.all_well())

    def _end_now(self, guidance: Guidance) -> None:
        """The set is over without another frame."""
        for utterance in guidance.say:
            self._hooks.say(utterance)
        self._take_note(guidance)

    def _start(self, *, first: bool) -> None:
        exercise = self.planned.exercise
        self.session, self._display = Session(exercise, self._side), Display(exercise)
        self._guide = Guide(self.planned, last=self._last, first=first)
        self._guide.pause(not self.looking)


def help_of(screen: Screen) -> str:
    """What is wrong with the picture."""
    return screen.banner[1] if screen.banner and screen.banner[0] == "help" else ""


def guided(screen: Screen, guidance: Guidance, theme: str, dose: str) -> Screen:
    """The screen with what the guide says on it; while it asks, nothing is to be reached and nothing corrected."""
    if guidance.stage == "asking":
        screen = replace(screen, angle=None, guides=(), failing=frozenset())
    return replace(
        screen,
        caption=guidance.caption,
        progress=guidance.progress,
        countdown_s=guidance.countdown_s,
        stage=guidance.stage,
        theme=theme,
        dose=dose,
    )
