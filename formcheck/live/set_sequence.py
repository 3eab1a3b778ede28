"""Leads from set to set: finds the exercise if need be, opens folders and journals, rests, ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from formcheck.analysis.recognition import Proposal, looks_like, with_article
from formcheck.arrays import Image
from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.live.ended_sets import EndedSet, set_folder
from formcheck.live.finder import Finder
from formcheck.live.hooks import Diary
from formcheck.live.messages import failed
from formcheck.live.pain_watch import PainWatch
from formcheck.live.rest_watch import RestWatch
from formcheck.live.set_watch import SetWatch
from formcheck.live.terms import Terms
from formcheck.pain import Pain
from formcheck.recorder.outcome import Outcome
from formcheck.routines.plan import PlannedSet
from formcheck.screen.keys import Pressed
from formcheck.screen.screen import Screen
from formcheck.track import PoseTrack

_ENDS_ALL = ("stopped", "pain")
"""After these no further set is begun."""


class SetSequence:
    """The sets of one run in front of a camera, with their rests, from the first to the last.

    Parameters
    ----------
    plan : sequence of PlannedSet
        Empty: the first set is whatever is done, once it is known.
    set_of : callable
        From an exercise that was found by itself to its set.
    terms : Terms
    """

    def __init__(self, plan: Sequence[PlannedSet], set_of: Callable[[Exercise], PlannedSet], terms: Terms) -> None:
        self._plan, self._set_of, self._terms = list(plan), set_of, terms
        self._number = 0
        self._several = len(self._plan) > 1
        self._closing = ThreadPoolExecutor(1, thread_name_prefix="formcheck-files")
        self._closed: list[Future[EndedSet]] = []
        self._diary: Diary | None = None
        self._place: Path | None = None
        self._places: list[Path] = []
        self.over = False
        self._hurt: SetWatch | None = None
        self._pain: Pain | None = None
        self._now: SetWatch | RestWatch | PainWatch | Finder
        if self._plan:
            self._now = self._begin()
        else:
            self._now = Finder(terms)

    @property
    def likeliest(self) -> list[Proposal]:
        """What it may be, if no exercise has been found."""
        return self._now.likeliest if isinstance(self._now, Finder) else []

    @property
    def looking(self) -> bool:
        """Whether landmarks are wanted."""
        return self._now.looking

    def step(self, track: PoseTrack, bgr: Image) -> Screen:
        """Take a frame; go on to what comes next when what runs is over.

        Parameters
        ----------
        track : PoseTrack
            Length 1.
        bgr : (H, W, 3) uint8
            Its picture.
        """
        screen = self._now.step(track, bgr)
        if self._now.over and not self.over:
            self._go_on()
        return screen

    def obey(self, action: Pressed) -> None:
        """Do what a key asks for."""
        self._now.obey(action)
        if self._now.over and not self.over:
            self._go_on()

    def announce(self, text: str) -> None:
        """Say a line about the camera or the machine at once: a set that cannot go on must not wait for a frame."""
        if math.isfinite(self._terms.stats.offset_s):
            self._terms.say(self._terms.speech.now(text, "notice", self._terms.stats.source_s))

    def finish(self, error: FormcheckError | None, *, interrupted: bool) -> list[EndedSet]:
        """End what still runs, wait for all files, and give the sets that were begun, in order.

        Parameters
        ----------
        error : FormcheckError or None
        interrupted : bool
            What ended the run early: an error, or Ctrl-C.
        """
        if isinstance(self._now, PainWatch) and not self.over:
            self._answered(self._now, error, interrupted=interrupted)
        elif isinstance(self._now, SetWatch) and not self.over:
            at_end = "stopped" if self._now.asking else "end"
            ending = "error" if error else "interrupted" if interrupted else at_end
            self._end_set(self._now, self._now.ended_by or ending, error, interrupted=interrupted)
        done = [future.result() for future in self._closed]
        if self._pain and done:  # files of a set are written before the rest in which something begins to hurt
            done[-1].pain = self._pain
        self._closing.shutdown()
        return done

    def _go_on(self) -> None:
        terms, now = self._terms, self._now
        if isinstance(now, PainWatch):
            self._answered(now)
        elif isinstance(now, Finder) and now.stopped:
            self.over = True
        elif isinstance(now, Finder):
            self._now = self._take_up(now)
        elif isinstance(now, RestWatch) and now.hurts:
            self._ask_of(Pain(now.t_s))
        elif isinstance(now, RestWatch):
            self._now = self._begin()
        elif now.pain:
            self._hurt = now
            self._ask_of(now.pain)
        else:
            assert now.ended_by is not None
            self._end_set(now, now.ended_by)
            if now.changed_to:
                self._now = self._change(now, now.changed_to)
                return
            if now.ended_by in _ENDS_ALL or self._number == len(self._plan):
                self.over = True
                return
            following = self._plan[self._number]
            self._now = RestWatch(now.planned, following, terms)

    def _ask_of(self, pain: Pain) -> None:
        """It hurts: that is written down at once; how strong it is, is asked where it can be answered."""
        assert self._diary is not None
        watch = PainWatch(pain, self._diary, self._terms)
        if self._terms.keys:
            self._now = watch
        else:
            self._answered(watch)

    def _answered(self, watch: PainWatch, error: FormcheckError | None = None, *, interrupted: bool = False) -> None:
        """All is known of a pain that will be: it ends the run, whatever was planned."""
        self._pain, self.over = watch.pain, True
        if self._hurt:
            self._end_set(self._hurt, "pain", error, interrupted=interrupted)

    def _begin(self, *, warned: bool = False) -> SetWatch:
        self._number += 1
        return self._watch(self._plan[self._number - 1], first=self._number == 1 and not warned)

    def _watch(self, planned: PlannedSet, *, first: bool) -> SetWatch:
        terms = self._terms
        self._place = self._folder(planned)
        self._diary = Diary(terms.post, partial(terms.hooks.begin, planned, self._place))
        return SetWatch(
            planned,
            first=first,
            last=self._number == len(self._plan),
            keeper=terms.open_keeper(self._place),
            diary=self._diary,
            terms=terms,
        )

    def _take_up(self, finder: Finder) -> SetWatch:
        """The set that was found, with what was done of it already."""
        assert finder.found is not None
        self._plan = [self._set_of(finder.found)]
        watch = self._begin(warned=True)
        so_far = finder.so_far()
        watch.keeper.add(so_far, None, None)
        watch.catch_up(so_far)
        return watch

    def _change(self, before: SetWatch, exercise: Exercise) -> SetWatch:
        """A set of the exercise that was done instead, in the place of one, with what was seen of it already."""
        now = before.planned
        planned = replace(self._set_of(exercise), number=now.number, of=now.of, rest_s=now.rest_s)
        self._plan[self._number - 1] = planned
        self._several = True  # beside the files of the one before
        watch = self._watch(planned, first=False)
        so_far = before.of_other()
        watch.keeper.add(so_far, None, None)
        watch.catch_up(so_far, may_end=False)  # whoever pressed the key had to get up for it
        text = f"Changed to {with_article(exercise.name)}"
        self._terms.say(self._terms.speech.now(text, "prompt", float(so_far.t_s[-1])))
        self._terms.hooks.notice(text)
        return watch

    def _folder(self, planned: PlannedSet) -> Path | None:
        folder = self._terms.folder
        if folder is None:
            return None
        name = set_folder(planned) if self._several else ""
        while folder / name in self._places:  # changed to another exercise and back
            name += "-again"
        self._places.append(folder / name)
        return folder / name

    def _end_set(
        self, watch: SetWatch, ended_by: str, error: FormcheckError | None = None, *, interrupted: bool = False
    ) -> None:
        """Write its files on another thread: the next set need not wait for them."""
        terms, folder, diary, pain = self._terms, self._place, self._diary, self._pain
        assert diary is not None
        result = watch.result()
        diary.finish(result, ended_by=ended_by, pain=watch.hurts)

        def close() -> EndedSet:
            nonlocal result
            try:
                result = replace(result, looks_like=looks_like(result, watch.planned.exercise, watch.keeper.track))
                files, wrong = watch.keeper.finish(
                    result,
                    terms.name,
                    terms.versions,
                    error,
                    interrupted=interrupted,
                    exercise=watch.planned.exercise,
                    ended_by=ended_by,
                    pain=pain,
                )
            except Exception as mistake:  # noqa: BLE001 - the other sets are written all the same
                files, wrong = [], error or failed(mistake)
            outcome = Outcome(result, folder or Path(), files, wrong, interrupted)
            return EndedSet(watch.planned, outcome, ended_by, pain)

        self._closed.append(self._closing.submit(close))
