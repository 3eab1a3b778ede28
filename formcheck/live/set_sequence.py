"""Leads from set to set: finds the exercise if need be, opens folders and journals, rests, ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from formcheck.analysis.recognition import Proposal, looks_like, with_article
from formcheck.arrays import Image
from formcheck.errors import FormcheckError
from formcheck.exercises.spec import Exercise
from formcheck.landmarks import Side
from formcheck.live.finder import Finder
from formcheck.live.hooks import Diary, Hooks
from formcheck.live.messages import failed
from formcheck.live.pain_watch import PainWatch
from formcheck.live.rest_watch import RestWatch
from formcheck.live.set_watch import SetWatch
from formcheck.live.stats import Stats
from formcheck.pain import Pain
from formcheck.recorder.keeper import Keeper
from formcheck.recorder.set_recorder import Outcome
from formcheck.result import SetResult
from formcheck.routines.plan import PlannedSet
from formcheck.screen.display import Screen
from formcheck.screen.keys import Pressed
from formcheck.track import PoseTrack
from formcheck.utterance import Utterance

_ENDS_ALL = ("stopped", "pain")
"""After these no further set is begun."""


@dataclass
class DoneSet:
    """A set that was begun, and how it ended; the pain that ended it, or came in the rest after it."""

    planned: PlannedSet
    outcome: Outcome
    ended_by: str
    pain: Pain | None


@dataclass
class Terms:
    """What all sets of a run share.

    Attributes
    ----------
    folder : Path or None
        None: nothing is written.
    open_keeper : callable
        From a set's folder to its keeper.
    keys : bool
        There is a window, and so a way to type how strong a pain is.
    """

    folder: Path | None
    open_keeper: Callable[[Path | None], Keeper]
    hooks: Hooks
    stats: Stats
    post: Callable[[Callable[[], None]], None]
    side: Side | None = None
    pictures: bool = False
    keys: bool = False
    theme: str = "dark"
    name: str = ""
    versions: dict[str, str] = field(default_factory=dict)


class Conductor:
    """One run in front of a camera.

    Parameters
    ----------
    plan : sequence of PlannedSet
        Empty: the first set is whatever is done, once it is known.
    found : callable
        From an exercise that was found to its set.
    terms : Terms
    """

    def __init__(self, plan: Sequence[PlannedSet], found: Callable[[Exercise], PlannedSet], terms: Terms) -> None:
        self._plan, self._found, self._terms = list(plan), found, terms
        self._number = 0
        self._several = len(self._plan) > 1
        self._closing = ThreadPoolExecutor(1, thread_name_prefix="formcheck-files")
        self._closed: list[Future[DoneSet]] = []
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
            self._now = Finder(terms.hooks, terms.stats, terms.theme)

    @property
    def likeliest(self) -> list[Proposal]:
        """What it may be, if no exercise has been found."""
        return self._now.likeliest if isinstance(self._now, Finder) else []

    @property
    def looking(self) -> bool:
        """Whether landmarks are wanted."""
        return self._now.looking

    def step(self, track: PoseTrack, bgr: Image) -> Screen:
        """Take a frame; go on to what comes next when what runs is over."""
        screen = self._now.step(track, bgr)
        if self._now.over and not self.over:
            self._go_on()
        return screen

    def obey(self, action: Pressed) -> None:
        """Do what a key asks for."""
        self._now.obey(action)
        if self._now.over and not self.over:
            self._go_on()

    def finish(self, error: FormcheckError | None, *, interrupted: bool) -> list[DoneSet]:
        """End what still runs, wait for all files, and give the sets that were begun, in order."""
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
            self._ask_of(Pain(now.t_s), now.quiet_s)
        elif isinstance(now, RestWatch):
            self._now = self._begin()
        elif now.pain:
            self._hurt = now
            self._ask_of(now.pain, now.quiet_s)
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
            self._now = RestWatch(now.planned, following, terms.hooks, terms.stats, terms.theme)

    def _ask_of(self, pain: Pain, quiet_s: float) -> None:
        """It hurts: that is written down at once; how strong it is, is asked where it can be answered."""
        assert self._diary is not None
        watch = PainWatch(pain, quiet_s, self._terms.hooks, self._diary, self._terms.theme)
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
        self._diary = Diary(terms.post, partial(terms.hooks.begin, planned))
        return SetWatch(
            planned,
            first=first,
            last=self._number == len(self._plan),
            side=terms.side,
            keeper=terms.open_keeper(self._place),
            pictures=terms.pictures,
            hooks=terms.hooks,
            diary=self._diary,
            stats=terms.stats,
            theme=terms.theme,
        )

    def _take_up(self, finder: Finder) -> SetWatch:
        """The set that was found, with what was done of it already."""
        assert finder.found is not None
        self._plan = [self._found(finder.found)]
        watch = self._begin(warned=True)
        so_far = finder.so_far()
        watch.keeper.add(so_far, None, None)
        watch.catch_up(so_far)
        return watch

    def _change(self, before: SetWatch, exercise: Exercise) -> SetWatch:
        """A set of the exercise that was done instead, in the place of one, with what was seen of it already."""
        now = before.planned
        planned = replace(self._found(exercise), number=now.number, of=now.of, rest_s=now.rest_s)
        self._plan[self._number - 1] = planned
        self._several = True  # beside the files of the one before
        watch = self._watch(planned, first=False)
        so_far = before.of_other()
        watch.keeper.add(so_far, None, None)
        watch.catch_up(so_far, may_end=False)  # whoever pressed the key had to get up for it
        text = f"Changed to {with_article(exercise.name)}"
        self._terms.hooks.say(Utterance(text, "prompt", float(so_far.t_s[-1])))
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

        def close() -> DoneSet:
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
            return DoneSet(watch.planned, Outcome(result, folder or Path(), files, wrong, interrupted), ended_by, pain)

        self._closed.append(self._closing.submit(close))


def set_folder(planned: PlannedSet) -> str:
    """Name of the folder of a set among others."""
    return "-".join(filter(None, [f"{planned.number:02d}", planned.exercise.id, planned.side or ""]))


def routine_table(name: str, done: Sequence[DoneSet], planned: Sequence[PlannedSet]) -> dict[str, Any]:
    """What ``routine.json`` holds: which sets were done, and how each ended."""
    sets = [
        {
            "number": each.planned.number,
            "exercise": each.planned.exercise.id,
            "side": each.planned.side,
            "dose": each.planned.dose,
            "folder": each.outcome.folder.name,
            "ended_by": each.ended_by,
            "pain": each.pain and each.pain.to_dict(),
            **_counted(each.outcome.result),
        }
        for each in done
    ]
    return {"schema": "formcheck.routine/1", "name": name, "planned": len(planned), "sets": sets}


def _counted(result: SetResult) -> dict[str, Any]:
    return {
        "reps": len(result.reps),
        "good_reps": result.count("good"),
        "unseen_reps": result.count("not fully seen"),
        "good_s": round(result.good_s, 1),
        "unseen_s": round(result.unseen_s, 1),
        "faults": len(result.faults),
        "duration_s": round(result.duration_s, 1),
    }
