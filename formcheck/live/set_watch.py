"""One set in front of a camera: landmarks in, checks, what to say and show, what to keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from formcheck.analysis.recognition import with_article
from formcheck.analysis.session import Session
from formcheck.arrays import Image
from formcheck.coach.guidance import Guidance
from formcheck.coach.guide import Guide
from formcheck.events import Event, Update
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.live.hooks import Diary
from formcheck.live.other_exercise import OtherExercise
from formcheck.live.terms import Terms
from formcheck.pain import Pain
from formcheck.recorder.keeper import Keeper
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet
from formcheck.screen.display import Display, goal_of, part_of
from formcheck.screen.keys import ASKING_KEYS, Key, Pressed, set_keys
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack


class SetWatch:
    """The watch of one set, from framing to its dose.

    Parameters
    ----------
    planned : PlannedSet
    first, last : bool
        How to stop has not been told yet; no set comes after it.
    keeper : Keeper
        Where its landmarks and pictures go.
    diary : Diary
    terms : Terms

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
        self, planned: PlannedSet, *, first: bool, last: bool, keeper: Keeper, diary: Diary, terms: Terms
    ) -> None:
        self.planned, self.keeper = planned, keeper
        self._last, self._diary, self._terms = last, diary, terms
        self._side = terms.side
        self._near: Side = terms.side or "right"
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

    def result(self) -> SetResult:
        """The set up to its end."""
        return self._stopped or self.session.result()

    def step(self, track: PoseTrack, bgr: Image) -> Screen:
        """Check a frame and keep it; parameters as of :meth:`formcheck.live.messages.Watch.step`."""
        stats = self._terms.stats
        with stats.timed("feed"):
            update = self.session.feed(track)
            self._look_for_other(track, update)
        with stats.timed("screen"):
            guidance = self._guide.feed(track, update)
            self._terms.say(*guidance.say)
            screen = self._display.feed(track, update, guidance, self._keys(guidance))
        self._near = screen.near
        self._keep(track, update, bgr, screen, guidance)
        return screen

    def _keys(self, guidance: Guidance) -> tuple[Key, ...]:
        """Those that work now."""
        if guidance.stage == "asking":
            return ASKING_KEYS
        offered = self._other.offered
        other = with_article(offered.name) if offered else ""
        return set_keys(last=self._last, paused=not self.looking, other=other)

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
        with self._terms.stats.timed("keep"):
            # a copy: the recording draws on its pictures while the window shows this one
            picture = bgr.copy() if self.looking and self._terms.pictures else None
            self.keeper.add(track, picture, replace(screen, keys=()))  # in a recording there are none to press

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
            self._terms.hooks.notice("started again")
        elif action == "side":
            self._side = "right" if self._near == "left" else "left"
            self._start(first=False)
            if (so_far := self.keeper.track()) is not None:
                self._diary.restart()
                self.catch_up(so_far)  # as if it had been said from the beginning
            self._terms.hooks.notice(f"{self._side} side near the camera")

    def catch_up(self, track: PoseTrack, *, may_end: bool = True) -> None:
        """Take frames that were seen and kept before; nothing is said about them.

        Parameters
        ----------
        track : PoseTrack
        may_end : bool
            False: leaving the position in them does not end the set.
        """
        update = self.session.feed(track)
        self._guide.pause(not (self.looking and may_end))
        guidance = self._guide.feed(track, update, earlier=True)
        self._guide.pause(not self.looking)
        self._display.feed(track, update, guidance)
        self._take_note(guidance)
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
            self._terms.hooks.event(event)
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
        self._terms.say(*guidance.say)
        self._take_note(guidance)

    def _start(self, *, first: bool) -> None:
        exercise = self.planned.exercise
        self.session = Session(exercise, self._side)
        self._guide = Guide(self.planned, last=self._last, first=first, speech=self._terms.speech)
        planned = self.planned
        self._display = Display(exercise, goal=goal_of(planned), part=part_of(planned), theme=self._terms.theme)
        self._guide.pause(not self.looking)
